"""Evaluation cases: what is asked, and what a right answer or briefing says.

A case file is YAML with one or both of the keys `questions` and `briefings`, each a list of cases. Unknown keys,
duplicate keys and ids that were used before are refused, with the file and the line.

A question case::

    questions:
      - id: who-won-the-leadership        # small letters, digits and hyphens; unique over all files
        question: Who won the Conservative leadership?
        tags: [who]
        facts:                            # what a right answer says, each in any of the wordings;
          - any: [Boris Johnson, Mr Johnson]   # without facts the articles do not say, and the right answer abstains
        gold: [[channel-courier-johnson-pm.txt, 3]]   # file name and paragraph as the reader counts
        must_not_say: [Hunt won]          # what makes an answer wrong whatever else it says
        articles: [hostile]               # optional: asked over these besides the corpus; relative to `evals/`
        filters: {first: 2019-07-01, last: 2019-07-31, source: Channel Courier, history: true}   # optional

Each paragraph under `gold` proves the whole answer by itself. Where it takes two articles, each fact names its own::

        facts:
          - {any: ["328"], gold: [[courier-commons-takes-control-corrected.txt, 3]]}
          - {any: ["327"], gold: [[2019-09-04-channel-wire-benn-bill.txt, 2]]}

A briefing case::

    briefings:
      - id: briefing-2019-10-05
        date: 2019-10-05                  # or `first` and `last`
        topic: Hong Kong                  # optional
        previous: [2019-10-03]            # days whose briefings are made and saved before, in this order
        late: [stockholm-2nd-ld.txt]      # articles that reach the library only after those were made
        tags: [changes]
        articles: [hostile]               # optional, as above
        coverage: {articles: 5, copies: 1}     # optional: articles of the span, and those folded into another
        facts:
          - {any: [broken down, broke down], gold: [[stockholm-2nd-ld.txt, 1]]}
        must_not_say: [no immediate comment]
        changes:                          # kind, and a wording of the story's headline or sentences
          - {kind: developing, any: [Stockholm]}
        events:                           # under "Coming up"; `date`, or `first` and `last`
          - {date: 2019-10-17, any: [summit]}
        differences:                      # "where the sources differ": each side in one of its wordings
          - sides: [{any: [two missiles]}, {any: [one missile]}]

Of a briefing it is what its sentences say that counts, not the titles of sources and of what was left out.

A case of a kind of question, asked over `evals/kinds` besides the corpus::

    kinds:
      - id: tl-moon
        kind: timeline                    # see `KindName`
        question: timeline of india's moon mission please
        facts:                            # wordings are plain; the words of one may stand in any order in a sentence
          - any: [called off]
            gold: [[vikram-found.md, 3]]  # paragraphs that each prove it; one of them has to be cited
            day: 2019-07-15               # optional: the day, or `[first, last]`, that has to be shown
            by: [Sivan]                   # optional: who has to be named, in the answer or by the question
        word: "no"                        # of a question for a yes or a no
        abstain: part                     # that some of it is not told has to be said
        today: 2019-09-10                 # the day of asking
        must_not_say: [launched in 2018]

What a false premise has for facts is what the articles say instead; refusing it is right too.

A wording is matched without regard to case and to how numbers, dates and names are written. One between slashes, such
as `/no (deal|letter)/`, is a regular expression instead.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from briefbot.briefing.types import ChangeKind
from briefbot.errors import CaseError
from briefbot.types import Filters, Frozen


def wording_pattern(wording: str) -> re.Pattern[str] | None:
    """The regular expression that a wording between slashes stands for, any case; None for plain words."""
    if len(wording) > 2 and wording[0] == wording[-1] == "/":
        return re.compile(wording[1:-1], re.IGNORECASE)
    return None


def _checked_wording(wording: str) -> str:
    if not wording.strip():
        raise ValueError("a wording is empty")
    try:
        wording_pattern(wording)
    except re.error as error:
        raise ValueError(f"{wording!r} is not a regular expression: {error}") from error
    return wording


def _pair(value: object) -> object:
    if isinstance(value, list) and len(value) == 2:
        return {"file": value[0], "paragraph": value[1]}
    return value


class Gold(Frozen):
    """A paragraph that proves an answer; `[file, paragraph]` in a case file."""

    file: str = Field(min_length=1, description="File name of the article, without its folder.")
    paragraph: int = Field(ge=1, description="Number of the paragraph as the reader counts.")


Wording = Annotated[str, AfterValidator(_checked_wording)]
GoldPair = Annotated[Gold, BeforeValidator(_pair)]
CaseName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Folder = Annotated[str, Field(pattern=r"^[\w.-]+(/[\w.-]+)*$")]


class Fact(Frozen):
    """Something that must be said, in any of its wordings."""

    any: tuple[Wording, ...] = Field(min_length=1)
    gold: tuple[GoldPair, ...] = Field(default=(), description="Paragraphs that each prove this fact by themselves.")


class Case(Frozen):
    """What question and briefing cases share."""

    id: CaseName
    tags: tuple[CaseName, ...] = Field(min_length=1)
    articles: tuple[Folder, ...] = Field(default=(), description="Folders besides the corpus, relative to `evals/`.")
    facts: tuple[Fact, ...] = ()
    must_not_say: tuple[Wording, ...] = ()


class QuestionCase(Case):
    """A question with the facts of its right answer; one without facts has to be refused."""

    question: str = Field(min_length=1)
    gold: tuple[GoldPair, ...] = Field(default=(), description="Paragraphs that each prove the whole answer.")
    filters: Filters = Filters()

    @model_validator(mode="after")
    def _proven(self) -> QuestionCase:
        if self.gold and not self.facts:
            raise ValueError("has gold paragraphs but no facts")
        for fact in self.facts:
            if not self.proof(fact):
                raise ValueError(f"no gold paragraph for the fact {fact.any[0]!r}")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the articles say; if not, the right answer abstains."""
        return bool(self.facts)

    def proof(self, fact: Fact) -> tuple[Gold, ...]:
        """The paragraphs that each prove the fact: its own, or else those of the whole answer."""
        return fact.gold or self.gold

    @property
    def gold_groups(self) -> tuple[tuple[Gold, ...], ...]:
        """Groups of paragraphs, one of each of which has to be found; within a group any will do."""
        return tuple(dict.fromkeys(self.proof(fact) for fact in self.facts))

    @property
    def all_gold(self) -> tuple[Gold, ...]:
        """Every paragraph that proves some of the answer, each once."""
        return tuple(dict.fromkeys(gold for group in (*self.gold_groups, self.gold) for gold in group))


