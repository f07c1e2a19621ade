"""One policy notice as it is read: title, dates, text, files, and what its author may do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.domain.values import PolicyState
from desktop.views.commons import states
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.empty import EmptyState
from desktop.widgets.text import TextLabel, WholeLabel, name_widget

if TYPE_CHECKING:
    from core.commons.policies import PolicyRow
    from core.domain.values import PolicyFile


class PolicyReader(Card):
    """Emits `save_wanted(PolicyFile)`, and for the author `edit_wanted`, `publish_wanted`, `withdraw_wanted`,
    `remove_wanted`; `may_write` says whether there are such buttons at all."""

    save_wanted = Signal(object)
    edit_wanted = Signal()
    publish_wanted = Signal()
    withdraw_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, *, may_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(0, 0, 0, 0))
        self.setObjectName("policies.reader")
        self._may_write = may_write
        self._row: PolicyRow | None = None
        self.title = WholeLabel("", "title")
        name_widget(self.title, "policies.reader.title", "公告标题")
        self.chip, self.mark = Chip(), Chip("待上报", "warn")
        self.dates = TextLabel("", "secondary", wrap=True)
        name_widget(self.dates, "policies.reader.dates", "发布情况")
        self.text = QPlainTextEdit()
        name_widget(self.text, "policies.reader.text", "公告正文")
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setMinimumHeight(56)
        self.files, self._area = QWidget(), QScrollArea()
        self._file_column = QVBoxLayout(self.files)
        self._file_column.setContentsMargins(0, 0, 0, 0)
        self._file_column.setSpacing(2)
        self._file_rows: list[QWidget] = []
        self.edit = Button("编辑", "policies.edit")
        self.publish = Button("发布", "policies.publish", "primary")
        self.withdraw = Button("撤回", "policies.withdraw", "danger")
        self.remove = Button("删除草稿", "policies.remove", "danger")
        self.nothing = EmptyState("policies.reader.empty", "选择一条公告阅读。")
        self.whole = QWidget()
        self._lay_out()
        self.edit.clicked.connect(self.edit_wanted)
        self.publish.clicked.connect(self.publish_wanted)
        self.withdraw.clicked.connect(self.withdraw_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        self.show_row(None)

    def row(self) -> PolicyRow | None:
        """The notice on the screen."""
        return self._row

    def show_row(self, row: PolicyRow | None) -> None:
        """Show a notice, or that none is chosen."""
        self._row = row
        self.whole.setVisible(row is not None)
        self.nothing.setVisible(row is None)
        if row is None:
            return
        self.title.setText(row.title)
        self.chip.set(row.state.label, states.POLICY[row.state])
        self.chip.setVisible(self._may_write or row.state is not PolicyState.PUBLISHED)
        self.mark.setVisible(row.waiting)
        self.dates.setText(_dates(row))
        if self.text.toPlainText() != row.text:
            self.text.setPlainText(row.text)
        self._show_files(row.files)
        draft, published = row.state is PolicyState.DRAFT, row.state is PolicyState.PUBLISHED
        for button, shown in (
            (self.edit, draft),
            (self.publish, draft),
            (self.remove, draft),
            (self.withdraw, published),
        ):
            button.setVisible(self._may_write and shown)

    def _show_files(self, files: tuple[PolicyFile, ...]) -> None:
        for one in self._file_rows:
            one.deleteLater()
        self._file_rows = [_FileRow(place, file, self) for place, file in enumerate(files, 1)]
        for one in self._file_rows:
            self._file_column.addWidget(one)
        self._area.setVisible(bool(files))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        for widget in (self.mark, self.chip):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        area = self._area
        area.setObjectName("policies.files.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setMinimumHeight(28)
        area.setMaximumHeight(132)
        area.setWidget(self.files)
        self.files.setProperty("kind", "clear")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.remove, self.withdraw, self.edit, self.publish):
            buttons.addWidget(button)
        column = QVBoxLayout(self.whole)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.dates)
        column.addWidget(self.text, 1)
        column.addWidget(area)
        column.addLayout(buttons)
        self.body.addWidget(self.whole, 1)
        self.body.addWidget(self.nothing, 1)


class _FileRow(QWidget):
    def __init__(self, place: int, file: PolicyFile, reader: PolicyReader) -> None:
        super().__init__()
        self._file = file
        self._reader = reader
        self.save = Button("另存", f"policies.file.{place}", "link", accessible=f"另存 {file.name}")
        self.save.clicked.connect(self._save)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(
            TextLabel(f"附件 {place}　{file.name}（{size_text(file.document.size)}）", wrap=True), 1
        )
        row.addWidget(self.save)

    def _save(self) -> None:
        self._reader.save_wanted.emit(self._file)


def size_text(size: int) -> str:
    """`812 字节`, `34 KB`, `1.2 MB`."""
    if size < 1024:
        return f"{size} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _dates(row: PolicyRow) -> str:
    if row.state is PolicyState.DRAFT:
        return f"{row.changed_by_name} 于 {local_text(row.changed_at)} 保存，尚未发布"
    published = f"{local_text(row.published_at)} 发布"
    if row.state is PolicyState.PUBLISHED:
        return published
    return f"{published}，{local_text(row.withdrawn_at)} 撤回，原因：{row.reason}"
