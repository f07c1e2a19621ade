"""The program from its first window to its last: log-in, then the frame, then log-in again.

Free of heavy imports: what needs them comes as `load`, which runs on a thread of its own once the log-in
window can be seen (performance.md, "Start").
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.errors import KnownError
from desktop.settings import UiSettings
from desktop.views.session.login import LoginWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.entry import Entry
    from desktop.errors import BugChannel
    from desktop.options import Options
    from desktop.ports import Opened, Parts, Session
    from desktop.prompts import Prompter
    from desktop.tasks import Lanes
    from desktop.views.session.new_password import PasswordDialog
    from desktop.views.session.relogin import ReloginDialog
    from desktop.views.shell.frame import Frame

DEMO = "演示环境，数据均为虚构\n用户名 zhoumin，密码 Shicheng-2026"
"""Stands in the log-in window of a demo; the account is made with the sample data and nowhere else."""


class Shell(QObject):
    """Owns the windows. `finished` comes when the last one is closed, `entered` when the frame is shown."""

    painted = Signal()
    entered = Signal()
    finished = Signal()
    _loaded = Signal(object)

    def __init__(
        self,
        options: Options,
        load: Callable[[Options], Parts],
        prompts: Prompter | None = None,
        *,
        install_hooks: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._load = load
        self._prompts = prompts
        self.settings = UiSettings(options.profile)
        self._install_hooks = install_hooks
        self.bugs: BugChannel | None = None
        self.window = LoginWindow(DEMO if options.demo else self.settings.text("office"))
        self.lanes: Lanes | None = None
        self.entry: Entry | None = None
        self.frame: Frame | None = None
        self.session: Session | None = None
        self._parts: Parts | None = None
        self._opened: Opened | None = None
        self._dialog: ReloginDialog | None = None
        self._password_dialog: PasswordDialog | None = None
        self._loader: threading.Thread | None = None
        self._closed = False
        self.window.painted.connect(self._painted)
        self.window.closed.connect(self._window_closed)
        self._loaded.connect(self._ready)

    @property
    def prompts(self) -> Prompter:
        """What asks the person in front of the screen."""
        if self._prompts is None:
            from desktop.prompts import Prompts

            self._prompts = Prompts()
        return self._prompts

    def start(self) -> None:
        """Show the log-in window; everything else follows its first paint."""
        self.window.form.set_users(self.settings.users())
        self.window.show_form()
        self.window.show()

    def close(self) -> None:
        """End the session, the lanes and the windows; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self.entry is not None:
            self.entry.close()
        self._leave()
        if self.lanes is not None:
            self.lanes.close()
        if self._loader is not None:
            self._loader.join()
        self.window.close()
        self.settings.save()
        self.finished.emit()

    def log_out(self) -> None:
        """Back to the log-in window; what waits stays in the store and is pushed by whoever comes next."""
        self._leave()
        self.window.form.password.clear()
        self.window.show_form()
        self.window.show()
        if self.entry is not None and self._parts is not None:
            self.entry.ready(self._parts.account)

    def _painted(self) -> None:
        self.painted.emit()
        if not self._options.exit_after_first_paint:
            QTimer.singleShot(0, self._begin_loading)

    def _begin_loading(self) -> None:
        from desktop.entry import Entry
        from desktop.errors import BugChannel
        from desktop.tasks import Lanes

        if self._closed:
            return
        self.bugs = BugChannel(self)
        self.bugs.reported.connect(self._show_bug)
        if self._install_hooks:
            self.bugs.install()
        self.lanes = Lanes(self, self.bugs.report)
        self.entry = Entry(self.window, self.lanes, self.settings, self)
        self.entry.opened.connect(self._enter)
        self.entry.renewed.connect(self._renewed)
        self.entry.change_wanted.connect(self._must_change)
        self._loader = threading.Thread(target=self._load_heavy, name="loader", daemon=True)
        self._loader.start()

    def _load_heavy(self) -> None:
        try:
            self._loaded.emit(self._load(self._options))
        except KnownError as error:
            self._loaded.emit(error)
        except Exception as error:
            if self.bugs is not None:
                self.bugs.report(error)
            self._loaded.emit(KnownError("NOT_LOADED", "程序没有完整装入，请重新打开；仍不行请重新安装。"))

    def _ready(self, result: Parts | KnownError) -> None:
        if self._closed or self.entry is None:
            return
        if isinstance(result, KnownError):
            self.entry.failed_to_load(result)
            return
        self._parts = result
        if self.bugs is not None:
            self.bugs.set_redaction(result.redact)
        self.entry.ready(result.account)

    def _enter(self, opened: Opened) -> None:
        from desktop.views.shell.frame import Frame

        if self._parts is None or self.lanes is None:
            return
        self._opened = opened
        session = self._parts.open_session(opened, self.lanes, self.prompts, self.settings)
        frame = Frame(opened.info, session.groups, self.settings, session.page)
        session.synced.connect(frame.show_sync)
        session.changed.connect(frame.broadcast)
        session.counted.connect(frame.show_counts)
        frame.record_wanted.connect(session.open_record)
        frame.log_out_wanted.connect(self._ask_log_out)
        frame.login_again_wanted.connect(self._ask_login)
        frame.password_wanted.connect(self._ask_password)
        frame.about_wanted.connect(self._about)
        frame.closed.connect(self.close)
        self.session, self.frame = session, frame
        frame.open(session.groups[0].entries[0].key)
        frame.fit(self.window.screen().availableGeometry())
        frame.show()
        session.start()
        self.entered.emit()

    def _leave(self) -> None:
        frame, session = self.frame, self.session
        self.frame, self.session = None, None
        if frame is not None:
            frame.closed.disconnect(self.close)
            frame.close()
            frame.deleteLater()
        if session is not None:
            session.close()

    def _ask_log_out(self) -> None:
        if self.frame is not None:
            self.prompts.confirm(
                self.frame,
                "退出登录",
                "未上报的决定会保留在本机，任何一位同事登录并联网后都会以您的名义上报。",
                "退出登录",
                self._log_out_answered,
            )

    def _log_out_answered(self, yes: bool) -> None:
        if yes:
            self.log_out()

    def _ask_login(self) -> None:
        from desktop.views.session.relogin import ReloginDialog

        if self.frame is None or self._opened is None or self._dialog is not None:
            return
        self._dialog = ReloginDialog(self.frame, self._opened.info)
        self._dialog.submitted.connect(self._login_again)
        self._dialog.finished.connect(self._dialog_closed)
        self._dialog.open()

    def _dialog_closed(self, _: int) -> None:
        self._dialog = None

    def _login_again(self, password: str) -> None:
        if self._parts and self._opened and self.lanes:
            work = partial(self._parts.account.go_online, self._opened, password)
            self.lanes.network.run(work, self._login_done, self._login_failed, key="renew")

    def _login_done(self, opened: Opened) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self._renewed(None)
        if opened.must_change:
            self._must_change()

    def _login_failed(self, error: KnownError) -> None:
        if self._dialog is not None:
            self._dialog.show_problem(error.message)

    def _must_change(self) -> None:
        self._open_password_dialog(must_change=True)

    def _ask_password(self) -> None:
        if self.frame is not None and not self.frame.online:
            self.frame.tell("warn", "修改密码需要连接服务器。当前离线，请联网后再修改。")
        else:
            self._open_password_dialog(must_change=False)

    def _open_password_dialog(self, *, must_change: bool) -> None:
        from desktop.views.session.new_password import PasswordDialog

        if self.frame is None or self._opened is None or self._password_dialog is not None:
            return
        dialog = PasswordDialog(self.frame, self._opened.info, must_change=must_change)
        dialog.submitted.connect(self._change_password)
        dialog.finished.connect(self._password_dialog_closed)
        self._password_dialog = dialog
        dialog.open()

    def _password_dialog_closed(self, _: int) -> None:
        self._password_dialog = None

    def _change_password(self, old: str, new: str) -> None:
        if self._parts and self._opened and self.lanes:
            work = partial(self._parts.account.change_password, self._opened, old, new)
            self.lanes.network.run(work, self._password_changed, self._password_refused, key="password")

    def _password_changed(self, _: Opened) -> None:
        if self._password_dialog is not None:
            self._password_dialog.accept()
        self._renewed(None)
        if self.frame is not None:
            self.frame.tell("ok", "密码已修改，下次登录请用新密码。")

    def _password_refused(self, error: KnownError) -> None:
        if self._password_dialog is not None:
            self._password_dialog.show_problem(error.code, error.message)

    def _renewed(self, error: KnownError | None) -> None:
        if self.session is not None:
            self.session.renewed(error)

    def _about(self) -> None:
        from desktop.views.shell.about import AboutDialog

        if self.frame is not None:
            AboutDialog(self.frame, str(self._options.profile)).open()

    def _show_bug(self, details: str) -> None:
        if self.frame is not None:
            self.frame.show_bug(details)

    def _window_closed(self) -> None:
        if self.frame is None:
            self.close()
