"""Questions of a kind over a small desk whose model may not be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from briefbot.answering.compose import draft_from
from briefbot.answering.lines import lines_of
from briefbot.answering.points import Pointed
from briefbot.answering.timeline import timeline
from briefbot.desk import Desk
from briefbot.llm.answerprobe import load_probe
from briefbot.llm.generator import Completion
from briefbot.search.retrieval import passage_of
from briefbot.settings import load_settings
from briefbot.types import Answer, Filters, Kind, Refusal, Shape
from tests.doubles import BagOfWords, ScriptedGenerator

ARTICLES = {
    "ferry.txt": """Skerry ferry to sail again after pier is mended

SKERRY, March 10, 2018 (Coast Gazette) -- Engineer Ada Holm said on Saturday that the ferry would sail again soon.

Holm, the chief engineer of the harbour, spoke after a meeting with Erik Dahl, the mayor of Skerry. "It is safe," she
said.

Dahl welcomed the news. He said that the island had waited 14 weeks for its ferry.

The ferry stopped on December 2, 2017, when a storm broke the pier. Repairs began on January 8.

The towns of Aldport, Norhamn and Skerry lie on the line.
""",
    "strike.txt": """Crews of the Skerry ferry strike over pay

ALDPORT, March 20, 2018 (Island Post) -- The crews of the Skerry ferry went on strike on Tuesday, two days after the
line opened again.

Nils Dahl, who leads the crews' union, said that the owners had been asleep. The owners called the strike unlawful.

Ada Holm said on Tuesday that the pier was not the cause.
""",
    "council.txt": """Council of Skerry boards the ferry

SKERRY, March 15, 2018 (Coast Gazette) -- Members of the council boarded the ferry of Skerry on Thursday.

Ivar Lund was the first to board it. Karin Moe and a clerk followed.

The councillors looked at everything. Lund said that the cabins were clean.
""",
    "price.txt": """Price of the pier rises

SKERRY, February 2, 2018 (Coast Gazette) -- The price of the new pier was to be 3 million crowns. It is now 5 million
crowns, the engineers of the pier say.
""",
    "guests.txt": """Guests at the opening

SKERRY, March 12, 2018 (Coast Gazette) -- Jo Lund, a brother of the mayor, cut the ribbon on Monday.

Mr Lund was among the guests of honour and loud choirs. A teacher, Lund Hansen, was hurt.

Jo Lund sang on Monday.
""",
    "demands.txt": """What the four demands of the crews are

ALDPORT, March 21, 2018 (Island Post) -- The crews of the ferry have put four demands to the owners.

The first is higher pay for work at night.

The second is a cabin for each crew.

The third is an end to double shifts.

