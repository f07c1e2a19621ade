"""A2: every decision with its state, why, and what to do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from desktop.ports import CentreItem, SyncView
from desktop.settings import UiSettings
from desktop.views.commons.sync_centre import CentrePage
from tests.desktop.shell_samples import NOW, FakeCentre, centre_items

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes

REACHABLE = frozenset({"home", "filings", "register", "centre"})


def desk(lanes: Lanes, centre: FakeCentre, folder: Path, reachable: frozenset[str]) -> Any:
    """What the page is given; nothing is exported here."""
    return SimpleNamespace(
        lanes=lanes, centre=centre, memory=UiSettings(folder), reachable=reachable, exporting=None
    )


def opened(qtbot: QtBot, lanes: Lanes, folder: Path, centre: FakeCentre) -> CentrePage:
    page = CentrePage(desk(lanes, centre, folder, REACHABLE))
    qtbot.addWidget(page)
    page.resize(1160, 712)
    page.show()
    with qtbot.waitSignal(page.state_line):
        page.activate()
    return page


def test_it_opens_on_what_needs_a_person(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    page = opened(qtbot, lanes, tmp_path, FakeCentre())
    assert page.filters["refused"].isChecked()
    assert page.filters["waiting"].text() == "待上报 2"
    assert page.filters["applied"].text() == "已上报 2"
    assert page.detail.reason.text.text() == "这件备案已由李卫通过，您的决定没有生效。"
    assert "李卫于 2026-11-20 09:31 办理" in page.detail.present.text.text()
    assert "学历证书缺少第 2 页" in page.detail.findings.text.text()


def test_a_refused_one_goes_to_history_when_read(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    centre = FakeCentre()
    page = opened(qtbot, lanes, tmp_path, centre)
    with qtbot.waitSignals([page.told, page.state_line]):
        qtbot.mouseClick(page.detail.accept, Qt.MouseButton.LeftButton)
    assert page.empty.isVisible()
    assert page.empty.sentence.text() == "没有需要处理的决定。"
    qtbot.mouseClick(page.filters["closed"], Qt.MouseButton.LeftButton)
    assert [page.model.row_id(row) for row in range(page.model.rowCount())] == ["op-refused", "op-5"]


def test_a_refused_one_can_be_seen_and_decided_anew(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    page = opened(qtbot, lanes, tmp_path, FakeCentre())
    with qtbot.waitSignal(page.open_page) as wanted:
        qtbot.mouseClick(page.detail.view, Qt.MouseButton.LeftButton)
    assert wanted.args == ["filings:record", "filing-1"]
    with qtbot.waitSignal(page.open_page) as wanted:
        qtbot.mouseClick(page.detail.again, Qt.MouseButton.LeftButton)
    assert wanted.args == ["filings:again", "filing-1 op-refused"]


def test_what_somebody_else_decided_cannot_be_decided_anew(
    qtbot: QtBot, lanes: Lanes, tmp_path: Path
) -> None:
    page = opened(qtbot, lanes, tmp_path, FakeCentre())
    page.detail.show_item(centre_items()[0]._replace(redo=""))
    assert page.detail.accept.isVisible()
    assert not page.detail.again.isVisible()


def test_waiting_ones_need_nothing_done(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    page = opened(qtbot, lanes, tmp_path, FakeCentre())
    page.show_preset("waiting")
    assert page.model.rowCount() == 2
    page.table.selectRow(0)
    assert not page.detail.accept.isVisible()
    assert not page.detail.again.isVisible()
    assert page.detail.todo.text.text() == "无需操作。"


def test_sync_now_shows_how_far_it_is(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    centre = FakeCentre(())
    page = opened(qtbot, lanes, tmp_path, centre)
    assert page.empty.sentence.text() == "没有待上报的决定。"
    qtbot.mouseClick(page.now, Qt.MouseButton.LeftButton)
    assert centre.synced == 1
    page.show_sync(SyncView(online=True, busy=True, done=500, total=1284))
    assert page.progress.text() == "正在同步，500 / 1,284 条"
    assert not page.now.isEnabled()
    page.show_sync(SyncView(online=True, last_sync=NOW))
    assert page.progress.text() == "上次同步 2026-11-20 09:42"
    page.show_sync(SyncView(problem="服务器连接不上，稍后会自动重试。"))
    assert page.progress.text() == "服务器连接不上，稍后会自动重试。"
    assert page.now.isEnabled()


def test_a_change_keeps_the_selected_row(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    centre = FakeCentre()
    page = opened(qtbot, lanes, tmp_path, centre)
    page.show_preset("waiting")
    page.table.selectRow(1)
    centre.all = [item for item in centre.all if item.op_id != "op-1"]
    with qtbot.waitSignal(page.state_line):
        page.refresh(frozenset({"outbox"}), frozenset())
    assert page.model.row_id(page.table.currentIndex().row()) == "op-2"


PUBLICATION = CentreItem(
    "op-publish",
    "refused",
    "公布成绩",
    "scores",
    "",
    "",
    "12 人",
    NOW,
    "何静",
    reason="第 2 行（WC-2026-1282）已由李思公布。",
    present="这 12 条成绩中，服务器上未公布 11 条，已公布 1 条。",
    redo="score-1,score-3",
)


def test_a_publication_is_taken_anew_with_the_scores_that_are_left(
    qtbot: QtBot, lanes: Lanes, tmp_path: Path
) -> None:
    page = CentrePage(desk(lanes, FakeCentre(), tmp_path, frozenset({"centre", "scores"})))
    qtbot.addWidget(page)
    page.show()
    page.detail.show_item(PUBLICATION)
    assert page.detail.title.text() == "公布成绩　12 人"
    with qtbot.waitSignal(page.open_page) as again:
        qtbot.mouseClick(page.detail.again, Qt.MouseButton.LeftButton)
    assert again.args == ["scores:again", "score-1,score-3 op-publish"]
    with qtbot.waitSignal(page.open_page) as view:
        qtbot.mouseClick(page.detail.view, Qt.MouseButton.LeftButton)
    assert view.args == ["scores", ""], "a batch opens the list"


@pytest.mark.parametrize("target", ["dissolutions", "search", "policies", "notices", "scores"])
def test_each_kind_opens_its_own_page(qtbot: QtBot, lanes: Lanes, tmp_path: Path, target: str) -> None:
    page = CentrePage(desk(lanes, FakeCentre(), tmp_path, frozenset({"centre", target})))
    qtbot.addWidget(page)
    page.show()
    page.detail.show_item(PUBLICATION._replace(target=target, record_id="record-1", redo=""))
    assert not page.detail.again.isVisible()
    with qtbot.waitSignal(page.open_page) as view:
        qtbot.mouseClick(page.detail.view, Qt.MouseButton.LeftButton)
    assert view.args == [f"{target}:record", "record-1"]


def test_a_role_without_the_page_has_no_button_for_it(qtbot: QtBot, lanes: Lanes, tmp_path: Path) -> None:
    page = opened(qtbot, lanes, tmp_path, FakeCentre())
    page.detail.show_item(PUBLICATION)
    assert not page.detail.view.isVisible()
    assert not page.detail.again.isVisible()
