"""Exports of press databases in their true shapes, made of our own stories."""

from __future__ import annotations

import datetime as dt
import html
import textwrap
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from docx import Document

from tests.readers.pdfs import Line, column, pdf


class Story(NamedTuple):
    """What an export should give back."""

    title: str
    source: str
    author: str
    section: str
    day: dt.date
    time: dt.time | None
    language: str
    number: str
    """Factiva's accession number."""
    paragraphs: tuple[str, ...]


FERRY = Story(
    "Ferry to Skerry sails again; Pier cost twice the estimate",
    "The Aldport Gazette",
    "Ada Holm",
    "News; Pg. 4",
    dt.date(2018, 3, 11),
    dt.time(18, 10, tzinfo=dt.UTC),
    "en",
    "ALDGAZ0020180311ee3b0000a",
    (
        "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday.",
        "Repairs to the pier took fourteen weeks and cost 3.2 million crowns, twice what had been planned.",
        "NOTE: the old timetable stays in force, the board added, and no ticket will cost more before June.",
    ),
)
BRIDGE = Story(
    "Brücke über die Lauter bleibt gesperrt",
    "Lautertaler Bote",
    "Jörg Weiß",
    "Lokales; S. 9",
    dt.date(2019, 10, 2),
    None,
    "de",
    "LAUBOT0020191002efa200001",
    (
        "Die Brücke über die Lauter bleibt bis zum Frühjahr gesperrt, teilte die Gemeinde Oberau am Dienstag mit.",
        "Gutachter haben an zwei Pfeilern Risse gefunden; die Sanierung soll 1,4 Millionen Euro kosten.",
    ),
)
MILL = Story(
    "Le moulin de Vaux rouvre après dix ans",
    "L'Écho de Vaux",
    "Inès Carel",
    "Culture; p. 12",
    dt.date(2020, 12, 1),
    dt.time(6, 30),
    "fr",
    "ECHVAU0020201201egc100002",
    (
        "Le moulin de Vaux, fermé depuis dix ans, rouvrira ses portes au public le samedi 12 décembre.",
        "La commune a consacré 640 000 euros à la roue et au toit, a précisé la maire devant le conseil.",
    ),
)
STORIES = (FERRY, BRIDGE, MILL)

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
}  # fmt: skip
DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
}
NAMES = {
    "en": {"en": "English", "de": "German", "fr": "French"},
    "de": {"en": "Englisch", "de": "Deutsch", "fr": "Französisch"},
    "fr": {"en": "Anglais", "de": "Allemand", "fr": "Français"},
}
LABELS = {
    "en": ("BYLINE", "SECTION", "LENGTH", "words", "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "All Rights Reserved"),
    "de": ("AUTOR", "RUBRIK", "LÄNGE", "Wörter", "UPDATE", "SPRACHE", "PUBLICATION-TYPE", "Alle Rechte Vorbehalten"),
    "fr": ("AUTEUR", "RUBRIQUE", "LONGUEUR", "mots", "DATE-CHARGEMENT", "LANGUE", "TYPE-PUBLICATION",
           "Tous Droits Réservés"),
}  # fmt: skip
NUMBERS = {"en": "{} of {} DOCUMENTS", "de": "Dokument {} von {}", "fr": "Document {} de {}"}


def day_of(story: Story) -> str:
    """The date of a story as its country writes it, with weekday and time."""
    month, weekday = MONTHS[story.language][story.day.month - 1], DAYS[story.language][story.day.weekday()]
    date = f"{month} {story.day.day}, {story.day.year} {weekday}"
    if story.language != "en":
        dot = "." if story.language == "de" else ""
        date = f"{story.day.day}{dot} {month} {story.day.year} {weekday}"
    return f"{date} {time_of(story)}".strip()


def time_of(story: Story) -> str:
    if story.time is None:
        return ""
    zone = " GMT" if story.time.tzinfo else ""
    return story.time.strftime("%I:%M %p").lstrip("0") + zone


def words(story: Story) -> int:
    return len(" ".join(story.paragraphs).split())


def nexis_text(stories: Sequence[Story] = STORIES, interface: str = "en") -> str:
    """Nexis in its classic layout, centred and wrapped."""
    pages = [
        f"\n\n\nDownload Request: Selected Items: 1-{len(stories)}\n"
        "Time Of Request: Friday, March 20, 2020  16:51:31\n\nSend To:\nALDPORT LIBRARY\nPIER ROAD 3\n\n\n"
        "Terms: (ferry OR bridge OR mill)\n\n\nProject ID: None\n\n\n"
    ]
    for at, story in enumerate(stories, start=1):
        by, section, length, unit, loaded, language, kind, rights = LABELS[story.language]
        head = [NUMBERS[interface].format(at, len(stories)), "", "", story.source, "", day_of(story), "Final Edition"]
        body = "\n\n".join(textwrap.fill(text, 78) for text in story.paragraphs)
        fields = (
            f"{by}: {story.author}", f"{section}: {story.section}", f"{length}: {words(story)} {unit}",
        )  # fmt: skip
        ends = (
            f"{loaded}: {day_of(story)}", f"{language}: {NAMES['en'][story.language].upper()}", f"{kind}: Newspaper",
            "GRAPHIC: The pier on a quiet day. Photograph: Ada Holm",
        )  # fmt: skip
        notice = f"Copyright {story.day.year} {story.source}\n{rights}"
        pages.append(
            "\n".join(line.center(80).rstrip() for line in head) + "\n\n" + textwrap.fill(story.title, 78) + "\n\n"
            + "\n\n".join(fields) + f"\n\n\n{body}\n\n" + "\n\n".join(ends) + "\n\n\n"
            + "\n".join(line.center(80).rstrip() for line in notice.split("\n")) + "\n\n\n"
        )  # fmt: skip
    return "\r\n".join("".join(pages).split("\n"))


def nexis_lines(story: Story, at: int, count: int) -> list[str]:
    """Nexis as its Word and PDF files have it: the paper right below the notice, the text right below BODY."""
    return [
        f"{at} of {count} DOCUMENTS", "", "", f"Copyright {story.day.year} {story.source} Ltd", "All Rights Reserved ",
        story.source, "", "Distributed by Skerry Content Agency", "", f"{day_of(story)}  ", "FINAL EDITION", "",
        f"SECTION: {story.section}", "", f"LENGTH: {words(story)} words", "", f"HEADLINE: {story.title}", "",
        f"BYLINE: By {story.author}, {story.source}, N.C.", "", " BODY:", *story.paragraphs, "",
        f"LOAD-DATE: {day_of(story)}", "", f"LANGUAGE: {NAMES['en'][story.language].upper()}", "",
        "PUBLICATION-TYPE: Newspaper", "", "GRAPHIC: The pier on a quiet day. Photograph: Ada Holm", "", "",
    ]  # fmt: skip


def nexis_word(stories: Sequence[Story] = STORIES) -> str:
    """The same as RTF, a line a paragraph."""
    return rtf_of([line for at, one in enumerate(stories, start=1) for line in nexis_lines(one, at, len(stories))])


def nexis_pdf(stories: Sequence[Story] = STORIES) -> bytes:
    """The same as a PDF: a document goes on on a page that its title heads."""
    pages = []
    for at, story in enumerate(stories, start=1):
        lines = [line for line in nexis_lines(story, at, len(stories)) if line]
        cut = lines.index(story.paragraphs[1])
        cover = [*lines[:cut], story.paragraphs[1][:70].rpartition(" ")[0]]
        rest = [story.paragraphs[1].removeprefix(cover[-1]).strip(), *lines[cut + 1 :]]
        head = f"{story.title} {story.source} {day_of(story)}"
        pages.append(column(cover, 750, width=90))
        pages.append([Line(72, 780, 10, head), *column(rest, 750, width=90)])
    return pdf(pages)


def nexis_page(stories: Sequence[Story] = STORIES) -> str:
    """The same as a page: centred by a style sheet, one `p` a paragraph."""
    parts = [
        "<HTML><HEAD><STYLE TYPE='text/css'><!--\n.c0 { text-align: center; }\n.c1 { text-align: center; margin-top: "
        "0em; }\n.c4 { text-align: left; }\n.c6 { font-size: 14pt; }\n--></STYLE><!-- LXNComment 18:5823 -->"
        "<TITLE>&nbsp;</TITLE></HEAD><BODY>"
    ]

    def block(inside: str, kind: str = "c4") -> str:
        mark = "c1" if kind == "c0" else "c5"
        return f'<BR><DIV CLASS="{kind}"><P CLASS="{mark}">{inside}</P>\n</DIV>\n'

    for at, story in enumerate(stories, start=1):
        by, section, length, unit, loaded, language, _, rights = LABELS[story.language]
        fields = ((by, story.author), (section, story.section), (length, f"{words(story)} {unit}"))
        ends = ((loaded, day_of(story)), (language, NAMES["en"][story.language].upper()))
        parts += [
            f'<A NAME="DOC_ID_0_{at}"></A><!-- Hide XML section from browser\n<DOC NUMBER={at}>\n<DOCFULL> -->\n',
            block(f'<SPAN CLASS="c2">{at} of {len(stories)} DOCUMENTS</SPAN>', "c0"),
            block(f'<SPAN CLASS="c2">{html.escape(story.source)}</SPAN>', "c0"),
            block(f'<SPAN CLASS="c2">{day_of(story)}<BR>Late Edition - Final</SPAN>', "c0"),
            block(f'<SPAN CLASS="c6">{html.escape(story.title)}</SPAN>'),
            *(block(f"<SPAN CLASS='c7'>{label}: </SPAN><SPAN>{html.escape(value)}</SPAN>") for label, value in fields),
            '<BR><DIV CLASS="c4">',
            *(f'<P CLASS="c8"><SPAN CLASS="c2">{html.escape(text)}</SPAN></P>\n' for text in story.paragraphs),
            "</DIV>\n",
            *(block(f"<SPAN CLASS='c7'>{label}: </SPAN><SPAN>{html.escape(value)}</SPAN>") for label, value in ends),
            block(f"<SPAN>Copyright {story.day.year} {html.escape(story.source)}<BR>{rights}</SPAN>", "c0"),
        ]
    return "".join(parts) + "</BODY></HTML>"


def rtf_of(lines: Sequence[str]) -> str:
    """Lines as RTF, letters beyond ASCII as both a code page and Unicode write them."""

    def letters(text: str) -> str:
        out = ""
        for letter in text:
            code = ord(letter)
            out += f"\\{letter}" if letter in "\\{}" else letter if code < 128 else f"\\u{code}?"
        return out

    body = "\\par\n".join(f"\\pard\\plain {letters(line)}" for line in lines)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\froman Times New Roman;}}{\\info{\\title Nexis}}\n"
        "{\\footer\\pard Page \\chpgn of 9\\par}\n" + body + "\\par}"
    )


