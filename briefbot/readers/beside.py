"""What of a page stands beside its article, by the names that its elements bear."""

from __future__ import annotations

import re
from functools import lru_cache

from briefbot.readers.markup import Element, local_name

_TAGS = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "page footer",
    "form": "form",
    "dialog": "dialog",
    **dict.fromkeys(("amp-ad", "amp-sticky-ad", "amp-embed"), "advertisement"),
    **dict.fromkeys(("amp-sidebar", "amp-mega-menu"), "navigation"),
    "amp-social-share": "share links",
    "amp-consent": "consent notice",
}
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "complementary": "beside the text",
    "contentinfo": "page footer",
}
_NAMES: dict[str, str] = {
    "consent notice": r"[\w-]*cookies?[\w-]*|[\w-]*consent[\w-]*|gdpr[\w-]*|onetrust\w*|didomi\w*|cmp\w*|"
    r"usercentrics\w*|privacy[-_]?(?:layer|banner|notice|popup|modal|overlay|wall)|tracking[-_]?notice",
    "navigation": r"nav|navbar|navigation|[\w-]*[-_]nav|menu|breadcrumbs?|pagination|pager|toolbar|skip[-_]?links?",
    "share links": r"shar(?:e|es|ing)(?:[-_][\w-]*)?|social(?:[-_][\w-]*)?|addtoany\w*|sharedaddy|sharebar",
    "headline list": r"related[\w-]*|recommend\w*(?:[-_][\w-]*)?|recirc\w*|most[-_]?(?:read|popular|viewed)|"
    r"trending|more[-_]?(?:stories|news|from|on)\w*|read[-_]?(?:more|next|also)(?:[-_][\w-]*)?|also[-_]?read|see[-_]?also|outbrain\w*|"
    r"taboola\w*|top[-_]?\d{1,2}|catcher\w*|teasers?(?:[-_][\w-]*)?|(?:links|interstitial)[-_](?:block|list|link)|also[-_]?(?:like|read|see)\w*|lire[-_]aussi|onward\w*|up[-_]?next|latest[-_]?(?:news|stories)",
    "newsletter": r"nl[-_][\w-]+|(?:[\w-]*[-_])?(?:newsletters?|subscri(?:be|ption)|sign[-_]?up|"
    r"popup)(?:[-_][\w-]*)?|optin",
    "advertisement": r"ads?|ad[-_](?:slot|unit|container|wrapper|box|feedback)|advert\w*|sponsor\w*|dfp\w*|"
    r"promo\w*(?:[-_][\w-]*)?",
    "reader comment": r"(?!(?:no|hide|has)[-_])(?:[\w-]+[-_])?comments?|reactions?|responses?|comentarios?|"
    r"kommentare?|commentaires?|"
    r"comment[-_]?(?:list|section|thread|body|area)|disqus\w*|respond|replies",
    "page footer": r"(?:site|page|global|main)?[-_]?footer|colophon|copyright|legal|imprint",
    "paywall notice": r"(?:pay|reg(?:istration)?|meter)[-_]?wall(?:[-_][\w-]*)?",
    "tags": r"tags?|tag[-_]?(?:list|cloud|links)|keywords|topics?[-_]?(?:list|links)?",
    "author note": r"author[-_]?(?:bio|blurb|box|card|info|note)(?:[-_][\w-]*)?|"
    r"about[-_]?(?:the[-_])?author|(?:[\w-]*[-_])?bio",
    "beside the text": r"side[-_]?bar(?:[-_][\w-]*)?|rail|widget(?:[-_][\w-]*)?|skyscraper",
}
"""Reasons and the class names and ids that tell them."""
_EMBEDDED = {
    "player": r"(?:vjs|jw)[-_][\w-]*|jwplayer[\w-]*|plyr[\w-]*|video[-_]?(?:player|js|controls|"
    r"resource)(?:[-_][\w-]*)?",
    "picture gallery": r"(?:photo|image|picture)?[-_]?(?:gallery|slideshow|carousel)(?:[-_][\w-]*)?",
}
"""The same of what an article embeds."""
_NAMESPACE = re.compile(r"(?!(?:no|has|is|not)[-_])(?:[a-z]{1,3}|page|article|story|post|entry|wp-block)[-_]+")
"""What the makers of a page put before the names of all its parts, as in 'b-author-bio'."""
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARKS = (
    "class",
    "id",
    "data-component",
    "data-module",
    "data-testid",
    "data-qa",
    "data-area",
    "data-gu-name",
    "data-role",
)
"""Attributes whose values name an element's part in the page."""
_STANDFIRST = re.compile(
    r"(?:[\w-]*[-_])?(?:standfirst|sub[-_]?head(?:line|ing)?|sub[-_]?title|deck|dek|chap[oô]|chapeau|description|desc|lead|lede|"
    r"intro(?:duction)?|summary|teaser[-_]?(?:text)?|vorspann|anriss|entradilla|bajada|copete|sumario|synopsis|excerpt|"
    r"abstract|sommario|occhiello|ingress|manchet)(?:[-_]?text)?",
    re.IGNORECASE,
)
_PATTERNS = [(reason, re.compile(names, re.IGNORECASE)) for reason, names in [*_NAMES.items(), *_EMBEDDED.items()]]


def beside(element: Element) -> str | None:
    """Why the element itself is no part of an article, or None for what may be one."""
    name = local_name(element)
    if name in ("html", "body", "main", "article"):
        return None
    if name in _TAGS:
        return _TAGS[name]
    named = marks(element)
    return _ROLES.get(element.get("role") or "") or (_by_name(named) if named else None)


def marks(element: Element) -> str:
    """The names that the element bears in the page: its classes, its id and what scripts call it."""
    return " ".join([value for key, value in element.items() if key in _MARKS])


def is_standfirst(element: Element) -> bool:
    """Whether its names tell that the element holds the summary between a headline and the text."""
    named = marks(element)
    return bool(named) and _named_standfirst(named)


@lru_cache(maxsize=8192)
def _named_standfirst(names: str) -> bool:
    return any(_STANDFIRST.fullmatch(part) for word in names.split() for part in _parts(word))


@lru_cache(maxsize=8192)
def _by_name(names: str) -> str | None:
    words = [part for word in names.split() for part in _parts(word)]
    return next((reason for reason, pattern in _PATTERNS if any(pattern.fullmatch(word) for word in words)), None)


def _parts(word: str) -> set[str]:
    """A class name as it is, and its block and element without modifier and namespace: 'c-card__share--big'."""
    bare = [_CAPITAL.sub("-", part.partition("--")[0]) for part in word.split("__")]
    return {word, *bare, *(_NAMESPACE.sub("", part.lower(), count=1) for part in bare)}


class Surroundings:
    """Why elements of one page stand beside its article: for the reason of the nearest element around that has one."""

    def __init__(self, within: Element | None = None) -> None:
        """Ask about a page.

        Args:
            within: the part of it around which names tell nothing more.
        """
        self._known: dict[Element, str | None] = {} if within is None else {within: None}

    def of(self, element: Element) -> str | None:
        """The reason, or None for what may be the article's; each element is looked at once."""
        asked: list[Element] = []
        each = element
        while each is not None and each not in self._known:
            asked.append(each)
            each = each.getparent()
        reason = self._known[each] if each is not None else None
        for inner in reversed(asked):
            reason = self._known[inner] = beside(inner) or reason
        return reason
