"""The parts of a briefing as frozen models."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import Field

from briefbot.types import Frozen, ModelRef, PromptRef, Sentence, Timing


class Exclusion(StrEnum):
    """Why a briefing does not use an article of its span."""

    COPY = "copy"
    SUPERSEDED = "superseded"
    LITTLE_NEW = "little new"
    READ_BEFORE = "read before"
    UNDATED = "undated"
    HELD = "held"
    OFF_TOPIC = "off topic"
    CROWDED_OUT = "crowded out"
    NOT_READ = "not read"
    """One of too many for one briefing; see `briefbot.briefing.choosing`."""
    NO_NEWS = "no news"
    """A column, an editorial, a feature, a gallery or a promotion."""

    @property
    def folded(self) -> bool:
        """Whether the article is folded into another, whose text it repeats."""
        return self in (Exclusion.COPY, Exclusion.SUPERSEDED, Exclusion.LITTLE_NEW)


class LeftOut(Frozen):
    """An article of the span that the briefing does not use, and why."""

    article_id: str
    title: str
    kind: Exclusion | None = Field(default=None, description="None in a briefing saved before kinds were told.")
    reason: str = Field(description="The same in words, which name the other article where there is one.")


class Coverage(Frozen):
    """What the briefing was made from."""

    articles: int
    publishers: tuple[str, ...]
    stories: int
    copies: int = Field(description="Articles folded into another as copies or older versions.")
    left_out: tuple[LeftOut, ...] = ()
    inferred: int = Field(default=0, description="Articles that tell no year, whose day is inferred surely.")
    in_part: int = Field(default=0, description="Articles of which only a month or season is known, all of it within.")


class Importance(Frozen):
    """Why a story stands where it stands: parts from 0 to 1, what else is seen of it, and how it weighs in all."""

    publishers: float
    novelty: float
    recency: float
    prominence: float
    worth: float = Field(default=1.0, description="What the total counts for what the desk follows.")
    reasons: tuple[str, ...] = Field(
        default=(), description="What raised or lowered the story besides its parts, in words, the most telling first."
    )
    total: float = Field(description="The logistic function of the weighted sum, times the worth.")


class Version(Frozen):
    """One side of a disagreement between sources."""

    value: str = Field(description="The number, date or name as that source gives it.")
    sentence: Sentence = Field(description="The source's own words, cited.")


class DisagreementKind(StrEnum):
    """What sources give differently."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ACCOUNT = "account"
    """One source says that it was otherwise, as in 'gave another account'."""


class Disagreement(Frozen):
    """Sources that give different numbers, dates or names for the same thing."""

    about: str = Field(description="What they differ on, for example 'number of people at the rally'.")
    kind: DisagreementKind
    versions: tuple[Version, ...] = Field(min_length=2)


class Quotation(Frozen):
    """Verbatim words with who said them."""

    speaker: str
    sentence: Sentence


class Story(Frozen):
    """One story of the briefing."""

    id: str = Field(description="Content hash over what determined it.")
    headline: Sentence
    happened: tuple[Sentence, ...]
    disagreements: tuple[Disagreement, ...] = ()
    background: Sentence | None = None
    said: tuple[Quotation, ...] = ()
    articles: tuple[str, ...] = Field(description="Ids, canonical articles, newest first.")
    also: tuple[str, ...] = Field(default=(), description="Publishers and titles of folded copies.")
    topic: str | None = Field(default=None, description="The section that it stands in, where there are sections.")
    importance: Importance
    removed: tuple[Sentence, ...] = Field(default=(), description="What verification took out.")
    draft: str = Field(default="", description="What the model wrote, before verification.")


class Brief(Frozen):
    """A story of which only one sentence of its source is told."""

    headline: str = Field(description="Of its newest article.")
    sentence: Sentence
    articles: tuple[str, ...] = Field(description="Ids, canonical articles, newest first.")
    topic: str | None = Field(default=None, description="As for a story.")
    importance: Importance


class ChangeKind(StrEnum):
    """What became of a story, in the order in which changes are shown."""

    TAKEN_BACK = "taken back"
    NEW = "new"
    DEVELOPING = "developing"
    CORRECTED = "corrected"
    GONE_QUIET = "gone quiet"


