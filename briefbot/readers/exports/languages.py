"""Names of languages as the interfaces of databases print them -> BCP 47, by the tables of Unicode's CLDR in Babel."""

from __future__ import annotations

import re
from functools import cache, lru_cache

INTERFACES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "zh_Hant", "zh", "ja", "ko", "ru", "pl", "sv", "da", "nb", "fi", "cs",
    "tr", "hu", "ca", "ro", "id", "el", "uk",
)  # fmt: skip
"""Languages that a name may be in."""
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?", re.IGNORECASE)
_ALSO = {"中文": "zh", "chinese - simplified": "zh-Hans", "chinese - traditional": "zh-Hant", "español": "es"}


@lru_cache(maxsize=256)
def language_code(words: str) -> str | None:
    """The BCP 47 code of a language that is named in any of those, as in `GERMAN; DEUTSCH`; None for an unknown one."""
    names = [part.strip().casefold() for part in re.split(r"[;/|,()]", words) if part.strip()]
    if not names:
        return None
    if _CODE.fullmatch(names[0]) and len(names[0]) in (2, 5):
        return _canonical(names[0])
    for name in names:
        if name in _ALSO:
            return _ALSO[name]
        written = (name, f"{name[:-1]}语", f"{name[:-1]}語") if name.endswith("文") else (name,)
        found = next((codes[each] for codes in map(_names, INTERFACES) for each in written if each in codes), None)
        if found:
            return found
    return None


def _canonical(code: str) -> str:
    language, _, country = code.replace("_", "-").partition("-")
    return f"{language.lower()}-{country.upper() if len(country) == 2 else country.title()}" if country else language


@cache
def _names(interface: str) -> dict[str, str]:
    from babel import Locale

    languages = Locale.parse(interface).languages
    return {name.casefold(): code.replace("_", "-") for code, name in languages.items() if len(code) <= 7}
