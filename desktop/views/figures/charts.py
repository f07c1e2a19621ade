"""The charts above a statistic: every bar opens the records that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.widgets.card import Card
from desktop.widgets.charts import ChartData, GroupedBars, Series
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.figures.cells import Bars, Cell

HEIGHT = 196
MOST = 2


class StatCharts(Card):
    """Up to two charts, hidden while there is nothing to draw; `behind_wanted(query)` by a bar."""

    behind_wanted = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__(margins=(8, 8, 8, 8))
        self.heading.setParent(self)
        self.heading.hide()
        self._shown: tuple[Bars, ...] = ()
        self.titles = tuple(TextLabel("", "heading") for _ in range(MOST))
        self.charts = tuple(GroupedBars(f"{name}.chart.{place + 1}", "图表") for place in range(MOST))
        for title, chart in zip(self.titles, self.charts, strict=True):
            title.setContentsMargins(6, 2, 0, 0)
            chart.setFixedHeight(HEIGHT)
            chart.opened.connect(self._open)
            self.add(title)
            self.add(chart)
        self.hide()

    def show_charts(self, charts: Sequence[Bars]) -> None:
        """Show charts whose bars open what they count."""
        self._shown = tuple(charts)
        for place, (title, widget) in enumerate(zip(self.titles, self.charts, strict=True)):
            there = place < len(charts)
            title.setVisible(there)
            widget.setVisible(there)
            if there:
                title.setText(charts[place].title)
                widget.setAccessibleName(charts[place].title)
                widget.show_data(_placed(place, charts[place]))
        self.setVisible(bool(charts))

    def _open(self, category: str, series: str, key: str) -> None:
        chart, line, at = (int(part) for part in key.split())
        query = self._shown[chart].series[line].cells[at].behind
        if query is not None:
            self.behind_wanted.emit(query)


def chart_data(
    chart: Bars, fills: Sequence[int] = (), *, ending: str = "", percent: bool = False
) -> ChartData:
    """A chart as the widgets draw it; the keys of its bars are the addresses behind its cells."""
    return _drawn(chart, fills, lambda cell, *_: str(cell.behind), ending, percent=percent)


def _placed(place: int, chart: Bars) -> ChartData:
    """A chart on the page of a statistic; the key of a bar says where it stands."""
    return _drawn(chart, (), lambda _, at, category: f"{place} {at} {category}")


def _drawn(
    chart: Bars,
    fills: Sequence[int],
    key: Callable[[Cell, int, int], str],
    ending: str = "",
    *,
    percent: bool = False,
) -> ChartData:
    series = (
        Series(
            one.name,
            tuple(cell.value if isinstance(cell.value, int) else None for cell in one.cells),
            tuple(key(cell, at, category) for category, cell in enumerate(one.cells)),
            one.unit,
            fills[at] if fills else -1,
        )
        for at, one in enumerate(chart.series)
    )
    return ChartData(chart.categories, tuple(series), ending, percent)
