"""What a reviewer of the tour does at the workbench."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt

from desktop.tour.desk import Desk
from desktop.tour.driver import TourError
from desktop.views.apprenticeship.review.review import Workbench
from desktop.views.documents.viewer import DocumentViewer


class Reviewer(Desk):
    """Base of the stories of a reviewer."""

    def _approve(self) -> str:
        """Approve the first filing that may be; give its id. A forbidden one is pictured and passed by."""
        d = self._driver
        for _ in range(6):
            current = self._record()
            d.press(Qt.Key.Key_F9)
            d.wait(partial(self._answered, current), "the answer to F9")
            if self._record() != current:
                # All its pages had been shown by now, and nothing spoke against it.
                return current
            if d.seen("approve.ok"):
                if d.seen("approve.paper"):
                    d.click("approve.paper")
                d.shoot("approve")
                d.click("approve.ok")
                return current
            d.shoot("review-forbidden")
            d.press(Qt.Key.Key_PageDown)
            self._wait_for_record(current)
        raise TourError("no filing could be approved")

    def _answered(self, current: str) -> bool:
        """Whether F9 has asked, refused, or approved at once."""
        d = self._driver
        return bool(d.seen("approve.ok") or d.seen("review.error")) or self._record() != current

    def _record(self) -> str:
        return self._driver.find("review", Workbench).current_id()

    def _wait_for_record(self, before: str) -> None:
        """Wait until another record than `before` is on the screen, with its first page."""
        d = self._driver
        d.wait(lambda: self._record() not in ("", before), "the next record")
        viewer = d.find("viewer", DocumentViewer)
        d.wait(lambda: viewer.shown() or d.says("未下载"), "the first document")
