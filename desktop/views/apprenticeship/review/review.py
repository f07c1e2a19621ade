"""The workbench (D2): facts, checks and opinion beside the documents, one filing after another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.commands.filing import ApproveFiling
from core.apprenticeship.words.content import FilingContent
from core.domain.values import CaseState, Origin
from desktop.models.pages import page_of, pages_of
from desktop.views.apprenticeship.register.record_lines import no_pages
from desktop.views.apprenticeship.review.filing_kinds import WORDS
from desktop.views.apprenticeship.review.review_column import BenchKeys, CaseColumn, ReviewPapers
from desktop.views.apprenticeship.review.review_deciding import Deciding
from desktop.views.apprenticeship.review.review_fields import what_happened
from desktop.views.apprenticeship.review.review_loading import Case, Cases
from desktop.views.documents.viewer import DocumentViewer
from desktop.views.documents.viewer_images import Pictures
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.splitter import KeptSplitter

if TYPE_CHECKING:
    from core.applications.content import Change
    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.words.values import FilingKind
    from core.domain.errors import KnownError
    from core.domain.values import Finding
    from desktop.desk import Desk
    from desktop.views.apprenticeship.review.review_loading import ReviewQueue

IMAGE_LANES = ("image-now", "image-ahead", "image-strip")
"""Two pages are decoded ahead while thumbnails come last (performance.md P8)."""
SIZES = "splitter.review"
VIEWER_NARROWEST = 350


class Workbench(QWidget):
    """Goes through a queue of filings of one kind.

    `told(tone, text)` for results, `state_line(text)` for the place in the queue, `decided(id)` after each
    decision, `closed` when the clerk goes back to the list, `record_wanted(kind, id)` as in `Page`,
    `elsewhere(kind, id, supersedes)` when the filing is of the other kind and belongs on the other page.
    """

    record_wanted = Signal(str, str)
    told = Signal(str, str)
    state_line = Signal(str)
    problem = Signal(object)
    decided = Signal(str)
    elsewhere = Signal(str, str, str)
    closed = Signal()

    def __init__(
        self, desk: Desk, kind: FilingKind, queue: ReviewQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self.desk, self._kind, self.queue = desk, kind, queue
        self._may_decide = desk.may(ApproveFiling)
        self._case: Case | None = None
        self._wanted = ""
        self._drafts: dict[str, str] = {}
        self._stale = False
        self.cases = Cases(desk, self)
        self.pictures = Pictures(
            desk.images.fetch, desk.images.refetch, tuple(desk.lanes.more(name) for name in IMAGE_LANES), self
        )
        self.viewer = DocumentViewer(self.pictures)
        self.column = CaseColumn(desk, kind)
        self.facts, self.checks = self.column.facts, self.column.checks
        self.opinion, self.outcome = self.column.opinion, self.column.outcome
        self.buttons, self.area = self.column.buttons, self.column.area
        self.changed_bar, self.error_bar = self.column.changed_bar, self.column.error_bar
        self.deciding = Deciding(desk, kind, self._open_case, self.opinion, self.viewer, self.error_bar, self)
        self.papers = ReviewPapers(desk.papers, self)
        self._build()
        self._connect()
        self._give_keys()

    # what is shown

    def open(self, id_: str, supersedes: str = "") -> None:
        """Show a filing; `supersedes` is the refused decision that a new one is to replace."""
        self.queue.hold(id_)
        if supersedes:
            self.deciding.supersede(id_, supersedes)
            self.queue.done.discard(id_)
        if id_ != self.current_id():
            self._keep_draft()
            self._case = None
        self._go(id_)

    def current_id(self) -> str:
        return self._case.id if self._case else ""

    def detail(self) -> FilingDetail | None:
        return self._case.detail if self._case else None

    def refresh(self, ids: frozenset[str]) -> None:
        """Records changed: look whether the one on the screen did; it is never switched silently."""
        self.cases.forget()
        if self._case is not None and (not ids or ids & self._case.related()):
            self.cases.renew(self._case.id)

    def tell_place(self) -> None:
        """Say in the title bar which of the queue this is."""
        queue = self.queue
        if self._case is not None:
            place = f"第 {queue.place(self._case.id) + 1} 件，共 {len(queue.ids)} 件"
            self.state_line.emit(f"{WORDS[self._kind].reviewing}　{place}")

    def step(self, by: int) -> None:
        """Show the record before or after."""
        beside = self.queue.beside(self._wanted, by)
        if beside:
            self._go(beside)

    def step_back(self) -> None:
        self.step(-1)

    def step_on(self) -> None:
        self.step(1)

    def leave(self) -> None:
        """The page is left: what was typed stays, whole numbers are masked."""
        self._keep_draft()
        self.facts.hide_numbers()
        self.papers.forget_notice()
        if self.viewer.is_full_screen():
            self.viewer.toggle_full_screen()

    # inside: building

    def _build(self) -> None:
        memory = self.desk.memory
        self.viewer.setMinimumWidth(VIEWER_NARROWEST)
        self.splitter = KeptSplitter(
            "review.splitter",
            self.column,
            self.viewer,
            partial(memory.text, SIZES),
            partial(memory.set_text, SIZES),
        )
        self.splitter.hide()
        self.nothing = EmptyState("review.empty")
        self.nothing.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        self.facts.add_button(self.papers.button)
        page.addWidget(self.papers.bar)
        page.addWidget(self.splitter, 1)
        page.addWidget(self.nothing, 1)
        self.loading = LoadingOverlay("review.loading", self)

    def _connect(self) -> None:
        self.cases.came.connect(self._came)
        self.cases.renewed.connect(self._renewed)
        self.cases.prepared.connect(self._prepared)
        self.cases.failed.connect(self._load_failed)
        self.facts.pair_wanted.connect(self._show_pair)
        self.facts.reveal_refused.connect(self.problem)
        self.facts.back_wanted.connect(self.closed)
        self.facts.look_wanted.connect(self._look_at)
        self.checks.evidence_wanted.connect(self._show_evidence)
        self.buttons.moved.connect(self.step)
        self.buttons.approve_wanted.connect(self.deciding.approve)
        self.buttons.return_wanted.connect(self.deciding.send_back)
        self.buttons.refuse_wanted.connect(self.deciding.refuse)
        self.deciding.changed.connect(self._update_buttons)
        self.deciding.returned.connect(self._was_returned)
        self.deciding.done.connect(self._was_decided)
        self.deciding.outdated.connect(self._renew)
        self.deciding.look_wanted.connect(self._look)
        self.changed_bar.acted.connect(self._reload)
        self.nothing.acted.connect(self.closed)

    def _give_keys(self) -> None:
        slots = {
            "F9": self.deciding.approve,
            "F7": self.deciding.send_back,
            "F8": self.deciding.refuse,
            "F11": self.viewer.toggle_full_screen,
            "PgUp": self.step_back,
            "PgDown": self.step_on,
            "Esc": self.closed.emit,
        }
        self._keys = BenchKeys(self, self.viewer, slots)

    # inside: showing

    def _go(self, id_: str) -> None:
        self._keep_draft()
        self._wanted = id_
        self.loading.begin()
        came = self.cases.ask(id_)
        if not came and self._case is None:
            # The record is on its way: nothing of another one may stand there, nothing can be pressed.
            self.splitter.hide()
            self.nothing.hide()
            self.setFocus()
        self._update_buttons()

    def _came(self, case: Case) -> None:
        if case.id != self._wanted:
            return
        self.loading.end()
        if case.detail is None:
            self._case = None
            self._show_nothing("这件申请不在本机", "可能已转到其他区，或还没有同步到本机。")
            return
        kind = case.detail.row.kind
        if kind is not self._kind:
            self._case = None
            self.elsewhere.emit(kind, case.id, self.deciding.superseding(case.id))
            return
        self._case = case
        self._stale = False
        self.deciding.clear_error()
        self.nothing.hide()
        self.splitter.show()
        self._show(case.detail, case.findings)
        self.opinion.set_text(self._drafts.get(case.id, ""))
        self.viewer.tell_empty(*no_pages(case.detail.origin == Origin.REGISTER))
        self.viewer.set_pages(pages_of(case.detail.content.documents(), case.detail.content.titles()))
        self.column.to_top()
        self.viewer.panes[0].canvas.setFocus()
        self._prepare_next()

    def _show(self, detail: FilingDetail, findings: tuple[Finding, ...]) -> None:
        self.column.show_case(detail, findings)
        self.papers.show_detail(detail)
        self._update_buttons()
        self.tell_place()

    def _update_buttons(self) -> None:
        detail, queue = self.detail(), self.queue
        self.buttons.show_state(
            pending=detail is not None and detail.row.state is CaseState.PENDING,
            enabled=self._open_case() is not None,
            before=bool(queue.beside(self._wanted, -1)),
            after=bool(queue.beside(self._wanted, 1)),
        )

    def _show_nothing(self, sentence: str, hint: str) -> None:
        self.splitter.hide()
        self.nothing.tell(sentence, hint, "返回列表")
        self.nothing.show()
        self.nothing.action.setFocus()

    def _load_failed(self, error: KnownError) -> None:
        self.loading.end()
        if self._case is None:
            self._show_nothing("这件申请没有读出来", "返回列表后可以再打开一次。")
        self.problem.emit(error)

    def _prepare_next(self) -> None:
        following = self.queue.next_open(self._wanted)
        self.cases.prepare(following)

    def _prepared(self, case: Case) -> None:
        if case.detail is not None:
            self.viewer.prepare(pages_of(case.detail.content.documents(), case.detail.content.titles()))

    def _renewed(self, case: Case) -> None:
        """The shown record was looked at again: tell when it became another, else take what is only newer."""
        if self._case is None or case.id != self._case.id or self.deciding.is_running():
            return
        old, new = self._case.detail, case.detail
        if old is None or new is None:
            self._tell_changed("这件申请已不在本机，可能已转到其他区。")
        elif (old.row.state, old.row.revision) != (new.row.state, new.row.revision):
            self._tell_changed(what_happened(new))
        elif old.version != new.version or case.findings != self._case.findings or old != new:
            self._case = case
            if not self._stale:
                tab = self.facts.tabs.tabText(self.facts.tabs.currentIndex())
                self._show(new, case.findings)
                self.facts.show_tab(tab)

    def _tell_changed(self, sentence: str) -> None:
        self._stale = True
        self.changed_bar.tell(sentence)
        self._update_buttons()

    def _reload(self) -> None:
        self.cases.forget()
        self._go(self._wanted)

    def _show_evidence(self, finding: Finding) -> None:
        """Jump to the first page and the first field that a finding names."""
        document = next((one for one in finding.evidence if one.document), None)
        named = next((one for one in finding.evidence if one.field and not one.document), None)
        shown = document is not None and self.viewer.show_evidence(
            document.field, document.document, document.page
        )
        if named is not None:
            shown = self.facts.show_field(named.field) or shown
        if not shown:
            self.facts.show_tab("历史")
        self.column.reveal_facts()

    def _look_at(self, kind: str) -> None:
        if self._case is not None:
            self.record_wanted.emit(kind, self._case.id)

    def _show_pair(self, change: Change) -> None:
        titles = FilingContent.titles()
        before, after = (
            page_of(change.key, ref, titles, note=note) if ref else None
            for ref, note in ((change.document_before, "补正前"), (change.document_after, "补正后"))
        )
        self.viewer.show_pair(before, after)

    def _look(self) -> None:
        unseen = self.deciding.unseen()
        if unseen:
            self.viewer.show_place(self.viewer.pages().index(unseen[0]))
            self.viewer.panes[0].canvas.setFocus()

    # inside: deciding

    def _open_case(self) -> Case | None:
        """The record that may be decided now, None when there is none."""
        case = self._case
        fits = (
            case is not None
            and case.detail is not None
            and case.id == self._wanted
            and case.detail.row.state is CaseState.PENDING
            and self._may_decide
            and not self._stale
            and not self.deciding.is_running()
        )
        return case if fits else None

    def _was_returned(self, id_: str) -> None:
        detail = self.detail()
        if detail is not None and detail.row.id == id_:
            self.papers.offer_notice(detail.row, detail.content.student.name)

    def _was_decided(self, id_: str, sentence: str) -> None:
        """Go on to the next that is open; the list hears of it too."""
        queue = self.queue
        queue.close(id_)
        self._drafts.pop(id_, None)
        following = queue.next_open(id_)
        self.opinion.set_text("")
        self._case = None
        if following:
            self._go(following)
        else:
            self._show_nothing("本次打开的申请都办完了", "新的申请同步到本机后会出现在列表里。")
            self.state_line.emit("")
        self.decided.emit(id_)
        self.told.emit("ok", sentence)

    def _renew(self) -> None:
        self.cases.renew(self._wanted)

    def _keep_draft(self) -> None:
        if self._case is not None:
            self._drafts[self._case.id] = self.opinion.edit.toPlainText()
