"""One address for one page, however it was reached."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that say how a reader came and never which page it is. Only names that mean this on every site: a list of
# patterns such as courlan's also drops 'cid' or 'uid', which number the articles of some publishers.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|oly|vero|itm|stm|sc|ns|mc|at|ga|_hs)_\w+|_ga|_gl|_hsenc|_hsmi|gclid|gclsrc|dclid|"
    r"wbraid|gbraid|fbclid|msclkid|twclid|ttclid|yclid|igshid?|mkt_tok|cmpid|ocid|ncid|smid|smtyp|xtor|guccounter|"
    r"guce_referrer\w*|ref_?src|ref_?url|referrer|referer|via|share|shared?_?from|sharetype|feature|cmp|ito|icid|"
    r"intcmp|taid|spm|outputtype|amp|__twitter_impression|sh|partner|rss|ref|source|campaign(?:_?id)?|dicbo|fb_\w+",
    re.I,
)
_HOST_LABEL = re.compile(r"^(?:(?:www\d?|m|mobile|amp|touch|wap)\.)+(?=[^.]+\.)")
_AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html$|$)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)
# Pages served by Google's AMP viewer and cache carry the publisher's own address in their path.
_AMP_CACHE = re.compile(r"https?://(?:www\.google\.[a-z.]+/amp|[\w-]+\.cdn\.ampproject\.org/[cv])/(?:s/)?", re.I)


def canonical_url(url: str) -> str:
    """The address that every way to the same page comes to.

    Scheme https, host in lower case without 'www.', 'm.' or 'amp.', path without an AMP part, index page or trailing
    slash, parameters sorted and without tracking, no fragment but one that names words of the page. Text that is no
    web address comes back stripped only.
    """
    from url_normalize import url_normalize

    stripped = url.strip()
    try:
        parts = urlsplit(url_normalize(_AMP_CACHE.sub("https://", stripped)) or "")
        port = parts.port
    except ValueError:  # such as an unclosed bracket in the host, or a port of letters
        return stripped
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        return stripped
    host = _HOST_LABEL.sub("", parts.hostname or "") + (f":{port}" if port else "")
    path = _INDEX.sub("", _AMP_PATH.sub("", parts.path)).rstrip("/")
    fragment = stripped.partition("#")[2]
    fragment = fragment if fragment.startswith(":~:text=") else ""
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return urlunsplit(("https", host, path, urlencode(kept), fragment))
