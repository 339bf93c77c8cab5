"""The nouns of the pipeline as frozen models; this module imports nothing of the package."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of every model: immutable, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(Frozen):
    """One sentence of a draft and the numbers of the passages it cites."""

    text: str
    numbers: tuple[int, ...]


EARLIEST = 1605
"""First year of publication that is believed: that of the first newspaper (Strasbourg's Relation)."""
ZEROS = frozenset(
    dt.date(*day)
    for day in ((1601, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1), (1969, 12, 31), (1970, 1, 1),
                (1980, 1, 1))
)  # fmt: skip
"""Days from which the clocks of Windows, spreadsheets, Macs, Unix and DOS count: written for want of a date."""
UNIX_ZERO = dt.date(1970, 1, 1)
"""The first day of Unix clocks."""
MILLISECONDS = dt.date(1970, 1, 21)
"""The last day that a moment of our time makes in 1970 when its seconds are taken for milliseconds."""
AHEAD = dt.timedelta(days=2)  # how far past today a date is believed: time zones and tomorrow's paper


def believed_days() -> tuple[dt.date, dt.date]:
    """The first and the last day on which an article can have been published."""
    return dt.date(EARLIEST, 1, 1), dt.date.today() + AHEAD


class Published(Frozen):
    """When an article was published, as precisely as its text establishes it."""

    day: dt.date
    time: dt.time | None = Field(default=None, description="With tzinfo when the zone is known, else naive.")
    evidence: str = Field(description="The words, file name or rule that established the date.")
    confidence: Literal["high", "medium", "low", "inferred"] = Field(
        default="high", description="'inferred' where the article tells no year; see `PartialDay`."
    )

    @property
    def suspect(self) -> bool:
        """Whether no article can have been published then.

        That is before there were newspapers, more than two days ahead, and on a day that programs write for none.
        """
        first, last = believed_days()
        return not first <= self.day <= last or self.of_a_clock

    @property
    def of_a_clock(self) -> bool:
        """Whether it is the day from which a clock counts, or one near it that seconds read as milliseconds make."""
        in_milliseconds = self.time is not None and UNIX_ZERO <= self.day <= MILLISECONDS
        return self.day in ZEROS or in_milliseconds

    @property
    def timezone_known(self) -> bool:
        """Whether the time of day carries its offset from UTC."""
        return self.time is not None and self.time.tzinfo is not None

    @property
    def iso(self) -> str:
        """ISO 8601: a date, or a date and time with the offset where it is known."""
        if self.time is None:
            return self.day.isoformat()
        return dt.datetime.combine(self.day, self.time).isoformat(timespec="minutes")


class PartialDay(Frozen):
    """A day of publication of which the year is not told."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    weekday: int | None = Field(default=None, ge=0, le=6, description="0 for Monday, where the text tells it.")
    evidence: str = Field(description="The words that tell it.")

    @property
    def edtf(self) -> str:
        """Extended Date/Time Format, level 2 (ISO 8601-2): 'XXXX-07-14'."""
        return f"XXXX-{self.month:02}-{self.day:02}"

    def in_years(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days between two that it can be: of its month and day, and of its weekday where that is told."""
        found = []
        for year in range(first.year, last.year + 1):
            try:
                found.append(dt.date(year, self.month, self.day))
            except ValueError:  # 29 February
                continue
        return [day for day in found if first <= day <= last and self.weekday in (None, day.weekday())]


class Period(Frozen):
    """The month, the season or the part of one in which an article was published, where no day is told."""

    first: dt.date = Field(description="The first day that it can have been.")
    last: dt.date
    edtf: str = Field(description="In the Extended Date/Time Format: '2019-08', '2019-22', '[2019-07..2019-08]'.")
    evidence: str = Field(description="The words that tell it.")


class Paragraph(Frozen):
    """One paragraph of an article, numbered from 1 as a reader would count."""

    number: int = Field(ge=1)
    text: str = Field(min_length=1)


class Dropped(Frozen):
    """A piece of the file that is not article text, kept with the reason it was left out."""

    text: str
    reason: str = Field(description="For example 'photo caption', 'byline', 'headline list', 'end mark'.")
    after: int = Field(ge=0, description="Number of the paragraph it followed; 0 before the first.")


class ReadWarning(StrEnum):
    """Why what was read may not be one whole article."""

    MANY = "several articles in one"
    LABEL = "the title is a label"
    UNDATED = "no date"
    NOTICE = "the text is a notice"
    LINKS = "the text is mostly links"
    COLUMNS = "columns that cannot be told apart"
    UNSURE = "text and furniture hard to tell apart"


Status = Literal["usable", "withheld", "killed"]


class ArticleHead(Frozen):
    """An article without its text: what is said of it where it is cited."""

    id: str = Field(min_length=16, max_length=16, description="First 16 hex digits of the content's SHA-256.")
    title: str
    source: str | None = Field(default=None, description="Publisher or agency.")
    author: str | None = None
    published: Published | None = Field(default=None, description="None when no date could be established.")
    partial: PartialDay | None = Field(default=None, description="Its day where it tells no year of it.")
    period: Period | None = Field(default=None, description="Its month or season where it tells no day.")
    updated: Published | None = Field(default=None, description="When it was last changed, if it says so.")
    url: str | None = None
    path: str | None = Field(default=None, description="The file it was read from, as given.")

    @property
    def known(self) -> str | None:
        """What is known of the day of publication where no day is, as EDTF (ISO 8601-2); else None."""
        told = self.partial or self.period
        return told.edtf if told and not self.published else None

    @property
    def day(self) -> dt.date | None:
        """The day that "Sunday" and "next week" count from: of an update within a week, else of publication.

        None for a suspect day of publication: what it says is not believed.
        """
        if self.published is None or self.published.suspect:
            return None
        updated = self.updated.day if self.updated and not self.updated.suspect else self.published.day
        return updated if 0 <= (updated - self.published.day).days <= 7 else self.published.day


class Article(ArticleHead):
    """One article as its reader understood it. The id is a hash of what it says, not of where it lay."""

    source_evidence: str | None = Field(default=None, description="What names the publisher.")
    section: str | None = Field(default=None, description="Desk or page, as the source names it.")
    language: str | None = Field(default=None, description="BCP 47, as the source says it.")
    ids: tuple[str, ...] = Field(default=(), description="Identifiers the source gives, 'scheme:value' where it says.")
    embargo: AwareDatetime | None = Field(default=None, description="The hour before which it is not for use.")
    status: Status = Field(default="usable", description="What the source last said of its use.")
    warnings: tuple[ReadWarning, ...] = Field(default=(), description="What makes the reading doubtful.")
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    dropped: tuple[Dropped, ...] = ()

    @property
    def issue(self) -> tuple[str, ...]:
        """What makes the same words another issue of a wire's item; see `issue_of`."""
        return issue_of(self.ids, self.embargo, self.status)

    @property
    def told(self) -> Published | None:
        """When it was published by what it says itself, not by what lies beside it."""
        return None if self.published and self.published.confidence == "inferred" else self.published


def issue_of(ids: tuple[str, ...], embargo: dt.datetime | None, status: Status) -> tuple[str, ...]:
    """What makes the same words another issue of a wire's item: its version, its embargo and its status."""
    versions = [each for each in ids if each.startswith("version:")] if any(map(is_item, ids)) else []
    hour = [embargo.isoformat()] if embargo else []
    return (*versions, *hour, *([status] if status != "usable" else []))


def is_item(identifier: str) -> bool:
    """Whether an identifier stays the same from version to version of a wire's item."""
    return identifier.startswith("item:")


class Problem(Frozen):
    """Something that could not be read, and why."""

    path: str
    reason: str


def article_id(
    title: str, source: str | None, published: Published | None, texts: list[str], issue: tuple[str, ...] = ()
) -> str:
    """The content hash of an article: 16 hex digits over title, source, date, paragraph texts and `Article.issue`."""
    parts = [title, source or "", published.iso if published else "", *texts, *issue]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Chunk(Frozen):
    """A run of one paragraph's text, small enough to embed, that remembers where it stands."""

    id: str = Field(description="'<article id>-<paragraph>-<start>-<end>'.")
    article_id: str
    paragraph: int = Field(ge=1)
    start: int = Field(ge=0, description="First character within the paragraph.")
    end: int = Field(gt=0, description="One past the last character within the paragraph.")
    text: str
    header: str = Field(description="Title, source and date: embedded and searched with the text.")


def article_of(chunk_id: str) -> str:
    """The id of the article that a chunk is of."""
    return chunk_id.partition("-")[0]


class Filters(Frozen):
    """What a search keeps to; None keeps to nothing."""

    first: dt.date | None = Field(default=None, description="First day of publication; suspect days never count.")
    last: dt.date | None = Field(default=None, description="Last day of publication; suspect days never count.")
    source: str | None = Field(default=None, description="Publisher, upper or lower case alike.")
    history: bool = Field(default=False, description="Also superseded versions, and copies of one text.")
    moment: AwareDatetime | None = Field(default=None, description="Embargoes are judged by it; None for the clock.")


class Switches(Frozen):
    """Parts of the way to an answer that an evaluation turns off to see what each is worth; `ask` has them all on.

    `ask --quick` turns the model off.
    """

    words: bool = Field(default=True, description="Search by words (BM25).")
    vectors: bool = Field(default=True, description="Search by sentence embeddings.")
    grammar: bool = Field(default=True, description="Write under the citation grammar, else freely.")
    verification: bool = Field(default=True, description="Check sentences, else show the draft with its citations.")
    model: bool = Field(default=True, description="Ask the language model, else choose sentences without it.")


ALL_ON = Switches()


class DateMention(Frozen):
    """A relative or partial date in a text, resolved to the days it means."""

    text: str = Field(description="The words as written, such as 'Sunday' or 'early next month'.")
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    first: dt.date = Field(description="First day meant.")
    last: dt.date = Field(description="Last day meant; equal to `first` for a single day.")
    relative: bool = Field(description="Whether the article's own date was needed to resolve it.")


class Passage(Frozen):
    """A paragraph that retrieval found, with its article's particulars and its scores."""

    number: int = Field(ge=1, description="The number the model cites it by, from 1.")
    article_id: str
    title: str
    source: str | None
    published: Published | None
    known: str | None = Field(default=None, description="EDTF of what is known of its day where no day is.")
    path: str | None
    url: str | None
    paragraph: int = Field(ge=1)
    start: int = Field(ge=0, description="First character of the text within the paragraph.")
    text: str
    dates: tuple[DateMention, ...] = ()
    day: dt.date | None = Field(default=None, description="The day that its relative dates count from.")
    score: float = Field(description="How well it answers: log-odds against the others, or the search's own score.")
    share: float = Field(
        default=0.0, ge=0, description="Of all that was ranked, how probably it and its copies answer; 0 if unranked."
    )
    ranks: dict[str, int] = Field(default_factory=dict, description="Rank from 1 in each retriever that found it.")
    also: tuple[str, ...] = Field(default=(), description="Titles and sources of near-identical passages.")


class Citation(Frozen):
    """The exact words of a paragraph that support a sentence."""

    number: int = Field(ge=1, description="The number printed in the answer.")
    article_id: str
    title: str
    source: str | None
    published: str | None = Field(description="ISO 8601, or None when unknown or suspect.")
    known: str | None = Field(default=None, description="EDTF of what is known of its day where no day is.")
    path: str | None
    url: str | None
    paragraph: int
    quote: str
    start: int = Field(ge=0, description="First character of the quote within the paragraph.")
    end: int = Field(gt=0)
    dates: tuple[DateMention, ...] = Field(default=(), description="Dates within the quote, resolved.")
    also: tuple[str, ...] = ()


class Action(StrEnum):
    """What became of a sentence in verification."""

    KEPT = "kept"
    RECITED = "recited"
    """Other passages prove it than those it cited."""
    REMOVED = "removed"
    QUOTED = "quoted"
    """Words of a source in the place of what the model wrote."""


class Support(Frozen):
    """What verification found about one sentence."""

    supported: bool
    missing: tuple[str, ...] = Field(default=(), description="Numbers, dates and names the cited text lacks.")
    probability: float | None = Field(default=None, description="The model's probability of 'yes'; None if not asked.")
    action: Action = Action.KEPT


class Kind(StrEnum):
    """What a question asks for, which decides how it is answered."""

    FACT = "fact"
    """Who, when, where, how many, why."""
    WHO_IS = "who is"
    WHAT_IS = "what is"
    LIST = "list"
    YES_OR_NO = "yes or no"
    QUOTATION = "quotation"
    """What somebody said."""
    LATEST = "latest"
    WHAT_HAPPENED = "what happened"
    """On a day, in a span of days or at a place."""
    TIMELINE = "timeline"
    SUMMARY = "summary"
    COMPARISON = "comparison"
    OPINION = "opinion"
    """Who holds what."""


class Shape(StrEnum):
    """How the sentences of an answer are laid out."""

    PARAGRAPH = "paragraph"
    ITEMS = "items"
    """One a line, each under its heading where it has one."""
    DATED = "dated"
    """One a line, each under its days."""


class Sentence(Frozen):
    """One sentence of an answer with its proof."""

    text: str = Field(description="Its words; those of a quotation without quotation marks around them.")
    quoted: bool = Field(default=False, description="Whether the words are those of a source, shown between marks.")
    phrase: str = Field(default="", description="Words of the draft that a quotation bears out, shown before it.")
    heading: str = Field(default="", description="What its line stands under: its days, who says it, whom it is about.")
    first: dt.date | None = Field(default=None, description="The first of the days that a dated line is of.")
    last: dt.date | None = Field(default=None, description="The last of them.")
    speaker: str = Field(default="", description="Whose words it reports, where the answer rests on that.")
    support: Support
    citations: tuple[Citation, ...]


class PromptRef(Frozen):
    """Which prompt made a result."""

    name: str
    version: int
    sha256: str


class ModelRef(Frozen):
    """Which weights made a result."""

    name: str
    sha256: str


class Stage(StrEnum):
    """A part of the way to an answer or a briefing whose time is taken."""

    RETRIEVE = "retrieve"
    READ = "read"
    WRITE = "write"
    WEIGH = "weigh"
    DECIDE = "decide"
    VERIFY = "verify"
    COLLECT = "collect"
    LOAD = "load"
    COMPOSE = "compose"


class Timing(Frozen):
    """Seconds and tokens of one stage."""

    stage: Stage
    seconds: float
    tokens_read: int = 0
    tokens_written: int = 0


class Signals(Frozen):
    """What tells whether the passages that a draft rests on answer the question."""

    preference: float = Field(description="Log-odds (nats) of the draft's first token against that of a refusal.")
    shared: float = Field(
        ge=0, le=1, description="Share of the question's content words that the passages have; eight are enough."
    )
    support: float | None = Field(
        default=None,
        description="Log-odds (nats) that they support question and draft as one claim; None if not asked.",
    )
    probed: float | None = Field(
        default=None,
        description="Log-odds (nats) that the passages answer, by a probe of the model's values; None without one.",
    )


class Refusal(StrEnum):
    """Why a question is not answered."""

    UNKNOWN_PUBLISHER = "unknown publisher"
    """It asks about the report of a publisher of whom the library has nothing."""
    NOTHING_FOUND = "nothing found"
    NOT_TOLD = "not told"
    """No passage speaks of what it asks, or the model wrote nothing."""
    NOT_ANSWERED = "not answered"
    """What was found speaks of it and does not answer; see `Answer.answerable`."""
    UNKNOWN_NAME = "unknown name"
    """It names somebody or something that no article names."""
    NOT_QUOTED = "not quoted"
    """It asks for the words of somebody whom no article quotes on that."""
    NOT_PROVEN = "not proven"
    """No sentence of the draft was proven, and none of the sources could be quoted in its place."""


class Answer(Frozen):
    """A verified answer, or an abstention, with everything that determined it."""

    question: str
    kind: Kind = Field(default=Kind.FACT, description="What it asks for; of several kinds, that of the first part.")
    shape: Shape = Field(default=Shape.PARAGRAPH, description="How its sentences are laid out.")
    parts: tuple[Answer, ...] = Field(
        default=(), description="The answers to its parts, where it was taken apart; citations are numbered through."
    )
    text: str = Field(description="What is shown; the lines of items and dated lines each on their own.")
    word: str = Field(default="", description="What a yes or no says before the sentences that it rests on.")
    abstained: bool
    refusal: Refusal | None = Field(default=None, description="Why it abstains; None for an answer.")
    reason: str | None = Field(default=None, description="Why it abstains, where that can be said of the question.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader of the answer should know besides.")
    sentences: tuple[Sentence, ...]
    removed: tuple[Sentence, ...] = Field(default=(), description="Sentences that verification took out.")
    passages: tuple[Passage, ...]
    asked: str = Field(default="", description="What the model was asked, rendered; empty when it was not.")
    draft: str = Field(description="What the model wrote, before verification.")
    signals: Signals | None = Field(default=None, description="On what it was decided whether to answer.")
    answerable: float | None = Field(default=None, description="Probability that the passages answer the question.")
    unfitted: str = Field(
        default="", description="What to know where that was fitted for another model or prompt; else empty."
    )
    prompt: PromptRef
    model: ModelRef
    embedder: ModelRef
    settings_sha256: str
    timings: tuple[Timing, ...]
