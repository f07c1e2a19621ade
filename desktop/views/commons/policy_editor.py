"""The sheet in which the commission writes a policy notice: title, text, files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QWidget

from core.commons.commands import SavePolicyNotice
from desktop.decision import Decision
from desktop.prompts import Sheet
from desktop.views.commons.policy_files import attach_file
from desktop.views.commons.policy_reader import size_text
from desktop.widgets.buttons import Button, Toolbar
from desktop.widgets.field import LabelledField
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.commons.policies import PolicyRow
    from core.domain.errors import KnownError
    from core.domain.values import PolicyFile
    from desktop.desk import Desk

KINDS = "公告附件 (*.pdf *.docx *.xlsx *.jpg *.jpeg *.png)"


class PolicyEditor(Sheet):
    """Emits `saved(policy id)`. A new notice without `row`; an error stays in the sheet and loses nothing."""

    saved = Signal(str)

    def __init__(self, desk: Desk, row: PolicyRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent, "policy", "编辑公告" if row else "新建公告")
        self._desk = desk
        self._files_most = desk.parameters.policy_files_max
        self._id = row.id if row else desk.new_id()
        self._version = row.version if row else 0
        self._files: list[PolicyFile] = list(row.files) if row else []
        self._sure = False
        self.setMinimumWidth(720)
        self.title_field = QLineEdit(row.title if row else "")
        name_widget(self.title_field, "policy.title", "标题")
        self.title_field.setMaxLength(200)
        self.text = QPlainTextEdit(row.text if row else "")
        name_widget(self.text, "policy.text", "正文")
        self.text.setTabChangesFocus(True)
        self.files = QListWidget()
        name_widget(self.files, "policy.files", "附件")
        self.files.setFixedHeight(60)
        self.add_file = Button("添加附件…", "policy.files.add")
        self.drop_file = Button("移除", "policy.files.remove")
        self.error = TextLabel("", "error", wrap=True)
        name_widget(self.error, "policy.error", "公告错误")
        self.error.hide()
        self._lay_out()
        self.ok = self.add_buttons("保存草稿")
        self.ok.clicked.disconnect()
        self.ok.clicked.connect(self.save)
        self.add_file.clicked.connect(self._ask_file)
        self.drop_file.clicked.connect(self._drop)
        self.files.currentRowChanged.connect(self._update)
        self._before = self._content()
        self._show_files()
        self.title_field.setFocus()

    def save(self) -> None:
        """Save the draft; the sheet closes once it is on the disk."""
        title, text = self.title_field.text().strip(), self.text.toPlainText().strip()
        if not title or not text:
            self._fail("请填写公告标题。" if not title else "请填写公告正文。")
            (self.title_field if not title else self.text).setFocus()
            return
        command = SavePolicyNotice(self._id, self._version, title, text, tuple(self._files))
        decision = Decision(self._desk, command, self, base=self._version, busy=(self.ok,))
        decision.done.connect(self._done)
        decision.failed.connect(self._refused)
        decision.run()

    def reject(self) -> None:
        """Close; what was typed and not saved is asked about."""
        if self._sure or self._content() == self._before:
            super().reject()
            return
        text = "公告还没有保存，关闭后刚才的修改不会保留。"
        self._desk.prompts.confirm(self, "关闭公告", text, "不保存", self._close, danger=True)

    # inside

    def _lay_out(self) -> None:
        for label, field in (("标题", self.title_field), ("正文", self.text)):
            self.body.addWidget(LabelledField(label, field, required=True))
        most = self._files_most
        hint = f"附件（PDF、Word、Excel 或图片，最多 {most} 个，每个不超过 20 MB）"
        self.body.addWidget(TextLabel(hint, "secondary"))
        self.body.addWidget(self.files)
        tools = Toolbar()
        tools.add(self.add_file)
        tools.add(self.drop_file)
        tools.stretch()
        self.body.addWidget(tools)
        self.body.addWidget(self.error)

    def _content(self) -> tuple[object, ...]:
        return self.title_field.text(), self.text.toPlainText(), tuple(self._files)

    def _show_files(self) -> None:
        self.files.clear()
        for file in self._files:
            self.files.addItem(f"{file.name}（{size_text(file.document.size)}）")
        self._update()

    def _update(self) -> None:
        self.drop_file.setEnabled(self.files.currentRow() >= 0)
        self.add_file.setEnabled(len(self._files) < self._files_most)

    def _ask_file(self) -> None:
        self._desk.prompts.open_files(self, "添加附件", KINDS, self._chosen, many=True)

    def _chosen(self, paths: list[str]) -> None:
        room = self._files_most - len(self._files)
        if len(paths) > room:
            self._fail(f"最多 {self._files_most} 个附件，还可以添加 {room} 个，请重新选择。")
            return
        for path in paths:
            self._desk.files.run(partial(attach_file, self._desk, path), self._attached, self._refused)

    def _attached(self, file: PolicyFile) -> None:
        if any(one.document.sha256 == file.document.sha256 for one in self._files):
            self._fail(f"附件“{file.name}”已经在列表中，没有重复添加。")
            return
        self.error.hide()
        self._files.append(file)
        self._show_files()

    def _drop(self) -> None:
        row = self.files.currentRow()
        if row >= 0:
            del self._files[row]
            self._show_files()

    def _done(self, _: object) -> None:
        self._sure = True
        self.saved.emit(self._id)
        self.accept()

    def _refused(self, error: KnownError) -> None:
        self._fail(error.message)

    def _fail(self, sentence: str) -> None:
        self.ok.setEnabled(True)
        self.error.setText(sentence)
        self.error.show()

    def _close(self, yes: bool) -> None:
        if yes:
            self._sure = True
            self.reject()
