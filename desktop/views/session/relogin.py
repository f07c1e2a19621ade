"""A small log-in over the frame: the session at the server has expired, the work goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.prompts import Sheet
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ports import SessionInfo


class ReloginDialog(Sheet):
    """Asks for the password of the same clerk. `submitted(password)`; whoever opened it accepts it."""

    submitted = Signal(str)

    def __init__(self, parent: QWidget | None, info: SessionInfo) -> None:
        super().__init__(parent, "relogin", "重新登录")
        text = (
            f"{info.display_name}（{info.user_name}）的登录已过期。重新登录后，保存在本机的决定会继续上报。"
        )
        self.body.addWidget(TextLabel(text, "secondary", wrap=True))
        self.password = PasswordField("relogin.password", "密码")
        self.field = LabelledField("密码", self.password)
        self.body.addWidget(self.field)
        self.ok = self.add_buttons("登录")
        self.ok.clicked.disconnect(self.accept)
        self.ok.clicked.connect(self._submit)
        self.password.setFocus()

    def show_problem(self, message: str) -> None:
        """Show why it did not work, below the field."""
        self.ok.setEnabled(True)
        self.ok.setText("登录")
        self.field.set_error(message)
        self.password.edit.selectAll()
        self.password.setFocus()

    def _submit(self) -> None:
        if not self.password.text():
            self.show_problem("请输入密码。")
            return
        self.field.set_error("")
        self.ok.setEnabled(False)
        self.ok.setText("正在登录…")
        self.submitted.emit(self.password.text())
