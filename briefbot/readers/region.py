"""The part of a page that its article stands in, read whole: the text, and what is left out of it.

An extractor tells where the article is, but loses words on its way: those of elements that it does not know, of boxes
and of paragraphs that are one link. So the words are taken from the page itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from briefbot.readers.article import Aside
from briefbot.readers.beside import Surroundings, beside, is_standfirst
from briefbot.readers.blocks import Seen, in_question
from briefbot.readers.boilerplate import LIST_HEADING, MACHINE, furniture
from briefbot.readers.bylines import byline
from briefbot.readers.dates import date_line
from briefbot.readers.lines import Piece
from briefbot.readers.markup import Block, Element, blocks_of_markup, local_name, pieces_of_markup
from briefbot.readers.segments import is_prose, named_date

LEAST_TAKEN = 0.5
"""Share of a block's runs of three words that the extractor's text must have for the block to count as taken."""
CORE = 0.9
"""Share of the taken words that the part of the page with the article holds."""
TEXT_RUN = 3
"""Words of a run; shorter blocks count as taken only when they are the same."""
APART = 0.4
"""Share of the words of an article's part of the page that boxes of one kind may have."""
LABEL = 200
"""Longest label of a box, in characters."""
SET_APART = 6
"""Fewest words of a text that may be set apart from another that has them too."""
WHOLE = 4
"""Blocks whose words another one has, from which on that is a copy of the text."""
ABOVE = 0.2
"""Share of the taken words that may stand above the headline."""
KICKER = 4
"""Most words before the headline in its element."""
COMMON = 20
"""Places of a run of words from which on it tells none of them."""
CARD = 80
"""Most words of a box that leads to another article or asks for an address."""
_CARDS = ("article", "aside", "div", "li", "figure", "section", "a")
_LABELLED = ("aside", "details", "div", "section", "table", "ul", "dl")
_HEADINGS = "self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
_OPEN = frozenset(("share links", "headline list", "navigation", "page footer", "tags", "beside the text"))
"""Reasons of `beside` that tell nothing of what an extractor took: names such as `read-more` are of texts too."""
DOUBT = 0.4
"""Chance below which a piece that rules keep is no paragraph."""
LEADING_DOUBT = 0.05
"""The same of a summary between headline and text."""
LISTED_DOUBT = {"li": 0.2, "dd": 0.2, "dt": 0.2, "td": 0.2, "table": 0.02}
"""The same of lists and tables, which many a key that the model learned from leaves out."""
MISJUDGED = 0.8
"""Pieces that may be expected to be judged wrongly from which on a page is doubtful."""
SURE_TEXT = 0.85
"""Chance from which on one that they would leave out is."""
DOUBTED = frozenset(("beside the text", "headline list", "paywall notice", "tags"))
"""Reasons that give way to it."""
LIST = 1_000
"""Characters up to which the entries of a menu are kept as one piece."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_PARTS = ("p", "head", "item", "cell", "quote", "code")
"""Elements of the extractor's tree that hold a text each."""
_ROOTS = ("article", "main")
_BOXES = ("aside", "figure", "blockquote", "details")


class Region(NamedTuple):
    """The article's part of a page."""

    pieces: list[Piece]
    asides: list[Aside]
    unsure: bool
    """Whether it is doubtful what belongs to the text."""


class _Judged(NamedTuple):
    block: Block
    words: tuple[str, ...]
    taken: bool


class _Elsewhere(NamedTuple):
    """What a page tells in more than one place."""

    running: str
    """The words of the text that stands in no box."""
    within_others: frozenset[int]
    """The places of blocks whose words a longer one has too."""
    alts: frozenset[tuple[str, ...]]
    """The words of what stands for pictures that are not shown."""


