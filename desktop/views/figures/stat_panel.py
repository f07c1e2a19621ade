"""A statistic as it is looked at: charts, table, notes; its totals are proved as soon as it is shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.views.figures.stat_card import StatCard
from desktop.views.figures.stat_charts import StatCharts
from desktop.views.figures.stat_details import lists_behind
from desktop.views.figures.stat_outputs import StatOutputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.figures.models import Proof
    from core.domain.errors import KnownError
    from core.figures.stat import StatTable
    from desktop.views.figures.stat_card import Links
    from desktop.views.figures.stat_charts import Behind
    from desktop.views.figures.stat_ports import DataState, Shown, StatPorts

NOT_PROVED = "合计与明细没有核对完，请重新查询；核对完成前请先不要报送。"


class Statistic(NamedTuple):
    """`make(proofs)` gives the table; `links` and `behind` say what its cells and bars open, `shown` which
    totals are proved, `units` what the series of its charts count.
    """

    make: Callable[[Sequence[Proof]], StatTable]
    links: Links
    shown: tuple[Shown, ...]
    state: DataState
    behind: tuple[Behind, ...] = ()
    units: tuple[str, ...] = ()


class StatPanel(QScrollArea):
    """`behind_wanted(query)`, `reset_wanted`, `failed(KnownError)`, `freeze_wanted` by the button.

    Everything stands at its whole height and is scrolled as one; `column` takes what stands above.
    """

    behind_wanted = Signal(object)
    reset_wanted = Signal()
    freeze_wanted = Signal()
    failed = Signal(object)

    def __init__(self, name: str, what: str, ports: StatPorts) -> None:
        """`name` is the prefix of the controls' names, `what` the name of the statistic."""
        super().__init__()
        self._name = name
        self._ports = ports
        self._statistic: Statistic | None = None
        self._proofs: tuple[Proof, ...] | None = None
        self.setObjectName(f"{name}.scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ground = QWidget()
        ground.setProperty("kind", "clear")
        self.charts = StatCharts(name)
        self.outputs = StatOutputs(name, what, ports, self)
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

    def show_statistic(self, statistic: Statistic) -> None:
        """Show figures and have their totals counted one by one."""
        self._statistic, self._proofs = statistic, None
        self._show()
        self.outputs.give(None)
        lane = self._ports.lane
        lane.run(
            partial(self._ports.prove, statistic.shown),
            self._came,
            self._not_proved,
            key=f"{self._name}.proof",
        )

    def table(self) -> StatTable | None:
        """The statistic as it stands on the screen, for Excel and paper; None before it is proved."""
        if self._statistic is None or self._proofs is None:
            return None
        made = self._statistic.make(self._proofs)
        return self.card.grid.figures.shown() if made.rows else made

    # inside

    def _came(self, proofs: tuple[Proof, ...]) -> None:
        self._proofs = proofs
        self._show()
        self._give()

    def _give(self) -> None:
        """What stands on the screen now is what is exported and printed; Qt is not asked on another lane."""
        table = self.table()
        if table is not None and self._statistic is not None:
            behind = lists_behind(self._statistic.shown, self._ports) if table.rows else ()
            self.outputs.give(partial(_same, table), behind)

    def _not_proved(self, error: KnownError) -> None:
        self.card.notes.proof.setText(NOT_PROVED)
        self.card.notes.proof.set_tone("bad")
        self.failed.emit(error)

    def _show(self) -> None:
        if self._statistic is None:
            return
        statistic, proofs = self._statistic, self._proofs
        table = statistic.make(proofs or ())
        agrees = None if proofs is None else all(one.agrees for one in proofs)
        if proofs is None:
            self.charts.show_charts(table.charts, statistic.behind, statistic.units)
        self.card.show_table(table, statistic.links, statistic.state, agrees=agrees)


def _same(table: StatTable) -> StatTable:
    return table
