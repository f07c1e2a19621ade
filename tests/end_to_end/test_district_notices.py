"""A3, G14 seen by a clerk: a real server process sends through a carrier that is down, and comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import requests

from core.commons.tables import Notice
from core.domain.values import NoticeState
from sync.engine import SyncEngine
from tests.end_to_end.district import ZHOU, Offices
from tests.end_to_end.real import ROOT, wait_until
from tests.server.carrier import REPORTS, SECRET, Carrier, report, report_headers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.tour.driver import Driver
    from tests.end_to_end.district import Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
STUDENT, TEACHER = "陈亦舟（学生）", "刘景和（老师）"
DOWN = (503, b"{}")
REFUSED = (422, b'{"code": "PHONE_REFUSED"}')


def seconds() -> int:
    return int(time.time())


class Process(Offices):
    """`serve` in a process of its own; its carrier does what the test says."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.carrier = Carrier(seconds)
        self._nonces = 0

    def start(self, port: int = 0) -> None:
        ready = self.config.data / "ready.json"
        words = ["-m", "tests.end_to_end.carried_child", str(self.config.data), self.carrier.url, SECRET]
        self._process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        wait_until(lambda: ready.exists() or self._process is None or self._process.poll() is not None)
        assert ready.exists(), "the server did not start"
        self.port = json.loads(ready.read_text("utf-8"))["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        super().close()
        self.carrier.close()

    def approve_one(self) -> None:
        """A colleague approves a filing at the centre; student and teacher are to be told."""
        with self.acting() as world:
            world.approve(world.filed(self.number())[0])

    def notices(self) -> dict[str, Notice]:
        with self.centre.reading() as session:
            return {one.recipient_role: one for one in session.query(Notice)}

    def delivered(self, key: str) -> None:
        """The carrier reports that a message has arrived."""
        self._nonces += 1
        body = report(key, "delivered", id="C-77")
        headers = report_headers(body, seconds(), f"nonce{self._nonces}")
        assert requests.post(self.url + REPORTS, data=body, headers=headers, timeout=60).status_code == 204


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    made = Process(tmp_path / "server")
    made.start()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """PCs look often for news, so that what comes by itself comes while the test looks."""
    monkeypatch.setitem(SyncEngine.__init__.__kwdefaults__, "poll_seconds", 0.3)


def shown(d: Driver, name: str) -> str:
    return str(d.find(f"notices.detail.{name}").text())  # type: ignore[attr-defined]


def test_a3_g14_a_carrier_that_is_down_fails_is_tried_again_and_delivers(
    server: Process, window: Window
) -> None:
    d = window.begin(server, ZHOU)
    d.click("nav.notices")
    d.find("notices.empty")
    server.carrier.answers = [DOWN, DOWN]
    server.approve_one()
    d.wait(lambda: window.row_with("notices.table", STUDENT, "失败") >= 0, "the failed message by itself")
    d.wait(lambda: window.row_with("notices.table", TEACHER, "失败") >= 0, "the other by itself")
    window.choose("notices.table", STUDENT)
    student = server.notices()["student"]
    d.wait(lambda: shown(d, "text") == student.text, "the exact text")
    assert "【武昌区卫生健康局】" in student.text
    assert "短信通道繁忙或正在维护，稍后自动重试。" in shown(d, "reason")
    assert student.phone not in shown(d, "phone"), "masked (A7)"

    d.click("notices.detail.retry")
    d.read("已登记重发给陈亦舟的短信")
    d.wait(lambda: window.row_with("notices.table", STUDENT, "已提交") >= 0, "已提交 by itself")
    ((key, sent),) = server.carrier.sent.items()
    assert key.startswith(student.id)
    assert (sent["text"], sent["phone"]) == (student.text, student.phone)
    server.delivered(key)
    d.wait(lambda: window.row_with("notices.table", STUDENT, "送达") >= 0, "送达 by itself")
    d.wait(lambda: "C-77" in d.find("notices.detail.carrier").text(), "the carrier's number")  # type: ignore[attr-defined]
    assert d.seen("notices.detail.retry") is None
    assert window.row_with("notices.table", TEACHER, "失败") >= 0, "the other waits for its next try"
    d.wait(lambda: not d.says("条待上报"), "nothing that waits")


def test_a3_a_retry_asked_for_offline_is_sent_after_the_sync(server: Process, window: Window) -> None:
    server.carrier.answers = [REFUSED, REFUSED]
    server.approve_one()
    wait_until(lambda: {one.state for one in server.notices().values()} == {NoticeState.GIVEN_UP})
    d = window.begin(server, ZHOU)
    d.wait(lambda: d.find("nav.notices").accessibleName() == "短信记录，2 件", "the number of failures")
    d.click("nav.notices")
    window.choose("notices.table", TEACHER, "放弃")
    teacher = server.notices()["teacher"]
    d.wait(lambda: shown(d, "text") == teacher.text, "the exact text")
    assert shown(d, "reason") == "运营商拒收：手机号无效或已停用。核对手机号后可以重发。"
    window.cut()
    d.click("notices.detail.retry")
    d.read("已登记重发，上报后由中心发送。")
    d.read("1 条待上报")
    assert d.seen("notices.detail.retry") is None
    window.close()
    window.log_in()
    d.click("nav.notices")
    window.choose("notices.table", TEACHER, "待发")
    d.read("已登记重发，上报后由中心发送。")
    assert server.notices()["teacher"].state == NoticeState.GIVEN_UP
    window.join()
    d.click("nav.notices")
    d.wait(lambda: window.row_with("notices.table", TEACHER, "已提交") >= 0, "已提交 by itself")
    server.delivered(f"{teacher.id}.2")
    d.wait(lambda: window.row_with("notices.table", TEACHER, "送达") >= 0, "送达 by itself")
    assert list(server.carrier.sent) == [f"{teacher.id}.2"]
    assert window.row_with("notices.table", STUDENT, "放弃") >= 0
