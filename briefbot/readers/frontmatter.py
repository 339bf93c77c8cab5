"""What a file says about its article before the text: YAML front matter or plain `Key: value` lines."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from briefbot.errors import ReadError
from briefbot.readers.bylines import without_emails
from briefbot.readers.dates import timestamp
from briefbot.types import Frozen, Status

_LINES = 60
"""Front matter longer than this is text between two rules."""
KEYS = {
    "title": ("title", "headline"),
    "source": ("source", "publisher", "publication", "outlet", "agency"),
    "author": ("author", "authors", "byline", "reporter", "by"),
    "published": ("published", "date", "publishedat", "pubdate", "datepublished", "publisheddate", "publishdate"),
    "url": ("url", "link", "sourceurl", "canonicalurl"),
    "embargo": ("embargo", "embargoed", "embargoeduntil", "embargountil", "notforusebefore"),
    "status": ("status", "pubstatus", "publishingstatus"),
}
_KILLED = re.compile(r"cancel|kill|delet|annul|storn|withdr|retract|\bspike", re.IGNORECASE)
_WITHHELD = re.compile(r"with?held|withhold|hold\b|embargo", re.IGNORECASE)
_KEY_LINE = re.compile(r"([A-Za-z][\w -]{0,30}?)\s*:(?:\s+|$)(.*)")


class Header(Frozen):
    """The particulars of an article, as written; None where the file does not say."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    embargo: str | None = None
    """The hour before which the article is not for use."""
    status: str | None = None


def status_of(value: str | None) -> Status:
    """What a publishing status such as 'stat:canceled' or 'withdrawn' means; what is not known is usable."""
    word = re.split(r"[:/#]", value or "")[-1]
    if _KILLED.search(word):
        return "killed"
    return "withheld" if _WITHHELD.search(word) else "usable"


def split_front_matter(lines: list[str], path: Path) -> tuple[Header, list[str]]:
    """The header and the lines that follow it; unknown keys are ignored.

    A first line of `---` opens front matter when another closes it and keys stand between. `title: Fed: no
    change` is no YAML, but what people write: when YAML fails, lines of `key: value` are taken as they stand.

    Raises:
        ReadError: there are keys, but neither YAML nor one a line.
    """
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None or lines[start] != "---":
        return Header(), lines
    end = next((i for i in range(start + 1, min(start + _LINES, len(lines))) if lines[i] in ("---", "...")), None)
    if end is None:
        return Header(), lines
    inside = [line for line in lines[start + 1 : end] if line.strip() and not line.lstrip().startswith("#")]
    if inside and not _KEY_LINE.fullmatch(inside[0]):
        return Header(), lines
    return header_of(_parse(inside, path)), lines[end + 1 :]


def _parse(lines: list[str], path: Path) -> dict[object, object]:
    try:
        values = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)  # leaves every scalar a string; builds no objects
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        plain = [_KEY_LINE.fullmatch(line) for line in lines]
        if not all(plain):
            raise ReadError(
                f"The front matter of {str(path)!r} is not YAML: {str(error).splitlines()[0]!r}. "
                "Write one 'key: value' a line between the '---' lines, or remove them."
            ) from error
        return {match[1]: match[2].strip("\"' ") for match in plain if match}
    return values if isinstance(values, dict) else {}


def header_of(values: dict[object, object]) -> Header:
    """The known keys among the values; a list is joined with commas."""
    by_key = {re.sub(r"[^a-z]", "", str(key).casefold()): value for key, value in reversed(values.items())}
    found = {}
    for field, names in KEYS.items():
        texts = [_as_text(by_key[name]) for name in names if name in by_key]
        found[field] = next((text for text in texts if text), None)
    if found["author"]:
        found["author"] = without_emails(re.sub(r"(?i)^by\s+", "", found["author"])) or None
    if found["source"] and re.match(r"https?://", found["source"]):
        found["url"], found["source"] = found["url"] or found["source"], None
    return Header(**found)


def _as_text(value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return ", ".join(" ".join(each.split()) for each in values if isinstance(each, str) and each.strip())


def header_line(text: str) -> tuple[str, str] | None:
    """Field and value of a line such as `Source: Yonhap` above the text, or None; a status only if it forbids use.

    An embargo counts only with its hour.
    """
    match = _KEY_LINE.fullmatch(text)
    if not match or not match[2]:
        return None
    key = re.sub(r"[^a-z]", "", match[1].casefold())
    field = next((field for field, names in KEYS.items() if key in names), None)
    if not field or (field == "status" and status_of(match[2]) == "usable"):
        return None
    if field == "embargo" and not (re.search(r"\d", match[2]) and timestamp(match[2], field)):
        return None  # a headline may begin so
    return field, match[2]
