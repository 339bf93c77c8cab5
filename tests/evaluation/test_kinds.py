from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from briefbot.desk import Desk
from briefbot.errors import CaseError, InputError
from briefbot.evaluation.cache import CachedGenerator
from briefbot.evaluation.cases import KINDS, KindCase
from briefbot.evaluation.corpora import Folders
from briefbot.evaluation.kind_tasks import KindTask, is_quoted_whole, rubric_of
from briefbot.evaluation.kinds import NEEDED, Findings, Rubric, assess, first_day, has, shows
from briefbot.evaluation.models import Judge
from briefbot.evaluation.reports.files import write_report
from briefbot.evaluation.reports.terminal import terminal_report
from briefbot.evaluation.run import Selection, choose_cases
from briefbot.evaluation.runner import Runner, configurations
from briefbot.evaluation.tasks import Context
from briefbot.evaluation.types import CaseResult
from briefbot.settings import Settings
from briefbot.types import (
    Action,
    Answer,
    Article,
    Citation,
    ModelRef,
    Paragraph,
    Passage,
    PromptRef,
    Published,
    Refusal,
    Sentence,
    Support,
    Switches,
)
from tests.doubles import BagOfWords
from tests.evaluation.workbench import Answering, Fakes, lay_out

TEXTS = {
    "ferry.txt": (
        "The ferry of Skerry stopped on 4 March, when its pier was closed.",
        "Engineer Ada Holm called the damage enormous. Mayor Bo Berg spoke of bad luck.",
        "The ferry sailed again on 10 March. The toll is 3 crowns.",
    ),
    "copy.txt": ("The ferry of Skerry stopped on 4 March, when its pier was closed.",),
    "other.txt": ("The weather on 7 March was fine.",),
}
DAY = dt.date(2018, 3, 11)
REF = ModelRef(name="m", sha256="0" * 64)


def identity(name: str) -> str:
    return name.ljust(16, "0")


ARTICLES = {
    name: Article(
        id=identity(name),
        title=name,
        published=Published(day=DAY, evidence="dateline"),
        paragraphs=tuple(Paragraph(number=at, text=text) for at, text in enumerate(texts, 1)),
    )
    for name, texts in TEXTS.items()
}
Said = tuple[str, str, int]
"""A sentence, and the paragraph that it cites."""


def answer(*said: Said, text: str = "", before: str = "", found: Sequence[tuple[str, int]] = ()) -> Answer:
    sentences = tuple(
        Sentence(
            text=words,
            support=Support.model_validate({"supported": True, "action": "kept"}),
            citations=(
                Citation(
                    number=at,
                    article_id=identity(file),
                    title="",
                    source=None,
                    published=DAY.isoformat(),
                    path=None,
                    url=None,
                    paragraph=paragraph,
                    quote="x",
                    start=0,
                    end=1,
                ),
            ),
        )
        for at, (words, file, paragraph) in enumerate(said, 1)
    )
    return Answer(
        question="?",
        text=text or before + " ".join(f"{words} [{at}]" for at, (words, _, _) in enumerate(said, 1)),
        abstained=not said,
        refusal=None if said else Refusal.NOT_TOLD,
        sentences=sentences,
        passages=tuple(
            Passage(
                number=at,
                article_id=identity(file),
                title="",
                source=None,
                published=None,
                path=None,
                url=None,
                paragraph=paragraph,
                start=0,
                text=TEXTS[file][paragraph - 1],
                dates=(),
                score=1.0,
            )
            for at, (file, paragraph) in enumerate(found, 1)
        ),
        draft="",
        prompt=PromptRef(name="answer", version=1, sha256=""),
        model=REF,
        embedder=REF,
        settings_sha256="",
        timings=(),
    )


def case(kind: str, *facts: dict[str, object], **more: object) -> KindCase:
    word = {"word": "no"} if kind == "yes-no" else {}
    return KindCase.model_validate({"id": "x", "kind": kind, "question": "what?", "facts": facts, **word, **more})


