"""Do sources support a claim? Cheap checks first, the language model last."""

from __future__ import annotations

from collections.abc import Sequence

from briefbot.exact import missing
from briefbot.generation import Generator, clock
from briefbot.prompts import Prompt
from briefbot.sentences import sentence_spans
from briefbot.support.types import Source, SupportVerdict

THRESHOLD = 0.5  # least calibrated probability


class SupportChecker:
    """Judges claims against sources.

    Args:
        generator: the language model that is asked.
        prompt: asks whether a passage supports a claim; variables `passage` and `claim`.
        threshold: least probability at which a claim counts as supported.
    """

    def __init__(self, generator: Generator, prompt: Prompt, threshold: float = THRESHOLD) -> None:
        self._generator = generator
        self._prompt = prompt
        self._threshold = threshold

    def check(self, claim: str, sources: Sequence[Source], *, strict: bool = True) -> SupportVerdict:
        """Whether the sources together support the claim.

        Args:
            claim: one sentence, without citation marks.
            sources: what it is to be found in.
            strict: refuse a claim whose numbers, dates, names or quotations the sources lack, whatever the model
                says, without asking it; when False such a mismatch is only evidence.
        """
        began = clock()
        absent = tuple(f"{what.kind} {what.text!r}" for what in missing(claim, [item.evidence for item in sources]))
        if absent and strict:
            return SupportVerdict(
                probability=0.0, supported=False, asked=False, missing=absent, seconds=clock() - began
            )
        if any(is_verbatim(claim, item.text) for item in sources):
            return SupportVerdict(probability=1.0, supported=True, asked=False, seconds=clock() - began)
        text = "\n".join(item.shown for item in sources)
        judgement = self._generator.judge(self._prompt.render(passage=text, claim=claim))
        return SupportVerdict(
            probability=judgement.probability,
            supported=judgement.probability >= self._threshold,
            asked=True,
            missing=absent,
            tokens_read=judgement.tokens_read,
            seconds=clock() - began,
        )


def is_verbatim(claim: str, text: str) -> bool:
    """Whether a claim is a whole sentence of a text, but for case, spacing and its full stop.

    A part of a sentence does not count: what stands before it may deny or weaken it.
    """
    return any(_plain(claim) == _plain(text[start:end]) for start, end in sentence_spans(text))


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().rstrip(".").split())
