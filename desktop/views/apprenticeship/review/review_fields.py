"""Labels and values of one part of a filing: codes as words, numbers masked (A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import TitleLevel
from core.domain.clock import local_text
from core.domain.masking import mask_id_number, mask_phone
from core.domain.values import CaseState, IdKind, Sex
from desktop import theme
from desktop.widgets.masked import LINE, MaskedLabel
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from core.applications.content import Change
    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.dictionaries import Dictionaries
    from desktop.desk import Desk

SHORT = {
    "bureau": "审核单位",
    "original_no": "原备案号",
    "filed_on": "备案日期",
    "teaching_period": "教学期间",
    "title_on": "获得时间",
    "qualification_no": "资格证号",
    "qualification_on": "获得时间",
    "licence_no": "执业证号",
    "licence_on": "获得时间",
    "certificate_no": "公证书号",
    "notarised_on": "公证时间",
    "teaching_start": "教学开始",
    "teaching_end": "教学结束",
    "teacher_name": "所载老师",
    "teacher_phone": "所载手机",
    "teacher_id_number": "所载证号",
}
"""Short labels where those of the dictionary would push the values aside; the tool tip has the long one."""
MADE_UP = frozenset({"bureau", "original_no", "filed_on", "teaching_period"})
"""Names of values that are no items of a filing."""
MASKS = {
    "id_number": mask_id_number,
    "teacher_id_number": mask_id_number,
    "phone": mask_phone,
    "teacher_phone": mask_phone,
}
FLASH_MS = 2400


class FieldGrid(QWidget):
    """Labels and values in two columns; `prefix` begins the names of the fields."""

    reveal_refused = Signal(object)

    def __init__(
        self, part: str, rows: tuple[tuple[str, str], ...], desk: Desk, prefix: str = "review"
    ) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}.{part}")
        self._prefix = prefix
        self._fields: dict[str, QWidget] = {}
        self._lit: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FLASH_MS)
        self._timer.timeout.connect(self._unlight)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 9, 14, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        for column, stretch in ((1, 11), (3, 9)):
            grid.setColumnStretch(column, stretch)
        for line, names in enumerate(rows):
            for place, name in enumerate(names):
                if name:
                    self._add(grid, part, name, line, place * 2, desk)

    def has(self, key: str) -> bool:
        return key in self._fields

    def field(self, key: str) -> QWidget:
        return self._fields[key]

    def show_values(self, values: dict[str, str]) -> None:
        self._unlight()
        for key, widget in self._fields.items():
            text = values.get(key, "")
            if isinstance(widget, MaskedLabel):
                widget.set_value(text)
            elif isinstance(widget, ElidedLabel):
                widget.setText(text or "—")

    def light_up(self, key: str) -> None:
        """Put a soft ground behind a value for a moment."""
        self._unlight()
        self._lit = self._fields[key]
        self._lit.setStyleSheet(f"background: {theme.WARN_SOFT}; border-radius: 4px;")
        self._timer.start()

    def is_lit(self, key: str) -> bool:
        return self._lit is self._fields[key]

    def hide_numbers(self) -> None:
        for widget in self._fields.values():
            if isinstance(widget, MaskedLabel):
                widget.hide_value()

    def _unlight(self) -> None:
        if self._lit is not None:
            self._lit.setStyleSheet("")
        self._lit = None
        self._timer.stop()

    def _add(self, grid: QGridLayout, part: str, name: str, line: int, column: int, desk: Desk) -> None:
        key = f"{part}.{name}"
        words = SHORT[name] if name in MADE_UP else of(desk.words).label(key)
        label = TextLabel(SHORT.get(name, words), "secondary")
        label.setToolTip(words)
        label.setMinimumHeight(LINE)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, line, column, top)
        widget: QWidget
        if name in MASKS:
            masked = MaskedLabel(
                f"{self._prefix}.{key}", words, mask=MASKS[name], prompts=desk.prompts, record=desk.reveal
            )
            masked.refused.connect(self.reveal_refused)
            widget = masked
        else:
            widget = ElidedLabel("")
            name_widget(widget, f"{self._prefix}.{key}", words)
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        widget.setMinimumHeight(LINE)
        self._fields[key] = widget
        grid.addWidget(widget, line, column + 1, top)


def field_values(detail: FilingDetail, dictionaries: Dictionaries) -> dict[str, str]:
    """Give what stands in each field, codes turned into words, with the reviewing bureau (G7)."""
    values = {key: field_text(key, text, dictionaries) for key, text in detail.content.fields().items()}
    level = values["teacher.title_level"]
    values["teacher.title"] += f"（{level}）" if level else ""
    bureau = dictionaries.bureau_name(detail.row.bureau)
    values["student.bureau"] = bureau
    moved = detail.teacher_district and detail.teacher_district != detail.row.bureau
    present = dictionaries.bureau_name(detail.teacher_district)
    values["teacher.bureau"] = f"{bureau}（老师现属{present}）" if moved else bureau
    if moved:
        values["student.bureau"] = values["teacher.bureau"]
    return values


def field_text(key: str, text: str, dictionaries: Dictionaries) -> str:
    """Give a field's value in Chinese words; numbers are not masked here."""
    name = key.partition(".")[2]
    if not text:
        return ""
    words = {
        "sex": lambda: Sex(text).label,
        "id_kind": lambda: IdKind(text).label,
        "title_level": lambda: TitleLevel(text).label,
        "education": lambda: of(dictionaries).education_name(text),
        "district": lambda: dictionaries.district_name(text),
        "registered_at": lambda: local_text(text),
    }
    return words[name]() if name in words else text


def masked_text(key: str, text: str, dictionaries: Dictionaries) -> str:
    """As `field_text`, with id numbers and phones masked (A7)."""
    mask = MASKS.get(key.partition(".")[2])
    return mask(text) if mask and text else field_text(key, text, dictionaries)


def change_texts(change: Change, dictionaries: Dictionaries) -> tuple[str, str]:
    """Give 前 and 后 of a changed field, masked."""
    return (
        masked_text(change.key, change.before, dictionaries),
        masked_text(change.key, change.after, dictionaries),
    )


def who(detail: FilingDetail) -> str:
    """Give the student with the number of the filing."""
    return f"{detail.content.student.name}（{detail.row.filing_no or '待编号'}）"


def what_happened(detail: FilingDetail) -> str:
    """Give a sentence on what became of a filing meanwhile."""
    if detail.row.state is CaseState.PENDING:
        return "申请人已重新提交，内容有变化，请重新载入后审核。"
    if detail.row.state is CaseState.WITHDRAWN:
        return "申请人已撤回这件申请，无需再审核。"
    last = detail.decisions[-1] if detail.decisions else None
    who = f"由{last.decided_by_name}于 {local_text(last.decided_at)} " if last else "由他人"
    return f"这件申请已{who}处理，结果为“{detail.row.state.label}”。您填写的意见仍保留在意见框中。"