def see(tree: Element, extracted: Element, headline: str | None = None) -> list[Seen]:
    """All that a page shows, piece by piece, with the reason for which rules would leave it out.

    Args:
        tree: the page.
        extracted: the tree of what an extractor takes for the article; it tells where that stands.
        headline: the article's title; what stands between it and the article is read too.
    """
    judged = _judge(blocks_of_markup(tree), extracted)
    if not any(each.taken for each in judged):
        return []
    root = _root(judged, tree)
    head = _head(judged, headline)
    after = -1 if head is None else head
    begins = next((at for at, each in enumerate(judged) if at > after and each.taken and _is_text(each)), len(judged))
    root = _widened(judged, root, head)
    story = _around(judged[head].block.element, root) if head is not None else root
    inside = set(root.iter())
    within_root, anywhere, leading = Surroundings(root), Surroundings(), Surroundings(story)
    said = Counter(" ".join(each.words) for each in judged if each.taken)
    seen: list[Seen] = []
    kept: set[str] = set()
    begun = False
    apart = _apart(judged, root)
    elsewhere = _Elsewhere(
        " ".join(" ".join(each.words) for each in judged if each.taken and not _boxed(each.block, root)),
        frozenset(_within_others(judged)),
        frozenset(tuple(_words(alt)) for alt in tree.xpath("//body//img/@alt") if len(alt.split()) >= SET_APART),
    )
    for at, each in enumerate(judged):
        block, words = each.block, " ".join(each.words)
        within = block.element in inside
        standing = within_root if within else anywhere
        summary = not each.taken and head is not None and head < at < begins and _leads(each, story, leading)
        free = each.taken or summary
        reason = None if free else _reason(each, root, within=within, begun=begun, standing=standing)
        above = "beside the text" if head is not None and at < head else None
        reason = reason or apart.get(at) or above or _told_elsewhere(each, at, root, elsewhere)
        if reason is None and each.taken and said[words] > 1 and words in kept:
            reason = "repeated"
        for piece in block.pieces:
            headed = head is not None and at > head
            seen.append(Seen(block, piece, len(_words(piece.text)), each.taken, within, headed, summary, reason))
            if not reason:
                kept.add(" ".join(_words(piece.text)))
                begun = begun or (piece.kind == "text" and is_prose(piece.text))
    return seen


def read_region(seen: list[Seen], likely: Sequence[float]) -> Region:
    """The pieces of the page's article and all else that the page shows, with the reason that it is left out.

    Args:
        seen: the page.
        likely: of each piece that `in_question` names, how likely it is a paragraph of the article.
    """
    pieces: list[Piece] = []
    asides: list[Aside] = []
    before = ""
    wrong = 0.0
    chances = iter(likely)
    for each in seen:
        piece, reason = each.piece, each.reason
        chance = next(chances) if in_question(each) else 0.0
        if reason in DOUBTED and piece.kind == "text" and chance >= SURE_TEXT:
            reason = None
        if reason:
            asides.append(Aside(piece.text, reason, before))
            continue
        beside = piece.kind == "text" and chance < _least(each)
        wrong += min(chance, 1 - chance) if piece.kind == "text" and not each.leading else 0.0
        pieces.append(piece._replace(beside=beside))
        before = piece.text if piece.kind == "text" and not beside else before
    if all(piece.beside for piece in pieces if piece.kind == "text"):  # of a page with some text not all is furniture
        return Region([piece._replace(beside=False) for piece in pieces], _joined(asides), unsure=True)
    return Region(pieces, _joined(asides), wrong >= MISJUDGED)


def _least(each: Seen) -> float:
    """The chance from which on a piece that rules keep is a paragraph."""
    if each.leading:
        return LEADING_DOUBT
    return LISTED_DOUBT.get(local_name(each.block.element), DOUBT)


def _told_elsewhere(each: _Judged, at: int, root: Element, elsewhere: _Elsewhere) -> str | None:
    """Why a block says nothing of its own: what a picture shows, where another text is, what the text has too."""
    if each.words in elsewhere.alts and each.block.pieces[0].kind == "text":
        return "photo caption"
    if LIST_HEADING.fullmatch(each.block.unlinked):
        return "link"
    boxed = _boxed(each.block, root)
    if each.taken and at in elsewhere.within_others:
        return "pull quote" if boxed else "repeated"
    repeated = boxed and len(each.words) > TEXT_RUN and " ".join(each.words) in elsewhere.running
    return "pull quote" if repeated else None


