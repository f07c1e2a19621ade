"""导出 over the store: who makes it and when, chunks of rows, the log (A6; security.md section 5, row 28)."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from core.domain.errors import KnownError
from core.domain.masking import redact
from core.files.saving import part_of
from desktop.models.columns import CENTRE, RIGHT
from desktop.views.lists.export_ports import ExportPorts, FullNumbers, Second
from sync.accounts.second_person import MAY_EXPORT_FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.figures.stat import StatTable
    from core.workbooks.list_sheet import Align, SheetColumn
    from core.workbooks.sheet_book import SheetHead
    from desktop.bootstrap.desk import StoreDesk
    from desktop.models.columns import Column
    from desktop.tasks import Running
    from desktop.views.lists.export_ports import Behind, ListJob

AT_ONCE = 1000
"""Rows read from the store in one go."""
LANE, SECOND = "export", "second"
"""Lanes; a person who waits with a password must not wait for 100,000 rows."""
_PIXELS_A_DIGIT = 7.2
_LEAST = {"id_number": 21, "phone": 14}
"""Digits that a number needs to be read on paper, however narrow the column is on the screen."""
_ALIGNS: dict[int, Align] = {RIGHT: "right", CENTRE: "center"}


def export_ports(kit: StoreDesk) -> ExportPorts:
    """Fill what 导出 needs; all exports of a session go one after the other on a lane of their own."""
    exports = Exports(kit)
    full = FullNumbers(kit.lanes.more(SECOND), exports.second, exports.colleagues, exports.most)
    return ExportPorts(
        lane=kit.lanes.more(LANE),
        relay=kit.lanes.relay,
        prompts=kit.prompts,
        file_name=exports.file_name,
        write=exports.write,
        write_stat=exports.write_stat,
        write_detailed=exports.write_detailed,
        under_way=kit.exports,
        open_file=open_file,
        full=full if kit.role in MAY_EXPORT_FULL else None,
    )


class Exports:
    """Writes and logs; runs on the lane of exports."""

    def __init__(self, kit: StoreDesk) -> None:
        self._facts = kit.facts
        self.most = kit.setting.parameters.full_export_rows

    def colleagues(self) -> Sequence[str]:
        """Who may be the second person, by user name."""
        return self._facts.colleagues()

    def second(self, user: str, password: str, reason: str) -> Second:
        """Find the second person of an export with full numbers."""
        said = redact(reason).strip()
        if not any(sign.isalnum() for sign in said):
            raise KnownError("NO_REASON", "请填写导出事由。")
        actor = self._facts.second_person(user, password)
        return Second(actor.id, actor.name, said)

    def file_name(self, what: str) -> str:
        """`武昌区_备案台账_20261121.xlsx`."""
        return self._facts.file_name(what)

    def write(self, path: str, job: ListJob, progress: Callable[[int, int], None], running: Running) -> int:
        """Write a list as it is at one moment and give how many rows; sync may change it meanwhile."""
        from core.workbooks.list_sheet import write_list

        with self._target(path) as (target, part), self._facts.one_moment():
            ids = job.ids()
            self._bound(job, len(ids))

            def told(done: int) -> None:
                progress(done, len(ids))

            def written(count: int) -> None:
                self._note(job, count)

            return write_list(
                target,
                self._head(job),
                [sheet_column(one) for one in job.columns],
                rows_of(job, ids),
                progress=told,
                stopped=running.stopped,
                written=written,
                part=part,
            )

    def write_stat(self, path: str, table: StatTable, running: Running) -> int:
        """Write a statistic and give how many rows its table has."""
        from core.workbooks.figures_sheet import write_stat

        def written(count: int) -> None:
            self._facts.note("export_list", f"{table.title}：{count} 行")

        with self._target(path) as (target, part):
            return write_stat(target, table, stopped=running.stopped, written=written, part=part)

    def write_detailed(
        self,
        path: str,
        table: StatTable,
        behind: Sequence[Behind],
        progress: Callable[[int, int], None],
        running: Running,
    ) -> int:
        """Write a statistic with a sheet for each total; KnownError FIGURES_CHANGED when one is another."""
        from core.workbooks.figures_sheet import Detail, write_stat

        total = sum(one.total for one in behind)

        def written(count: int) -> None:
            self._facts.note("export_list", f"{table.title}：{count} 行，明细 {total} 条")

        told = _Told(progress, total)
        with self._target(path) as (target, part), self._facts.one_moment():
            details = [
                Detail(
                    one.job.what,
                    self._head(one.job),
                    [sheet_column(column) for column in one.job.columns],
                    told.counted(agreed_rows(one)),
                )
                for one in behind
            ]
            return write_stat(target, table, details, stopped=running.stopped, written=written, part=part)

    @contextmanager
    def _target(self, path: str) -> Iterator[tuple[Path, Path]]:
        """Where a file goes and the part it is written to, of which the store knows meanwhile."""
        target = Path(path)
        part = part_of(target)
        with self._facts.unfinished().holding(part):
            yield target, part

    def _bound(self, job: ListJob, count: int) -> None:
        if job.second is not None and count > self.most:
            sentence = f"含完整号码一次最多导出 {self.most:,} 条，现有 {count:,} 条，请缩小查询范围。"
            raise KnownError("TOO_MANY_ROWS", sentence)

    def _note(self, job: ListJob, count: int) -> None:
        subject = f"{job.what}：{count} 条"
        if job.second is None:
            self._facts.note("export_list", subject)
        else:
            words = f"{subject}；事由：{job.second.reason}；确认人：{job.second.name}"
            self._facts.note("export_full_numbers", words)

    def _head(self, job: ListJob) -> SheetHead:
        from core.workbooks.sheet_book import SheetHead

        office, second = self._facts.office(), job.second
        full = f"　含完整号码，确认人：{second.name}，事由：{second.reason}" if second is not None else ""
        return SheetHead(
            title=f"{office}{job.what}",
            office=office,
            made=self._facts.made_by(),
            period=job.spoken.period,
            filtered=f"条件：{job.spoken.filtered}　范围：{job.scope}{full}",
        )


def rows_of(job: ListJob, ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the cells of all rows in their order; no more than some rows are in memory."""
    texts = [column.full or column.text if job.second else column.text for column in job.columns]
    marks = [column.mark for column in job.columns]
    cells = tuple(zip(texts, marks, strict=True))
    for start in range(0, len(ids), AT_ONCE):
        some = tuple(ids[start : start + AT_ONCE])
        found = {job.key(row): row for row in job.rows(some)}
        for id_ in some:
            if id_ in found:
                row = found[id_]
                yield tuple(
                    text(row) if mark is None else marked(text(row), mark(row)) for text, mark in cells
                )


