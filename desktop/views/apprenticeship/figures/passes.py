"""考核合格人员统计 (D7, C7): who passed, and how many by type and district."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.figures.stat_tables import passes_table
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from desktop.views.apprenticeship.figures.behind import open_score, row_id
from desktop.views.apprenticeship.figures.behind_columns import columns_of
from desktop.views.apprenticeship.figures.passes_links import bars, cells
from desktop.views.apprenticeship.figures.passes_query import PassesQueryRow, in_words, period_words
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.figures.notes import data_words
from desktop.views.figures.page import heading
from desktop.views.figures.panel import Statistic, StatPanel
from desktop.views.figures.stat_ports import Shown
from desktop.views.figures.switch import Switch
from desktop.views.figures.list_and_figures import ListAndFigures
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.query_words import Spoken
from desktop.views.lists.rows_table import RowsTable
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.figures.models import BehindQuery, Proof
    from core.apprenticeship.lists.scores import ScoreRow
    from core.figures.stat import StatTable
    from desktop.views.figures.stat_ports import PassFigures, StatPorts


class PassesPage(ListAndFigures):
    """The list of passes; the same query as figures by type, or by district for the city."""

    key = "passes"
    title = "考核合格人员统计"

    def __init__(self, ports: StatPorts, parent: QWidget | None = None) -> None:
        query = PassesQueryRow(ports.dictionaries, ports.bureaus)
        first = query.query()
        super().__init__(ports, first, parent)
        self.query = query
        self.field = query.student
        self._figures: PassFigures | None = None
        columns = columns_of("scores", ports.dictionaries, city=ports.city)
        rows: RowsTable[BehindQuery, ScoreRow] = RowsTable(
            "passes", "考核合格人员列表", columns, row_id, ports.behind(first), ports.memory
        )
        looking = RecordActions("passes", rows)
        self.view = Button("查看", "passes.view", "primary", tip="查看所选成绩（Enter）")
        self.view.setEnabled(False)
        panel = StatPanel("passes.summary", "考核与合格人次", ports)
        switch = Switch("passes", ("list", "合格人员"), ("summary", "合格统计"))
        self.exporting = ListExport("passes", rows, "考核合格人员", self._spoken)
        buttons = (self.exporting.button, looking.button, self.view)
        self.lay_out(self.query, rows, *buttons, panel=panel, switch=switch)
        looking.wanted.connect(self.record_wanted)
        rows.opened.connect(self._view)
        rows.loaded.connect(self._count)
        self.view.clicked.connect(self._view_current)

    def load_figures(self) -> None:
        ports = self.ports
        work = partial(ports.pass_lines, self.asked)
        ports.lane.run(work, self._came, self.fail, key="passes.figures")

    def freeze(self) -> None:
        bureaus = self.asked.bureaus
        self.want_freeze(self.asked.year, bureaus[0] if len(bureaus) == 1 and self.ports.city else "")

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有考核合格人员", "市级公布成绩并同步到本机后，合格的会出现在这里。")
        else:
            self.rows.empty.tell(
                "没有符合条件的合格人员", "可以换一个年度或考核类型，或放宽查询条件。", "重置查询条件"
            )

    # inside

    def _spoken(self, query: BehindQuery) -> Spoken:
        return Spoken(in_words(query, self.ports.dictionaries), period_words(query))

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 人次考核合格")
        self.view.setEnabled(count > 0)

    def _view_current(self) -> None:
        self._view(self.rows.current_id())

    def _view(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            open_score(self, row, self.ports, self.problem)

    def _came(self, figures: PassFigures) -> None:
        self._figures = figures
        self.query.offer_years(figures.years)
        self.tell_state(data_words(figures.state))
        query, types = self.asked, self._types()
        make, opened = partial(self._table, figures, query), bars(query, types)
        self.notes.show_notes(make(()), figures.state, agrees=None)
        assert self.panel is not None
        self.panel.show_statistic(
            Statistic(
                make=make,
                links=cells(query, types),
                shown=(
                    Shown(figures.total.assessed, self._of(query, Figure.ASSESSED)),
                    Shown(figures.total.passed, self._of(query, Figure.PASSED)),
                ),
                state=figures.state,
                behind=(opened,),
                units=(DEFINITIONS[Figure.PASSED].unit,) * len(opened),
            )
        )
        lane, shown = self.ports.lane, (Shown(figures.total.passed, self._of(query, Figure.PASSED)),)
        work = partial(self.ports.prove, shown)
        lane.run(work, self._proved, self.not_proved, key="passes.list.proof")

    def _proved(self, proofs: tuple[Proof, ...]) -> None:
        if self._figures is not None:
            table = self._table(self._figures, self.asked, proofs)
            agrees = all(one.agrees for one in proofs)
            self.notes.show_notes(table, self._figures.state, agrees=agrees)

    def _table(self, figures: PassFigures, query: BehindQuery, proofs: Sequence[Proof]) -> StatTable:
        ports = self.ports
        around = heading(
            ports,
            figures.state,
            period=period_words(query),
            filtered=in_words(query, ports.dictionaries),
            as_of=ports.as_of(query.year),
        )
        return passes_table(
            figures.lines,
            around,
            ports.dictionaries,
            bureaus=query.bureaus,
            types=self._types(query),
            proofs=proofs,
        )

    def _types(self, query: BehindQuery | None = None) -> tuple[str, ...]:
        """The types that the figures have columns or rows of."""
        chosen = (query or self.asked).type
        return (chosen,) if chosen else tuple(one.code for one in self.ports.dictionaries.assessment_types)

    def _of(self, query: BehindQuery, figure: Figure) -> BehindQuery:
        return msgspec.structs.replace(query, figure=figure)
