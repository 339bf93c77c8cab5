from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from briefbot.errors import InputError, LibraryError
from briefbot.library.articles import RARE
from briefbot.library.maintenance import UNSENT
from briefbot.library.rows import KnownFile
from briefbot.library.schema import MIGRATIONS, statements
from briefbot.library.store import Library
from briefbot.library.watchlists import Parcel
from briefbot.library.years import keep_days
from briefbot.search.chunking import chunk_article
from briefbot.types import Article, Dropped, Filters, PartialDay, Problem, Published, ReadWarning
from tests.conftest import make_article

STORY = (
    "The ferry between Aldport and Skerry will sail again next week, the harbour board said on Sunday.",
    "Repairs to the pier took fourteen weeks and cost 3.2 million crowns, twice what had been planned.",
    "Engineer Ada Holm, who led the work, said that the oldest piles had rotted through below the water line.",
)


def put(library: Library, article: Article, digest: str = "d1") -> None:
    library.put(article, chunk_article(article, 900), digest)


def member(library: Library, article: Article, file: KnownFile) -> None:
    library.put_member(article, chunk_article(article, 900), "/news/all.jsonl", file)


def found(library: Library, **filters: object) -> set[str]:
    """Ids of the articles whose text a search finds."""
    return {name.split("-")[0] for name in library.search("ferry", 50, Filters.model_validate(filters))}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.db") as library:
        yield library


def test_an_article_comes_back_as_it_was_put(library: Library) -> None:
    article = make_article("One.", "Two.").model_copy(
        update={"dropped": (Dropped(text="(END)", reason="end mark", after=2),), "url": "https://example.com/a"}
    )
    put(library, article)
    assert library.article(article.id) == article


def test_putting_the_same_article_again_changes_nothing_but_the_revision(library: Library) -> None:
    article = make_article("One.")
    put(library, article)
    before = library.counts(), library.chunk_ids(), library.files()
    put(library, article)
    assert (library.counts(), library.chunk_ids(), library.files()) == before


def test_a_changed_file_replaces_its_article_and_its_words(library: Library) -> None:
    put(library, make_article("The ferry sank."))
    put(library, make_article("The ferry floats."), "d2")
    assert library.counts() == (1, 1)
    assert library.search("sank", 5, Filters()) == {}
    assert len(library.search("floats", 5, Filters())) == 1


def test_an_article_stays_while_another_file_stands_for_it(library: Library) -> None:
    article = make_article("One.", path="/news/a.txt")
    put(library, article)
    put(library, article.model_copy(update={"path": "/news/b.txt"}))
    library.forget(["/news/a.txt"])
    assert library.article(article.id).path == "/news/b.txt"
    library.forget(["/news/b.txt"])
    assert library.counts() == (0, 0)
    assert library.chunk_ids() == set()


def test_filters_keep_to_days_and_publisher(library: Library) -> None:
    put(library, make_article("A ferry sank off Skerry.", day="2019-07-14", path="/a"))
    put(library, make_article("The new ferry has forty cabins.", day="2019-08-22", source="Northern Post", path="/b"))
    put(library, make_article("Nobody owns this ferry.", day=None, path="/c"))

    def count(**filters: object) -> int:
        return len(library.search("ferry", 9, Filters.model_validate(filters)))

    assert count() == 3
    assert count(first="2019-08-01") == 1
    assert count(last="2019-08-01") == 1
    assert count(source="northern post") == 1
    assert count(first="2019-07-14", last="2019-07-14", source="Northern Post") == 0


def test_days_that_cannot_be_true_fit_no_filter_of_days(library: Library) -> None:
    put(library, make_article("A ferry sank off Skerry.", day="1970-01-01", path="/a"))
    put(library, make_article("The new ferry has forty cabins.", day="2999-08-22", path="/b"))
    put(library, make_article("Nobody owns this ferry.", day="2019-08-22", path="/c"))
    for days in ({"first": "1960-01-01"}, {"last": "3000-01-01"}, {"first": "1970-01-01", "last": "2999-08-22"}):
        assert len(library.search("ferry", 9, Filters.model_validate(days))) == 1
    assert len(library.search("ferry", 9, Filters())) == 3


