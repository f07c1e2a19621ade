"""考核合格人员统计 (D7, C7): who passed, and how many by type and district."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.figures import pass_lines, year_lines
from core.apprenticeship.figures.models import BehindQuery
from core.apprenticeship.figures.passes import TITLE, passes_statistic
from core.apprenticeship.words.figures import Figure
from desktop.pages import FIGURES
from desktop.views.apprenticeship.figures.columns import columns_of
from desktop.views.apprenticeship.figures.drill_downs import KINDS, RecordDrills
from desktop.views.apprenticeship.figures.years import TYPES, type_words
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.figures.fields import Year, year_words
from desktop.views.figures.list_and_figures import ListAndFigures, ListFiguresScreen
from desktop.views.figures.page import Found, Listed
from desktop.views.figures.panel import count
from desktop.views.lists.fields import District, name_line
from desktop.views.lists.query_words import Spoken, typed
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.desk import Desk


def first(desk: Desk) -> BehindQuery:
    return BehindQuery(Figure.PASSED, desk.districts, sort="assessed_on", descending=True)


def read(source: Connection, query: BehindQuery, desk: Desk) -> Found:
    statistic = passes_statistic(pass_lines(source, query), query, desk.words)
    known = year_lines(source, desk.districts, desk.today(), desk.words)
    passed = statistic.totals[-1:]
    listed = Listed("", statistic.definitions, partial(count, passed, RecordDrills(desk)))
    return Found(statistic, sorted({line.year for line in known}, reverse=True), listed)


def spoken(query: BehindQuery, desk: Desk) -> Spoken:
    """Say what was asked for: `考核类型：出师考核；学生：陈`, and the year."""
    words = (
        ("考核类型", type_words(query.type, desk)),
        ("区", desk.words.district_name(query.bureaus[0]) if len(query.bureaus) == 1 else ""),
        ("学生", typed(query.student)),
        ("老师", typed(query.teacher)),
    )
    return Spoken("；".join(f"{label}：{text}" for label, text in words if text), year_words(query.year))


class PassesPage(ListAndFigures):
    """Its list can be viewed one by one."""

    def buttons(self) -> tuple[Button, ...]:
        looking = RecordActions(self.key, self.rows)
        looking.wanted.connect(self.record_wanted)
        self.view = Button("查看", "passes.view", "primary", tip="查看所选成绩（Enter）")
        self.view.setEnabled(False)
        self.view.clicked.connect(self._view_current)
        self.rows.opened.connect(self._view)
        self.rows.loaded.connect(self._count)
        return looking.button, self.view

    def _count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 人次考核合格")
        self.view.setEnabled(count > 0)

    def _view_current(self) -> None:
        self._view(self.rows.current_id())

    def _view(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            RecordDrills(self.desk).open_score(self, row, self.problem)


PASSES = ListFiguresScreen(
    key="passes",
    title=TITLE,
    icon="passes",
    group=FIGURES,
    kinds=KINDS,
    first=first,
    fields=(
        name_line("student", "学生姓名"),
        name_line("teacher", "老师姓名"),
        TYPES,
        Year(label="考核年度"),
        District(name="bureaus"),
    ),
    read=read,
    spoken=spoken,
    drills=RecordDrills,
    page=PassesPage,
    list=BEHIND[Figure.PASSED],
    columns=partial(columns_of, "scores"),
    named="考核合格人员列表",
    exports="考核合格人员",
    figures=("summary", "考核与合格人次"),
    switch=(("list", "合格人员"), ("summary", "合格统计")),
    none=("还没有考核合格人员", "市级公布成绩并同步到本机后，合格的会出现在这里。"),
    nothing=("没有符合条件的合格人员", "可以换一个年度或考核类型，或放宽查询条件。"),
)