def uni_lines(story: Story) -> list[str]:
    """One document of Nexis Uni or Lexis+."""
    return [
        story.title, story.source, day_of(story) + ", Final Edition", "",
        f"Copyright {story.day.year} {story.source} All Rights Reserved", "",
        f"Section: {story.section}", f"Length: {words(story)} words", f"Byline: {story.author}", "Body", "",
        *story.paragraphs, "", "Graphic", " ", "The pier on a quiet day.", "Classification", "",
        f"Language: {NAMES['en'][story.language].upper()}", "Publication-Type: Newspaper",
        "Subject: PORTS (90%); FERRIES (88%)", f"Load-Date: {day_of(story)}", "", "End of Document",
    ]  # fmt: skip


GERMAN = {
    "Section:": "Rubrik:", "Length:": "Länge:", "Byline:": "Autor:", "Language:": "Sprache:", " words": " Wörter",
    "Load-Date:": "Ladedatum:", "Publication-Type:": "Publikationstyp:", "Subject:": "Thema:", "Graphic": "Grafik",
    "Classification": "Klassifizierung", "End of Document": "Ende des Dokuments",
}  # fmt: skip


def uni_german(story: Story) -> list[str]:
    """The same document from a German interface."""
    lines = []
    for line in uni_lines(story):
        for english, german in GERMAN.items():
            line = line.replace(english, german) if line not in story.paragraphs else line
        lines.append("Text" if line == "Body" else line)
    return lines


