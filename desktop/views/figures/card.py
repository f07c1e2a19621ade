"""The card of a statistic: what it shows and the actions above, the table, the notes below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.figures.grid import StatGrid
from desktop.views.figures.notes import StatNotes
from desktop.widgets.card import Card, Rule
from desktop.widgets.empty import EmptyState
from desktop.widgets.text import ElidedLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.figures.cells import Heading, Statistic
    from core.figures.proof import Proof
    from desktop.desk import DataState
    from desktop.widgets.buttons import Button

LEAST_EMPTY = 150


class StatCard(Card):
    """`behind_wanted(query)` by a number; `reset_wanted` by the button of the empty state."""

    behind_wanted = Signal(object)
    reset_wanted = Signal()

    def __init__(self, name: str, accessible: str, *actions: Button) -> None:
        super().__init__(margins=(0, 0, 0, 0))
        self.heading.setParent(self)
        self.heading.hide()
        self.caption = ElidedLabel("")
        name_widget(self.caption, f"{name}.caption", "统计范围")
        self.grid = StatGrid(f"{name}.figures", accessible)
        self.empty = EmptyState(f"{name}.figures.empty")
        self.empty.setMinimumHeight(LEAST_EMPTY)
        self.notes = StatNotes(name)
        self.body.setSpacing(0)
        self._above = QVBoxLayout()
        self.body.addWidget(bar_of(self.caption, *actions))
        self.body.addLayout(self._above)
        self.body.addWidget(self.grid)
        self.body.addWidget(self.empty)
        self.body.addWidget(Rule())
        self.body.addWidget(self.notes)
        self.empty.hide()
        self.grid.behind_wanted.connect(self.behind_wanted)
        self.empty.acted.connect(self.reset_wanted)

    def add_above(self, widget: QWidget) -> None:
        """Put something between the actions and the table."""
        self._above.addWidget(widget)

    def show_statistic(
        self, statistic: Statistic, heading: Heading, state: DataState, proofs: Sequence[Proof] | None
    ) -> None:
        """Show a statistic; there are no `proofs` while the detail is being counted."""
        self.caption.setText(f"{heading.period}　{heading.filtered}")
        self.grid.setVisible(bool(statistic.rows))
        self.empty.setVisible(not statistic.rows)
        self.empty.tell(statistic.empty, "可以换一个年度或考核类型再查一次。", "重置查询条件")
        if statistic.rows:
            self.grid.show_figures(statistic)
        self.notes.show_notes(statistic.definitions, state, proofs)


def bar_of(first: QWidget, *actions: QWidget) -> QWidget:
    """The line above a table: what it is at the left, what can be done at the right."""
    bar = QWidget()
    bar.setFixedHeight(48)
    line = QHBoxLayout(bar)
    line.setContentsMargins(14, 0, 10, 0)
    line.setSpacing(8)
    line.addWidget(first, 1)
    for action in actions:
        line.addWidget(action)
    return bar
