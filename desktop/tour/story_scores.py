"""The office's day: scores one by one, published; several at once; without the network."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from core.domain.clock import SHANGHAI
from desktop.tour.batch import bad_book, failed_rows
from desktop.tour.desk import Desk
from desktop.widgets.tick import TICKED, UNTICKED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop.tour.central import Central
    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire

OFFICE = "chenjing"
CTRL = Qt.KeyboardModifier.ControlModifier
FREE = (
    "SELECT student_name, student_id_number FROM apprenticeship WHERE state = 'active' AND notarised_on <= ?"
    " AND id NOT IN (SELECT apprenticeship_id FROM assessment) AND length(student_id_number) = 18"
    " ORDER BY notarised_on, id"
)
TOO_NEW = (
    "SELECT student_name, student_id_number FROM apprenticeship WHERE state = 'active' AND notarised_on > ?"
    " AND length(student_id_number) = 18 ORDER BY notarised_on, id"
)


class Office(Desk):
    """The office for Chinese medicine at a third PC; `central` has the id numbers of the paper list."""

    def __init__(
        self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None], central: Central
    ) -> None:
        super().__init__(driver, wire, folder, tell, OFFICE)
        today = datetime.now(SHANGHAI).date()
        self._free = central.ask(FREE, _notarised_until(today).isoformat())
        # One day further, for the story may be told past midnight.
        self._too_new = central.ask(TOO_NEW, _notarised_until(today + timedelta(1)).isoformat())
        self._day = today.isoformat()

    def steps(self) -> tuple[Callable[[], None], ...]:
        return (
            self._not_eligible,
            self._enter,
            self._nothing_selected,
            self._check_sheet,
            self._publish,
            self._eligible,
            self._same_score,
            self._grid,
            self._import,
            self._offline,
        )

    def _not_eligible(self) -> None:
        """An id number is fetched; who may not be assessed yet is told why."""
        d = self._driver
        self._begin()
        d.click("nav.scores")
        self._list("scores.table", 5)
        d.type("scores.entry.id_number", self._too_new[0][1])
        d.click("scores.entry.fetch")
        d.find("scores.entry.card")
        d.read("起可考核")
        d.shoot("scores-not-eligible")
        d.click("scores.entry.clear")

    def _enter(self) -> None:
        """An eligible one: saved, and the next one at once."""
        d = self._driver
        self._fetch(*self._free.pop())
        d.type("scores.entry.day", self._day)
        d.type("scores.entry.score", "86.5")
        d.shoot("scores-entry")
        d.press(Qt.Key.Key_Return, "scores.entry.score", CTRL)
        d.read("成绩 86.5 分")
        second = self._free.pop()
        self._fetch(*second)
        d.type("scores.entry.day", self._day)
        d.type("scores.entry.score", "72")
        d.click("scores.entry.save")
        d.read("成绩 72 分")
        self._first_in_list(second[0])
        d.shoot("scores-saved")

    def _first_in_list(self, name: str) -> None:
        """Wait until the score that was saved stands first: before, a click would meet another row."""
        self._driver.wait(lambda: self._cell("scores.table", 0, 1) == name, f"the score of {name} first")
        self._list("scores.table")

    def _fetch(self, name: str, number: str) -> None:
        d = self._driver
        if d.seen("scores.entry.id_number") and d.says("已调出修改"):
            d.click("scores.entry.clear")
        d.type("scores.entry.id_number", number)
        d.press(Qt.Key.Key_Return, "scores.entry.id_number")
        d.read(name)
        d.wait(lambda: d.find("scores.entry.score").isEnabled(), "the score may be typed")

    def _nothing_selected(self) -> None:
        """Publishing nothing is answered with a sentence."""
        d = self._driver
        d.click("scores.publish")
        d.read("请至少选择一名学员")
        d.shoot("scores-nothing-selected")
        d.click("confirm.ok")

    def _check_sheet(self) -> None:
        """双人核对单 as PDF."""
        d = self._driver
        self._tick_rows("scores.table", range(3))
        d.click("scores.sheet")
        d.wait(lambda: d.find("preview.save").isEnabled(), "the sheet in the preview")
        d.click("preview.save")
        path = d.out / "check-sheet.pdf"
        path.unlink(missing_ok=True)
        d.give_file(path)
        d.read("已保存为“check-sheet.pdf”")
        d.expect(path.read_bytes().startswith(b"%PDF") and path.stat().st_size > 5000, "the sheet is a PDF")
        d.shoot("scores-sheet")
        d.click("preview.close")

    def _publish(self) -> None:
        """Many are published after a preview; the odd one is left out first."""
        d = self._driver
        count = self._rows("scores.table")
        d.click("scores.every")
        d.read(f"已选 {count} 人")
        d.click("scores.publish")
        d.find("publish.ok")
        d.read("不能公布")
        d.shoot("scores-publish-odd")
        d.click("publish.warning.action")
        d.wait(lambda: d.find("publish.ok").isEnabled(), "the rest may be published")
        d.shoot("scores-publish")
        d.click("publish.ok")
        d.read(f"已公布 {count - 1} 人的成绩")
        d.wait(lambda: d.seen("publish.ok") is None, "the preview to close")
        d.wait(lambda: self._rows("scores.table") == 1, "only the odd one to be left")
        d.read("未选择学员")
        self._pushed()
        d.shoot("scores-published")

    def _eligible(self) -> None:
        """Who may be assessed."""
        d = self._driver
        d.click("nav.batch")
        self._list("batch.table", 5)
        d.shoot("batch")

    def _tick(self, count: int) -> list[int]:
        """Tick so many people who have no score yet; gives their rows."""
        table = self._list("batch.table", count)
        every = range(table.model().rowCount())
        rows = [row for row in every if self._cell("batch.table", row, 0) == UNTICKED][:count]
        self._tick_rows("batch.table", rows)
        return rows

    def _tick_rows(self, name: str, rows: Sequence[int]) -> None:
        """Tick rows one by one, each seen to be ticked."""
        d = self._driver
        table = self._list(name, len(rows))
        for row in rows:
            d.click_cell(table, row, 0)
            d.expect(self._cell(name, row, 0) == TICKED, f"row {row + 1} is ticked")
        d.read(f"已选 {len(rows)} 人")

    def _same_score(self) -> None:
        """One score for several people."""
        d = self._driver
        rows = self._tick(2)
        d.click("batch.same")
        d.type("batch_same.score", "80")
        d.shoot("batch-same")
        d.click("batch_same.ok")
        d.read("已录入 2 人的成绩，可在")
        d.wait(lambda: d.seen("batch_same.ok") is None, "the scores to be entered")
        d.wait(
            lambda: not any(self._cell("batch.table", row, 0) for row in rows), "nothing more to tick there"
        )
        self._pushed()

    def _grid(self) -> None:
        """Different scores, typed like in a spreadsheet and pasted from one."""
        d = self._driver
        self._tick(3)
        d.click("batch.grid")
        view = self._table("batch_grid.table")
        d.wait(view.isVisible, "the grid")
        d.press(Qt.Key.Key_9, "batch_grid.table")
        d.write("1.5")
        d.press(Qt.Key.Key_Return)
        QGuiApplication.clipboard().setText("77\n5O")
        d.press(Qt.Key.Key_V, "batch_grid.table", CTRL)
        d.read("有误 1 人")
        d.press(Qt.Key.Key_Down, "batch_grid.table")
        d.wait(lambda: d.find("batch_grid.reason", QLabel).text(), "what is wrong with the cell")
        d.shoot("batch-grid-wrong")
        d.press(Qt.Key.Key_5, "batch_grid.table")
        d.write("8.5")
        d.press(Qt.Key.Key_Return)
        d.read("可保存 3 人")
        d.shoot("batch-grid")
        d.click("batch_grid.ok")
        d.read("已录入 3 人的成绩，可在")
        d.wait(lambda: d.seen("batch_grid.table") is None, "the grid to close")
        self._pushed()

    def _import(self) -> None:
        """An Excel file with good and bad rows: preview, only the right ones, the others in a file."""
        d = self._driver
        path = bad_book(self._folder / "考核成绩.xlsx", self._free[-2:], self._too_new[0], self._day)
        d.click("batch.import")
        d.shoot("import-choose")
        d.click("import.choose")
        d.give_file(path)
        d.read("可导入 2，有错 3")
        d.shoot("import-preview")
        d.click("import.errors")
        errors = self._folder / "错误行.xlsx"
        d.give_file(errors)
        d.read("已保存：错误行.xlsx")
        rows = failed_rows(errors)
        d.expect([row[0] for row in rows] == ["4", "5", "6"], f"the error file has rows 4, 5 and 6: {rows}")
        d.expect(all(row[-1] for row in rows), "each failed row says why")
        d.click("import.ok")
        d.read("已录入 2 人的成绩，可在")
        d.wait(lambda: d.seen("import.ok") is None, "the window of the import to close")
        self._pushed()
        d.shoot("import-done")

    def _offline(self) -> None:
        """Without the network: entered, published, and judged by the centre when it is back."""
        d = self._driver
        self._wire.cut()
        d.click("nav.scores")
        self._list("scores.table")
        name, number = self._free[-3]
        self._fetch(name, number)
        d.type("scores.entry.score", "68")
        d.click("scores.entry.save")
        d.read("离线 · 1 条待上报")
        self._first_in_list(name)
        self._tick_rows("scores.table", [0])
        d.click("scores.publish")
        d.click("publish.ok")
        d.read(f"已公布 {name}的成绩")
        d.read("离线 · 2 条待上报")
        d.shoot("scores-offline")
        self._wire.join()
        d.click("nav.centre")
        d.click("centre.now")
        d.read("0 条待上报，0 条需处理")
        d.click("centre.filter.applied")
        self._list("centre.table", 5)
        d.shoot("city-centre")


def _notarised_until(day: date) -> date:
    """The last day of a notarisation that gives three years on this day; 28 February stands for the 29th."""
    try:
        return day.replace(year=day.year - 3)
    except ValueError:
        return day.replace(year=day.year - 3, day=28)