def test_a_failed_write_leaves_no_part_of_an_article(library: Library) -> None:
    article = make_article("One.", "Two.")
    chunks = chunk_article(article, 900)
    with pytest.raises(LibraryError, match="Nothing was changed"):
        library.put(article, [*chunks, chunks[0]], "d1")  # a chunk twice breaks a constraint in the last step
    assert library.counts() == (0, 0)
    assert library.files() == {}


def test_a_library_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Library(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LibraryError, match="newer briefbot"):
        Library(path)


def test_a_file_that_is_no_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"these are my own notes, not a database\n" * 40)
    with pytest.raises(LibraryError, match="Cannot use"):
        Library(path)
    assert path.read_bytes().startswith(b"these are my own notes")


def test_an_article_is_found_by_id_prefix_and_file_name(library: Library) -> None:
    article = make_article("One.", path="/news/ferry.txt")
    put(library, article)
    put(library, make_article("Two.", path="/news/pier.txt"))
    for name in (article.id, article.id[:6], "ferry.txt", "/news/ferry.txt"):
        assert library.find_article(name) == article
    for name in ("nothing.txt", "", "%", "_"):
        with pytest.raises(InputError):
            library.find_article(name)


def test_a_file_is_found_by_just_its_name(library: Library) -> None:
    names = ["100%.txt", "a-b.txt", "deep/a_b.txt"]
    articles = {name: make_article(name, path=f"/news/{name}") for name in names}
    begins_so = articles["a-b.txt"].id[:4]
    articles[begins_so] = make_article("Other.", path=f"/news/{begins_so}")
    for article in articles.values():
        put(library, article)
    for name in ("100%.txt", "a-b.txt", "deep/a_b.txt", begins_so):
        assert library.find_article(name) == articles[name]
    assert library.find_article("a_b.txt") == articles["deep/a_b.txt"]
    assert library.find_article(articles["a-b.txt"].id.upper()) == articles["a-b.txt"]


def test_the_day_of_an_article_is_that_of_its_last_change(library: Library) -> None:
    plain = make_article("One.")
    updated = Published(day=dt.date(2018, 3, 14), evidence="test")
    changed = make_article("Two.", path="/news/b.txt").model_copy(update={"updated": updated})
    for article in (plain, changed, make_article("Three.", day=None, path="/news/undated.txt")):
        put(library, article)
    assert library.days_of_articles() == {plain.id: dt.date(2018, 3, 11), changed.id: dt.date(2018, 3, 14)}


def test_days_that_cannot_be_true_are_not_among_the_days(library: Library) -> None:
    good = make_article("One.", title="good", day="2018-03-11", path="/good")
    update = Published(day=dt.date(2099, 1, 1), evidence="the line 'Updated 1 January 2099'")
    mended = make_article("Two.", title="mended", day="2018-03-12", path="/mended").model_copy(
        update={"updated": update}
    )
    ahead = make_article("Three.", title="ahead", day="2099-01-01", path="/ahead")
    old = make_article("Four.", title="old", day="1970-01-01", path="/old")
    for article in (good, mended, ahead, old):
        library.put(article, [], article.title)
    assert library.days_of_articles() == {good.id: dt.date(2018, 3, 11), mended.id: dt.date(2018, 3, 12)}


def test_the_revision_rises_with_every_write(library: Library) -> None:
    revisions = [library.revision]
    put(library, make_article("One."))
    revisions.append(library.revision)
    library.forget(["/news/ferry.txt"])
    revisions.append(library.revision)
    assert revisions == sorted(set(revisions))


def test_updates_and_confidence_come_back_as_they_were_put(library: Library) -> None:
    published = Published(day=dt.date(2019, 7, 14), time=dt.time(9, 30, tzinfo=dt.UTC), evidence="a", confidence="low")
    updated = Published(day=dt.date(2019, 7, 15), evidence="b", confidence="medium")
    article = make_article("One.").model_copy(update={"published": published, "updated": updated})
    put(library, article)
    assert library.article(article.id) == article


