"""What is made of a statistic: an Excel workbook, a paper, a report that is frozen and sent upward."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.commons.report_commands import FreezeReport
from desktop.views.figures.details import DetailedExport
from desktop.views.lists.exporting import StatExport
from desktop.views.papers.on_paper import set_on_paper
from desktop.views.papers.paper_ports import PaperJob
from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from core.figures.stat import StatTable
    from core.paper.pdf import Rendered
    from desktop.desk import Desk
    from desktop.views.lists.export_ports import Behind

ACT = "print_stat"


class StatOutputs(QObject):
    """The buttons 导出, 导出含明细, 打印预览 and, for who may, 生成报送版.

    They are enabled while `give` gave something that makes a table. `freeze_wanted`, `failed(KnownError)`.
    `name` is the prefix of the controls' names.
    """

    freeze_wanted = Signal()
    failed = Signal(object)

    def __init__(self, name: str, what: str, desk: Desk, parent: QWidget, *, excel: bool = True) -> None:
        """`excel` is False below a list, which is exported as a list."""
        super().__init__(parent)
        self._owner = parent
        self._what = what
        self._desk = desk
        self._make: Callable[[], StatTable] | None = None
        self.export = StatExport(name, what, desk.exporting, parent) if excel else None
        self.detailed = DetailedExport(name, what, desk.exporting, parent) if excel else None
        self.paper = Button(
            "打印预览",
            f"{name}.paper",
            accessible=f"打印预览{what}",
            tip="先看打印的样子，再打印或存为 PDF",
        )
        self.freeze = freeze_button(name) if desk.may(FreezeReport) else None
        self.paper.clicked.connect(self._preview)
        if self.freeze is not None:
            self.freeze.clicked.connect(self.freeze_wanted)
        for one in self.exports:
            one.failed.connect(self.failed)
        self.give(None)

    @property
    def exports(self) -> tuple[StatExport, ...]:
        """导出 and 导出含明细; each has a bar that wants a place."""
        return tuple(one for one in (self.export, self.detailed) if one is not None)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """In the order shown."""
        first = tuple(one.button for one in self.exports)
        return (*first, self.paper, *((self.freeze,) if self.freeze is not None else ()))

    def give(self, make: Callable[[], StatTable] | None, behind: tuple[Behind, ...] = ()) -> None:
        """Say how the table on the screen is made, for other lanes; None while it is not known.

        `behind` are the lists behind its totals.
        """
        self._make = make
        self.paper.setEnabled(make is not None)
        if self.freeze is not None:
            self.freeze.setEnabled(make is not None)
        if self.export is not None:
            self.export.give(make)
        if self.detailed is not None:
            self.detailed.give_behind(make, behind)

    # inside

    def _preview(self) -> None:
        if self._make is None:
            return
        job = PaperJob(
            title=self._what,
            file_name=self._desk.facts.file_name(self._what, "pdf"),
            make=partial(_rendered, self._make),
            act=ACT,
            subject=self._what,
        )
        preview(self._owner, self._desk.papers.ports, job)


def freeze_button(name: str) -> Button:
    """Make the button of those who may freeze a report."""
    tip = "把现在的数字固定下来报送：以后可以原样重印，也可以与当时比较"
    return Button("生成报送版", f"{name}.freeze", tip=tip)


def _rendered(make: Callable[[], StatTable]) -> Rendered:
    """Runs on the papers' lane."""
    return set_on_paper(make())
