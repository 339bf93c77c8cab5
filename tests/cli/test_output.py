from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.cli.output import Format, check_file, chosen_format, file_name, output_file, write_briefing
from briefbot.errors import InputError

FORMATS: tuple[Format, ...] = ("md", "html", "json")


FIRST, LAST = dt.date(2019, 10, 3), dt.date(2019, 10, 5)


@pytest.mark.parametrize(
    ("first", "topic", "wanted"),
    [
        (LAST, None, "2019-10-05.md"),
        (FIRST, None, "2019-10-03_2019-10-05.md"),
        (LAST, "Hong Kong: ../the bill?", "2019-10-05-hong-kong-the-bill.md"),
        (FIRST, "서울", "2019-10-03_2019-10-05-서울.md"),
    ],
)
def test_a_file_is_named_for_its_days_and_topic(first: dt.date, topic: str | None, wanted: str) -> None:
    assert file_name(first, LAST, topic, "md") == wanted


@pytest.mark.parametrize(
    ("format", "output", "wanted"),
    [
        (None, None, "md"),
        (None, "a.HTML", "html"),
        (None, "a.json", "json"),
        ("json", "a.html", "json"),
        (None, "-", "md"),
    ],
)
def test_the_format_is_that_of_the_file_unless_named(format: Format | None, output: str | None, wanted: str) -> None:
    assert chosen_format(format, output) == wanted


@pytest.mark.parametrize(
    ("output", "wanted"),
    [
        (None, "briefings/2019-10-05.html"),
        ("a.html", "a.html"),
        ("new/", "new/2019-10-05.html"),
        ("there", "there/2019-10-05.html"),
    ],
)
def test_where_a_briefing_goes(
    output: str | None, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    assert output_file(output, LAST, LAST, None, "html") == Path(wanted)
    assert output_file("-", LAST, LAST, None, "html") is None


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        check_file(tmp_path, "md", force=True)


@pytest.mark.parametrize("format", FORMATS)
def test_an_unedited_file_is_written_again(tmp_path: Path, format: Format) -> None:
    path = tmp_path / "briefings" / f"day.{format}"
    write_briefing(path, "One.\n", format)
    write_briefing(path, "Two.\n", format)
    assert path.read_text().startswith("Two.\n")
    write_briefing(path, "Three.\n", format)
    assert path.read_text().startswith("Three.\n")


@pytest.mark.parametrize("format", FORMATS)
def test_an_edited_file_is_kept_unless_forced(tmp_path: Path, format: Format) -> None:
    path = tmp_path / f"day.{format}"
    write_briefing(path, "One.\n", format)
    path.write_text(path.read_text().replace("One", "An editor's"))
    with pytest.raises(InputError, match="--force"):
        write_briefing(path, "Two.\n", format)
    assert path.read_text().startswith("An editor's.")
    write_briefing(path, "Two.\n", format, force=True)
    assert path.read_text().startswith("Two.")
    write_briefing(path, "Three.\n", format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("contents", [b"Somebody's own file.\n", b"\xff\xfe"])
def test_a_file_of_other_making_is_kept(tmp_path: Path, format: Format, contents: bytes) -> None:
    path = tmp_path / f"day.{format}"
    path.write_bytes(contents)
    with pytest.raises(InputError, match="not a file that briefbot wrote"):
        write_briefing(path, "Two.\n", format)
    assert path.read_bytes() == contents


def test_words_added_after_the_digest_are_an_edit(tmp_path: Path) -> None:
    path = tmp_path / "day.md"
    write_briefing(path, "One.\n", "md")
    path.write_text(path.read_text() + "\nA note.\n")
    with pytest.raises(InputError, match="edited"):
        write_briefing(path, "Two.\n", "md")


def test_an_empty_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "day.md"
    path.touch()
    write_briefing(path, "One.\n", "md")
    assert path.read_text().startswith("One.\n")


def test_the_line_ends_of_version_control_are_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "day.md"
    write_briefing(path, "One.\nTwo.\n", "md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write_briefing(path, "Three.\n", "md")
    assert path.read_text().startswith("Three.\n")


def test_a_file_with_the_same_contents_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "day.md"
    write_briefing(path, "One.\n", "md")
    before = path.stat()
    write_briefing(path, "One.\n", "md")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [found.name for found in tmp_path.iterdir()] == ["day.md"]


def test_the_file_behind_a_link_is_written(tmp_path: Path) -> None:
    (tmp_path / "latest.md").symlink_to(tmp_path / "day.md")
    write_briefing(tmp_path / "latest.md", "One.\n", "md")
    assert (tmp_path / "latest.md").is_symlink()
    assert (tmp_path / "day.md").read_text().startswith("One.\n")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match=r"Cannot write .*file/day.md"):
        write_briefing(tmp_path / "file" / "day.md", "One.\n", "md")
