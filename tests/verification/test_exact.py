from __future__ import annotations

import datetime as dt
import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.text.dates.find import find_dates
from briefbot.text.numbers import find_quantities
from briefbot.verification.evidence import Evidence
from briefbot.verification.exact import mismatches

DAY = dt.date(2021, 6, 17)  # a Thursday


def kinds(claim: str, *texts: str, context: str = "", published: dt.date | None = DAY) -> list[str]:
    """The kinds of mismatch of a claim against paragraphs of one article."""
    evidence = [
        Evidence(text=text, dates=find_dates(text, published), context=context, published=published) for text in texts
    ]
    return [mismatch.kind for mismatch in mismatches(claim, evidence)]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It cost 1.7 million euros.", "The price was 1,700,000 euros."),
        ("It cost $5bn.", "The price was 5 billion dollars."),
        ("Sales rose 20 percent.", "Sales were up by 20% again."),
        ("Sales rose 20 per cent.", "Sales were up by 20 percent."),
        ("It lasted one hour.", "It went on for about an hour."),
        ("It took 90 minutes.", "It took an hour and 30 minutes, or one and a half hours."),
        ("It took 2 weeks.", "The work needs two to three weeks."),
        ("Twelve people came.", "A dozen people came along."),
        ("He won two times.", "He won twice."),
        ("The vote was 328 to 301.", "The vote ended 328-301."),
        ("It is the 21st case.", "The twenty-first case was found."),
        ("Two-thirds agreed.", "Some 2/3, or two thirds, were in favour."),
        ("Nearly 300 people died.", "The flood killed 297 people."),
        ("More than 300 people died.", "The flood killed 312 people."),
        ("Smith is 30 years old.", "Smith, 30, was elected."),
        ("Hundreds of people fled.", "Officials counted 450 who fled."),
        ("The shop opens at 3 p.m.", "Opening is at 15:00 daily."),
        ("It was built in the 1990s.", "It was built in 1994."),
        ("The leaders of the two countries met.", "Leaders of Peru and Chile met."),
        ("He met one of them.", "He met Ann."),
        ("It is 6 feet long.", "A six-foot plank was used."),
        ("He won two victories.", "He won twice."),
        ("It takes a two-thirds majority.", "Two thirds of the members must agree."),
        ("It lasted a little over two weeks.", "It lasted 17 days."),
    ],
)
def test_a_number_may_be_written_otherwise(claim: str, source: str) -> None:
    assert "number" not in kinds(claim, source) and "unit" not in kinds(claim, source)


@pytest.mark.parametrize(
    ("claim", "source", "kind"),
    [
        ("It lasted three hours.", "It lasted about an hour.", "number"),
        ("It lasted three hours.", "The three people talked.", "unit"),
        ("It lasted an hour.", "It lasted three hours.", "number"),
        ("It cost 1.7 billion euros.", "The price was 1.7 million euros.", "number"),
        ("It cost 20 euros.", "The price was 20 dollars.", "unit"),
        ("More than 300 people died.", "The flood killed 290 people.", "number"),
        ("More than 300 people died.", "The flood killed nearly 300 people.", "number"),
        ("Fewer than 300 people died.", "The flood killed 300 people.", "number"),
        ("312 people died.", "More than 300 people died.", "number"),
        ("It is the second case.", "It is the third case.", "number"),
        ("The shop opens at 3 a.m.", "Opening is at 3 p.m. daily.", "number"),
        ("It flew an F-16.", "It flew an F-15.", "number"),
        ("The G7 met.", "The G20 met.", "number"),
        ("Three people died.", "Twelve people died in three explosions.", "number"),
        ("Thousands of people fled.", "Dozens of people fled.", "number"),
        ("A third of them left.", "A quarter of them left.", "number"),
        ("It ends in the third quarter.", "The third rise is due in the second quarter.", "number"),
    ],
)
def test_a_changed_number_or_unit_is_found(claim: str, source: str, kind: str) -> None:
    assert kind in kinds(claim, source)


