"""What the exact check reads and what it finds."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import Field

from briefbot.text.dates.describe import annotate
from briefbot.text.dates.edtf import edtf_words
from briefbot.types import DateMention, Frozen, Passage


class Evidence(Frozen):
    """One cited paragraph with what is known of its article."""

    text: str
    dates: tuple[DateMention, ...] = Field(default=(), description="Dates in the text, resolved.")
    context: str = Field(default="", description="Title and source of the article; names may follow from it.")
    published: dt.date | None = Field(default=None, description="Day of the article.")


class MismatchKind(StrEnum):
    """What kind of words a claim's evidence does not bear out."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    UNIT = "unit"
    NEGATION = "negation"
    QUOTE = "quote"
    ITEM = "item"
    JOIN = "join"
    """Words that the evidence has, and gives to somebody else."""


class Mismatch(Frozen):
    """Words of a claim that its evidence does not bear out."""

    kind: MismatchKind
    text: str = Field(description="The words as the claim has them.")
    start: int = Field(ge=0, description="First character within the claim.")
    end: int = Field(gt=0, description="One past the last character within the claim.")


class Source(Frozen):
    """One paragraph of evidence, or a whole text, with what is known of its article."""

    text: str
    header: str = Field(default="", description="Publisher, date and title, as the model is shown them.")
    dates: tuple[DateMention, ...] = Field(default=(), description="Dates in the text, resolved.")
    context: str = Field(default="", description="Title and publisher; names may follow from them.")
    published: dt.date | None = Field(default=None, description="Day of the article.")

    @property
    def evidence(self) -> Evidence:
        """What the exact check may find a claim's particulars in."""
        return Evidence(text=self.text, dates=self.dates, context=self.context, published=self.published)

    @property
    def shown(self) -> str:
        """The text as the model sees it: its header, and the words with their dates resolved."""
        words = annotate(self.text, self.dates)
        return f"{self.header}\n{words}" if self.header else words


class SupportVerdict(Frozen):
    """Whether sources support a claim, how surely, and what that took."""

    probability: float = Field(ge=0, le=1, description="Calibrated probability of support.")
    supported: bool = Field(description="Whether the probability reaches the threshold and no hard rule refuses it.")
    asked: bool = Field(description="Whether the language model was asked; False where cheaper checks decided.")
    mismatches: tuple[Mismatch, ...] = Field(default=(), description="What the exact check did not find.")
    features: dict[str, float] = Field(default_factory=dict, description="What the probability was computed from.")
    tokens_read: int = Field(default=0, ge=0, description="Prompt tokens that the language model evaluated.")
    seconds: float = Field(default=0.0, ge=0)

    @property
    def missing(self) -> tuple[str, ...]:
        """The mismatches in words, such as "number '14'"."""
        return tuple(f"{what.kind} {what.text!r}" for what in self.mismatches)


def source_of(passage: Passage) -> Source:
    """A retrieved passage as evidence."""
    told = passage.published
    known = edtf_words(passage.known) if passage.known else "date unknown"
    day = f"{told.day:%-d %B %Y}" if told and not told.suspect else known
    return Source(
        text=passage.text,
        header=f"{passage.source or 'Unknown source'}, {day}: {passage.title}",
        dates=passage.dates,
        context=f"{passage.title}. {passage.source or ''}",
        published=passage.day,
    )
