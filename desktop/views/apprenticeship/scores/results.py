"""考试成绩查询 (D4): published scores of the own district; nothing unpublished is here (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.lists.scores import SCORES, ScoreQuery, ScoreRow
from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.values import AssessmentState
from core.domain.clock import local_text
from desktop.models.columns import Column
from desktop.pages import DISTRICT
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.scores.score_texts import (
    DAYS,
    STATE,
    STUDENT,
    TYPE,
    Words,
    person_columns,
    score_columns,
    state_text,
    state_tone,
    transcript_of,
)
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.lists.fields import FieldsRow, in_words
from desktop.views.lists.list_screen import Empty, ListScreen, RowPaper, ScreenPage

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.views.lists.query_words import Spoken
    from desktop.widgets.buttons import Button

PUBLISHED = ScoreQuery(state=AssessmentState.PUBLISHED, sort="assessed_on", descending=True)


class PublishedRow(FieldsRow):
    """The head of an export says that these are the published ones, though no field asks for it."""

    def words(self, query: ScoreQuery) -> Spoken:
        return in_words(query, (STUDENT, TYPE, STATE, DAYS), self._desk)


class ResultsPage(ScreenPage[ScoreQuery, ScoreRow]):
    """A list and 查看."""

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        tip = "查看所选成绩（Enter）"
        self.view = self.row_button("查看", "view", self._view_current, "primary", tip)
        return (*own, self.view)

    def open_row(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None:
            sheet = ScoreSheet(self.window(), row, self.desk)
            sheet.refused.connect(self.problem)
            sheet.open()

    def _view_current(self) -> None:
        self.open_row(self.rows.current_id())


def columns(desk: Desk) -> tuple[Column[ScoreRow], ...]:
    """The columns in their first order."""
    return (
        *person_columns(),
        Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=190),
        *score_columns(Words(desk.words), day_width=112),
        Column("published", "公布时间", lambda row: local_text(row.published_at), "published_at", width=130),
        Column("state", "状态", state_text, width=92, tone=state_tone),
        Column("open", "操作", lambda row: "查看", width=58, link=True, fixed=True, kind="none"),
    )


RESULTS = ListScreen[ScoreQuery, ScoreRow](
    key="results",
    title="考试成绩查询",
    icon="scores",
    group=GROUP,
    roles=DISTRICT,
    list=SCORES,
    first=PUBLISHED,
    kinds=frozenset({"assessment", "apprenticeship", "student", "teacher"}),
    fields=(STUDENT, TYPE, DAYS),
    columns=columns,
    none=Empty("还没有公布的考试成绩", "市级公布成绩并同步到本机后会出现在这里。"),
    nothing=Empty(
        "没有找到符合条件的成绩", "未公布的成绩查询不到；可以放宽查询条件再查一次。", "重置查询条件"
    ),
    unit="条已公布成绩",
    state="已公布 {:,} 条",
    named="已公布成绩列表",
    exports="已公布考试成绩",
    looks=True,
    papers=RowPaper((TRANSCRIPT,), transcript_of),
    row=PublishedRow,
    page=ResultsPage,
)
"""Only published ones are ever asked for (G13)."""
