"""The left half of the workbench (D2): facts, checks, opinion, decisions, buttons, keys and papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.apprenticeship import rules
from core.apprenticeship.commands.filing import ApproveFiling
from core.apprenticeship.papers.descriptions import FILING_PAPERS, NOTICE
from core.apprenticeship.words.dictionaries import of
from core.domain.values import CaseState
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.review.filing_kinds import WORDS
from desktop.views.apprenticeship.review.filings_list import Limits, paper_target
from desktop.views.apprenticeship.review.review_changes import ChecksCard
from desktop.views.apprenticeship.review.review_facts import FactsCard
from desktop.views.apprenticeship.review.review_history import decision_line
from desktop.views.apprenticeship.review.review_opinion import OpinionCard
from desktop.views.documents.viewer_keys import view_keys
from desktop.views.papers.paper_actions import RecordPapers
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.papers.preview import preview
from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingRow
    from core.apprenticeship.words.values import FilingKind
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding
    from desktop.desk import Desk
    from desktop.views.apprenticeship.review.filing_kinds import KindWords
    from desktop.views.documents.viewer import DocumentViewer
    from desktop.views.papers.paper_ports import Papers

NARROWEST = 416
"""Logical pixels that facts and buttons need beside each other."""


class CaseColumn(QWidget):
    """Shows a record and what the rules say of it; the parts are open to the workbench."""

    def __init__(self, desk: Desk, kind: FilingKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = Limits(desk.remaining)
        self._may_decide = desk.may(ApproveFiling)
        words = WORDS[kind]
        self.facts = FactsCard(desk, kind)
        self.checks = ChecksCard()
        self.opinion = OpinionCard(
            of(desk.words).opinions_of(kind), desk.memory, desk.parameters.opinion_max, words.refuse
        )
        self.outcome = OutcomeCard(desk.words)
        self.buttons = DecisionButtons(self._may_decide, words)
        self.changed_bar = NoticeBar("review.changed", "warn", "重新载入")
        self.error_bar = NoticeBar("review.error", "bad", "知道了")
        self.area = self._scrolled()
        self.setMinimumWidth(NARROWEST)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self.changed_bar)
        whole.addWidget(self.area, 1)
        for widget in (self.opinion, self.error_bar, self.buttons):
            whole.addWidget(widget)
        self.outcome.hide()

    def show_case(self, detail: FilingDetail, findings: tuple[Finding, ...]) -> None:
        """Show a record; the opinion that is being written stays."""
        row = detail.row
        pending = row.state is CaseState.PENDING
        self.facts.show_detail(detail)
        words = row.state.label + ("，待上报（未生效）" if row.waiting else "")
        self.facts.state.set(words, "warn" if row.waiting else states.FILING[row.state])
        self.facts.limit.set(self._limits.text(row), self._limits.tone(row) or "neutral")
        self.facts.limit.setVisible(pending and bool(row.due_on))
        self.checks.show_findings(findings, rules.summary(findings))
        self.outcome.show_detail(detail)
        self.outcome.setVisible(not pending)
        self.opinion.setVisible(pending and self._may_decide)
        self.changed_bar.tell("")

    def to_top(self) -> None:
        self.area.verticalScrollBar().setValue(0)

    def reveal_facts(self) -> None:
        """Scroll the facts into sight."""
        self.area.ensureWidgetVisible(self.facts, 0, 0)

    def _scrolled(self) -> QScrollArea:
        ground = QWidget()
        ground.setProperty("kind", "clear")
        column = QVBoxLayout(ground)
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
        area.setWidget(ground)
        return area


BUTTONS_WIDE = 510
BUTTONS_NARROWEST = 380
"""Widths of the row in logical pixels: with all words, and without those that the tips repeat."""


class DecisionButtons(QWidget):
    """上一件 下一件 | 不予备案 退回补正 通过备案, or 不予解除 退回补正 通过解除.

    A person without the right gets the first two only.
    """

    moved = Signal(int)
    approve_wanted = Signal()
    return_wanted = Signal()
    refuse_wanted = Signal()

    def __init__(self, may_decide: bool, words: KindWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.previous = Button("◀ 上一件", "review.previous", tip="上一件（PgUp）", accessible="上一件")
        self.next = Button("下一件 ▶", "review.next", tip="下一件（PgDn）", accessible="下一件")
        self.refuse = Button(words.refuse, "review.refuse", "danger", tip=f"{words.refuse}（F8）")
        self.send_back = Button("退回补正　F7", "review.return", accessible="退回补正", tip="退回补正（F7）")
        self.approve = Button(
            f"{words.approve}　F9",
            "review.approve",
            "primary",
            accessible=words.approve,
            tip=f"{words.approve}（F9）",
        )
        self.deciding = (self.refuse, self.send_back, self.approve)
        self._may_decide = may_decide
        self._words = words
        self._short = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        row.addStretch(1)
        for button in self.deciding:
            button.setAutoDefault(False)
            row.addWidget(button)
        self.previous.clicked.connect(self._back)
        self.next.clicked.connect(self._forward)
        self.approve.clicked.connect(self.approve_wanted)
        self.send_back.clicked.connect(self.return_wanted)
        self.refuse.clicked.connect(self.refuse_wanted)

    def show_state(self, *, pending: bool, enabled: bool, before: bool, after: bool) -> None:
        """Which buttons there are and which of them work now."""
        for button in self.deciding:
            button.setVisible(pending and self._may_decide)
            button.setEnabled(enabled)
        self.previous.setEnabled(before)
        self.next.setEnabled(after)

    def minimumSizeHint(self) -> QSize:
        return QSize(BUTTONS_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words that the tips repeat go."""
        super().resizeEvent(event)
        short = self.width() < BUTTONS_WIDE
        if short != self._short:
            self._short = short
            self.previous.setText("◀" if short else "◀ 上一件")
            self.next.setText("▶" if short else "下一件 ▶")
            self.send_back.setText("退回补正" if short else "退回补正　F7")
            self.approve.setText(self._words.approve if short else f"{self._words.approve}　F9")

    def _back(self) -> None:
        self.moved.emit(-1)

    def _forward(self) -> None:
        self.moved.emit(1)


class OutcomeCard(Card):
    """What was decided, the newest first; a decision that waits says that it is not in force yet."""

    def __init__(self, dictionaries: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__("审核结果", parent, margins=(14, 8, 14, 10))
        self.setObjectName("review.outcome")
        self._dictionaries = dictionaries
        self._ground = QWidget()
        self.body.addWidget(self._ground)

    def show_detail(self, detail: FilingDetail) -> None:
        self._ground.deleteLater()
        self._ground = QWidget()
        self.body.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for decision in reversed(detail.decisions):
            column.addWidget(decision_line(decision, self._dictionaries))


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


FIELDS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView)
"""While one of these has the focus, keys without a modifier are theirs."""


class BenchKeys(QObject):
    """Gives a page its keys, `slots` by name, and those of its viewer."""

    def __init__(self, page: QWidget, viewer: DocumentViewer, slots: dict[str, Callable[[], None]]) -> None:
        super().__init__(page)
        for key, slot in slots.items():
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._letters = view_keys(page, viewer)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        typing = isinstance(now, FIELDS)
        for shortcut in self._letters:
            shortcut.setEnabled(not typing)
