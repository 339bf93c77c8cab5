from __future__ import annotations

from typing import Any

import pytest

from briefbot.briefing.headlines import complete_title, models_headline, sources_headline
from briefbot.briefing.reported_numbers import lacks_giver
from briefbot.briefing.similarity import VectorStore
from briefbot.briefing.writing import Writer, draft_story, story_grammar, story_request
from briefbot.llm.generator import Completion, Generator
from briefbot.llm.prompts import Rendered, load_prompt
from briefbot.types import Passage, Sentence, Support
from briefbot.verification.excerpts import excerpts
from briefbot.verification.verifier import Verifier
from tests.briefing.passages import passages
from tests.doubles import BagOfWords, ScriptedGenerator

STORY = load_prompt("story")
SOME = passages(
    "The ferry between Aldport and Skerry sailed again on Monday.",
    "Engineer Ada Holm led the repairs, which took 14 weeks.",
    "She said that they had cost 3.2 million crowns, twice what had been planned.",
    title="Ferry between Aldport and Skerry sails again",
)


def writer(generator: Generator) -> Writer:
    verifier = Verifier(generator, load_prompt("judge"), 0.8)
    return Writer(generator, STORY, verifier, VectorStore(BagOfWords()))


def yes_to(*words: str) -> ScriptedGenerator:
    """A judge that says yes to claims with all of these words only."""
    return ScriptedGenerator([], lambda prompt: float(all(word in claim_of(prompt) for word in words)))


def claim_of(prompt: Rendered) -> str:
    return prompt.user.partition("Claim: ")[2]


def test_the_grammar_has_a_line_for_every_passage_and_a_headline() -> None:
    grammar = story_grammar([1, 2, 3])
    assert grammar.splitlines()[0] == (
        'root ::= "[1] " sentence "\\n" "[2] " sentence "\\n" "[3] " sentence "\\n" "Headline: " headline'
    )


def test_the_grammar_has_no_headline_where_none_is_wanted() -> None:
    assert "eadline" not in story_grammar([1, 2], headed=False)


@pytest.mark.parametrize(("title", "asked"), [(SOME[0].title, False), ("Even his brother, of all people", True)])
def test_a_headline_is_written_only_where_no_source_has_one(title: str, asked: bool) -> None:
    some = [passage.model_copy(update={"title": title}) for passage in SOME]
    grammars: list[str] = []

    class Listening(ScriptedGenerator):
        def write(self, prompt: Rendered, grammar: str, *rest: Any, **more: Any) -> Completion:  # noqa: ANN401
            grammars.append(grammar)
            return super().write(prompt, grammar, *rest, **more)

    writer(Listening(["\n".join(f"[{p.number}] {p.text}" for p in some)])).write(some, some, {})
    assert ["Headline" in grammar for grammar in grammars] == [asked]


def test_the_request_names_each_article_once_and_resolves_dates_and_pronouns() -> None:
    user = story_request(SOME, {(3, 0): "Ada Holm"}, STORY).user
    assert user.splitlines() == [
        "Coast Gazette, 12 March 2018: Ferry between Aldport and Skerry sails again",
        "[1] The ferry between Aldport and Skerry sailed again on Monday (12 March 2018).",
        "[2] Engineer Ada Holm led the repairs, which took 14 weeks.",
        "[3] She (Ada Holm) said that they had cost 3.2 million crowns, twice what had been planned.",
    ]


def test_whose_his_is_stands_in_the_sentence_and_not_in_the_request() -> None:
    some = passages("Mayor Nils Dahl lost. His motion won 293 votes.", title="Vote")
    names = {(1, 22): "Nils Dahl"}
    assert story_request(some, names, STORY).user.endswith("[1] Mayor Nils Dahl lost. His motion won 293 votes.")
    text = "[1] His motion won 293 votes.\nHeadline: Vote"
    written = writer(ScriptedGenerator([text])).write(some, some, names)
    assert [sentence.text for sentence in written.sentences] == ["Nils Dahl's motion won 293 votes."]


def test_a_draft_is_taken_apart() -> None:
    text = "[1] The U. S. envoy came.\n[2] Repairs took 14 weeks. They are done.\nHeadline: U. S. envoy comes to Skerry"
    draft = draft_story(SOME, ScriptedGenerator([text]), STORY, {})
    assert [(claim.text, claim.numbers) for claim in draft.claims] == [
        ("The U.S. envoy came.", (1,)),
        ("Repairs took 14 weeks.", (2,)),
        ("They are done.", (2,)),
    ]
    assert draft.headline == "U.S. envoy comes to Skerry"


