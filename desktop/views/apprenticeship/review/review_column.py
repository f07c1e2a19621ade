"""The left half of the workbench (D2): facts, checks, opinion, outcome and the buttons of one filing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.apprenticeship.words.dictionaries import of
from core.domain.values import CaseState
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.review.filing_kinds import WORDS
from desktop.views.apprenticeship.review.filings_list import Limits
from desktop.views.apprenticeship.review.review_checks import ChecksCard
from desktop.views.apprenticeship.review.review_facts import FactsCard
from desktop.views.apprenticeship.review.review_opinion import OpinionCard
from desktop.views.apprenticeship.review.review_outcome import DecisionButtons, OutcomeCard
from desktop.widgets.bar import NoticeBar

if TYPE_CHECKING:
    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.values import Finding
    from desktop.views.apprenticeship.review.review_ports import ReviewPorts

NARROWEST = 416
"""Logical pixels that facts and buttons need beside each other."""


class CaseColumn(QWidget):
    """Shows a record and what the rules say of it; the parts are open to the workbench."""

    def __init__(self, ports: ReviewPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._limits = Limits(ports.remaining)
        words = WORDS[ports.kind]
        self.facts = FactsCard(ports)
        self.checks = ChecksCard()
        self.opinion = OpinionCard(
            of(ports.dictionaries).opinions_of(ports.kind), ports.memory, ports.opinion_max, words.refuse
        )
        self.outcome = OutcomeCard(ports.dictionaries)
        self.buttons = DecisionButtons(ports.may_decide, words)
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
        self.checks.show_findings(findings, self._ports.judging.summary(findings))
        self.outcome.show_detail(detail)
        self.outcome.setVisible(not pending)
        self.opinion.setVisible(pending and self._ports.may_decide)
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
