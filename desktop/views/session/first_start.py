"""First start on a new PC: server, log-in, first data; three steps in the log-in window.

A password that an administrator made is changed between log-in and data.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from core.domain.product import PRODUCT
from desktop.views.session.new_password import NewPasswordForm
from desktop.widgets.buttons import Button
from desktop.widgets.field import LabelledField, PasswordField
from desktop.widgets.text import TextLabel

_STEPS = ("连接服务器", "登录", "下载数据")
_SENTENCES = {
    "SERVER_UNREACHABLE": "连接不上服务器，请检查地址和网络。",
    "SERVER_SLOW": "服务器长时间没有响应，请检查地址和网络，稍后再试。",
}
"""Here nobody can go on offline yet, as the usual sentences say."""
_UNDER = {"WRONG_PASSWORD": "password", "WRONG_CREDENTIALS": "password", "LOCKED": "password"}


class FirstStart(QWidget):
    """Emits what the clerk asked for; whoever owns it calls the server and tells it what came of it."""

    probe_wanted = Signal(str)
    login_wanted = Signal(str, str, str)
    password_wanted = Signal(str)
    snapshot_wanted = Signal()
    stop_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("first")
        self.steps = TextLabel("", "hint")
        self.title = TextLabel("", "title")
        self.pages = QStackedWidget()
        self.server = _ServerPage()
        self.login = _LoginPage()
        self.data = _DataPage()
        self.change = _PasswordPage()
        for page in (self.server, self.login, self.data, self.change):
            self.pages.addWidget(page)
        self.back = Button("返回登录", "first.back", "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self.steps)
        column.addWidget(self.title)
        column.addSpacing(6)
        column.addWidget(self.pages, 5)
        foot = QHBoxLayout()
        foot.addWidget(self.back)
        foot.addStretch(1)
        column.addLayout(foot)
        self.server.next.clicked.connect(self._probe)
        self.server.url.returnPressed.connect(self._probe)
        self.login.next.clicked.connect(self._login)
        self.login.password.submitted.connect(self._login)
        self.login.previous.clicked.connect(self.to_server)
        self.change.next.clicked.connect(self._change)
        self.change.form.submitted.connect(self._change)
        self.data.go.clicked.connect(self._go)
        self.data.stop.clicked.connect(self._stop)
        self.back.clicked.connect(self.left)
        self.to_server()

    def propose(self, url: str, device: str, *, can_leave: bool) -> None:
        """Fill in the address and this PC's name; `can_leave`: there is a log-in to go back to."""
        self.server.url.setText(self.server.url.text() or url)
        self.login.device.setText(self.login.device.text() or device)
        self.back.setVisible(can_leave)

    def to_server(self) -> None:
        self._to(0, self.server, "连接市中心服务器")
        self.server.set_busy(False)
        self.server.url.setFocus()

    def to_login(self, url: str) -> None:
        """The server answered and is ours."""
        self.server.url.setText(url)
        self.server.set_busy(False)
        self._to(1, self.login, "登录并登记这台电脑")
        self.login.set_busy(False)
        self.login.user.setFocus()

    def to_password(self, user: str, password: str) -> None:
        """Logged in with a password that somebody else knows; it is changed before anything is given."""
        self._to(1, self.change, "请先修改初始密码")
        self.back.hide()
        self.change.begin(user, password)

    def to_data(self) -> None:
        """Logged in; the district's records come next."""
        self._to(2, self.data, f"下载本区{PRODUCT.subject}数据")
        self.back.hide()
        self.data.wait()

    def show_problem(self, code: str, message: str) -> None:
        """Show a KnownError on the present step."""
        page = self.pages.currentWidget()
        if isinstance(page, (_ServerPage, _LoginPage, _DataPage, _PasswordPage)):
            page.show_problem(code, _SENTENCES.get(code, message))

    def show_progress(self, done: int, total: int) -> None:
        self.data.show_progress(done, total)

    def _to(self, number: int, page: QWidget, title: str) -> None:
        marks = [f"{'●' if at == number else '○'} {at + 1} {name}" for at, name in enumerate(_STEPS)]
        self.steps.setText("　".join(marks))
        self.title.setText(title)
        self.pages.setCurrentWidget(page)

    def _probe(self) -> None:
        url = self.server.url.text().strip()
        self.server.field.set_error("" if url else "请输入服务器地址，由市卫健委提供。")
        if url:
            self.server.set_busy(True)
            self.probe_wanted.emit(url)

    def _login(self) -> None:
        page = self.login
        if page.complete():
            page.set_busy(True)
            self.login_wanted.emit(page.user.text().strip(), page.password.text(), page.device.text().strip())

    def _change(self) -> None:
        if self.change.form.complete():
            self.change.set_busy(True)
            self.password_wanted.emit(self.change.form.new_password())

    def _go(self) -> None:
        self.data.run()
        self.snapshot_wanted.emit()

    def _stop(self) -> None:
        self.data.stop.setEnabled(False)
        self.stop_wanted.emit()


