"""One clerk at one PC: the program with a profile of its own, and what every story of the tour does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QLabel

from desktop.bootstrap import make_parts
from desktop.models.rows import WAITING
from desktop.options import Options
from desktop.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire

PASSWORD = "Shicheng-2026"
WIDTH, HEIGHT = 1366, 768


class Desk(ABC):
    """Base of the stories; `folder` is the tour's own, `user` the clerk whose profile lies in it."""

    def __init__(
        self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None], user: str
    ) -> None:
        self._driver = driver
        self._wire = wire
        self._folder = folder
        self._tell = tell
        self._user = user
        self._shell: Shell | None = None

    def play(self) -> None:
        """Play the steps in order; the program is closed in any case."""
        try:
            for step in self.steps():
                self._tell(f"{step.__doc__}")
                step()
        finally:
            self._close()

    @abstractmethod
    def steps(self) -> tuple[Callable[[], None], ...]:
        """The steps of the story, in order; each asserts what the clerk would see."""

    def _begin(self) -> None:
        """First start of this PC without a mistake: server, log-in, first load."""
        d = self._driver
        self._open()
        d.type("first.server", self._wire.url)
        d.click("first.server.next")
        d.type("first.user", self._user)
        d.type("first.password", PASSWORD)
        d.click("first.login.next")
        d.find("nav.home")
        d.read("在线")

    def _again(self) -> None:
        """Log in on a PC that knows the clerk."""
        d = self._driver
        self._open()
        d.read("服务器连接正常")
        d.type("login.password", PASSWORD)
        d.click("login.submit")
        d.find("nav.home")

    def _pushed(self) -> None:
        """Wait until the centre has all decisions of this PC.

        After the screen has said that something is saved: how many wait is told before that.
        """
        self._driver.read("没有待上报的决定")

    def _table(self, name: str) -> QAbstractItemView:
        return self._driver.find(name, QAbstractItemView)

    def _list(self, name: str, at_least: int = 1) -> QAbstractItemView:
        """The table once it has its rows, all of them, and the first ones are read."""
        table = self._table(name)
        self._driver.wait(lambda: table.model().rowCount() >= at_least, f"{at_least} rows in {name}")
        self._driver.wait(lambda: self._read_through(name), f"the whole list in {name}")
        return table

    def _read_through(self, name: str) -> bool:
        """Whether nothing of the list is still on its way: the line below it says how many there are."""
        footer = self._driver.seen(f"{name.removesuffix('.table')}.footer", QLabel)
        whole = footer is None or footer.text().startswith("共")
        return whole and self._cell(name, 0, 0) != WAITING

    def _rows(self, name: str) -> int:
        return self._driver.find(name, QAbstractItemView).model().rowCount()

    def _cell(self, name: str, row: int, column: int) -> str:
        model = self._driver.find(name, QAbstractItemView).model()
        return str(model.data(model.index(row, column)))

    def _open(self) -> None:
        """Start the program with the tour's own profile, keyring and window size."""
        options = Options(
            profile=self._folder / f"profile-{self._user}",
            keyring=f"file:{self._folder / f'keyring-{self._user}.json'}",
            server="",
            demo=True,
            exit_after_first_paint=False,
        )
        self._shell = Shell(options, make_parts)
        self._shell.entered.connect(self._widen)
        self._shell.start()

    def _widen(self) -> None:
        """Screens that nobody sees are small, and the window fits its screen; bugs are told in full."""
        if self._shell is not None and self._shell.frame is not None:
            self._shell.frame.resize(WIDTH, HEIGHT)
        if self._shell is not None and self._shell.bugs is not None:
            self._shell.bugs.reported.connect(self._tell)

    def _close(self) -> None:
        if self._shell is not None:
            self._shell.close()
            self._shell = None
