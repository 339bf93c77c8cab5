"""A claim of several sentences is judged sentence by sentence: it holds as far as the weakest of them does.

What `ask` and `brief` check is one sentence at a time, so they need none of this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from briefbot.sentences import sentence_spans
from briefbot.support.types import SupportVerdict

FEWEST = 4  # words of a part; what is shorter says nothing alone, or is a name such as "Yahoo! Inc."


def parts(claim: str) -> list[str]:
    """The sentences of a claim, at least one; a quotation of several sentences is not cut."""
    spans = sentence_spans(claim) or [(0, len(claim))]
    found = [claim[slice(*spans[0])]]
    began = spans[0][0]
    for start, end in spans[1:]:
        if _stands(claim[began:start]) and _stands(claim[start:]):
            found.append(claim[start:end])
            began = start
        else:
            found[-1] = claim[began:end]
    return found


def _stands(text: str) -> bool:
    """Whether a text can be judged apart from the rest: long enough, and every quotation in it has ended."""
    quoting = text.count('"') % 2 == 1 or text.count("“") > text.count("”")
    return not quoting and len(text.split()) >= FEWEST


def weakest(verdicts: Sequence[SupportVerdict], probability: Callable[[SupportVerdict], float]) -> SupportVerdict:
    """The verdict on the least probable part, with the tokens and seconds of all parts.

    Args:
        verdicts: on all parts of one claim.
        probability: of support, by a part's verdict.
    """
    return min(verdicts, key=probability).model_copy(
        update={
            "tokens_read": sum(verdict.tokens_read for verdict in verdicts),
            "seconds": sum(verdict.seconds for verdict in verdicts),
        }
    )
