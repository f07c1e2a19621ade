"""The preview of papers (A6): pages drawn when they are looked at, keys, saving, whole numbers, stop."""

from __future__ import annotations

import errno
import os
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.errors import KnownError
from core.files.pdf_pages import PDFIUM
from desktop.views.papers.jobs import save_paper
from desktop.views.papers.paper_ports import Steps
from desktop.views.papers.preview import PreviewDialog, preview
from tests.desktop import printed
from tests.desktop.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.paper.pdf import Rendered
    from desktop.tasks import Lanes
    from desktop.views.papers.paper_ports import PaperJob
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(lanes: Lanes, prompts: ScriptedPrompts) -> printed.Desk:
    return printed.Desk(lanes.more("paper"), prompts)


@pytest.fixture
def show(qtbot: QtBot, desk: printed.Desk) -> Callable[[PaperJob], PreviewDialog]:
    owner = QWidget()
    owner.resize(1280, 720)
    qtbot.addWidget(owner)
    owner.show()

    def open_(job: PaperJob) -> PreviewDialog:
        return preview(owner, desk.ports(), job)

    return open_


def pages(count: int) -> Callable[[], Rendered]:
    data = printed.pdf(*[printed.UPRIGHT] * count)
    return lambda: printed.rendered(data)


def shown(qtbot: QtBot, dialog: PreviewDialog) -> PreviewDialog:
    qtbot.waitUntil(lambda: dialog.paper() is not None)
    qtbot.waitUntil(lambda: dialog.pictures.picture(dialog.pages.current()) is not None)
    return dialog


def test_the_first_page_is_shown_with_the_focus_on_the_pages(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], picture: Callable[..., None]
) -> None:
    dialog = shown(qtbot, show(printed.job(pages(3))))
    assert dialog.tools.place.text() == "第 1 / 3 页"
    assert dialog.isModal()
    assert dialog.pages.fits_width()
    assert not dialog.remarks.isVisible()
    assert QApplication.focusWidget() is dialog.pages
    assert dialog.buttons.print.isEnabled()
    assert dialog.buttons.full.isHidden(), "no whole numbers in this paper"
    picture(dialog, "preview")
    dialog.reject()


@pytest.mark.parametrize("form", [printed.UPRIGHT, printed.LYING])
def test_the_size_that_is_said_is_the_size_that_is_drawn(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], form: tuple[float, float]
) -> None:
    data = printed.pdf(form)
    dialog = shown(qtbot, show(printed.job(lambda: printed.rendered(data))))
    assert dialog.tools.zoom.text() == f"{dialog.pages.percent()}%"
    qtbot.waitUntil(lambda: not dialog.pictures.is_running())
    picture = dialog.pictures.picture(0)
    assert picture is not None
    wide = dialog.pages.viewport().width() * dialog.devicePixelRatioF()
    assert wide * 0.9 < picture.width() <= wide
    dialog.reject()


