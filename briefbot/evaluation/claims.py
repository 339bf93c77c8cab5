"""Files of claims that somebody labelled supported or not, one JSON object a line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydantic import ConfigDict, Field, ValidationError

from briefbot.errors import CaseError
from briefbot.evaluation.bootstrap import SEED
from briefbot.support import Source
from briefbot.types import Frozen


class LabelledClaim(Frozen):
    """A claim that somebody labelled; further keys of its line are left alone."""

    model_config = ConfigDict(extra="ignore")

    source: str | tuple[str, ...] = Field(description="A text, or its sentences.")
    claim: str = Field(min_length=1)
    supported: bool = Field(strict=True)
    id: str = ""
    kind: str | None = Field(default=None, description="How the claim was made; errors are counted by it.")

    @property
    def texts(self) -> tuple[str, ...]:
        """The source as lines of text; sentences given one by one stay apart."""
        if isinstance(self.source, str):
            return (self.source,)
        return ("\n".join(" ".join(sentence.split()) for sentence in self.source),)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The source as the support check reads it."""
        return tuple(Source(text=text) for text in self.texts)


def read_claims(path: Path, limit: int | None = None) -> tuple[LabelledClaim, ...]:
    """The claims of a file of JSON lines.

    Args:
        path: the file.
        limit: only so many, drawn with a fixed seed and in the order of the file.

    Raises:
        CaseError: the file cannot be read, or a line is no such claim; names file, line and key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"Cannot read the file of claims {str(path)!r}: {error}.") from error
    claims = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            claims.append(LabelledClaim.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise CaseError(f"{path}:{number}: {f'{key}: ' if key else ''}{first['msg']}.") from error
    if limit is not None and limit < len(claims):
        drawn = np.random.default_rng(SEED).choice(len(claims), limit, replace=False)
        claims = [claims[at] for at in sorted(drawn)]
    if len({claim.supported for claim in claims}) < 2:
        raise CaseError(f"{path}: needs supported and unsupported claims, one JSON object a line.")
    return tuple(claims)
