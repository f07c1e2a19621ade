"""The district's next days: dissolutions, results, text messages, the log, notices of the commission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.tour.desk import Desk
from desktop.tour.story import USER
from desktop.views.apprenticeship.review.review import Workbench
from desktop.views.documents.viewer import DocumentViewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from desktop.tour.central import Central
    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire

PUBLISHED = (
    "SELECT count(*) FROM assessment WHERE state = 'published' AND ',' || scope || ',' LIKE '%,420106,%'"
)
"""How many scores the reviewer's district may see."""


class District(Desk):
    """The reviewer of the first days, some days later."""

    def __init__(self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None]) -> None:
        super().__init__(driver, wire, folder, tell, USER)

    def steps(self) -> tuple[Callable[[], None], ...]:
        return (
            self._again,
            self._dissolutions,
            self._results,
            self._notices,
            self._log,
            self._policies,
            self._records,
        )

    def _dissolutions(self) -> None:
        """A dissolution is reviewed: what was filed, the proof, what it does to the teacher's seats."""
        d = self._driver
        d.click("nav.dissolutions")
        self._list("dissolutions.table")
        d.shoot("dissolutions")
        d.press(Qt.Key.Key_F5, "dissolutions.table")
        d.find("review.dissolution.effect")
        viewer = d.find("viewer", DocumentViewer)
        d.wait(viewer.shown, "the first page")
        d.shoot("dissolution-review")
        current = d.find("review", Workbench).current_id()
        d.press(Qt.Key.Key_F9)
        d.read("已通过解除")
        d.wait(lambda: d.find("review", Workbench).current_id() != current, "the next dissolution")
        d.find("review.changes")
        d.wait(viewer.shown, "its first page")
        d.shoot("dissolution-corrected")

    def _results(self) -> None:
        """Published scores of the district; what is not published cannot be seen (G13)."""
        d = self._driver
        d.click("nav.results")
        table = self._list("results.table", 5)
        d.expect(not d.says("未公布"), "no unpublished score is in the district's list")
        d.choose_row(table, 0)
        d.shoot("results")
        d.click("results.view")
        d.find("score.close")
        d.shoot("results-score")
        d.click("score.close")

    def _notices(self) -> None:
        """A text message that was given up is sent again, and arrives."""
        d = self._driver
        d.click("nav.notices")
        self._list("notices.table", 5)
        everything = self._rows("notices.table")
        d.shoot("notices")
        d.choose("notices.query.state", "失败")
        d.press(Qt.Key.Key_Return, "notices.query.state")
        d.wait(lambda: 0 < self._rows("notices.table") < everything, "the messages that failed")
        table = self._list("notices.table")
        d.choose_row(table, 0)
        d.find("notices.detail.retry")
        d.shoot("notices-failed")
        d.click("notices.detail.retry")
        d.read("已登记重发")
        self._pushed()

    def _log(self) -> None:
        """The district's own log, searched and exported."""
        d = self._driver
        d.click("nav.log")
        self._list("log.table", 5)
        d.shoot("log")
        d.act("log.export.all")
        path = self._folder / "操作日志.xlsx"
        d.give_file(path)
        d.read("保存为“操作日志.xlsx”")
        d.expect(path.stat().st_size > 4000, "the exported log is a file with content")

    def _policies(self) -> None:
        """A notice of the commission is read and its file saved."""
        d = self._driver
        d.click("nav.policies")
        table = self._list("policies.table", 2)
        d.choose_row(table, 0)
        d.find("policies.file.1")
        d.shoot("policies")
        d.click("policies.file.2")
        path = self._folder / "审核要点.pdf"
        d.give_file(path)
        d.wait(lambda: path.exists() and path.read_bytes().startswith(b"%PDF"), "the saved file, a PDF")

    def _records(self) -> None:
        """The teacher's record in a window of its own, with all attachments."""
        d = self._driver
        d.click("nav.register")
        table = self._list("register.table")
        d.choose_row(table, 0)
        d.act("register.look_teacher")
        window: QWidget = d.find("record_window.teacher")
        viewer = window.findChild(DocumentViewer)
        d.wait(lambda: viewer is not None and viewer.shown(), "the teacher's first paper")
        d.shoot("record-teacher", window)
        window.close()


class Results(Desk):
    """The reviewer again, after the city's day."""

    def __init__(
        self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None], central: Central
    ) -> None:
        super().__init__(driver, wire, folder, tell, USER)
        self._central = central

    def steps(self) -> tuple[Callable[[], None], ...]:
        return (self._again, self._see)

    def _see(self) -> None:
        """What the city published today is there, and nothing that it did not (G13)."""
        d = self._driver
        ((count,),) = self._central.ask(PUBLISHED)
        d.click("nav.results")
        table = self._list("results.table")
        d.wait(lambda: table.model().rowCount() == int(count), f"{count} published scores")
        d.expect(not d.says("未公布"), "nothing unpublished is seen")
        d.shoot("results-after")
