"""The exact check: are the numbers, dates, names and quotations of a sentence in the paragraphs it cites?"""

from briefbot.exact.check import missing
from briefbot.exact.models import Evidence, Mismatch

__all__ = ["Evidence", "Mismatch", "missing"]
