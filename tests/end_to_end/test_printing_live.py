"""Papers from the real program (A6, D8): a packet with the pictures of the centre, forms to a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop.views.papers.preview import PreviewDialog
from sync.accounts.profile import Profile
from tests.desktop.printed import file_printer, read_sizes, read_text
from tests.end_to_end.city import COMMISSION, CityCentre
from tests.end_to_end.city_desk import CityDesk
from tests.end_to_end.district import ZHOU, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.tour.driver import Driver
    from tests.end_to_end.district import Centre

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(d: Driver) -> PreviewDialog:
    """The preview, once its paper is there."""
    dialog = d.find("preview", PreviewDialog)
    d.wait(lambda: dialog.paper() is not None, "the paper in the preview", 60)
    return dialog


def saved(d: Driver, window: Window, path: Path) -> str:
    """Save what is previewed; give its text."""
    d.click("preview.save")
    window.save_as(path)
    d.read(f"已保存为“{path.name}”")
    return read_text(path.read_bytes())


def test_d8_a_packet_with_the_pictures_of_the_centre_also_without_the_network(
    centre: Centre, window: Window, tmp_path: Path
) -> None:
    centre.active()
    d = window.begin(centre, ZHOU)
    d.click("nav.register")
    d.wait(lambda: len(window.rows("register.table")) == 1, "the apprenticeship in the register")
    d.choose_row(window.table("register.table"), 0)
    d.act("register.print_archive")
    dialog = shown(d)
    assert "没有附图" not in dialog.remarks.text(), "every picture was fetched from the centre"
    text = saved(d, window, tmp_path / "packet.pdf")
    assert "中医师承关系备案档案" in text
    assert "通过备案" in text
    d.click("preview.print")
    d.read("没有安装打印机")
    d.press(Qt.Key.Key_Escape, "preview")

    window.cut()
    d.act("register.print_archive")
    assert "没有附图" not in shown(d).remarks.text(), "what was fetched is on this PC"
    d.click("preview.close")
    d.click("nav.log")
    d.wait(lambda: window.row_with("log.table", "生成档案包") >= 0, "the packet in the log")


class PrinterPrompts:
    """Answers the system's question for a printer with one that writes a PDF."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[tuple[str, int]] = []

    def __call__(
        self, parent: QWidget, title: str, pages: int, answered: Callable[[QPrinter | None], None]
    ) -> None:
        self.asked.append((title, pages))
        answered(file_printer(self.path))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityCentre]:
    made = CityCentre(tmp_path / "server")
    made.clerks(COMMISSION)
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[CityDesk]:
    made = CityDesk(tmp_path / "pc")
    yield made
    made.close()


def test_a6_the_form_of_a_record_goes_to_the_printer_and_into_the_log(
    server: CityCentre, desk: CityDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (trainee,) = server.trainees()
    printer = PrinterPrompts(tmp_path / "printed.pdf")
    monkeypatch.setattr(desk.prompts, "choose_printer", printer)
    d = desk.enter(server.url, COMMISSION)
    desk.open_record(trainee)
    d.act("record.print_form")
    dialog = shown(d)
    number = server.study(trainee).filing_no
    paper = dialog.paper()
    assert paper is not None
    text = read_text(paper.rendered.data)
    assert number in text
    assert trainee.name in text
    assert trainee.id_number not in text, "masked until a reason is given (A7)"
    d.press(Qt.Key.Key_P, "preview", CONTROL)
    d.read("已送往打印机，共 1 页")
    assert printer.asked == [(f"备案表　{number}", 1)]
    assert read_sizes(tmp_path / "printed.pdf") == [(595, 842)]
    d.click("preview.full")
    d.type("reason.text", "归档")
    d.click("reason.ok")
    d.read("正在显示完整身份证号")
    paper = dialog.paper()
    assert paper is not None
    assert trainee.id_number in read_text(paper.rendered.data)
    d.press(Qt.Key.Key_Escape, "preview")
    d.click("nav.log")
    assert desk.row("log", "打印备案表") >= 0
    assert desk.row("log", "查看完整号码") >= 0


def packed(d: Driver, window: Window) -> PreviewDialog:
    d.click("nav.register")
    d.wait(lambda: len(window.rows("register.table")) == 1, "the apprenticeship in the register")
    d.choose_row(window.table("register.table"), 0)
    d.act("register.print_archive")
    return shown(d)


def test_d8_offline_a_packet_names_each_scan_that_is_not_here_or_was_spoiled(
    centre: Centre, window: Window
) -> None:
    """Not yet fetched, then fetched, then spoiled on the disk: said on the page, above it and in the list."""
    centre.active()
    d = window.begin(centre, ZHOU)
    window.cut()
    dialog = packed(d, window)
    assert "没有附图（不在本机）" in dialog.remarks.text()
    paper = dialog.paper()
    assert paper is not None
    text = read_text(paper.rendered.data)
    missing = text.count("这份材料不在本机")
    assert missing == text.count("SHA-256：") > 3, "every document keeps its page"
    d.press(Qt.Key.Key_Escape, "preview")

    window.join()
    assert "没有附图" not in packed(d, window).remarks.text()
    d.press(Qt.Key.Key_Escape, "preview")

    window.cut()
    sealed = [one for one in Profile(window.folder / "profile").blobs_folder.rglob("*") if one.is_file()]
    spoiled = sealed[0].read_bytes()
    sealed[0].write_bytes(spoiled[:-1] + bytes([spoiled[-1] ^ 1]))
    dialog = packed(d, window)
    assert "有 1 份材料没有附图" in dialog.remarks.text()
    d.press(Qt.Key.Key_Escape, "preview")