def _apart(judged: list[_Judged], root: Element) -> dict[int, str]:
    """What stands in boxes of the article that are no part of it, by place: extractors take the sentences of many.

    A reason that would hold for much of the text is none: the page names its parts otherwise.
    """
    inside = {at: list(_up_to(each.block.element, root)) for at, each in enumerate(judged) if _within(each, root)}
    sizes: Counter[Element] = Counter()
    for at, around in inside.items():
        for element in around:
            sizes[element] += len(judged[at].words)
    whole = sum(len(judged[at].words) for at in inside)
    known: dict[Element, str | None] = dict(_labelled(judged, inside, sizes, APART * whole))
    found: dict[int, str] = {}
    for at, around in inside.items():
        for element in around:
            if element not in known:
                known[element] = _box(element, small=sizes[element] <= min(CARD, APART * whole))
        reason = next(filter(None, (known[element] for element in around)), None)
        if reason:
            found[at] = reason
    # Sites call what only subscribers are shown by the name of what the others see in its place.
    if any(reason == "paywall notice" and _is_sentence(judged[at]) for at, reason in found.items()):
        found = {at: reason for at, reason in found.items() if reason != "paywall notice"}
    shares: Counter[str] = Counter()
    for at, reason in found.items():
        shares[reason] += len(judged[at].words)
    return {at: reason for at, reason in found.items() if shares[reason] <= APART * whole}


def _labelled(
    judged: list[_Judged], inside: dict[int, list[Element]], sizes: Counter[Element], most: float
) -> Iterator[tuple[Element, str]]:
    """The boxes of at most so many words that a label within tells to be no part of the article.

    What begins with the label of readers' comments or of a list of links is that whole; what a machine is said to have
    summed up is no word of its authors'.
    """
    begins: dict[Element, int] = {}
    for at, around in inside.items():
        for element in around:
            begins.setdefault(element, at)
    for at, around in inside.items():
        text = judged[at].block.pieces[0].text
        reason = _label(text)
        if not reason:
            continue
        label = len(_words(text))
        boxes = [each for each in around if local_name(each) in _LABELLED and label < sizes[each] <= most]
        machine = reason == "machine's summary"
        boxes = boxes[:1] if machine else [each for each in boxes if begins[each] == at][-1:]
        for box in boxes:
            if reason != "headline list" or box.xpath(".//a[@href]"):
                yield box, reason


def _label(text: str) -> str | None:
    """What a line says of the box that it stands in."""
    if len(text) > LABEL:
        return None
    if MACHINE.fullmatch(text):
        return "machine's summary"
    if LIST_HEADING.fullmatch(text):
        return "headline list"
    return "reader comment" if furniture(text) == "comments" else None


def _within_others(judged: list[_Judged]) -> set[int]:
    """The places of the taken blocks whose words all stand in a row in a longer one: quotes and points set apart.

    Where a longer one has those of several, it is the copy: the text once more, without its paragraphs.
    """
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    taken = [at for at, each in enumerate(judged) if each.taken]
    for at in taken:
        for start, run in enumerate(_runs(judged[at].words)):
            places.setdefault(run, []).append((at, start))
    holders: dict[int, set[int]] = {}
    for at in taken:
        words = judged[at].words
        if len(words) < SET_APART:
            continue
        starts = ((offset, places[run]) for offset, run in enumerate(_runs(words)) if len(places[run]) <= COMMON)
        offset, candidates = next(starts, (0, []))
        for other, start in candidates:
            longer = judged[other].words
            text = judged[other].block.pieces[0].kind == "text"  # a headline may quote
            if text and len(longer) > len(words) and longer[max(start - offset, 0) :][: len(words)] == words:
                holders.setdefault(other, set()).add(at)
    copies = {other for other, held in holders.items() if len(held) >= WHOLE}
    return copies | {at for other, held in holders.items() if other not in copies for at in held}


