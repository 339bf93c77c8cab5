from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from briefbot.cli.app import app
from briefbot.errors import FetchError
from briefbot.feeds.fetch import Fetcher
from briefbot.feeds.saving import ListReport, fetch_saved
from briefbot.feeds.storage import fetched_folder
from tests.feeds.loopback import Page, Site, html, sequence


def test_each_page_is_fetched_once_and_hosts_take_turns(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages |= {f"/{at}": Page(html(f"Lock {at}")) for at in range(4)}
    saved = [(site.url(f"/{at}", host=f"{'ab'[at % 2]}.example"), f"Lock {at}") for at in (0, 2, 1, 3)]
    assert fetch_saved(tmp_path, [*saved, saved[0]], fetcher) == ListReport(pages=4)
    assert site.paths() == ["/0", "/1", "/2", "/3"]
    assert fetch_saved(tmp_path, saved, fetcher) == ListReport(known=4)
    assert len(site.paths()) == 4
    assert len(list(fetched_folder(tmp_path).glob("*/*.html"))) == 4


def test_what_was_not_had_is_asked_for_again_only_when_it_can_come(
    site: Site, fetcher: Fetcher, tmp_path: Path
) -> None:
    site.pages |= {"/busy": sequence(Page(status=500), Page(html("Busy")))}
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private", "text/plain")
    saved: list[tuple[str, str | None]] = [(site.url(path), None) for path in ("/busy", "/gone", "/private/x")]
    first = fetch_saved(tmp_path, [*saved, ("ftp://x.example/", None)], fetcher)
    assert (first.pages, first.waiting, len(first.problems)) == (0, 1, 4)
    second = fetch_saved(tmp_path, saved, fetcher)
    assert (second.pages, second.lost, second.problems) == (1, 2, ())
    site.pages["/gone"] = Page(html("Back"))
    third = fetch_saved(tmp_path, saved, fetcher, again=True)
    assert (third.pages, third.known, len(third.problems)) == (1, 1, 1)
    assert fetch_saved(tmp_path, saved, fetcher) == ListReport(known=2, lost=1)


def test_a_lost_page_is_known_however_the_list_writes_its_address(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    saved: list[tuple[str, str | None]] = [(site.url("/gone#x", host="News.example"), None)]
    assert len(fetch_saved(tmp_path, saved, fetcher).problems) == 1
    assert fetch_saved(tmp_path, saved, fetcher) == ListReport(lost=1)
    site.pages["/gone"] = Page(html("Back"))
    assert fetch_saved(tmp_path, saved, fetcher, again=True) == ListReport(pages=1)


def test_a_run_that_is_stopped_carries_on(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.pages |= {f"/{at}": Page(html(f"Lock {at}")) for at in range(3)}
    saved: list[tuple[str, str | None]] = [(site.url(f"/{at}"), None) for at in range(3)]

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_saved(tmp_path, saved, fetcher, done=stop)
    assert fetch_saved(tmp_path, saved, fetcher) == ListReport(pages=2, known=1)


def test_two_runs_do_not_fetch_at_a_time(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    def meanwhile(count: int) -> None:
        with pytest.raises(FetchError, match="already"):
            fetch_saved(tmp_path, [], fetcher)

    site.pages["/0"] = Page(html("Lock"))
    assert fetch_saved(tmp_path, [(site.url("/0"), None)], fetcher, done=meanwhile).pages == 1


def test_the_command_takes_in_pages_and_texts(site: Site, tmp_path: Path) -> None:
    site.pages["/lock"] = Page(html("Lock shut", "The lock at Varnby stays shut until the frost is over, they said."))
    link = site.url("/lock", host="127.0.0.1")
    (tmp_path / "b.html").write_text(f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF="{link}">Lock</A></DL>')
    done = CliRunner().invoke(app, ["reading-list", str(tmp_path / "b.html"), "--allow-private"])
    assert done.exit_code == 0, done.output
    assert "1 entries, 0 with their text; 1 pages fetched" in done.stdout
    assert "1 files added to the library, 0 problems" in done.output
