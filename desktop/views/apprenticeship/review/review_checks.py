"""自动核验: every finding as chip, sentence and 查看依据 (G1-G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.values import Level
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.domain.values import Finding

TONES = {Level.PASS: "ok", Level.CHECK: "warn", Level.CONFLICT: "bad"}


class ChecksCard(Card):
    """Emits `evidence_wanted(Finding)`."""

    evidence_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("自动核验", parent, margins=(14, 5, 8, 6))
        self.setObjectName("review.checks")
        self.summary = TextLabel("", "heading")
        name_widget(self.summary, "review.checks.summary", "核验结果")
        self.header.insertWidget(1, self.summary)
        self._ground = QWidget()
        self.body.addWidget(self._ground)
        self.links: list[EvidenceButton] = []

    def show_findings(self, findings: tuple[Finding, ...], summary: str) -> None:
        """Show the findings of another record."""
        self.summary.setText(summary)
        self._ground.deleteLater()
        self._ground = QWidget()
        self.body.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.links = []
        for place, finding in enumerate(findings, 1):
            column.addLayout(self._line(place, finding))

    def _line(self, place: int, finding: Finding) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        chip = Chip(finding.level.label, TONES[finding.level])
        chip.setFixedWidth(44)
        sentence = TextLabel(finding.message, wrap=True)
        name_widget(sentence, f"review.check.{place}", f"{finding.level.label}：{finding.message}")
        row.addWidget(chip)
        row.addWidget(sentence, 1)
        if finding.evidence:
            link = EvidenceButton(finding, place)
            link.clicked.connect(self._clicked)
            self.links.append(link)
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _clicked(self) -> None:
        link = self.sender()
        if isinstance(link, EvidenceButton):
            self.evidence_wanted.emit(link.finding)


class EvidenceButton(Button):
    """查看依据 of one finding."""

    def __init__(self, finding: Finding, place: int) -> None:
        super().__init__(
            "查看依据", f"review.evidence.{place}", "link", accessible=f"查看依据：{finding.message}"
        )
        self.finding = finding
