"""The papers of the filing on the workbench, and the 补正告知书 of the one just sent back (G15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.apprenticeship.papers.descriptions import FILING_PAPERS, NOTICE
from desktop.views.apprenticeship.review.filings_list import paper_target
from desktop.views.papers.paper_actions import RecordPapers
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.papers.preview import preview
from desktop.widgets.bar import NoticeBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingRow
    from desktop.views.papers.paper_ports import Papers


class ReviewPapers(QObject):
    """`button` prints what is on the screen; `bar` offers the notice of the return that was just decided."""

    def __init__(self, papers: Papers, owner: QWidget) -> None:
        super().__init__(owner)
        self._papers = papers
        self._owner = owner
        self._returned: PaperTarget | None = None
        self._record = RecordPapers("review", FILING_PAPERS, papers, owner, "link")
        self.menu = self._record.menu
        self.button = self._record.button
        self.bar = NoticeBar("review.returned", "info", "打印补正告知书")
        self.bar.acted.connect(self._print_returned)

    def show_detail(self, detail: FilingDetail | None) -> None:
        """Another filing is on the screen."""
        self._record.show_target(paper_target(detail.row) if detail is not None else None)

    def offer_notice(self, row: FilingRow, student: str) -> None:
        """A filing was sent back: its notice can be handed to the applicant."""
        target = paper_target(row)
        self._returned = PaperTarget(row.id, target.number, frozenset({NOTICE}))
        self.bar.tell(f"{student}（{target.number}）的补正告知书已按退回项目拟好。")

    def forget_notice(self) -> None:
        self._returned = None
        self.bar.tell("")

    def _print_returned(self) -> None:
        if self._returned is not None:
            preview(self._owner, self._papers.ports, self._papers.job(NOTICE, self._returned))