def test_a_number_of_another_sentence_does_not_prove_a_repeated_one() -> None:
    text = "The ship sank an hour after it left port. Divers searched the wreck for three hours."
    assert kinds("The ship sank three hours after it left port.", text) == ["number"]
    assert kinds("Divers searched for three hours.", text) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("They met on Sunday.", "They met last Sunday."),
        ("They met on 13 June 2021.", "They met on Sunday."),
        ("They met in June.", "They met on Sunday."),
        ("They will meet in early August.", "A meeting is due in early August."),
        ("They will meet in August 2021.", "A meeting is due in early August."),
        ("He said on Thursday that they met.", "They met, he said."),
        ("They met on July 14, 2019.", "They met on 14 July 2019."),
        ("They met in 2019.", "They met on 14 July 2019."),
    ],
)
def test_a_date_is_proven_by_an_equal_or_a_more_precise_one(claim: str, source: str) -> None:
    assert kinds(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("They met on Monday.", "They met on Sunday."),
        ("They will meet on 3 August.", "A meeting is due in early August."),
        ("They will meet in late August.", "A meeting is due in early August."),
        ("They will meet in August 2022.", "A meeting is due in early August."),
        ("They met in 2018.", "They met on 14 July 2019."),
        ("They met on 15 July 2019.", "They met on 14 July 2019."),
        ("They met last month.", "They met on Sunday."),
        ("They worked from 2009 to 2015.", "They worked between 2009 and 2014."),
        ("They have met since May.", "They may have met."),
    ],
)
def test_another_or_a_more_precise_date_is_found(claim: str, source: str) -> None:
    assert "date" in kinds(claim, source)


def test_dates_without_a_year_are_compared_as_written_when_no_day_is_known() -> None:
    assert kinds("They met on Sunday, 14 July.", "They met on Sunday, July 14.", published=None) == []
    assert kinds("They met on 15 July.", "They met on July 14.", published=None) == ["date"]
    assert kinds("They met on Monday.", "They met on Sunday.", published=None) == ["date"]


def test_a_date_of_another_sentence_does_not_prove_a_repeated_one() -> None:
    text = "The minister resigned on Monday after the vote. Her party chose a successor on Wednesday."
    assert kinds("The minister resigned on Wednesday after the vote.", text) == ["date"]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Ines Valdarno won.", "Inés Valdarno won."),
        ("Kim Hyun Chong spoke.", "Kim Hyun-chong spoke."),
        ("Then Valdarno's team won.", "Inés Valdarno won."),
        ("South Korean troops left.", "Troops of South Korea left."),
        ("North Korea fired it.", "The North fired it, Korean officers said."),
        ("North Korea fired it.", "Pyongyang fired it."),
        ("The U.S. agreed.", "The United States agreed."),
        ("The United States agreed.", "Washington agreed."),
        ("The UK agreed.", "British ministers agreed."),
        ("The WHO agreed.", "The World Health Organization agreed."),
        ("The World Health Organization agreed.", "The WHO agreed."),
        ("President Osterby spoke.", "Osterby spoke."),
        ("Officials spoke.", "The ministers talked."),
        ("MPs rejected it.", "The House rejected it."),
        ("Tokyo suggested a truce.", "Japan proposed a truce."),
        ("Envoys of Pyongyang came.", "The North sent envoys to the talks with the South Koreans and N. Korea's ally."),
        ("EU officials were polite.", "Officials in Brussels were polite."),
        ("Shares in Hong Kong rose.", "Shares in H.K. rose."),
    ],
)
def test_a_name_may_be_written_otherwise(claim: str, source: str) -> None:
    assert kinds(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Kim Jong-un spoke.", "Kim Myong-gil spoke."),
        ("Osterby said so.", "Valdarno said so."),
        ("South Korean troops left.", "Troops of South Sudan left."),
        ("Austria agreed.", "Australia agreed."),
        ("The EU agreed.", "The United Nations agreed."),
        ("The WHO agreed.", "People who agreed."),
        ("The envoy of the US agreed.", "The envoy told us."),
        ("They met in Oslo.", "They met in Bergen."),
        ("Karl Osterby spoke.", "Osterby spoke."),
        ("Kim Jong-gil spoke.", "Kim Jong-un met Kim Myong-gil."),
        ("They met in central Tokyo.", "They met in Osaka, in Japan."),
        ("The envoys left Tokyo.", "The envoys left Japan's north."),
        ("Rail fares rose in Korea.", "Rail fares rose in the North."),
        ("North Korea fired it.", "The North fired it."),
    ],
)
def test_another_name_is_found(claim: str, source: str) -> None:
    assert "name" in kinds(claim, source)


