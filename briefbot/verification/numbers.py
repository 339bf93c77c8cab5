"""Whether the quantities of a claim are among those of its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from briefbot.text.numbers import Quantity
from briefbot.verification.evidence import Mismatch, MismatchKind

_ROUNDING = Fraction(1, 10)  # "about an hour" may stand for 55 minutes


def wrong_quantities(
    claim: Sequence[Quantity], evidence: Sequence[Quantity], source: Sequence[Quantity] = ()
) -> list[Mismatch]:
    """A mismatch for each quantity of the claim that no quantity of the evidence bears out.

    'unit' when the evidence has the number with another unit, else 'number'. `source` are the quantities of the one
    sentence that the claim repeats, if it repeats one: its 'three hours' is not proven by those of another sentence.
    """
    return [
        Mismatch(
            kind=MismatchKind.UNIT if _only_unit_differs(item, evidence) else MismatchKind.NUMBER,
            text=item.text,
            start=item.start,
            end=item.end,
        )
        for item in claim
        if not _borne_out(item, evidence) or _replaced(item, claim, source)
    ]


def _borne_out(item: Quantity, evidence: Sequence[Quantity]) -> bool:
    if item.weak:
        return not _contradicted(item, evidence)
    equal = [other for other in evidence if _same(item, other)]
    if equal:
        return not _belongs_elsewhere(item, equal, evidence)
    return any(_rounds(item, other) for other in evidence)


def _replaced(item: Quantity, claim: Sequence[Quantity], source: Sequence[Quantity]) -> bool:
    """Whether the repeated sentence has as many quantities of this dimension as the claim, but not this one."""
    rivals = [other for other in source if other.dimension == item.dimension and _counts(other)]
    fellows = [other for other in claim if other.dimension == item.dimension and _counts(other)]
    return not item.weak and len(rivals) >= len(fellows) and bool(rivals) and not _borne_out(item, source)


def _counts(item: Quantity) -> bool:
    """Whether it is surely a number: 'an hour' is, 'a man' and 'the year' are not."""
    return not item.weak or (bool(item.dimension) and item.text.lower() in ("a", "an", "one"))


def _contradicted(item: Quantity, evidence: Sequence[Quantity]) -> bool:
    """Whether the evidence counts the same thing, and only otherwise: 'one person' against 'two people'."""
    if not _counts(item) and item.text.lower() not in ("one", "two"):
        return False
    alike = [
        other
        for other in evidence
        if other.dimension == item.dimension and (item.dimension or item.nouns & other.nouns)
    ]
    return bool(alike) and not any(other.value == item.value for other in alike)


def _same(item: Quantity, other: Quantity) -> bool:
    """Equal in number and unit, and the claim's 'more than' or 'nearly' said by the evidence too."""
    if not _equal(item, other):
        return False
    match item.hedge:
        case "over":
            return other.hedge in ("over", "during")
        case "least":
            return other.hedge in ("", "over", "during", "least")
        case "under" | "nearly":
            return other.hedge in ("under", "nearly", "about")
        case "most":
            return other.hedge in ("", "under", "nearly", "most")
        case _:
            return True


def _equal(item: Quantity, other: Quantity) -> bool:
    if item.dimension == other.dimension == "clock":
        return item.value == other.value and (item.nouns == other.nouns or not item.nouns or not other.nouns)
    if item.dimension == other.dimension:
        return item.value == other.value
    if item.dimension in ("decade", "vague"):
        if isinstance(item.raw, str) or isinstance(other.raw, str):
            return False
        in_decade, in_order = 0 <= other.raw - item.raw < 10, 2 * item.raw <= other.raw < 20 * item.raw
        return in_decade if item.dimension == "decade" else in_order
    if {item.dimension, other.dimension} == {"", "percent"} and item.value in (Fraction(1, 2), 50):
        return {item.value, other.value} == {Fraction(1, 2), Fraction(50)}
    if {item.dimension, other.dimension} == {"", "times"}:
        return item.raw == other.raw  # "won twice" and "two victories"
    # A bare number may stand for one with a unit ("Smith, 30," and "30-year-old"), one with a noun may not.
    if not item.dimension and not item.nouns or not other.dimension and not other.nouns:
        return item.raw == other.raw
    return False


def _belongs_elsewhere(item: Quantity, equal: Sequence[Quantity], evidence: Sequence[Quantity]) -> bool:
    """Whether the evidence ties the number to other things only, and another number to this thing.

    'Third quarter' is not proven by 'third increase' where the evidence has a 'second quarter'.
    """
    if item.dimension not in ("", "ordinal") or not item.nouns:
        return False
    if any(not other.nouns or other.nouns & item.nouns for other in equal):
        return False
    return any(other.dimension == item.dimension and other.nouns & item.nouns and not other.weak for other in evidence)


def _rounds(item: Quantity, other: Quantity) -> bool:
    """Whether the claim gives the evidence's exact number as a rounder one, in the direction that it says."""
    if (
        item.dimension != other.dimension
        or not isinstance(item.value, Fraction)
        or not isinstance(other.value, Fraction)
    ):
        return False
    if _digits(item.raw) >= _digits(other.raw):
        return False
    close = abs(item.value - other.value) <= other.value * _ROUNDING
    match item.hedge:
        case "about":
            return close and not other.hedge
        case "nearly":
            return close and other.value < item.value and not other.hedge
        case "over" | "least":
            return item.value < other.value <= 2 * item.value and other.hedge in ("", "about", "over", "least")
        case "under" | "most":
            return other.value < item.value <= 2 * other.value and other.hedge in ("", "about", "under", "nearly")
        case _:
            return False


def _digits(raw: Fraction | str) -> int:
    """Significant digits as written: 1 for 300 or an hour, 3 for 312."""
    if isinstance(raw, str):
        return len(raw)
    return len(str(int(raw * 10**6)).strip("0"))


def _only_unit_differs(item: Quantity, evidence: Sequence[Quantity]) -> bool:
    return item.dimension not in ("", "ordinal") and any(
        item.raw == other.raw
        and other.dimension != "ordinal"
        and (item.value, item.dimension) != (other.value, other.dimension)
        for other in evidence
    )
