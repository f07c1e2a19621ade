"""变更 and 自动核验 (D2): what the applicant changed, and what the checks found (G1-G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.dictionaries import of
from core.domain.values import CaseState, Level
from desktop import theme
from desktop.views.apprenticeship.review.review_fields import change_texts
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget, plain_tip

if TYPE_CHECKING:
    from core.applications.content import Change
    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding

LINE = 28
"""Height of a line with a button in logical pixels."""


class ChangesView(QWidget):
    """Emits `pair_wanted(Change)` for the images of a document."""

    pair_wanted = Signal(object)

    def __init__(self, dictionaries: Dictionaries) -> None:
        super().__init__()
        self.setObjectName("review.changes")
        self._dictionaries = dictionaries
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 9, 14, 10)
        self._ground = QWidget()
        self._column.addWidget(self._ground)
        self.buttons: list[ChangeButton] = []

    def show_detail(self, detail: FilingDetail) -> None:
        """Show the differences to the revision before."""
        self._ground.deleteLater()
        self._ground = QWidget()
        self._column.addWidget(self._ground)
        self.buttons = []
        asked = _asked_for(detail)
        grid = QGridLayout(self._ground)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for place, text in enumerate(("项目", "前", "后")):
            grid.addWidget(TextLabel(text, "hint"), 0, place)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for line, change in enumerate(detail.changes, 1):
            self._add(grid, line, change, asked.get(change.key, ""))

    def _add(self, grid: QGridLayout, line: int, change: Change, reason: str) -> None:
        label = TextLabel(of(self._dictionaries).full_label(change.key), "secondary")
        label.setMinimumHeight(LINE if change.is_document else 0)
        if reason:
            label.setToolTip(plain_tip(f"退回原因：{reason}"))
        grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        if change.is_document:
            words = (
                "新增" if change.document_before is None else "删除" if change.document_after is None else ""
            )
            button = ChangeButton(change, line, f"{words}图片，并排查看" if words else "图片已更换，并排查看")
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            grid.addWidget(button, line, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
            return
        before, after = change_texts(change, self._dictionaries)
        old = TextLabel(before or "（空）", wrap=True)
        old.setStyleSheet(f"color: {theme.INK2}; text-decoration: line-through;")
        new = TextLabel(after or "（空）", wrap=True)
        new.setStyleSheet(f"color: {theme.BRAND}; font-weight: 600;")
        new.setAccessibleName(f"{label.text()}由{before or '空'}改为{after or '空'}")
        grid.addWidget(old, line, 1)
        grid.addWidget(new, line, 2)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ChangeButton):
            self.pair_wanted.emit(button.change)


class ChangeButton(Button):
    """Opens the two images of a change."""

    def __init__(self, change: Change, line: int, text: str) -> None:
        super().__init__(text, f"review.changes.pair.{line}", "link")
        self.change = change


def _asked_for(detail: FilingDetail) -> dict[str, str]:
    """Reasons of the last return by item key."""
    returns = [one for one in detail.decisions if one.outcome is CaseState.RETURNED]
    return {item.key: item.reason for item in returns[-1].items} if returns else {}


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
