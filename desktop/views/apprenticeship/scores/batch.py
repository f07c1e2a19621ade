"""考核成绩批量录入 (C4, manual 2.4.4): all who may be assessed (G10), three ways to enter their scores."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.lists.eligible import ELIGIBLE, EligibleQuery, EligibleRow
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import score_text
from core.domain.masking import mask_id_number
from core.imports.entering import sentence
from desktop.models.columns import Column
from desktop.pages import CITY
from desktop.views.apprenticeship.group import GROUP
from desktop.views.apprenticeship.scores.batch_grid import GridDialog
from desktop.views.apprenticeship.scores.batch_same import SameScoreDialog
from desktop.views.apprenticeship.scores.score_texts import STUDENT, TEACHER, types_of
from desktop.views.apprenticeship.scores.ticked import TickedPage
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.imports.import_saving import Saver, entering
from desktop.views.lists.fields import Choice, Days, District
from desktop.views.lists.list_screen import Empty, ListScreen
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.words.values import ScoreEntry
    from core.imports.entering import Saved
    from core.imports.importing import Order
    from desktop.desk import Desk

NOBODY = "请至少选择一名学员"


class BatchPage(TickedPage[EligibleQuery, EligibleRow]):
    """The list and its dialogs; what is entered stands as 未公布 in 考试成绩录入."""

    every_name = "全选查询出的学员"

    def __init__(self, screen: ListScreen[EligibleQuery, EligibleRow], desk: Desk) -> None:
        first = EligibleQuery(of(desk.words).assessment_types[0].code)
        super().__init__(replace(screen, first=first), desk)
        self._dialog: SameScoreDialog | GridDialog | None = None
        self._importing: ImportDialog | None = None
        self._saver = Saver(desk.lanes, self)
        self._saver.progressed.connect(self._progressed)
        self._saver.ended.connect(self._saved)
        self.show_picks()

    def show_preset(self, preset: str) -> None:
        """`import` opens the import of an Excel file."""
        if preset == "import":
            if not self._loaded:
                self.load(self._asked)
            self.import_file()

    def ask(self, query: EligibleQuery) -> None:
        """Another type begins without ticks."""
        if query.type != self._asked.type:
            self.picks.clear()
        super().ask(query)

    # the list

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        self.excel = Button(
            "导入", "batch.import", accessible="从 Excel 导入成绩", tip="从 Excel 文件导入成绩"
        )
        self.grid = Button("逐人录入", "batch.grid", tip="在表格中为所选学员填写不同的成绩")
        self.same = Button("录入相同成绩", "batch.same", "primary", tip="为所选学员录入同一个成绩")
        self.excel.clicked.connect(self.import_file)
        self.grid.clicked.connect(self.enter_each)
        self.same.clicked.connect(self.enter_same)
        self.with_picks = (self.same, self.grid)
        return (*own, self.excel, self.grid, self.same)

    def empty(self, *, everything: bool) -> Empty:
        """All of a type is no condition."""
        asked, first = self._asked, self._first
        if msgspec.structs.replace(asked, type=first.type) != self._sorted(first):
            return self.of.nothing
        kind = of(self.desk.words).assessment_type(asked.type)
        return Empty(
            f"目前没有可参加{kind.name}的学员",
            f"在教、从公证时间起满 {kind.years} 年且还没有合格成绩的学员会出现在这里。",
        )

    def open_row(self, id_: str) -> None:
        row = self.row(id_)
        if row is not None:
            self.record_wanted.emit("student", row.student_id)

    def tickable(self, row: EligibleRow) -> bool:
        """Somebody with an unpublished score edits it (G11): there is nothing to tick."""
        return not row.unpublished_id

    def everyone(self) -> Callable[[], Sequence[str]]:
        """All of the query without a score yet."""
        return partial(_without_score, self.desk, self._asked, tuple(self.rows.model.ids))

    def show_count(self, count: int) -> None:
        super().show_count(count)
        self.state_line.emit(f"可考核 {count:,} 人")

    def show_picks(self) -> None:
        count = len(self.picks)
        self.counts.setText(f"已选 {count:,} 人" if count else "未选择学员")
        self.same.setText(f"录入相同成绩 ({count:,})" if count else "录入相同成绩")
        self.grid.setText(f"逐人录入 ({count:,})" if count else "逐人录入")

    # entering

    def enter_same(self) -> None:
        """录入相同成绩, for those who are selected."""
        self._read_picked(self._open_same)

    def enter_each(self) -> None:
        """逐人录入, for those who are selected."""
        self._read_picked(self._open_grid)

    def import_file(self) -> None:
        """Excel 导入."""
        if self._importing is not None:
            return
        dialog = ImportDialog(self.window(), self.desk, SCORE_IMPORT)
        dialog.told.connect(self.told)
        dialog.ended.connect(self._imported)
        dialog.finished.connect(self._import_closed)
        self._importing = dialog
        dialog.open()

    # inside

    def _read_picked(self, came: Callable[[Sequence[EligibleRow]], None]) -> None:
        ids = self.picked()
        if not ids:
            self.desk.prompts.tell(self, "提示", NOBODY, self._nothing)
            return
        work = partial(_rows, self.desk, self._asked, ids)
        self.rows.port.lane.run(work, came, self.fail, key="batch.picked")

    def _nothing(self, _: bool) -> None:
        self.rows.table.setFocus()

    def _open_same(self, rows: Sequence[EligibleRow]) -> None:
        self._open(SameScoreDialog(self.window(), self.desk, self._asked.type, rows))

    def _open_grid(self, rows: Sequence[EligibleRow]) -> None:
        self._open(GridDialog(self.window(), self.desk, self._asked.type, rows))

    def _open(self, dialog: SameScoreDialog | GridDialog) -> None:
        self._dialog = dialog
        dialog.agreed.connect(self._save)
        dialog.progress.stopped.connect(self._saver.stop)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _: int) -> None:
        self._dialog = None
        self._saver.stop()

    def _import_closed(self, _: int) -> None:
        self._importing = None

    def _save(self, order: Order) -> None:
        self._saver.run(entering(self.desk, SCORE_IMPORT, order))

    def _progressed(self, done: int, total: int) -> None:
        if self._dialog is not None and self._dialog.progress.stop.isEnabled():
            self._dialog.progress.show_progress(f"已录入 {done:,} 人，共 {total:,} 人…", done, total)

    def _saved(self, saved: Saved[ScoreEntry]) -> None:
        dialog = self._dialog
        if isinstance(dialog, SameScoreDialog):
            dialog.finish()
        elif isinstance(dialog, GridDialog):
            dialog.saved(saved)
        self._imported(saved)

    def _imported(self, saved: Saved[ScoreEntry]) -> None:
        """Tell exactly what was entered; whoever has a score now is no longer ticked."""
        self.picks.remove(entry.apprenticeship_id for entry in saved.saved)
        self.rows.reload()
        whole = len(saved.saved) == saved.total and saved.problem is None
        if saved.problem is not None:
            self.problem.emit(type(saved.problem)(saved.problem.code, sentence(SCORE_IMPORT.words, saved)))
        else:
            self.told.emit("ok" if whole else "warn", sentence(SCORE_IMPORT.words, saved))


def _rows(desk: Desk, query: EligibleQuery, ids: tuple[str, ...]) -> Sequence[EligibleRow]:
    """Runs on the list's lane."""
    with desk.reading() as source:
        return ELIGIBLE.rows(source, ids, query, given=desk.given())


