"""Front matter as people write it: YAML, nearly YAML, and rules that are no front matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefbot.errors import ReadError
from briefbot.readers.frontmatter import Header, header_line, split_front_matter

PATH = Path("article.md")


def split(text: str) -> tuple[Header, list[str]]:
    return split_front_matter(text.splitlines(), PATH)


def test_known_keys_are_read_under_their_usual_names_and_others_ignored() -> None:
    header, body = split(
        "---\nheadline: Bridge\nPublished-At: 2019-08-22\nauthors: [Ann Poe, Bo Roe]\nlayout: post\n---\nText."
    )
    assert header == Header(title="Bridge", published="2019-08-22", author="Ann Poe, Bo Roe")
    assert body == ["Text."]


def test_a_status_is_kept_as_written_and_above_a_text_only_where_it_forbids_use() -> None:
    assert split("---\ntitle: Bridge\nStatus: kill\n---\nText.")[0] == Header(title="Bridge", status="kill")
    assert header_line("Status: withdrawn") == ("status", "withdrawn")
    assert header_line("Status: two lanes open") is None


def test_an_embargo_is_read_under_its_names_and_above_a_text_only_with_its_hour() -> None:
    for key in ("embargo", "Embargoed until", "Not for use before"):
        assert split(f"---\ntitle: Bridge\n{key}: 2031-03-04 06:00\n---\nText.")[0].embargo == "2031-03-04 06:00"
    assert header_line("Embargoed until: 4 March 2031 06:00") == ("embargo", "4 March 2031 06:00")
    assert header_line("Embargo: what the ban on oil means") is None


def test_a_colon_in_a_value_is_what_people_write() -> None:
    assert split('---\ntitle: Fed: no change\nauthor: "By Ann Poe"\n---\n')[0] == Header(
        title="Fed: no change", author="Ann Poe"
    )


def test_a_source_that_is_an_address_is_the_address() -> None:
    assert split("---\nsource: https://esk.example/a\n---\n")[0] == Header(url="https://esk.example/a")


def test_values_stay_as_written() -> None:
    assert split("---\ntitle: 007\ndate: 2019-08-22 17:03:11 +0900\nauthor: null\n---\n")[0] == Header(
        title="007", published="2019-08-22 17:03:11 +0900", author="null"
    )


@pytest.mark.parametrize(
    "text",
    ["---\nA rule above a text\n---\nMore.", "---\ntitle: never closed\n", "Text.\n---\ntitle: late\n---\n", "", "---"],
)
def test_rules_without_keys_between_them_are_text(text: str) -> None:
    assert split(text) == (Header(), text.splitlines())


@pytest.mark.parametrize(
    "inside",
    ["title: [open\n  - x", "title: a\n- b\n  c", 'title: "a\n b: c', "a: &x [*x, *y]\n\tb", "title: " + "[" * 9000],
)
def test_keys_that_are_neither_yaml_nor_one_a_line_are_refused_or_read(inside: str) -> None:
    try:
        split(f"---\n{inside}\n---\nText.")
    except ReadError as error:
        assert "front matter of 'article.md' is not YAML" in str(error)
        assert "Write one 'key: value' a line" in str(error)


def test_broken_front_matter_is_refused_with_the_next_step() -> None:
    with pytest.raises(ReadError, match="is not YAML.*Write one 'key: value' a line"):
        split("---\ntitle: [open\n  - x\n---\nText.")


def test_aliases_build_nothing_large() -> None:
    lines = ["title: a", "a: &a [x, x]"] + [
        f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    ]
    assert split("\n".join(["---", *lines, "---"]))[0] == Header(title="a")