def judged(expected: KindCase, given: Answer, unsupported: Sequence[str] = ()) -> Findings:
    by_id = {article.id: article for article in ARTICLES.values()}
    return assess(Rubric(expected, lambda name: (ARTICLES | by_id)[name]), given, unsupported)


def right(expected: KindCase, given: Answer, unsupported: Sequence[str] = ()) -> bool:
    found = judged(expected, given, unsupported)
    assert found.scores[f"right: {expected.kind}"] == found.scores["right (all kinds)"] == float(not found.faults)
    return not found.faults


STOPPED = {"any": ["ferry stopped"], "gold": [["ferry.txt", 1]]}
TOLL = {"any": ["3 crowns"], "gold": [["ferry.txt", 3]]}
SAILED = {"any": ["sailed again"], "gold": [["ferry.txt", 3]]}
SAYS_STOPPED = ("The Skerry ferry was stopped.", "ferry.txt", 1)
SAYS_TOLL = ("It costs 3 crowns.", "ferry.txt", 3)


def test_words_stand_in_any_order_and_in_longer_forms() -> None:
    assert has("Its withdrawal, said the council, was certain.", "certain withdraw")
    assert has("It flew 430 km.", "430")
    assert has("prices rose by 1,700,000", "1.7 million")
    assert not has("It was withdrawn.", "withdrawal")
    assert not has("the cats of the port", "cat")  # a short word has no longer forms


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("On Sept. 4, 2019, it began", True),
        ("4 September: it began", True),
        ("Wednesday (4 September 2019)", True),
        ("2019-09-04", True),
        ("September 4th", True),
        ("14 September", False),
        ("4 September 2018", False),
        ("in September 2019", False),
    ],
)
def test_a_day_is_shown_however_it_is_written(text: str, shown: bool) -> None:
    assert shows(text, (dt.date(2019, 9, 4),) * 2) is shown


def test_of_a_span_a_day_or_the_span_is_shown() -> None:
    august = dt.date(2019, 8, 1), dt.date(2019, 8, 31)
    assert shows("last month (August 2019)", august)
    assert shows("12 August", august)
    assert not shows("in 2019", august)


def test_the_first_day_of_a_line() -> None:
    assert first_day("Sept. 4, then May 1") == (9, 4)
    assert first_day("2019-10-31: over") == (10, 31)
    assert first_day("It may cost 3") is None


def test_every_kind_has_its_share() -> None:
    assert set(NEEDED) == set(KINDS)


def test_a_fact_is_told_and_proven_by_one_part() -> None:
    fact = case("fact", STOPPED)
    assert right(fact, answer(SAYS_STOPPED))
    assert right(fact, answer(("The Skerry ferry was stopped.", "copy.txt", 1)))  # the same text
    assert not right(fact, answer(("The Skerry ferry was stopped.", "ferry.txt", 3)))
    assert not right(fact, answer(("The pier was closed.", "ferry.txt", 1)))
    assert judged(fact, answer()).faults == ("refused, though the articles say",)


def test_a_fact_that_a_line_of_the_text_tells() -> None:
    given = answer(("The pier was closed.", "ferry.txt", 1), text="Ferry stopped:\n- Skerry ferry stopped [1]")
    assert right(case("list", STOPPED), given)


def test_what_must_not_be_said() -> None:
    found = judged(case("fact", STOPPED, must_not_say=["3 crowns"]), answer(SAYS_STOPPED, SAYS_TOLL))
    assert found.faults == ("says what it must not: 3 crowns",)
    assert found.scores["wrong statements"] == 1.0


def test_a_share_of_the_facts_is_enough_for_some_kinds() -> None:
    for kind, enough in (("who-is", True), ("comparison", False), ("summary", False)):
        assert right(case(kind, STOPPED, TOLL), answer(SAYS_STOPPED)) is enough, kind
    assert not right(case("who-is", TOLL, STOPPED), answer(SAYS_STOPPED))  # the first is what the person is