def _within(each: _Judged, root: Element) -> bool:
    return any(element is root for element in (each.block.element, *each.block.element.iterancestors()))


def _box(element: Element, *, small: bool) -> str | None:
    """Why an element is a box apart: its name or, of a small one, the form in it or a heading that links elsewhere."""
    named = beside(element)
    if named and named not in _OPEN:
        return named
    if not small or local_name(element) not in _CARDS:
        return None
    if element.xpath(".//form[.//input]"):
        return "form"
    if element.xpath(".//input[@type='email']"):
        return "newsletter"
    away = "a[@href and not(starts-with(@href, '#') or starts-with(@href, 'mailto:'))]"
    if local_name(element) == "a":
        return "headline list" if element.xpath(f"self::{away}[.//div or .//p or .//h3]") else None
    if element.xpath(".//h1 | .//time"):
        return None
    headings = element.xpath(f".//*[{_HEADINGS}]")
    linked_whole = (
        each.xpath(f"ancestor::{away}") or any(_same_words(each, link) for link in each.xpath(f".//{away}"))
        for each in headings
    )
    return "headline list" if any(linked_whole) else None


def _same_words(element: Element, other: Element) -> bool:
    return _words("".join(element.itertext())) == _words("".join(other.itertext()))


def _judge(blocks: list[Block], extracted: Element) -> list[_Judged]:
    """Which blocks the extractor took: those whose words, for the most part, it has in a row."""
    texts = [_words(text) for text in _texts(extracted)]
    runs = {run for words in texts for run in _runs(words)}
    whole = {tuple(words) for words in texts}
    judged = []
    for block in blocks:
        words = tuple(word for piece in block.pieces for word in _words(piece.text))
        own = list(_runs(words))
        taken = words in whole or (bool(own) and sum(run in runs for run in own) >= LEAST_TAKEN * len(own))
        judged.append(_Judged(block, words, taken and not block.menu))
    return judged


def _texts(extracted: Element) -> Iterable[str]:
    """The paragraphs, items and lines of an extractor's tree, and what stands loose in it."""
    for each in extracted.iter():
        if each.tag in _PARTS:
            broken = next(each.iter("lb"), None) is not None
            yield from (piece.text for piece in pieces_of_markup(each)) if broken else ("".join(each.itertext()),)
        if each is extracted:
            yield each.text or ""
        yield each.tail or ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(TEXT_RUN)), strict=False)


def _root(judged: list[_Judged], tree: Element) -> Element:
    """The smallest element with nearly all that was taken, or the article that it lies in."""
    weights: Counter[Element] = Counter()
    for each in judged:
        if each.taken and len(each.words) >= TEXT_RUN:
            for element in (each.block.element, *each.block.element.iterancestors()):
                weights[element] += len(each.words)
    if not weights:
        return tree
    enough = CORE * max(weights.values())
    holding = [element for element, weight in weights.items() if weight >= enough]
    core = max(holding, key=lambda element: sum(1 for _ in element.iterancestors()))
    around = [each for each in (core, *core.iterancestors()) if local_name(each) in _ROOTS]
    return around[0] if around else core


def _head(judged: list[_Judged], headline: str | None) -> int | None:
    """Where the headline stands last above nearly all of the text, or None where it does not."""
    title = tuple(_words(headline or ""))
    found, above = None, 0
    most = ABOVE * sum(len(each.words) for each in judged if each.taken)
    for at, each in enumerate(judged):
        if above > most or not title:
            break
        kicker = len(each.words) - len(title) if each.block.pieces[0].kind in ("title", "heading") else 0
        if 0 <= kicker <= KICKER and each.words[kicker:] == title:
            found = at
        above += len(each.words) if each.taken else 0
    return found


