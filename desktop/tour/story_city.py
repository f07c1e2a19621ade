"""The commission's day: search of the whole city, a full record, a forced termination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QPushButton

from desktop.tour.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire

COMMISSION = "liuyang"


class Commission(Desk):
    """The city commission at another PC."""

    def __init__(self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None]) -> None:
        super().__init__(driver, wire, folder, tell, COMMISSION)
        self._name = ""

    def steps(self) -> tuple[Callable[[], None], ...]:
        return (self._home, self._search, self._record, self._terminate, self._policy)

    def _home(self) -> None:
        """The city's home page, and the figures of its districts."""
        d = self._driver
        self._begin()
        d.shoot("city-home")
        d.click("nav.years")
        self._list("years.figures", 17)
        d.read("合计与逐条核对的明细一致")
        d.shoot("city-years")

    def _search(self) -> None:
        """The whole city, by district and state."""
        d = self._driver
        d.click("nav.search")
        self._list("search.table", 10)
        d.shoot("city-search")
        everybody = self._rows("search.table")
        d.choose("search.query.district", "洪山")
        d.choose("search.query.state", "在教")
        d.click("search.query.go")
        d.wait(lambda: 0 < self._rows("search.table") < everybody, "who is taught in 洪山")
        d.shoot("city-search-found")

    def _record(self) -> None:
        """The full record with all papers."""
        d = self._driver
        table = self._list("search.table")
        self._name = self._cell("search.table", 0, 1)
        d.choose_row(table, 0)
        d.press(Qt.Key.Key_Return, "search.table")
        d.find("record.terminate")
        d.wait(lambda: not d.says("正在载入"), "the first page")
        d.shoot("city-record")

    def _terminate(self) -> None:
        """Forced termination: what it does is shown, a wrong name does not open it, the right one does."""
        d = self._driver
        d.click("record.terminate")
        d.find("terminate.effect")
        d.choose("terminate.reason", "不再跟师")
        d.type("terminate.basis", "武卫样例〔2026〕36 号")
        d.type("terminate.text", "经两次现场核查，该学生已停止跟师学习，本人书面确认。")
        d.click("terminate.add")
        d.give_file(_page(self._folder / "依据.png"))
        d.read("共 1 页")
        d.type("terminate.name", "张三丰")
        button = d.find("terminate.ok", QPushButton)
        d.expect(not button.isEnabled(), "a wrong name does not open the button")
        d.shoot("city-terminate-wrong-name")
        d.type("terminate.name", self._name)
        d.wait(button.isEnabled, "the button to open")
        d.shoot("city-terminate")
        d.click("terminate.ok")
        d.wait(lambda: d.seen("terminate.ok") is None, "the dialog to close")
        self._pushed()
        d.wait(lambda: not d.find("record.terminate").isEnabled(), "the record to say that it ended")
        d.shoot("city-terminated")

    def _policy(self) -> None:
        """The commission's own list of notices, with draft and withdrawn one."""
        d = self._driver
        d.click("nav.policies")
        table = self._list("policies.table", 4)
        d.choose_row(table, 0)
        d.shoot("city-policies")


def _page(path: Path) -> Path:
    """A scanned page, as the commission has it in a folder."""
    picture = QImage(900, 1270, QImage.Format.Format_RGB32)
    picture.fill(QColor("#fbfbf8"))
    pen = QPainter(picture)
    font = pen.font()
    font.setPixelSize(44)
    pen.setFont(font)
    pen.drawText(180, 200, "关于强制解除师承关系的决定")
    font.setPixelSize(26)
    pen.setFont(font)
    pen.drawText(100, 320, "经核查，该学生已停止跟师学习，决定强制解除其师承关系。")
    pen.drawText(520, 1000, "市卫生健康委员会（样例）")
    pen.end()
    picture.save(str(path))
    return path
