"""The sources of an answer or a briefing as RIS or BibTeX, one record an article, for Zotero, JabRef and Citavi."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from briefbot.citations import in_marks
from briefbot.render.briefing import web_address
from briefbot.render.document import plain_text
from briefbot.types import Article, Citation, Frozen

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_AUTHORS = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
_INVERTED_AUTHORS = re.compile(r"\s*;\s*(?:(?:&|and\b)\s*)?")  # "Smith, John; Doe, Jane": a comma parts no two of them
_AND = re.compile(r"\sand\s", re.IGNORECASE)
# The ten characters that TeX gives a meaning, and two that its fonts lack; the rest is UTF-8, which biber, Zotero and
# JabRef read. A brace counts for BibTeX even behind a backslash.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        **{letter: f"\\{letter}" for letter in "%&$#_"},
    }
)
_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


class SourceReference(Frozen):
    """An article that is cited, and where."""

    article_id: str
    title: str
    source: str | None
    authors: tuple[str, ...]
    day: dt.date | None
    month: str | None = None
    """As '2019-08', where no day is known."""
    url: str | None
    section: str | None
    language: str | None
    passages: tuple[str, ...]
    """The cited words, each with its paragraph."""

    @property
    def key(self) -> str:
        """A name that stays: publisher, year and the beginning of the article's id."""
        publisher = re.sub(r"[^a-z0-9]", "", (self.source or "source").lower()) or "source"
        return f"{publisher}{self.day.year if self.day else ''}{self.article_id[:8]}"


def references(citations: Iterable[Citation], articles: Mapping[str, Article]) -> list[SourceReference]:
    """The articles that are cited, in the order of their first citation.

    Args:
        citations: what is cited.
        articles: the articles by id; of one that has left the library less is known.
    """
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.article_id, []).append(citation)
    return [_reference(each, articles.get(name)) for name, each in cited.items()]


def ris_text(found: Iterable[SourceReference]) -> str:
    """The records as RIS (type NEWS)."""
    import rispy

    records = []
    for each in found:
        month = (each.month or "").replace("-", "/")
        day = {"year": str(each.day.year), "date": f"{each.day:%Y/%m/%d}"} if each.day else {}
        day = day or ({"year": month[:4], "date": f"{month}//"} if month else {})
        record = {
            "type_of_reference": "NEWS",
            "title": each.title,
            "authors": list(each.authors),
            "secondary_title": each.source,
            "publisher": each.source,
            **day,
            "urls": [each.url] if each.url else [],
            "section": each.section,
            "language": each.language,
            "notes": list(each.passages),
            "id": each.key,
        }
        records.append({name: value for name, value in record.items() if value})
    return str(rispy.dumps(records))


def bibtex_text(found: Iterable[SourceReference]) -> str:
    """The records as BibTeX (`@article`), in UTF-8."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    library = Library()
    for each in found:
        values = {
            "title": f"{{{_tex(each.title)}}}",  # the inner braces keep its capitals
            "author": " and ".join(map(_tex_name, each.authors)),
            "journal": _tex(each.source or ""),
            "year": str(each.day.year) if each.day else (each.month or "")[:4],
            "date": each.day.isoformat() if each.day else each.month or "",
            "url": (each.url or "").translate(_IN_ADDRESS),
            "langid": _tex(each.language or ""),
            "note": _tex("; ".join(each.passages)),
        }
        library.add(Entry("article", each.key, [Field(name, value) for name, value in values.items() if value]))
    return write_string(library)


def _reference(citations: list[Citation], article: Article | None) -> SourceReference:
    first = citations[0]
    day = dt.date.fromisoformat(first.published[:10]) if first.published else None
    words = dict.fromkeys(f"Paragraph {each.paragraph}: {plain_text(in_marks(each.quote))}" for each in citations)
    author = plain_text(article.author) if article and article.author else ""
    return SourceReference(
        article_id=first.article_id,
        title=plain_text(first.title),
        source=plain_text(first.source) if first.source else None,
        authors=tuple(filter(None, (_INVERTED_AUTHORS if ";" in author else _AUTHORS).split(author))),
        day=day,
        month=first.known if first.known and _MONTH.fullmatch(first.known) else None,
        url=web_address(plain_text(first.url or "").replace(" ", "%20")),
        section=plain_text(article.section) if article and article.section else None,
        language=plain_text(article.language) if article and article.language else None,
        passages=tuple(words),
    )


def _tex_name(name: str) -> str:
    """A name; within braces where it has an 'and' of its own, at which BibTeX would part it."""
    return f"{{{_tex(name)}}}" if _AND.search(name) else _tex(name)


def _tex(text: str) -> str:
    return text.translate(_TEX)
