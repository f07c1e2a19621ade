"""历史: earlier decisions on this filing, the student's other apprenticeships, the teacher's open ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.dictionaries import of
from core.domain.clock import local_text
from desktop.views.apprenticeship.figures import states
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from core.apprenticeship.lists.detail import Decision, FilingDetail
    from core.apprenticeship.words.values import ApprenticeshipFacts
    from core.domain.dictionaries import Dictionaries


class HistoryView(QWidget):
    """Plain lines; nothing here is asked for later."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        super().__init__()
        self.setObjectName("review.history")
        self._dictionaries = dictionaries
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 14, 10)
        self._ground = QWidget()
        self._column.addWidget(self._ground)

    def show_detail(self, detail: FilingDetail) -> None:
        """Show another filing's history."""
        self._ground.deleteLater()
        self._ground = QWidget()
        self._column.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(TextLabel("本件办理经过", "hint"))
        submitted = local_text(detail.row.submitted_at)
        column.addWidget(TextLabel(f"{submitted}　申请人提交（第 {detail.row.revision} 次）"))
        for decision in reversed(detail.decisions):
            column.addWidget(decision_line(decision, self._dictionaries))
        original = detail.dissolving.decisions if detail.dissolving else ()
        if original:
            column.addSpacing(4)
            column.addWidget(TextLabel("原备案办理经过", "hint"))
        for decision in reversed(original):
            column.addWidget(decision_line(decision, self._dictionaries))
        self._others(
            column, f"学生 {detail.content.student.name} 的其他师承关系", detail.student_others, False
        )
        self._others(
            column, f"老师 {detail.content.teacher.name} 的在教和待备案学生", detail.teacher_open, True
        )

    def _others(
        self, column: QVBoxLayout, title: str, others: tuple[ApprenticeshipFacts, ...], students: bool
    ) -> None:
        column.addSpacing(4)
        count = f"{len(others)} 条" if others else "无"
        column.addWidget(TextLabel(f"{title}：{count}", "hint", wrap=True))
        for one in others:
            name = one.student_name if students else f"老师 {one.teacher_name}"
            ended = f"，{one.ended_on} 结束" if one.ended_on else ""
            bureau = self._dictionaries.bureau_name(one.bureau)
            words = f"{name}　{one.notarised_on} 公证{ended}　{bureau}"
            column.addWidget(_line(one.state.label, states.STUDY[one.state], words))


def decision_line(decision: Decision, dictionaries: Dictionaries) -> QWidget:
    """One decision with who, when, why; a waiting one says that it is not in force yet."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    words = f"{local_text(decision.decided_at)}　{decision.decided_by_name}"
    waiting = "" if decision.settled_at else "待上报（未生效）"
    column.addWidget(_line(decision.outcome.label, states.FILING[decision.outcome], words, waiting))
    if decision.opinion:
        column.addWidget(TextLabel(decision.opinion, "secondary", wrap=True))
    for item in decision.items:
        text = f"· {of(dictionaries).full_label(item.key)}：{item.reason}"
        column.addWidget(TextLabel(text, "secondary", wrap=True))
    if decision.paper_seen:
        column.addWidget(TextLabel("已核对纸质原件", "hint"))
    return ground


def _line(chip: str, tone: str, words: str, waiting: str = "") -> QWidget:
    ground = QWidget()
    row = QHBoxLayout(ground)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Chip(chip, tone), 0, Qt.AlignmentFlag.AlignTop)
    if waiting:
        row.addWidget(Chip(waiting, "warn"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextLabel(words, wrap=True), 1)
    return ground
