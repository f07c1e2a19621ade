"""One apprenticeship with everything there is about it (C2): facts left, all documents right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.lists.records import apprenticeship_record
from core.apprenticeship.papers.descriptions import NOTICE, PAPERS
from core.apprenticeship.words.values import ApprenticeshipState
from desktop.views.apprenticeship.register.person import history_of
from desktop.views.apprenticeship.register.record_facts import RecordFacts
from desktop.views.apprenticeship.register.record_lines import no_pages, record_pages
from desktop.views.apprenticeship.review.filings_list import paper_target
from desktop.views.apprenticeship.review.review import IMAGE_LANES
from desktop.views.apprenticeship.review.review_column import BenchKeys
from desktop.views.documents.viewer import DocumentViewer
from desktop.views.documents.viewer_images import Pictures
from desktop.views.papers.paper_actions import RecordPapers
from desktop.views.papers.paper_ports import PaperTarget
from desktop.widgets.buttons import Button
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.splitter import KeptSplitter
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.history import HistoryEntry
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.errors import KnownError
    from desktop.desk import Desk

SIZES = "splitter.record"
NARROWEST, VIEWER_NARROWEST = 400, 350


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of one apprenticeship; `record` is None when it is not here."""

    id: str
    record: ApprenticeshipRecord | None
    events: tuple[HistoryEntry, ...] = ()


