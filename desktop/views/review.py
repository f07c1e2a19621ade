"""The workbench (D2): facts, checks and opinion beside the documents, one filing after another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.domain.clock import local_text
from core.domain.commands import ApproveFiling, RefuseFiling, ReturnFiling
from core.domain.errors import Refused
from core.domain.values import FilingState, Level
from desktop.models.pages import page_of, pages_of
from desktop.views.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.filings_list import STATE_TONES, Limits
from desktop.views.review_checks import ChecksCard
from desktop.views.review_facts import FactsCard
from desktop.views.review_loading import Case, Cases
from desktop.views.review_opinion import OpinionCard
from desktop.views.review_outcome import DecisionButtons, OutcomeCard
from desktop.views.viewer import DocumentViewer
from desktop.views.viewer_full import view_keys
from desktop.views.viewer_images import Pictures
from desktop.widgets.bar import NoticeBar
from desktop.widgets.empty import EmptyState, LoadingOverlay

if TYPE_CHECKING:
    from core.domain.commands import Command
    from core.domain.content import Change
    from core.domain.errors import KnownError
    from core.domain.values import Finding, ReturnItem
    from core.store.readmodels import FilingDetail
    from desktop.views.ports import ReviewPorts

TOLD = {
    ApproveFiling: "已通过，待上报（未生效）",
    ReturnFiling: "已退回补正，待上报（未生效）",
    RefuseFiling: "已不予备案，待上报（未生效）",
}
STALE = {"ALREADY_DECIDED", "FILING_CHANGED", "FINDINGS_NOT_CONFIRMED", "STALE_VERSION"}
"""Refusals that mean: what is on the screen is no longer so."""
FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView)
"""While one of these has the focus, keys without a modifier are theirs."""


class Workbench(QWidget):
    """Goes through `ports.queue`.

    `told(tone, text)` for results, `state_line(text)` for the place in the queue, `decided(id)` after each
    decision, `closed` when the clerk goes back to the list.
    """

    told = Signal(str, str)
    state_line = Signal(str)
    problem = Signal(object)
    decided = Signal(str)
    closed = Signal()

    def __init__(self, ports: ReviewPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("review")
        self._ports = ports
        self._case: Case | None = None
        self._wanted = ""
        self._supersedes: dict[str, str] = {}
        self._drafts: dict[str, str] = {}
        self._stale = False
        self._deciding: tuple[str, Command] | None = None
        self._limits = Limits(ports.remaining)
        self.cases = Cases(ports, self)
        self.pictures = Pictures(ports.image, ports.image_again, ports.images, self)
        self.viewer = DocumentViewer(self.pictures)
        self._build()
        self._connect()
        self._keys()

    # what is shown

    def open(self, id_: str, supersedes: str = "") -> None:
        """Show a filing; `supersedes` is the refused decision that a new one is to replace."""
        self._ports.queue.hold(id_)
        if supersedes:
            self._supersedes[id_] = supersedes
            self._ports.queue.done.discard(id_)
        self._go(id_)

    def current_id(self) -> str:
        return self._case.id if self._case else ""

    def detail(self) -> FilingDetail | None:
        return self._case.detail if self._case else None

    def refresh(self, ids: frozenset[str]) -> None:
        """Records changed: look whether the one on the screen did; it is never switched silently."""
        self.cases.forget()
        if self._case is not None and (not ids or ids & self._related()):
            self.cases.renew(self._case.id)

    def tell_place(self) -> None:
        """Say in the title bar which of the queue this is."""
        queue = self._ports.queue
        if self._case is not None:
            place = f"第 {queue.place(self._case.id) + 1} 件，共 {len(queue.ids)} 件"
            self.state_line.emit(f"审核备案　{place}")

    def step(self, by: int) -> None:
        """Show the record before or after."""
        beside = self._ports.queue.beside(self._wanted, by)
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
        if self.viewer.is_full_screen():
            self.viewer.toggle_full_screen()

    # the three outcomes

    def approve(self) -> None:
        """F9: explain what forbids it, ask what must be confirmed, else decide at once."""
        detail = self._ready()
        if detail is None or not self._opinion_fits():
            return
        assert self._case is not None
        forbidding = [one for one in self._case.findings if one.blocking]
        if forbidding:
            sentences = "；".join(one.message for one in forbidding)
            self._say(f"还不能通过备案：{sentences}。可以退回补正或不予备案。")
            return
        warnings = tuple(one for one in self._case.findings if one.level is not Level.PASS)
        unseen = self.viewer.unseen()
        if not warnings and not unseen:
            self._approve(False)
            return
        self._approve_dialog = ApproveDialog(self.window(), _who(detail), warnings, unseen)
        self._approve_dialog.agreed.connect(self._approve)
        self._approve_dialog.look_wanted.connect(self._look)
        self._approve_dialog.open()

    def send_back(self) -> None:
        """F7: name the items to correct."""
        detail = self._ready()
        if detail is None or not self._opinion_fits():
            return
        assert self._case is not None
        hints = {
            one.field: finding
            for finding in self._case.findings
            if finding.level is not Level.PASS
            for one in finding.evidence
            if one.field
        }
        self._return_dialog = ReturnDialog(
            self.window(),
            _who(detail),
            self.opinion.text(),
            self._ports.dictionaries,
            self._ports.judging,
            hints,
        )
        self._return_dialog.agreed.connect(self._send_back)
        self._return_dialog.opinion_changed.connect(self.opinion.set_text)
        self._return_dialog.open()

    def refuse(self) -> None:
        """F8: needs a reason, and a second look."""
        detail = self._ready()
        if detail is None:
            return
        problems = [one for one in self._ports.judging.refusing(self.opinion.text()) if one.blocking]
        if problems:
            self.opinion.set_error("；".join(f"{one.message}。" for one in problems))
            self.opinion.edit.setFocus()
            return
        self._ports.prompts.confirm(
            self,
            "不予备案",
            f"将不予备案{_who(detail)}的申请，老师的带教名额随之释放，学生可以另行提交新的申请。"
            f"上报中心后不能撤销。\n审核意见：{self.opinion.text()}",
            "不予备案",
            self._refuse,
            danger=True,
        )

    # inside: building

    def _build(self) -> None:
        ports = self._ports
        self.facts = FactsCard(ports)
        self.checks = ChecksCard()
        self.opinion = OpinionCard(ports.dictionaries.opinions, ports.memory, ports.opinion_max)
        self.outcome = OutcomeCard(ports.dictionaries)
        self.buttons = DecisionButtons(ports.may_decide)
        self.changed_bar = NoticeBar("review.changed", "warn", "重新载入")
        self.error_bar = NoticeBar("review.error", "bad", "知道了")
        scrolled = QWidget()
        scrolled.setProperty("kind", "clear")
        column = QVBoxLayout(scrolled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.facts, self.checks, self.outcome):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("review.left")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(scrolled)
        self.area = area
        left = QWidget()
        whole = QVBoxLayout(left)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.changed_bar)
        whole.addWidget(area, 1)
        whole.addWidget(self.opinion)
        whole.addWidget(self.error_bar)
        whole.addWidget(self.buttons)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("review.splitter")
        self.splitter.setHandleWidth(10)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.viewer)
        left.setMinimumWidth(430)
        self.viewer.setMinimumWidth(430)
        self.splitter.setSizes([560, 560])
        self.nothing = EmptyState("review.empty")
        self.nothing.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        page.addWidget(self.splitter, 1)
        page.addWidget(self.nothing, 1)
        self.loading = LoadingOverlay("review.loading", self)
        self.outcome.hide()

    def _connect(self) -> None:
        self.cases.came.connect(self._came)
        self.cases.renewed.connect(self._renewed)
        self.cases.prepared.connect(self._prepared)
        self.cases.failed.connect(self._load_failed)
        self.facts.pair_wanted.connect(self._show_pair)
        self.facts.reveal_refused.connect(self.problem)
        self.facts.back_wanted.connect(self.closed)
        self.checks.evidence_wanted.connect(self._show_evidence)
        self.buttons.moved.connect(self.step)
        self.buttons.approve_wanted.connect(self.approve)
        self.buttons.return_wanted.connect(self.send_back)
        self.buttons.refuse_wanted.connect(self.refuse)
        self.changed_bar.acted.connect(self._reload)
        self.error_bar.acted.connect(self._clear_error)
        self.nothing.acted.connect(self.closed)

    def _keys(self) -> None:
        for key, slot in (
            ("F9", self.approve),
            ("F7", self.send_back),
            ("F8", self.refuse),
            ("F11", self.viewer.toggle_full_screen),
            ("PgUp", self.step_back),
            ("PgDown", self.step_on),
            ("Esc", self.closed),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._letters = view_keys(self, self.viewer)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        typing = isinstance(now, FIELDS)
        for shortcut in self._letters:
            shortcut.setEnabled(not typing)

    # inside: showing

    def _go(self, id_: str) -> None:
        self._keep_draft()
        self._wanted = id_
        self.loading.begin()
        self.cases.ask(id_)

    def _came(self, case: Case) -> None:
        if case.id != self._wanted:
            return
        self.loading.end()
        if case.detail is None:
            self._case = None
            self._show_nothing("这件申请不在本机", "可能已转到其他区，或还没有同步到本机。")
            return
        self._case = case
        self._stale = False
        self.error_bar.tell("")
        self.nothing.hide()
        self.splitter.show()
        self._show(case.detail, case.findings)
        self.opinion.set_text(self._drafts.get(case.id, ""))
        self.viewer.set_pages(pages_of(case.detail.content))
        self.area.verticalScrollBar().setValue(0)
        self.viewer.panes[0].canvas.setFocus()
        self._prepare_next()

    def _show(self, detail: FilingDetail, findings: tuple[Finding, ...]) -> None:
        row = detail.row
        pending = row.state is FilingState.PENDING
        self.facts.show_detail(detail)
        words = row.state.label + ("，待上报（未生效）" if row.waiting else "")
        self.facts.state.set(words, "warn" if row.waiting else STATE_TONES[row.state])
        self.facts.limit.set(self._limits.text(row), self._limits.tone(row) or "neutral")
        self.facts.limit.setVisible(pending and bool(row.due_on))
        self.checks.show_findings(findings, self._ports.judging.summary(findings))
        self.outcome.show_detail(detail)
        self.outcome.setVisible(not pending)
        self.opinion.setVisible(pending and self._ports.may_decide)
        self.changed_bar.tell("")
        self._update_buttons()
        self.tell_place()

    def _update_buttons(self) -> None:
        detail, queue = self.detail(), self._ports.queue
        self.buttons.show_state(
            pending=detail is not None and detail.row.state is FilingState.PENDING,
            enabled=not self._stale and self._deciding is None,
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
        self.problem.emit(error)

    def _prepare_next(self) -> None:
        following = self._ports.queue.next_open(self._wanted)
        self.cases.prepare(following)

    def _prepared(self, case: Case) -> None:
        if case.detail is not None:
            self.viewer.prepare(pages_of(case.detail.content))

    def _renewed(self, case: Case) -> None:
        """The shown record was looked at again: tell when it became another, else take what is only newer."""
        if self._case is None or case.id != self._case.id or self._deciding is not None:
            return
        old, new = self._case.detail, case.detail
        if old is None or new is None:
            self._tell_changed("该备案已不在本机，可能已转到其他区。")
        elif (old.row.state, old.row.revision) != (new.row.state, new.row.revision):
            self._tell_changed(_what_happened(new))
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

    def _related(self) -> frozenset[str]:
        detail = self.detail()
        if detail is None:
            return frozenset({self._wanted})
        ids = {detail.row.id, detail.apprenticeship_id, detail.student_id, detail.teacher_id}
        return frozenset(ids | {one.id for one in (*detail.teacher_open, *detail.student_others)})

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
        self.area.ensureWidgetVisible(self.facts, 0, 0)

    def _show_pair(self, change: Change) -> None:
        before, after = (
            page_of(change.key, ref, note=note) if ref else None
            for ref, note in ((change.document_before, "补正前"), (change.document_after, "补正后"))
        )
        self.viewer.show_pair(before, after)

    def _look(self) -> None:
        unseen = self.viewer.unseen()
        if unseen:
            self.viewer.show_place(self.viewer.pages().index(unseen[0]))
            self.viewer.panes[0].canvas.setFocus()

    # inside: deciding

    def _ready(self) -> FilingDetail | None:
        """The filing that may be decided now, None when there is none."""
        detail = self.detail()
        fits = (
            detail is not None
            and self._ports.may_decide
            and self._deciding is None
            and not self._stale
            and self._case is not None
            and self._case.id == self._wanted
            and detail.row.state is FilingState.PENDING
        )
        self.error_bar.tell("")
        return detail if fits else None

    def _opinion_fits(self) -> bool:
        problems = [one for one in self._ports.judging.opinion(self.opinion.text()) if one.blocking]
        self.opinion.set_error("；".join(f"{one.message}。" for one in problems))
        if problems:
            self.opinion.edit.setFocus()
        return not problems

    def _approve(self, paper_seen: bool) -> None:
        detail = self._ready()
        if detail is None or self._case is None:
            return
        digests = {ref.sha256 for _, ref in detail.content.documents()}
        confirmed = (one.code for one in self._case.findings if one.level is not Level.PASS)
        self._decide(
            ApproveFiling(
                filing_id=detail.row.id,
                revision=detail.row.revision,
                opinion=self.opinion.text(),
                documents_shown=tuple(sorted(digests & self.viewer.shown())),
                paper_seen=paper_seen,
                confirmed=tuple(dict.fromkeys(confirmed)),
            )
        )

    def _send_back(self, items: tuple[ReturnItem, ...], opinion: str) -> None:
        detail = self._ready()
        if detail is not None:
            self.opinion.set_text(opinion)
            self._decide(ReturnFiling(detail.row.id, detail.row.revision, items, opinion))

    def _refuse(self, agreed: bool) -> None:
        detail = self._ready()
        if detail is not None and agreed:
            self._decide(RefuseFiling(detail.row.id, detail.row.revision, self.opinion.text()))

    def _decide(self, command: Command) -> None:
        detail = self.detail()
        if detail is None:
            return
        self._deciding = (detail.row.id, command)
        self._update_buttons()
        supersedes = self._supersedes.get(detail.row.id, "")
        work = partial(self._ports.decide, command, detail.version, supersedes)
        self._ports.writer.run(work, self._was_decided, self._was_refused)

    def _was_decided(self, _: object) -> None:
        if self._deciding is None:
            return
        (id_, command), self._deciding = self._deciding, None
        queue = self._ports.queue
        queue.close(id_)
        self._drafts.pop(id_, None)
        self._supersedes.pop(id_, None)
        following = queue.next_open(id_)
        self.opinion.set_text("")
        self._case = None
        if following:
            self._go(following)
        else:
            self._show_nothing("本次打开的申请都办完了", "新的申请同步到本机后会出现在列表里。")
            self.state_line.emit("")
        self.decided.emit(id_)
        self.told.emit("ok", TOLD[type(command)])

    def _was_refused(self, error: KnownError) -> None:
        """Nothing was written: say why beside the buttons; what was typed stays."""
        self._deciding = None
        self._update_buttons()
        self._say(error.message)
        if isinstance(error, Refused) and error.code in STALE:
            self.cases.renew(self._wanted)

    def _say(self, sentence: str) -> None:
        self.error_bar.tell(sentence)

    def _clear_error(self) -> None:
        self.error_bar.tell("")

    def _keep_draft(self) -> None:
        if self._case is not None:
            self._drafts[self._case.id] = self.opinion.edit.toPlainText()


def _who(detail: FilingDetail) -> str:
    return f"{detail.content.student.name}（{detail.row.filing_no or '待编号'}）"


def _what_happened(detail: FilingDetail) -> str:
    if detail.row.state is FilingState.PENDING:
        return "申请人已重新提交，内容有变化，请重新载入后审核。"
    if detail.row.state is FilingState.WITHDRAWN:
        return "申请人已撤回这件申请，无需再审核。"
    last = detail.decisions[-1] if detail.decisions else None
    who = f"由{last.decided_by_name}于 {local_text(last.decided_at)} " if last else "由他人"
    return f"该备案已{who}处理，结果为“{detail.row.state.label}”。您填写的意见仍保留在意见框中。"
