"""各老师带教学生情况 (D5, C5): teachers with their students by state; for the city also by district."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.models import TeacherQuery
from core.apprenticeship.figures.teachers import TITLE, added_up, districts_statistic, teachers_statistic
from core.apprenticeship.lists.teachers import TEACHERS as LIST
from core.apprenticeship.lists.teachers import teacher_lines
from core.apprenticeship.words.limits import Limits
from desktop.pages import FIGURES
from desktop.views.apprenticeship.figures.columns import columns_of
from desktop.views.apprenticeship.figures.drill_downs import KINDS, RecordDrills
from desktop.views.apprenticeship.figures.teacher_actions import TeacherActions
from desktop.views.figures.list_and_figures import ListAndFigures, ListFiguresScreen
from desktop.views.figures.outputs import StatOutputs
from desktop.views.figures.page import Found, Listed, Loaded
from desktop.views.lists.fields import Choice, District, Line, name_line
from desktop.views.lists.query_words import Spoken, typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from core.apprenticeship.figures.models import TeacherRow
    from core.figures.cells import Heading, Statistic
    from core.figures.proof import Proof
    from core.figures.stat import StatTable
    from desktop.desk import DataState, Desk
    from desktop.views.figures.panel import Shown
    from desktop.widgets.buttons import Button

SEATS = (("有剩余名额", "free"), ("名额已满", "full"))
AT_ONCE = 500
"""Rows read from the store in one go."""


def first(desk: Desk) -> TeacherQuery:
    return TeacherQuery(bureaus=desk.districts)


def read(source: Connection, query: TeacherQuery, desk: Desk) -> Found:
    """The totals of the list by the query, the districts of all teachers."""
    limit = desk.parameters.of(Limits).apprentice_limit
    lines, total = teacher_lines(source, query, limit)
    several = lines if len(desk.districts) > 1 else ()
    notes = teachers_statistic((), several, total, desk.words, desk.districts).definitions
    listed = LIST.count(source, query, given=desk.given())
    counts = (
        f"共 {listed:,} 名老师　在教 {total.active:,}，毕业 {total.graduated:,}，"
        f"待备案 {total.pending:,}，已结束 {total.ended:,}"
    )
    districts, of_all = teacher_lines(source, first(desk), limit)

    def prove(source: Connection) -> tuple[Proof, ...]:
        return added_up(all_teachers(source, query, desk), total)

    def whole(source: Connection) -> Statistic:
        rows = all_teachers(source, query, desk)
        return teachers_statistic(rows, several, total, desk.words, desk.districts)

    return Found(
        districts_statistic(districts, of_all, desk.words), listed=Listed(counts, notes, prove, whole)
    )


def all_teachers(source: Connection, query: TeacherQuery, desk: Desk) -> tuple[TeacherRow, ...]:
    """The whole list in its order."""
    given = desk.given()
    ids = LIST.ids(source, query, given=given)
    chunks = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return tuple(row for some in chunks for row in LIST.rows(source, some, query, given=given))


def spoken(query: TeacherQuery, desk: Desk) -> Spoken:
    """Say what was asked for: `老师：刘；名额：名额已满`, or 全部老师."""
    seats = next((word for word, code in SEATS if code == query.seats), "")
    words = (
        ("老师", typed(query.teacher)),
        ("执业地", typed(query.place)),
        ("老师所在区", desk.words.district_name(query.district) if query.district else ""),
        ("名额", seats),
    )
    return Spoken("；".join(f"{label}：{text}" for label, text in words if text) or "全部老师", "当前")


class TeachersPage(ListAndFigures):
    """Its list is printed and frozen whole; every number of it opens those students."""

    def buttons(self) -> tuple[Button, ...]:
        self.outputs = StatOutputs(self.key, self.title, self.desk, self, excel=False)
        self.outputs.freeze_wanted.connect(self.freeze)
        self.actions_of_rows = actions = TeacherActions(self.key, self.rows, self.desk.districts)
        actions.students_wanted.connect(self.open_behind)
        actions.record_wanted.connect(self.record_wanted)
        return (*self.outputs.buttons, actions.look, actions.students)

    def choose(self, place: int) -> None:
        """The districts' figures are of all teachers: no query goes with them."""
        self.query.setVisible(place == 0)
        super().choose(place)

    def show_loaded(self, loaded: Loaded) -> None:
        self.outputs.give(None)
        super().show_loaded(loaded)

    def figures_shown(self, loaded: Loaded) -> Shown:
        return super().figures_shown(loaded._replace(asked=first(self.desk)))

    def show_proofs(self, proofs: tuple[Proof, ...]) -> None:
        super().show_proofs(proofs)
        if self.loaded is not None:
            self.outputs.give(partial(_printed, self.desk, self.loaded, self.heading, proofs))


def _printed(
    desk: Desk, loaded: Loaded, heading: Callable[[Any, DataState], Heading], proofs: tuple[Proof, ...]
) -> StatTable:
    """With every teacher in it; runs on the papers' lane."""
    listed = loaded.found.listed
    assert listed is not None
    assert listed.whole is not None
    with desk.reading() as source:
        statistic = listed.whole(source)
    return statistic.printed(heading(loaded.asked, loaded.state), proofs)


TEACHERS = ListFiguresScreen(
    key="teachers",
    title=TITLE,
    icon="teachers",
    group=FIGURES,
    kinds=KINDS,
    first=first,
    fields=(
        name_line("teacher", "老师姓名"),
        Line("place", "执业地", accessible="老师执业地", hint="医院、门诊部名称", least=130, width=260),
        District(name="district", label="老师所在区"),
        Choice("seats", "名额", options=SEATS, width=128),
    ),
    read=read,
    spoken=spoken,
    drills=RecordDrills,
    page=TeachersPage,
    list=LIST,
    columns=partial(columns_of, "teachers"),
    named="带教老师列表",
    exports=TITLE,
    figures=("districts", "各区老师与学生"),
    switch=(("list", "各老师"), ("districts", "各区合计")),
    none=("还没有带教老师", "学生提交的备案申请同步到本机后，老师会出现在这里。"),
    nothing=("没有找到符合条件的老师", "可以换一个写法，或放宽查询条件。"),
    city_only=True,
)
