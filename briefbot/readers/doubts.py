"""What makes it doubtful that a file was read as the one article it holds."""

from __future__ import annotations

import re
from collections import Counter

from briefbot.readers.exports.dates import day_and_time
from briefbot.readers.segments import is_prose
from briefbot.text.lexicon import any_of
from briefbot.text.lexicon.layout import NO_TITLES
from briefbot.types import Article, ReadWarning

HEADS = 3
"""Lines with a full date and no sentence, as stand at the head of an article, from which on there are several."""
LABELS_IN_A_ROW = 3
"""Labels that each head two lines or more, from which on a text is a list of records."""
SHORT_TEXT = 160
"""Longest line, in characters, that can stand at the head of an article."""
LONG_TEXT = 150_000
"""Characters from which on a text is more than one article: a long report of a newspaper has a third."""
BRIEF_TEXT = 1_200
"""Most characters of a text in which two notices leave no article."""
NOTICES_TEXT = 4_000
"""Most characters of a text that is all notices."""
LISTED = 8
"""Lines from which on a text that has hardly a sentence is a list."""
_TITLES = re.compile(
    r"(?:dow jones )?factiva|nexis(?: uni)?|lexis(?:nexis)?\b.*|lexis\+|proquest|europresse|eureka|wiso|apa-?online|"
    r"your proquest research\b.*|(?:microsoft word|powerpoint)\b.*|printopdracht\b.*|ausgabeauftrag\b.*|"
    r"(?:document|dokument|documento) \d+ (?:of|von|de|sur) \d+|\d+ (?:of|von|de|sur) \d+ documents?|dokument|"
    r"unbenannt|sans titre|sin título|startseite|accueil|inicio|kein betreff|drucken|"
    rf"[\w-]+\.(?:com|org|net|de|fr|eu|uk)|{any_of(NO_TITLES)}",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|(?:we|our partners?|this (?:site|website)) uses? cookies|"
    r"accept (?:all )?cookies|cookie (?:policy|settings|preferences)|consent to (?:the )?(?:use|processing)|"
    r"access (?:to this page )?(?:is |has been )?(?:denied|blocked)|are you (?:a robot|human)|verify (?:that )?you are|"
    r"captcha|page (?:you .{1,30})?(?:not found|cannot be found|does not exist)|error 40[34]|"
    r"subscribe (?:now )?to (?:continue|read)|to (?:continue|keep) reading|already a subscriber|subscribers only|"
    r"log ?in to (?:continue|read)|(?:browser|version) is (?:not supported|out of date)|temporarily unavailable|"
    r"(?:diese|unsere) (?:web)?seite (?:verwendet|nutzt) cookies|cookies (?:akzeptieren|zustimmen)|"
    r"(?:javascript|cookies?) (?:aktivieren|erlauben)|seite (?:wurde )?nicht gefunden|jetzt (?:abonnieren|weiterlesen)|"
    r"(?:accepter|refuser) (?:les|tous les) cookies|(?:utilis\w+|dépos\w+) (?:des|les) cookies|page introuvable|"
    r"(?:réservé|abonnez-vous)\b.{0,30}(?:abonnés|lire|suite)|aceptar (?:las |todas las )?cookies|"
    r"(?:utiliza|usa)(?:mos)? cookies|página no encontrada|suscríbete para|쿠키|페이지를 찾을 수 없|"
    r"this (?:article|email|message) (?:is|was) (?:no longer|not) available|unsubscribe|"
    r"view (?:this email )?in (?:your )?browser",
    re.IGNORECASE,
)
_HINTS = (
    "cookie", "javascript", "consent", "access", "robot", "human", "captcha", "found", "exist", "error", "subscri",
    "abonn", "reading", "log in", "login", "browser", "version", "unavailable", "available", "seite", "weiterlesen",
    "introuvable", "réservé", "página", "suscrí", "쿠키", "페이지", "verify",
)  # fmt: skip
"""One of these is in every notice; looking for them first saves nearly all of the time."""
_LABEL = re.compile(r"([^\W\d_][\w /-]{1,30})\s?[:：]\s*\S")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_MARKS = re.compile(
    r"(?:end of document|ende des dokuments|fin du document)|\d+ (?:of|von|de|sur) \d+ documents?|"
    r"(?:document|dokument) \d+ (?:of|von|de|sur) \d+|(?:document|dokument) [A-Za-z0-9]{8,10}(?:19|20)\d{6}\w{9}",
    re.IGNORECASE,
)


def with_warnings(article: Article) -> Article:
    """The article with all that makes its reading doubtful; what its reader warned of stays."""
    found: set[ReadWarning] = set(article.warnings) - {ReadWarning.UNDATED}
    texts = [paragraph.text for paragraph in article.paragraphs]
    if article.published is None or article.published.suspect:
        found.add(ReadWarning.UNDATED)
    if is_label(article.title):
        found.add(ReadWarning.LABEL)
    if _is_notice(texts):
        found.add(ReadWarning.NOTICE)
    if _is_links(texts):
        found.add(ReadWarning.LINKS)
    if _is_many(article, texts):
        found.add(ReadWarning.MANY)
    warnings = tuple(warning for warning in ReadWarning if warning in found)
    return article if warnings == article.warnings else article.model_copy(update={"warnings": warnings})


def is_label(title: str) -> bool:
    """Whether a title names a program, a form or a place on a site rather than what happened."""
    words = " ".join(title.split()).strip(" .:|-–—*#")
    return not re.search(r"[^\W\d_]", words) or bool(_TITLES.fullmatch(words))


def _is_notice(texts: list[str]) -> bool:
    """Whether a short text, or half of its paragraphs, tell of cookies, subscriptions or errors."""
    length = sum(map(len, texts))
    if length >= NOTICES_TEXT or not _hinted(" ".join(texts).casefold()):
        return False
    hits = sum(bool(_NOTICE.search(text)) for text in texts)
    return hits > 0 and (2 * hits >= len(texts) or (length < BRIEF_TEXT and hits > 1))


def _hinted(text: str) -> bool:
    return any(hint in text for hint in _HINTS)


def _is_links(texts: list[str]) -> bool:
    """Whether addresses are half of a text, or nearly all of it are headlines."""
    whole = " ".join(texts)
    linked = sum(len(match[0]) for match in _LINK.finditer(whole))
    listed = sum(not is_prose(text) for text in texts)
    return 2 * linked > len(whole) or (len(texts) >= LISTED and listed >= 0.8 * len(texts))


def _is_many(article: Article, texts: list[str]) -> bool:
    lines = [*texts, *(piece.text for piece in article.dropped)]
    if sum(map(len, texts)) > LONG_TEXT or sum(bool(_MARKS.fullmatch(line.strip())) for line in lines) > 1:
        return True
    short = [line for line in texts if len(line) <= SHORT_TEXT and not is_prose(line)]
    if sum(day_and_time(line) is not None for line in short if re.search(r"\d", line)) >= HEADS:
        return True
    labels = Counter(match[1].casefold() for match in map(_LABEL.match, short) if match)
    return sum(count > 1 for count in labels.values()) >= LABELS_IN_A_ROW
