"""A page's tree -> one whose paragraphs are all marked as such, with what stands beside the text taken out."""

from __future__ import annotations

import re

from briefbot.readers.article import Aside
from briefbot.readers.beside import beside
from briefbot.readers.lines import pieces_of_lines
from briefbot.readers.markup import BLOCKS, BREAKS, ELEMENT_KINDS, Element, clean, local_name

_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
ASIDES = {
    "//figcaption": "photo caption",
    f"//*[{_CLASS.format('caption')} or {_CLASS.format('wp-caption-text')}]": "photo caption",
    "//blockquote[contains(@class, 'twitter-tweet') or contains(@class, 'tiktok-embed')]": "embedded post",
    "//blockquote[contains(@class, 'instagram-media')]": "embedded post",
    "//*[contains(@class, 'pullquote') or contains(@class, 'pull-quote')]": "pull quote",
}
"""What stands within an article and is no part of its text, by XPath."""
_CONSENT = re.compile(
    r"cookies?\b|\bconsent\b|privacy|personal data|einwilligung|datenschutz|consentement|vie privée|privacidad|"
    r"consentimiento|consenso|dati personali|toestemming|zgod[aęy]|samtycke|쿠키|개인정보|동의|クッキー|同意",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"cookie|consent|\bpartners?\b|personal data|privacy policy|legitimate interest|personali[sz]ed|einwillig|zustimm|"
    r"personenbezog|datenschutz|partnern|données personnelles|confidentialité|partenaires|datos personales|socios|"
    r"privacidad|dati personali|쿠키|개인정보|동의|クッキー|同意|個人情報",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\b(?:we|our|you|your|wir|unsere?[nrms]?|sie|ihre?[nrms]?|nous|nos|vous|votre|nosotros|nuestr[oa]s?|usted|tu|noi|nostri|"
    r"tuo)\b|당사|귀하|저희|当社|お客様",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
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


def cut_notices(tree: Element) -> list[Aside]:
    """Take hidden layers, and notices that ask for consent, out of the tree: extractors take long ones for the article.

    An element that holds the page's heading or article, or stands within it, is none.
    """
    asides = []
    for element in tree.xpath("//body//*[self::div or self::section or self::aside or self::dialog or self::form]"):
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        reason = "hidden" if hidden else beside(element)
        if element.getparent() is None or reason not in ("consent notice", "dialog", "hidden"):
            continue
        if element.xpath(".//h1 | .//article | .//main | ancestor::article | ancestor::main"):
            continue
        text = clean(" ".join(element.itertext()))
        asides += [Aside(text, "consent notice" if _CONSENT.search(text) else reason, "")] if text else []
        element.drop_tree()
    return [*asides, *_cut_asking(tree)]


def _cut_asking(tree: Element) -> list[Aside]:
    """Take out paragraphs that ask the reader for consent, in elements of any name beside the page's heading."""
    headings = tree.xpath("//body//h1")
    around = {each for heading in headings for each in heading.iterancestors() if each.tag not in ("html", "body")}
    asides = []
    for element in tree.xpath("//body//*[self::p or self::li or self::div[not(*)]][not(ancestor::article)]"):
        if not _TERMS.search(element.text_content()):
            continue
        text = clean(" ".join(element.itertext()))
        beside_heading = headings and not any(each in around for each in element.iterancestors())
        terms = {match[0].casefold()[:5] for match in _TERMS.finditer(text)}
        if beside_heading and len(terms) > 1 and _SPEAKER.search(text) and element.getparent() is not None:
            asides.append(Aside(text, "consent notice", ""))
            element.drop_tree()
    return asides


def open_boxes(tree: Element) -> None:
    """Make plain parts of the boxes that hold the page's heading: extractors drop boxes."""
    for box in tree.xpath("//body//aside[.//h1]"):
        box.tag = "div"


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
        if name in ELEMENT_KINDS or any(local_name(each) in BLOCKS for each in child.iter()):
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
