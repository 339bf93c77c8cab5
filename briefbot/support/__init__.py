"""The support check: do sources support a claim? Used by `ask` and by the evaluations alike."""

from briefbot.support.calibration import Calibration, load_calibration, source_key
from briefbot.support.checker import SupportChecker
from briefbot.support.entailment import CrossEncoder, Entailment, load_entailment
from briefbot.support.parts import parts, weakest
from briefbot.support.types import Source, SupportVerdict, source_of

__all__ = [
    "Calibration",
    "CrossEncoder",
    "Entailment",
    "Source",
    "SupportChecker",
    "SupportVerdict",
    "load_calibration",
    "load_entailment",
    "parts",
    "source_key",
    "source_of",
    "weakest",
]