def factiva_docx(path: Path, stories: Sequence[Story] = STORIES, interface: str = "en") -> Path:
    """A Word file with a table of field codes for each document."""
    document = Document()
    for story in stories:
        clock = story.time.strftime("%H:%M GMT" if story.time.tzinfo else "%H:%M") if story.time else ""
        lead, *tail = story.paragraphs
        rows = (
            ("SE", story.section), ("HD", story.title), ("BY", f"By {story.author}"), ("WC", f"{words(story)} words"),
            ("PD", factiva_date(story, interface)), ("ET", clock), ("SN", story.source), ("SC", "ALDGAZ"),
            ("LA", NAMES[interface][story.language]), ("CY", f"(c) {story.day.year} {story.source}"), ("LP", lead),
            ("TD", "\n".join(tail)), ("PUB", "Aldport Press Ltd"), ("AN", f"{DOCUMENT[interface]} {story.number}"),
        )  # fmt: skip
        table = document.add_table(0, 2)
        for code, value in rows:
            if value:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = code, value
    document.save(str(path))
    return path


def uni_cover(stories: Sequence[Story]) -> list[str]:
    lines = ["User Name: LIBRARY", "Date and Time: Friday, 5. July 2019 09:31:00 CEST", "Job Number: 00000001",
             f"Documents ({len(stories)})"]  # fmt: skip
    for at, story in enumerate(stories, start=1):
        lines += [f"{at}. {story.title}", "Client/Matter: -None-", "Search Terms: ferry", "Narrowed by:", ""]
    return [*lines, "| About LexisNexis | Privacy Policy | Terms & Conditions | Copyright © 2019 LexisNexis"]


