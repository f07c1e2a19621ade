"""各区年度备案情况 (D6, C6): years of one bureau, or bureaus of a year, each number with its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.drill_down import behind
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import AS_OF, DEFINITIONS, Figure
from core.domain.values import Value
from core.figures.cells import TOTAL, Bars, Cell, Statistic, Total
from core.figures.columns import Counted, Line, Place, Rate, Worked, bars, heads, row, signed
from core.figures.definition import sentences
from core.figures.stat import StatColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.models import BehindQuery, YearLine
    from core.domain.dictionaries import Dictionaries
    from core.figures.columns import Column
    from core.figures.stat import StatCell

TITLE = "各区年度备案情况"
YEAR_FIGURES = (
    Figure.FILED_TOTAL,
    Figure.ELIGIBLE,
    Figure.SUBMITTED,
    Figure.FILED,
    Figure.ASSESSED,
    Figure.PASSED,
)
"""The figures of the columns after the first, in order; then follow rate and change."""
CHART = (Figure.FILED, Figure.ASSESSED, Figure.PASSED)
SERIES = tuple(Counted(DEFINITIONS[one], DEFINITIONS[one].name.removeprefix("当年")) for one in CHART)
RATE = Rate("合格率", Figure.PASSED, Figure.ASSESSED)


class YearsQuery(Value, frozen=True):
    """`year` 0 is all years, an empty `type` any."""

    year: int = 0
    type: str = ""


class YearNumbers:
    """The numbers of lines (every bureau in every year) at any place, with what each counts.

    What happens in a year is added over years, what stands as of a day is that of the newest year.
    """

    def __init__(self, lines: Iterable[YearLine], type: str = "") -> None:
        """`type` is what the lines were asked for."""
        self._lines = {(line.bureau, line.year): line for line in lines}
        self._type = type
        self.bureaus = tuple(dict.fromkeys(bureau for bureau, _ in self._lines))
        self.years = sorted({year for _, year in self._lines}, reverse=True)
        self.days = {line.year: line.as_of for line in self._lines.values()}
        """The day of figures as of one, by year."""

    def __call__(self, figure: str, place: Place) -> Cell:
        return Cell(self.number(figure, place), self._behind(Figure(figure), place))

    def printed(self, figure: str, place: Place) -> Cell:
        """The same, but for the total of years: what stands as of a day has none."""
        total = len(self.bureaus) == 1 and not place.year
        return Cell() if total and figure in AS_OF else self(figure, place)

    def number(self, figure: str, place: Place) -> int:
        years = [place.year] if place.year else self.years[:1] if figure in AS_OF else self.years
        found = ((bureau, year) for bureau in place.offices for year in years)
        return sum(getattr(self._lines[one], figure) for one in found if one in self._lines)

    def change(self, place: Place) -> StatCell:
        """当年备案数 beside that of the year before; 「—」 when there is no such year."""
        before = place._replace(year=place.year - 1)
        if not place.year or before.year not in self.days:
            return None
        return signed(self.number(Figure.FILED, place) - self.number(Figure.FILED, before))

    def idle(self, place: Place) -> bool:
        """Whether nothing was submitted, filed or assessed."""
        return not any(self.number(one, place) for one in (Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED))

    def _behind(self, figure: Figure, place: Place) -> BehindQuery:
        day = self.days.get(place.year or self.years[0], "")
        return behind(figure, place.offices, year=place.year, as_of=day, type=self._type)


def years_statistic(
    lines: Sequence[YearLine], dictionaries: Dictionaries, *, year: int = 0, type: str = ""
) -> Statistic:
    """Make the statistic of all `lines` (every bureau and every year, as `year_lines` gives them).

    One bureau: a row per year, `year` 0, or that year's alone. Several: a row per bureau of that year, or of
    all years together. `type` is what the lines were asked for.
    """
    numbers = YearNumbers(lines, type)
    by_year = len(numbers.bureaus) == 1
    shown, whole = _shown(numbers, dictionaries, year), Line(TOTAL, Place(numbers.bureaus, year))
    changes = (Worked("较上年", numbers.change),) if by_year or year else ()
    columns: tuple[Column, ...] = (*_figures(together=not (by_year or year)), RATE, *changes)
    first = StatColumn("年度" if by_year else "区", "text", 10 if by_year else 16)
    return Statistic(
        title=TITLE,
        columns=heads(first, columns),
        rows=tuple(row(columns, one, numbers.printed) for one in shown),
        total=row(columns, whole, numbers.printed) if len(shown) > 1 else (),
        charts=_charts(numbers, dictionaries, year),
        definitions=(
            *_remarks(numbers, shown, whole, dictionaries, type),
            *sentences(DEFINITIONS[one] for one in YEAR_FIGURES),
            *((_change_sentence(numbers),) if changes else ()),
        ),
        totals=tuple(Total(DEFINITIONS[one].name, numbers(one, whole.place)) for one in YEAR_FIGURES)
        if shown
        else (),
        empty=f"{year} 年没有提交、备案和考核。" if year else "还没有备案。",
    )


def _figures(*, together: bool) -> Iterable[Counted]:
    for one in YEAR_FIGURES:
        found = DEFINITIONS[one]
        yield Counted(found, found.name.replace("当年", "历年") if together else "")


def _shown(numbers: YearNumbers, words: Dictionaries, year: int, *, short: bool = False) -> list[Line]:
    """The rows: years of one bureau, newest first, or bureaus in order; `short` as a chart names them."""
    if len(numbers.bureaus) == 1:
        wanted = [one for one in numbers.years if year in (0, one)]
        return [Line(str(one) if short else f"{one} 年", Place(numbers.bureaus, one)) for one in wanted]
    if year and year not in numbers.days:
        return []
    name = words.short_name if short else words.district_name
    return [Line(name(one), Place((one,), year)) for one in numbers.bureaus]


def _charts(numbers: YearNumbers, words: Dictionaries, year: int) -> tuple[Bars, ...]:
    """One bureau: its years, oldest first. Several: the bureaus, and of all years also the years together."""
    shown, by_year = _shown(numbers, words, year, short=True), "历年备案、考核与合格"
    if not shown:
        return ()
    if len(numbers.bureaus) == 1:
        return (bars(by_year, shown[::-1], SERIES, numbers),)
    made = (bars("各区备案、考核与合格", shown, SERIES, numbers),)
    if year or len(numbers.years) == 1:
        return made
    together = [Line(str(one), Place(numbers.bureaus, one)) for one in reversed(numbers.years)]
    return (*made, bars(by_year, together, SERIES, numbers))


def _remarks(
    numbers: YearNumbers, shown: Sequence[Line], whole: Line, words: Dictionaries, type: str
) -> Iterable[str]:
    year = whole.place.year
    if type:
        yield f"可考核、考核、合格的数字只计“{of(words).assessment_name(type)}”；提交数和备案数不分考核类型。"
    idle = [one for one in shown if numbers.idle(one.place)]
    if len(numbers.bureaus) == 1 and idle:
        yield f"{'、'.join(str(one.place.year) for one in idle)} 年没有提交、备案和考核。"
    elif shown and numbers.idle(whole.place):
        yield f"{year} 年各区都没有提交、备案和考核。" if year else "各区还没有提交、备案和考核。"
    elif idle:
        yield f"没有提交、备案和考核的区：{'、'.join(one.name for one in idle)}。"


def _change_sentence(numbers: YearNumbers) -> str:
    newest = numbers.years[0] if numbers.years else 0
    part = (
        f"；{newest} 年只到 {numbers.days[newest]}，尚未满一年"
        if newest and not numbers.days[newest].endswith("-12-31")
        else ""
    )
    return f"较上年：当年备案数比上一年全年增加或减少的件数{part}。"
