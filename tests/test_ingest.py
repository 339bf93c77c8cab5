from __future__ import annotations

import hashlib
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from briefbot.desk import Desk
from briefbot.errors import FetchError, InputError, ReadError
from briefbot.ingest import find_files, ingest, ingest_data, repair
from briefbot.intake import reader_version
from briefbot.readers.article import Particulars, compose_article
from briefbot.readers.formats import MANY
from briefbot.readers.lines import Piece
from briefbot.readers.records import parse_mapping
from briefbot.types import Article, Filters, ReadWarning
from tests.doubles import ScriptedGenerator
from tests.feeds.loopback import Page, html, serving
from tests.readers import exports

NINJS = (
    b'[{"uri": "urn:a:1", "type": "text", "version": "1", "versioncreated": "2026-03-03T09:00:00Z", "headline": "Lock",'
    b' "body_text": "The lock stays shut until the frost is over, the office said."}, {"uri": "urn:a:2", "type": "te'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("Ferry\n\nSKERRY, 11 March 2018 -- The ferry sails.")
    (folder / "sub" / "b.md").write_text("# Pier\n\nThe pier is old.")
    (folder / "README.md").write_text("# About\n\nNot news.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / ".hidden.txt").write_text("Hidden.")
    return folder


def test_ingesting_twice_changes_nothing(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    first = desk.ingest([folder])
    assert (first.added, first.skipped, first.problems) == (2, 2, ())
    assert first.passed_over == (str(folder / "README.md"), str(folder / "photo.jpg"))
    revision = desk.library.revision
    second = desk.ingest([folder])
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert desk.library.revision == revision


def test_members_of_a_zip_file_that_are_passed_over_are_named_each_time(
    open_desk: Callable[..., Desk], folder: Path
) -> None:
    with zipfile.ZipFile(folder / "news.zip", "w") as archive:
        archive.writestr("toll.txt", "Toll\n\nThe toll rises.")
        archive.writestr("scans/page.png", b"\x89PNG")
    for _ in range(2):
        report = open_desk().ingest([folder])
        assert report.skipped == 3
        assert report.passed_over[-1] == f"{folder / 'news.zip'}!scans/page.png"


def test_an_article_under_embargo_in_its_front_matter_is_not_found_before_its_hour(
    open_desk: Callable[..., Desk], folder: Path
) -> None:
    def said(moment: str) -> str:
        return f"---\ntitle: Toll\nembargoed until: {moment}\n---\nThe toll on the bridge rises to nine crowns."

    (folder / "toll.md").write_text(said("2199-01-01T06:00+00:00"))
    desk = open_desk()
    desk.ingest([folder])
    article = desk.library.find_article("toll.md")
    assert article.embargo and article.embargo.isoformat() == "2199-01-01T06:00:00+00:00"
    assert article.id in desk.library.held()
    (folder / "toll.md").write_text(said("2019-01-01T06:00+00:00"))
    desk.ingest([folder])
    (folder / "toll.md").write_text(said("when the council says so"))
    desk.ingest([folder])
    assert desk.library.find_article("toll.md").status == "withheld"


def test_a_changed_file_replaces_its_article(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    (folder / "a.txt").write_text("Ferry\n\nSKERRY, 12 March 2018 -- The ferry sank.")
    assert desk.ingest([folder]).changed == 1
    assert desk.library.counts()[0] == 2
    assert desk.library.find_article("a.txt").paragraphs[0].text == "The ferry sank."


def test_prune_removes_only_articles_whose_file_is_gone_from_the_folder(
    open_desk: Callable[..., Desk], folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("Toll\n\nThe toll rises.")
    desk = open_desk()
    desk.ingest([folder, elsewhere])
    elsewhere.unlink()
    (folder / "a.txt").unlink()
    assert desk.ingest([folder]).removed == 0
    assert desk.ingest([folder], prune=True).removed == 1
    assert {Path(path).name for path in desk.library.files()} == {"b.md", "elsewhere.txt"}


def test_a_bad_file_is_reported_and_the_rest_goes_in(open_desk: Callable[..., Desk], folder: Path) -> None:
    (folder / "junk.txt").write_bytes(os.urandom(5000))
    (folder / "empty.txt").write_text("")
    report = open_desk().ingest([folder])
    assert report.added == 2
    assert {Path(problem.path).name for problem in report.problems} == {"junk.txt", "empty.txt"}


LETTER = (
    "Subject: {0}\nFrom: desk@canal.example\nDate: Tue, 3 Mar 2026 09:00:00 +0000\n\n{0} lock stays shut, it said.\n"
)


def carrying(*names: str, said: str = "") -> bytes:
    """An e-mail with a text of its own, if any, that carries others."""
    whole = EmailMessage()
    whole["Subject"], whole["From"] = "Fwd: locks", "ann@paper.example"
    whole.set_content(said or "FYI")
    for name in names:
        whole.add_attachment(message_from_string(LETTER.format(name), policy=policy.default))
    return whole.as_bytes()


NOTE = (
    "The canal office told us on Tuesday that both locks stay shut until the frost is over, and that barges wait. " * 3
)


@pytest.mark.parametrize(
    ("name", "data", "count", "told"),
    [
        ("two.eml", carrying("First", "Second"), 2, []),
        ("note.eml", carrying("First", said=NOTE), 2, []),
        ("cut.json", NINJS, 1, ["cut.json!0"]),
        ("cut.txt", NINJS, 1, ["cut.txt!0"]),
        ("one.eml", carrying("First"), 1, []),
    ],
)
def test_nothing_is_lost_behind_the_first_article_of_a_file(
    name: str, data: bytes, count: int, told: list[str], open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    desk = open_desk()
    report = desk.ingest([tmp_path / name])
    assert [Path(problem.path).name for problem in report.problems] == told
    assert len(desk.library.article_ids()) == count
    assert desk.ingest([tmp_path / name]).unchanged == 1


def test_a_file_that_its_reader_stumbles_over_costs_no_other(
    open_desk: Callable[..., Desk], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(path: Path) -> Iterator[Article]:
        yield compose_article([Piece("The lock stays shut, the office said.")], Particulars(), str(path))
        raise LookupError("no such thing")

    monkeypatch.setitem(MANY, ".epub", stumble)
    (folder / "aa.epub").write_bytes(b"x")
    with zipfile.ZipFile(folder / "ab.zip", "w") as archive:
        archive.writestr("x.epub", "x")
        archive.writestr("y.txt", "The mill is open again, its owner said on Monday.")
    desk = open_desk()
    report = desk.ingest([folder])
    assert report.added == 3
    assert [Path(problem.path).name for problem in report.problems] == ["aa.epub", "ab.zip!x.epub"]
    assert all("LookupError('no such thing'), a fault of briefbot" in problem.reason for problem in report.problems)
    assert {Path(path).name for path in desk.library.files()} >= {"a.txt", "b.md", "ab.zip"}
    assert len(desk.library.article_ids()) == 4, "what was read before the fault is there"
    monkeypatch.setitem(MANY, ".txt", stumble)
    with pytest.raises(ReadError, match="stdin-.* a fault of briefbot"):
        ingest_data(b"The mill is shut.", desk.library, 500)


def test_a_file_that_became_unreadable_keeps_its_article(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    (folder / "a.txt").write_bytes(b"\x00" * 400)
    assert len(desk.ingest([folder]).problems) == 1
    assert desk.library.find_article("a.txt").paragraphs[0].text == "The ferry sails."


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        find_files([tmp_path / "nowhere"])


def age(path: Path) -> None:
    """Make a file an hour older, so that its time can be trusted."""
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 3600 * 10**9))


def test_a_file_of_the_same_size_and_time_is_not_opened_again(open_desk: Callable[..., Desk], folder: Path) -> None:
    age(folder / "a.txt")
    desk = open_desk()
    desk.ingest([folder])
    status = (folder / "a.txt").stat()
    (folder / "a.txt").write_text("Ferry\n\nSKERRY, 11 March 2018 -- The ferry sinks.")  # as many letters
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert desk.ingest([folder]).unchanged == 2
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert desk.ingest([folder]).changed == 1


def test_two_changes_within_the_clock_of_the_disk_are_both_seen(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    path = folder / "a.txt"
    desk.ingest([folder])
    status = path.stat()
    path.write_text("Ferry\n\nSKERRY, 11 March 2018 -- The ferry sinks.")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))  # as a coarse clock would leave it
    assert desk.ingest([folder]).changed == 1


def test_a_file_that_was_only_touched_is_unchanged_and_known_by_its_new_time(
    open_desk: Callable[..., Desk], folder: Path
) -> None:
    desk = open_desk()
    desk.ingest([folder])
    revision = desk.library.revision
    age(folder / "a.txt")
    assert desk.ingest([folder]).unchanged == 2
    assert desk.library.revision == revision
    known = desk.library.file(str(folder / "a.txt"))
    assert known is not None
    assert known.modified == (folder / "a.txt").stat().st_mtime_ns


def test_a_better_reader_reads_unchanged_files_again(
    open_desk: Callable[..., Desk], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    desk.ingest([folder])
    monkeypatch.setattr("briefbot.intake.reader_version", lambda: "next")
    assert desk.ingest([folder]).changed == 2
    assert desk.ingest([folder]).unchanged == 2
    assert desk.library.counts()[0] == 2


RECORDS = ["The ferry sails.", "The pier is old.", "The toll rises."]


def write_records(path: Path, texts: list[str]) -> None:
    records = [{"title": f"Report {number}", "body": text} for number, text in enumerate(texts, start=1)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_a_file_of_many_articles_is_taken_in_whole_and_followed_when_it_changes(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    path = tmp_path / "all.jsonl"
    write_records(path, RECORDS)
    desk = open_desk()
    assert desk.ingest([path]).added == 1
    assert desk.library.counts()[0] == 3
    assert desk.ingest([path]).unchanged == 1
    write_records(path, [*RECORDS[:2], "A storm is coming.", "The court sits."])
    assert desk.ingest([path]).changed == 1
    texts = {desk.library.article(name).paragraphs[0].text for name in desk.library.article_ids()}
    assert texts == {*RECORDS[:2], "A storm is coming.", "The court sits."}


def test_a_bad_record_is_told_each_time_until_it_can_be_read(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    write_records(path, RECORDS)
    path.write_text(path.read_text() + '{"title": "Report 4", "bo\n')
    desk = open_desk()
    for _ in range(2):
        assert [problem.path for problem in desk.ingest([path]).problems] == [f"{path}!4"]
    assert desk.library.counts()[0] == 3
    assert [problem.path for problem in desk.library.problems()] == [f"{path}!4"]
    write_records(path, RECORDS)
    assert desk.ingest([path]).problems == ()
    assert desk.library.problems() == []


def test_another_mapping_reads_a_file_again_and_none_leaves_it(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    record = {"headline": "Ferry", "kicker": "Boat", "body": "The ferry sails."}
    path.write_text(json.dumps(record) + "\n")
    desk = open_desk()
    desk.ingest([path])
    assert ingest([path], desk.library, 900, mapping=parse_mapping("title=kicker")).changed == 1
    assert desk.library.find_article("all.jsonl!1").title == "Boat"
    assert ingest([path], desk.library, 900, mapping=parse_mapping("title=kicker")).unchanged == 1
    assert desk.ingest([path]).unchanged == 1
    assert desk.library.counts()[0] == 1


def test_problems_are_kept_until_the_file_reads_or_goes(open_desk: Callable[..., Desk], folder: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text("")
    desk = open_desk()
    desk.ingest([folder])
    assert len(desk.library.problems()) == 2
    (folder / "one.txt").write_text("Toll\n\nThe toll rises.")
    (folder / "two.txt").unlink()
    desk.ingest([folder])
    assert desk.library.problems() == []


def test_a_folder_that_links_to_itself_is_read_once(open_desk: Callable[..., Desk], folder: Path) -> None:
    (folder / "sub" / "again").symlink_to(folder)
    assert open_desk().ingest([folder]).added == 2


def test_data_without_a_file_is_taken_in_once(open_desk: Callable[..., Desk]) -> None:
    library = open_desk().library
    data = b"Ferry\n\nSKERRY, 11 March 2018 -- The ferry sails."
    assert ingest_data(data, library, 900).added == 1
    assert ingest_data(data, library, 900).unchanged == 1
    assert library.find_article("stdin-" + hashlib.sha256(data).hexdigest()[:12]).title == "Ferry"


def test_repair_mends_chunks_links_and_words(open_desk: Callable[..., Desk], folder: Path) -> None:
    desk = open_desk()
    desk.ingest([folder])
    with desk.library.writing() as db:
        for damage in (
            "DELETE FROM chunks",
            "DELETE FROM signatures",
            "INSERT INTO words (words) VALUES ('delete-all')",
        ):
            db.execute(damage)
    assert len(repair(desk.library, 900)) >= 2
    assert desk.library.faults().sentences() == []
    assert desk.library.search("ferry", 5, Filters())
    assert repair(desk.library, 900) == []


OLD = "Commons seizes agenda\n\nLONDON, 3 September 2019 (Courier) -- Members voted by 328 to 311 on the motion."
NEW = OLD.replace("Commons", "CORRECTED: Commons").replace("311", "301")


@pytest.mark.parametrize(("history", "votes"), [(False, {"301"}), (True, {"301", "311"})])
def test_an_answer_is_given_no_superseded_paragraph_unless_history_is_asked_for(
    open_desk: Callable[..., Desk], tmp_path: Path, history: bool, votes: set[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "old.txt").write_text(OLD)
    (folder / "new.txt").write_text(NEW)
    desk = open_desk(ScriptedGenerator(["NOT STATED"] * 4))
    desk.ingest([folder])
    found = desk.ask("By how many votes did the members seize the agenda?", Filters(history=history)).passages
    assert {word for passage in found for word in ("301", "311") if word in passage.text} == votes


def test_addresses_are_fetched_and_taken_in_beside_files(
    open_desk: Callable[..., Desk], folder: Path, tmp_path: Path
) -> None:
    with serving() as site:
        site.pages["/pier"] = Page(html("Pier stays open", "The pier of Esk stays open in winter."))
        desk = open_desk()
        address = f"http://127.0.0.1:{site.port}/pier"
        with pytest.raises(FetchError, match="--allow-private"):
            desk.fetch([address])
        paths = desk.fetch([str(folder / "a.txt"), address], allow_private=True)
    assert paths[0] == folder / "a.txt"
    assert desk.ingest(paths).added == 2
    texts = {desk.library.article(name).paragraphs[0].text for name in desk.library.article_ids()}
    assert texts == {"The ferry sails.", "The pier of Esk stays open in winter."}


def test_ten_thousand_unchanged_files_take_seconds(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    library = open_desk().library
    with library.writing() as db:
        for number in range(10_000):
            path = folder / f"{number:05}.txt"
            path.touch()
            known = (str(path), "digest", 0, path.stat().st_mtime_ns, reader_version())
            db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?)", known)
    began = time.perf_counter()
    assert ingest([folder], library, 900).unchanged == 10_000
    assert time.perf_counter() - began < 10


def test_an_export_goes_in_article_by_article_with_what_it_says_of_each(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    path = tmp_path / "factiva.html"
    path.write_text(exports.factiva_table(), encoding="utf-8")
    desk = open_desk()
    report = desk.ingest([path])
    assert (report.added, report.problems, report.doubts) == (1, (), ())
    found = [desk.library.find_article(f"{path}!{number}") for number in (1, 2, 3)]
    assert [article.ids for article in found] == [(story.number,) for story in exports.STORIES]
    assert [article.language for article in found] == ["en", "de", "fr"]
    assert desk.ingest([path]).unchanged == 1


def test_what_is_doubtful_is_reported_until_it_is_mended(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    path = tmp_path / "toll.txt"
    path.write_text("Factiva\n\nThe toll on the bridge will rise to seven crowns, the county said on Monday.")
    desk = open_desk()
    for _ in range(2):
        (doubt,) = desk.ingest([path]).doubts
        assert (doubt.path, doubt.title) == (str(path), "Factiva")
        assert doubt.warnings == (ReadWarning.LABEL, ReadWarning.UNDATED)
    (tmp_path / "other").mkdir()
    assert desk.ingest([tmp_path / "other"]).doubts == ()
    path.write_text("Toll rises\n\nALDPORT, 12 March 2018 -- The toll on the bridge will rise to seven crowns.")
    assert desk.ingest([path]).doubts == ()
    assert desk.library.doubts() == []


def test_a_file_that_can_take_seconds_is_named_before_it_is_read(open_desk: Callable[..., Desk], folder: Path) -> None:
    text = "".join(f"Ship {number} left the harbour of Esk with {number} crates.\n\n" for number in range(6_000))
    (folder / "long.txt").write_text(text)
    named: list[tuple[str, int]] = []
    ingest([folder], open_desk().library, 1_200, long_file=lambda path, size: named.append((path.name, size)))
    assert named == [("long.txt", len(text))]
