"""A page's tree -> one whose paragraphs are all marked as such, with what stands beside the text taken out."""

from __future__ import annotations

from briefbot.readers.article import Aside
from briefbot.readers.lines import pieces_of_lines
from briefbot.readers.markup import BLOCKS, BREAKS, KINDS, Element, clean, local_name

_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
ASIDES = {
    "//figcaption": "photo caption",
    f"//*[{_CLASS.format('caption')} or {_CLASS.format('wp-caption-text')}]": "photo caption",
    "//blockquote[contains(@class, 'twitter-tweet') or contains(@class, 'tiktok-embed')]": "embedded post",
    "//blockquote[contains(@class, 'instagram-media')]": "embedded post",
    "//*[contains(@class, 'pullquote') or contains(@class, 'pull-quote')]": "pull quote",
}
"""What stands within an article and is no part of its text, by XPath."""
LOOSE = ("div", "section", "article", "main", "td", "center", "font")
"""Elements whose text often stands in no paragraph element."""


def cut_asides(tree: Element) -> list[Aside]:
    """Take captions, embedded posts and pull quotes out of the tree."""
    reasons = {element: reason for path, reason in ASIDES.items() for element in tree.xpath(path)}
    asides = []
    before = ""
    for element in tree.iter("p", *{each.tag for each in reasons}):
        text = clean(" ".join(element.itertext()))
        if element in reasons:
            asides += [Aside(text, reasons[element], before)] if text else []
        elif element.tag == "p" and text:
            before = text
    for element in reasons:
        if element.getparent() is not None:
            element.drop_tree()
    return asides


def open_preformatted(tree: Element) -> None:
    """Replace the lines of preformatted text by the paragraphs they make."""
    for block in tree.xpath("//pre[not(*)]"):
        pieces = pieces_of_lines([line.rstrip() for line in block.text_content().expandtabs().splitlines()])
        block.tag, block.text = "div", None
        for piece in pieces:
            paragraph = block.makeelement("p")
            paragraph.text = piece.text
            block.append(paragraph)


def wrap_loose_text(tree: Element) -> None:
    """Put the text that stands directly in a `div` or a cell into paragraphs, parted at two line breaks in a row.

    Trafilatura would part it at every link.
    """
    for block in list(tree.iter(*LOOSE)):
        loose = [block.text, *(child.tail for child in block)]
        if len(block) and any(text and text.strip() for text in loose):
            _wrap(block)


def _wrap(block: Element) -> None:
    """Gather what stands between the blocks inside an element, and between double breaks, into paragraphs."""
    paragraph = _paragraph(block, block.text)
    parts = [paragraph]
    children = list(block)
    block.text = None
    del block[:]
    for child in children:
        tail, child.tail = child.tail, None
        name = local_name(child)
        if name in KINDS or any(local_name(each) in BLOCKS for each in child.iter()):
            paragraph = _paragraph(block, tail)
            parts += [child, paragraph]
        elif name in BREAKS and len(paragraph) and _is_bare_break(paragraph[-1]):
            paragraph = _paragraph(block, tail)
            parts.append(paragraph)
        else:
            child.tail = tail
            paragraph.append(child)
    block.extend(parts)


def _paragraph(block: Element, text: str | None) -> Element:
    paragraph = block.makeelement("p")
    paragraph.text = text
    return paragraph


def _is_bare_break(element: Element) -> bool:
    return local_name(element) in BREAKS and not (element.tail or "").strip()
