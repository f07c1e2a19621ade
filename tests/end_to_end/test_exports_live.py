"""Exports in the real program: their list is left, the clerk logs out, a kill (A6, row 26)."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
import pytest

from core.files.saving import part_of
from desktop.bootstrap.exports import LANE
from desktop.bootstrap.unfinished import Unfinished
from desktop.views.lists.exporting import ListExport
from tests.desktop.conftest import ScriptedPrompts
from tests.end_to_end.desk import Desk
from tests.end_to_end.real import PASSWORD
from tests.end_to_end.test_desktop_live import USER, Centre

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.bootstrap.session import DesktopSession

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class ExportDesk(Desk):
    """A PC whose window for files answers by itself; `gate` keeps exports waiting until it is set."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.target = folder / "申请.xlsx"
        self.gate = threading.Event()

    def enter(self, url: str) -> None:
        """Log in for the first time."""
        d = self.to_login(url)
        assert self.shell is not None
        self.shell._prompts = ScriptedPrompts(save_as=str(self.target))
        d.type("first.user", USER)
        d.type("first.password", PASSWORD)
        d.click("first.login.next")
        d.find("nav.filings")
        d.read("在线")

    def export(self) -> None:
        """Export the list of filings, behind the gate."""
        d, shell = self.driver, self.shell
        assert shell is not None
        assert shell.lanes is not None
        assert shell.frame is not None
        d.click("nav.filings")
        d.wait(lambda: d.find("filings.export").isEnabled(), "filings in the list")
        shell.lanes.more(LANE).run(partial(self.gate.wait, 30))
        shell.frame.page("filings").findChildren(ListExport)[0].action("all").trigger()

    @property
    def session(self) -> DesktopSession:
        assert self.shell is not None
        return self.shell.session  # type: ignore[return-value]

    def drain(self) -> None:
        """Wait until the lane of exports has nothing left to do."""
        assert self.shell is not None
        assert self.shell.lanes is not None
        over = threading.Event()
        self.shell.lanes.more(LANE).run(over.set)
        self.driver.wait(over.is_set, "the exports to end")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "server")
    made.account(USER, "周敏")
    made.file(3)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[ExportDesk]:
    made = ExportDesk(tmp_path / "pc")
    yield made
    made.gate.set()
    made.close()


def test_the_end_of_an_export_is_told_on_whichever_page_the_clerk_is(
    server: Centre, desk: ExportDesk
) -> None:
    desk.enter(server.url)
    desk.export()
    desk.driver.click("nav.home")
    desk.gate.set()
    desk.driver.read("已导出 3 条，保存为“申请.xlsx”。")
    assert openpyxl.load_workbook(desk.target).worksheets[0].max_row == 8


def test_logging_out_ends_the_exports_of_the_clerk(server: Centre, desk: ExportDesk) -> None:
    desk.enter(server.url)
    desk.export()
    assert desk.shell is not None
    desk.shell.log_out()
    desk.gate.set()
    desk.drain()
    assert not desk.target.exists()


def test_what_a_killed_program_left_is_gone_after_the_next_log_in(server: Centre, desk: ExportDesk) -> None:
    desk.enter(server.url)
    part = part_of(desk.target)
    Unfinished(desk.session._unlocked.engine)._change(add=str(part))
    part.write_bytes("陈亦舟".encode())
    desk.close()
    assert part.exists()
    desk.log_in(PASSWORD)
    desk.driver.wait(lambda: not part.exists(), "the leftover to be removed")