class RecordView(QWidget):
    """`terminate_wanted(record)` by the button, `came(record)` whenever the shown record was read.

    `followed(kind, id)` as in `RecordFacts`; `back_wanted`; `problem(KnownError)`.
    """

    came = Signal(object)
    terminate_wanted = Signal(object)
    followed = Signal(str, str)
    back_wanted = Signal()
    problem = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("record")
        self.desk = desk
        self._wanted = ""
        self._record: ApprenticeshipRecord | None = None
        self.facts = RecordFacts(desk)
        lanes = tuple(desk.lanes.more(name) for name in IMAGE_LANES)
        self.viewer = DocumentViewer(
            Pictures(desk.images.fetch, desk.images.refetch, lanes, self, name="record")
        )
        self.viewer.setMinimumWidth(VIEWER_NARROWEST)
        self.splitter = KeptSplitter(
            "record.splitter",
            self._column(),
            self.viewer,
            partial(desk.memory.text, SIZES),
            partial(desk.memory.set_text, SIZES),
        )
        self.splitter.hide()
        self.nothing = EmptyState("record.empty")
        self.nothing.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        page.addWidget(self.splitter, 1)
        page.addWidget(self.nothing, 1)
        self.loading = LoadingOverlay("record.loading", self)
        self.facts.followed.connect(self.followed)
        self.facts.back_wanted.connect(self.back_wanted)
        self.facts.reveal_refused.connect(self.problem)
        self.nothing.acted.connect(self.back_wanted)
        self.papers = RecordPapers("record", PAPERS, desk.papers, self, "link")
        self.facts.add_button(self.papers.button)
        slots = {"F11": self.viewer.toggle_full_screen, "Esc": self.back_wanted.emit}
        self._keys = BenchKeys(self, self.viewer, slots)

    def open(self, id_: str) -> None:
        """Show an apprenticeship by its id."""
        if id_ != self._wanted:
            self._record = None
            self.splitter.hide()
            self.nothing.hide()
        self._wanted = id_
        self.setFocus()
        self.loading.begin()
        self._read()

    def current_id(self) -> str:
        return self._wanted

    def record(self) -> ApprenticeshipRecord | None:
        """What is on the screen."""
        return self._record

    def renew(self) -> None:
        """Something changed: read again; tab and page stay."""
        if self._wanted:
            self._read()

    def leave(self) -> None:
        """The record is left: whole numbers are masked, the whole screen is given back."""
        self.facts.hide_numbers()
        if self.viewer.is_full_screen():
            self.viewer.toggle_full_screen()

    # inside

    def _column(self) -> QWidget:
        ground = QWidget()
        ground.setProperty("kind", "clear")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.facts)
        inner.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName("record.area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(ground)
        column = QWidget()
        column.setMinimumWidth(NARROWEST)
        whole = QVBoxLayout(column)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.area, 1)
        self.terminate: Button | None = None
        if self.desk.may(ForceTerminate):
            whole.addLayout(self._deciding())
        return column

    def _deciding(self) -> QHBoxLayout:
        self.why_not = TextLabel("", "secondary", wrap=True)
        name_widget(self.why_not, "record.why_not", "为什么不能强制解除")
        self.terminate = Button("强制解除", "record.terminate", "danger", tip="强制解除这条师承关系")
        self.terminate.clicked.connect(self._terminate)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.why_not, 1)
        row.addWidget(self.terminate)
        return row

    def _read(self) -> None:
        self.desk.read_records(partial(load, self._wanted), self._take, self._fail, key="record")

    def _take(self, loaded: Loaded) -> None:
        if loaded.id != self._wanted:
            return
        self.loading.end()
        before, self._record = self._record, loaded.record
        if loaded.record is None:
            self._show_nothing("这条备案不在本机", "可能还没有同步到本机，可以在同步中心同步后再打开。")
        else:
            self._show(loaded.record, loaded.events, fresh=before is None)
        self.came.emit(loaded.record)

    def _show(self, record: ApprenticeshipRecord, events: tuple[HistoryEntry, ...], *, fresh: bool) -> None:
        if fresh:
            self.facts.tabs.setCurrentIndex(0)
        self.facts.show_record(record, events)
        self.papers.show_target(record_target(record))
        self._enable(record)
        pages = record_pages(record)
        if fresh or pages != self.viewer.pages():
            self.viewer.tell_empty(*no_pages(record.row.imported))
            self.viewer.set_pages(pages)
        self.nothing.hide()
        self.splitter.show()
        if fresh:
            self.area.verticalScrollBar().setValue(0)
            self.viewer.panes[0].canvas.setFocus()

    def _enable(self, record: ApprenticeshipRecord) -> None:
        if self.terminate is None:
            return
        state = ApprenticeshipState(record.row.state)
        active = state is ApprenticeshipState.ACTIVE
        self.terminate.setEnabled(active)
        self.why_not.setText("" if active else f"只有在教的师承关系可以强制解除，这一条是“{state.label}”。")

    def _show_nothing(self, sentence: str, hint: str) -> None:
        self.splitter.hide()
        self.nothing.tell(sentence, hint, "返回列表")
        self.nothing.show()
        self.nothing.action.setFocus()

    def _fail(self, error: KnownError) -> None:
        self.loading.end()
        if self._record is None:
            self._show_nothing("这条备案没有读出来", "返回列表后可以再打开一次。")
        self.problem.emit(error)

    def _terminate(self) -> None:
        if self._record is not None:
            self.terminate_wanted.emit(self._record)


def record_target(record: ApprenticeshipRecord) -> PaperTarget:
    """The papers of an apprenticeship; the notice is of its last filing that was ever sent back."""
    returned = (one for one in record.filings if NOTICE in paper_target(one).kinds)
    filing = next(returned, None)
    number = record.row.filing_no or "（待编号）"
    kinds = frozenset(PAPERS) - (frozenset() if filing else {NOTICE})
    return PaperTarget(record.row.id, number, kinds, others={NOTICE: filing.id} if filing else {})


def load(id_: str, session: Session) -> Loaded:
    """Read an apprenticeship and what happened to it."""
    record = apprenticeship_record(session, id_)
    if record is None:
        return Loaded(id_, None)
    history = history_of(record.row.student_id, session)
    own = {filing.id for filing in record.filings}
    events = tuple(one for one in history.events if one.filing_id in own) if history else ()
    return Loaded(id_, record, events)
