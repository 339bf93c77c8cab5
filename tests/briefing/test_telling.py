from __future__ import annotations

import pytest

from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.telling import LONGEST_LEAD, LONGEST_QUOTED, Quoter, StoryPlan, plan_story
from briefbot.briefing.writing import quoted_story
from briefbot.citations import shown_text
from briefbot.types import Passage
from tests.briefing.passages import passages
from tests.doubles import BagOfWords

TITLE = "Ferry between Aldport and Skerry sails again"
LONG = "The ferry of Skerry sailed on Monday with a brass band on deck" + ", two goats in the hold" * 5 + "."


def planned(some: tuple[Passage, ...], most: int) -> StoryPlan:
    return plan_story(some, some, most, VectorStore(BagOfWords()))


def texts(*paragraphs: str) -> list[str]:
    some = passages(*paragraphs, title=TITLE)
    return [each.shown.text for each in Quoter(some).tellable(some)]


@pytest.mark.parametrize(
    "text",
    [
        "Repairs of the ferry took 14 weeks and cost 3.2 million crowns.",
        "Engineer Ada Holm said that she had never seen so soft a sea bed.",
        "“The sea bed is softer than the old charts show,” Engineer Ada Holm said on Monday.",
        "After she lost the vote, Mayor Ada Holm left the harbour of Skerry on Monday.",
        "The council of Skerry will vote on a protest this week, the clerk said.",
    ],
)
def test_a_short_sentence_that_can_be_read_alone_is_shown_word_for_word(text: str) -> None:
    assert texts(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "He said on Monday that the sea bed of Skerry was soft.",
        "In papers shown to a court on Friday the council accepted that he must send the letter.",
        "“The sea bed of Skerry is softer than the old charts show.”",
        "“The sea bed is softer than the charts show,” he said on Monday in Skerry.",
        "One of those islanders, a baker of Skerry, complained on Monday.",
        "On paper, it looked like a splendid bargain for Skerry.",
        "You can book a cabin of the ferry to Skerry from Monday.",
        "Who will pay for the new pier of Skerry and its lamps?",
        "Nils Dahl gave a different picture of the ferry.",
        "It was late, and cold as well.",
        "Skerry: The ferry to Aldport sailed again on Monday.",
    ],
)
def test_what_needs_another_sentence_or_has_no_speaker_is_not(text: str) -> None:
    assert texts(text) == []


def test_a_pronoun_that_is_clear_is_named_in_brackets_and_its_name_cited() -> None:
    some = passages("Engineer Ada Holm led the repairs of the pier.", "She called the sea bed of Skerry too soft.")
    named = list(Quoter(some).tellable(some))[1].shown
    assert named.text == "[Ada Holm] called the sea bed of Skerry too soft."
    assert [citation.paragraph for citation in named.citations] == [2, 1]


def test_the_place_before_the_first_sentence_is_left_out() -> None:
    assert texts("SKERRY, Nordmark (NW) — The ferry to Aldport sailed again on Monday.") == [
        "The ferry to Aldport sailed again on Monday."
    ]


def test_a_story_of_one_sentence_is_told_by_the_one_that_tells_its_headline() -> None:
    some = passages(
        "Three goats stood at the quay of Harrow and looked at the sea.",
        "The ferry between Aldport and Skerry sails again from Monday, 14 weeks late, Ada Holm said.",
        title=TITLE,
    )
    plan = planned(some, 1)
    assert [sentence.text for sentence in plan.quoted] == [some[1].text] and plan.drafted == ()
    assert plan.headline and plan.headline.text == TITLE


def test_what_is_short_is_quoted_and_only_a_long_lead_is_left_for_the_model() -> None:
    some = passages(LONG, "Repairs took 14 weeks.", "The pier of Skerry cost 3.2 million crowns.", title=TITLE)
    assert LONGEST_QUOTED < len(LONG.split()) > LONGEST_LEAD - 10
    long = passages(LONG[:-1] + LONG, *(passage.text for passage in some[1:]), title=TITLE)
    plan = planned(long, 3)
    assert [sentence.text for sentence in plan.quoted] == [some[2].text]
    assert [passage.paragraph for passage in plan.drafted] == [1, 2]


