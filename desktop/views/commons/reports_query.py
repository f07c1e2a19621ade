"""The query row of 报送版: title, statistic, office, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.reports import ReportQuery
from core.domain.reports import ReportKind
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.widgets.search import SearchBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.domain.dictionaries import Dictionaries

KINDS = (("全部", ""), *((kind.label, str(kind)) for kind in ReportKind))


def office_words(dictionaries: Dictionaries) -> tuple[tuple[str, str], ...]:
    """The offices that freeze reports, as words and codes."""
    return (
        ("全部", ""),
        (dictionaries.city.name, dictionaries.city.code),
        *((one.name, one.code) for one in dictionaries.districts),
    )


class ReportsQueryRow(QueryRow):
    """Emits `asked(ReportQuery)`; the sort is kept by the list. Only the city sees several offices."""

    def __init__(self, dictionaries: Dictionaries, *, city: bool, parent: QWidget | None = None) -> None:
        super().__init__("reports.query", "生成时间", parent)
        self.text = SearchBox("reports.query.text", "搜索报送版", "标题")
        self.text.setMinimumWidth(150)
        self.kind = choice("reports.query.kind", "统计", KINDS, 168)
        self.office = choice("reports.query.office", "单位", office_words(dictionaries), 132)
        fields: list[tuple[str, *tuple[QWidget, ...]]] = [("", self.text), ("统计", self.kind)]
        if city:
            fields.append(("单位", self.office))
        else:
            self.office.setParent(self)
            self.office.hide()
        self.lay_out(*fields, ("生成时间", *self.days()))

    def query(self) -> ReportQuery:
        """What the fields say."""
        return ReportQuery(
            text=self.text.text().strip(),
            kind=str(self.kind.currentData()),
            office=str(self.office.currentData()),
            made_from=self.since.day(),
            made_to=self.until.day(),
        )

    def show_query(self, query: ReportQuery) -> None:
        """Put a query into the fields without asking it."""
        self.text.setText(query.text)
        choose(self.kind, query.kind)
        choose(self.office, query.office)
        self.since.set_day(query.made_from)
        self.until.set_day(query.made_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(ReportQuery())
        self.ask()
