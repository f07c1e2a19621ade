"""Lines of 各区年度备案情况 put together as the table shows them: rows, total, change to the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import YearLine
from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class YearsRow(Value, frozen=True):
    """One row. `change` is 当年备案数 less that of the year before, None when there is no such year.

    `line.year` is 0 where all years stand together; `over_years` marks a total of rows that are years, which
    has no figures as of a day.
    """

    line: YearLine
    change: int | None = None
    over_years: bool = False

    @property
    def happened(self) -> bool:
        """Whether anything was submitted, filed or assessed."""
        line = self.line
        return bool(line.submitted or line.filed or line.assessed)


def year_rows(lines: Sequence[YearLine], year: int) -> tuple[YearsRow, ...]:
    """The rows: years of one bureau, newest first, or bureaus in the order given, of `year` or (0) of all."""
    bureaus = tuple(dict.fromkeys(line.bureau for line in lines))
    if len(bureaus) == 1:
        shown = [line for line in lines if not year or line.year == year]
        return tuple(YearsRow(line, _change(lines, line)) for line in shown)
    if year:
        return tuple(YearsRow(line, _change(lines, line)) for line in lines if line.year == year)
    return tuple(YearsRow(all_years([line for line in lines if line.bureau == one])) for one in bureaus)


def year_total(lines: Sequence[YearLine], year: int) -> YearsRow | None:
    """The total of these rows; None when there are none."""
    rows = year_rows(lines, year)
    if not rows:
        return None
    if len({line.bureau for line in lines}) == 1:
        return rows[0] if year else YearsRow(all_years(_lines(rows)), over_years=True)
    total = over_bureaus(_lines(rows))
    before = [line for line in lines if line.year == year - 1] if year else []
    change = total.filed - sum(line.filed for line in before) if before else None
    return YearsRow(total, change)


def all_years(lines: Sequence[YearLine]) -> YearLine:
    """One bureau's years as one line: events added, what stands as of a day taken from the newest year."""
    newest = max(lines, key=_year)
    return _summed(lines, newest, year=0, filed_total=newest.filed_total, eligible=newest.eligible)


def over_bureaus(lines: Sequence[YearLine]) -> YearLine:
    """Lines of several bureaus and one period as one line with no bureau."""
    first = lines[0]
    total, eligible = sum(line.filed_total for line in lines), sum(line.eligible for line in lines)
    return _summed(lines, first, year=first.year, filed_total=total, eligible=eligible, bureau="")


def _summed(
    lines: Sequence[YearLine],
    model: YearLine,
    *,
    year: int,
    filed_total: int,
    eligible: int,
    bureau: str | None = None,
) -> YearLine:
    return YearLine(
        bureau=model.bureau if bureau is None else bureau,
        year=year,
        as_of=model.as_of,
        filed_total=filed_total,
        eligible=eligible,
        submitted=sum(line.submitted for line in lines),
        filed=sum(line.filed for line in lines),
        assessed=sum(line.assessed for line in lines),
        passed=sum(line.passed for line in lines),
    )


def _change(lines: Sequence[YearLine], of: YearLine) -> int | None:
    for line in lines:
        if line.bureau == of.bureau and line.year == of.year - 1:
            return of.filed - line.filed
    return None


def _lines(rows: Iterable[YearsRow]) -> list[YearLine]:
    return [row.line for row in rows]


def _year(line: YearLine) -> int:
    return line.year