def test_no_sentence_of_a_plan_says_what_another_or_the_headline_says() -> None:
    some = passages(
        "The ferry between Aldport and Skerry sails again.",
        "The pier of Skerry cost 3.2 million crowns.",
        "The pier of Skerry cost 3.2 million crowns, Ada Holm said.",
        title=TITLE,
    )
    assert [sentence.text for sentence in planned(some, 3).quoted] == [some[1].text]


def test_a_headline_made_of_the_first_sentence_is_not_followed_by_it() -> None:
    some = passages(
        "The whole of the ferry line was closed on Monday, something that hardly anyone in Skerry could remember.",
        "Mayor Ada Holm asked the islanders to stay at home.",
        title="Even his brother, of all people",
    )
    written = quoted_story(planned(some, 2), some, VectorStore(BagOfWords()))
    assert written.headline.text == "The whole of the ferry line was closed"
    assert [shown_text(sentence) for sentence in written.sentences] == [f"“{some[1].text}”"]
    assert written.draft == ""


def test_a_party_is_no_part_of_a_headline() -> None:
    some = passages(
        "Mayor Ada Holm has named Rep. Nils Dahl, R-N.Y., to be the next envoy to Skerry.",
        "Repairs of the pier took 14 weeks, the harbour office of Skerry said.",
        title="Even his brother, of all people",
    )
    written = quoted_story(planned(some, 2), some, VectorStore(BagOfWords()))
    assert written.headline.text == "Mayor Ada Holm has named Rep. Nils Dahl to be the next envoy to Skerry"


def test_a_headline_is_begun_by_a_sentence_whose_beginning_says_something() -> None:
    some = passages(
        "While the pier of Skerry, which the storm of November tore down, was mended, no ferry sailed for 14 weeks.",
        "The council of Skerry closed the pier on Monday, and asked the islanders to wait for the spring tide.",
        title="Even his brother, of all people",
    )
    written = quoted_story(planned(some, 2), some, VectorStore(BagOfWords()))
    assert written.headline.text == "The council of Skerry closed the pier"
    assert [sentence.text for sentence in written.sentences] == [some[0].text]


def test_what_goes_on_from_a_short_sentence_with_a_number_is_quoted_with_it() -> None:
    text = "The ban of masks in Skerry begins at midnight. Those who break it are fined 900 crowns. It is new."
    plan = planned(passages(text, title="Even his brother, of all people"), 3)
    assert [sentence.text for sentence in plan.quoted] == [text.removesuffix(" It is new.")]


def test_a_headline_keeps_whose_words_it_is_and_is_about_what_that_of_its_article_is() -> None:
    some = passages(
        "Nils Dahl, who has led the council of Skerry since the flood, thanked those who had mended the pier.",
        "The harbour was in ruins two winters ago, Dahl said in his speech to the council of the island on Thursday.",
        "The brewery of the Holm family sends 14 barrels to the mainland, and 9 to Aldport.",
        title="Was the harbour in ruins? What Dahl said in his speech",
    )
    written = quoted_story(planned(some, 3), some, VectorStore(BagOfWords()))
    assert written.headline.text == "The harbour was in ruins two winters ago, Dahl said"


def test_a_headline_ends_before_what_else_happened() -> None:
    some = passages(
        "The council of Skerry closed the pier to all but the ferry of the Holm family while the mayor was away.",
        title="Why the council of Skerry closed the pier to all but the ferry?",
    )
    written = quoted_story(planned(some, 2), some, VectorStore(BagOfWords()))
    assert written.headline.text == "The council of Skerry closed the pier to all but the ferry of the Holm family"


def test_a_headline_is_no_clause_of_how_long_ago_something_was() -> None:
    some = passages(
        "Five years after bursting into the harbour of Skerry, the ferry Sea Lark of the Holms ran aground on Monday.",
        title="Ferry Sea Lark aground?",
    )
    written = quoted_story(planned(some, 2), some, VectorStore(BagOfWords()))
    assert written.headline.text.endswith("ran aground")
