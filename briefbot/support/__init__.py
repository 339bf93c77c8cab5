"""The support check: do sources support a claim? Used by `ask` and by the evaluations alike."""

from briefbot.support.checker import SupportChecker
from briefbot.support.types import PartVerdict, Source, SupportVerdict, source_of

__all__ = ["PartVerdict", "Source", "SupportChecker", "SupportVerdict", "source_of"]
