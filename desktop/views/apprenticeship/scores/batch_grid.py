"""逐人录入 (C4): different scores for the selected people, in a grid that works like a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from core.apprenticeship.imports.score_columns import Field, read_result
from core.apprenticeship.imports.scores import SCORE_IMPORT, WARNING
from core.apprenticeship.rules import check_candidate, check_score
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score, result_for
from core.apprenticeship.words.values import ApprenticeshipState, CandidateFacts, ScoreEntry
from core.domain.errors import KnownError
from core.domain.masking import mask_id_number
from core.imports.days import read_day
from core.imports.entering import sentence
from core.imports.importing import Order
from desktop.prompts import Sheet
from desktop.views.apprenticeship.scores.score_grid import DAY, RESULT, SCORE, Judged, ScoreGrid
from desktop.views.lists.day_field import DayField
from desktop.widgets.buttons import Button
from desktop.widgets.grid import GridView
from desktop.widgets.progress import ProgressLine
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.lists.eligible import EligibleRow
    from core.imports.entering import Saved
    from desktop.desk import Desk

EMPTY, READY, CHECK, WRONG, PART = "未填", "可保存", "需确认", "有误", "未填完"


class GridDialog(Sheet):
    """`agreed(Order)` to save; stays open with the rows that were not complete. `left` counts them."""

    agreed = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, type_: str, rows: Sequence[EligibleRow]) -> None:
        super().__init__(parent, "batch_grid", f"逐人录入：{of(desk.words).assessment_type(type_).name}")
        self._desk = desk
        self._kind = of(desk.words).assessment_type(type_)
        self._rows = list(rows)
        self._entries: dict[int, tuple[ScoreEntry, bool]] = {}
        self.grid = ScoreGrid(("序号", "学生", "身份证号", "指导老师"), self._people(), self._judge, self)
        self.view = GridView("batch_grid.table", "逐人录入成绩", self.grid)
        self.view.set_widths([56, 96, 146, 86, 112, 96, 96, 96], 7)
        self.view.horizontalHeader().setSectionResizeMode(7, QHeaderView.ResizeMode.Stretch)
        self.day = DayField("batch_grid.day", "统一的考核日期")
        self.day.set_day(desk.today().isoformat())
        self.fill = Button("填入空白的日期", "batch_grid.fill")
        self.fill.clicked.connect(self._fill_days)
        self.counts = TextLabel("")
        name_widget(self.counts, "batch_grid.counts", "填写情况")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(TextLabel("考核日期", "secondary"))
        line.addWidget(self.day)
        line.addWidget(self.fill)
        line.addStretch(1)
        line.addWidget(self.counts)
        self.reason = TextLabel("", "error", wrap=True)
        name_widget(self.reason, "batch_grid.reason", "当前单元格的说明")
        self.reason.setMinimumHeight(20)
        self.progress = ProgressLine("batch_grid")
        self.progress.hide()
        self.body.addLayout(line)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.progress)
        self.body.addWidget(
            TextLabel(
                "可从 Excel 或 WPS 复制后 Ctrl+V 粘贴；Ctrl+D 向下填充，Ctrl+Z 撤销，Enter 向下，Tab 向右。"
                "结果留空时按合格线判定。",
                "hint",
                wrap=True,
            )
        )
        self.ok = self.add_buttons("保存", cancel="关闭")
        self.ok.setDefault(False)
        self.ok.setAutoDefault(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key = QShortcut(QKeySequence(keys), self)
            key.activated.connect(self.accept)
        self.grid.edited.connect(self._count)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.told.connect(self._told)
        self.resize(min(980, parent.width() - 40), min(640, parent.height() - 40))
        self._fill_days()
        self.view.setCurrentIndex(self.grid.index(0, self.grid.first + SCORE))
        self.view.setFocus()
        self._count()

    def accept(self) -> None:
        """Save the complete rows; those against the pass mark are asked about once."""
        self.view.setFocus()
        doubtful = sum(confirm for _, confirm in self._entries.values())
        if not self._entries:
            self.reason.setText("还没有填写完整的行：每行需要考核日期和考核成绩。")
        elif doubtful:
            self._desk.prompts.confirm(
                self,
                "成绩与考核结果不一致",
                f"有 {doubtful} 人的成绩与考核结果按合格线不一致，请核对。确认无误后按填写的内容录入。",
                "核对无误，录入",
                self._answered,
            )
        else:
            self._answered(True)

    def reject(self) -> None:
        """What is typed and not saved is asked about before it is lost."""
        typed = sum(bool(self.grid.texts(row)[SCORE]) for row in range(self.grid.rowCount()))
        if typed:
            self._desk.prompts.confirm(
                self,
                "关闭逐人录入",
                f"有 {typed} 行填写了成绩但还没有保存，关闭后将丢失。",
                "不保存，关闭",
                self._close_answered,
                danger=True,
            )
        else:
            super().reject()

    def saved(self, saved: Saved[ScoreEntry]) -> None:
        """Drop the people who are entered; the others stay as they are."""
        self.progress.hide()
        self.ok.setEnabled(True)
        entered = {entry.apprenticeship_id for entry in saved.saved}
        gone = [row for row, one in enumerate(self._rows) if one.id in entered]
        self._rows = [one for one in self._rows if one.id not in entered]
        self._entries.clear()
        self.grid.remove(gone)
        self.grid.rejudge()
        if not self._rows:
            super().accept()
        elif saved.refused or saved.problem or saved.stopped:
            self.reason.setText(sentence(SCORE_IMPORT.words, saved))

    # inside

    def _people(self) -> list[tuple[str, ...]]:
        return [
            (str(number), row.student_name, mask_id_number(row.student_id_number), row.teacher_name)
            for number, row in enumerate(self._rows, 1)
        ]

    def _answered(self, yes: bool) -> None:
        if yes:
            plain = tuple(entry for entry, confirm in self._entries.values() if not confirm)
            confirmed = tuple(entry for entry, confirm in self._entries.values() if confirm)
            self.ok.setEnabled(False)
            self.progress.begin("正在录入…")
            self.agreed.emit(Order(plain, confirmed))

    def _close_answered(self, yes: bool) -> None:
        if yes:
            super().reject()

    def _fill_days(self) -> None:
        day = self.day.day()
        if day:
            empty = (row for row in range(self.grid.rowCount()) if not self.grid.texts(row)[DAY])
            self.grid.set_texts([(row, DAY, day) for row in empty])

    def _count(self) -> None:
        rows = self.grid.rowCount()
        words = [self.grid.judged(row).word for row in range(rows)]
        ready, wrong = len(self._entries), words.count(WRONG)
        tail = f"，有误 {wrong} 人" if wrong else ""
        self.counts.setText(f"共 {rows} 人，可保存 {ready} 人{tail}")
        self.ok.setText(f"保存 {ready} 人　Ctrl+Enter" if ready else "保存　Ctrl+Enter")
        self._tell()

    def _told(self, text: str) -> None:
        """What a paste did stands before what came of it."""
        self._count()
        self.counts.setText(f"{text}。{self.counts.text()}")

    def _moved(self, _: QModelIndex) -> None:
        self._tell()

    def _tell(self) -> None:
        """What is wrong with the current cell, else with its row."""
        index = self.view.currentIndex()
        cell = self.grid.problem_at(index.row(), index.column())
        row = self.grid.judged(index.row()).reason() if 0 <= index.row() < self.grid.rowCount() else ""
        self.reason.setText(cell or row)

    def _judge(self, row: int, texts: tuple[str, str, str]) -> Judged:
        self._entries.pop(row, None)
        if not texts[SCORE] and not texts[RESULT]:
            return Judged(EMPTY, "neutral", {})
        problems: dict[int, str] = {}
        day, tenths, result = None, None, None
        for cell in (DAY, SCORE, RESULT):
            try:
                if cell == DAY:
                    day = read_day(texts[DAY], Field.DAY.label)
                elif cell == SCORE:
                    tenths = parse_score(texts[SCORE])
                else:
                    result = read_result(texts[RESULT])
            except KnownError as error:
                problems[cell] = error.message
        if day is None or tenths is None or problems:
            part = not texts[SCORE] or not texts[DAY]
            return Judged(PART if part and len(problems) == 1 else WRONG, "warn" if part else "bad", problems)
        proposed = result_for(tenths, self._kind)
        entry = ScoreEntry(self._rows[row].id, self._kind.code, day.isoformat(), tenths, result or proposed)
        return self._ruled(row, entry, proposed.label)

    def _ruled(self, row: int, entry: ScoreEntry, shown: str) -> Judged:
        """G10 and G11 on a complete row."""
        facts = CandidateFacts(ApprenticeshipState.ACTIVE, self._rows[row].notarised_on)
        findings = (
            *check_candidate(facts, self._kind, read_day(entry.assessed_on, Field.DAY.label)),
            *check_score(entry, self._kind, self._desk.today()),
        )
        blocking = [one for one in findings if one.blocking]
        if blocking:
            return Judged(WRONG, "bad", {DAY: "；".join(one.message for one in blocking)}, shown)
        warned = [one.message for one in findings if one.code == WARNING]
        self._entries[row] = (entry, bool(warned))
        problems = {RESULT: "；".join(warned)} if warned else {}
        return Judged(CHECK if warned else READY, "warn" if warned else "ok", problems, shown)
