"""The log-in window: painted first, before anything heavy is loaded (performance.md P1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.domain.product import PRODUCT
from desktop.widgets.buttons import Button
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.screen_room import fit_screen
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from desktop.settings import KnownUser

_UNDER = {
    "WRONG_PASSWORD": "password",
    "WRONG_CREDENTIALS": "password",
    "LOCKED": "password",
    "LOCKED_OUT": "password",
    "NO_SLOT": "user",
    "NOT_FOR_DESKTOP": "user",
}


class LoginForm(QWidget):
    """User name and password. `submitted(user, password)`; `other_server` asks for the first start again."""

    submitted = Signal(str, str)
    other_server = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: dict[str, str] = {}
        self.user = QComboBox()
        self.user.setObjectName("login.user")
        self.user.setEditable(True)
        self.user.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.user_field = LabelledField("用户名", self.user)
        self.password = PasswordField("login.password", "密码")
        self.password_field = LabelledField("密码", self.password)
        self.password_field.label.setBuddy(self.password.edit)
        self.caps = TextLabel("大写锁定可能已打开，请注意密码的大小写。", "hint")
        self.caps.setProperty("tone", "warn")
        self.caps.hide()
        self.message = TextLabel("", "error", wrap=True)
        self.message.setObjectName("login.message")
        self.message.hide()
        self.button = Button("登录", "login.submit", "primary")
        self.button.setMinimumHeight(38)
        self.button.setDefault(True)
        self.server = TextLabel("正在准备，可以先输入密码…", "hint")
        self.server.setObjectName("login.server")
        self.change = Button("更换服务器", "login.server.change", "link")
        self.change.hide()
        self._lay_out()
        self._heard = self._early = False
        self.button.clicked.connect(self._submit)
        self.password.submitted.connect(self._submit)
        self.password.caps_lock.connect(self.caps.setVisible)
        self.change.clicked.connect(self.other_server)
        self.user.currentTextChanged.connect(self._user_changed)
        self.password.edit.textEdited.connect(self._typed)

    def set_users(self, users: Iterable[KnownUser]) -> None:
        """Offer the clerks of this PC; what was typed meanwhile stays."""
        typed = self.user.currentText()
        self._names = {user.name: user.display_name for user in users}
        self.user.clear()
        self.user.addItems(list(self._names))
        if typed:
            self.user.setCurrentText(typed)
        self._user_changed(self.user.currentText())

    def start(self) -> None:
        """Put the focus where typing starts."""
        target = self.password.edit if self.user.currentText() else self.user
        target.setFocus()

    def show_server(self, reachable: bool | None, url: str) -> None:
        """Say whether the server answers (None: not known yet); without it the log-in is an offline one."""
        if reachable is None:
            self.server.setText(f"正在连接服务器 {url}")
            self.server.set_tone("")
        elif reachable:
            self.server.setText("● 服务器连接正常")
            self.server.set_tone("ok")
        else:
            self.server.setText("● 服务器连接不上，可以离线登录，决定联网后上报")
            self.server.set_tone("warn")
        offline = reachable is False
        self.button.setText("离线登录" if offline else "登录")
        self.button.setAccessibleName(self.button.text())
        self.change.show()

    def set_busy(self, busy: bool, text: str = "正在登录…") -> None:
        """Show that the log-in is under way; the fields stay readable but cannot be changed."""
        for widget in (self.user, self.password, self.button, self.change):
            widget.setEnabled(not busy)
        self.message.set_role("hint" if busy else "error")
        if busy:
            self._say(text)
        else:
            self._say("")

    def show_error(self, code: str, message: str) -> None:
        """Show why it did not work, beside its cause, and put the focus there."""
        self.set_busy(False)
        place = _UNDER.get(code, "")
        if place == "password":
            self.password_field.set_error(message)
            self.password.edit.selectAll()
            self.password.edit.setFocus()
        elif place == "user":
            self.user_field.set_error(message)
            self.user.setFocus()
        else:
            self._say(message)
            self.password.edit.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(TextLabel("登录", "title"))
        column.addSpacing(4)
        column.addWidget(self.user_field)
        column.addWidget(self.password_field)
        column.addWidget(self.caps)
        column.addWidget(self.message)
        column.addWidget(self.button)
        column.addStretch(3)
        foot = QHBoxLayout()
        foot.addWidget(self.server, 1)
        foot.addWidget(self.change)
        column.addLayout(foot)

    def _user_changed(self, name: str) -> None:
        shown = self._names.get(name.strip(), "")
        self.user_field.set_hint(shown)

    def _typed(self) -> None:
        if self.password_field.has_error():
            self.password_field.set_error("")

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _submit(self) -> None:
        name = self.user.currentText().strip()
        self.user_field.set_error("" if name else "请输入用户名。")
        self.password_field.set_error("" if self.password.text() else "请输入密码。")
        if not name:
            self.user.setFocus()
        elif not self.password.text():
            self.password.edit.setFocus()
        elif not self._heard:
            # The program is still loading; `listen` hands it on.
            self._early = True
            self.set_busy(True, "正在准备，马上就好…")
        else:
            self.submitted.emit(name, self.password.text())

    def listen(self) -> None:
        """Somebody hears `submitted` from now on; what was pressed before is not lost."""
        self._heard = True
        if self._early:
            self._early = False
            self._submit()


class BrandPanel(QFrame):
    """The calm left side: what this is and whose it is."""

    def __init__(self, office: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("login.brand")
        self.setFixedWidth(348)
        self.office = TextLabel(office or "武汉市卫生健康系统", "brand.text", wrap=True)
        self.office.setObjectName("login.office")
        rule = QFrame()
        rule.setProperty("kind", "brandrule")
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 36, 36)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(rule)
        column.addSpacing(6)
        column.addWidget(TextLabel(PRODUCT.brand.replace("|", "\n"), "brand.title"))
        column.addSpacing(4)
        column.addWidget(self.office)
        column.addStretch(3)
        column.addWidget(
            TextLabel("没有网络也能办公：决定先保存在本机，联网后自动上报。", "brand.hint", wrap=True)
        )


class LoginWindow(QWidget):
    """The first window. It holds the log-in form; the first start is put in when it is needed.

    `painted` comes once, when the clerk can see it.
    """

    painted = Signal()
    closed = Signal()

    def __init__(self, office: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("login")
        self.setWindowTitle(PRODUCT.title)
        self.setAccessibleName(f"{PRODUCT}登录")
        self._seen = False
        self.brand = BrandPanel(office)
        self.form = LoginForm()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.form)
        right = QFrame()
        right.setObjectName("login.form")
        inner = QVBoxLayout(right)
        inner.setContentsMargins(64, 16, 64, 16)
        inner.addWidget(self.stack)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.brand)
        row.addWidget(right, 1)
        fit_screen(self, QSize(880, 540))

    def show_form(self) -> None:
        self.stack.setCurrentWidget(self.form)
        self.form.start()

    def show_other(self, widget: QWidget) -> None:
        """Put another page, the first start, in place of the form."""
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()