def test_a_headline_among_the_lines_is_no_sentence() -> None:
    early = "[2] Headline: Ferry comes, prices rise."
    text = f"[1] The ferry came. Headline: Ferry comes..\n{early}\nHeadline: Ferry comes to Skerry"
    draft = draft_story(SOME, ScriptedGenerator([text]), STORY, {})
    assert [claim.text for claim in draft.claims] == ["The ferry came."]
    assert draft.headline == "Ferry comes to Skerry"


def test_a_number_keeps_who_gives_it() -> None:
    (some,) = passages("The police of Skerry say 128,000 people stood in the harbour at noon.", title="Crowd in Skerry")
    text = "[1] 128,000 people stood in the harbour at noon.\nHeadline: Crowd in the harbour"
    written = writer(ScriptedGenerator([text])).write([some], [some], {})
    assert [sentence.text for sentence in written.sentences] == [some.text]
    assert [sentence.support.missing for sentence in written.removed][:1] == [("who gives the number",)]


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("A crowd of 128,000 people stood in the harbour.", True),
        ("Police counted 128,000 people.", False),
        ("Skerry's police have it that a crowd of 128,000 came.", False),
        ("Ferries carried 40 crowns of cargo.", False),
    ],
)
def test_whether_a_number_lacks_who_gives_it(text: str, lacks: bool) -> None:
    some = passages("The police of Skerry say 128,000 people stood in the harbour. Tickets cost 40 crowns.")
    assert lacks_giver(text, some) is lacks


def test_a_pronoun_that_is_clear_becomes_its_name_and_both_paragraphs_prove_it() -> None:
    text = (
        f"[1] {SOME[0].text}\n[2] {SOME[1].text}\n[3] She said that they had cost 3.2 million crowns.\nHeadline: Ferry"
    )
    written = writer(ScriptedGenerator([text])).write(SOME, SOME, {(3, 0): "Ada Holm"})
    last = written.sentences[-1]
    assert last.text == "Ada Holm said that they had cost 3.2 million crowns."
    assert {citation.paragraph for citation in last.citations} == {2, 3}


def test_a_sentence_cited_wrongly_is_cited_again() -> None:
    text = f"[1] {SOME[1].text}\n[2] {SOME[1].text}\nHeadline: Ferry"
    written = writer(ScriptedGenerator([text])).write(SOME[:2], SOME, {})
    assert [(s.support.action, s.citations[0].paragraph) for s in written.sentences] == [("recited", 2)]


def test_a_sentence_that_nothing_proves_and_nothing_replaces_is_dropped() -> None:
    text = f"[1] {SOME[0].text}\n[2] A whale was seen near Skerry.\nHeadline: Ferry"
    written = writer(ScriptedGenerator([text], lambda prompt: 0.0)).write(SOME[:2], SOME, {})
    assert [sentence.text for sentence in written.sentences] == [SOME[0].text]
    assert "A whale was seen near Skerry." in [sentence.text for sentence in written.removed]


LEAD = Sentence(text=SOME[0].text, support=Support(supported=True), citations=())


def headline(draft: str, generator: ScriptedGenerator, some: tuple[Passage, ...] = SOME) -> str:
    verifier = Verifier(generator, load_prompt("judge"), 0.8)
    own = sources_headline(some, some)
    return own.text if own else models_headline(draft, some, some, LEAD, verifier)[0].text


def test_the_sources_headline_is_taken_where_its_paragraphs_tell_it() -> None:
    assert headline("Ada Holm repairs the ferry", ScriptedGenerator([])) == SOME[0].title


def test_a_headline_that_teases_is_passed_over_for_the_models() -> None:
    some = tuple(passage.model_copy(update={"title": "Even his brother, of all people"}) for passage in SOME)
    assert headline("Ferry to Skerry sails again", ScriptedGenerator([]), some) == "Ferry to Skerry sails again"


