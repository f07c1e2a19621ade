"""A clerk of a new server: the operator's one-time password, first start, the list of filings."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sync.client import Client, NewPassword
from tests.end_to_end.desk import Desk
from tests.end_to_end.real import ROOT, RealServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NEW, OTHER = "Kaishi-2026-xin", "Bieren-2026-xin"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "server")
    made.file(3)
    made.start()
    yield made
    made.close()


def one_time_password(server: RealServer) -> str:
    """Make an account as the operator does and read the password where it is printed."""
    words = ["create-account", "--data", str(server.config.data), "--username", "chenjing", "--name", "陈静"]
    words += ["--role", "district_reviewer", "--district", "420106"]
    done = subprocess.run(
        [sys.executable, "-m", "server", *words], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    found = re.search(r"一次性密码：(\S+)", done.stdout.decode("utf-8"))
    assert found
    return found[1]


def test_a_clerk_with_a_one_time_password_gets_to_the_filings(
    qapp: QApplication, server: RealServer, tmp_path: Path
) -> None:
    printed = one_time_password(server)
    desk = Desk(tmp_path / "pc")
    try:
        driver = desk.to_login(server.url)
        driver.type("first.user", "chenjing")
        driver.type("first.password", printed)
        driver.click("first.login.next")
        driver.read("请先修改初始密码")
        driver.type("first.change.new", printed)
        driver.type("first.change.again", printed)
        driver.click("first.change.ok")
        driver.read("不能与现在的密码相同")
        driver.type("first.change.new", NEW)
        driver.type("first.change.again", NEW)
        driver.click("first.change.ok")
        driver.click("nav.filings")
        driver.wait(lambda: driver.find("filings.table").model().rowCount() == 3, "the filings")
        driver.read("在线")
        assert desk.shell is not None
        desk.shell.log_out()
        driver.type("login.password", NEW)
        driver.click("login.submit")
        driver.find("nav.filings")
        driver.read("在线")
        new_by_hand(server)
        desk.shell.log_out()
        driver.type("login.password", OTHER)
        driver.click("login.submit")
        driver.find("nav.filings")
    finally:
        desk.close()


def new_by_hand(server: RealServer) -> None:
    """Change the password as the clerk would on another PC."""
    client = Client(server.url)
    client.change_password(NewPassword("chenjing", NEW, OTHER))
    client.close()
