from __future__ import annotations

import pytest

from briefbot.briefing.layout import LENGTHS, StoryBody, sentences_to_write, take_brief, without_repetition
from briefbot.briefing.redundancy import SaidBefore
from briefbot.briefing.similarity import VectorStore
from briefbot.citations import quote
from briefbot.types import Sentence, Support
from tests.briefing.passages import passages
from tests.doubles import BagOfWords

VECTORS = VectorStore(BagOfWords())


def sentences(*texts: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            text=text,
            support=Support(supported=True),
            citations=(quote(passage, (0, len(text))),),
        )
        for text, passage in zip(texts, passages(*texts), strict=True)
    )


def test_a_scene_is_left_out_where_there_is_more_to_tell() -> None:
    scene = "Ada Holm read a statement to reporters in front of the harbour office."
    news = "Repairs to the pier of Skerry took 14 weeks."
    (both,) = without_repetition([StoryBody(sentences=sentences(scene, news))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in both] == [news]
    (alone,) = without_repetition([StoryBody(sentences=sentences(scene))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in alone] == [scene]


def test_a_short_remark_without_number_or_name_is_left_out_where_there_is_more_to_tell() -> None:
    remark = "Nobody was surprised by this answer."
    news = "Repairs to the pier of Skerry took 14 weeks."
    (both,) = without_repetition([StoryBody(sentences=sentences(news, remark))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in both] == [news]
    (alone,) = without_repetition([StoryBody(sentences=sentences(remark))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in alone] == [remark]


def test_of_many_sentences_those_with_particulars_stay_in_their_order() -> None:
    texts = (
        "The ferry of Skerry sailed at noon.",
        "Repairs took 14 weeks and cost 3.2 million crowns.",
        "Nobody was glad.",
        "Tickets for islanders of Skerry cost 40 crowns.",
        "The council of Aldport will complain in Harrow.",
        "Bakers of Nordmark sold 900 loaves.",
    )
    body = list(sentences(*texts))
    others = [list(sentences(f"The mayor of {town} resigned.", "He left.")) for town in ("Harrow", "Kesra")]
    brief = take_brief([body, *others])
    assert brief[0].text == texts[0]
    assert len(body) == LENGTHS[0]
    assert "Nobody was glad." not in [sentence.text for sentence in body]
    assert [sentence.text for sentence in body] == [text for text in texts if text in {s.text for s in body}]


@pytest.mark.parametrize(
    "loose",
    [
        "The New York lawmaker has accepted the offer.",
        "In papers shown to a court on Friday the council accepted that he must send a letter.",
        "Two of the presidents have left their posts in Skerry.",
    ],
)
def test_what_a_reader_needs_more_for_is_not_told_in_brief(loose: str) -> None:
    body = list(sentences(loose, "Repairs to the pier of Skerry took 14 weeks.", "Tickets to Skerry cost 40 crowns."))
    assert [sentence.text for sentence in take_brief([body])][0] == "Repairs to the pier of Skerry took 14 weeks."


def test_the_less_a_story_is_worth_the_shorter_it_is() -> None:
    facts = (
        "Repairs of Skerry took {} weeks.",
        "Tickets of Skerry cost {} crowns.",
        "Ferries to Skerry carried {} people.",
        "The council of Skerry paid {} guards.",
        "Bakers of Skerry sold {} loaves.",
    )
    bodies = [list(sentences(*(fact.format(10 * rank + 2) for fact in facts))) for rank in range(7)]
    brief = take_brief(bodies)
    assert len(brief) == 5
    assert [len(body) for body in bodies] == [4, 3, 3, 3, 1, 1, 1]
    assert [sentences_to_write(rank) for rank in range(7)] == [5, 4, 4, 4, 2, 1, 1]


def test_a_short_story_is_not_padded() -> None:
    bodies = [list(sentences("The ferry of Skerry sailed at noon.")), list(sentences("Nils Dahl of Kesra resigned."))]
    assert take_brief(bodies) == []
    assert [len(body) for body in bodies] == [1, 1]


def test_a_sentence_stands_once_though_two_stories_begin_with_it() -> None:
    bodies = [
        StoryBody(sentences=sentences("Mayor Nils Dahl of Kesra resigned on Monday.")),
        StoryBody(sentences=sentences("On Monday Mayor Nils Dahl of Kesra resigned.", "The pier is shut.")),
        StoryBody(sentences=sentences("Nils Dahl, mayor of Kesra, resigned on Monday.")),
    ]
    left = without_repetition(bodies, SaidBefore(VECTORS))
    assert [[sentence.text for sentence in body] for body in left] == [
        ["Mayor Nils Dahl of Kesra resigned on Monday."],
        ["The pier is shut."],
        [],
    ]


def test_a_sentence_with_a_number_that_the_calendar_lacks_is_told_beside_it() -> None:
    ahead = "Mayor Nils Dahl said that the ban on swimming will begin at midnight."
    more = f"{ahead} Those who break it are fined 900 crowns."
    lead = "The council of Skerry met on Monday."
    (both,) = without_repetition([StoryBody(sentences=sentences(lead, more), elsewhere=(ahead,))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in both] == [lead, more]
    (one,) = without_repetition([StoryBody(sentences=sentences(lead, ahead), elsewhere=(ahead,))], SaidBefore(VECTORS))
    assert [sentence.text for sentence in one] == [lead]


def test_the_opening_of_an_article_stands_in_brief_though_he_said_so() -> None:
    texts = ("Mayor Nils Dahl took credit on Monday for what he said was the rise of Skerry.", "The ferry cost 900.")
    body = list(sentences(*texts))
    assert [sentence.text for sentence in take_brief([body])] == [texts[0]]
