from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from briefbot.evaluation.reports.history import past
from briefbot.evaluation.reports.markdown import LIMIT, LONGEST_CELL, _html, _line, report_markdown
from briefbot.render.text import printable
from tests.evaluation.sample_reports import hostile_report, report, run, small_cases, small_report

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
SPACE = "\u200b"


class Elements(HTMLParser):
    """The names of a page's elements, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_report(snapshot: SnapshotAssertion) -> None:
    earlier = past(report(run("old", small_cases()), created="2019-01-05T10:00:00+00:00", commit=None))
    assert report_markdown(small_report(), [earlier]) == snapshot


def test_one_run_shows_its_table() -> None:
    text = report_markdown(report(run("qwen", small_cases())))
    assert "| Metric | Value | 95% interval | n | Unscored |" in text
    assert "| faithfulness (draft) | 0.750 | 0.404–1.000 | 2 | 1 |" in text


def test_hostile_texts_stay_text() -> None:
    text = report_markdown(hostile_report())
    page = Elements(RENDERER.render(text))
    table = {"table", "thead", "tbody", "tr", "th", "td"}
    assert page.tags <= {"h1", "h2", "p", "strong", "details", "summary", "ol", "ul", "li", "br"} | table
    assert "</script><script>alert('x')</script>\"'><img src=x onerror=alert(1)>" in page.text.replace(SPACE, "")
    assert not set(page.text) & {"\x1b", "\x07", "\u202e", "\u2066"}
    for live in ("@someone", "#12", "//evil"):  # what would mention a person, name an issue, or become a link
        assert live not in page.text


@given(st.text(max_size=300))
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    plain = " ".join(printable(text).split())
    shown = Elements(RENDERER.render(f"**Question:** {_line(text)}"))
    assert shown.tags == {"p", "strong"}
    assert shown.text.replace(SPACE, "").strip() == f"Question: {plain}".strip()
    assert Elements(_html(text)).tags == set()
    assert Elements(_html(text)).text.replace(SPACE, "") == plain


@given(st.text(max_size=80))
def test_any_text_is_one_cell(text: str) -> None:
    table = RENDERER.render(f"| a | b |\n| :-- | :-- |\n| x{_line(text)} | y |\n")
    assert table.count("<td") == 2


def test_long_texts_are_cut() -> None:
    assert _line("a" * (LONGEST_CELL + 1)) == "a" * LONGEST_CELL + " …"


def test_a_report_fits_a_job_summary_and_says_what_it_left_out() -> None:
    failed = small_cases()[1]
    assert failed.answer
    passages = tuple(p.model_copy(update={"text": "<&" * 5_000}) for p in failed.answer.passages)
    long = failed.model_copy(update={"answer": failed.answer.model_copy(update={"passages": passages})})
    cases = [long.model_copy(update={"id": f"case-{at}"}) for at in range(200)]
    text = report_markdown(report(run("qwen", cases)))
    assert LIMIT * 0.9 < len(text.encode()) <= LIMIT
    shown = text.count("<summary>FAILED case-")
    assert f"_{200 - shown} more cases are left out" in text
    assert text.count("<details>") == text.count("</details>")
