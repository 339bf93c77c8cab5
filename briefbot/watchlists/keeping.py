"""Making, finding and changing watchlists, with what is wrong said in words."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from briefbot.errors import InputError
from briefbot.library.store import Library
from briefbot.text.words import roots
from briefbot.types import Frozen
from briefbot.watchlists.finding import read_list
from briefbot.watchlists.types import Every, Watchlist

LONGEST_QUERY = 500  # characters
_LONGEST_NAME = 80
_LETTER = re.compile(r"\w")


class Wanted(Frozen):
    """What a list is to be; None leaves it as it is."""

    query: str | None = None
    any: tuple[str, ...] | None = None
    all: tuple[str, ...] | None = None
    none: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    every: Every | None = None
    at: dt.time | None = None
    days: tuple[int, ...] | None = None
    to: tuple[str, ...] | None = None


def add_list(library: Library, name: str, wanted: Wanted, now: dt.datetime) -> Watchlist:
    """Keep a new list.

    Raises:
        InputError: there is one of this name, or it would find nothing or tell nobody.
    """
    given = {field: value for field, value in wanted if value is not None}
    if not given.get("to"):
        raise InputError(
            f"The watchlist {name!r} would tell nobody. Give a target of the settings, or an address, to send to."
        )
    watchlist = checked(
        Watchlist.model_validate({"id": uuid.uuid4().hex[:12], "name": name, "query": "", "created": now, **given})
    )
    library.add_watchlist(watchlist.id, watchlist.name, watchlist.model_dump_json())
    return watchlist


def change_list(library: Library, name: str, wanted: Wanted) -> Watchlist:
    """Change a list; what it has found stays found.

    Raises:
        InputError: there is none of this name, or it would find nothing.
    """
    given = {field: value for field, value in wanted if value is not None}
    if not given:
        raise InputError(f"Nothing of {name!r} is changed. Give a query, whom to tell, or another thing to change.")
    watchlist = checked(find_list(library, name).model_copy(update=given))
    library.change_watchlist(watchlist.id, watchlist.name, watchlist.model_dump_json())
    return watchlist


def pause_list(library: Library, name: str, paused: bool) -> Watchlist:
    """Stop telling what a list finds, or go on; what it finds meanwhile is told then.

    Raises:
        InputError: there is none of this name.
    """
    watchlist = find_list(library, name).model_copy(update={"paused": paused})
    library.change_watchlist(watchlist.id, watchlist.name, watchlist.model_dump_json())
    return watchlist


def find_list(library: Library, name: str) -> Watchlist:
    """The list of a name, upper or lower case alike.

    Raises:
        InputError: there is none.
    """
    lists = [read_list(kept) for kept in library.watchlists()]
    for watchlist in lists:
        if watchlist.name.casefold() == name.strip().casefold():
            return watchlist
    known = ", ".join(repr(each.name) for each in lists) or "none"
    raise InputError(f"There is no watchlist {name!r}; there are: {known}. Run `briefbot watchlist list`.")


def checked(watchlist: Watchlist) -> Watchlist:
    """A list with its spaces tidied.

    Raises:
        InputError: its name, its query or a word of it cannot be used.
    """
    name, query = " ".join(watchlist.name.split()), " ".join(watchlist.query.split())
    if not _LETTER.search(name) or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError(
            f"{watchlist.name[:_LONGEST_NAME]!r} is no name for a list. Give up to {_LONGEST_NAME} letters."
        )
    if len(query) > LONGEST_QUERY:
        raise InputError(f"The query has {len(query)} characters; at most {LONGEST_QUERY} can be given.")
    if not roots(query):
        raise InputError(
            f"The query {query[:60]!r} has only words that say nothing of their own. Say what the list is about, such "
            'as "talks in Stockholm".'
        )
    for term in (*watchlist.any, *watchlist.all, *watchlist.none):
        _check_term(term)
    if watchlist.every in (Every.IMMEDIATE, Every.HOURLY) and watchlist.days:
        raise InputError(f"Days of the week are for daily and weekly lists; this one is {watchlist.every}.")
    return watchlist.model_copy(update={"name": name, "query": query})


def _check_term(term: str) -> None:
    inner = term.strip().removesuffix("*")
    if not _LETTER.search(inner):
        raise InputError(f"{term!r} is no word that can be looked for.")
    if "*" in inner or (term.strip().endswith("*") and not re.fullmatch(r"\w+", inner)):
        raise InputError(f"{term!r} cannot be looked for: a * stands at the end of a single word, such as prorog*.")
