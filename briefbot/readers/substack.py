"""Exports of Substack: a zip file of posts as pieces of HTML, and a table of their titles and dates -> articles."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from briefbot.errors import ReadError
from briefbot.readers.article import Aside, Particulars, compose_article
from briefbot.readers.dates import timestamp
from briefbot.readers.html import pieces_of_fragment
from briefbot.types import Article, Problem

TABLE = "posts.csv"
"""The member with a row a post."""
POST_LIMIT = 5_000_000
"""Largest post and largest table, in bytes once unpacked."""
BROKEN_MEMBER = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)
"""What unpacking a member can raise; RuntimeError: encrypted, NotImplementedError: a compression Python has not."""
_POST = re.compile(r"(?:.*/)?posts/(?P<id>\d+\.[^/]+)\.html")
_WIDGET = re.compile(
    r"<(?P<tag>p|div)\b[^>]*class=\"[^\"]*(?:button-wrapper|subscription-widget)[^\"]*\".*?</(?P=tag)>", re.DOTALL
)
"""Buttons and forms that ask for a subscription."""


def posts_of(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    """The rows of the table by the identifiers of their posts; none where the zip file is no such export."""
    names = archive.namelist()
    table = next((name for name in names if name.rpartition("/")[2] == TABLE), None)
    if table is None or not any(map(_POST.fullmatch, names)) or archive.getinfo(table).file_size > POST_LIMIT:
        return {}
    rows = csv.DictReader(io.StringIO(archive.read(table).decode("utf-8-sig", "replace")))
    return {row["post_id"]: row for row in rows if row.get("post_id") and "is_published" in row}


def articles_of_posts(
    archive: zipfile.ZipFile, posts: dict[str, dict[str, str]], path: str
) -> Iterator[Article | Problem]:
    """The articles of an export's posts, with a Problem for each draft; who subscribes is passed over."""
    for member in archive.infolist():
        match = _POST.fullmatch(member.filename)
        if not match:
            continue
        place = f"{path}!{member.filename}"
        row = posts.get(match["id"], {})
        if row and row["is_published"].casefold() != "true":
            yield Problem(path=place, reason=f"{place!r} is a draft that was not published.")
        elif member.file_size > POST_LIMIT:
            yield Problem(path=place, reason=f"{place!r} has more than {POST_LIMIT:,} bytes. Save its text alone.")
        else:
            try:
                yield _article(archive.read(member).decode("utf-8", "replace"), row, place)
            except ReadError as error:
                yield Problem(path=place, reason=str(error))
            except BROKEN_MEMBER as error:
                yield Problem(path=place, reason=f"{place!r} cannot be unpacked: {error}. Export it again.")


def _article(body: str, row: dict[str, str], place: str) -> Article:
    subtitle = (row.get("subtitle") or "").strip()
    said = Particulars(
        title=(row.get("title") or "").strip() or None,
        published=timestamp(row.get("post_date"), "Substack's post_date"),
        ids=(f"substack:{row['post_id']}",) if row else (),
    )
    widgets = [
        Aside(" ".join(re.sub(r"<[^>]*>", " ", match[0]).split()), "button", "") for match in _WIDGET.finditer(body)
    ]
    asides = [*([Aside(subtitle, "subtitle", "")] if subtitle else []), *(each for each in widgets if each.text)]
    return compose_article(pieces_of_fragment(_WIDGET.sub(" ", body)), said, place, asides=asides)