def agreed_rows(behind: Behind) -> Iterator[tuple[str, ...]]:
    """Give the rows of a list that is as long as the total says.

    KnownError FIGURES_CHANGED when it is not: sync has changed something since the total was shown.
    """
    ids = behind.job.ids()
    if len(ids) != behind.total:
        name, found = behind.job.what, len(ids)
        sentence = f"统计之后数据有了更新：{name}现有 {found:,} 条，表中为 {behind.total:,}。"
        raise KnownError("FIGURES_CHANGED", f"{sentence}没有导出，请重新查询后再导出。")
    return rows_of(behind.job, ids)


class _Told:
    """How far several lists are, as one."""

    def __init__(self, progress: Callable[[int, int], None], total: int) -> None:
        self._progress, self._total = progress, total
        self._done = 0

    def counted(self, rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        for row in rows:
            if self._done % AT_ONCE == 0:
                self._progress(self._done, self._total)
            self._done += 1
            yield row


def marked(text: str, mark: str) -> str:
    """`已通过（待上报）`: the second chip of a cell."""
    return f"{text}（{mark}）" if mark else text


def sheet_column(column: Column[Any]) -> SheetColumn:
    """Give the column of a workbook for one of the screen."""
    from core.workbooks.list_sheet import SheetColumn

    kind = "text" if column.kind == "none" else column.kind
    align = _ALIGNS.get(column.align, "right" if kind in ("int", "decimal") else "left")
    width = max(column.width / _PIXELS_A_DIGIT, 2 * len(column.title) + 3, _LEAST.get(column.key, 0))
    return SheetColumn(column.title, width, align, kind)


def open_file(path: str) -> None:
    """Show a file or folder in the program that the system has for it; KnownError NOT_OPENED."""
    if not Path(path).exists():
        raise KnownError(
            "NOT_OPENED", f"“{Path(path).name}”已不在保存的位置，可能被移走、改名，或网络已断开。"
        )
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
        raise KnownError("NOT_OPENED", f"没有程序可以打开“{Path(path).name}”，请在文件夹中自行打开。")