class _ServerPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.url = QLineEdit()
        self.url.setObjectName("first.server")
        self.url.setPlaceholderText("https://")
        self.field = LabelledField(
            "服务器地址", self.url, required=True, hint="地址由市卫健委提供，通常以 https:// 开头。"
        )
        self.next = Button("下一步", "first.server.next", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(
            TextLabel("这台电脑第一次使用，需要联网一次。以后没有网络也能办公。", "secondary", wrap=True)
        )
        column.addWidget(self.field)
        column.addWidget(self.next)
        column.addStretch(1)

    def set_busy(self, busy: bool) -> None:
        self.url.setEnabled(not busy)
        self.next.setEnabled(not busy)
        self.next.setText("正在连接…" if busy else "下一步")

    def show_problem(self, code: str, message: str) -> None:
        self.set_busy(False)
        self.field.set_error(message)
        self.url.setFocus()


class _LoginPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.user = QLineEdit()
        self.user.setObjectName("first.user")
        self.password = PasswordField("first.password", "密码")
        self.device = QLineEdit()
        self.device.setObjectName("first.device")
        self.user_field = LabelledField("用户名", self.user, required=True)
        self.password_field = LabelledField("密码", self.password, required=True)
        self.device_field = LabelledField(
            "这台电脑的名称",
            self.device,
            required=True,
            hint=f"写清科室和位置，便于以后辨认，如「{PRODUCT.subject}窗口 2 号」。",
        )
        self.message = TextLabel("", "error", wrap=True)
        self.message.setObjectName("first.message")
        self.message.hide()
        self.previous = Button("上一步", "first.login.back")
        self.next = Button("登录", "first.login.next", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.user_field, self.password_field, self.device_field, self.message):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.previous)
        row.addWidget(self.next, 1)
        column.addLayout(row)
        column.addStretch(1)

    def complete(self) -> bool:
        """Mark what is missing, put the focus on the first of it, and tell whether nothing is."""
        wanted = (
            (self.user_field, self.user, self.user.text().strip(), "请输入用户名。"),
            (self.password_field, self.password.edit, self.password.text(), "请输入密码。"),
            (self.device_field, self.device, self.device.text().strip(), "请给这台电脑起一个名称。"),
        )
        missing = [edit for field, edit, value, sentence in wanted if self._mark(field, value, sentence)]
        if missing:
            missing[0].setFocus()
        return not missing

    def set_busy(self, busy: bool) -> None:
        for widget in (self.user, self.password, self.device, self.previous, self.next):
            widget.setEnabled(not busy)
        self.next.setText("正在登录…" if busy else "登录")
        self.message.hide()

    def show_problem(self, code: str, message: str) -> None:
        self.set_busy(False)
        if code in _UNDER:
            self.password_field.set_error(message)
            self.password.edit.selectAll()
            self.password.edit.setFocus()
        else:
            self.message.setText(message)
            self.message.show()

    @staticmethod
    def _mark(field: LabelledField, value: str, sentence: str) -> bool:
        field.set_error("" if value else sentence)
        return not value


class _PasswordPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.form = NewPasswordForm("first.change")
        self.next = Button("修改密码并继续", "first.change.ok", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        text = "现在的密码由管理员设置，只能用来登录一次。请换成只有您自己知道的密码。"
        column.addWidget(TextLabel(text, "secondary", wrap=True))
        column.addWidget(self.form)
        column.addWidget(self.next)
        column.addStretch(1)

    def begin(self, user: str, password: str) -> None:
        self.set_busy(False)
        self.form.begin(user, password)

    def set_busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.next.setEnabled(not busy)
        self.next.setText("正在修改…" if busy else "修改密码并继续")

    def show_problem(self, code: str, message: str) -> None:
        self.set_busy(False)
        self.form.show_problem(code, message)


class _DataPage(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.text = TextLabel("", "secondary", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setObjectName("first.progress")
        self.bar.setAccessibleName("下载进度")
        self.count = TextLabel("", "hint")
        self.message = TextLabel("", "error", wrap=True)
        self.message.setObjectName("first.data.message")
        self.go = Button("继续下载", "first.data.go", "primary")
        self.stop = Button("停止", "first.data.stop")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.text, self.bar, self.count, self.message):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        column.addLayout(row)
        column.addStretch(1)

    def wait(self) -> None:
        self.text.setText(f"登录成功。正在把本区的{PRODUCT.subject}数据加密保存到这台电脑。")
        self.show_progress(0, 0)
        self.run()

    def run(self) -> None:
        self.message.hide()
        self.go.hide()
        self.stop.show()
        self.stop.setEnabled(True)

    def show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))
        self.count.setText(f"已下载 {done:,} / {total:,} 条" if total else "正在准备…")

    def show_problem(self, code: str, message: str) -> None:
        stopped = code == "STOPPED"
        self.message.setText(
            "已停止，已下载的部分保留，可以继续。" if stopped else f"{message}已下载的部分保留，可以继续。"
        )
        self.message.set_role("hint" if stopped else "error")
        self.message.show()
        self.stop.hide()
        self.go.show()
        self.go.setFocus()
        if not self.bar.maximum():
            self.bar.setRange(0, 1)
            self.count.setText("")
