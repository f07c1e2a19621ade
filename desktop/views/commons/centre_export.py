"""导出 of 同步中心: the decisions of the chosen list, with why and what to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.domain.clock import local_text
from core.domain.product import PRODUCT
from desktop.models.columns import Column
from desktop.views.commons.sync_detail import STATES, number_words
from desktop.views.lists.export_ports import ListJob
from desktop.views.lists.exporting import ALL, PAGE, WORDS, MenuExport
from desktop.views.lists.query_words import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ports import CentreItem
    from desktop.views.lists.export_ports import ExportPorts
    from desktop.widgets.table import Table

COLUMNS: tuple[Column[CentreItem], ...] = (
    Column("decided", "决定时间", lambda item: local_text(item.decided_at), width=130),
    Column("what", "决定", lambda item: item.what, width=96),
    Column("number", PRODUCT.number, lambda item: number_words(item), width=136),
    Column("who", "对象", lambda item: item.about, width=92),
    Column("actor", "经办人", lambda item: item.actor_name, width=84),
    Column("state", "状态", lambda item: STATES.get(item.state, (item.state, ""))[0], width=110),
    Column("reason", "原因", lambda item: item.reason, width=230),
    Column("advice", "处理办法", lambda item: item.what_to_do, width=230),
)


class CentreExport(MenuExport):
    """`shown()` gives the decisions of the chosen list in their order, `filter_word()` what it is called."""

    def __init__(
        self,
        ports: ExportPorts | None,
        table: Table,
        shown: Callable[[], Sequence[CentreItem]],
        filter_word: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__("centre", "同步中心决定", ports, parent, self.count, self.job)
        self._table, self._shown, self._filter_word = table, shown, filter_word

    def count(self, scope: str) -> int:
        """How many decisions a part has."""
        return len(self._some(scope))

    def job(self, scope: str) -> ListJob:
        """What the screen shows now."""
        items = {item.op_id: item for item in self._some(scope)}
        return ListJob(
            what=self.what,
            scope=WORDS[scope],
            columns=COLUMNS,
            ids=partial(tuple, items),
            rows=partial(_rows, items),
            key=_op_id,
            spoken=Spoken(f"状态 {self._filter_word()}", "全部"),
        )

    def _some(self, scope: str) -> Sequence[CentreItem]:
        items, table = self._shown(), self._table
        if scope == ALL:
            return items
        if scope == PAGE:
            last = table.rowAt(table.viewport().height() - 1)
            return items[max(table.rowAt(0), 0) : last + 1 if last >= 0 else None]
        row = table.currentIndex().row()
        return items[row : row + 1] if row >= 0 else ()


def _rows(items: dict[str, CentreItem], ids: tuple[str, ...]) -> Sequence[CentreItem]:
    return [items[id_] for id_ in ids]


def _op_id(item: CentreItem) -> str:
    return item.op_id
