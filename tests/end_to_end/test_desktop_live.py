"""The real program against a real server that fails: what the clerk sees, and that nothing is lost."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractItemView

from desktop.tour.colleague import refuse_first
from desktop.views.documents.viewer_canvas import Canvas
from sync import protocol
from tests import kit
from tests.end_to_end.desk import Desk
from tests.end_to_end.real import PASSWORD, ROOT, RealServer, wait_until
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from core.domain.values import DocumentKind, DocumentRef

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
USER = "zhoumin"


class Centre(RealServer):
    """The real server in a thread of the test; its wire fails on demand, its documents are pictures."""

    def start(self, port: int = 0) -> None:
        self.live = LiveServer(self.config)
        self.live.__enter__()
        self.faults = self.live.faults
        self.url = self.live.url

    def close(self) -> None:
        self.live.stop()
        super().close()

    def ref(self, kind: DocumentKind, owner: str, page: int = 1) -> DocumentRef:
        """Make a document that can be downloaded and shown."""
        name = f"{owner}/{kind}/{page}"
        colour = tuple(bytes.fromhex(kit.digest(name)[:6]))
        scan = io.BytesIO()
        Image.new("RGB", (240, 320), colour).save(scan, "JPEG")
        sha256 = self.centre.blobs.put(scan.getvalue())
        return msgspec.structs.replace(PLAIN(kind, owner, page), sha256=sha256)


PLAIN = kit.ref


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    made = Centre(tmp_path / "server")
    monkeypatch.setattr(kit, "ref", made.ref)
    made.account(USER, "周敏")
    made.account("lixiaohong", "李晓红")
    made.file(3)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "pc")
    yield made
    made.close()


def test_a_session_that_expired_costs_no_decision(server: Centre, desk: Desk) -> None:
    d = desk.first_start(server.url, USER, PASSWORD)
    desk.open_filing()
    server.end_sessions()
    desk.refuse("不符合跟师条件")
    d.read("登录已过期，决定仍保存在本机，请重新登录后上报。")
    assert server.judged() == 0
    d.click("frame.expired.action")
    d.type("relogin.password", "Wrong-12345678")
    d.click("relogin.ok")
    d.read("用户名或密码不正确")
    d.type("relogin.password", PASSWORD)
    d.click("relogin.ok")
    d.wait(lambda: server.judged() == 1 and not d.says("1 条待上报"), "the decision at the centre")
    d.wait(lambda: not d.says("登录已过期"), "the bar to go")
    assert len(server.decisions()) == 1


def test_a_captive_portal_is_not_taken_for_data(server: Centre, desk: Desk) -> None:
    d = desk.first_start(server.url, USER, PASSWORD)
    d.click("nav.filings")
    table = d.find("filings.table", QAbstractItemView)
    d.wait(lambda: table.model().rowCount() == 3, "the filings")
    server.file(1, first=9)
    server.faults.add("html", times=1000)
    d.click("nav.centre")
    d.click("centre.now")
    d.read("可能需要先登录单位网络（上网认证）")
    d.read("离线")
    d.click("nav.filings")
    d.wait(lambda: table.model().rowCount() == 3, "the filings as they were")
    server.faults.clear()
    desk.sync_now()
    d.read("在线")
    d.wait(lambda: table.model().rowCount() == 4, "the new filing")


def test_a_filing_that_somebody_else_decides_stays_on_the_screen(
    server: Centre, desk: Desk, tmp_path: Path
) -> None:
    d = desk.first_start(server.url, USER, PASSWORD)
    filing_id = desk.open_filing()
    refuse_first(tmp_path / "colleague", server.url, "lixiaohong", PASSWORD, filing_id, "不符合跟师条件")
    desk.sync_now()
    d.wait(lambda: d.seen("review.changed.action"), "the bar that tells of the colleague")
    d.read("李晓红")
    assert desk.current() == filing_id
    d.click("review.changed.action")
    d.wait(lambda: not d.seen("review.changed.action"), "the filing as it is")
    assert desk.current() == filing_id
    d.read("不予")


def test_a_document_with_a_wrong_hash_is_not_shown_and_downloaded_again(server: Centre, desk: Desk) -> None:
    server.faults.add("corrupt", path="/v1/blobs", times=100_000)
    d = desk.first_start(server.url, USER, PASSWORD)
    desk.open_filing()
    d.read("已损坏")
    assert d.find("viewer.left.canvas", Canvas).picture() is None
    server.faults.clear()
    d.click("viewer.left.canvas.action")
    canvas = d.find("viewer.left.canvas", Canvas)
    d.wait(lambda: canvas.picture() is not None, "the document")
    assert not d.says("已损坏")


def test_a_document_that_the_centre_does_not_have_is_a_sentence(server: Centre, desk: Desk) -> None:
    server.faults.add("status", path="/v1/blobs", times=100_000, status=404, code="NOT_FOUND")
    d = desk.first_start(server.url, USER, PASSWORD)
    desk.open_filing()
    d.read("中心没有这一页")


def test_wrong_password_and_unknown_user_get_the_same_sentence(server: Centre, desk: Desk) -> None:
    d = desk.to_login(server.url)
    for user, password in ((USER, "Wrong-12345678"), ("nobody", PASSWORD)):
        d.type("first.user", user)
        d.type("first.password", password)
        d.click("first.login.next")
        d.read("用户名或密码不正确。")


@pytest.mark.parametrize(("version", "sentence"), [(0, "请先升级本程序"), (99, "服务器的版本过旧")])
def test_another_version_is_told_at_the_first_start_and_later(
    server: Centre, desk: Desk, monkeypatch: pytest.MonkeyPatch, version: int, sentence: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(protocol, "PROTOCOL_VERSION", version)
        d = desk.open()
        d.type("first.server", server.url)
        d.click("first.server.next")
        d.read(sentence)
    desk.close()


def test_an_upgrade_of_the_server_is_told_and_decisions_wait(
    server: Centre, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = desk.first_start(server.url, USER, PASSWORD)
    desk.open_filing()
    monkeypatch.setattr(protocol, "PROTOCOL_VERSION", 0)
    desk.refuse("不符合跟师条件")
    d.click("nav.centre")
    d.read("本程序版本过旧")
    monkeypatch.undo()
    desk.sync_now()
    d.wait(lambda: server.judged() == 1, "the decision at the centre")


@pytest.mark.parametrize(("fault", "judged"), [("drop_request", 0), ("drop_response", 1)])
def test_a_program_killed_after_a_decision_brings_it_once(
    server: Centre, desk: Desk, fault: str, judged: int
) -> None:
    server.faults.add(fault, path="/v1/ops", times=100_000)
    words = ["-m", "tests.end_to_end.desk_child", str(desk.folder), server.url, USER, PASSWORD]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT) as child:
        try:
            wait_until(lambda: child.poll() is not None or (desk.folder / "kept").exists())
            assert child.poll() is None
            wait_until(lambda: server.judged() == judged)
        finally:
            child.kill()
    server.faults.clear()
    d = desk.log_in(PASSWORD)
    d.wait(lambda: server.judged() == 1 and not d.says("1 条待上报"), "the decision at the centre")
    d.click("nav.centre")
    d.click("centre.filter.applied")
    table = d.find("centre.table", QAbstractItemView)
    d.wait(lambda: table.model().rowCount() == 1, "the decision in 同步中心")
    assert len(server.decisions()) == 1
