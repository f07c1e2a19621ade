"""The query row of 各区年度备案情况 (D6, C6): year and type."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.lists.query_row import QueryRow, choice, choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QComboBox, QWidget

    from core.domain.dictionaries import Dictionaries

ALL_YEARS = "全部年度"


class YearsQuery(NamedTuple):
    """`year` 0 is all years, an empty `type` any."""

    year: int = 0
    type: str = ""


class YearsQueryRow(QueryRow):
    """Emits `asked(YearsQuery)`; `first` is what 重置 goes back to."""

    def __init__(self, dictionaries: Dictionaries, first: YearsQuery, parent: QWidget | None = None) -> None:
        super().__init__("years.query", "", parent)
        self._first = first
        self.year = choice("years.query.year", "年度", year_options(()), 118)
        types = Words(dictionaries).types()
        self.type = choice("years.query.type", "考核类型", (("全部类型", ""), *types), 138)
        self.lay_out(("年度", self.year), ("考核类型", self.type))
        self.offer_years((first.year,) if first.year else ())
        self.show_query(first)

    def offer_years(self, years: Sequence[int]) -> None:
        """Offer these years, newest first; what is chosen stays."""
        offer_years(self.year, years)

    def query(self) -> YearsQuery:
        """What the fields say."""
        return YearsQuery(int(self.year.currentData()), str(self.type.currentData()))

    def show_query(self, query: YearsQuery) -> None:
        """Put a query into the fields without asking it."""
        choose_year(self.year, query.year)
        choose(self.type, query.type)

    def reset(self) -> None:
        self.show_query(self._first)
        self.ask()


def year_options(years: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """全部年度 and the years as choices; the value of all years is 0."""
    return ((ALL_YEARS, "0"), *((f"{year} 年", str(year)) for year in years))


def offer_years(combo: QComboBox, years: Sequence[int]) -> None:
    """Offer other years; what is chosen stays, also when nothing is known of it any more."""
    chosen = str(combo.currentData() or "0")
    wanted = year_options(sorted({*years, *([int(chosen)] if chosen != "0" else [])}, reverse=True))
    if [combo.itemData(place) for place in range(combo.count())] == [value for _, value in wanted]:
        return
    combo.clear()
    for label, value in wanted:
        combo.addItem(label, value)
    choose(combo, chosen)


def choose_year(combo: QComboBox, year: int) -> None:
    """Show a year, offering it when it was not."""
    if year and combo.findData(str(year)) < 0:
        offer_years(combo, (year, *(int(combo.itemData(place)) for place in range(1, combo.count()))))
    choose(combo, str(year))
