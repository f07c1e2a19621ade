"""Log-in and first start: moves between the log-in window and the `Account` port, nothing else."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.domain.errors import KnownError
from desktop.settings import KnownUser

if TYPE_CHECKING:
    from desktop.ports import Account, Opened
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from desktop.views.session.first_start import FirstStart
    from desktop.views.session.login import LoginWindow


class Entry(QObject):
    """Brings a clerk in. `opened(Opened)` comes once the store is open and has data.

    `renewed(KnownError | None)` tells later how the log-in at the server ended that follows an unlock;
    `change_wanted` follows when the server wants another password first.
    """

    opened = Signal(object)
    renewed = Signal(object)
    change_wanted = Signal()

    def __init__(
        self, window: LoginWindow, lanes: Lanes, settings: UiSettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._lanes = lanes
        self._settings = settings
        self._account: Account | None = None
        self._waiting: tuple[str, str] | None = None
        self._first: FirstStart | None = None
        self._opened: Opened | None = None
        self._password = ""
        self._url = ""
        self._reachable: bool | None = None
        self._stop = threading.Event()
        self._progress = lanes.relay(self._show_progress)
        window.form.submitted.connect(self._submit)
        window.form.listen()
        window.form.other_server.connect(self._begin_first)

    def ready(self, account: Account) -> None:
        """The heavy parts are loaded, or a clerk has logged out: go on with what was typed meanwhile."""
        self._account = account
        self._url = account.server_url()
        if not self._url:
            self._begin_first()
            return
        self._window.form.set_users(self._merged(account.users()))
        self._window.form.show_server(None, self._url)
        self._lanes.network.run(
            partial(account.probe, self._url), self._server_there, self._server_gone, key="probe"
        )
        if self._waiting:
            self._submit(*self._waiting)
        else:
            self._window.form.start()

    def failed_to_load(self, error: KnownError) -> None:
        """The heavy parts could not be loaded; say why where the clerk looks."""
        self._window.form.show_error(error.code, error.message)

    def close(self) -> None:
        """Stop a download on its way; it goes on at the next start."""
        self._stop.set()

    def _merged(self, users: tuple[KnownUser, ...]) -> tuple[KnownUser, ...]:
        """Order the clerks of this PC by who came last."""
        here = {user.name: user for user in users}
        last = [here.pop(user.name) for user in self._settings.users() if user.name in here]
        return (*last, *here.values())

    def _server_there(self, _: str) -> None:
        self._reachable = True
        self._window.form.show_server(True, self._url)

    def _server_gone(self, _: KnownError) -> None:
        self._reachable = False
        self._window.form.show_server(False, self._url)

    def _submit(self, user: str, password: str) -> None:
        if self._account is None:
            self._waiting = (user, password)
            self._window.form.set_busy(True, "正在准备，马上就好…")
            return
        self._waiting = None
        self._password = password
        self._window.form.set_busy(True)
        self._lanes.network.run(
            partial(self._unlock, self._account, user, password), self._in, self._refused, key="login"
        )

    def _unlock(self, account: Account, user: str, password: str) -> Opened:
        """Open offline, else log in at the server (runs on the network lane).

        The server is asked for a clerk who is new on this PC, and for a password that this PC does not know:
        it may have been changed elsewhere.
        """
        try:
            return account.unlock(user, password)
        except KnownError as error:
            refusal = error
        if refusal.code == "WRONG_PASSWORD" and self._reachable is not False:
            try:
                return account.first_login(self._url, user, password, account.device_name())
            except KnownError as error:
                raise (error if error.code == "LOCKED_OUT" else refusal) from error
        if refusal.code != "NO_SLOT":
            raise refusal
        return account.first_login(self._url, user, password, account.device_name())

    def _refused(self, error: KnownError) -> None:
        self._window.form.show_error(error.code, error.message)

    def _in(self, opened: Opened) -> None:
        """The store is open: a one-time password is changed first, missing data are fetched next."""
        self._opened = opened
        if not opened.must_change and not opened.needs_snapshot:
            self._finish()
            return
        self._begin_first()
        if self._first is not None and opened.must_change:
            self._first.to_password(opened.info.user_name, self._password)
        elif self._first is not None:
            self._first.to_data()
            self._snapshot()

    def _finish(self) -> None:
        opened, password, account = self._opened, self._password, self._account
        self._opened, self._password = None, ""
        if opened is None or account is None:
            return
        self._settings.remember_user(KnownUser(opened.info.user_name, opened.info.display_name))
        self._settings.set_text("office", opened.info.office)
        self._settings.save()
        self._window.form.password.clear()
        self._window.form.set_busy(False)
        self._window.hide()
        self.opened.emit(opened)
        if not opened.online:
            self._lanes.network.run(
                partial(account.go_online, opened, password), self._online, self._not_online, key="renew"
            )

    def _online(self, opened: Opened) -> None:
        self.renewed.emit(None)
        if opened.must_change:
            self.change_wanted.emit()

    def _not_online(self, error: KnownError) -> None:
        self.renewed.emit(error)

    def _begin_first(self) -> None:
        if self._account is None:
            return
        if self._first is None:
            from desktop.views.session.first_start import FirstStart

            first = FirstStart()
            first.probe_wanted.connect(self._probe)
            first.login_wanted.connect(self._first_login)
            first.password_wanted.connect(self._change_password)
            first.snapshot_wanted.connect(self._snapshot)
            first.stop_wanted.connect(self._stop_snapshot)
            first.left.connect(self._window.show_form)
            self._first = first
        self._first.propose(
            self._account.proposed_server(), self._account.device_name(), can_leave=bool(self._url)
        )
        self._window.show_other(self._first)
        self._first.to_server()

    def _probe(self, url: str) -> None:
        if self._account:
            self._lanes.network.run(
                partial(self._account.probe, url), self._ours, self._first_problem, key="probe"
            )

    def _ours(self, url: str) -> None:
        self._url = url
        if self._first is not None:
            self._first.to_login(url)

    def _first_login(self, user: str, password: str, device: str) -> None:
        if self._account:
            self._password = password
            self._lanes.network.run(
                partial(self._account.first_login, self._url, user, password, device),
                self._in,
                self._first_problem,
                key="login",
            )

    def _change_password(self, new: str) -> None:
        if self._account and self._opened:
            self._lanes.network.run(
                partial(self._account.change_password, self._opened, self._password, new),
                self._in,
                self._first_problem,
                key="password",
            )

    def _snapshot(self) -> None:
        if self._account and self._opened:
            self._stop.clear()
            self._lanes.network.run(
                partial(self._fetch, self._account, self._opened, self._password),
                self._in,
                self._first_problem,
                key="snapshot",
            )

    def _fetch(self, account: Account, opened: Opened, password: str) -> Opened:
        """Fetch the data, after a log-in at the server when there was none yet (runs on the network lane)."""
        if not opened.online:
            opened = account.go_online(opened, password)
        if not opened.must_change:
            account.snapshot(opened, self._progress, self._stop)
            opened = opened._replace(needs_snapshot=False)
        return opened

    def _stop_snapshot(self) -> None:
        self._stop.set()

    def _show_progress(self, done: int, total: int) -> None:
        if self._first is not None:
            self._first.show_progress(done, total)

    def _first_problem(self, error: KnownError) -> None:
        if self._first is not None:
            self._first.show_problem(error.code, error.message)
