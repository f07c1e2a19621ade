"""Lists inside a record: apprenticeships, scores, what happened; plain lines that are drawn anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.clock import local_text
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.register.record_texts import relation_words, score_words
from desktop.widgets.buttons import Button
from desktop.widgets.card import Rule
from desktop.widgets.chip import Chip
from desktop.widgets.lines import PlainLines, line_of
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.lists.history import HistoryEntry
    from core.apprenticeship.lists.register import RegisterRow
    from core.apprenticeship.lists.scores import ScoreRow
    from core.domain.dictionaries import Dictionaries


LONGEST = 16
"""Characters of a link; the tool tip has the whole name."""


class LinkButton(Button):
    """A link of a line; `kind` and `target` say where it leads."""

    def __init__(self, text: str, object_name: str, kind: str, target: str) -> None:
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        super().__init__(shown, object_name, "link", accessible=text, tip="" if shown == text else text)
        self.kind = kind
        self.target = target


class Lines(PlainLines):
    """A column of lines; `followed(kind, id)` when a link was pressed. `name` begins the links' names."""

    followed = Signal(str, str)

    def show_relations(self, rows: Sequence[RegisterRow], teacher: bool, dictionaries: Dictionaries) -> None:
        """Show a person's apprenticeships with ways to the other person and to the certificate."""
        column = self._anew()
        for place, row in enumerate(rows, 1):
            state = ApprenticeshipState(row.state)
            other = (
                (f"学生 {row.student_name}", "student", row.student_id)
                if teacher
                else (f"老师 {row.teacher_name}", "teacher", row.teacher_id)
            )
            links = (
                self._link(other[0], f"{self._name}.{place}.person", *other[1:]),
                self._link("查看公证", f"{self._name}.{place}.notarisation", "notarisation", row.id),
            )
            words = TextLabel(relation_words(row, dictionaries), "secondary", wrap=True)
            column.addWidget(_block(Chip(state.label, states.STUDY[state]), links, words, place > 1))
        self._nothing(column, rows, "还没有师承关系。")

    def show_scores(self, rows: Sequence[ScoreRow], dictionaries: Dictionaries) -> None:
        """Show scores; the caller leaves out what the role does not see (G13)."""
        column = self._anew()
        for place, row in enumerate(rows):
            passed = row.result is AssessmentResult.PASS
            chips = [Chip(row.result.label, "ok" if passed else "bad")]
            if row.state is AssessmentState.UNPUBLISHED:
                chips.append(Chip(row.state.label, "warn"))
            if place:
                column.addWidget(Rule())
            column.addWidget(line_of(*chips, TextLabel(score_words(row, dictionaries), wrap=True)))
        self._nothing(column, rows, "还没有考核成绩。")

    def show_events(self, events: Iterable[HistoryEntry]) -> None:
        """Show what happened, the newest first."""
        column = self._anew()
        shown = tuple(events)
        for place, entry in enumerate(reversed(shown)):
            if place:
                column.addWidget(Rule())
            when = TextLabel(local_text(entry.at), "secondary")
            when.setFixedWidth(124)
            column.addWidget(line_of(when, TextLabel(f"{entry.what}　{entry.who}", wrap=True)))
            if entry.text:
                text = TextLabel(entry.text, "secondary", wrap=True)
                text.setContentsMargins(134, 0, 0, 0)
                column.addWidget(text)
        self._nothing(column, shown, "还没有办理记录。")

    def _nothing(self, column: QVBoxLayout, rows: Sequence[object], sentence: str) -> None:
        if not rows:
            column.addWidget(TextLabel(sentence, "secondary"))

    def _link(self, text: str, name: str, kind: str, target: str) -> LinkButton:
        link = LinkButton(text, name, kind, target)
        link.clicked.connect(self._follow)
        return link

    def _follow(self) -> None:
        link = self.sender()
        if isinstance(link, LinkButton):
            self.followed.emit(link.kind, link.target)


def _block(chip: Chip, links: Sequence[QWidget], words: QWidget, ruled: bool) -> QWidget:
    """Chip and links in one line, the words below: room for long names."""
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    if ruled:
        column.addWidget(Rule())
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(chip)
    for link in links:
        row.addWidget(link)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(words)
    return ground
