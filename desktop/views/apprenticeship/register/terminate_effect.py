"""What a forced termination will do (G9), in sentences, before anybody presses the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.values import FilingKind
from core.domain.masking import mask_phone
from core.domain.values import CaseState
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.lists.records import ApprenticeshipRecord

IRREVERSIBLE = "此操作不可撤销：上报生效后不能恢复，学生需要重新提交备案申请。"


class Effect(NamedTuple):
    """One consequence: a word for the chip, its tone, the sentence."""

    word: str
    tone: str
    sentence: str


def effects(record: ApprenticeshipRecord) -> tuple[Effect, ...]:
    """Give what ending this apprenticeship changes and for whom; phones are masked (A7)."""
    row = record.row
    seats = f"老师{row.teacher_name}的在教（含待备案）学生 {record.open_now} → {record.open_now - 1} 人。"
    found = [Effect("名额", "info", seats)]
    if record.unpublished_scores:
        words = f"有 {record.unpublished_scores} 条尚未公布的考核成绩，强制解除后不能再公布。"
        found.append(Effect("成绩", "warn", words))
    else:
        found.append(Effect("成绩", "neutral", "没有尚未公布的考核成绩。"))
    dissolving = open_dissolution(record)
    if dissolving:
        words = f"有一件解除申请{dissolving}，强制解除后不能再通过，由审核单位按不予通过办结。"
        found.append(Effect("解除申请", "warn", words))
    told = (
        f"生效后短信通知学生{row.student_name}（{mask_phone(record.student.phone)}）"
        f"和老师{row.teacher_name}（{mask_phone(record.teacher.phone)}）。"
    )
    found.append(Effect("通知", "info", told))
    found.append(Effect("不可撤销", "bad", IRREVERSIBLE))
    return tuple(found)


def open_dissolution(record: ApprenticeshipRecord) -> str:
    """Give the state of a dissolution that is still open (待审核), empty when there is none."""
    still = (CaseState.PENDING, CaseState.RETURNED)
    return next(
        (one.state.label for one in record.filings if one.kind is FilingKind.DISSOLVE and one.state in still),
        "",
    )


class EffectCard(QFrame):
    """Shows the effects; drawn anew when the record changed."""

    def __init__(self) -> None:
        super().__init__()
        name_widget(self, "terminate.effect", "强制解除的影响")
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._ground = QWidget()
        self._column.addWidget(self._ground)

    def show_record(self, record: ApprenticeshipRecord) -> None:
        self._ground.hide()
        self._ground.deleteLater()
        self._ground = QWidget()
        self._column.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for effect in effects(record):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Chip(effect.word, effect.tone), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(TextLabel(effect.sentence, wrap=True), 1)
            column.addLayout(row)

    def text(self) -> str:
        """All sentences."""
        return "\n".join(label.text() for label in self._ground.findChildren(TextLabel))