Their union has printed the list on a poster.
""",
}  # fmt: skip


TITLES = ("Skerry ferry to sail again", "Crews of the Skerry ferry strike")


class Silent(ScriptedGenerator):
    """Fails where the model would be asked."""

    def __init__(self) -> None:
        super().__init__([])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("kinds")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    settings = load_settings(home=folder / "home", corpus=folder / "no-corpus")
    with Desk(settings, embedder=BagOfWords(), generator=Silent()) as opened:
        opened.ingest([folder / name for name in ARTICLES])
        yield opened


@pytest.fixture
def asked(desk: Desk) -> Callable[..., Answer]:
    def ask(question: str, today: str = "2018-03-22") -> Answer:
        return desk.ask(question, today=dt.date.fromisoformat(today))

    return ask


def quotes(answer: Answer) -> list[str]:
    assert all(sentence.citations for sentence in answer.sentences)
    for sentence in answer.sentences:
        citation = sentence.citations[0]
        passage = next(
            p for p in answer.passages if (p.article_id, p.paragraph) == (citation.article_id, citation.paragraph)
        )
        assert citation.quote in passage.text
    return [sentence.citations[0].quote for sentence in answer.sentences]


def test_a_list_has_an_item_a_line_and_says_how_many_are_missing(asked: Callable[..., Answer]) -> None:
    answer = asked("list the four demands of the crews")
    assert (answer.kind, answer.shape) == (Kind.LIST, Shape.ITEMS)
    assert [quote.split()[1] for quote in quotes(answer)] == ["first", "second", "third"]
    assert answer.text.count("\n") == 2
    assert answer.notes == ("The sources name three of the four.",)


class Probed(ScriptedGenerator):
    """The model that the probe was fitted for, of which it says the same of all that is read."""

    ref = load_probe().model

    def __init__(self, replies: Sequence[str], probed: float) -> None:
        super().__init__(replies)
        self.probed = probed

    def write(self, *given: Any, **named: Any) -> Completion:  # noqa: ANN401 - as of any generator
        """What the script has, and what the probe says."""
        return super().write(*given, **named).model_copy(update={"probed": self.probed})


@pytest.mark.parametrize(("probed", "kept"), [(6.0, True), (-6.0, False)])
def test_a_list_is_shown_where_the_probe_does_not_doubt_that_its_paragraphs_answer(
    desk: Desk, probed: float, kept: bool
) -> None:
    model = Probed(["T", "The towns lie on the line [1]."], probed)
    with Desk(desk.settings, embedder=BagOfWords(), generator=model) as opened:
        answer = opened.ask("Which towns lie on the line?")
    assert [sentence.text for sentence in answer.sentences] == (["Aldport", "Norhamn", "Skerry"] if kept else [])
    assert (answer.answerable or 0.0) > 0.9 if kept else answer.refusal is Refusal.NOT_ANSWERED
    assert len(model.seen) == (1 if kept else 2)  # in doubt the model drafts


def test_the_things_of_a_sentence_are_items_that_cite_it(asked: Callable[..., Answer]) -> None:
    answer = asked("Which towns lie on the line?")
    assert [sentence.text for sentence in answer.sentences] == ["Aldport", "Norhamn", "Skerry"]
    assert {citation.number for sentence in answer.sentences for citation in sentence.citations} == {1}


def test_people_of_several_sentences_are_each_told_once(asked: Callable[..., Answer]) -> None:
    answer = asked("Which members of the council boarded the ferry?")
    assert [sentence.text for sentence in answer.sentences] == [
        "Ivar Lund was the first to board it.",
        "Karin Moe and a clerk followed.",
    ]
    with pytest.raises(StopIteration):  # Of no such day does a source name any: the model is asked.
        asked("Which members of the council boarded the ferry in May 2018?")


def test_a_list_of_other_things_is_none(asked: Callable[..., Answer]) -> None:
    for question in ("list the powers of the harbour law", "which towns had clashes in March?"):
        with pytest.raises(StopIteration):  # The model is asked, and may find that nothing is told.
            asked(question)


def test_a_list_of_people_is_of_those_who_are_told_to_have_done_it(asked: Callable[..., Answer]) -> None:
    assert quotes(asked("list the people who met in Skerry")) == [
        "Holm, the chief engineer of the harbour, spoke after a meeting with Erik Dahl, the mayor of Skerry."
    ]
    with pytest.raises(StopIteration):  # Nobody is told to have mended it: the model is asked.
        asked("list the people who mended the pier")


def test_the_model_drafts_from_the_passages_of_the_kind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = ScriptedGenerator(["Nobody mended it [1]."])
    monkeypatch.setattr(desk, "generator", generator)
    answer = desk.ask("list the people who mended the pier", today=dt.date(2018, 3, 22))
    assert answer.kind is Kind.LIST
    assert generator.seen
    assert "mended" in answer.passages[0].title


def rated_lines(desk: Desk, *points: float) -> list[Pointed]:
    """A first and a second sentence of articles of 10 and 20 March, in turn, with so many points."""
    heads = [desk.library.search_articles(f'"{words}"', 1, Filters()) for words in TITLES]
    chunks = [chunk for found in heads for chunk in desk.library.chunks_of(*found)[:2]]
    lines = [lines_of([passage_of(chunk, desk.library.article(chunk.article_id))])[0] for chunk in chunks]
    return sorted((Pointed(line, each) for line, each in zip(lines, points, strict=True)), key=lambda one: -one.points)


@pytest.mark.parametrize(
    ("kind", "points", "places"),
    [
        (Kind.LIST, (1.0, 0.9, 0.7, 0.2), [(10, 1), (10, 2), (20, 1), (20, 2)]),
        (Kind.LATEST, (1.0, 0.9, 0.7, 0.2), [(20, 1), (10, 1), (10, 2), (20, 2)]),
        (Kind.TIMELINE, (1.0, 0.9, 0.7, 0.2), [(10, 1), (20, 1), (10, 2), (20, 2)]),
        (Kind.LATEST, (), []),
    ],
)
def test_which_passages_come_first_is_of_the_kind(
    desk: Desk, kind: Kind, points: tuple[float, ...], places: list[tuple[int, int]]
) -> None:
    passages = draft_from(kind, rated_lines(desk, *points) if points else [])
    assert [(each.day.day, each.paragraph) for each in passages if each.day] == places


def test_who_was_among_the_guests_is_not_told_by_that(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is Jo Lund?")
    assert "brother of the mayor" in answer.text
    assert "among" not in answer.text
    assert "Lund Hansen" not in answer.text


def test_who_somebody_is_and_what_he_last_did(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is Ada Holm?")
    assert "chief engineer of the harbour" in answer.text
    assert answer.sentences[-1].first == dt.date(2018, 3, 20)
    assert answer.sentences[-1].heading == "Last told 20 March 2018"


def test_two_people_of_one_name_are_told_apart(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is Dahl?")
    headings = {sentence.heading.split(",")[0] for sentence in answer.sentences}
    assert headings == {"Erik Dahl", "Nils Dahl"}
    assert answer.notes == ("Several people of the name Dahl are in the sources.",)


def test_words_are_shown_of_the_one_who_is_asked_for_only(asked: Callable[..., Answer]) -> None:
    answer = asked("What did Erik Dahl say about the ferry?")
    assert quotes(answer) == ["Dahl welcomed the news. He said that the island had waited 14 weeks for its ferry."]
    assert answer.text.startswith("10 March 2018: “Dahl welcomed")
    assert {sentence.speaker for sentence in answer.sentences} == {"Erik Dahl"}


def test_whoever_is_not_quoted_on_that_is_not_shown(asked: Callable[..., Answer]) -> None:
    answer = asked("What did Nils Dahl say about the mayor of Norhamn?")
    assert (answer.abstained, answer.refusal) == (True, Refusal.NOT_QUOTED)
    assert answer.reason == "No article here quotes Nils Dahl on that."


def test_a_name_that_no_article_has_is_said(asked: Callable[..., Answer]) -> None:
    for question in ("What did Emma Thornton say about the pier?", "Who is Emma Thornton?"):
        answer = asked(question)
        assert (answer.refusal, answer.reason) == (Refusal.UNKNOWN_NAME, "No article here names Emma Thornton.")


def test_of_a_name_that_no_article_has_those_of_its_surname_are_named(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is Nicholas Dahl?")
    assert answer.refusal is Refusal.UNKNOWN_NAME
    assert answer.reason == "No article here names Nicholas Dahl. Some name Erik Dahl and Nils Dahl."


def test_a_stranger_in_a_question_for_a_fact_is_said_before_the_model_is_asked(asked: Callable[..., Answer]) -> None:
    answer = asked("When did Emma Thornton leave Skerry?")
    assert (answer.refusal, answer.reason) == (Refusal.UNKNOWN_NAME, "No article here names Emma Thornton.")
    with pytest.raises(StopIteration):  # A misspelt name is left to the model.
        asked("When did Ada Hollm speak?")


def test_the_latest_begins_with_the_newest_and_tells_how_it_came_there(asked: Callable[..., Answer]) -> None:
    days = [sentence.first for sentence in asked("What is the latest on the Skerry ferry?").sentences]
    assert days[0] == max(filter(None, days))
    assert days == sorted(filter(None, days), reverse=True)
    assert len(set(days)) > 1


@pytest.mark.parametrize(
    "question", ["timeline of the volcano eruptions", "what is the latest on the volcano?", "summarise the volcano"]
)
def test_a_topic_that_no_article_has_is_left_to_the_model(asked: Callable[..., Answer], question: str) -> None:
    with pytest.raises(StopIteration):
        asked(question)


def test_what_happened_keeps_to_the_day(asked: Callable[..., Answer]) -> None:
    answer = asked("What happened on 20 March 2018?")
    assert answer.sentences
    assert {sentence.first for sentence in answer.sentences} == {dt.date(2018, 3, 20)}


def test_yesterday_is_the_day_before_the_day_of_asking(asked: Callable[..., Answer]) -> None:
    assert quotes(asked("What happened yesterday?", "2018-03-21")) == quotes(asked("What happened on 20 March 2018?"))


def test_the_latest_of_somebody_is_where_he_was_last_named(asked: Callable[..., Answer]) -> None:
    answer = asked("What is the latest on Ada Holm?")
    assert quotes(answer)[0] == "Ada Holm said on Tuesday that the pier was not the cause."


def test_a_timeline_tells_a_line_without_a_day_under_that_of_its_article(asked: Callable[..., Answer]) -> None:
    answer = asked("timeline of the councillors' boarding")
    assert {(line.first, line.citations[0].quote) for line in answer.sentences} >= {
        (dt.date(2018, 3, 15), "The councillors looked at everything.")
    }


def test_a_timeline_is_dated_and_oldest_first(asked: Callable[..., Answer]) -> None:
    answer = asked("Give me a timeline of the Skerry ferry")
    assert answer.shape is Shape.DATED
    days = [sentence.first for sentence in answer.sentences]
    assert days == sorted(filter(None, days))
    assert {dt.date(2017, 12, 2), dt.date(2018, 1, 8), dt.date(2018, 3, 20)} <= set(days)
    assert all(line.split(":")[0][:1].isdigit() for line in answer.text.splitlines())


def test_who_holds_what_stands_under_their_names(asked: Callable[..., Answer]) -> None:
    answer = asked("What are the reactions to the strike?")
    assert [sentence.heading for sentence in answer.sentences] == ["The owners"]


def test_the_sides_of_a_comparison_stand_beside_each_other(asked: Callable[..., Answer]) -> None:
    answer = asked("How do the accounts of Nils Dahl and the owners differ?")
    assert [sentence.heading for sentence in answer.sentences] == ["Nils Dahl", "Owners"]


def test_only_those_against_are_shown_where_they_are_asked_for(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is against the strike of the crews?")
    assert [sentence.heading for sentence in answer.sentences] == ["The owners"]


def test_a_group_is_answered_by_whoever_speaks_where_it_is_told_of(asked: Callable[..., Answer]) -> None:
    answer = asked("What do the councillors say about the cabins?")
    assert [(each.speaker, each.citations[0].quote) for each in answer.sentences] == [
        ("Ivar Lund", "Lund said that the cabins were clean.")
    ]


def test_what_was_told_at_first_and_later_stands_beside_each_other(asked: Callable[..., Answer]) -> None:
    answer = asked("How many crowns was the new pier to cost at first, and what is the price now?")
    assert answer.kind is Kind.COMPARISON
    first, later = "The price of the new pier was to be 3 million crowns.", "It is now 5 million crowns"
    assert quotes(answer)[0].startswith(f"{first} {later}")


def test_the_sides_of_a_comparison_can_be_two_days(asked: Callable[..., Answer]) -> None:
    answer = asked(
        "Compare when the ferry stopped in December and when the crews of the Skerry ferry went on strike in March"
    )
    headings = [sentence.heading for sentence in answer.sentences]
    assert (headings[0], headings[-1]) == ("December", "March")
    assert quotes(answer)[0].startswith("The ferry stopped on December 2")


def test_a_question_of_two_kinds_is_answered_in_parts(asked: Callable[..., Answer]) -> None:
    answer = asked("Who is Nils Dahl and what did he say about the owners?")
    assert [part.kind for part in answer.parts] == [Kind.WHO_IS, Kind.QUOTATION]
    assert answer.text.splitlines()[0] == "Who is Nils Dahl"
    numbers = [citation.number for sentence in answer.sentences for citation in sentence.citations]
    assert max(numbers) == len(set(numbers))


def test_a_timeline_can_be_made_of_passages_alone(desk: Desk) -> None:
    name = next(name for name in desk.library.article_ids() if "pier is mended" in desk.library.article(name).title)
    article = desk.library.article(name)
    lines = timeline("the Skerry ferry", [passage_of(chunk, article) for chunk in desk.library.chunks_of(name)])
    assert [line.heading for line in lines][:2] == ["2 December 2017", "8 January 2018"]
    assert all(line.citations[0].article_id == name for line in lines)


def test_words_of_which_nothing_is_near_to_the_topic_are_not_shown(asked: Callable[..., Answer]) -> None:
    assert asked("What did Ada Holm say about Norhamn?").refusal is Refusal.NOT_QUOTED
