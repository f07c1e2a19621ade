"""The field of the year of a statistic, whose years are known when its figures are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.views.lists.fields import Choice, FieldsRow
from desktop.views.lists.query_row import choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QComboBox

    from desktop.desk import Desk

ALL_YEARS = "全部年度"


def year_words(year: int) -> str:
    """`2026 年` or 全部年度."""
    return f"{year} 年" if year else ALL_YEARS


@dataclass(frozen=True)
class Year(Choice):
    """A year or, as 0, all of them; the years are offered by `FiguresRow.offer_years`."""

    name: str = "year"
    label: str = "年度"
    width: int = 118
    every: str = ""

    def choices(self, desk: Desk) -> Sequence[tuple[str, str]]:
        return ((ALL_YEARS, "0"),)

    def value(self, widget: Any) -> Any:
        return int(widget.currentData())

    def show(self, widget: Any, value: Any) -> None:
        """Show a year, offering it when it was not."""
        if value and widget.findData(str(value)) < 0:
            offer_years(widget, (value, *(int(widget.itemData(at)) for at in range(1, widget.count()))))
        choose(widget, str(value))

    def said(self, value: Any, desk: Desk) -> str:
        return year_words(value)


class FiguresRow(FieldsRow):
    """A row of fields, one of which may be `year`."""

    def offer_years(self, years: Sequence[int]) -> None:
        """Offer these years, newest first; what is chosen stays."""
        offer_years(self.control("year"), years)


def offer_years(combo: QComboBox, years: Sequence[int]) -> None:
    """Offer other years; what is chosen stays, also when nothing is known of it any more."""
    chosen = str(combo.currentData() or "0")
    newest = sorted({*years, *([int(chosen)] if chosen != "0" else [])}, reverse=True)
    wanted = ((ALL_YEARS, "0"), *((year_words(year), str(year)) for year in newest))
    if [combo.itemData(place) for place in range(combo.count())] == [value for _, value in wanted]:
        return
    combo.clear()
    for label, value in wanted:
        combo.addItem(label, value)
    choose(combo, chosen)
