"""The records behind the numbers: which number it is in words, its list, what a row opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.drill_down import parse
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import DEFINITIONS, OF_YEAR
from core.figures.cells import as_of_day
from desktop.views.apprenticeship.figures.columns import columns_of, kind_of
from desktop.views.apprenticeship.figures.teacher_actions import TeacherActions
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.figures.drill_down import DrillDown, DrillDowns
from desktop.views.lists.query_words import typed

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.figures.models import BehindQuery
    from core.apprenticeship.lists.scores import ScoreRow
    from core.domain.dictionaries import Dictionaries
    from desktop.views.figures.drill_down import DrillDownView
    from desktop.widgets.buttons import Button

KINDS = frozenset(
    {"apprenticeship", "assessment", "filing", "filing_decision", "outbox", "student", "sync", "teacher", "*"}
)
"""Kinds whose change changes figures; `sync`: the data are of a later moment, `*`: a first load."""


class RecordDrills(DrillDowns):
    """Lists of applications, apprenticeships, scores and teachers."""

    def of(self, query: BehindQuery, person: str = "") -> DrillDown:
        words = self.desk.words
        kind = kind_of(query.figure)
        return DrillDown(
            kind=kind,
            words=title(query, words, person),
            definition=DEFINITIONS[query.figure],
            detail=f"{_name(query)}明细",
            period=f"{query.year} 年" if query.year else query.as_of or "全部",
            query=query,
            list=BEHIND[query.figure],
            columns=columns_of(kind, self.desk),
        )

    def parse(self, preset: str) -> BehindQuery | None:
        return parse(preset, self.desk.districts, self._as_of)

    def actions(self, view: DrillDownView) -> tuple[Button, ...]:
        if view.drill.kind == "teachers":
            teachers = TeacherActions(view.name, view.rows, view.drill.query.bureaus)
            teachers.students_wanted.connect(view.deeper)
            teachers.record_wanted.connect(view.record_wanted)
            return teachers.look, teachers.students
        looking = RecordActions(view.name, view.rows)
        looking.wanted.connect(view.record_wanted)
        return (looking.button,)

    def open(self, view: DrillDownView, row: Any) -> None:
        """查看 of a row; teachers have their own actions."""
        if view.drill.kind == "scores":
            self.open_score(view, row, view.failed)
        elif view.drill.kind != "teachers":
            view.record_wanted.emit("student", row.id)

    def open_score(self, owner: QWidget, row: ScoreRow, failed: SignalInstance) -> None:
        """Show one score of a list; `failed` tells what is refused there."""
        sheet = ScoreSheet(owner.window(), row, self.desk, prints=False)
        sheet.refused.connect(failed)
        sheet.open()

    def _as_of(self, year: int) -> str:
        return as_of_day(year, self.desk.today()).isoformat()


def title(query: BehindQuery, dictionaries: Dictionaries, person: str = "") -> str:
    """Say which number it is: `2026 年 武昌区 当年备案数`; `person` is the teacher it is about."""
    parts = [f"{query.year} 年"] if query.year else []
    if query.as_of:
        parts.append(f"截至 {query.as_of}")
    if len(query.bureaus) == 1:
        parts.append(dictionaries.district_name(query.bureaus[0]))
    elif query.bureaus:
        parts.append("全市")
    if query.type:
        parts.append(of(dictionaries).assessment_name(query.type))
    if person:
        parts.append(f"{person}老师")
    searched = (("学生", query.student), ("老师", query.teacher))
    parts += (f"{label}“{typed(text)}”" for label, text in searched if text)
    return " ".join((*parts, _name(query)))


def _name(query: BehindQuery) -> str:
    """The figure's name; of all years together it is not that of one."""
    name = DEFINITIONS[query.figure].name
    return name.replace("当年", "历年") if query.figure in OF_YEAR and not query.year else name
