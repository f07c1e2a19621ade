"""The city's day without the server, the program killed, the server back: once, whole, and told (sync.md)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit

from core.apprenticeship.words.kinds import OF_TERMINATION
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.values import NoticeState, OwnerKind, PolicyState
from core.store.tables import Document
from tests.end_to_end.city import COMMISSION, OFFICE, REVIEWER, CityCentre, Listener
from tests.end_to_end.city_child import OFFLINE_DECISIONS
from tests.end_to_end.city_desk import CityDesk
from tests.end_to_end.real import ROOT, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.city import Trainee

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(OFFICE, COMMISSION, REVIEWER)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


@contextmanager
def child(task: str, desk: CityDesk, server: CityCentre, trainees: list[Trainee]) -> Iterator[None]:
    """Run a task in a program of its own that is set up; at the end it is killed."""
    plan = desk.folder / "plan.json"
    plan.write_text(json.dumps(trainees), "utf-8")
    words = ["-m", "tests.end_to_end.city_child", task, str(desk.folder), server.url, str(plan)]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT) as program:
        try:
            wait_until(lambda: program.poll() is not None or (desk.folder / "ready").exists())
            assert program.poll() is None
            yield
            wait_until(lambda: program.poll() is not None or (desk.folder / "kept").exists())
            assert program.poll() is None
        finally:
            program.kill()


def page_of(server: CityCentre, kind: OwnerKind) -> Document:
    with server.centre.reading() as session:
        return session.query(Document).where(Document.owner_kind == kind).one()


def test_a_day_offline_survives_kill_9_and_reaches_the_centre_once(
    server: CityCentre, desk: CityDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, published, ended = trainees = server.trainees(3)
    notice_id = server.failed_notice(ended.study)
    (desk.folder / "通知.pdf").write_bytes(PDF)
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), (190, 200, 210)).save(picture, "PNG")
    (desk.folder / "依据.png").write_bytes(picture.getvalue())
    with child("offline", desk, server, trainees):
        server.cut()
        (desk.folder / "go").touch()
    assert server.verdicts() == []

    d = desk.unlock()
    d.read(f"离线 · {OFFLINE_DECISIONS} 条待上报")
    told = [
        "重发短信",
        "发布公告",
        "保存公告",
        "强制解除",
        "公布成绩",
        "录入成绩",
        "修改成绩",
        "录入成绩",
    ]
    assert desk.centre("waiting", OFFLINE_DECISIONS) == told
    d.click("nav.scores")
    desk.counted("scores", 1)
    assert desk.row("scores", "待上报") == desk.row("scores", "78.5") == 0
    desk.open_record(ended)
    d.read("强制解除")
    assert server.verdicts() == []

    server.mend()
    desk.sync_now()
    d.wait(lambda: len(server.verdicts()) == OFFLINE_DECISIONS, "all at the centre")
    assert {one.status for one in server.verdicts()} == {"applied"}
    assert desk.centre("applied", OFFLINE_DECISIONS) == told
    assert desk.centre("waiting", 0) == []
    (unpublished,) = server.scores(entered.study)
    assert (unpublished.tenths, unpublished.state) == (785, AssessmentState.UNPUBLISHED)
    assert [one.state for one in server.scores(published.study)] == [AssessmentState.PUBLISHED]
    assert server.study(published).state == ApprenticeshipState.PASSED
    assert server.study(ended).state == ApprenticeshipState.TERMINATED
    assert [one.state for one in server.policies()] == [PolicyState.PUBLISHED]
    assert len(server.notices("published")) == len(server.notices("terminated")) == 2
    (retried,) = [one for one in server.notices("approved") if one.id == notice_id]
    assert (retried.state, retried.attempts) == (NoticeState.WAITING, 1)

    d.wait(lambda: has_files(server), "the files at the centre")
    basis = page_of(server, OF_TERMINATION)
    assert server.centre.sealer.read(server.config.originals, basis.original_sha256) == picture.getvalue()
    desk.close()
    reading_the_notice(server, tmp_path)
    district = Listener(tmp_path / "district", server, REVIEWER, monkeypatch)
    assert set(district.scores()) == {one.id for one in server.scores(published.study)}
    assert district.heard_of(unpublished.id) == []


def has_files(server: CityCentre) -> bool:
    return all(
        server.centre.blobs.exists(page_of(server, kind).sha256)
        for kind in (OwnerKind.POLICY, OF_TERMINATION)
    )


def reading_the_notice(server: CityCentre, tmp_path: Path) -> None:
    """The district's clerk reads the notice and saves its file."""
    desk = CityDesk(tmp_path / "reader")
    try:
        d = desk.enter(server.url, REVIEWER)
        d.click("nav.policies")
        desk.counted("policies", 1)
        d.choose_row(d.find("policies.table", QAbstractItemView), 0)
        text = d.find("policies.reader.text", QPlainTextEdit)
        assert "确保考核工作有序进行" in text.toPlainText()
        assert not d.seen("policies.withdraw")
        desk.prompts.save_as = tmp_path / "收到的通知.pdf"
        d.click("policies.file.1")
        d.read("附件已保存")
        assert (tmp_path / "收到的通知.pdf").read_bytes() == PDF
    finally:
        desk.close()
