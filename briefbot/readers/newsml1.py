"""NewsML 1.x: news items whose components hold text in NITF, XHTML or plain words -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars
from briefbot.readers.bodies import NO_BODY, Body, body_of_markup, body_of_text
from briefbot.readers.bylines import is_name
from briefbot.readers.dates import timestamp
from briefbot.readers.elements import XML_LANG, attribute, below, every, first, words
from briefbot.readers.frontmatter import status_of
from briefbot.readers.markup import local_name
from briefbot.readers.use import Use, embargoed, joined
from briefbot.readers.wire import NOT_TEXT, composed, identifiers, revised, subject_name, told, writer_of
from briefbot.types import Article, Problem, Published

_SIDE = re.compile(
    r"caption|picture|photo|image|graphic|video|audio|sound|thumbnail|quicklook|preview|credit|logo", re.I
)
_TEXT = re.compile(r"text|complexdata|article|", re.IGNORECASE)


class StoryText(NamedTuple):
    """One text of an item: an item may carry it in several languages."""

    body: Body
    component: Element
    title: str | None
    language: str | None


def articles_of_newsml(root: Element, path: str) -> Iterator[Article | Problem]:
    """The articles of a `NewsML` document; paths end in `!1`, `!2` and so on where there are several.

    Raises:
        ReadError: it holds no text.
    """
    items = [each for each in root.iter() if local_name(each) == "newsitem"]
    if not items:
        raise ReadError(f"{path!r} is NewsML without a NewsItem. Export it again.")
    found = [(item, story) for item in items for story in stories_of(item)]
    if not found:
        raise ReadError(f"{path!r} holds no text{_kinds(root)}. Export the text item.")
    if len(found) == 1:
        yield _article(*found[0], path)
        return
    for number, (item, story) in enumerate(found, start=1):
        own = [each for owner, each in found if owner is item]
        part = f"#{own.index(story) + 1}" if len(own) > 1 else ""
        try:
            yield _article(item, story, f"{path}!{number}", part)
        except ReadError as error:
            yield Problem(path=f"{path}!{number}", reason=str(error))


def stories_of(item: Element) -> list[StoryText]:
    """The texts of an item, those without a headline of their own joined to the one before; or its bare notice."""
    found: list[StoryText] = []
    for component in every(item, "newscomponent"):
        for story in _stories(component, None, item.get(XML_LANG)):
            same = (
                found and (not story.title or story.title == found[-1].title) and story.language == found[-1].language
            )
            if same and not _repeats(found[-1].body, story.body):
                before = found[-1]
                body = _joined([before.body, story.body])
                found[-1] = before._replace(body=body, title=before.title or story.title)
            elif not same:
                found.append(story)
    taken_back = _use(item, [], None).status != "usable"
    if not found and taken_back:
        component = next(iter(every(item, "newscomponent")), item)
        text = words(first(item, "headline")) or words(first(item, "namelabel"))
        found = [StoryText(NO_BODY, component, text, item.get(XML_LANG))]
    return found


def _stories(component: Element, title: str | None, language: str | None) -> Iterator[StoryText]:
    """The texts within a component, in their order."""
    if _SIDE.search(_role(component)):
        return
    lines = next(iter(every(component, "newslines")), None)
    title = words(first(lines, "headline")) or title
    language = component.get(XML_LANG) or _formal(component, "language") or language
    parts = every(component, "newscomponent")
    roles = {_role(part).casefold(): part for part in parts}
    if "body" in roles:
        body = _joined([_content(roles[name]) for name in ("lead", "body") if name in roles])
        named = " ".join(piece.text for piece in _content(roles["title"]).pieces) if "title" in roles else ""
        if body.pieces:
            yield StoryText(body, component, named or title, language)
        return
    own = _content(component)
    if own.pieces:
        yield StoryText(own, component, words(first(lines, "headline")), language)
    for part in parts:
        yield from _stories(part, None, language)


def _captions(item: Element) -> list[str]:
    """The texts within the components of an item that hold no story: captions and credits."""
    beside = [each for each in below(item, "newscomponent") if _SIDE.search(_role(each))]
    parts = [part for each in beside for part in [each, *below(each, "newscomponent")]]
    return list(dict.fromkeys(piece.text for part in parts for piece in _content(part).pieces))


def _content(component: Element) -> Body:
    """The longest of the renditions that a component's own content items hold."""
    found = [NO_BODY]
    for item in every(component, "contentitem"):
        kind = _formal(item, "mediatype") or ""
        if not _TEXT.fullmatch(kind) and kind.casefold() in NOT_TEXT:
            continue
        for data in every(item, "datacontent"):
            found.append(body_of_markup(data[0]) if len(data) == 1 else _loose(data) if len(data) else _plain(data))
    return max(found, key=lambda body: sum(len(piece.text) for piece in body.pieces))


def _loose(data: Element) -> Body:
    """Markup whose paragraphs stand in no element of their own."""
    data.tag = "body"
    return body_of_markup(data)


def _plain(data: Element) -> Body:
    return body_of_text(data.text or "")


