"""Sentences as readers see them: quotation marks once, and only around words of a source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.citations import in_marks, quote, shown_text
from briefbot.types import Sentence, Support
from tests.briefing.passages import passages


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("The mill closed.", "“The mill closed.”"),
        ("“We will reopen,” she said.", "“‘We will reopen,’ she said.”"),
        ('"We will reopen," she said.', "“‘We will reopen,’ she said.”"),
        ("She said, “We will reopen.”", "“She said, ‘We will reopen.’”"),
        ('The mayor ("a good man") left.', "“The mayor (‘a good man’) left.”"),
        ("“We will reopen.”", "“We will reopen.”"),
        ('"We will reopen."', "“We will reopen.”"),
        ("“We will reopen.", "“We will reopen.”"),
        ("We will reopen.”", "“We will reopen.”"),
        ('We will reopen."', "“We will reopen.”"),
        ('A pipe of 12" burst.', '“A pipe of 12" burst.”'),
        ('A pipe of 12"', '“A pipe of 12"”'),
        ("«Non», said he.", "“«Non», said he.”"),
    ],
)
def test_words_of_a_source_stand_between_quotation_marks_once(words: str, wanted: str) -> None:
    assert in_marks(words) == wanted


@given(st.text('ab “”".,12', min_size=1))
def test_marks_are_around_the_words_and_double_in_no_place(words: str) -> None:
    shown = in_marks(words)
    assert shown[0] == "“" and shown[-1] == "”"
    assert not set(shown[1:-1]) & set("“”")
    plain = str.maketrans("", "", '“”‘’"')
    assert shown.translate(plain) == words.translate(plain)


@pytest.mark.parametrize(
    ("quoted", "phrase", "wanted"),
    [
        (False, "", "“We will reopen,” she said."),
        (True, "", "“‘We will reopen,’ she said.”"),
        (True, "Ada Holm", "Ada Holm: “‘We will reopen,’ she said.”"),
    ],
)
def test_a_sentence_has_marks_only_where_it_is_quoted(quoted: bool, phrase: str, wanted: str) -> None:
    support = Support(supported=True)
    words = "“We will reopen,” she said."
    sentence = Sentence(text=words, quoted=quoted, phrase=phrase, support=support, citations=())
    assert shown_text(sentence) == wanted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The mill burned on Sunday.", "The mill burned on Sunday (11 March 2018)."),
        ("The mill burned last week.", "The mill burned last week (5-11 March 2018)."),
        ("The mill burned 30 years ago.", "The mill burned 30 years ago."),
        ("The mill burned last year.", "The mill burned last year."),
        ("Last year's harvest was poor.", "Last year's harvest was poor."),
        ("The mill shut after today's fire.", "The mill shut after today's fire."),
        ("Sunday’s fire ruined the mill.", "Sunday’s fire ruined the mill."),
    ],
)
def test_dates_are_resolved_where_a_reader_needs_them(text: str, shown: str) -> None:
    (passage,) = passages(text)
    assert passage.dates
    sentence = Sentence(text=text, support=Support(supported=True), citations=(quote(passage, (0, len(text))),))
    assert shown_text(sentence) == shown
