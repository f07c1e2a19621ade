"""A statistic as it is looked at: charts, table, notes; its totals are proved as soon as it is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.figures.proof import prove
from desktop.views.figures.card import StatCard
from desktop.views.figures.charts import StatCharts
from desktop.views.figures.details import lists_behind
from desktop.views.figures.outputs import StatOutputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from core.domain.errors import KnownError
    from core.figures.cells import Heading, Statistic, Total
    from core.figures.proof import Proof
    from core.figures.stat import StatTable
    from desktop.desk import DataState, Desk
    from desktop.views.figures.drill_down import DrillDowns


class Shown(NamedTuple):
    """A statistic with how fresh its data are; `heading()` gives the words around it, made now."""

    statistic: Statistic
    state: DataState
    heading: Callable[[], Heading]


class StatPanel(QScrollArea):
    """`behind_wanted(query)`, `reset_wanted`, `failed(KnownError)`, `freeze_wanted` by the button.

    Everything stands at its whole height and is scrolled as one; `column` takes what stands above.
    """

    behind_wanted = Signal(object)
    reset_wanted = Signal()
    freeze_wanted = Signal()
    failed = Signal(object)

    def __init__(self, name: str, what: str, desk: Desk, drills: DrillDowns) -> None:
        """`name` is the prefix of the controls' names, `what` the name of the statistic."""
        super().__init__()
        self._name = name
        self._desk = desk
        self._drills = drills
        self._shown: Shown | None = None
        self._proofs: tuple[Proof, ...] | None = None
        self.setObjectName(f"{name}.scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ground = QWidget()
        ground.setProperty("kind", "clear")
        self.charts = StatCharts(name)
        self.outputs = StatOutputs(name, what, desk, self)
        self.card = StatCard(name, what, *self.outputs.buttons)
        for one in self.outputs.exports:
            self.card.add_above(one.bar)
        self.column = QVBoxLayout(ground)
        self.column.setContentsMargins(16, 0, 16, 12)
        self.column.setSpacing(12)
        self.column.addWidget(self.charts)
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.setWidget(ground)
        self.outputs.freeze_wanted.connect(self.freeze_wanted)
        self.outputs.failed.connect(self.failed)
        self.card.grid.reordered.connect(self._give)
        self.charts.behind_wanted.connect(self.behind_wanted)
        self.card.behind_wanted.connect(self.behind_wanted)
        self.card.reset_wanted.connect(self.reset_wanted)

    def show_statistic(self, shown: Shown) -> None:
        """Show figures and have their totals counted one by one."""
        self._shown, self._proofs = shown, None
        self.charts.show_charts(shown.statistic.charts)
        self.card.show_statistic(shown.statistic, shown.heading(), shown.state, None)
        self.outputs.give(None)
        self._desk.read(
            partial(count, shown.statistic.totals, self._drills),
            self._came,
            self._not_proved,
            key=f"{self._name}.proof",
            lane=self._desk.figures,
        )

    def table(self) -> StatTable | None:
        """The statistic as it stands on the screen, for Excel and paper; None before it is proved."""
        if self._shown is None or self._proofs is None:
            return None
        statistic = self._shown.statistic
        if statistic.rows:
            statistic = self.card.grid.figures.shown()
        return statistic.printed(self._shown.heading(), self._proofs)

    # inside

    def _came(self, proofs: tuple[Proof, ...]) -> None:
        self._proofs = proofs
        self.card.notes.show_proof(proofs)
        self._give()

    def _give(self) -> None:
        """What stands on the screen now is what is exported and printed; Qt is not asked on another lane."""
        table = self.table()
        if table is not None and self._shown is not None:
            totals = self._shown.statistic.totals if table.rows else ()
            self.outputs.give(partial(_same, table), lists_behind(totals, self._drills))

    def _not_proved(self, error: KnownError) -> None:
        self.card.notes.tell_not_proved()
        self.failed.emit(error)


def count(totals: tuple[Total, ...], drills: DrillDowns, source: Connection) -> tuple[Proof, ...]:
    """Prove totals in one reading."""
    return prove(totals, partial(drills.count, source))


def _same(table: StatTable) -> StatTable:
    return table
