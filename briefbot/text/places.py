"""Names of places as they are written."""

from __future__ import annotations

import re

from briefbot.text.lexicon.places import KNOWN, QUARTERS

_QUARTER = re.compile(r"\b([NSEW])\. (?=([A-Z][a-z]+))")
_INITIALISM = re.compile(r"\b(?:[A-Z]\.){2,4}")
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){1,3}")
_POSSESSIVE = re.compile(r"['’]s?$")


def whole_quarters(text: str) -> str:
    """The text with the quarter before a country spelled out: 'N. Korea' as 'North Korea', 'E. Grant' as it was."""
    return _QUARTER.sub(lambda m: f"{QUARTERS[m[1]]} " if m[2].lower() in KNOWN else m[0], text)


def spelled_out(headline: str, text: str) -> str:
    """A headline with its initials spelled out as the text has them: 'H.K.' as 'Hong Kong'.

    Initials that the text itself uses stay, and so do those of which it has no name, or several.
    """

    def whole(match: re.Match[str]) -> str:
        letters = match[0].replace(".", "")
        found = (_POSSESSIVE.sub("", name) for name in _NAME.findall(text))
        names = {name for name in found if "".join(word[0] for word in name.split()) == letters}
        return names.pop() if len(names) == 1 and match[0] not in text else match[0]

    return _INITIALISM.sub(whole, headline)