@pytest.mark.parametrize(
    ("claim", "source", "found"),
    [
        ("The yard first saw a fall in orders in 2009.", "The yard saw orders fall in 2009.", []),
        ("Holm was the first to resign.", "Holm resigned before the others.", []),
        ("It was first seen in May.", "It was seen in May.", []),
        ("She finished first in the race.", "She finished third in the race.", ["number"]),
        ("It was the first quarter to bring a loss.", "It was the second quarter to bring a loss.", ["number"]),
        ("His first visit failed.", "His second visit failed.", ["number"]),
    ],
)
def test_a_first_that_is_no_rank_need_not_be_in_the_source(claim: str, source: str, found: list[str]) -> None:
    assert kinds(claim, source) == found


def test_a_name_may_stand_in_the_title_only() -> None:
    assert kinds("Karl Osterby spoke.", "Osterby spoke.", context="Karl Osterby resigns - Beacon") == []


def test_a_name_of_several_words_is_one_mismatch() -> None:
    (mismatch,) = mismatches("The talks were led by Karl Osterby.", [Evidence(text="The talks were led by Ann Lee.")])
    assert (mismatch.text, mismatch.start, mismatch.end) == ("Karl Osterby", 22, 34)


def test_quoted_words_must_be_verbatim() -> None:
    source = 'She called it "a modest\nfirst step" and left.'
    assert kinds("She called it “a modest first step”.", source) == []
    assert kinds("She called it 'a modest ... step'.", source) == []
    assert kinds('She called it "a large first step".', source) == ["quote"]
    assert kinds("She called it the ministers' plan and the staff's idea.", source) == []


@pytest.mark.parametrize(
    ("claim", "source", "wrong"),
    [
        ("The envoy agreed to the plan.", "The envoy did not agree to the plan.", True),
        ("The envoy did not agree to the plan.", "The envoy agreed to the plan on Monday.", True),
        ("The envoy refused to sign the plan.", "The envoy did not sign the plan.", False),
        ("The envoy agreed to the plan.", "The envoy agreed to the plan, but never said why.", False),
        ("The envoy not only signed the plan.", "The envoy signed the plan.", False),
    ],
)
def test_a_claim_may_not_turn_its_source_round(claim: str, source: str, wrong: bool) -> None:
    assert kinds(claim, source) == (["negation"] if wrong else [])


def test_several_paragraphs_prove_together() -> None:
    assert (
        kinds("Osterby met Valdarno for two hours.", "Osterby met the envoy.", "Valdarno talked for two hours.") == []
    )


def test_nothing_is_proven_by_no_evidence() -> None:
    assert [mismatch.kind for mismatch in mismatches("Then 12 people met Osterby in May 2019.", [])] == [
        "number",
        "name",
        "date",
    ]
    assert mismatches("", []) == ()


