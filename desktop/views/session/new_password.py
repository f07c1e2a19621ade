"""A new password: the form of the first start, and the dialog of the user menu around the same form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.errors import KnownError
from core.domain.passwords import RULE, check_password
from desktop.prompts import Sheet
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from desktop.ports import SessionInfo

_OLD = frozenset({"WRONG_CREDENTIALS", "WRONG_PASSWORD", "LOCKED_OUT"})
_NEW = frozenset({"WEAK_PASSWORD", "PASSWORD_USED"})
_UNSURE = frozenset({"SERVER_UNREACHABLE", "SERVER_NAME_UNKNOWN", "SERVER_SLOW", "BROKEN_ANSWER"})
_AGAIN = "没有得到服务器的确认。请检查网络，再用同样的新密码提交一次。"
_TYPED_OLD = "现在的密码"


class NewPasswordForm(QWidget):
    """The new password twice, with its rules; the present one too unless it is known (`begin`).

    `submitted` comes when Enter is pressed in the last field; `complete` marks what is not right.
    """

    submitted = Signal()

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user = ""
        self._known = ""
        self.old = PasswordField(f"{prefix}.old", _TYPED_OLD)
        self.old_field = LabelledField(_TYPED_OLD, self.old, required=True)
        self.new = PasswordField(f"{prefix}.new", "新密码")
        self.new_field = LabelledField("新密码", self.new, required=True, hint=RULE)
        self.again = PasswordField(f"{prefix}.again", "再输入一次新密码")
        self.again_field = LabelledField("再输入一次", self.again, required=True)
        self.message = TextLabel("", "error", wrap=True)
        self.message.setObjectName(f"{prefix}.message")
        self.message.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.old_field, self.new_field, self.again_field, self.message):
            column.addWidget(widget)
        self.old.submitted.connect(self.new.setFocus)
        self.new.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self.submitted)

    def begin(self, user: str, known: str = "") -> None:
        """Start empty for this user; with `known` the present password is not asked for."""
        self._user, self._known = user, known
        self.old_field.setVisible(not known)
        for field in (self.old, self.new, self.again):
            field.clear()
        (self.new if known else self.old).setFocus()

    def old_password(self) -> str:
        return self._known or self.old.text()

    def new_password(self) -> str:
        return self.new.text()

    def complete(self) -> bool:
        """Mark what is missing or against the rules, put the focus there, and tell whether all is well."""
        self.message.hide()
        wrong = [
            edit
            for field, edit, sentence in (
                (self.old_field, self.old, "" if self.old_password() else "请输入现在的密码。"),
                (self.new_field, self.new, self._new_sentence()),
                (self.again_field, self.again, self._again_sentence()),
            )
            if _mark(field, sentence)
        ]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def show_problem(self, code: str, message: str) -> None:
        """Show why the server did not take it, beside its cause."""
        if code in _OLD and not self._known:
            self.old_field.set_error("现在的密码不正确。" if code == "WRONG_CREDENTIALS" else message)
            self.old.edit.selectAll()
            self.old.setFocus()
        elif code in _NEW:
            self.new_field.set_error(message)
            self.new.edit.selectAll()
            self.new.setFocus()
        else:
            self.message.setText(_AGAIN if code in _UNSURE else message)
            self.message.show()

    def _new_sentence(self) -> str:
        password = self.new.text()
        if not password:
            return "请输入新密码。"
        if password == self.old_password():
            return "新密码不能与现在的密码相同，请换一个密码。"
        try:
            check_password(password, self._user)
        except KnownError as error:
            return error.message
        return ""

    def _again_sentence(self) -> str:
        if not self.again.text():
            return "请再输入一次新密码。"
        return "" if self.again.text() == self.new.text() else "两次输入的新密码不一致，请重新输入。"


class PasswordDialog(Sheet):
    """修改密码 over the frame. `submitted(old, new)`; whoever opened it accepts it."""

    submitted = Signal(str, str)

    def __init__(self, parent: QWidget | None, info: SessionInfo, *, must_change: bool = False) -> None:
        title = "请先修改初始密码" if must_change else "修改密码"
        super().__init__(parent, "password", title)
        text = f"{info.display_name}（{info.user_name}）的密码同时用于服务器和这台电脑的离线登录。"
        self.body.addWidget(TextLabel(text, "secondary", wrap=True))
        self.form = NewPasswordForm("password")
        self.body.addWidget(self.form)
        self.ok = self.add_buttons("修改密码")
        self.ok.clicked.disconnect(self.accept)
        self.ok.clicked.connect(self._submit)
        self.ok.setAutoDefault(False)
        self.ok.setDefault(False)
        self.form.submitted.connect(self._submit)
        self.form.begin(info.user_name)
        self.setMinimumWidth(480)

    def show_problem(self, code: str, message: str) -> None:
        """Show why it did not work, beside its cause."""
        self._set_busy(False)
        self.form.show_problem(code, message)
        self.adjustSize()

    def _submit(self) -> None:
        complete = self.form.complete()
        self.adjustSize()
        if complete:
            self._set_busy(True)
            self.submitted.emit(self.form.old_password(), self.form.new_password())

    def _set_busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.ok.setEnabled(not busy)
        self.ok.setText("正在修改…" if busy else "修改密码")


def _mark(field: LabelledField, sentence: str) -> bool:
    field.set_error(sentence)
    return bool(sentence)
