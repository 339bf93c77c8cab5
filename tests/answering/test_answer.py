from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbot.answering.abstention import load_policy
from briefbot.answering.quoting import LEAST_OWN_WORDS, choose_words
from briefbot.answering.session import checked_question
from briefbot.citations import quote
from briefbot.desk import Desk
from briefbot.errors import EmptyLibraryError, InputError
from briefbot.llm.prompts import Rendered
from briefbot.types import Answer, Filters, Sentence, Support, Switches
from tests.doubles import ScriptedGenerator

POLICY = load_policy()
ARTICLE = """Ferry line to reopen

SKERRY, 10 March 2018 (Coast Gazette) -- The ferry between Aldport and Skerry will sail again next week.

Repairs to the pier took 14 weeks and cost 3.2 million crowns. Engineer Ada Holm led the work.
"""


def ask(
    open_desk: Callable[..., Desk],
    folder: Path,
    reply: str,
    question: str = "Who led the repairs?",
    judge: Callable[[Rendered], float] = lambda prompt: 0.9,
    preference: float = 9.0,
    enough: float = 1,
) -> Answer:
    (folder / "ferry.txt").write_text(ARTICLE)
    desk = open_desk(ScriptedGenerator([reply], judge, preference), enough_passages=enough)
    desk.ingest([folder / "ferry.txt"])
    return desk.ask(question)


def cite(answer: Answer, words: str) -> int:
    return next(passage.number for passage in answer.passages if words in passage.text)


def test_an_answer_carries_all_that_proves_and_determined_it(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "Ada Holm led the repairs to the pier [1].")
    assert not answer.abstained
    assert answer.text == "Ada Holm led the repairs to the pier. [1]"
    printed = json.loads(answer.model_dump_json())
    assert {"question", "text", "abstained", "sentences", "passages", "prompt", "model", "timings"} <= set(printed)
    citation = printed["sentences"][0]["citations"][0]
    wanted = {"article_id", "title", "source", "published", "path", "paragraph", "quote", "start", "end"}
    assert wanted <= set(citation)
    assert citation["paragraph"] == 2
    assert "Ada Holm led the work." in citation["quote"]
    assert {timing["stage"] for timing in printed["timings"]} == {"retrieve", "read", "write", "verify"}


def test_a_refusal_abstains(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "NOT STATED")
    assert answer.abstained
    assert answer.sentences == ()


def test_a_citation_that_was_not_given_cannot_reach_the_answer(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "Ada Holm led the repairs to the pier [9].")
    assert {c.article_id for s in answer.sentences for c in s.citations} <= {p.article_id for p in answer.passages}
    assert all(s.support.action != "kept" for s in answer.sentences)


def test_a_false_sentence_is_removed_and_the_true_one_stays(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "Ada Holm led the repairs [1]. They took 15 weeks [1].")
    assert [sentence.text for sentence in answer.sentences] == ["Ada Holm led the repairs."]
    assert [sentence.text for sentence in answer.removed] == ["They took 15 weeks."]


