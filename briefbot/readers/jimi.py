"""Documents of The Canadian Press's publishing system (root `Publish`, format JIMI) -> Article."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from briefbot.readers.article import Aside, Particulars
from briefbot.readers.bodies import body_of_text
from briefbot.readers.dates import timestamp
from briefbot.readers.elements import below, first, words
from briefbot.readers.markup import clean
from briefbot.readers.use import FREE_USE, Use, embargoed, joined
from briefbot.readers.wire import NOT_TEXT, composed, identifiers, revised, texts_of, told, writer_of
from briefbot.types import Article, Problem, Published

_LANGUAGES = {"1": "en", "2": "fr"}
_NEVER = "0001-01-01T00:00:00"
"""What stands for no hour."""
_NOTES = ("updatenote", "editornote", "corrections")


def is_jimi(root: Element) -> bool:
    """Whether a document with the root `Publish` holds a content item of this format."""
    item = first(root, "contentitem")
    return item is not None and first(item, "contenttype") is not None


def articles_of_jimi(root: Element, path: str) -> Iterator[Article | Problem]:
    """The articles of a document, which holds one item as a rule; those of several have paths that end in their number.

    Raises:
        ReadError: none of its items is a text.
    """
    items = list(below(root, "contentitem"))
    if len(items) == 1 and not _other(items[0]):
        yield _article(items[0], path)
        return
    yield from texts_of(((item, _other(item)) for item in items), _article, path)


def _other(item: Element) -> str | None:
    """What an item is that is no text."""
    kind = (words(first(item, "contenttype")) or "text").casefold()
    return NOT_TEXT.get(kind) or (None if kind in ("text", "composite", "text and photo") else kind)


def _article(item: Element, path: str) -> Article:
    said = {name: words(first(item, name)) for name in (
        "headline", "headline2", "source", "credit", "byline", "category", "language", "systemslug", "newscompid",
        "slugproper", "writethrunum", "writethrutype", "writethruvalue", "rankingvalue", "placeline", "directorytext",
        *_NOTES,
    )}  # fmt: skip
    source = said["source"] or said["credit"]
    created, changed = _moment(item, "CreatedDateTime"), _moment(item, "UpdatedDateTime")
    notes = [note for name in _NOTES if (note := said[name])]
    use = joined(_use(item, changed or created), told(notes, created))
    content = first(item, "contenttext")
    body = body_of_text("".join(content.itertext()) if content is not None else "")
    around = [
        ("head of the item", said["directorytext"]),
        ("place", ", ".join(filter(None, (said["placeline"] or "").split(";")))),
    ]
    return composed(
        body.pieces,
        Particulars(
            title=said["headline"] or said["headline2"],
            source=source,
            author=writer_of(said["byline"], source),
            published=created or changed,
            updated=revised(created, changed),
            section=said["category"],
            language=_LANGUAGES.get(said["language"] or ""),
            ids=identifiers(
                said["systemslug"] or said["newscompid"],
                said["writethruvalue"],
                slug=said["slugproper"],
                mark=" ".join(filter(None, (said["writethrunum"], said["writethrutype"]))),
            ),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        [
            *body.asides,
            *(Aside(clean(text), reason, "") for reason, text in around if text),
            *(Aside(note, "note to editors", "") for note in notes),
        ],
    )


def _moment(item: Element, name: str) -> Published | None:
    """A moment of an item: that of its creation is in UTC without saying so, that of its last change has an offset."""
    text = words(first(item, name.casefold()))
    if not text or text == _NEVER:
        return None
    return timestamp(f"{text}Z" if name == "CreatedDateTime" else text, name)


def _use(item: Element, near: Published | None) -> Use:
    """Whether and when it may be used; the hour of an embargo is that of Toronto, as the item's last change is."""
    hour = words(first(item, "embargotime"))
    use = embargoed(hour, near) if hour and hour != _NEVER else FREE_USE
    return joined(use, Use("withheld")) if words(first(item, "holdflag")) == "true" else use
