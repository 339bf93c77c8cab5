"""Reading lists -> the pages that they lead to, fetched politely and each once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import Field

from briefbot.errors import FetchError, LibraryError
from briefbot.feeds.addresses import checked_url
from briefbot.feeds.fetch import Fetcher, fetch_url, in_turns
from briefbot.feeds.poll import one_round
from briefbot.feeds.storage import Hints, former_file, write_file
from briefbot.types import Frozen, Problem


class ListReport(Frozen):
    """What became of the addresses of a reading list."""

    pages: int = Field(default=0, description="Pages fetched.")
    known: int = Field(default=0, description="Pages that were fetched before.")
    lost: int = Field(default=0, description="Pages that could not be had before, and were not asked for again.")
    waiting: int = Field(default=0, description="Pages that failed for now; the next run asks for them.")
    problems: tuple[Problem, ...] = Field(default=(), description="Addresses that failed.")


def fetch_saved(
    home: Path,
    saved: Sequence[tuple[str, str | None]],
    fetcher: Fetcher | None = None,
    *,
    again: bool = False,
    begin: Callable[[int], None] = lambda count: None,
    done: Callable[[int], None] = lambda count: None,
) -> ListReport:
    """Fetch the pages of addresses into `fetched_folder`; stopped halfway, the next run carries on.

    Args:
        home: folder of the library.
        saved: the addresses, each with the title that the list gives.
        fetcher: does the fetching; by default one with the usual rules.
        again: also ask for pages that could not be had for good.
        begin: told how many addresses there are.
        done: told after each, with 1.

    Raises:
        FetchError: another round is under way.
        LibraryError: the files cannot be read or written.
    """
    fetcher = fetcher or Fetcher()
    begin(len(saved))
    pages = known = gone = waiting = 0
    problems: list[Problem] = []
    with one_round(home):
        lost = _lost(home)
        for url, title in in_turns(dict.fromkeys(saved), _host):
            address = url
            try:
                address = checked_url(url)
                if former_file(home, address):
                    known += 1
                elif address in lost and not again:
                    gone += 1
                else:
                    fetch_url(address, home, fetcher, Hints(title=title))
                    pages += 1
                    _remember(home, lost, address, None)
            except FetchError as error:
                waiting += error.temporary
                problems.append(Problem(path=url, reason=str(error)))
                if not error.temporary:
                    _remember(home, lost, address, str(error))
            done(1)
    return ListReport(pages=pages, known=known, lost=gone, waiting=waiting, problems=tuple(problems))


def _lost(home: Path) -> dict[str, str]:
    """The addresses of pages that cannot be had, with the reasons."""
    path = home / "lost-pages.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise LibraryError(f"Cannot read {str(path)!r}: {error}. Put a copy back, or move it away.") from error
    return {str(url): str(reason) for url, reason in found.items()} if isinstance(found, dict) else {}


def _remember(home: Path, lost: dict[str, str], url: str, reason: str | None) -> None:
    """Write down that a page cannot be had, or that it could."""
    if reason is None and url not in lost:
        return
    lost.pop(url, None)
    if reason is not None:
        lost[url] = reason
    write_file(home / "lost-pages.json", json.dumps(lost, ensure_ascii=False, indent=1).encode())


def _host(one: tuple[str, str | None]) -> str:
    return one[0].partition("//")[2].partition("/")[0]