def uni_docx(path: Path, stories: Sequence[Story] = STORIES, *, cover: bool = True) -> Path:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Page 1 of 9"
    for line in uni_cover(stories) if cover else []:
        document.add_paragraph(line)
    for story in stories:
        for line in uni_lines(story):
            document.add_paragraph(line.replace(": ", ":\xa0", 1), style="Heading 1" if line == story.title else None)
    document.save(str(path))
    return path


def uni_rtf(stories: Sequence[Story] = STORIES) -> str:
    return rtf_of([*uni_cover(stories), *(line for story in stories for line in uni_lines(story))])


def uni_pdf(stories: Sequence[Story] = STORIES) -> bytes:
    """A page a document, its title in larger type, more space above a part or a paragraph than within one."""
    pages = []
    for story in stories:
        title, *rest = uni_lines(story)
        lines, top = [Line(72, 750, 16, title)], 724
        for text in rest:
            lines += column([text] if text.strip() else [], top, gap=0)
            top = min(top, lines[-1].height) - (12 if text in (*story.paragraphs, "", " ") else 0) - 14
        pages.append(lines)
    return pdf(pages)


def uni_zip(path: Path, stories: Sequence[Story] = STORIES) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for at, story in enumerate(stories, start=1):
            file = path.with_name(f"document{at}.docx")
            uni_docx(file, [story], cover=False)
            archive.write(file, f"Files ({len(stories)})/{at}_{story.source.split()[0]}.DOCX")
            file.unlink()
    return path


def factiva_date(story: Story, interface: str) -> str:
    return f"{story.day.day} {MONTHS[interface][story.day.month - 1]} {story.day.year}"


UNITS = {"en": "words", "de": "Wörter", "fr": "mots"}
DOCUMENT = {"en": "Document", "de": "Dokument", "fr": "Document"}
FRAME = (
    '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"/>'
    '<title>Factiva</title></head><body class=\'\'><div id="navcontainer"><table><tr><td class="factivalogo">'
    '<h1>Dow Jones Factiva</h1></td></tr></table></div><form><div id="contentLeft">{}</div></form></body></html>'
)


def factiva_table(stories: Sequence[Story] = STORIES, interface: str = "en") -> str:
    """A page of Factiva with field codes."""
    parts = []
    for story in stories:
        lead, *tail = (f'<p class="articleParagraph enarticleParagraph">{html.escape(x)}</p>' for x in story.paragraphs)
        clock = story.time.strftime("%H:%M GMT" if story.time.tzinfo else "%H:%M") if story.time else ""
        rows = (
            ("SE", story.section), ("HD", f"<b class='enHeadline'>{html.escape(story.title)}</b>"),
            ("BY", story.author), ("WC", f"{words(story)} {UNITS[interface]}"), ("PD", factiva_date(story, interface)),
            ("ET", clock), ("SN", html.escape(story.source)), ("SC", "ALDGAZ"),
            ("LA", NAMES[interface][story.language]), ("CY", f"(c) {story.day.year} {html.escape(story.source)}"),
            ("LP", lead), ("TD", "\n".join(tail)), ("NS", "gtrans : Transport | gcat : Political/General News"),
            ("PUB", "Aldport Press Ltd"), ("AN", f"{DOCUMENT[interface]} {story.number}"),
        )  # fmt: skip
        cells = "".join(
            f'<tr><td align="right" class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>'
            for code, value in rows if value
        )  # fmt: skip
        parts.append(f'<span></span><div class="article enArticle"><table>{cells}</table><br/></div>')
    return FRAME.format("".join(parts))