def _days(data: object) -> object:
    """Read `date` as both the first and the last day."""
    if isinstance(data, dict) and "date" in data and not {"first", "last"} & set(data):
        data = dict(data)
        data["first"] = data["last"] = data.pop("date")
    return data


class _Span(Frozen):
    first: dt.date
    last: dt.date

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, data: object) -> object:
        return _days(data)

    @model_validator(mode="after")
    def _in_order(self) -> _Span:
        if self.last < self.first:
            raise ValueError(f"the last day, {self.last}, is before the first, {self.first}")
        return self


class ExpectedEvent(_Span):
    """An entry of the calendar: its days, and a wording of its sentence."""

    any: tuple[Wording, ...] = Field(min_length=1)


class ExpectedChange(Frozen):
    """A change label, and a wording that its story has in headline, sentences or what is said now."""

    kind: ChangeKind
    any: tuple[Wording, ...] = Field(min_length=1)


class ExpectedDifference(Frozen):
    """Sources that disagree; each side is given in one of its wordings."""

    sides: tuple[Fact, ...] = Field(min_length=2)


class ExpectedCoverage(Frozen):
    """Counts of the coverage line."""

    articles: int = Field(ge=0, description="Articles of the span, those folded into others included.")
    copies: int | None = Field(default=None, ge=0, description="Articles folded as copies or older versions.")


class BriefingCase(Case, _Span):
    """A day or a span with what its briefing has to say."""

    topic: str | None = Field(default=None, min_length=1)
    previous: tuple[dt.date, ...] = Field(default=(), description="Days briefed and saved before, in this order.")
    late: tuple[str, ...] = Field(default=(), description="Files that come only after the previous briefings.")
    coverage: ExpectedCoverage | None = None
    changes: tuple[ExpectedChange, ...] = ()
    events: tuple[ExpectedEvent, ...] = ()
    differences: tuple[ExpectedDifference, ...] = ()