def test_when_nothing_is_left_the_best_passage_is_quoted_as_such(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    answer = ask(open_desk, tmp_path, "Eva Holm led the repairs [1].")
    assert answer.sentences[0].support.action == "quoted"
    assert answer.sentences[0].text == "Engineer Ada Holm led the work."
    assert answer.sentences[0].quoted


def test_a_sentence_whose_support_is_not_sure_gives_way_to_the_words_of_the_sources(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    reply = "Holm was the engineer who headed the repairs [1]. Ada Holm headed the repairs as engineer [1]."
    sure = ask(open_desk, tmp_path, reply, judge=lambda prompt: 0.95)
    assert sure.text == "Holm was the engineer who headed the repairs. [1] Ada Holm headed the repairs as engineer. [1]"
    unsure = ask(open_desk, tmp_path, reply, judge=lambda prompt: 0.5)
    assert [sentence.support.action for sentence in unsure.sentences] == ["quoted"]
    assert unsure.text == f"“{unsure.sentences[0].citations[0].quote}” [1]"
    assert "Engineer Ada Holm led the work." in unsure.text
    assert [sentence.support.action for sentence in unsure.removed] == ["removed", "removed"]
    for sentence in unsure.removed:
        assert sentence.support.probability is not None
        assert LEAST_OWN_WORDS > sentence.support.probability >= 0.35


def test_the_words_in_place_of_an_unsure_sentence_are_those_of_the_passage_that_is_nearest(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    reply = "Holm, an engineer, led the work on repairs to the pier [{}]."
    for number in (1, 2):
        answer = ask(open_desk, tmp_path, reply.format(number), judge=lambda prompt: 0.5)
        assert [sentence.citations[0].number for sentence in answer.removed] == [number]
        assert [sentence.citations[0].paragraph for sentence in answer.sentences] == [2]


def test_what_the_model_would_rather_refuse_is_removed_unchecked(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    def judge(prompt: Rendered) -> float:
        raise AssertionError("nothing is left to judge")

    answer = ask(open_desk, tmp_path, "Ada Holm led the repairs [1].", judge=judge, preference=-9.0)
    assert answer.abstained
    assert answer.answerable is not None
    assert answer.answerable < POLICY.least_answerable
    assert answer.removed[0].support.missing == ("an answer to the question",)


@pytest.mark.parametrize(("support", "shown"), [(0.1, False), (0.9, True)])
def test_a_doubt_is_settled_by_the_support_of_question_and_draft_together(
    open_desk: Callable[..., Desk], tmp_path: Path, support: float, shown: bool
) -> None:
    asked = []

    def judge(prompt: Rendered) -> float:
        asked.append(prompt.user)
        return support if "Who led the repairs?" in prompt.user else 0.95

    answer = ask(open_desk, tmp_path, "Ada Holm led the repairs [1].", judge=judge, preference=0.0)
    assert "Who led the repairs? Ada Holm led the repairs." in asked[0]
    assert answer.signals is not None
    assert answer.signals.support == pytest.approx(math.log(support / (1 - support)))
    assert answer.abstained is not shown
    assert ("weigh", 1) in [(stage.stage, min(stage.tokens_read, 1)) for stage in answer.timings]


def test_a_draft_with_the_wrong_number_is_weighed_by_the_passage_it_was_taken_from(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    answers = [ask(open_desk, tmp_path, f"Ada Holm led the work [{number}].", "Who led the work?") for number in (1, 2)]
    assert {sentence.citations[0].paragraph for answer in answers for sentence in answer.sentences} == {2}
    assert [answer.signals.shared for answer in answers if answer.signals] == [1.0, 1.0]


def test_an_unproven_draft_is_replaced_only_where_the_question_is_surely_answered(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    sure = ask(open_desk, tmp_path, "Eva Holm led the repairs [1].")
    assert sure.answerable is not None
    assert sure.answerable >= POLICY.least_quoted
    assert not sure.abstained
    unsure = ask(open_desk, tmp_path, "Eva Holm led the repairs [1].", judge=lambda prompt: 0.5, preference=0.0)
    assert unsure.answerable is not None
    assert POLICY.least_answerable <= unsure.answerable < POLICY.least_quoted
    assert unsure.abstained


def test_a_hedge_that_a_sentence_drops_is_quoted(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "lake.txt").write_text("The lake\n\nIt is believed that the storm moved the harbour wall.\n")
    desk = open_desk(ScriptedGenerator(["The storm moved the harbour wall [1]."], lambda prompt: 0.95, 9.0))
    desk.ingest([tmp_path])
    answer = desk.ask("What moved the harbour wall?")
    assert answer.text == "“It is believed that the storm moved the harbour wall.” [1]"


def test_a_sure_sentence_that_drops_a_hedge_gives_way_to_what_it_cites_and_not_to_the_nearest(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    cited = "Holm told the council on Monday that she led the works, repairs and all."
    (tmp_path / "pier.txt").write_text(f"The pier\n\n{cited}\n\nHolm led the repairs with care on some Monday.\n")
    for number in (1, 2):
        generator = ScriptedGenerator([f"Holm led the repairs on Monday [{number}]."], lambda prompt: 0.95, 9.0)
        desk = open_desk(generator, enough_passages=1)
        desk.ingest([tmp_path])
        answer = desk.ask("When did Holm lead the repairs?")
        told = cite(answer, "told the council") == number
        assert answer.text == (f"“{cited}” [1]" if told else "Holm led the repairs on Monday. [1]")


PARTS = (
    "Which engineer, known along the coast for harbour walls, lighthouse lamps, bridges, tunnels and canals, "
    "led the work on the pier at Skerry after the storm broke moorings in winter?"
)
PARTS_DRAFT = "{} led the work on the pier at Skerry and is known for harbour walls, lighthouse lamps and bridges [1]."


@pytest.mark.parametrize("support", [0.01, 0.5])
def test_a_question_in_many_parts_is_answered_by_the_words_that_have_the_draft_s_own(
    open_desk: Callable[..., Desk], tmp_path: Path, support: float
) -> None:
    def judge(prompt: Rendered) -> float:
        return support

    answer = ask(open_desk, tmp_path, PARTS_DRAFT.format("Ada Holm"), PARTS, judge, preference=2.0)
    assert answer.answerable is not None
    assert POLICY.least_answerable <= answer.answerable < POLICY.least_quoted
    assert answer.text == "Ada Holm: “Engineer Ada Holm led the work.” [1]"
    assert ask(open_desk, tmp_path, PARTS_DRAFT.format("Eva Berg"), PARTS, judge, preference=2.0).abstained


def test_what_says_nothing_of_its_own_gives_way_to_the_nearest_words_only_where_it_was_likely_supported(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    reply = "The engineer led the work on the pier at Skerry [1]."
    assert ask(open_desk, tmp_path, reply, PARTS, lambda prompt: 0.01, preference=2.0).abstained
    likely = ask(open_desk, tmp_path, reply, PARTS, lambda prompt: 0.5, preference=2.0)
    assert likely.answerable is not None
    assert likely.answerable < POLICY.least_quoted
    assert likely.text == "“Engineer Ada Holm led the work.” [1]"


def test_the_paragraph_that_has_a_name_whole_is_quoted_before_one_that_has_it_in_pieces(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    pieces = "Holm, as Ada recalls, is known along the coast for harbour walls, lighthouse lamps, bridges and canals."
    (tmp_path / "coast.txt").write_text(f"The coast in winter\n\n{pieces}\n")
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    generator = ScriptedGenerator([PARTS_DRAFT.format("Ada Holm")], lambda prompt: 0.01, 9.0)
    desk = open_desk(generator)
    desk.ingest([tmp_path])
    answer = desk.ask(PARTS)
    assert pieces in [passage.text for passage in answer.passages]
    assert answer.text == "Ada Holm: “Engineer Ada Holm led the work.” [1]"


def test_the_words_in_place_of_an_unsure_sentence_keep_the_name_that_it_adds_to_the_question(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "cup.txt").write_text(
        "Harbour crews row again\n\nSKERRY, 10 March 2018 (Coast Gazette) -- The crew of Aldport joined those who won "
        "it twice.\n\nThe quay was full as the crew that won the harbour cup for the second year in a row came home.\n"
    )
    desk = open_desk()
    desk.ingest([tmp_path / "cup.txt"])
    question = "Which crew won the harbour cup for the second year in a row?"
    passages = desk.search(question)
    assert "quay" in passages[0].text
    drafted = Sentence(
        text="Aldport won the harbour cup for the second year in a row.",
        support=Support(supported=True, probability=0.5),
        citations=(quote(passages[0], (0, len(passages[0].text))),),
    )
    _, said = choose_words(question, [drafted], passages, 0.9, POLICY)
    assert (said.text, said.quoted) == ("The crew of Aldport joined those who won it twice.", True)


def test_one_number_stands_for_one_span(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "Repairs took 14 weeks [1]. Repairs cost 3.2 million crowns [1].")
    assert answer.text == "Repairs took 14 weeks. [1] Repairs cost 3.2 million crowns. [1]"


def test_the_passages_reach_the_model_with_source_and_resolved_dates(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    generator = ScriptedGenerator(["NOT STATED"])
    desk = open_desk(generator)
    desk.ingest([tmp_path / "ferry.txt"])
    desk.ask("When will the ferry sail again?")
    assert "Coast Gazette, 10 March 2018: Ferry line to reopen" in generator.seen[0].user
    assert "next week (12-18 March 2018)" in generator.seen[0].user


@pytest.mark.parametrize("question", ["", "   ", "?!", "\n"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(InputError, match="has no words"):
        checked_question(question)


def test_a_question_of_ten_thousand_words_is_refused() -> None:
    with pytest.raises(InputError, match="at most 1000"):
        checked_question("why " * 10_000)


def test_an_empty_library_says_what_to_do(open_desk: Callable[..., Desk]) -> None:
    with pytest.raises(EmptyLibraryError, match="briefbot ingest"):
        open_desk().ask("Who led the repairs?")


def test_an_empty_library_takes_in_the_corpus_folder(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(ARTICLE)
    desk = open_desk(ScriptedGenerator(["Ada Holm led the repairs [1]."]), corpus=corpus)
    assert not desk.ask("Who led the repairs?").abstained


def test_an_unknown_publisher_is_named_with_the_known_ones(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    desk = open_desk(ScriptedGenerator(["NOT STATED"]))
    desk.ingest([tmp_path / "ferry.txt"])
    with pytest.raises(InputError, match="Coast Gazette"):
        desk.ask("Who led the repairs?", Filters(source="Nobody"))
    assert desk.ask("Who led the repairs?", Filters(source="coast gazette")).abstained


def test_without_verification_the_draft_is_shown_with_the_citations_it_has(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    generator = ScriptedGenerator(["Bo Berg led the repairs [2]."], lambda prompt: 0.0)
    desk = open_desk(generator, enough_passages=1)
    desk.ingest([tmp_path / "ferry.txt"])
    answer = desk.ask("Who led the repairs?", switches=Switches(verification=False))
    assert answer.text == "Bo Berg led the repairs. [1]"
    assert [stage.stage for stage in answer.timings] == ["retrieve", "read", "write"]
    assert len(generator.seen) == 1


def test_without_the_grammar_prose_is_read_as_it_comes(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(ARTICLE)
    desk = open_desk(ScriptedGenerator(["Engineer Ada Holm led the work. (passage 1)", "The passages do not say."]))
    desk.ingest([tmp_path / "ferry.txt"])
    free = Switches(grammar=False)
    first, second = (desk.ask("Who led the repairs?", switches=free) for _ in range(2))
    assert first.text == "Engineer Ada Holm led the work. [1]"
    assert second.abstained


def test_a_report_of_an_unknown_body_is_answered_with_a_note(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    answer = ask(open_desk, tmp_path, "Ada Holm led the work [1].", question="Whom does the UHPC report name?")
    assert not answer.abstained
    assert answer.notes == ("No article of UHPC is in the library; what others write is answered from.",)


def test_a_question_about_an_unknown_publisher_is_refused_with_the_reason(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    answer = ask(
        open_desk, tmp_path, "Ada Holm [1].", question="Whom does the Skerry Echo article on the repairs name?"
    )
    assert answer.abstained
    assert answer.reason == "Nothing of Skerry Echo is in the library."
    assert answer.draft == ""
    known = ask(open_desk, tmp_path, "Ada Holm led the work [1].", question="Whom does the Coast Gazette article name?")
    assert not known.abstained
    assert known.reason is None


@pytest.mark.parametrize(("probability", "word"), [(0.9, "Yes"), (0.1, "No")])
def test_a_yes_or_no_is_decided_by_words_of_the_sources(
    open_desk: Callable[..., Desk], tmp_path: Path, probability: float, word: str
) -> None:
    answer = ask(open_desk, tmp_path, "unused", "Did Ada Holm lead the work on the pier?", lambda prompt: probability)
    assert answer.text.startswith(f"{word}, as the model reads these words: “")
    assert answer.prompt.name == "verdict"
    assert "Engineer Ada Holm led the work." in answer.asked
    assert "Engineer Ada Holm led the work." in answer.text
    assert all(sentence.support.action == "quoted" for sentence in answer.sentences)
    assert all(sentence.quoted and sentence.text == sentence.citations[0].quote for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("question", "probability", "word"),
    [
        ("Was there disagreement on who led the work on the pier?", 0.9, "No"),
        ("Was there disagreement on who led the work on the pier?", 0.1, "Yes"),
        ("Are the reports on who led the work on the pier consistent or inconsistent?", 0.9, "Consistent"),
        ("Was there a change in who led the work on the pier?", 0.8, "No"),
        ("Was there consistency in who led the work on the pier?", 0.8, "Yes"),
    ],
)
def test_the_model_is_asked_in_the_positive(
    open_desk: Callable[..., Desk], tmp_path: Path, question: str, probability: float, word: str
) -> None:
    answer = ask(open_desk, tmp_path, "unused", question, lambda prompt: probability)
    assert answer.text.startswith(f"{word}, as the model reads these words: “")
    asked = answer.asked
    assert "disagree" not in asked
    assert "inconsistent" not in asked


def test_a_yes_or_no_may_rest_on_a_sentence_that_speaks_of_it_under_its_headline(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    question = "Did the ferry line to Skerry that was to reopen get a grant from the county?"
    answer = ask(open_desk, tmp_path, "unused", question, lambda prompt: 0.1)
    assert answer.text.startswith("No, as the model reads these words: “")


def test_a_yes_or_no_about_what_the_sources_do_not_speak_of_abstains(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    answer = ask(open_desk, tmp_path, "unused", "Was Napoleon crowned emperor in Paris?")
    assert answer.abstained
    assert answer.text == ""
