"""What the exact check reads and what it finds."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from briefbot.types import DateMention, Frozen


class Evidence(Frozen):
    """One cited paragraph with what is known of its article."""

    text: str
    dates: tuple[DateMention, ...] = Field(default=(), description="Dates in the text, resolved.")
    context: str = Field(default="", description="Title and source of the article; names may follow from it.")
    published: dt.date | None = Field(default=None, description="Day of the article.")


class Mismatch(Frozen):
    """Words of a claim that its evidence does not bear out."""

    kind: Literal["number", "date", "name", "unit", "negation", "quote"]
    text: str = Field(description="The words as the claim has them.")
    start: int = Field(ge=0, description="First character within the claim.")
    end: int = Field(gt=0, description="One past the last character within the claim.")
