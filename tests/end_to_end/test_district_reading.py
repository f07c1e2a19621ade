"""C8 and D4 as a bureau reads them: notices of the city with their files, published scores only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.commons.tables import PolicyNotice
from core.domain.ids import IdSource
from sync.uploads import Outgoing
from tests.end_to_end.district import COMMISSION, NEIGHBOUR, ZHOU, Window
from tests.kit import HONGSHAN, student_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.district import Centre
    from tests.end_to_end.real import RealPc

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TITLE = "关于启用新公证书样式的通知"
PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
)


class Commission:
    """The commission's PC: writes, publishes and withdraws one notice."""

    def __init__(self, pc: RealPc) -> None:
        self.pc = pc
        self.outgoing = Outgoing(pc.unlocked, pc.client, pc.clock)
        self.id = IdSource(pc.clock, lambda count: b"\7" * count).new()

    def push(self) -> None:
        state = self.pc.sync.run_once()
        assert (state.waiting, state.refused, state.problem) == (0, 0, None)
        self.outgoing.push(lambda: True)

    def version(self, centre: Centre) -> int:
        with centre.centre.reading() as session:
            return int(session.get_one(PolicyNotice, self.id).version)

    def save(self, name: str, data: bytes) -> None:
        files = (self.outgoing.keep_file(name, data),)
        blobs = tuple(one.document.sha256 for one in files)
        self.pc.decider.decide(SavePolicyNotice(self.id, 0, TITLE, "自下月起启用新样式。", files), 0, blobs)
        self.push()

    def publish(self, centre: Centre) -> None:
        version = self.version(centre)
        self.pc.decider.decide(PublishPolicyNotice(self.id, version), version)
        self.push()

    def withdraw(self, centre: Centre) -> None:
        version = self.version(centre)
        self.pc.decider.decide(WithdrawPolicyNotice(self.id, version, "政策已失效"), version)
        self.push()


def test_c8_a_notice_arrives_its_file_is_saved_and_a_withdrawn_one_is_gone(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc], tmp_path: Path
) -> None:
    city = Commission(make_pc(COMMISSION))
    city.save("公证书样式.pdf", PDF)
    d = window.begin(centre, ZHOU)
    d.click("nav.policies")
    d.find("policies.empty")
    assert not d.says(TITLE), "a draft is the commission's own"

    city.publish(centre)
    window.sync_now()
    window.choose("policies.table", TITLE)
    d.wait(lambda: d.says(TITLE) and d.seen("policies.file.1"), "the notice with its file")
    assert d.find("policies.reader.text").toPlainText() == "自下月起启用新样式。"  # type: ignore[attr-defined]
    d.click("policies.file.1")
    window.save_as(tmp_path / "saved.pdf")
    d.read("附件已保存：saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes() == PDF

    window.cut()
    d.click("policies.file.1")
    window.save_as(tmp_path / "again.pdf")
    d.read("附件已保存：again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == PDF, "what was downloaded is there without the network"

    city.withdraw(centre)
    window.join()
    d.click("nav.policies")
    d.find("policies.empty")
    d.wait(lambda: not d.says(TITLE) and d.seen("policies.reader.title") is None, "the notice to go")


def test_c8_a_file_that_was_not_downloaded_is_a_sentence_offline(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc], tmp_path: Path
) -> None:
    city = Commission(make_pc(COMMISSION))
    city.save("公证书样式.pdf", PDF)
    city.publish(centre)
    centre.faults.add("status", path="/v1/blobs", times=100_000, status=503)
    d = window.begin(centre, ZHOU)
    window.cut()
    d.click("nav.policies")
    window.choose("policies.table", TITLE)
    d.click("policies.file.1")
    window.save_as(tmp_path / "saved.pdf")
    d.read("还没有下载到本机，当前未联网")
    assert list(tmp_path.glob("saved*")) == []


def test_d4_g13_published_scores_of_the_own_district_only(
    centre: Centre, make_window: Callable[[str], Window]
) -> None:
    own, secret, other = centre.active(), centre.active(), centre.active(district=HONGSHAN)
    with centre.acting() as world:
        numbers = {study: world.study(study).filing_no for study in (own, secret, other)}
        world.publish(world.score(own, 865), world.score(other, 770))
        hidden = world.score(secret, 910)
    window = make_window("zhou")
    d = window.begin(centre, ZHOU)
    d.click("nav.results")
    d.wait(lambda: len(window.rows("results.table")) == 1, "the own published score")
    window.choose("results.table", "陈亦舟", "86.5", "合格")
    d.press(Qt.Key.Key_Return, "results.table")
    d.read("86.5")
    d.read("合格")
    d.press(Qt.Key.Key_Escape, "score")
    for kind, pages in (("student", 3), ("teacher", 8), ("notarisation", 3)):
        record = window.look("results", kind, "86.5")
        assert len(record.viewer.pages()) == pages
        record.close()
    with centre.acting() as world:
        world.publish(hidden)
    window.sync_now()
    d.wait(lambda: len(window.rows("results.table")) == 2, "the second, once it is published")
    d.type("results.query.student", "没有这个人")
    d.press(Qt.Key.Key_Return, "results.query.student")
    d.find("results.empty")
    d.click("nav.register")
    d.wait(lambda: window.row_with("register.table", numbers[own], "已出师") >= 0, "已出师 in the register")
    assert not any(student_data(1).id_number in cell for row in window.rows("register.table") for cell in row)
    window.close()

    neighbour = make_window("hong")
    d = neighbour.begin(centre, NEIGHBOUR)
    d.click("nav.results")
    d.wait(lambda: len(neighbour.rows("results.table")) == 1, "the neighbours' own score")
    neighbour.choose("results.table", "77")


def test_d4_g13_an_unpublished_score_never_reaches_the_district(
    centre: Centre, make_pc: Callable[[str], RealPc]
) -> None:
    study = centre.active()
    with centre.acting() as world:
        score = world.score(study)
    pc = make_pc(ZHOU)
    assert ("assessment", score) not in pc.rows()
    with centre.acting() as world:
        world.publish(score)
    pc.sync.run_once()
    assert ("assessment", score) in pc.rows()
