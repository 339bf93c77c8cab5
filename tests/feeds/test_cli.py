from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from briefbot.cli.feeds import feeds_app
from briefbot.errors import FetchError
from tests.feeds.loopback import Page, Site, html, item, rss


def run(*arguments: str) -> Result:
    return CliRunner().invoke(feeds_app, list(arguments), catch_exceptions=False)


@pytest.mark.model
def test_a_feed_is_added_listed_fetched_exported_imported_and_removed(site: Site, tmp_path: Path) -> None:
    local = f"http://127.0.0.1:{site.port}"
    site.pages |= {
        "/feed": Page(rss(item("Pier stays open", f"{local}/pier")), "application/rss+xml"),
        "/pier": Page(html("Pier stays open")),
    }
    assert run("list").stdout == "No feed is followed. Run `briefbot feeds add URL`.\n"
    with pytest.raises(FetchError, match="--allow-private"):
        run("add", f"{local}/feed")
    assert run("add", f"{local}/feed", "--allow-private").stdout == f"added: Harbour News <{local}/feed>\n"
    assert run("list").stdout.split() == ["Harbour", "News", "never", "fetched", f"{local}/feed"]

    fetched = run("fetch", "--allow-private")
    assert fetched.stdout.splitlines() == [
        "1 new entries, 1 pages fetched; 0 feeds unchanged, 0 failures.",
        "1 articles added to the library, 0 could not be read.",
    ]
    assert len(list((tmp_path / "home" / "fetched" / "127.0.0.1").glob("*.html"))) == 1
    assert json.loads(run("list", "--json").stdout)[0]["failures"] == 0

    run("export", str(tmp_path / "mine.opml"))
    assert run("export").stdout == (tmp_path / "mine.opml").read_text()
    assert run("remove", f"{local}/feed").stdout == f"removed: {local}/feed\n"
    assert run("import", str(tmp_path / "mine.opml")).stdout == "1 feeds added, 0 followed already.\n"
    assert run("import", str(tmp_path / "mine.opml")).stdout == "0 feeds added, 1 followed already.\n"


def test_when_no_feed_can_be_fetched_the_command_fails(site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_text(
        f'<opml><body><outline xmlUrl="http://127.0.0.1:{site.port}/feed"/></body></opml>'
    )
    run("import", str(tmp_path / "mine.opml"))
    with pytest.raises(FetchError, match="No feed could be fetched"):
        run("fetch")