def factiva_head(story: Story, interface: str) -> list[str]:
    clock = story.time.strftime("%H:%M") if story.time else ""
    head = [f"{words(story)} {UNITS[interface]}", factiva_date(story, interface), clock, story.source, "ALDGAZ",
            "Final", NAMES[interface][story.language], f"(c) {story.day.year} {story.source}"]  # fmt: skip
    return [line for line in head if line]


def factiva_blocks(stories: Sequence[Story] = STORIES, interface: str = "de") -> str:
    """A page of Factiva in the layout of an article, without codes."""
    parts = []
    for story in stories:
        head = "".join(f"<div>{html.escape(line)}</div>" for line in factiva_head(story, interface))
        body = "".join(f'<p class="articleParagraph dearticleParagraph">{html.escape(x)}</p>' for x in story.paragraphs)
        parts.append(
            f'<div id="article-{story.number}" class="article"><div class="article deArticle"><p><div>{story.section}'
            f"</div><div id=\"hd\"><span class='deHeadline'>{html.escape(story.title)}</span></div>"
            f'<div class="author">{story.author} </div>{head}</p>{body}<p>Aldport Press Ltd</p>'
            f"<p>{DOCUMENT[interface]} {story.number}</p></div></div><br/>"
        )
    return FRAME.format("".join(parts))


def factiva_rtf(stories: Sequence[Story] = STORIES, interface: str = "fr") -> str:
    lines = []
    for story in stories:
        lines += [story.section, story.title, f"By {story.author}", *factiva_head(story, interface), *story.paragraphs]
        lines += [f"{DOCUMENT[interface]} {story.number}", ""]
    return rtf_of([*lines, "Search Summary", "Text", "ferry or bridge or mill"])


def factiva_xml(stories: Sequence[Story] = STORIES) -> str:
    parts = []
    for story in stories:
        lead, *tail = (
            f"<paragraph display='Proportional'>{html.escape(text)}</paragraph>" for text in story.paragraphs
        )
        clock = f"T{story.time:%H:%M:%S}{'Z' if story.time.tzinfo else ''}" if story.time else ""
        date = f"<dateTime>{story.day}{clock}</dateTime>" if clock else f"<date>{story.day}</date>"
        parts.append(
            f"<ppsarticle><article><accessionNo>{story.number}</accessionNo><baseLanguage>{story.language.upper()}"
            f"</baseLanguage><byline>By {story.author}</byline><copyright>(c) {story.day.year}</copyright>"
            f"<headline><paragraph>{html.escape(story.title)}</paragraph></headline><leadParagraph>{lead}"
            f"</leadParagraph><publicationDate>{date}</publicationDate><sectionName>{story.section}</sectionName>"
            f"<sourceName>{html.escape(story.source)}</sourceName><region code='ald'><name>Aldport</name></region>"
            f"<tailParagraphs>{''.join(tail)}</tailParagraphs><wordCount>{words(story)}</wordCount></article></ppsarticle>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<PPSResponse><ppsArticleResponse '
        'xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet>' + "".join(parts)
        + "</ppsarticleResultSet></ppsArticleResponse></PPSResponse>"
    )  # fmt: skip


def europresse_day(story: Story) -> str:
    return f"{DAYS['fr'][story.day.weekday()]} {story.day.day} {MONTHS['fr'][story.day.month - 1]} {story.day.year}"


def europresse_number(story: Story) -> str:
    return f"news·{story.day:%Y%m%d}·LM·{story.number[-6:]}"


def europresse_new(stories: Sequence[Story] = STORIES) -> str:
    parts = []
    for story in stories:
        body = "".join(f"<p>{html.escape(text)}</p>" for text in story.paragraphs).replace("mars", "<mark>mars</mark>")
        parts.append(
            f'<article><header><div><span class="DocPublicationName">{html.escape(story.source)}   </span></div>'
            f'<div><span class="DocHeader">{story.section.split(";")[0]}, {europresse_day(story)}, p. 12</span></div>'
            f'<div class="titreArticle"><p class="titreArticleVisu">{html.escape(story.title)}</p></div>'
            f"<div>{story.author}</div></header><section><div class='DocText'><div class='docOcurrContainer'>{body}"
            "</div></div></section><aside><div><b>Note(s) : </b><p>Une note.</p></div></aside><footer>"
            f"<small>© {story.day.year} {html.escape(story.source)}. Tous droits réservés.</small><p>Numéro de document"
            f" : {europresse_number(story)}</p><div><span class='txtCertificat'>Le présent document est protégé.</span>"
            "</div></footer></article>"
        )
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"


