"""查看 of one score: everything that is known of it, on one sheet (C3, D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.clock import local_text
from core.domain.masking import mask_id_number
from desktop.prompts import Sheet
from desktop.views.apprenticeship.scores.score_texts import (
    Words,
    result_tone,
    state_text,
    state_tone,
    transcript_of,
)
from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button
from desktop.widgets.card import Rule
from desktop.widgets.chip import Chip
from desktop.widgets.masked import MaskedLabel
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.lists.scores import ScoreRow
    from desktop.desk import Desk


LONG = 60
"""Characters of a fact that stand in two lines."""
ROW = 24
"""Least height of a fact in logical pixels."""


class ScoreSheet(Sheet):
    """`correct_wanted(row)` where a correction is possible; `refused(error)` when a number stays masked."""

    correct_wanted = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        row: ScoreRow,
        desk: Desk,
        *,
        may_correct: bool = False,
        prints: bool = True,
    ) -> None:
        """`prints`: the 成绩单 can be printed from here."""
        super().__init__(parent, "score", "考核成绩")
        self._row = row
        self._papers = desk.papers
        words = Words(desk.words)
        self.setMinimumWidth(520)
        self.body.addLayout(_headline(row, words))
        note = _note(row)
        if note:
            label = TextLabel(note, "secondary", wrap=True)
            name_widget(label, "score.note", "更正说明")
            self.body.addWidget(label)
        self.body.addWidget(Rule())
        self.number = MaskedLabel(
            "score.id_number", "身份证号", mask=mask_id_number, prompts=desk.prompts, record=desk.reveal
        )
        self.number.set_value(row.student_id_number)
        self.number.refused.connect(self.refused)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(_facts(row, words)):
            grid.setRowMinimumHeight(at, ROW)
            grid.addWidget(TextLabel(name, "secondary"), at, 0)
            grid.addWidget(self.number if name == "身份证号" else _value(value), at, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        if prints:
            transcript = Button("打印成绩单…", "score.transcript", accessible="打印这名学生的成绩单")
            transcript.clicked.connect(self._print_transcript)
            self.buttons.addWidget(transcript)
        if may_correct:
            correct = Button("更正", "score.correct", accessible="更正这条已公布的成绩")
            correct.clicked.connect(self._correct)
            self.buttons.addWidget(correct)
        close = Button("关闭", "score.close", "primary")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        close.setFocus()

    def _print_transcript(self) -> None:
        preview(self, self._papers.ports, self._papers.job(TRANSCRIPT, transcript_of(self._row)))

    def _correct(self) -> None:
        self.accept()
        self.correct_wanted.emit(self._row)


def _value(text: str) -> TextLabel:
    """A fact; what people wrote at length (a place of practice) ends in … and has the whole as tool tip."""
    return ElidedLabel(text) if len(text) > LONG else TextLabel(text, wrap=True)


def may_correct(row: ScoreRow) -> bool:
    """Whether a correction of this score can be begun (G12)."""
    return row.state is AssessmentState.PUBLISHED and not row.corrected_by


def _headline(row: ScoreRow, words: Words) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(10)
    line.addWidget(TextLabel(row.student_name, "title"))
    line.addWidget(TextLabel(words.type_name(row.type)))
    line.addWidget(TextLabel(f"{score_text(row.tenths)} 分", "title"))
    line.addWidget(Chip(row.result.label, result_tone(row)))
    line.addWidget(Chip(state_text(row), state_tone(row)))
    line.addStretch(1)
    return line


def _note(row: ScoreRow) -> str:
    if row.corrected_by:
        return "这条成绩已由另一条公布的成绩更正，以更正后的成绩为准。"
    return "这是一条更正成绩，更正此前公布的同一考核类型的成绩。" if row.corrects else ""


def _facts(row: ScoreRow, words: Words) -> tuple[tuple[str, str], ...]:
    published = f"{local_text(row.published_at)}　{row.published_by_name}" if row.published_at else "尚未公布"
    return (
        ("身份证号", ""),
        ("备案号", row.filing_no or "（待编号）"),
        ("指导老师", row.teacher_name),
        ("老师执业地", row.practice_place),
        ("区", words.district_of(row)),
        ("公证日期", row.notarised_on),
        ("师承关系", ApprenticeshipState(row.apprenticeship_state).label),
        ("考核日期", row.assessed_on),
        ("录入", f"{local_text(row.entered_at)}　{row.entered_by_name}"),
        ("公布", published),
    )
