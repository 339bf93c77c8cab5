"""The byline of an export -> those who wrote the article, without paper, office, address or notes beside their names.

Papers write whom they like there: `By Ann Poe, The Harbour Sun`, `ANN POE Harbour Sun Staff Writer`, `Ann Poe; Staff`.
"""

from __future__ import annotations

import re

from briefbot.readers.bylines import without_emails

_AGENCY = re.compile(r"[\s,;]*(?:--.*|\([A-Z][\w. ]{1,20}\)\W*)$")
_BY = re.compile(r"(?i)^(?:by|von|par|por|di|da|door|av|af)\s*:?\s+(?=\S)")
_SITE = re.compile(r",\s*(?:www\.)?[\w-]+(?:\.\w{2,3}){1,2}$")
_STAFF = re.compile(r",?\s+(?:senior\s+)?staff\s*(?:writer|reporter|correspondent)?s?\W*$", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:[\w.'’&-]+\s+)?(?:staff|reports?)(?:\s+(?:writer|reporter|correspondent|report)s?)?|(?:writer|reporter)s?"
    r"|no byline (?:available|given)|(?:from )?(?:staff|wire|news|agency)\b.*\b(?:report|service)s?|from\s.*\breports?"
    r"|news (?:report|services?)",
    re.IGNORECASE,
)
"""What stands for a writer and names nobody."""
_LEAD = re.compile(r"(?i)^(?:and\s+)?(?:reported|compiled|written)\s+by\s+")
_NO_NAME = re.compile(r"(?i)\s*(?:(?:follow\s+)?@\w+\b.*|\+?[\d(][\d() ./-]{5,})")
"""An account or a telephone's number."""
FEWEST_NAMES = 2
"""Words of a name that stay before the name of its paper."""


def writers_of(byline: str, source: str | None = None) -> str:
    """The writers that a byline names; '' where it names nobody.

    Args:
        byline: as the export has it, with or without 'By'.
        source: the paper, which a byline may name too.
    """
    paper = _words(source or "")
    own = _words(re.sub(r"\(.*?\)", " ", source or ""))
    parts = re.split(r"\s*;\s*", _AGENCY.sub("", _BY.sub("", without_emails(byline))))
    named = [_names(part, paper, own) for part in parts if not _is_note(part)]
    return "; ".join(filter(None, named))


def _names(part: str, paper: set[str], own: set[str]) -> str:
    """The names of a part of a byline: what stands before the paper and without offices."""
    kept = []
    for each in re.split(r",|\s/\s", _LEAD.sub("", _SITE.sub("", part))):
        words = _words(re.sub(r"\(.*?\)", " ", each))
        if words and words <= paper and words & own:
            break  # what follows is where the paper is
        if words and not _OFFICE.fullmatch(each.strip()) and not _NO_NAME.fullmatch(each):
            kept.append(_without_paper(each, paper))
    return ", ".join(each for name in kept if (each := name.strip(" ,/|")))


def _without_paper(name: str, paper: set[str]) -> str:
    """A name without the paper and the office that follow it without a comma."""
    bare = _STAFF.sub("", name)
    staff = bare != name
    tokens = bare.split()
    end = len(tokens)
    while end > FEWEST_NAMES and _words(tokens[end - 1]) <= paper | {"the"}:
        end -= 1
    theirs = _words(" ".join(tokens[end:])) & paper
    return " ".join(tokens[:end] if theirs and (staff or len(theirs) > 1) else tokens)


def _is_note(part: str) -> bool:
    """Whether a part of a byline is a sentence, or what a syndicate says of itself."""
    small = [word for word in part.split() if len(word) > 3 and word.islower()]
    return part.endswith(".") and len(part.split()) > 4 and len(small) > 1


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold())) - {"the"}