def europresse_old(stories: Sequence[Story] = STORIES) -> bytes:
    parts = []
    for story in stories:
        body = "<p></p>".join(html.escape(text) for text in story.paragraphs)
        parts.append(
            '<table style="width: 96%;"><tr><td style="text-align: justify"><table><tr><td id="celPublication"><img '
            f'src="lm.gif"><br></td></tr></table><span class="DocPublicationName">{html.escape(story.source)}, no. 5968'
            f'</span><br><span class="DocHeader">{story.section.split(";")[0]}, </span><span class="DocHeader">'
            f'{DAYS["fr"][story.day.weekday()]} </span><span class="DocHeader">{europresse_day(story).split(" ", 1)[1]}'
            f'</span><span class="DocHeader">, p. 12</span><br><br><span class="TitreArticleVisu">'
            f"{html.escape(story.title)}</span><br><br>{story.author}<br><p></p>{body}<p></p><b><i>© {story.day.year} "
            f"Tous droits réservés.</i></b><p></p>Numéro de document : {europresse_number(story)}<br><br></td></tr>"
            "</table><p>"
        )
    page = f'<html><head><META content="text/html; charset=ISO-8859-1"></head><body>{"".join(parts)}</body></html>'
    return page.encode("latin-1")


def proquest_fields(story: Story) -> list[tuple[str, str]]:
    month = MONTHS["en"][story.day.month - 1][:3]
    return [
        ("Subject", "Ports; Ferries"), ("Title", story.title), ("Publication title", f"{story.source}; Aldport"),
        ("Publication date", f"{month} {story.day.day}, {story.day.year}"), ("Section", story.section),
        ("Publisher", "Aldport Press Ltd"), ("ISSN", "11899417"), ("Source type", "Newspaper"),
        ("Language of publication", NAMES["en"][story.language]), ("Document type", "News"),
        ("ProQuest document ID", f"25{story.number[-6:]}"),
        ("Document URL", f"https://search.example.com/docview/25{story.number[-6:]}"),
        ("Last updated", "2020-12-07"), ("Database", "Aldport Newsstream"),
    ]  # fmt: skip


def proquest_text(stories: Sequence[Story] = STORIES) -> str:
    rule = "_" * 60
    parts = []
    for at, story in enumerate(stories, start=1):
        fields = "\n\n".join(f"{label}: {value}" for label, value in proquest_fields(story))
        parts.append(
            f"\n\nDocument {at} of {len(stories)}\n\n{story.title}\n\nhttps://search.example.com/{at}\n\nAuthor: "
            f"{story.author}\n\nAbstract: None available.\n\nLinks: https://links.example.com/?title=x\n\nFull text: "
            + "\n".join(story.paragraphs) + f"\nCREDIT: {story.author}\n\n{fields}\n\n"
        )  # fmt: skip
    return rule + rule.join(parts) + f"{rule}\n\nContact us at: http://about.example.com\nTerms and Conditions: none"


def proquest_page(stories: Sequence[Story] = STORIES) -> str:
    parts = []
    for story in stories:
        body = "".join(f"<p>{html.escape(text)}</p>" for text in story.paragraphs)
        said = [field for field in proquest_fields(story) if field[0] != "Title"]
        fields = "".join(f"<p><strong>{label}: </strong>{html.escape(value)}</p>" for label, value in said)
        parts.append(
            f'<div style="margin-bottom:20px"><a name="DocID_MSTAR_{story.number[-6:]}"></a><p></p>'
            f"<p style='font-weight:bold;'>{html.escape(story.title)}</p><p><strong>Author:  </strong>{story.author}"
            '</p><p><a href="https://a.example.com/1">ProQuest document link</a></p><p><strong>Abstract:  </strong>'
            f'None available.</p><p><strong>Full text: </strong><Text WordCount="239" HTMLContent="true"><html><head>'
            f"<title></title></head><body>{body}</body></html></Text></p>{fields}</div>"
        )
    return f"<html><head><title>ProQuest Export</title></head><body><p>Email 1 of 5</p>{''.join(parts)}</body></html>"


def proquest_mail(stories: Sequence[Story] = STORIES) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "Your ProQuest Research", "noreply@example.com"
    message["Date"] = "Mon, 07 Dec 2020 10:00:00 +0000"
    message.set_content(proquest_page(stories), subtype="html")
    return message.as_bytes()
