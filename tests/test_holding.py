"""Embargo, kill and withhold: what may not be used is neither found nor cited, and what stands for it is."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from briefbot.cli.app import app
from briefbot.desk import Desk
from briefbot.library.store import Library
from briefbot.search.chunking import chunk_article
from briefbot.search.retrieval import retrieve
from briefbot.types import Article, Filters, Status
from tests.conftest import make_article

WIRES = Path(__file__).parent / "readers" / "wires"
GUID = "item:urn:newsml:harbourwire.example:20240311:ferry"
HOUR = dt.datetime(2024, 3, 12, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
MINUTE = dt.timedelta(minutes=1)
LEAD = "The ferry between Port Merrin and Saltholm will sail again on 6 May, the operator said on Monday."
MORE = "The line has lain idle since a storm broke the jetty of Saltholm in October."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as opened:
        yield opened


def issue(
    version: int, *texts: str, status: Status = "usable", embargo: dt.datetime | None = None, **said: str
) -> Article:
    path = said.pop("path", f"/wire/{version}.xml")
    return make_article(
        *texts or (LEAD, MORE),
        ids=(GUID, f"version:{version}"),
        status=status,
        embargo=embargo,
        path=path,
        source=said.pop("source", "Harbour Wire"),
        day="2024-03-11",
    )


def put(library: Library, *articles: Article) -> None:
    for article in articles:
        library.put(article, chunk_article(article, 900), article.id + (article.path or ""))


def found(library: Library, moment: dt.datetime | None = None, query: str = "ferry", **said: object) -> set[str]:
    filters = Filters(moment=moment, **said)
    chunks = library.search(query, 10, filters)
    allowed = library.allowed(filters)
    ids = {chunk.partition("-")[0] for chunk in chunks}
    if allowed is not None:
        assert ids <= allowed
    return ids


@pytest.mark.parametrize("history", [False, True])
def test_an_article_under_embargo_is_found_from_its_hour_on(library: Library, history: bool) -> None:
    article = issue(1, embargo=HOUR)
    put(library, article)
    assert found(library, HOUR - MINUTE, history=history) == set()
    assert found(library, HOUR, history=history) == {article.id}
    assert library.held(HOUR - MINUTE)[article.id].reason == "under embargo until 2024-03-12T12:00+01:00"
    assert library.held(HOUR) == {}


def test_the_clock_tells_when_no_moment_is_given(library: Library) -> None:
    now = dt.datetime.now(dt.UTC)
    past, future = (issue(n, LEAD, f"Case {n}.", embargo=now + n * dt.timedelta(hours=1)) for n in (-1, 1))
    put(library, past.model_copy(update={"ids": ()}), future.model_copy(update={"ids": ()}))
    assert found(library) == {past.id}


def test_until_its_hour_the_last_open_version_stands_for_an_update(library: Library) -> None:
    first, second, third = issue(1), issue(2, LEAD, MORE, "Tickets cost 40 crowns."), issue(3, LEAD, embargo=HOUR)
    put(library, first, second, third)
    assert found(library, HOUR - MINUTE) == {second.id}
    assert found(library, HOUR) == {third.id}
    assert library.allowed(Filters(moment=HOUR - MINUTE)) == frozenset((second.id,))
    assert library.allowed(Filters(moment=HOUR)) is None


def test_another_publishers_copy_stands_for_itself_until_the_hour(library: Library) -> None:
    wire, copy = issue(1, embargo=HOUR), make_article(LEAD, MORE, source="Merrin Courier", path="/c", day="2024-03-12")
    put(library, wire, copy)
    assert library.standing(copy.id).copy_of == wire.id
    assert found(library, HOUR - MINUTE) == {copy.id}
    assert found(library, HOUR) == {wire.id}


@pytest.mark.parametrize("status", ["killed", "withheld"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("history", [False, True])
def test_a_kill_takes_its_versions_and_copies_whatever_comes_first(
    library: Library, status: Status, order: tuple[int, ...], history: bool
) -> None:
    articles = [
        issue(1),
        issue(2, "Editors: do not use.", status=status),
        make_article(LEAD, MORE, source="Merrin Courier", path="/c", day="2024-03-12"),
    ]
    put(library, *(articles[at] for at in order))
    assert set(library.held()) == {article.id for article in articles}
    assert {why.reason for why in library.held().values()} == {f"{status} by its publisher"}
    for query in ("ferry", "editors", "jetty"):
        assert found(library, query=query, history=history) == set()
        assert found(library, query=query, history=history, source="Merrin Courier") == set()
        assert found(library, query=query, history=history, first=dt.date(2024, 3, 12)) == set()


@pytest.mark.parametrize("first", [0, 1])
def test_what_says_to_replace_an_item_takes_its_place(library: Library, first: int) -> None:
    ids = ("item:other", f"replaces:{GUID[5:]}")
    articles = [issue(5), make_article("Ticket prices.", "Ferry tickets cost 40 crowns.", ids=ids, path="/r")]
    put(library, articles[first], articles[1 - first])
    assert library.standing(articles[0].id).superseded_by == articles[1].id
    assert found(library) == {articles[1].id}


def test_a_version_after_the_kill_may_be_used(library: Library) -> None:
    again = issue(3, LEAD, "The operator gave a new date.")
    put(library, issue(1), issue(2, "Do not use.", status="killed"), again)
    assert found(library) == {again.id}


def test_a_kill_of_a_copy_leaves_the_original(library: Library) -> None:
    original = make_article(LEAD, MORE, "(Harbour Wire)", source="Harbour Wire", path="/o", day="2024-03-10")
    carried = issue(1, LEAD, MORE, "(Harbour Wire)", source="Merrin Courier")
    put(library, original, carried, issue(2, "Do not use.", status="killed", source="Merrin Courier"))
    assert found(library) == {original.id}


def test_the_same_words_sent_again_as_killed_are_another_article(library: Library) -> None:
    usable, killed = issue(1), issue(2, status="killed")
    assert usable.id != killed.id
    put(library, killed, usable)
    assert found(library) == set()


def test_what_is_held_survives_export_and_check(library: Library, tmp_path: Path) -> None:
    put(library, issue(1), issue(2, "Do not use.", status="killed"), issue(1, "Later.", embargo=HOUR, path="/e"))
    assert library.faults().sentences() == []
    with Library(tmp_path / "again.db") as again:
        again.import_lines(library.export_lines(), lambda article: chunk_article(article, 900))
        assert again.held(HOUR - MINUTE) == library.held(HOUR - MINUTE)


def test_both_searches_leave_out_what_may_not_be_used_and_its_copies_names(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    texts = ("A ferry to Aldport was sold.", "Ferry crews want more pay.", "Nobody took the night ferry.")
    others = [make_article(text, title=text, path=f"/{n}") for n, text in enumerate(texts)]
    embargoed = make_article(LEAD, MORE, embargo=HOUR, path="/wire", day="2024-03-11", source="Harbour Wire")
    open_ = make_article(LEAD, MORE, path="/copy", day="2024-03-11", source="Merrin Courier", title="Boats are back")
    put(desk.library, *others, embargoed, open_)
    desk.sync()
    before = retrieve("When will the ferry sail again?", desk.library, desk.index, Filters(moment=HOUR - MINUTE), 10)
    after = retrieve("When will the ferry sail again?", desk.library, desk.index, Filters(moment=HOUR), 10)
    assert embargoed.id not in {passage.article_id for passage in before}
    assert {open_.id} <= {passage.article_id for passage in before}
    assert not any(embargoed.title in name for passage in before for name in passage.also)
    assert {embargoed.id} <= {passage.article_id for passage in after}
    put(desk.library, make_article(LEAD, MORE, status="killed", path="/kill", day="2024-03-11", source="Harbour Wire"))
    desk.sync()
    left = retrieve("When will the ferry sail again?", desk.library, desk.index, Filters(moment=HOUR), 10)
    assert {passage.article_id for passage in left} == {other.id for other in others}


def test_show_and_problems_say_why_an_article_is_not_used(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library(home / "library.db") as library:
        put(library, issue(1), issue(2, "Do not use.", status="killed"))
    runner = CliRunner()
    shown = runner.invoke(app, ["show", "1.xml", "--home", str(home)])
    assert "not used   killed by its publisher" in shown.output
    listed = runner.invoke(app, ["library", "problems", "--home", str(home)])
    assert listed.output.count("is not used: killed by its publisher") == 2
    as_json = runner.invoke(app, ["library", "problems", "--json", "--home", str(home)])
    assert {each["reason"] for each in json.loads(as_json.output)} == {"killed by its publisher"}


@given(st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_in_whatever_order_the_same_may_be_used(tmp_path: Path, data: st.DataObject) -> None:
    states = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["usable", "usable", "withheld", "killed"]), st.sampled_from([None, -1, 1])),
            min_size=1,
            max_size=5,
        )
    )
    articles = [
        issue(n, LEAD, f"Version {n}.", status=status, embargo=HOUR + at * MINUTE if at else None)  # type: ignore[arg-type]
        for n, (status, at) in enumerate(states, start=1)
    ]
    killed = max((n for n, (status, _) in enumerate(states) if status == "killed"), default=-1)
    open_ = [a for n, a in enumerate(articles) if n > killed and states[n][0] == "usable" and states[n][1] != 1]
    expected = {open_[-1].id} if open_ and states[-1][0] == "usable" else set()
    order = data.draw(st.permutations(articles))
    with Library(tmp_path / f"{uuid.uuid4().hex}.db") as library:
        put(library, *order)
        assert found(library, HOUR) == expected
        history = found(library, HOUR, history=True)
        assert not history & set(library.held(HOUR))
        assert history <= {article.id for article in articles[killed + 1 :]}


def test_a_folder_of_wires_is_read_with_what_it_says_of_use(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    story = (WIRES / "g2-xhtml.xml").read_text()
    (folder / "b.xml").write_text(story)
    (folder / "a-kill").write_text(story.replace('version="3"', 'version="4"').replace("stat:usable", "stat:canceled"))
    shutil.copy(WIRES / "anpa.tst", folder / "anpa.001")
    shutil.copy(WIRES / "bbc-list.json", folder / "list.txt")
    (folder / "picture.bin").write_bytes(bytes(range(256)))
    desk = open_desk()
    report = desk.ingest([folder])
    assert (report.added, report.skipped) == (4, 1)
    assert desk.library.counts()[0] == 6
    assert {a.title for a in (desk.library.article(name) for name in desk.library.held())} == {
        "Port Merrin ferry line to reopen in May",
        "Bus depot fire",
    }
    fire = [a for a in map(desk.library.article, desk.library.article_ids()) if a.title.startswith("Fire destroys")]
    assert desk.library.standing(fire[0].id).superseded_by == fire[1].id
    passages = retrieve("When did the warehouses burn, and who votes?", desk.library, desk.index, Filters(), 10)
    assert {passage.title for passage in passages} == {fire[1].title, "Council backs the harbour bridge"}
    assert desk.ingest([folder]).unchanged == 4