def test_points_in_the_passages() -> None:
    given = answer(SAYS_STOPPED, found=[("copy.txt", 1), ("other.txt", 1)])
    assert judged(case("summary", STOPPED, TOLL), given).scores["points in passages"] == 0.5


def test_a_list_has_no_wrong_item() -> None:
    expected = case("list", STOPPED, TOLL)
    assert right(expected, answer(SAYS_STOPPED, SAYS_TOLL))
    assert right(expected, answer(SAYS_STOPPED, SAYS_TOLL, ("Pier closed.", "ferry.txt", 1)))
    found = judged(expected, answer(SAYS_STOPPED, SAYS_TOLL, ("The weather was fine.", "other.txt", 1)))
    assert found.faults == ("a wrong item: The weather was fine.",)
    assert (found.scores["wrong list items"], found.scores["list items"]) == (1, 3)


def test_yes_or_no_is_the_word_and_its_proof() -> None:
    expected = case("yes-no", STOPPED)
    assert right(expected, answer(SAYS_STOPPED, before="No. "))
    assert not right(expected, answer(SAYS_STOPPED, before="Yes. "))
    assert not right(expected, answer(("The weather was fine.", "other.txt", 1), before="No. "))


def test_a_quotation_names_its_speaker_and_no_other() -> None:
    fact = {"any": ["enormous"], "gold": [["ferry.txt", 2]], "by": ["Holm"]}
    expected = case("quotation", fact, must_not_say=["bad luck"])
    assert right(expected, answer(("Holm called the damage enormous.", "ferry.txt", 2)))
    assert right(expected, answer(("Holm called it enormous, Berg bad luck.", "ferry.txt", 2)))
    assert not right(expected, answer(("The damage is enormous.", "ferry.txt", 2)))
    found = judged(expected, answer(("Berg spoke of bad luck.", "ferry.txt", 2)))
    assert not right(expected, answer(("Berg spoke of bad luck.", "ferry.txt", 2)))
    assert found.scores["wrong speaker"] == 1.0


def test_the_question_may_name_the_speaker() -> None:
    fact = {"any": ["enormous"], "gold": [["ferry.txt", 2]], "by": ["Holm"]}
    expected = case("quotation", fact, question="what did holm say?")
    assert right(expected, answer(("The damage is enormous.", "ferry.txt", 2)))


def test_the_latest_stands_first() -> None:
    expected = case("latest", TOLL)
    assert right(expected, answer(SAYS_TOLL, SAYS_STOPPED))
    assert judged(expected, answer(SAYS_STOPPED, SAYS_TOLL)).faults == ("does not begin with the newest",)


def test_a_timeline_is_dated_and_oldest_first() -> None:
    expected = case("timeline", STOPPED | {"day": "2018-03-04"}, SAILED | {"day": "2018-03-10"})
    first, last = ("4 March: the ferry stopped.", "ferry.txt", 1), ("10 March: it sailed again.", "ferry.txt", 3)
    assert right(expected, answer(first, last))
    assert judged(expected, answer(last, first)).faults == ("is not oldest first",)
    assert not right(expected, answer(("The ferry stopped.", "ferry.txt", 1), last))


def test_a_line_may_tell_a_later_day_besides_its_own() -> None:
    expected = case("timeline", STOPPED | {"day": "2018-03-04"}, SAILED | {"day": "2018-03-10"})
    both = ("4 March: the ferry stopped, and sailed again on 10 March.", "ferry.txt", 1)
    assert right(expected, answer(both, ("10 March: it sailed again.", "ferry.txt", 3)))


def test_sentences_to_the_point() -> None:
    given = answer(SAYS_STOPPED, ("Pier closed.", "copy.txt", 1), ("The weather was fine.", "other.txt", 1))
    found = judged(case("summary", STOPPED), given)
    assert (found.scores["sentences to the point"], found.scores["sentences"]) == (1, 3)
    assert not found.faults
    assert judged(case("fact", STOPPED), given).faults == ("tells other things: 1 of 3 sentences are to the point",)


