"""A page's tree -> one whose paragraphs are all marked as such, with what stands beside the text taken out."""

from __future__ import annotations

import re

from briefbot.readers.article import Aside
from briefbot.readers.beside import beside
from briefbot.readers.lines import pieces_of_lines
from briefbot.readers.markup import BLOCKS, BREAKS, ELEMENT_KINDS, Element, clean, local_name

ASIDES = {
    "//figcaption": "photo caption",
    "//blockquote[contains(@class, 'twitter-tweet') or contains(@class, 'tiktok-embed')]": "embedded post",
    "//blockquote[contains(@class, 'instagram-media')]": "embedded post",
    "//amp-iframe | //amp-embedly-card | //amp-analytics": "embedded part",
    "//blockquote[p]/cite | //blockquote/footer[cite]": "source of a quotation",
}
"""What stands within an article and is no part of its text, by XPath."""
_NAMED = {
    "pull quote": re.compile(r"(?:^|[\s_-])pull-?quote", re.IGNORECASE),
    "photo caption": re.compile(
        r"(?:^|[\s_-])(?:(?:wp-)?caption(?:-text)?|(?:img|image|photo|pic)[-_]?(?:desc|description|caption|cptn|credit)|"
        r"figcaption|\w+[-_]credit|pie-(?:de-)?foto|bildunterschrift|bildtext|l[ée]gende)(?=\s|$)",
        re.IGNORECASE,
    ),
    "for screen readers": re.compile(
        r"(?:^|\s)(?:[\w]{1,4}[-_])?(?:(?:is-)?visually-?hidden|sr-only|screen-reader(?:-text|-only)?|a11y-hidden|offscreen)"
        r"(?=\s|$)",
        re.IGNORECASE,
    ),
}
"""What stands within an article and is no part of its text, by the classes that tell."""
_WORDS = (
    "quote",
    "caption",
    "cptn",
    "desc",
    "credit",
    "bild",
    "gende",
    "idden",
    "sr-only",
    "pie-",
    "screen",
    "Quote",
    "Caption",
)
_CLIPPED = re.compile(r"(?:^|[;\s])clip(?:-path)?\s*:", re.IGNORECASE)
_FEW = 400
"""Characters from which on a caption may be a box that holds more than one."""
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡§])\]?")
_NOTE_PLACE = re.compile(r"note|\bfn|_ftn|\bref", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"[-−+]?\d{1,3}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
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
    """Take captions, embedded posts, the marks of notes and quotes that repeat the text out of the tree."""
    reasons = {element: reason for path, reason in ASIDES.items() for element in tree.xpath(path)}
    reasons |= _named_asides(tree)
    reasons |= {mark: "mark of a note" for mark in _note_marks(tree)}
    reasons |= {place: "dateline" for place in _glued_datelines(tree)}
    if not reasons:
        return []
    asides = []
    before = ""
    for element in tree.iter("p", *{each.tag for each in reasons}):
        if element in reasons:
            text = clean(" ".join(element.itertext()))
            asides += [Aside(text, reasons[element], before)] if text else []
        elif element.tag == "p" and (text := clean(" ".join(element.itertext()))):
            before = text
    for element in reasons:
        if element.getparent() is not None:
            element.drop_tree()
    return asides


def _named_asides(tree: Element) -> dict[Element, str]:
    """The elements whose classes or style tell that they are no text, with the reason."""
    found: dict[Element, str] = {}
    said: str | None = None
    either = " or ".join(f"contains(@class, '{word}')" for word in _WORDS)
    for element in tree.xpath(f"//body//*[@class and ({either})]"):
        named = element.get("class")
        reason = next((reason for reason, pattern in _NAMED.items() if pattern.search(named)), None)
        if reason == "pull quote":
            said = said if said is not None else "\n".join(map(_letters, tree.iter("p")))
            if not _is_repeated(element, said):
                continue
        if reason == "for screen readers" and _tells_more(element):
            continue
        if reason and len("".join(element.itertext())) <= _FEW:
            found[element] = reason
    for element in tree.xpath("//body//span[contains(@style, 'clip')]"):
        if _CLIPPED.search(element.get("style")):
            found[element] = "for screen readers"
    return found


def _is_repeated(quote: Element, said: str) -> bool:
    """Whether a quote set apart has its words from the page's text, of which the letters are given."""
    words = _letters(quote)
    own = sum(_letters(each).count(words) for each in quote.iter("p")) if words else 0
    return bool(words) and said.count(words) > own


def _letters(element: Element) -> str:
    return re.sub(r"\W+", "", "".join(element.itertext())).casefold()


def _tells_more(element: Element) -> bool:
    """Whether what is hidden from eyes is a heading, or a label before what they see, as 'Published' is."""
    if element.tag in ("h1", "h2", "h3") or element.xpath(".//h1 | .//h2 | .//h3 | .//p"):
        return True
    return bool(re.search(r"\d", (element.tail or "") + "".join(_next_text(element))))


def _next_text(element: Element) -> list[str]:
    after = next(element.itersiblings("*"), None)
    return list(after.itertext()) if after is not None else []


def _note_marks(tree: Element) -> list[Element]:
    """Links to notes that are only a number or a sign right behind a word: read on, '1611.1' would be a number."""
    marks = []
    for link in tree.xpath("//body//a[contains(@href, '#')]"):
        around = link.getparent()
        text = "".join(link.itertext()).strip()
        place = " ".join(filter(None, (link.get("class"), link.get("id"), link.get("rel"), link.get("href"))))
        raised = around is not None and around.tag == "sup"
        if _NOTE_MARK.fullmatch(text) and (raised or _NOTE_PLACE.search(place)) and not _before(link).endswith("["):
            marks.append(
                around if raised and len(around) == 1 and not (around.text or link.tail or "").strip() else link
            )
    return marks


def _glued_datelines(tree: Element) -> list[Element]:
    """Places and agencies that begin a paragraph in a `cite` and are set apart from its words by style alone."""
    first = tree.xpath("//p/cite[not(preceding-sibling::*) and not(normalize-space(preceding-sibling::text()))]")
    return [each for each in first if clean("".join(each.itertext())).endswith(")") and (each.tail or "")[:1].isalpha()]


def _before(element: Element) -> str:
    """The text right before an element in its parent."""
    last, parent = element.getprevious(), element.getparent()
    return (last.tail if last is not None else parent.text if parent is not None else "") or ""


def raise_numbers(tree: Element) -> None:
    """Write the raised digits of '10<sup>6</sup>' as such: on the line they would make another number of it."""
    for each in tree.iter("sup"):
        if not len(each) and _SUPERSCRIPT.fullmatch((each.text or "").strip()):
            each.text = each.text.strip().translate(_RAISED)


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


def mark_breaks(tree: Element) -> None:
    """Make line breaks of the empty elements that are styled as such: `<span class="br"></span>`."""
    for span in tree.xpath("//span[contains(concat(' ', normalize-space(@class), ' '), ' br ')][not(node())]"):
        span.tag = "br"


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