def _is_text(each: _Judged) -> bool:
    return each.block.pieces[0].kind == "text" and len(each.words) > TEXT_RUN


def _around(element: Element, root: Element) -> Element:
    """The smallest element around both."""
    over = {root, *root.iterancestors()}
    return next((each for each in (element, *element.iterancestors()) if each in over), root)


def _widened(judged: list[_Judged], root: Element, head: int | None) -> Element:
    """The element around headline and text, where it has more sentences than the extractor took; else the same.

    Extractors take the introduction for the article of a page whose paragraphs stand in boxes or lists.
    """
    if head is None:
        return root
    story = _around(judged[head].block.element, root)
    while local_name(story) == "header":
        story = story.getparent()
    if story is root or local_name(story) in ("html", "body"):
        return root
    inside = set(story.iter())
    here = [each for each in judged[head + 1 :] if each.block.element in inside]
    taken = sum(len(each.words) for each in here if each.taken)
    missed = [each for each in here if not each.taken and not each.block.menu and each.block.pieces[0].kind == "text"]
    standing = Surroundings(story)
    missed = [each for each in missed if _is_sentence(each) and not standing.of(each.block.element)]
    return story if sum(len(each.words) for each in missed) > taken else root


def _is_sentence(each: _Judged) -> bool:
    return any(is_prose(piece.text) and not furniture(piece.text) for piece in each.block.pieces)


def _leads(each: _Judged, story: Element, standing: Surroundings) -> bool:
    """Whether a block between headline and text is a summary: a sentence, or what the page calls its standfirst."""
    block = each.block
    text = " ".join(piece.text for piece in block.pieces)
    if block.pieces[0].kind != "text" or block.menu or date_line(text) or byline(text) or furniture(text):
        return False
    if (dated := named_date(text)) and dated.byline:
        return False
    named = len(each.words) > TEXT_RUN and any(is_standfirst(part) for part in _nearest(block.element, story))
    return named or (is_prose(text) and not standing.of(block.element))


def _nearest(element: Element, root: Element) -> list[Element]:
    """The element and up to three around it."""
    return [each for each, _ in zip(_up_to(element, root), range(4), strict=False)]


def _reason(each: _Judged, root: Element, *, within: bool, begun: bool, standing: Surroundings) -> str | None:
    """Why a block that the extractor did not take is left out, or None where it is text of the article."""
    block = each.block
    text = " ".join(piece.text for piece in block.pieces)
    if not within:
        return standing.of(block.element) or "outside the article"
    named = standing.of(block.element)
    if named:
        return named
    if block.pieces[0].kind != "text":
        return None
    if block.menu:
        return "link"
    dates = date_line(text)
    if dates and begun and not dates.labelled:
        return "time of update" if dates.time or (dates.published and dates.published.time) else "date line"
    if is_prose(text) or dates or byline(text) or furniture(text) or named_date(text):
        return None
    listed = any(local_name(element) in ("li", "dd", "dt", "table") for element in _up_to(block.element, root))
    return None if listed and begun else "beside the text"


def _up_to(element: Element, root: Element) -> Iterable[Element]:
    for each in (element, *element.iterancestors()):
        if each is root:
            return
        yield each


def _boxed(block: Block, root: Element) -> bool:
    return any(local_name(element) in _BOXES for element in _up_to(block.element, root))


def _joined(asides: list[Aside]) -> list[Aside]:
    """The same with the short pieces of one menu or footer as one."""
    joined: list[Aside] = []
    open_ended = False
    for aside in asides:
        last = joined[-1] if joined else None
        label = not is_prose(aside.text)
        same = last is not None and (last.reason, last.before) == (aside.reason, aside.before)
        if last and same and label and open_ended and len(last.text) < LIST:
            joined[-1] = last._replace(text=f"{last.text} | {aside.text}")
            continue
        joined.append(aside)
        open_ended = label
    return joined
