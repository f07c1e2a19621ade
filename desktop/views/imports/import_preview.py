"""The preview of an import: counts that filter, every row with what becomes of it, the whole reason below."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from core.domain.masking import mask_id_number
from core.imports.checked import AnyRow, Verdict
from core.imports.importing import Order
from desktop.models.columns import RIGHT, Column
from desktop.models.rows import TONE_ROLE, RowsModel
from desktop.widgets.buttons import Button
from desktop.widgets.table import Table
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.imports.checked import CheckedList
    from core.imports.columns import Column as Field
    from core.imports.importing import ImportOf

TONES = {Verdict.GOOD: "ok", Verdict.CONFIRM: "warn", Verdict.SAME: "info", Verdict.WRONG: "bad"}
EVERY = "every"
_NAMED = 3
"""Sheets that were not read, by name."""


class Preview:
    """A checked list arranged for the table; made on the lane that read it."""

    def __init__(self, checked: CheckedList[Any]) -> None:
        self.checked = checked
        self.counts = {verdict: len(checked.of(verdict)) for verdict in Verdict}
        self.rows = {str(row.number): row for row in checked.rows}
        self.ids = {EVERY: list(self.rows)} | {
            str(verdict): [str(row.number) for row in checked.of(verdict)] for verdict in Verdict
        }

    def order(self, *, confirmed: bool) -> Order:
        """What is to be entered."""
        return Order(
            self.checked.entries(Verdict.GOOD),
            self.checked.entries(Verdict.CONFIRM) if confirmed else (),
        )


class PreviewTable(QWidget):
    """Filters, table, and the reason of the selected row."""

    def __init__(self, of: ImportOf[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = {str(verdict): verdict.label for verdict in Verdict}
        self._words |= {EVERY: "全部", str(Verdict.SAME): of.words.same}
        self._preview: Preview | None = None
        self.filters: dict[str, Button] = {}
        self.counts = TextLabel("")
        name_widget(self.counts, "import.counts", "检查结果")
        self.model: RowsModel[AnyRow] = RowsModel(self._columns(of), _row_id, self._ask, self)
        self.table = Table("import.table", "导入预览", tone_role=TONE_ROLE)
        self.table.setModel(self.model)
        self.table.set_widths([column.width for column in self.model.columns], len(self.model.columns) - 1)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.reason = TextLabel("", "secondary", wrap=True)
        name_widget(self.reason, "import.reason", "所选行的说明")
        self.reason.setMinimumHeight(38)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.counts)
        column.addLayout(self._filters())
        column.addWidget(self.table, 1)
        column.addWidget(self.reason)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)

    def show_preview(self, preview: Preview) -> None:
        """Show a list; when something is wrong, that first."""
        self._preview = preview
        counts = preview.counts
        same = self._words[str(Verdict.SAME)]
        same = f"，{same} {counts[Verdict.SAME]:,}" if counts[Verdict.SAME] else ""
        self.counts.setText(
            f"表“{preview.checked.sheet}”共 {len(preview.rows):,} 行：可导入 {counts[Verdict.GOOD]:,}，"
            f"有错 {counts[Verdict.WRONG]:,}，需确认 {counts[Verdict.CONFIRM]:,}{same}"
            f"{_passed_over(preview.checked.notes)}{_unread(preview.checked.unread)}"
        )
        for key, button in self.filters.items():
            count = len(preview.ids[key])
            button.setText(f"{self._words[key]} {count:,}")
            button.setVisible(count > 0)
        first = next((key for key in (Verdict.WRONG, Verdict.CONFIRM) if counts[key]), EVERY)
        self.filters[str(first)].setChecked(True)
        self._show(str(first))

    def _columns(self, of: ImportOf[Any]) -> tuple[Column[AnyRow], ...]:
        """The fields between what becomes of a row and why."""
        return (
            Column("number", "行号", lambda row: str(row.number), width=62, align=RIGHT),
            Column("verdict", "检查结果", lambda row: self._words[str(row.verdict)], width=92, tone=_tone),
            *(_column(field) for field in of.layout.fields if field.about.shown),
            Column("reason", "说明", lambda row: row.reason, width=240),
        )

    def _filters(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._group = QButtonGroup(self)
        for key in (EVERY, *(str(verdict) for verdict in _ORDER)):
            button = Button(
                self._words[key], f"import.filter.{key}", "filter", accessible=f"只看{self._words[key]}"
            )
            self._group.addButton(button)
            self.filters[key] = button
            line.addWidget(button)
        self._group.buttonClicked.connect(self._filtered)
        line.addStretch(1)
        return line

    def _filtered(self, button: Button) -> None:
        self._show(next(key for key, one in self.filters.items() if one is button))

    def _show(self, key: str) -> None:
        if self._preview is not None:
            self.model.set_ids(self._preview.ids[key])
            self.table.scrollToTop()
            self.table.selectRow(0)
            self._tell(0)

    def _ask(self, ids: tuple[str, ...]) -> None:
        if self._preview is not None:
            rows = self._preview.rows
            self.model.deliver([rows[id_] for id_ in ids if id_ in rows], ids)

    def _row_changed(self) -> None:
        self._tell(self.table.currentIndex().row())

    def _tell(self, at: int) -> None:
        row = self._preview.rows.get(self.model.id_at(at)) if self._preview is not None else None
        self.reason.setText(f"第 {row.number} 行：{row.reason}" if row is not None and row.reason else "")


_ORDER = (Verdict.WRONG, Verdict.CONFIRM, Verdict.GOOD, Verdict.SAME)


def _column(field: Field) -> Column[AnyRow]:
    """A field of the file; the numbers of identity documents are masked (A7)."""
    text = _masked if field.about.is_id_number else _plain
    title = field.about.title or field.label
    return Column(str(field), title, partial(text, field.place), width=field.about.shown)


def _plain(place: int, row: AnyRow) -> str:
    return row.texts[place]


def _masked(place: int, row: AnyRow) -> str:
    return mask_id_number(row.texts[place])


def _row_id(row: AnyRow) -> str:
    return str(row.number)


def _tone(row: AnyRow) -> str:
    return TONES[row.verdict]


def _passed_over(numbers: Sequence[int]) -> str:
    """Say on a line of its own which rows were taken for no entries."""
    if not numbers:
        return ""
    named = "、".join(str(number) for number in numbers[:_NAMED])
    more = f" 等 {len(numbers)} 行" if len(numbers) > _NAMED else " 行"
    return f"\n第 {named}{more}是合计、说明或签名，没有读取。"


def _unread(names: Sequence[str]) -> str:
    """Say on a line of its own which sheets were left."""
    if not names:
        return ""
    named = "、".join(f"“{name}”" for name in names[:_NAMED])
    more = f"等 {len(names)} 张" if len(names) > _NAMED else ""
    return f"\n工作簿中的表{named}{more}也有内容，这次没有读取；请把每张表另存为单独的文件，分别导入。"
