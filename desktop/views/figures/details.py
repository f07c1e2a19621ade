"""导出含明细: a statistic as a workbook with the records behind its totals, one sheet for each figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.views.figures.drill_down import port_of, row_id
from desktop.views.lists.export_ports import Behind, ListJob
from desktop.views.lists.exporting import StatExport
from desktop.views.lists.query_words import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtWidgets import QWidget

    from core.figures.cells import Total
    from core.figures.stat import StatTable
    from desktop.tasks import Running
    from desktop.views.figures.drill_down import DrillDowns
    from desktop.views.lists.export_ports import ExportPorts


class DetailedExport(StatExport):
    """Beside 导出 and apart from it: the names of people go into a file only when somebody asks for them."""

    def __init__(self, name: str, what: str, ports: ExportPorts, parent: QWidget) -> None:
        super().__init__(f"{name}.detailed", f"{what}（含明细）", ports, parent)
        self._behind: tuple[Behind, ...] = ()
        self.button.setText("导出含明细")
        self.button.setToolTip("导出为 Excel 工作簿，并附上合计中每个数字的名单；身份证号只显示前后几位")

    def give_behind(self, make: Callable[[], StatTable] | None, behind: tuple[Behind, ...]) -> None:
        """As `give`, with the lists behind the totals; without any there is nothing to export."""
        self._behind = behind
        self.give(make if behind else None)

    def export(self) -> None:
        """Ask where and write the statistic with its lists."""
        if self._make is not None:
            progress = self.ports.relay(self.bar.show_progress)
            self.ask_where(partial(_write, self.ports, self._make, self._behind, progress))


def lists_behind(totals: Iterable[Total], drills: DrillDowns) -> tuple[Behind, ...]:
    """Give the lists behind totals, with the columns that they have on the screen."""
    return tuple(_list_behind(one, drills) for one in totals)


def _list_behind(total: Total, drills: DrillDowns) -> Behind:
    drill = drills.of(total.cell.behind)
    port = port_of(drills.desk, drill.list, drill.query)
    job = ListJob(
        what=drill.detail,
        scope="全部",
        columns=tuple(column for column in drill.columns if column.kind != "none"),
        ids=partial(port.ids, drill.query),
        rows=port.rows,
        key=row_id,
        spoken=Spoken(drill.words, drill.period),
    )
    return Behind(job, total.number)


def _write(
    ports: ExportPorts,
    make: Callable[[], StatTable],
    behind: Sequence[Behind],
    progress: Callable[[int, int], None],
    path: str,
    running: Running,
) -> int:
    """Runs on the lane of exports."""
    return ports.write_detailed(path, make(), behind, progress, running)