def test_the_headline_of_another_article_heads_a_story_that_tells_of_the_same() -> None:
    teasing = passages(*(passage.text for passage in SOME), title="Even his brother, of all people")
    (other,) = passages(
        "Repairs of the ferry took 14 weeks, and Ada Holm led them.", title="Ferry repairs took 14 weeks"
    )
    apart = other.model_copy(update={"article_id": "0" * 16})
    chosen = sources_headline(teasing, [*teasing, apart])
    assert chosen and chosen.text == "Ferry repairs took 14 weeks"
    unlike = apart.model_copy(
        update={"title": "Bakers of Harrow sold loaves", "text": "Bakers of Harrow sold 900 loaves."}
    )
    assert sources_headline(teasing, [*teasing, unlike]) is None


def test_a_headline_is_proven_by_what_the_story_begins_with() -> None:
    some = tuple(passage.model_copy(update={"title": "Even his brother, of all people"}) for passage in SOME)
    joined = "Ferry between Aldport and Skerry sails after 14 weeks"
    assert headline(joined, ScriptedGenerator([]), some) == "The ferry between Aldport and Skerry sailed again"


def test_a_headline_of_what_comes_late_in_the_story_is_passed_over() -> None:
    some = tuple(passage.model_copy(update={"title": "Even his brother, of all people"}) for passage in SOME)
    late = "Costs of 3.2 million crowns were twice what was planned"
    assert headline(late, ScriptedGenerator([]), some) == "The ferry between Aldport and Skerry sailed again"


def test_a_headline_with_mostly_words_of_its_own_is_passed_over() -> None:
    some = tuple(passage.model_copy(update={"title": "Even his brother, of all people"}) for passage in SOME)
    own = "Ferry to Skerry sparks island debate"
    assert headline(own, ScriptedGenerator([]), some) == "The ferry between Aldport and Skerry sailed again"


@pytest.mark.parametrize("draft", ["Ferry to Harrow sails again", "Ferry"])
def test_when_no_headline_is_proven_the_first_sentence_heads_the_story(draft: str) -> None:
    some = tuple(passage.model_copy(update={"title": "Even his brother, of all people"}) for passage in SOME)
    assert headline(draft, yes_to("nothing"), some) == "The ferry between Aldport and Skerry sailed again"


def test_a_headline_is_not_proven_by_itself() -> None:
    some = tuple(
        passage.model_copy(update={"title": "Ferry between Aldport and Harrow sails again"}) for passage in SOME
    )
    assert "Harrow" not in headline("Ferry to Harrow sails again", ScriptedGenerator([]), some)


def test_a_question_before_a_headline_is_cut_off() -> None:
    some = tuple(p.model_copy(update={"title": "How late? Ferry between Aldport and Skerry sails again"}) for p in SOME)
    assert headline("Ada Holm repairs the ferry", ScriptedGenerator([]), some) == SOME[0].title


def test_a_sentence_that_leaves_out_on_whose_word_it_is_gives_way_to_the_words() -> None:
    said = passages("The ferry had been overloaded for years, inspectors said on Monday.", title="Ferry")
    text = "[1] The ferry had been overloaded for years.\nHeadline: Ferry overloaded for years"
    written = writer(ScriptedGenerator([text])).write(said, said, {})
    assert [sentence.support.action for sentence in written.sentences] == ["quoted"]
    assert "on whose word it is, or the doubt" in written.removed[0].support.missing
    kept = "[1] Inspectors said the ferry had been overloaded for years.\nHeadline: Ferry overloaded for years"
    written = writer(ScriptedGenerator([kept])).write(said, said, {})
    assert [sentence.support.action for sentence in written.sentences] == ["kept"]


def test_a_sentence_that_leaves_out_when_it_was_gives_way_to_the_words() -> None:
    then = passages("In 2009, the council of Skerry offered 3 million crowns for a pier.", title="Pier")
    text = "[1] The council of Skerry offered 3 million crowns for a pier.\nHeadline: Pier"
    written = writer(ScriptedGenerator([text])).write(then, then, {})
    assert [sentence.text for sentence in written.sentences] == [then[0].text]
    assert "the year" in written.removed[0].support.missing


def test_the_headline_is_not_said_again_below_it() -> None:
    text = "[1] Ferry between Aldport and Skerry sails again.\n[2] Ada Holm led the repairs.\nHeadline: Ferry"
    written = writer(ScriptedGenerator([text])).write(SOME, SOME, {})
    assert written.headline.text == SOME[0].title
    assert [sentence.text for sentence in written.sentences] == ["Ada Holm led the repairs."]


