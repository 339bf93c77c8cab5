"""A claim and the passages it cites -> whether they prove it, and with which words."""

from __future__ import annotations

from briefbot.verification.calibration import Calibration, load_calibration, source_key
from briefbot.verification.checker import SupportChecker, claim_sentences, weakest
from briefbot.verification.entailment import CrossEncoder, Entailment, load_entailment
from briefbot.verification.evidence import Evidence, Mismatch, Source, SupportVerdict, source_of
from briefbot.verification.exact import mismatches

__all__ = [
    "Calibration",
    "CrossEncoder",
    "Entailment",
    "Evidence",
    "Mismatch",
    "Source",
    "SupportChecker",
    "SupportVerdict",
    "claim_sentences",
    "load_calibration",
    "load_entailment",
    "mismatches",
    "source_key",
    "source_of",
    "weakest",
]