def test_a_line_of_a_timeline_with_a_wrong_day() -> None:
    expected = case("timeline", STOPPED | {"day": "2018-03-04"})
    first = ("4 March: the ferry stopped.", "ferry.txt", 1)
    told, invented = ("7 March: fine weather.", "other.txt", 1), ("8 March: fine weather.", "other.txt", 1)
    assert right(expected, answer(first, told))
    found = judged(expected, answer(first, invented))
    assert found.faults == ("a line with a wrong day: 8 March: fine weather.",)
    assert (found.scores["right dated lines"], found.scores["dated lines"]) == (1, 2)


def test_a_summary_is_supported() -> None:
    expected = case("summary", STOPPED, TOLL)
    assert right(expected, answer(SAYS_STOPPED, SAYS_TOLL))
    assert not right(expected, answer(SAYS_STOPPED, SAYS_TOLL), ["It costs 3 crowns."])


def test_a_false_premise_is_refused_or_put_right() -> None:
    expected = case("false-premise", STOPPED)
    assert right(expected, answer())
    assert right(expected, answer(SAYS_STOPPED))
    assert right(case("false-premise"), answer(("No article quotes him.", "other.txt", 1)))
    assert judged(expected, answer(SAYS_TOLL)).scores["wrong statements"] == 1.0
    assert not right(expected, answer(SAYS_TOLL))