def test_a_story_whose_one_sentence_is_its_headline_tells_another() -> None:
    text = "[1] Ferry between Aldport and Skerry sails again.\nHeadline: Ferry"
    written = writer(ScriptedGenerator([text])).write(SOME, SOME, {})
    assert [sentence.text for sentence in written.sentences] == [SOME[1].text]


def test_what_is_no_whole_sentence_is_not_shown() -> None:
    some = passages("Holm Inc. of Skerry shut the mill.", "The pier is closed for 14 weeks.", title="Mill")
    text = "[1] The mill was shut by Holm Inc.\n[2] THE PIER IS CLOSED FOR 14 WEEKS.\nHeadline: Mill"
    written = writer(ScriptedGenerator([text])).write(some, some, {})
    assert {sentence.support.missing for sentence in written.removed} == {("a whole sentence",)}
    assert all(sentence.quoted for sentence in written.sentences)


def test_a_subhead_is_not_read_as_a_sentence() -> None:
    assert [excerpt.text for excerpt in excerpts(passages("THE FERRY OF SKERRY.", "It sailed."))] == ["It sailed."]


def test_sentences_of_one_quotation_are_one_excerpt() -> None:
    text = "“The ferry is late. It will sail,” Ada Holm said. Nobody believed it."
    assert [excerpt.text for excerpt in excerpts(passages(text))] == [
        "“The ferry is late. It will sail,” Ada Holm said.",
        "Nobody believed it.",
    ]
    assert excerpts(passages("“The ferry is late and will not sail.")) == []


def test_the_initials_of_an_agency_are_found_in_any_paragraph() -> None:
    title = "NHB shuts the ferry between Aldport and Skerry"
    some = passages(
        "The ferry between Aldport and Skerry is shut until May.",
        "Nobody was hurt when it struck the pier.",
        "Tickets of the last week of March are paid back.",
        "The council met on Monday, and will meet again.",
        "It had been repaired by the harbour board.",
        "The Nordmark Harbour Board, or NHB, said that a plank was loose.",
        title=title,
    )
    chosen = sources_headline(some[:2], some)
    assert chosen and chosen.text == title
    assert 6 in [citation.paragraph for citation in chosen.citations]


@pytest.mark.parametrize(
    ("title", "complete"),
    [
        ("Ferry to Skerry sails again | Coast Gazette", "Ferry to Skerry sails again"),
        ("Ferry to Skerry sails again: Time, what ...", "Ferry to Skerry sails again"),
        ("Ferry to ...", ""),
        ("Ferry to Skerry sails again after ...", "Ferry to Skerry sails again"),
        ("Ferry: Mayor of Skerry resigns as unforeseen ...", "Ferry: Mayor of Skerry resigns"),
        ("Who pays for the ferry? What the council ...", "Who pays for the ferry?"),
        ("Ferry: late", "Ferry: late"),
        ("Ferry to Skerry sails again while Aldport and Harrow ...", "Ferry to Skerry sails again"),
        ("Nils Dahl sentenced to 11 years after helping in ...", "Nils Dahl sentenced to 11 years"),
        ("Coast exclusive: council of Skerry chose Harrow-made ...", ""),
        ("Ada Holm and Nils Dahl: How two engineers have ...", ""),
    ],
)
def test_a_headline_that_was_cut_off_ends_before_its_last_part(title: str, complete: str) -> None:
    assert complete_title(title) == complete


def test_what_a_source_has_as_somebodys_words_is_not_told_as_the_desks() -> None:
    words = "The ferry has reportedly sailed for the last time in 14 weeks and nobody in Skerry will miss it"
    some = passages(f"“{words},” Ada Holm said.", title="Ferry between Aldport and Skerry sails again")
    drafted = writer(ScriptedGenerator([f"[1] {words}.\nHeadline: Ferry sails"], lambda prompt: 1.0))
    written = drafted.write(some, some, {})
    assert [(sentence.text, sentence.support.missing) for sentence in written.removed] == [
        (f"{words}.", ("whose words they are",))
    ]
    assert [sentence.text for sentence in written.sentences] == [some[0].text]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Telescope of Skerry captures first evidence of ...", ""),
        (
            "Council of Skerry closes the old pier after storm in ...",
            "Council of Skerry closes the old pier after storm",
        ),
    ],
)
def test_a_headline_is_not_cut_before_what_its_last_word_is_of(title: str, kept: str) -> None:
    assert complete_title(title) == kept