WORDS = st.sampled_from(
    [
        "the",
        "a",
        "of",
        "talks",
        "envoy",
        "people",
        "hours",
        "weeks",
        "percent",
        "ships",
        "Osterby",
        "Valdarno",
        "Korea",
        "US",
        "not",
        "said",
        "met",
        "agreed",
        "quickly",
        "port",
    ]
)
NUMBER = st.integers(2, 10**6).map(str)
NUMERIC = st.one_of(
    NUMBER,
    NUMBER.map(lambda n: f"${n}"),
    NUMBER.map(lambda n: f"{n}%"),
    NUMBER.map(lambda n: f"{n} million"),
    NUMBER.map(lambda n: f"F-{n}"),
    NUMBER.map(lambda n: f"{n}th"),
    st.tuples(NUMBER, NUMBER).map("-".join),
    st.tuples(st.integers(2, 28), st.sampled_from(["May", "August"])).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.integers(1900, 2030).map(str),
)
SENTENCE = st.lists(st.one_of(WORDS, NUMERIC), min_size=2, max_size=14).map(
    lambda words: "The " + " ".join(words) + "."
)


@given(st.lists(SENTENCE, min_size=1, max_size=5), st.data())
def test_a_copied_sentence_is_proven(sentences: list[str], data: st.DataObject) -> None:
    claim = data.draw(st.sampled_from(sentences))
    assert kinds(claim, " ".join(sentences)) == []


@given(st.lists(SENTENCE, min_size=1, max_size=4), NUMBER, st.data())
def test_a_copied_sentence_with_another_number_is_not(sentences: list[str], new: str, data: st.DataObject) -> None:
    claim = data.draw(st.sampled_from([s for s in sentences if re.search(r"\d", s)] or ["The 7 ships."]))
    old = data.draw(st.sampled_from(list(re.finditer(r"\d+", claim))))
    text = " ".join([*sentences, claim])
    if int(new) not in {int(n) for n in re.findall(r"\d+", text)}:
        assert kinds(claim[: old.start()] + new + claim[old.end() :], text) != []


@given(st.text(max_size=200), st.text(max_size=300), st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)))
def test_any_text_can_be_checked(claim: str, text: str, day: dt.date) -> None:
    for mismatch in mismatches(claim, [Evidence(text=text, context=claim[:20], published=day)]):
        assert claim[mismatch.start : mismatch.end] == mismatch.text


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,:'\"-$%/’", max_size=200))
def test_a_text_proves_itself(text: str) -> None:
    assert kinds(text, text) == []


@given(st.text(alphabet=string.digits + " .,:-/apmsthndr$%KMb٣", max_size=60))
def test_quantities_stand_where_they_say(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize(
    "piece",
    ["1,", "1.", "A.", "'a ", "a'", "A1 ", "May ", "1 1:", '"', "World Health ", "not ", "two hundred and ", "$1-"],
)
def test_time_grows_with_length_and_not_its_square(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    mismatches(text[:200] + "9", [Evidence(text=text)])
    assert time.process_time() - started < 2


def test_a_single_thing_is_one() -> None:
    text = "Suga now thought that there had been a single missile, which had separated into two parts in flight."
    assert kinds("There had been one missile.", text) == []
    assert kinds("There had been two missiles.", text) == ["number"]


SPOKEN = "“We are glad. We are concerned about our ferries,” Ada Holm said on Monday."


@pytest.mark.parametrize(
    ("claim", "text", "wrong"),
    [
        ("We are concerned about our ferries.", SPOKEN, ["We"]),
        ("We are concerned about our ferries.", "“We are glad. We are concerned about our ferries.", ["We"]),
        ("I am tired of waiting.", '"I am tired of waiting. It is late," she said.', ["I"]),
        ("“We are glad,” Ada Holm said.", SPOKEN, []),
        ("Ada Holm is concerned about the ferries.", SPOKEN, []),
        (
            "We have written of the ferries before.",
            "“It is late,” she said. We have written of the ferries before.",
            [],
        ),
        ("The ferry was built before World War I began.", "The ferry was built before World War I began.", []),
    ],
)
def test_the_first_person_of_a_quotation_is_not_said_in_the_desks_own_voice(
    claim: str, text: str, wrong: list[str]
) -> None:
    assert [item.text for item in mismatches(claim, [Evidence(text=text)])] == wrong
