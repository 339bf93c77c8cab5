"""The names of fields as databases print them, by the language of the interface or of the source."""

from __future__ import annotations

import re

FIELD_LABELS: dict[str, tuple[str, ...]] = {
    "title": ("headline", "title", "kop", "titel", "titre", "título", "titulo", "titolo", "überschrift", "titular"),
    "author": ("byline", "author", "authors", "autor", "auteur", "autore", "verfasser", "por", "autores", "auteurs"),
    "section": (
        "section", "rubrik", "rubrique", "rubriek", "sección", "seccion", "seção", "sezione", "ressort", "abschnitt",
        "sectie",
    ),
    "length": (
        "length", "länge", "laenge", "longueur", "lengte", "longitud", "extensión", "lunghezza", "comprimento",
        "umfang",
    ),
    "dateline": ("dateline", "ort", "lieu"),
    "highlight": ("highlight", "encart", "abstract", "vorspann", "chapeau", "intro"),
    "body": ("body", "text", "tekst", "texte", "texto", "testo", "volltext", "corps", "cuerpo", "corpo", "hauptteil"),
    "language": ("language", "sprache", "langue", "taal", "idioma", "lingua", "lengua", "język", "språk"),
    "url": ("url",),
    "graphic": ("graphic", "graphics", "grafik", "graphique", "gráfico", "grafiek", "illustration", "image"),
    "correction": ("correction", "korrektur", "corrección", "correctie"),
    "classification": ("classification", "klassifizierung", "clasificación", "classificazione", "klassifikation"),
    "loaded": (
        "load-date", "load date", "update", "date-chargement", "fecha de carga", "data di caricamento", "laaddatum",
        "ladedatum", "geladen am",
    ),
    "end": (
        "publication-type", "pub-type", "type-publication", "journal-code",
        "journal code", "zeitungs-code", "subject", "sujet", "thema", "company", "société", "societe", "organization",
        "organisation", "geographic", "localisation-geo", "distribution", "document-type", "document type", "industry",
        "secteur-activite", "ticker", "symbole-boursier", "person", "personne", "series", "notes", "correction-date",
        "publication type", "bibliographie", "category", "acc-no", "doc-type", "state", "city", "country",
        "type", "copyright",
    ),
}  # fmt: skip
"""Kinds of field, and the labels of each in small letters."""
_KIND = {label: kind for kind, labels in FIELD_LABELS.items() for label in labels}
IN_CAPITALS = re.compile(r"^([^\W\d_a-zß-öø-ÿ][^\Wa-zß-öø-ÿ]*(?:[ /-][^\Wa-zß-öø-ÿ]+){0,3}):(?:[\s\xa0]+(.*))?$")
"""A field of the classic layout, whose labels are in capitals."""
TITLED = re.compile(r"^([^\W\d_][\w&./’'-]*(?:[ -][\w&./()’'-]+){0,3})\s?:(?:[\s\xa0]+(.*))?$")
"""A field of the newer layouts, whose labels begin with a capital."""


def field_of(line: str, pattern: re.Pattern[str]) -> tuple[str, str, str] | None:
    """The kind of a field ('' for an unknown one), its label and its value; None for a line that holds no field."""
    match = pattern.match(line.strip())
    return (_KIND.get(match[1].casefold(), ""), match[1], (match[2] or "").strip()) if match else None


def label_kind(label: str) -> str:
    """The kind of a label, '' for one that is not known."""
    return _KIND.get(label.strip(" :\xa0").casefold(), "")
