"""The program as a clerk has it: the real shell on a profile of its own, driven by keyboard and mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView

from desktop.bootstrap import make_parts
from desktop.options import Options
from desktop.shell import Shell
from desktop.tour.driver import Driver
from desktop.views.apprenticeship.review.review import Workbench

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.bootstrap.session import DesktopSession


def silent(text: str) -> None:
    """What the driver would tell; pytest shows where a step failed."""


class Desk:
    """One PC. `open` starts the program, `close` ends it; the profile stays."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.driver = Driver(folder, silent)
        self.shell: Shell | None = None

    def open(self) -> Driver:
        options = Options(self.folder / "profile", keyring=f"file:{self.folder / 'keys.json'}", demo=True)
        self.shell = Shell(options, make_parts)
        self.shell.start()
        return self.driver

    def close(self) -> None:
        if self.shell is not None:
            self.shell.close()
            self.shell.window.deleteLater()
            self.shell.deleteLater()
            self.shell = None

    def to_login(self, url: str) -> Driver:
        """Open and get to the log-in of the first start."""
        d = self.open()
        d.type("first.server", url)
        d.click("first.server.next")
        d.find("first.user")
        return d

    def first_start(self, url: str, user: str, password: str) -> Driver:
        """Open, and go through the first start to the frame."""
        d = self.to_login(url)
        d.type("first.user", user)
        d.type("first.password", password)
        d.click("first.login.next")
        d.find("nav.filings")
        d.read("在线")
        return d

    def log_in(self, password: str) -> Driver:
        """Open a PC that has been set up."""
        d = self.open()
        d.wait(lambda: d.seen("login.server.change"), "the program to be loaded")
        d.type("login.password", password)
        d.click("login.submit")
        d.find("nav.filings")
        return d

    def open_filing(self) -> str:
        """Open the first filing of the list in the workbench; give its id."""
        d = self.driver
        d.click("nav.filings")
        table = d.find("filings.table", QAbstractItemView)
        d.wait(lambda: table.model().rowCount() > 0, "filings in the list")
        d.press(Qt.Key.Key_F5, "filings.table")
        d.wait(lambda: self.current(), "a filing on the screen")
        return self.current()

    def current(self) -> str:
        """Give the id of the filing on the screen."""
        bench = self.driver.seen("review", Workbench)
        return bench.current_id() if bench else ""

    def refuse(self, opinion: str) -> str:
        """Refuse the filing on the screen; give its id."""
        d, filing_id = self.driver, self.current()
        d.type("review.opinion", opinion)
        d.press(Qt.Key.Key_F8, "review.opinion")
        d.click("confirm.ok")
        d.wait(lambda: self.current() != filing_id or d.says("不予备案"), "the refusal to be kept")
        return filing_id

    def sync_now(self) -> None:
        """Let the engine begin a round at once."""
        assert self.shell is not None
        session: DesktopSession = self.shell.session  # type: ignore[assignment]
        session.engine.kick()