KindName = Literal[
    "fact",
    "who-is",
    "list",
    "yes-no",
    "quotation",
    "latest",
    "what-happened",
    "timeline",
    "summary",
    "comparison",
    "opinion",
    "false-premise",
    "half-known",
    "mixed",
]
"""What is asked for: `half-known` is a day that the articles give in part, `mixed` several kinds in one question."""
KINDS: tuple[KindName, ...] = get_args(KindName)


def _span(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value, value)


class Point(Fact):
    """A fact that has to be proven, with its day and its speaker where these have to be shown."""

    gold: tuple[GoldPair, ...] = Field(min_length=1, description="Paragraphs that each prove it.")
    day: Annotated[tuple[dt.date, dt.date], BeforeValidator(_span)] | None = Field(
        default=None, description="First and last day; a day within has to be shown."
    )
    by: tuple[Wording, ...] = Field(default=(), description="Names of the speaker, one of which has to be said.")


class KindCase(Case):
    """A question of a kind, with what a right answer to it tells."""

    kind: KindName
    question: str = Field(min_length=1)
    articles: tuple[Folder, ...] = Field(default=("kinds",), description="Folders besides the corpus, as above.")
    facts: tuple[Point, ...] = ()
    word: Literal["yes", "no"] | None = Field(default=None, description="The word that answers.")
    abstain: Literal["part"] | None = Field(default=None, description="Whether some of it is not told.")
    today: dt.date | None = Field(default=None, description="The day of asking.")

    @model_validator(mode="before")
    @classmethod
    def _tagged(cls, data: object) -> object:
        """The kind is a tag."""
        if isinstance(data, dict) and isinstance(data.get("kind"), str):
            tags = [data["kind"], *(tag for tag in data.get("tags", ()) if tag != data["kind"])]
            return data | {"tags": tags}
        return data

    @model_validator(mode="after")
    def _fits(self) -> KindCase:
        if not self.facts and self.kind != "false-premise":
            raise ValueError("has no facts")
        if (self.kind == "yes-no") != (self.word is not None):
            raise ValueError("'word' is for questions of the kind 'yes-no', which need it")
        if self.kind in ("timeline", "half-known") and not all(fact.day for fact in self.facts):
            raise ValueError("a fact has no day")
        for wording in (*self.must_not_say, *(each for fact in self.facts for each in (*fact.any, *fact.by))):
            if wording_pattern(wording):
                raise ValueError(f"{wording!r}: a wording of a kind's case is plain")
        return self

    @property
    def answerable(self) -> bool:
        """Whether there is something to tell."""
        return self.kind != "false-premise"


class _CaseFile(Frozen):
    questions: tuple[QuestionCase, ...] = ()
    briefings: tuple[BriefingCase, ...] = ()
    kinds: tuple[KindCase, ...] = ()


def load_cases(*paths: Path) -> tuple[QuestionCase | BriefingCase | KindCase, ...]:
    """The cases of files, in their order.

    Raises:
        CaseError: a file cannot be read, or something in it does not fit the schema: names file, line and key.
    """
    cases: list[QuestionCase | BriefingCase | KindCase] = []
    seen: dict[str, str] = {}
    for path in paths:
        root = yaml_root(path)
        try:
            found = _CaseFile.model_validate(plain_node(root))
        except ValidationError as error:
            problems = sorted(error.errors(), key=lambda problem: line_of(root, problem["loc"]))
            raise CaseError("\n".join(_told(path, root, problem) for problem in problems)) from error
        cases += [*found.questions, *found.briefings, *found.kinds]
        for kind in ("questions", "briefings", "kinds"):
            for number, case in enumerate(getattr(found, kind)):
                place = f"{path}:{line_of(root, (kind, number, 'id'))}"
                if case.id in seen:
                    raise CaseError(f"{place}: id: {case.id!r} is used already at {seen[case.id]}. Choose another.")
                seen[case.id] = place
    return tuple(cases)


