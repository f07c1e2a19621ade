"""C1: one bar per district; figure and year can be chosen, a bar opens the list of that district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from core.apprenticeship.words.figures import DEFINITIONS
from desktop.views.apprenticeship.figures.home_figures import DISTRICT_FIGURES, DistrictFigure, by_district
from desktop.views.lists.query_row import choice
from desktop.widgets.card import Card
from desktop.widgets.charts import LyingBars, ScrolledChart
from desktop.widgets.text import plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.views.apprenticeship.figures.home_figures import HomeFigures


class DistrictCard(Card):
    """`opened(category, series, key)` as the chart's."""

    opened = Signal(str, str, str)

    def __init__(self, names: Mapping[str, str], empty: str) -> None:
        """`names` are the districts' by code, `empty` stands there until there are figures."""
        super().__init__("各区情况", margins=(14, 6, 10, 8))
        self._names = names
        self._shown: HomeFigures | None = None
        self.figure = choice(
            "home.districts.figure", "各区情况的指标", [(one.name, one.key) for one in DISTRICT_FIGURES], 136
        )
        for at, one in enumerate(DISTRICT_FIGURES):
            tip = plain_tip(DEFINITIONS[one.opens].counts)
            self.figure.setItemData(at, tip, int(Qt.ItemDataRole.ToolTipRole))
        self.year = choice("home.districts.year", "各区情况的年度", (), 92)
        self.chart = LyingBars("home.districts", "各区情况", empty)
        self.add_header(self.figure)
        self.add_header(self.year)
        self.add(ScrolledChart(self.chart), 1)
        self.figure.currentIndexChanged.connect(self._choose)
        self.year.currentIndexChanged.connect(self._choose)
        self.chart.opened.connect(self.opened)

    def chosen(self) -> DistrictFigure:
        """Give the figure that is shown."""
        return DISTRICT_FIGURES[self.figure.currentIndex()]

    def show_figures(self, figures: HomeFigures) -> None:
        """Show new figures; figure and year stay as they were chosen."""
        self._shown = figures
        years = list(dict.fromkeys(one.year for one in figures.lines))
        if years != [self.year.itemData(at) for at in range(self.year.count())]:
            self._offer(years)
        self._choose()

    def _offer(self, years: list[int]) -> None:
        before = self.year.currentData()
        self.year.blockSignals(True)
        self.year.clear()
        for year in years:
            self.year.addItem(str(year), year)
        self.year.setCurrentIndex(years.index(before) if before in years else 0)
        self.year.blockSignals(False)

    def _choose(self) -> None:
        chosen = self.chosen()
        self.year.setEnabled(chosen.of_year)
        self.figure.setToolTip(plain_tip(DEFINITIONS[chosen.opens].counts))
        if self._shown is None or not self.year.count():
            return
        self.chart.setAccessibleName(f"各区{chosen.name}")
        self.chart.show_data(by_district(self._shown, chosen, self.year.currentData(), self._names))