def _joined(bodies: list[Body]) -> Body:
    pieces = [piece for body in bodies for piece in body.pieces]
    asides = [aside for body in bodies for aside in body.asides]
    titles, authors = ([getattr(body, name) for body in bodies] for name in ("title", "author"))
    return Body(pieces, asides, next(filter(None, titles), None), next(filter(None, authors), None))


def _repeats(one: Body, other: Body) -> bool:
    """Whether a second rendition says what the first does."""
    mine = {word for piece in one.pieces for word in piece.text.split()}
    theirs = {word for piece in other.pieces for word in piece.text.split()}
    return len(mine & theirs) > 0.8 * len(theirs)


def _article(item: Element, story: StoryText, path: str, part: str = "") -> Article:
    managed = first(item, "newsmanagement")
    created = timestamp(words(first(managed, "firstcreated")), "FirstCreated")
    created = created or timestamp(words(first(item, "dateid")), "DateId", "medium")
    changed = timestamp(words(first(managed, "thisrevisioncreated")), "ThisRevisionCreated")
    lines = next(iter(every(story.component, "newslines")), None)
    if lines is None:
        lines = first(item, "newslines")
    notes = [note for each in [*below(managed, "instruction"), *below(item, "comment")] if (note := words(each))]
    use = _use(item, notes, created)
    source = _source(item, story.component)
    asides = [*story.body.asides]
    asides += [Aside(text, "other headline", "") for each in below(lines, "subheadline") if (text := words(each))]
    asides += [Aside(note, "note to editors", "") for note in notes if len(note.split()) > 2]
    asides += [Aside(text, "photo caption", "") for text in _captions(item)]
    return composed(
        story.body.pieces,
        Particulars(
            title=story.title or words(first(item, "headline")) or story.body.title,
            source=source,
            author=_author(lines, story.component, source) or story.body.author,
            published=created or changed,
            updated=revised(created, changed),
            section=_section(item, story.component),
            language=story.language or _formal(first(item, "descriptivemetadata"), "language"),
            ids=_ids(item, managed, part),
            embargo=use.embargo,
            status=use.status,
        ),
        path,
        asides,
    )


def _ids(item: Element, managed: Element | None, part: str) -> tuple[str, ...]:
    """The item by provider, day and number, whatever its public identifier says of its revision, and its part."""
    provider, day = words(first(item, "providerid")), words(first(item, "dateid"))
    number, revision = words(first(item, "newsitemid")), words(first(item, "revisionid"))
    stem = re.sub(rf"[-_.]v?0*{re.escape(revision)}$", "", number or "") if revision else number
    if stem and f":{stem}:" in (words(first(item, "publicidentifier")) or ""):
        number = stem  # without the revision, which some agencies put in it too
    named = f"urn:newsml:{provider}:{(day or '')[:8]}:{number}{part}" if provider and number else None
    slug = words(first(item, "slugline")) or words(first(item, "namelabel"))
    return identifiers(
        named, revision, slug=slug, urgency=_formal(managed, "urgency"),
        genre=[each.get("FormalName") for each in below(item, "genre")],
    )  # fmt: skip


def _use(item: Element, notes: list[str], near: Published | None) -> Use:
    managed = first(item, "newsmanagement")
    status = _formal(managed, "status") or ""
    if status.casefold() == "embargoed":
        change = first(managed, "statuswillchange")
        hour = embargoed(words(first(change, "dateandtime")), near)
        return joined(hour if hour.embargo else Use("withheld"), told(notes, near))
    return joined(Use(status_of(status)), told(notes, near))


def _source(item: Element, component: Element) -> str | None:
    named = []
    for place in (component, item):
        for name in ("provider", "source"):
            named += [party.get("FormalName") for each in below(place, name) for party in below(each, "party")]
        named.append(words(first(place, "creditline")))
    named.append(words(first(item, "providerid")))
    return next(filter(None, named), None)


def _author(lines: Element | None, component: Element, source: str | None) -> str | None:
    by = words(first(lines, "byline"))
    if by:
        return writer_of(by, source)
    named = [party.get("FormalName") or "" for each in below(component, "creator") for party in below(each, "party")]
    return ", ".join(dict.fromkeys(name for name in named if len(name.split()) > 1 and is_name(name))) or None


def _section(item: Element, component: Element) -> str | None:
    for place in (component, item):
        for each in below(place, "property"):
            if (each.get("FormalName") or "").casefold() in ("section", "category", "desk") and each.get("Value"):
                return each.get("Value")
        codes = (
            each.get("FormalName")
            for name in ("subject", "subjectmatter", "subjectdetail")
            for each in below(place, name)
        )
        found = next(filter(None, map(subject_name, codes)), None)
        if found:
            return found
    return None


def _role(component: Element) -> str:
    return next((each.get("FormalName") or "" for each in every(component, "role")), "")


def _formal(element: Element | None, name: str) -> str | None:
    return attribute(element, name, "FormalName") or None


def _kinds(root: Element) -> str:
    """What the items hold instead of text."""
    kinds = [each.get("FormalName") or "" for name in ("mediatype", "role") for each in below(root, name)]
    found = ", ".join(dict.fromkeys(kind.lower() for kind in kinds if _SIDE.search(kind)))
    return f", only {found}" if found else ""
