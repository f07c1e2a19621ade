"""公布, 批量公布 (C3, G12): the preview of what will be published, and that it is for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QProgressBar, QWidget

from core.apprenticeship.words.values import AssessmentResult
from desktop.models.columns import Column
from desktop.models.rows import TONE_ROLE, RowsModel
from desktop.prompts import Sheet
from desktop.views.apprenticeship.scores.score_texts import person_columns, row_id, score_columns
from desktop.views.lists.rows_table import MarkDelegate
from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.table import Table
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.apprenticeship.lists.scores import ScoreRow
    from desktop.views.apprenticeship.scores.score_texts import Words

CHANGED = "勾选之后又被修改，请核对"
CONSEQUENCES = (
    "公布后：学生和老师会收到短信，区卫健局和居民端可以查询；出师考核合格的学员即为“已出师”。"
    "公布后不能修改，也不能撤回；发现错误只能另录更正成绩。"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows to publish as they are now. `seen` are the versions when they were ticked."""

    rows: tuple[ScoreRow, ...]
    seen: Mapping[str, int]
    words: Words

    def oddities(self, row: ScoreRow) -> tuple[str, ...]:
        changed = self.seen.get(row.id, row.version) != row.version
        return (*self.words.oddities(row), *((CHANGED,) if changed else ()))

    @property
    def hindered(self) -> tuple[ScoreRow, ...]:
        """Rows that cannot be published."""
        return tuple(row for row in self.rows if self.words.hindrance(row))

    @property
    def sentence(self) -> str:
        """`3 人，合格 2，不合格 1，异常 0`."""
        passed = sum(row.result is AssessmentResult.PASS for row in self.rows)
        odd = sum(bool(self.oddities(row)) for row in self.rows)
        total = len(self.rows)
        return f"{total:,} 人，合格 {passed:,}，不合格 {total - passed:,}，异常 {odd:,}"


class PublishDialog(Sheet):
    """`agreed(rows, checked twice)` when confirmed, `leave_out(ids)` to drop what cannot be published.

    Stays open while `show_progress` tells how far it is; `stop_wanted` after the present part.
    """

    agreed = Signal(object, bool)
    leave_out = Signal(object)
    stop_wanted = Signal()

    def __init__(self, parent: QWidget, preview: Preview, second_look: int) -> None:
        super().__init__(parent, "publish", "公布成绩")
        self._preview = preview
        self._second_look = second_look
        self._running = False
        self._rows: dict[str, ScoreRow] = {}
        self.setMinimumWidth(760)
        self.resize(min(1000, parent.width() - 60), min(620, parent.height()))
        self.summary = TextLabel("", "heading")
        name_widget(self.summary, "publish.summary", "将公布的人数")
        self.model: RowsModel[ScoreRow] = RowsModel(self._columns(), row_id, self._ask, self)
        self.table = Table("publish.table", "将公布的成绩", tone_role=TONE_ROLE)
        self.table.setItemDelegate(MarkDelegate(self.table, TONE_ROLE))
        self.table.setModel(self.model)
        widths = [column.width for column in self.model.columns]
        self.table.set_widths(widths, len(widths) - 1)
        self.warning = NoticeBar("publish.warning", "warn", "移出不能公布的")
        self.warning.acted.connect(self._leave_out)
        self.problem = NoticeBar("publish.problem", "bad")
        self.twice = QCheckBox("已由两人用双人核对单核对无误")
        name_widget(self.twice, "publish.twice", "已由两人用双人核对单核对无误")
        self.twice.toggled.connect(self._enable)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("公布进度")
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.warning)
        self.body.addWidget(TextLabel(CONSEQUENCES, "secondary", wrap=True))
        self.body.addWidget(self.twice)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.problem)
        self.cancel = Button("取消", "publish.cancel")
        self.cancel.clicked.connect(self.reject)
        self.ok = Button("确认公布", "publish.ok", "primary")
        self.ok.clicked.connect(self._agree)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.ok)
        self.show_preview(preview)
        (self.twice if self.twice.isVisibleTo(self) else self.cancel).setFocus()

    def show_preview(self, preview: Preview) -> None:
        """Show rows, the odd ones first; the same again when something changed meanwhile."""
        self._preview = preview
        rows = sorted(preview.rows, key=self._calm)
        self._rows = {row.id: row for row in rows}
        self.model.set_ids([row.id for row in rows], rows)
        self.model.changed()
        self.summary.setText(f"将公布 {preview.sentence}")
        hindered = len(preview.hindered)
        self.warning.tell(
            f"其中 {hindered:,} 人的成绩不能公布，原因见列表。请先移出，其余的可以照常公布。"
            if hindered
            else ""
        )
        many = len(rows) >= self._second_look
        self.twice.setVisible(many)
        self.ok.setText(f"确认公布 ({len(rows):,})")
        self._enable()

    def show_progress(self, done: int, total: int) -> None:
        """Publishing goes on: so many of so many."""
        self._running = True
        self.progress.setVisible(True)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.summary.setText(f"正在公布，已完成 {done:,} / {total:,} 人…")
        self.cancel.setText("停止")
        self.cancel.setEnabled(total > done)
        self.twice.setEnabled(False)
        self.warning.tell("")
        self._enable()

    def show_problem(self, sentence: str) -> None:
        """Nothing more is published: say why; the preview can be looked at again."""
        self._running = False
        self.progress.hide()
        self.cancel.setText("关闭")
        self.cancel.setEnabled(True)
        self.twice.setEnabled(True)
        self.problem.tell(sentence)

    def reject(self) -> None:
        if not self._running:
            super().reject()
            return
        self.cancel.setEnabled(False)
        self.stop_wanted.emit()

    def _columns(self) -> tuple[Column[ScoreRow], ...]:
        person, score = person_columns(), score_columns(self._preview.words)
        return (*person, *score, Column("odd", "异常", self._odd_text, width=150, tone=self._odd_tone))

    def _odd_text(self, row: ScoreRow) -> str:
        return "；".join(self._preview.oddities(row))

    def _odd_tone(self, row: ScoreRow) -> str:
        if self._preview.words.hindrance(row):
            return "bad"
        return "warn" if self._preview.oddities(row) else ""

    def _calm(self, row: ScoreRow) -> int:
        if self._preview.words.hindrance(row):
            return 0
        return 1 if self._preview.oddities(row) else 2

    def _ask(self, ids: tuple[str, ...]) -> None:
        self.model.deliver([self._rows[id_] for id_ in ids if id_ in self._rows], ids)

    def _enable(self) -> None:
        ready = bool(self._rows) and not self._preview.hindered and not self._running
        self.ok.setEnabled(ready and (self.twice.isChecked() or len(self._rows) < self._second_look))

    def _leave_out(self) -> None:
        self.leave_out.emit(tuple(row.id for row in self._preview.hindered))

    def _agree(self) -> None:
        self.problem.tell("")
        self.agreed.emit(self._preview.rows, self.twice.isVisibleTo(self) and self.twice.isChecked())