def load_questions(*paths: Path) -> tuple[QuestionCase, ...]:
    """The question cases of files; see `load_cases`."""
    return tuple(case for case in load_cases(*paths) if isinstance(case, QuestionCase))


def load_briefings(*paths: Path) -> tuple[BriefingCase, ...]:
    """The briefing cases of files; see `load_cases`."""
    return tuple(case for case in load_cases(*paths) if isinstance(case, BriefingCase))


def load_kinds(*paths: Path) -> tuple[KindCase, ...]:
    """The cases of kinds of question in files; see `load_cases`."""
    return tuple(case for case in load_cases(*paths) if isinstance(case, KindCase))


def fixtures_sha256(cases: Iterable[Case], folders: Iterable[Path]) -> str:
    """SHA-256 over the cases, in any order, and the files of the folders of articles that they are asked over.

    A file counts with its path within its folder and its bytes; hidden files do not count.
    """
    digest = hashlib.sha256()
    clock = {"filters": {"moment"}}  # no part of a case: embargoes are judged by the clock
    for case in sorted(cases, key=lambda case: case.id):
        digest.update(f"{type(case).__name__} {case.model_dump_json(exclude=clock)}\n".encode())
    for folder in folders:
        names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(name for name in names if not any(part.startswith(".") for part in name.split("/"))):
            digest.update(f"{name} {hashlib.sha256(names[name].read_bytes()).hexdigest()}\n".encode())
        digest.update(b"\n")
    return digest.hexdigest()


def _told(path: Path, root: yaml.Node, problem: Mapping[str, Any]) -> str:
    location = problem["loc"]
    key = ".".join(str(part) for part in location)
    case: Any = plain_node(root)
    for part in location[:2]:
        case = case[part] if isinstance(case, list) or (isinstance(case, dict) and part in case) else None
    name = f" (case {case['id']!r})" if isinstance(case, dict) and "id" in case else ""
    if problem["type"] == "extra_forbidden":
        return f"{path}:{line_of(root, location)}: {key}{name}: there is no such key."
    value = "" if isinstance(problem["input"], dict | list) else f", not {problem['input']!r}"
    return f"{path}:{line_of(root, location)}: {key}{name}: {problem['msg'].removeprefix('Value error, ')}{value}."


def yaml_root(path: Path) -> yaml.Node:
    """The root of a YAML file that is a mapping, with plain values throughout and no key twice.

    Raises:
        CaseError: the file cannot be read, or is not such YAML; names file, line and key.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"Cannot read the case file {str(path)!r}: {error}.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CaseError(f"{path}:{line}: not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise CaseError(f"{path}: not YAML: {error}.") from error
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise CaseError(f"{path}:1: a case file has the key 'questions' or 'briefings' with a list of cases.")
    _check_nodes(path, root)
    return root


def plain_node(node: yaml.Node) -> Any:  # noqa: ANN401
    """What a node says, in Python's own types."""
    constructor = yaml.SafeLoader("")
    try:
        return constructor.construct_document(node)
    finally:
        constructor.dispose()


def _check_nodes(path: Path, root: yaml.Node) -> None:
    """Refuse what the schema would not see: keys that are no words or stand twice, and values that are none."""
    constructor = yaml.SafeLoader("")
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        place = f"{path}:{node.start_mark.line + 1}"
        if isinstance(node, yaml.ScalarNode):
            try:
                constructor.construct_object(node)
            except (ValueError, yaml.YAMLError) as error:
                raise CaseError(f"{place}: {node.value!r} cannot be read: {error}.") from error
        elif isinstance(node, yaml.MappingNode):
            _check_keys(path, node)
            waiting += [value for _, value in node.value]
        else:
            waiting += node.value


def _check_keys(path: Path, node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        place = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise CaseError(f"{place}: a key must be a word.")
        if key.value in seen:
            raise CaseError(f"{place}: {key.value}: the key stands twice.")
        seen.add(key.value)


def line_of(root: yaml.Node, location: tuple[int | str, ...]) -> int:
    """The line, from 1, of the innermost part of a location that the file has."""
    node, line = root, root.start_mark.line
    for part in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == part]
            if not found:
                continue
            line = found[0][0].start_mark.line
            node = found[0][1]
    return line + 1