class Change(Frozen):
    """What became of a story since the briefing before."""

    kind: ChangeKind
    headline: str
    story: str | None = Field(description="Id of this briefing's story; None when it has gone quiet or was taken back.")
    before: Sentence | None = Field(default=None, description="What was said, for corrected and gone quiet.")
    now: tuple[Sentence, ...] = Field(default=(), description="What is new in it, or what is said now.")


class View(Frozen):
    """What somebody argues in a column or an editorial."""

    article_id: str
    kind: str = Field(description="'column' or 'editorial'.")
    author: str | None
    source: str | None
    title: str
    sentence: Sentence


class Event(Frozen):
    """Something ahead that an article dates."""

    first: dt.date
    last: dt.date
    sentence: Sentence
    who: tuple[str, ...] = Field(default=(), description="The people whom its sentence names, by their full names.")
    where: tuple[str, ...] = Field(default=(), description="The places at which its sentence says that it is.")


class Briefing(Frozen):
    """A briefing, with everything that determined it. Citation numbers run through the whole of it."""

    schema_version: Literal[1] = 1
    id: str = Field(default="", description="Content hash over everything but the timings.")
    title: str
    first: dt.date
    last: dt.date
    topic: str | None = None
    coverage: Coverage
    note: str = Field(default="", description="Why there are no stories, when there are none.")
    in_brief: tuple[Sentence, ...] = Field(description="Moved here from the stories, which do not repeat them.")
    stories: tuple[Story, ...]
    briefs: tuple[Brief, ...] = Field(default=(), description="Further stories, a sentence each.")
    changes: tuple[Change, ...]
    previous: str | None = Field(default=None, description="Id of the briefing that changes are counted from.")
    previous_last: dt.date | None = Field(
        default=None,
        description="Last day of that briefing; set without `previous` when another version saved it and it cannot be "
        "read.",
    )
    events: tuple[Event, ...]
    views: tuple[View, ...] = Field(default=(), description="Columns and editorials, where they are asked for.")
    prompts: tuple[PromptRef, ...]
    model: ModelRef
    embedder: ModelRef
    settings_sha256: str
    code_sha256: str = Field(default="", description="Hash of the code that can change a briefing.")
    articles: tuple[str, ...] = Field(default=(), description="Ids of all articles of the span, oldest first.")
    timings: tuple[Timing, ...] = ()


class DevelopmentKind(StrEnum):
    """What a line of a story's developments tells."""

    NEW = "new"
    """What no article had told before."""
    MOVED = "moved"
    """A number or a name that stands otherwise since."""
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    """A newer version took the place of one that was out."""


class Development(Frozen):
    """A line of a story's developments, in the words of the articles."""

    kind: DevelopmentKind
    day: dt.date
    before: Sentence | None = Field(default=None, description="What was told until then, for moved and corrected.")
    now: Sentence
    title: str = Field(default="", description="Of the version that is superseded.")


class StoryDevelopments(Frozen):
    """What happened to one story within some days, oldest first."""

    headline: str = Field(description="Of its newest article.")
    is_new: bool = Field(description="Whether no article before these days told it.")
    before: Sentence | None = Field(default=None, description="What was told last before these days.")
    before_day: dt.date | None = None
    developments: tuple[Development, ...]
    articles: tuple[str, ...] = Field(description="Ids, canonical articles, newest first.")
    importance: Importance | None = Field(description="None for an article outside of the stories that was mended.")


class Withdrawal(Frozen):
    """An article that its publisher took back; nothing of it is told."""

    source: str
    day: dt.date
    reason: str
    cited_by: tuple[dt.date, ...] = Field(default=(), description="Last days of the saved briefings that cited it.")


class Developments(Frozen):
    """What changed within some days, by story, from the articles alone. Citation numbers run through all of it."""

    schema_version: Literal[1] = 1
    id: str = Field(default="", description="Content hash over everything else.")
    title: str
    first: dt.date
    last: dt.date
    topic: str | None = None
    coverage: Coverage
    note: str = Field(default="", description="Why there are no stories, when there are none.")
    withdrawn: tuple[Withdrawal, ...] = ()
    stories: tuple[StoryDevelopments, ...]
    embedder: ModelRef
    code_sha256: str = Field(description="Hash of the code that can change it.")