def test_reading_a_file_better_replaces_the_particulars_of_the_same_article(library: Library) -> None:
    article = make_article("One.")
    put(library, article)
    better = article.model_copy(
        update={"author": "Ada Holm", "dropped": (Dropped(text="By Ada", reason="byline", after=0),)}
    )
    put(library, better)
    assert library.article(article.id) == better


def test_what_a_source_says_besides_comes_back_as_it_was_put(library: Library) -> None:
    article = make_article("One.").model_copy(
        update={
            "section": "Harbour desk",
            "language": "de-CH",
            "ids": ("guid:9f", "HARB000020180311ee"),
            "embargo": dt.datetime(2018, 3, 12, 6, tzinfo=dt.timezone(dt.timedelta(hours=1))),
            "status": "withheld",
            "warnings": (ReadWarning.UNDATED, ReadWarning.LINKS),
        }
    )
    put(library, article)
    assert library.article(article.id) == article
    assert article.id == make_article("One.").id
    plain = make_article("One.")
    put(library, plain)
    assert library.article(plain.id) == plain


def first_version(path: Path, article: Article) -> None:
    """A library as the first version of briefbot made it, with one article."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements(MIGRATIONS[0]):
        db.execute(statement)
    db.execute("PRAGMA user_version = 1")
    assert article.published
    day = article.published.day.isoformat()
    db.execute(
        "INSERT INTO articles VALUES (?, ?, ?, NULL, ?, NULL, 'test', NULL)",
        (article.id, article.title, article.source, day),
    )
    db.executemany(
        "INSERT INTO paragraphs VALUES (?, ?, ?)", [(article.id, p.number, p.text) for p in article.paragraphs]
    )
    db.execute("INSERT INTO files VALUES (?, 'd1', ?)", (article.path, article.id))
    for chunk in chunk_article(article, 900):
        db.execute(
            "INSERT INTO chunks (id, article_id, paragraph, start, end, text, header) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (chunk.id, chunk.article_id, chunk.paragraph, chunk.start, chunk.end, chunk.text, chunk.header),
        )
    db.close()


def test_a_library_of_an_older_version_is_brought_to_this_one_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    article = make_article(*STORY)
    first_version(path, article)
    with Library(path) as library:
        assert library.article(article.id) == article
        assert library.files() == {article.path: "d1"}
        assert found(library) == {article.id}
        file = library.file("/news/ferry.txt")
        assert file is not None
        assert file.reader == "0"
        assert library.faults().unrelated == (article.id,)  # copies are found when its file is read again
        put(library, article)
        assert library.faults().sentences() == []


def test_a_copy_is_listed_with_the_article_that_it_repeats_and_not_searched(library: Library) -> None:
    wire = make_article(*STORY, source="Harbour Wire", path="/wire")
    copy = make_article(*STORY[:2], title="Ferry sails again", source="Northern Post", day="2018-03-12", path="/copy")
    put(library, wire)
    put(library, copy)
    assert found(library) == {wire.id}
    assert found(library, history=True) == {wire.id, copy.id}
    assert found(library, source="Northern Post") == {copy.id}
    assert found(library, first="2018-03-12") == {copy.id}
    assert [each.id for each in library.copies_of(wire.id)] == [copy.id]
    assert [each.id for each in library.copies_of(copy.id)] == [wire.id]
    assert library.standing(copy.id).copy_of == wire.id
    assert {name.split("-")[0] for name in library.chunk_ids()} == {wire.id}


def test_copies_are_found_whatever_the_order_they_come_in(library: Library) -> None:
    wire = make_article(*STORY, source="Harbour Wire", path="/wire")
    copies = [
        make_article(*STORY, title=f"Ferry {number}", source=f"Paper {number}", day="2018-03-12", path=f"/{number}")
        for number in range(3)
    ]
    for article in (copies[0], copies[1], wire, copies[2]):
        put(library, article)
    assert found(library) == {wire.id}
    assert {article.id for article in library.copies_of(wire.id)} == {article.id for article in copies}


def test_when_the_cited_article_goes_another_copy_takes_its_place(library: Library) -> None:
    wire = make_article(*STORY, source="Harbour Wire", path="/wire")
    put(library, wire)
    for number in range(2):
        put(library, make_article(*STORY, source=f"Paper {number}", day=f"2018-03-1{2 + number}", path=f"/{number}"))
    library.forget(["/wire"])
    assert {library.article(name).source for name in found(library)} == {"Paper 0"}
    library.forget(["/0"])
    assert {library.article(name).source for name in found(library)} == {"Paper 1"}
    assert library.faults().sentences() == []


def version(number: int, *texts: str) -> Article:
    mark = {1: "", 2: "(LEAD) ", 3: "(2nd LD) "}[number]
    return make_article(*STORY, *texts, title=f"{mark}Ferry line to reopen", source="Harbour Wire", path=f"/v{number}")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (1, 3, 2)])
def test_only_the_newest_version_is_searched_and_all_are_told(library: Library, order: tuple[int, ...]) -> None:
    versions = {n: version(n, *(f"Fact {m} came to light at the pier." for m in range(n))) for n in (1, 2, 3)}
    for number in order:
        put(library, versions[number])
    assert found(library) == {versions[3].id}
    assert library.versions_of(versions[1].id) == [versions[1], versions[2], versions[3]]
    assert found(library, source="Harbour Wire") == {versions[3].id}
    library.forget(["/v3"])
    assert found(library) == {versions[2].id}
    assert library.versions_of(versions[1].id) == [versions[1], versions[2]]


def test_a_copy_of_an_old_version_gives_way_to_the_newest_version(library: Library) -> None:
    old, new = version(1), version(2, "A new fact came to light at the pier on Monday.")
    copy = make_article(*STORY, title="Ferry returns", source="Northern Post", day="2018-03-12", path="/copy")
    for article in (old, copy, new):
        put(library, article)
    assert found(library) == {new.id}
    assert library.standing(old.id).superseded_by == new.id
    assert library.standing(copy.id).copy_of == new.id
    assert library.faults().sentences() == []


def test_the_same_address_with_a_new_text_is_a_version(library: Library) -> None:
    old = make_article(*STORY, path="/a").model_copy(update={"url": "https://example.com/ferry?utm_source=mail"})
    new = make_article(*STORY[:2], "The fare will be 14 crowns.", day="2018-03-13", path="/b")
    put(library, old)
    put(library, new.model_copy(update={"url": "https://www.example.com/ferry/"}))
    assert found(library) == {new.id}


def test_a_file_of_many_articles_counts_as_unread_until_its_end(library: Library) -> None:
    one, two = (make_article(text, path=f"/news/all.jsonl!{n}") for n, text in ((1, "The ferry."), (2, "A new pier.")))
    file = KnownFile(digest="d1")
    member(library, one, file)
    assert library.files() == {"/news/all.jsonl": ""}
    member(library, two, file)
    library.finish("/news/all.jsonl", file)
    assert library.files() == {"/news/all.jsonl": "d1"}
    assert library.find_article("all.jsonl!2") == two
    library.forget(["/news/all.jsonl"])
    assert library.counts() == (0, 0)


def test_articles_that_left_a_file_of_many_go_when_it_was_read_to_its_end(library: Library) -> None:
    one, two, three = (
        make_article(text, path=f"/news/all.jsonl!{n}") for n, text in enumerate(("One.", "Two.", "Six."))
    )
    for article in (one, two):
        member(library, article, KnownFile(digest="d1"))
    library.finish("/news/all.jsonl", KnownFile(digest="d1"))
    changed = KnownFile(digest="d2")
    member(library, three.model_copy(update={"path": one.path}), changed)
    assert library.counts()[0] == 3
    library.finish("/news/all.jsonl", changed)
    assert library.article_ids() == [three.id]


def test_an_article_that_became_unreadable_in_a_file_of_many_stays(library: Library) -> None:
    one, two = (make_article(text, path=f"/news/all.jsonl!{n}") for n, text in ((1, "One."), (2, "Two.")))
    for article in (one, two):
        member(library, article, KnownFile(digest="d1"))
    library.finish("/news/all.jsonl", KnownFile(digest="d1"))
    member(library, one, KnownFile(digest="d2"))
    library.finish("/news/all.jsonl", KnownFile(digest="d2"), [Problem(path=str(two.path), reason="no text")])
    assert set(library.article_ids()) == {one.id, two.id}
    assert [problem.path for problem in library.problems("/news/all.jsonl")] == [two.path]


def stock(library: Library) -> None:
    """Copies, versions, a file of many, left-out text, a problem, briefings and a story."""
    put(library, version(1))
    put(library, version(2, "A new fact came to light at the pier on Monday."))
    put(library, make_article(*STORY, source="Northern Post", day="2018-03-12", path="/copy"))
    file = KnownFile(digest="d3", size=9, modified=8, reader="1")
    dropped = (Dropped(text="(END)", reason="end mark", after=1),)
    member(library, make_article("Ünï — “two”.", day=None, path="/news/all.jsonl!1"), file)
    said: dict[str, Any] = {
        "section": "Harbour",
        "language": "en",
        "ids": ("guid:9f",),
        "status": "killed",
        "warnings": ("no date",),
    }
    embargo = dt.datetime(2018, 3, 12, 6, tzinfo=dt.UTC)
    toll = make_article("A toll.", path="/news/all.jsonl!2", dropped=dropped, embargo=embargo, **said)
    member(library, toll, file)
    library.finish("/news/all.jsonl", file)
    library.fail("/news/bad.txt", "no text")
    for day in (dt.date(2018, 3, 12), dt.date(2018, 3, 11)):
        library.save_briefing(f"key {day}", day, day, None, f'"{day}"')
    library.save_story("key", '{"headline": "Ferry"}')


def test_an_export_imports_to_an_identical_library(library: Library, tmp_path: Path) -> None:
    stock(library)
    lines = list(library.export_lines())
    assert sum(line.startswith('{"article"') for line in lines) == library.counts()[0] == 5
    with Library(tmp_path / "other.db") as other:
        assert other.import_lines(lines, lambda article: chunk_article(article, 900)) == 5
        assert list(other.export_lines()) == lines
        assert list(other.briefings()) == list(library.briefings())
        assert other.story_for("key") == library.story_for("key") is not None
        assert other.faults().sentences() == []
        assert other.chunk_ids() == library.chunk_ids()
        assert other.chunk_ids(history=True) == library.chunk_ids(history=True)
        assert found(other) == found(library)
        with pytest.raises(InputError, match="not empty"):
            other.import_lines(lines, lambda article: [])


def test_an_import_keeps_inferred_days_and_what_was_due_and_sends_nothing_twice(
    library: Library, tmp_path: Path
) -> None:
    told = PartialDay(month=7, day=14, weekday=None, evidence="dateline")
    day = Published(day=dt.date(2019, 7, 14), evidence="beside others", confidence="inferred")
    article = make_article("One.", day=None).model_copy(update={"partial": told, "published": day})
    put(library, article)
    with library.writing() as db:
        keep_days(db, {article.id: day})
    slot = dt.datetime(2019, 7, 15, 6, tzinfo=dt.UTC)
    parcels = [Parcel(key=key, target="team", json_text="{}") for key in ("sent", "waiting")]
    library.dispatch("briefing", slot, parcels)
    library.end_sending(1, slot)
    lines = list(library.export_lines())
    with Library(tmp_path / "other.db") as other:
        other.dispatch("fetch", slot, [])
        other.import_lines(lines, lambda article: chunk_article(article, 900))
        assert other.article(article.id) == library.article(article.id) == article
        assert list(other.chunks_of(article.id)) == list(library.chunks_of(article.id))
        assert (other.slot("briefing"), other.slot("fetch")) == (slot, None)
        sent, waiting = other.parcels()
        assert sent == library.parcels("sent")[0]
        assert (waiting.state, waiting.reason) == ("given up", UNSENT)
        assert other.dispatch("briefing", slot, parcels) == 0
        assert other.retry(None, slot) == 1


@pytest.mark.parametrize("lines", [[], [""], ['{"file": 5}'], ['{"briefbot": "library", "version": 1}']])
def test_lines_without_the_header_of_an_export_are_refused(library: Library, lines: list[str]) -> None:
    with pytest.raises(InputError, match="Line 1 is not of a library's export"):
        library.import_lines(lines, lambda article: [])


@pytest.mark.parametrize("kind", ["file", "article", "briefing"])
def test_a_line_that_stands_twice_is_named(library: Library, tmp_path: Path, kind: str) -> None:
    stock(library)
    lines = list(library.export_lines())
    lines.append(next(line for line in lines if line.startswith(f'{{"{kind}"')))
    with Library(tmp_path / "other.db") as other:
        with pytest.raises(InputError, match=f"Line {len(lines)} .*stands twice"):
            other.import_lines(lines, lambda article: chunk_article(article, 900))
        assert (other.counts(), other.files()) == ((0, 0), {})


def test_a_link_to_an_article_that_is_not_there_is_named(library: Library, tmp_path: Path) -> None:
    stock(library)
    lines = [re.sub('"copy_of": "[0-9a-f]+"', '"copy_of": "none"', line) for line in library.export_lines()]
    (bad,) = [number for number, line in enumerate(lines, start=1) if '"copy_of": "none"' in line]
    with Library(tmp_path / "other.db") as other, pytest.raises(InputError, match=f"Line {bad} "):
        other.import_lines(lines, lambda article: chunk_article(article, 900))


@contextmanager
def written(path: Path) -> Iterator[None]:
    """While another process writes a library."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_what_another_process_is_writing_is_neither_damaged_nor_without_space(library: Library) -> None:
    put(library, make_article("One."))
    with library.writing() as db:
        db.execute("PRAGMA busy_timeout = 0")
    with written(library.path):
        for what in (library.faults, library.vacuum, library.rebuild_words):
            with pytest.raises(LibraryError, match=r"is being written by another process\..* again later"):
                what()
    with ExitStack() as later:

        def begun(statement: str) -> None:
            if statement == "VACUUM":
                later.enter_context(written(library.path))

        db.set_trace_callback(begun)
        with pytest.raises(LibraryError, match="is being written by another process"):
            library.vacuum()
        db.set_trace_callback(None)
    assert library.faults().sentences() == []


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"article": 5}', "not json", '{"file": {"path": "/a"}}'])
def test_an_export_with_a_bad_line_imports_nothing(library: Library, tmp_path: Path, line: str) -> None:
    stock(library)
    lines = [*library.export_lines(), line]
    with Library(tmp_path / "other.db") as other:
        with pytest.raises(InputError, match=f"Line {len(lines)} "):
            other.import_lines(lines, lambda article: chunk_article(article, 900))
        assert (other.counts(), other.files(), other.problems()) == ((0, 0), {}, [])