def test_page_keys_turn_pages_and_the_scroll_bar_tells_which(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    dialog = shown(qtbot, show(printed.job(pages(5))))
    places = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(dialog, key)
        places.append(dialog.tools.place.text())
    assert places == [f"第 {one} / 5 页" for one in (2, 3, 2, 5, 1)]
    bar = dialog.pages.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert dialog.tools.place.text() == "第 5 / 5 页"
    assert not dialog.tools.on.isEnabled()
    qtbot.mouseClick(dialog.tools.back, LEFT)
    assert dialog.tools.place.text() == "第 4 / 5 页"
    dialog.reject()


def test_plus_minus_and_nought_change_the_size(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    dialog = shown(qtbot, show(printed.job(pages(2))))
    fitting = dialog.pages.percent()
    assert dialog.pages.horizontalScrollBar().maximum() == 0
    QTest.keyClicks(dialog, "+")
    assert dialog.pages.percent() == pytest.approx(fitting * 1.25, abs=1)
    assert dialog.tools.zoom.text() == f"{dialog.pages.percent()}%"
    assert not dialog.tools.fit.isChecked()
    QTest.keyClicks(dialog, "--")
    assert dialog.pages.percent() < fitting
    QTest.keyClicks(dialog, "0")
    assert dialog.pages.percent() == fitting
    assert dialog.tools.fit.isChecked()
    wheel = QWheelEvent(
        QPoint(50, 50), dialog.pages.mapToGlobal(QPoint(50, 50)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(dialog.pages.viewport(), wheel)
    assert dialog.pages.percent() > fitting
    dialog.resize(700, 600)
    qtbot.mouseClick(dialog.tools.fit, LEFT)
    assert dialog.pages.horizontalScrollBar().maximum() == 0
    dialog.reject()


def test_of_hundreds_of_pages_only_those_looked_at_are_drawn(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    dialog = shown(qtbot, show(printed.job(pages(400))))
    QTest.keyClick(dialog, Qt.Key.Key_End)
    assert dialog.tools.place.text() == "第 400 / 400 页"
    qtbot.waitUntil(lambda: dialog.pictures.picture(399) is not None)
    bar = dialog.pages.verticalScrollBar()
    for step in range(50):
        bar.setValue(bar.maximum() * step // 50)
    QTest.keyClick(dialog, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: dialog.pictures.picture(0) is not None and not dialog.pictures.is_running())
    assert dialog.pictures.drawn() < 20
    dialog.reject()


def test_remarks_of_the_paper_stand_above_it(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], picture: Callable[..., None]
) -> None:
    data = printed.pdf(printed.UPRIGHT)
    paper = printed.rendered(data, ("\U00020000",), substituted=True)
    dialog = shown(qtbot, show(printed.job(lambda: paper)))
    assert "请手工填写" in dialog.remarks.text()
    assert "没有安装仿宋" in dialog.remarks.text()
    picture(dialog, "preview-remarks")
    dialog.reject()


def test_saving_writes_the_pdf_and_is_logged(
    qtbot: QtBot,
    show: Callable[[PaperJob], PreviewDialog],
    desk: printed.Desk,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    target = tmp_path / "备案表.pdf"
    prompts.save_as = str(target)
    make = pages(2)
    dialog = shown(qtbot, show(printed.job(make)))
    with qtbot.waitSignal(dialog.kept):
        qtbot.mouseClick(dialog.buttons.save, LEFT)
    assert target.read_bytes() == make().data
    assert desk.notes == [("print_form", "WC-2026-0001")]
    assert dialog.outcome.text() == "已保存为“备案表.pdf”。"
    assert prompts.asked == [("另存为 PDF", "备案表.pdf")]
    assert dialog.buttons.save.isEnabled()
    assert [one.name for one in tmp_path.iterdir()] == ["备案表.pdf"], "nothing half written stays"
    dialog.reject()


@pytest.mark.parametrize("code", ["DISK_FULL", "FILE_LOCKED"])
def test_a_save_that_fails_says_why_and_can_be_tried_again(
    code: str,
    qtbot: QtBot,
    show: Callable[[PaperJob], PreviewDialog],
    desk: printed.Desk,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    prompts.save_as = str(tmp_path / "备案表.pdf")
    desk.trouble = KnownError(code, "没有保存。请另选位置后再试。")
    dialog = shown(qtbot, show(printed.job(pages(1))))
    qtbot.mouseClick(dialog.buttons.save, LEFT)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "没有保存。请另选位置后再试。")
    assert desk.notes == []
    desk.trouble = None
    with qtbot.waitSignal(dialog.kept):
        qtbot.mouseClick(dialog.buttons.save, LEFT)
    dialog.reject()


def test_a_folder_that_is_gone_is_said(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    prompts.save_as = str(tmp_path / "gone" / "备案表.pdf")
    dialog = shown(qtbot, show(printed.job(pages(1))))
    qtbot.mouseClick(dialog.buttons.save, LEFT)
    qtbot.waitUntil(lambda: "文件夹不存在" in dialog.outcome.text())
    dialog.reject()


def test_whole_numbers_need_a_reason_and_go_away_again_a7(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], prompts: ScriptedPrompts
) -> None:
    reasons: list[str] = []

    def full(reason: str) -> Rendered:
        reasons.append(reason)
        return printed.rendered(printed.pdf(printed.UPRIGHT, word="full"))

    dialog = shown(qtbot, show(printed.job(pages(1), full=full)))
    prompts.reason = ""
    qtbot.mouseClick(dialog.buttons.full, LEFT)
    assert reasons == []
    prompts.reason = "归档"
    with qtbot.waitSignal(dialog.ready):
        qtbot.mouseClick(dialog.buttons.full, LEFT)
    assert reasons == ["归档"]
    paper = dialog.paper()
    assert paper is not None
    assert "full1" in printed.read_text(paper.rendered.data)
    assert "30 秒后恢复打码" in dialog.full_bar.text()
    assert dialog.buttons.full.text() == "恢复打码"
    dialog._masking.setInterval(1)
    dialog._masking.start()
    qtbot.waitUntil(lambda: dialog.buttons.full.text() == "显示完整号码")
    again = dialog.paper()
    assert again is not None
    assert "page1" in printed.read_text(again.rendered.data)
    assert not dialog.full_bar.isVisible()
    dialog.reject()


def test_a_reveal_that_is_refused_leaves_the_masked_paper(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    def full(reason: str) -> Rendered:
        raise KnownError("DISK_FULL", "磁盘空间不足，没有记下查看原因。")

    dialog = shown(qtbot, show(printed.job(pages(1), full=full)))
    qtbot.mouseClick(dialog.buttons.full, LEFT)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "磁盘空间不足，没有记下查看原因。")
    assert dialog.buttons.full.text() == "显示完整号码"
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


@pytest.mark.parametrize("broken", [b"", b"no pdf"])
def test_a_paper_that_cannot_be_made_says_so_and_can_be_made_again(
    broken: bytes, qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], picture: Callable[..., None]
) -> None:
    answers = [printed.rendered(broken), printed.rendered(printed.pdf(printed.UPRIGHT))]
    dialog = show(printed.job(lambda: answers.pop(0)))
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.nothing)
    assert "已损坏" in dialog.nothing.sentence.text()
    assert not dialog.buttons.print.isEnabled()
    assert dialog.tools.zoom.text() == "", "nothing is shown in any size"
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    picture(dialog, "preview-broken")
    qtbot.mouseClick(dialog.nothing.action, LEFT)
    shown(qtbot, dialog)
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


def test_a_long_paper_shows_how_far_it_is_and_stops(
    qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog], picture: Callable[..., None]
) -> None:
    steps, gate, ended = Steps(), threading.Event(), threading.Event()

    def make() -> Rendered:
        steps.tell(3, 20, "正在取第 3 / 20 份材料…")
        gate.wait(20)
        ended.set()
        if steps.stopped:
            raise KnownError("STOPPED", "已停止。")
        return printed.rendered(printed.pdf(printed.UPRIGHT))

    dialog = show(printed.job(make, steps=steps))
    qtbot.waitUntil(lambda: dialog.loading.label.text() == "正在取第 3 / 20 份材料…")
    assert (dialog.loading.progress.value(), dialog.loading.progress.maximum()) == (3, 20)
    qtbot.waitUntil(dialog.loading.stop.isVisible, timeout=10_000)
    picture(dialog, "preview-steps")
    qtbot.mouseClick(dialog.loading.stop, LEFT)
    assert dialog.nothing.sentence.text() == "已停止生成。"
    gate.set()
    assert ended.wait(20)
    settle()
    assert dialog.paper() is None, "what was stopped never appears"
    qtbot.mouseClick(dialog.nothing.action, LEFT)
    shown(qtbot, dialog)
    dialog.reject()


def test_closing_stops_what_is_being_made(qtbot: QtBot, show: Callable[[PaperJob], PreviewDialog]) -> None:
    steps, gate = Steps(), threading.Event()

    def make() -> Rendered:
        gate.wait(20)
        return printed.rendered(printed.pdf(printed.UPRIGHT))

    dialog = show(printed.job(make, steps=steps))
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert steps.stopped
    gate.set()


def test_two_previews_over_two_windows_do_not_mix(qtbot: QtBot, desk: printed.Desk) -> None:
    """A record window has a preview while the main window has one: each shows its own pages."""
    dialogs, owners = [], [QWidget(), QWidget()]
    for owner, count in zip(owners, (2, 5), strict=True):
        qtbot.addWidget(owner)
        owner.show()
        dialogs.append(preview(owner, desk.ports(), printed.job(pages(count))))
    for dialog, count in zip(dialogs, (2, 5), strict=True):
        shown(qtbot, dialog)
        assert dialog.tools.place.text() == f"第 1 / {count} 页"
    for dialog in dialogs:
        dialog.pages.to_last()
    for dialog in dialogs:
        shown(qtbot, dialog)
    dialogs[0].reject()
    dialogs[1].pages.to_first()
    shown(qtbot, dialogs[1])
    assert dialogs[1].tools.place.text() == "第 1 / 5 页"
    dialogs[1].reject()


def test_closing_while_a_page_is_drawn_waits_for_nothing(
    qtbot: QtBot, desk: printed.Desk, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    """The lane is busy with a page; the window goes at once and the next preview works."""
    dialog = shown(qtbot, show(printed.job(pages(30))))
    document = dialog.paper()
    assert document is not None
    gate, waiting = threading.Event(), threading.Event()

    def busy() -> None:
        with PDFIUM:
            waiting.set()
            gate.wait(20)

    desk.lane.run(busy)
    assert waiting.wait(20)
    dialog.pages.to_last()
    with qtbot.waitSignal(dialog.finished, timeout=2_000):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    gate.set()
    dialog = shown(qtbot, show(printed.job(pages(2))))
    assert dialog.tools.place.text() == "第 1 / 2 页"
    dialog.reject()


def test_a_closed_preview_gives_its_document_back(
    qtbot: QtBot, desk: printed.Desk, show: Callable[[PaperJob], PreviewDialog]
) -> None:
    """An archive packet has tens of megabytes: they go with the window, not with the next paper."""
    dialog = shown(qtbot, show(printed.job(pages(3))))
    qtbot.waitUntil(lambda: not dialog.pictures.is_running())
    paper = dialog.paper()
    assert paper is not None
    held = weakref.ref(paper.pages)
    del paper
    dialog.reject()
    qtbot.waitUntil(lambda: held() is None)
    assert dialog.pictures.drawn() == 0


def test_the_window_below_may_go_while_its_paper_is_made(qtbot: QtBot, desk: printed.Desk) -> None:
    owner, gate, made = QWidget(), threading.Event(), threading.Event()
    owner.show()

    def make() -> Rendered:
        gate.wait(20)
        made.set()
        return printed.rendered(printed.pdf(printed.UPRIGHT))

    dialog = preview(owner, desk.ports(), printed.job(make))
    with qtbot.waitSignal(dialog.destroyed):
        owner.deleteLater()
    gate.set()
    assert made.wait(20)
    settle()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fills_at_the_end_leaves_what_stood_there(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "备案表.pdf"
    save_paper(str(target), b"before")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as broken:
        broken.setattr(os if call == "fsync" else Path, call, full)
        with pytest.raises(KnownError) as caught:
            save_paper(str(target), b"after")
    assert caught.value.code == "DISK_FULL"
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("备案表.pdf", b"before")]
    save_paper(str(target), b"after")
    assert target.read_bytes() == b"after"
