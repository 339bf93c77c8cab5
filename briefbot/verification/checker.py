"""Do sources support a claim? Cheap checks first, the language model last."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from briefbot.llm.generator import Generator
from briefbot.llm.prompts import Prompt
from briefbot.progress import clock
from briefbot.text.sentences import sentence_spans
from briefbot.types import ModelRef, PromptRef
from briefbot.verification.calibration import Calibration, load_calibration
from briefbot.verification.entailment import Entailment
from briefbot.verification.evidence import Source, SupportVerdict
from briefbot.verification.exact import mismatches
from briefbot.verification.excerpt import choose_sentences, excerpt, units
from briefbot.verification.features import lexical_features

LARGEST_MARGIN = 20.0  # log-odds; beyond it a probability of yes says no more
ENTAILED = "entailed"  # the feature that is the cross-encoder's probability


class SupportChecker:
    """Judges claims against sources.

    Args:
        generator: the language model that is asked.
        prompt: asks whether a passage supports a claim; variables `passage` and `claim`.
        threshold: least probability at which a claim counts as supported; None takes the calibration's.
        calibration: turns features into a probability; None takes the package's.
        entailment: a cross-encoder, asked too where there is one.
    """

    def __init__(
        self,
        generator: Generator,
        prompt: Prompt,
        threshold: float | None = None,
        *,
        calibration: Calibration | None = None,
        entailment: Entailment | None = None,
    ) -> None:
        self._generator = generator
        self._prompt = prompt
        self._entailment = entailment
        self.calibration = calibration or load_calibration()
        self.threshold = self.calibration.threshold if threshold is None else threshold

    @property
    def model(self) -> ModelRef:
        """The language model that is asked."""
        return self._generator.ref

    @property
    def prompt(self) -> PromptRef:
        """The prompt that asks it."""
        return self._prompt.ref

    @property
    def note(self) -> str:
        """What to know about the probabilities; empty when the calibration was fitted for this model and prompt."""
        fitted = self.calibration
        if self.model.sha256 != fitted.model.sha256:
            return (
                f"The calibration was fitted for the model {fitted.model.name!r}, not for {self.model.name!r}: "
                "probabilities may be too high or too low. Fit it again with `python -m evals.calibrate`."
            )
        if self.prompt.sha256 != fitted.prompt.sha256:
            return (
                f"The calibration was fitted for version {fitted.prompt.version} of the prompt {fitted.prompt.name!r}, "
                f"not for this text of it. Fit it again with `python -m evals.calibrate`."
            )
        return ""

    def check(self, claim: str, sources: Sequence[Source], *, strict: bool = True) -> SupportVerdict:
        """Whether the sources together support the claim.

        Args:
            claim: one sentence, without citation marks.
            sources: what it is to be found in.
            strict: refuse a claim whose numbers, dates, names or quotations the sources lack, whatever the model
                says, and accept a whole sentence of a source, both without asking it; when False all that is only
                evidence, and the model is always asked.
        """
        began = clock()
        absent = mismatches(claim, [source.evidence for source in sources])
        if strict and absent:
            return SupportVerdict(
                probability=0.0, supported=False, asked=False, mismatches=absent, seconds=clock() - began
            )
        if strict and any(is_verbatim(claim, source.text) for source in sources):
            return SupportVerdict(probability=1.0, supported=True, asked=False, seconds=clock() - began)
        found = units(sources)
        chosen = choose_sentences(claim, sources, found)
        features = lexical_features(claim, sources, found, chosen, absent)
        shown = excerpt(sources, chosen)
        before = clock() - began
        judgement = self._generator.judge(self._prompt.render(passage=shown, claim=claim))
        after = clock()
        features["margin"] = log_odds(judgement.probability)
        features["margin_long"] = features["margin"] * features["long"]
        if self._entailment:
            (features[ENTAILED],) = self._entailment.probabilities([(shown, claim)])
        probability = self.probability(features)
        return SupportVerdict(
            probability=probability,
            supported=probability >= self.threshold,
            asked=True,
            mismatches=absent,
            features=features,
            tokens_read=judgement.tokens_read,
            seconds=before + judgement.seconds + clock() - after,
        )

    def probability(self, features: Mapping[str, float], fold: int | None = None) -> float:
        """The probability that features give, pooled with the cross-encoder's where it was asked.

        Args:
            features: as `check` returns them.
            fold: by the coefficients that were fitted without this fold.
        """
        probability = self.calibration.probability(features, fold)
        return pooled(probability, features[ENTAILED]) if ENTAILED in features else probability


def log_odds(probability: float) -> float:
    """The log-odds of a probability, within ±`LARGEST_MARGIN`."""
    least = 1 / (1 + math.exp(LARGEST_MARGIN))
    bounded = min(1 - least, max(least, probability))
    return math.log(bounded / (1 - bounded))


def pooled(one: float, other: float) -> float:
    """Two opinions as one: the mean of their log-odds, with equal weights that are not fitted.

    A logarithmic opinion pool (Genest and Zidek, Combining Probability Distributions, Statistical Science 1, 1986).
    """
    return 1 / (1 + math.exp(-(log_odds(one) + log_odds(other)) / 2))


def is_verbatim(claim: str, text: str) -> bool:
    """Whether a claim is a whole sentence of a text, but for case, spacing and its full stop.

    A part of a sentence does not count: what stands before it may deny or weaken it.
    """
    return any(_plain(claim) == _plain(text[start:end]) for start, end in sentence_spans(text))


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().rstrip(".").split())


PART_WORDS = 4  # words of a part; what is shorter says nothing alone, or is a name such as "Yahoo! Inc."


def claim_sentences(claim: str) -> list[str]:
    """The sentences of a claim, at least one; a quotation of several sentences is not cut."""
    spans = sentence_spans(claim) or ((0, len(claim)),)
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
    return not quoting and len(text.split()) >= PART_WORDS


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
