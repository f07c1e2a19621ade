"""The figures: statistics and what is behind them, a frozen report, Excel, paper, the register of before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook  # type: ignore[import-untyped]
from PySide6.QtCore import Qt

from desktop.tour.register_book import register_book
from desktop.tour.reviewing import Reviewer
from desktop.tour.story import USER
from desktop.views.papers.preview import PreviewDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire


class Figures(Reviewer):
    """The reviewer at the end of the quarter."""

    def __init__(self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None]) -> None:
        super().__init__(driver, wire, folder, tell, USER)

    def steps(self) -> tuple[Callable[[], None], ...]:
        return (
            self._again,
            self._years,
            self._people,
            self._export,
            self._paper,
            self._freeze,
            self._compare,
            self._import,
        )

    def _years(self) -> None:
        """The years of the district; a number opens the records behind it."""
        d = self._driver
        d.click("nav.years")
        table = self._list("years.figures")
        d.read("合计与逐条核对的明细一致")
        d.shoot("years")
        number = int(self._cell("years.figures", 0, 1).replace(",", ""))
        d.click_cell(table, 0, 1)
        d.wait(
            lambda: d.seen("years.behind.filings.table") or d.seen("years.behind.studies.table"), "the list"
        )
        d.wait(lambda: d.says(f"共 {number:,} 条"), f"the {number} records behind the number")
        d.shoot("years-behind")
        d.press(Qt.Key.Key_Escape)
        d.find("years.figures")

    def _people(self) -> None:
        """Teachers with their students, and who passed."""
        d = self._driver
        d.click("nav.teachers")
        self._list("teachers.table")
        d.shoot("teachers")
        d.click("nav.passes")
        self._list("passes.table")
        d.shoot("passes")

    def _export(self) -> None:
        """The register as a workbook: what the screen shows, numbers masked and as text."""
        d = self._driver
        d.click("nav.register")
        self._list("register.table", 5)
        d.act("register.export.all")
        path = self._folder / "台账.xlsx"
        d.give_file(path)
        d.read(f"已导出 {self._rows('register.table'):,} 条")
        sheet = load_workbook(path, read_only=True).worksheets[0]
        texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
        d.expect(any("********" in text for text in texts), "id numbers are masked in the workbook")
        d.shoot("export-done")

    def _paper(self) -> None:
        """The form of a filing in the preview, saved as PDF."""
        d = self._driver
        d.choose_row(self._table("register.table"), 0)
        d.act("register.print_form")
        self._previewed()
        d.shoot("preview-form")
        d.click("preview.save")
        path = self._folder / "form.pdf"
        d.give_file(path)
        d.read("已保存为“form.pdf”")
        d.click("preview.close")

    def _previewed(self) -> None:
        """Wait until the first page of a paper is drawn."""
        d = self._driver
        d.wait(lambda: d.find("preview.save").isEnabled(), "the paper")
        pictures = d.find("preview", PreviewDialog).pictures
        d.wait(lambda: pictures.drawn() and not pictures.is_running(), "the first page in the preview")

    def _freeze(self) -> None:
        """The figures as they are sent upward."""
        d = self._driver
        d.click("nav.reports")
        d.click("reports.new")
        d.wait(lambda: d.find("freeze.ok").isEnabled(), "what will be frozen")
        d.shoot("reports-freeze")
        d.click("freeze.ok")
        self._list("reports.table")
        self._pushed()
        d.shoot("reports")

    def _compare(self) -> None:
        """One filing later: which number differs, and because of whom."""
        d = self._driver
        self._approve_one()
        d.click("nav.reports")
        d.choose_row(self._list("reports.table"), 0)
        d.click("reports.compare")
        d.find("compare.summary")
        d.wait(lambda: self._cell("compare.records", 0, 0) == "新备案", "the new filing as the reason")
        d.shoot("reports-compare")
        d.click("compare.close")
        d.click("reports.open")
        self._previewed()
        d.shoot("reports-reprint")
        d.click("preview.close")

    def _approve_one(self) -> None:
        d = self._driver
        d.click("nav.filings")
        if d.seen("review.back"):
            d.click("review.back")
        d.press(Qt.Key.Key_F5, "filings.table")
        self._wait_for_record("")
        self._wait_for_record(self._approve())
        self._pushed()

    def _import(self) -> None:
        """The register of before, from Excel: good rows are taken, the wrong one says why."""
        d = self._driver
        d.click("nav.register")
        d.click("register.import")
        d.click("import.choose")
        d.give_file(register_book(self._folder / "台账导入.xlsx"))
        d.read("可导入")
        d.click("import.filter.confirm")
        d.shoot("register-import")
        d.click("import.confirm")
        d.click("import.ok")
        d.find("import.result")
        d.shoot("register-import-done")
        d.click("import.ok")
        self._pushed()
        d.shoot("register-imported")
