"""The sums over bureaus of each year, as the program adds them in its statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import YearLine
from core.apprenticeship.figures.years import YearNumbers
from core.figures.columns import Place

if TYPE_CHECKING:
    from collections.abc import Iterable


def totals(lines: Iterable[YearLine]) -> list[YearLine]:
    """Give a line for each year, the newest first."""
    numbers = YearNumbers(lines)
    names = YearLine.__struct_fields__[3:]
    return [
        YearLine(
            "",
            year,
            numbers.days[year],
            *(numbers.number(name, Place(numbers.bureaus, year)) for name in names),
        )
        for year in numbers.years
    ]
