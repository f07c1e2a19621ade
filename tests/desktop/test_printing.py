"""Printing from the preview: pages, copies, order, orientation, stop, and what a printer does wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.domain.errors import KnownError
from core.files.pdf_pages import PdfPages
from desktop.prompts import NO_PRINTER, NO_PRINTER_SENTENCE, Prompts
from desktop.views.papers.preview import PreviewDialog, preview
from desktop.views.papers.preview_print import sheets
from tests.desktop import printed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton
UPRIGHT, LYING = (595, 842), (842, 595)


@pytest.fixture
def desk(lanes: Lanes, prompts: ScriptedPrompts) -> printed.Desk:
    return printed.Desk(lanes.more("paper"), prompts)


@pytest.fixture
def show(qtbot: QtBot, desk: printed.Desk) -> Callable[..., PreviewDialog]:
    owner = QWidget()
    owner.resize(1280, 720)
    qtbot.addWidget(owner)
    owner.show()

    def open_(*sizes: tuple[float, float]) -> PreviewDialog:
        paper = printed.rendered(printed.pdf(*sizes))
        dialog = preview(owner, desk.ports(), printed.job(lambda: paper))
        qtbot.waitUntil(lambda: dialog.paper() is not None)
        return dialog

    return open_


def test_ctrl_p_prints_every_page_as_it_lies_and_logs_it(
    qtbot: QtBot,
    show: Callable[..., PreviewDialog],
    desk: printed.Desk,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    target = tmp_path / "out.pdf"
    prompts.printer = printed.file_printer(target)
    dialog = show(printed.UPRIGHT, printed.LYING, printed.UPRIGHT)
    with qtbot.waitSignal(dialog.printed, timeout=30_000) as done:
        QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        assert not dialog.buttons.print.isEnabled(), "one print at a time"
        assert dialog.buttons.stop.isVisible()
    assert done.args == [3]
    assert prompts.asked == [("备案表 WC-2026-0001", "3 页")]
    assert printed.read_sizes(target) == [UPRIGHT, LYING, UPRIGHT]
    assert desk.notes == [("print_form", "WC-2026-0001")], "printing is logged once"
    assert dialog.outcome.text() == "已送往打印机，共 3 页。"
    assert dialog.buttons.print.isEnabled()
    assert not dialog.buttons.stop.isVisible()
    dialog.reject()


def test_what_is_on_the_paper_is_what_is_on_the_page(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    target = tmp_path / "out.pdf"
    prompts.printer = printed.file_printer(target, dpi=600)
    dialog = show(printed.UPRIGHT)
    with qtbot.waitSignal(dialog.printed, timeout=30_000):
        qtbot.mouseClick(dialog.buttons.print, LEFT)
    dialog.reject()
    before = PdfPages(printed.pdf(printed.UPRIGHT)).picture(0, 0.5)
    after = PdfPages(target.read_bytes()).picture(0, 0.5)
    assert (after.width, after.height) == (before.width, before.height)
    apart = sum(abs(one - other) for one, other in zip(before.data, after.data, strict=True))
    assert apart / len(before.data) < 3, "in its true size and place"


def test_pages_copies_and_order_are_those_that_were_chosen(tmp_path: Path) -> None:
    def chosen(**told: Any) -> tuple[int, ...]:
        printer = printed.file_printer(tmp_path / "never.pdf")
        for name, value in told.items():
            getattr(printer, name)(*value if isinstance(value, tuple) else (value,))
        return sheets(printer, 4)

    some = QPrinter.PrintRange.PageRange
    assert chosen() == (0, 1, 2, 3)
    assert chosen(setPrintRange=some, setFromTo=(2, 3)) == (1, 2)
    assert chosen(setFromTo=(2, 3)) == (0, 1, 2, 3), "all pages were asked for"
    assert chosen(setPrintRange=some, setFromTo=(3, 9)) == (2, 3)
    assert chosen(setCopyCount=2, setPrintRange=some, setFromTo=(1, 2)) == (0, 1, 0, 1)
    assert chosen(setCopyCount=2, setCollateCopies=False, setPrintRange=some, setFromTo=(1, 2)) == (
        0,
        0,
        1,
        1,
    )
    assert chosen(setPageOrder=QPrinter.PageOrder.LastPageFirst) == (3, 2, 1, 0)
    assert not (tmp_path / "never.pdf").exists()


def test_no_page_in_the_chosen_range_is_said(
    qtbot: QtBot,
    show: Callable[..., PreviewDialog],
    desk: printed.Desk,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    printer = printed.file_printer(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(7, 9)
    prompts.printer = printer
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: "没有要打印的页" in dialog.outcome.text())
    assert desk.notes == []
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


def test_smaller_paper_gets_the_whole_page(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    printer = printed.file_printer(tmp_path / "small.pdf")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    prompts.printer = printer
    dialog = show(printed.UPRIGHT)
    with qtbot.waitSignal(dialog.printed, timeout=30_000):
        qtbot.mouseClick(dialog.buttons.print, LEFT)
    dialog.reject()
    picture = PdfPages((tmp_path / "small.pdf").read_bytes()).picture(0, 1.0)
    lines = [picture.data[at : at + picture.width * 3] for at in range(0, len(picture.data), picture.stride)]
    grey = [number for number, line in enumerate(lines) if line.count(b"\x99\x99\x99") > picture.width / 2]
    assert len(grey) > 30, "the bar near the lower edge is on the paper, in its smaller size"
    assert grey[-1] < picture.height - 10


@pytest.mark.parametrize("stands_on", ["Letter", "Legal", "Executive"])
@pytest.mark.parametrize("form", [printed.UPRIGHT, printed.LYING])
def test_a_printer_that_stands_on_letter_gets_a4(
    qtbot: QtBot,
    show: Callable[..., PreviewDialog],
    prompts: ScriptedPrompts,
    tmp_path: Path,
    form: tuple[float, float],
    stands_on: str,
) -> None:
    printer = printed.file_printer(tmp_path / "out.pdf")
    printer.setPageSize(QPageSize(getattr(QPageSize.PageSizeId, stands_on)))
    prompts.printer = printer
    dialog = show(form, printed.UPRIGHT)
    with qtbot.waitSignal(dialog.printed, timeout=30_000):
        qtbot.mouseClick(dialog.buttons.print, LEFT)
    dialog.reject()
    assert printed.read_sizes(tmp_path / "out.pdf") == [tuple(map(round, form)), UPRIGHT]
    before = PdfPages(printed.pdf(form)).picture(0, 0.5)
    after = PdfPages((tmp_path / "out.pdf").read_bytes()).picture(0, 0.5)
    apart = sum(abs(one - other) for one, other in zip(before.data, after.data, strict=True))
    assert apart / len(before.data) < 3, "in its true size and place"


def test_a_range_in_two_copies_comes_out_copy_by_copy(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    printer = printed.file_printer(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    printer.setCopyCount(2)
    prompts.printer = printer
    dialog = show(printed.UPRIGHT, printed.LYING, printed.UPRIGHT, printed.LYING)
    with qtbot.waitSignal(dialog.printed, timeout=30_000) as done:
        qtbot.mouseClick(dialog.buttons.print, LEFT)
    dialog.reject()
    assert done.args == [4]
    assert printed.read_sizes(tmp_path / "out.pdf") == [LYING, UPRIGHT, LYING, UPRIGHT]


def test_a_disk_that_is_full_is_not_called_printed(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device that is always full")
    (tmp_path / "full.pdf").symlink_to(full)
    prompts.printer = printed.file_printer(tmp_path / "full.pdf")
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: "打印没有完成" in dialog.outcome.text(), timeout=20_000)
    dialog.reject()


def test_without_a_printer_a_sentence_says_what_to_do(
    qtbot: QtBot, show: Callable[..., PreviewDialog], desk: printed.Desk, prompts: ScriptedPrompts
) -> None:
    prompts.printer = KnownError(NO_PRINTER, NO_PRINTER_SENTENCE)
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    assert "没有安装打印机" in dialog.outcome.text()
    assert "另存为 PDF" in dialog.outcome.text()
    assert dialog.buttons.save.isEnabled()
    assert desk.notes == []
    dialog.reject()


def test_cancelling_the_question_prints_nothing(
    qtbot: QtBot, show: Callable[..., PreviewDialog], desk: printed.Desk, prompts: ScriptedPrompts
) -> None:
    prompts.printer = None
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    assert prompts.asked == [("备案表 WC-2026-0001", "1 页")]
    assert desk.notes == []
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


@pytest.mark.qt_log_ignore("QPainter::begin", "This plugin does not support")
def test_a_printer_that_does_not_take_it_is_told(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    prompts.printer = printed.file_printer(tmp_path / "gone" / "out.pdf")
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: "打印没有完成" in dialog.outcome.text())
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


def test_nothing_is_printed_that_cannot_be_logged(
    qtbot: QtBot,
    show: Callable[..., PreviewDialog],
    desk: printed.Desk,
    prompts: ScriptedPrompts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(act: str, subject: str) -> None:
        raise KnownError("DISK_FULL", "磁盘空间不足，没有记下操作日志。")

    monkeypatch.setattr(desk, "note", refuse)
    prompts.printer = printed.file_printer(tmp_path / "out.pdf")
    dialog = show(printed.UPRIGHT)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: dialog.outcome.text() == "磁盘空间不足，没有记下操作日志。")
    assert not (tmp_path / "out.pdf").exists()
    dialog.reject()


def test_printing_is_stopped_and_what_was_begun_is_taken_back(
    qtbot: QtBot, show: Callable[..., PreviewDialog], prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    prompts.printer = printed.file_printer(tmp_path / "out.pdf")
    dialog = show(*[printed.UPRIGHT] * 300)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: dialog.buttons.progress.value() >= 2, timeout=30_000)
    assert "/ 300 页" in dialog.buttons.doing.text()
    with qtbot.waitSignal(dialog.printing.stopped, timeout=30_000):
        qtbot.mouseClick(dialog.buttons.stop, LEFT)
    assert "已停止打印" in dialog.outcome.text()
    assert list(tmp_path.iterdir()) == []
    assert dialog.buttons.print.isEnabled()
    dialog.reject()


def test_closing_while_it_prints_asks_first(
    qtbot: QtBot,
    show: Callable[..., PreviewDialog],
    lanes: Lanes,
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    prompts.printer = printed.file_printer(tmp_path / "out.pdf")
    dialog = show(*[printed.UPRIGHT] * 300)
    qtbot.mouseClick(dialog.buttons.print, LEFT)
    qtbot.waitUntil(lambda: dialog.buttons.progress.value() >= 1, timeout=30_000)
    prompts.yes = False
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert prompts.asked[-1][0] == "正在打印"
    assert dialog.isVisible()
    prompts.yes = True
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    gone = [False]
    watcher = _Watcher(gone)
    lanes.more("paper").run(int, watcher.take)
    qtbot.waitUntil(lambda: gone[0])
    assert list(tmp_path.iterdir()) == []


def test_the_real_question_says_when_there_is_no_printer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtPrintSupport import QPrinterInfo

    owner = _Watcher([])
    qtbot.addWidget(owner)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    with pytest.raises(KnownError) as caught:
        Prompts().choose_printer(owner, "备案表", 3, owner.take)
    assert caught.value.code == NO_PRINTER


def test_the_start_of_the_program_loads_nothing_of_printing() -> None:
    code = (
        "import sys; import desktop.bootstrap.parts, desktop.prompts, desktop.views.papers.preview\n"
        "assert not {'PySide6.QtPrintSupport', 'pypdfium2', 'reportlab'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class _Watcher(QWidget):
    def __init__(self, gone: list[bool]) -> None:
        super().__init__()
        self.gone = gone

    def take(self, _: object) -> None:
        self.gone[:] = [True]


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from PySide6.QtWidgets import QApplication, QWidget
from desktop.tasks import Lanes
from desktop.views.papers.preview import preview
from tests.desktop import printed
from tests.desktop.conftest import ScriptedPrompts
app = QApplication([])
owner, lanes = QWidget(), Lanes()
prompts = ScriptedPrompts(printer=printed.file_printer(Path(sys.argv[2])))
paper = printed.rendered(printed.pdf(*[printed.UPRIGHT] * 300))
dialog = preview(owner, printed.Desk(lanes.more("paper"), prompts).ports(), printed.job(lambda: paper))
dialog.ready.connect(dialog.print)
dialog.printing.progressed.connect(lambda done, total: print(done, flush=True))
app.exec()
"""


def test_a_program_killed_while_it_prints_leaves_no_page_behind(tmp_path: Path) -> None:
    import os

    root = Path(__file__).parents[2]
    home = tmp_path / "home"
    home.mkdir()
    places = {
        name: str(home) for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")
    }
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(root), str(tmp_path / "printer.pdf")],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if int(line) >= 3:
                break
        process.kill()
    left = [one for one in home.rglob("*") if one.is_file()]
    found = [one for one in left if b"%PDF" in one.read_bytes() or one.suffix in (".pdf", ".png", ".ppm")]
    assert found == [], "pages are in memory only; what the printer's own program got is not ours"