@pytest.mark.parametrize(
    ("damage", "field"),
    [
        ("UPDATE paragraphs SET text = text || '!' WHERE number = 1", "altered"),
        ("DELETE FROM members", "fileless"),
        ("DELETE FROM chunks WHERE paragraph = 2", "uncovered"),
        ("UPDATE chunks SET start = start + 1", "uncovered"),
        ("DELETE FROM signatures", "unrelated"),
        ("UPDATE articles SET superseded_by = id", "unrelated"),
        ("INSERT INTO words (words) VALUES ('delete-all')", "words"),
        ("INSERT INTO whole_words (whole_words, rowid, title, text) VALUES ('delete', 1, 'Ferry', '')", "words"),
    ],
)
def test_every_kind_of_damage_is_found(library: Library, damage: str, field: str) -> None:
    stock(library)
    assert library.faults().sentences() == []
    with library.writing() as db:
        db.execute(damage)
    assert getattr(library.faults(), field)


def test_a_page_that_was_overwritten_is_found(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Library(path) as library:
        stock(library)
        library.vacuum()
    with closing(sqlite3.connect(path)) as db:
        pages = [row[0] for row in db.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage AND type = 'table'")]
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * 4096 + 100 : (page - 1) * 4096 + 400] = bytes(range(100)) * 3
    path.write_bytes(data)
    with Library(path) as library:
        assert library.faults().sentences() != []


def test_vacuum_gives_space_back_and_keeps_everything(library: Library) -> None:
    for number in range(60):
        put(library, make_article(f"{number} " * 400, path=f"/{number}"))
    library.forget([f"/{number}" for number in range(50)])
    lines = list(library.export_lines())
    assert library.vacuum() > 0
    assert list(library.export_lines()) == lines
    assert library.faults().sentences() == []


def test_stats_count_what_is_there(library: Library) -> None:
    stock(library)
    stats = library.stats()
    assert (stats.articles, stats.copies, stats.superseded, stats.undated) == (5, 1, 1, 1)
    assert (stats.files, stats.problems, stats.first, stats.last) == (4, 1, "2018-03-11", "2018-03-12")


def test_an_article_is_found_by_its_words_as_a_whole_until_it_is_forgotten(library: Library) -> None:
    put(library, make_article("The keel was laid.", "A mast was set.", title="Yard at work", path="/yard"))
    put(library, make_article("The mast of the yard fell.", title="Storm", path="/storm"))
    found = library.search_articles('"keel" OR "mast" OR "yard"', 5, Filters())
    assert [library.article(name).title for name in found] == ["Yard at work", "Storm"]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    library.forget(["/yard"])
    assert [library.article(name).title for name in library.search_articles('"mast"', 5, Filters())] == ["Storm"]
    assert library.search_articles('"keel"', 5, Filters()) == {}
    assert library.faults().sentences() == []


def test_a_library_of_before_gets_the_words_of_its_articles(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db")) as db:
        for migration in MIGRATIONS[:3]:
            for statement in statements(migration):
                db.execute(statement)
        db.execute("PRAGMA user_version = 3")
        db.execute("INSERT INTO articles (id, title) VALUES ('0123456789abcdef', 'Keel')")
        db.execute("INSERT INTO paragraphs VALUES ('0123456789abcdef', 1, 'It was laid.')")
        db.commit()
    with Library(tmp_path / "library.db") as library:
        assert list(library.search_articles('"laid"', 5, Filters())) == ["0123456789abcdef"]


def test_which_words_stand_in_a_header_and_which_in_a_text(library: Library) -> None:
    put(library, make_article("The keels were laid.", "A mast was set.", title="Yard at work", path="/yard"))
    name = library.article_ids()[0]
    first, second = library.chunks_of(name)
    counts = library.frequencies(["keel", "mast", "yard", "gull"])
    assert counts == {"keel": 1, "mast": 1, "yard": 2, "gull": 0}
    found = {"keel": {first.id}, "mast": {second.id}, "yard": {name}, "gull": set()}
    assert library.having(counts, [name]) == found
    assert library.having({word: count * (RARE + 1) for word, count in counts.items()}, [name]) == found
    assert library.chunk_count() >= 2


def test_articles_come_in_order_all_of_them_the_last_or_some(tmp_path: Path) -> None:
    made = [
        make_article(f"The ferry sails on day {day or 'unknown'}.", path=f"/news/{day}.txt", day=day)
        for day in ("2018-03-12", None, "2018-03-10", "2018-03-11")
    ]
    with Library(tmp_path / "library.db") as library:
        for article in made:
            library.put(article, chunk_article(article, 900), article.id)
        ordered = [made[at].id for at in (2, 3, 0, 1)]
        assert [head.id for head in library.each_head()] == ordered
        assert [[head.id for head in library.each_head(most)] for most in (0, 2, 9)] == [[], ordered[2:], ordered]
        assert library.in_order([ordered[3], ordered[0], "none"]) == [ordered[0], ordered[3]]
