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
    "headline list": r"related(?:[-_][\w-]*)?|recommend\w*(?:[-_][\w-]*)?|recirc\w*|most[-_]?(?:read|popular|viewed)|"
    r"trending|more[-_]?(?:stories|news|from|on)\w*|read[-_]?(?:more|next|also)|also[-_]?read|see[-_]?also|outbrain\w*|"
    r"taboola\w*|teasers?(?:[-_][\w-]*)?|onward\w*|up[-_]?next|latest[-_]?(?:news|stories)",
    "newsletter": r"newsletters?(?:[-_][\w-]*)?|subscri(?:be|ption)(?:[-_][\w-]*)?|sign[-_]?up(?:[-_][\w-]*)?|optin",
    "advertisement": r"ads?|ad[-_](?:slot|unit|container|wrapper|box)|advert\w*|sponsor\w*|dfp\w*|"
    r"promo\w*(?:[-_][\w-]*)?",
    "reader comment": r"comments?|comment[-_]?(?:list|section|thread|body|area)|disqus\w*|respond|replies",
    "page footer": r"(?:site|page|global|main)?[-_]?footer|colophon|copyright|legal|imprint",
    "tags": r"tags?|tag[-_]?(?:list|cloud|links)|keywords|topics?[-_]?(?:list|links)?",
    "author note": r"author[-_]?(?:bio|box|card|info|note)|about[-_]?(?:the[-_])?author|bio",
    "beside the text": r"side[-_]?bar(?:[-_][\w-]*)?|rail|widget(?:[-_][\w-]*)?|skyscraper",
}
"""Reasons and the class names and ids that tell them."""
_PATTERNS = [(reason, re.compile(names, re.IGNORECASE)) for reason, names in _NAMES.items()]


def beside(element: Element) -> str | None:
    """Why the element itself is no part of an article, or None for what may be one."""
    name = local_name(element)
    if name in ("html", "body", "main", "article"):
        return None
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _TAGS.get(name) or _ROLES.get(element.get("role") or "") or _by_name(named)


@lru_cache(maxsize=8192)
def _by_name(names: str) -> str | None:
    words = names.split()
    return next((reason for reason, pattern in _PATTERNS if any(pattern.fullmatch(word) for word in words)), None)


def standing_beside(element: Element, within: Element | None = None) -> str | None:
    """Why the element stands beside the article: the reason of the nearest element around it that has one.

    Args:
        element: any of the page.
        within: the part of the page around which names tell nothing more.
    """
    for each in (element, *element.iterancestors()):
        if each is within:
            return None
        if reason := beside(each):
            return reason
    return None