def _without_score(desk: Desk, query: EligibleQuery, ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.id for row in _rows(desk, query, ids) if not row.unpublished_id)


def _masked(row: EligibleRow) -> str:
    return mask_id_number(row.student_id_number)


def _notarised(row: EligibleRow) -> str:
    return row.notarised_on


def _score(row: EligibleRow) -> str:
    return f"已录 {score_text(row.unpublished_tenths)}，未公布" if row.unpublished_id else "未录入"


def _score_tone(row: EligibleRow) -> str:
    return "info" if row.unpublished_id else "muted"


def _studied(row: EligibleRow) -> str:
    years, months = divmod(row.months, 12)
    return f"{years} 年 {months} 个月" if months else f"{years} 年"


def columns(desk: Desk) -> tuple[Column[EligibleRow], ...]:
    """The columns in their first order, after the boxes."""
    district = desk.words.district_name
    return (
        Column("student", "学生", lambda row: row.student_name, "student_name", width=96, fixed=True),
        Column("id_number", "身份证号", _masked, width=146, full=lambda row: row.student_id_number),
        Column("teacher", "指导老师", lambda row: row.teacher_name, "teacher_name", width=92),
        Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=186),
        Column("bureau", "区", lambda row: district(row.bureau), "bureau", width=92),
        Column("filing_no", "备案号", lambda row: row.filing_no, "filing_no", width=112),
        Column("notarised", "公证时间", _notarised, "notarised_on", width=100, kind="date"),
        Column("months", "跟师年限", _studied, "months", width=100),
        Column("score", "成绩", _score, width=132, tone=_score_tone),
    )


BATCH = ListScreen[EligibleQuery, EligibleRow](
    key="batch",
    title="考核成绩批量录入",
    icon="batch",
    group=GROUP,
    roles=CITY,
    list=ELIGIBLE,
    first=EligibleQuery(""),
    kinds=frozenset({"assessment", "apprenticeship", "student", "teacher", "outbox"}),
    fields=(
        Choice("type", "考核类型", options=types_of, width=136, every="", stays=True),
        Days("notarised", "公证时间"),
        STUDENT,
        TEACHER,
        District(),
    ),
    columns=columns,
    none=Empty("目前没有可参加考核的学员", "满年限且还没有合格成绩的学员会出现在这里。"),
    nothing=Empty("没有符合条件的学员", "可以放宽查询条件再查一次。", "重置查询条件"),
    named="可考核学员列表",
    exports="可考核学员",
    looks=True,
    focus="table",
    page=BatchPage,
)
"""Opens with the first type of the dictionary: the page puts it into the query."""