def test_what_is_not_told_is_said() -> None:
    expected = case("mixed", STOPPED, abstain="part")
    assert not right(expected, answer(SAYS_STOPPED))
    given = answer(SAYS_STOPPED, text="The ferry stopped. [1]\nThe sources do not say who paid.")
    assert right(expected, given)
    assert judged(case("mixed", STOPPED), given).faults == ("says that some of it is not told, though it is",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"facts": ()}, "has no facts"),
        ({"word": "yes"}, "'word' is for questions"),
        ({"kind": "timeline"}, "a fact has no day"),
        ({"facts": [{"any": ["/x/"], "gold": [["a.txt", 1]]}]}, "is plain"),
        ({"facts": [{"any": ["x"]}]}, "gold"),
    ],
)
def test_a_case_that_does_not_fit_is_refused(change: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        KindCase.model_validate({"id": "x", "kind": "fact", "question": "what?", "facts": [STOPPED], **change})


CASES = """
kinds:
  - id: engineer
    kind: who-is
    question: Who led the work on the pier?
    facts: [{any: [Ada Holm], gold: [[ferry.txt, 2]]}]
    articles: []
  - id: nobody
    kind: false-premise
    question: What has been paid by Bo Berg?
    articles: []
"""


def laid_out(folder: Path) -> tuple[Path, Path]:
    evals, corpus = lay_out(folder)
    (evals / "cases" / "kinds-dev.yaml").write_text(CASES)
    return evals, corpus


def test_kinds_are_a_suite_that_is_asked_for_by_name(tmp_path: Path) -> None:
    evals, corpus = laid_out(tmp_path)
    assert [job.id for job in choose_cases(Selection(suites=("kinds",)), evals, corpus).tasks] == ["engineer", "nobody"]
    assert "engineer" not in [job.id for job in choose_cases(Selection(), evals, corpus).tasks]
    (evals / "quick.txt").write_text("engineer\n")
    assert [job.id for job in choose_cases(Selection(suites=("quick",)), evals, corpus).tasks] == ["engineer"]
    chosen = choose_cases(Selection(suites=("kinds",), tags=("who-is",)), evals, corpus)
    assert [(job.id, job.expected) for job in chosen.tasks] == [("engineer", "Ada Holm")]


def test_a_case_is_asked_and_assessed(tmp_path: Path) -> None:
    evals, corpus = laid_out(tmp_path)
    replies = {"led the work": "Engineer Ada Holm led the work [1].", "Bo Berg": "NOT STATED"}
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models")
    runner = Runner(settings, tmp_path / "kept", Fakes(Answering(replies)))
    chosen = choose_cases(Selection(suites=("kinds",)), evals, corpus)
    report = runner.report(chosen.tasks, configurations(settings, [], False), chosen.fixtures_sha256)
    found: dict[str, CaseResult] = {case.id: case for case in report.runs[0].cases}
    assert {case.status for case in found.values()} == {"passed"}
    assert found["engineer"].scores["points in passages"] == 1.0
    figures = {metric.name: metric for metric in report.runs[0].metrics}
    assert (figures["right: who-is"].value, figures["right: who-is"].n) == (1.0, 1)
    assert 0 < (figures["right: who-is"].low or 0) < 0.5  # one case says little
    assert set(report.runs[0].by_tag) == {"who-is", "false-premise"}
    for name in ("report.md", "report.html", "report.json"):
        write_report(report, tmp_path / name)
        assert "right: false-premise" in (tmp_path / name).read_text(), name
    shown = StringIO()
    terminal_report(report, Console(file=shown, width=120))
    assert "right: false-premise" in shown.getvalue()


def test_the_suite_of_rules_loads_no_model(tmp_path: Path) -> None:
    evals, corpus = laid_out(tmp_path)
    (evals / "rules.txt").write_text("engineer  # by rules\n")
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models")
    weights = Fakes(Answering({}))
    chosen = choose_cases(Selection(suites=("rules",)), evals, corpus)
    report = Runner(settings, tmp_path / "kept", weights).report(
        chosen.tasks, configurations(settings, [], False), chosen.fixtures_sha256
    )
    (found,) = report.runs[0].cases
    assert (found.suite, found.status, weights.loaded) == ("rules", "passed", 0)
    assert found.answer and found.answer.model.name == "none"
    assert {metric.name: metric.value for metric in report.runs[0].metrics}["right: who-is"] == 1.0
    with pytest.raises(InputError, match="'rules' is run by itself"):
        choose_cases(Selection(suites=("rules", "kinds")), evals, corpus)


def test_words_that_are_cited_as_they_are_need_no_judge() -> None:
    (said,) = answer(("x", "ferry.txt", 1)).sentences
    assert not is_quoted_whole(said)
    words = said.model_copy(update={"support": said.support.model_copy(update={"action": Action.QUOTED})})
    assert is_quoted_whole(words)
    assert not is_quoted_whole(words.model_copy(update={"text": "x [Ada Holm]"}))


class Stopped(Exception):
    """Raised in place of an answer."""


class DatedDesk(Desk):
    """Notes the day of asking that it is given, and answers nothing."""

    def ask(self, question: str, *args: Any, today: dt.date | None = None, **more: Any) -> Answer:  # noqa: ANN401
        raise Stopped(today)


def test_the_day_of_asking_is_that_of_the_case(settings: Settings, tmp_path: Path) -> None:
    _, corpus = laid_out(tmp_path)
    task = KindTask(case("false-premise", today="2018-03-11"), Folders([corpus]))
    generator = cast(CachedGenerator, SimpleNamespace(count=len, saved=0.0))
    with DatedDesk(settings, embedder=BagOfWords()) as desk, pytest.raises(Stopped, match="2018-03-11"):
        task.run(Context(desk, generator, cast(Judge, None), Switches()))


def test_gold_that_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    _, corpus = laid_out(tmp_path)
    missing = case("fact", {"any": ["x"], "gold": [["ferry.txt", 9]]})
    with Desk(settings, embedder=BagOfWords()) as desk:
        desk.ingest([corpus])
        with pytest.raises(CaseError, match=r"'ferry.txt' has 2 paragraphs and no 9"):
            rubric_of(missing, desk.library)
