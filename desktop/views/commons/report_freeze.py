"""The sheet in which a report is frozen: what, of when, from which data, and that it cannot be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from core.domain.clock import local_text
from core.domain.reports import ReportFilter, ReportKind
from desktop.decision import Decision
from desktop.prompts import Sheet
from desktop.views.commons.report_keeping import REPORTS
from desktop.views.commons.report_texts import UNDOABLE, plan_numbers, plan_warnings
from desktop.views.lists.query_row import choice, choose
from desktop.views.papers.paper_ports import Steps
from desktop.widgets.progress import ProgressLine
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.views.commons.report_making import FreezePlan

WATCH_MS = 150
COUNTING = "正在统计，请稍候…"


class FreezeSheet(Sheet):
    """Emits `frozen(report id)`; an error stays in the sheet. `asked` fills the choices in."""

    frozen = Signal(str)

    def __init__(
        self,
        desk: Desk,
        years: tuple[int, ...],
        asked: tuple[ReportKind, int, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, "freeze", "生成报送版")
        self._desk = desk
        self._lane = desk.lanes.more(REPORTS)
        self._plan: FreezePlan | None = None
        self._steps = Steps()
        self._busy = False
        self.setMinimumWidth(640)
        named = {asked[1]} if asked and 0 < asked[1] <= max(years, default=0) else set()
        self._make_choices(tuple(sorted({*years, *named}, reverse=True)))
        self.title_text = self._label("freeze.title", "报送版标题", "heading")
        self.numbers = self._label("freeze.numbers", "将要固定的数字")
        self.data = self._label("freeze.data", "数据情况", "secondary")
        self.warning = self._label("freeze.warning", "提醒")
        self.warning.set_tone("warn")
        self.proof = self._label("freeze.proof", "合计与明细的核对", "secondary")
        self.error = self._label("freeze.error", "生成错误", "error")
        self.progress = ProgressLine("freeze")
        self.progress.hide()
        self._lay_out()
        self.ok = self.add_buttons("生成报送版")
        self.ok.clicked.disconnect()
        self.ok.clicked.connect(self.freeze)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._show_steps)
        self.progress.stopped.connect(self._stop)
        self.show_choice(*(asked or (next(iter(ReportKind)), years[0] if years else 0, "")))

    def show_choice(self, kind: ReportKind, year: int, bureau: str) -> None:
        """Fill the choices in and count."""
        choose(self.kind, str(kind))
        choose(self.year, str(year))
        choose(self.bureau, bureau)
        self._count()

    def filtered(self) -> ReportFilter:
        """What the choices say."""
        bureau = str(self.bureau.currentData())
        bureaus = (bureau,) if bureau else self._desk.districts
        timeless = self._timeless()
        year = 0 if timeless else int(self.year.currentData())
        return ReportFilter(bureaus, year, "" if timeless else str(self.type.currentData()))

    def freeze(self) -> None:
        """Make and keep the report; the sheet closes once the decision is on the disk."""
        if self._plan is None or self._busy:
            return
        self._set_busy(True)
        self._steps = Steps()
        self.progress.begin("正在生成报送版…")
        self._watch.start()
        work = partial(self._desk.reporting.freeze, self._plan, self._steps)
        self._steps.token = self._lane.run(work, self._made, self._failed, key="freeze.make")

    def reject(self) -> None:
        """取消 and Esc; while a report is being made it is stopped first."""
        if self._busy:
            self._stop()
            return
        super().reject()

    # inside

    def _make_choices(self, years: tuple[int, ...]) -> None:
        desk = self._desk
        self.kind = choice("freeze.kind", "统计", [(one.label, str(one)) for one in ReportKind], 200)
        offered = [("全部年度", "0"), *((f"{year} 年", str(year)) for year in years)]
        self.year = choice("freeze.year", "年度", offered, 140)
        names = [(desk.words.district_name(code), code) for code in desk.districts]
        several = [("全市", "")] if len(names) > 1 else []
        self.bureau = choice("freeze.bureau", "范围", [*several, *names], 200)
        self.type = choice("freeze.type", "考核类型", [("全部类型", ""), *desk.reporting.types()], 140)
        for box in (self.kind, self.year, self.bureau, self.type):
            box.activated.connect(self._count)

    def _label(self, name: str, accessible: str, role: str = "") -> TextLabel:
        label = TextLabel("", role, wrap=True)
        name_widget(label, name, accessible)
        return label

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        fields = (("统计", self.kind), ("年度", self.year), ("范围", self.bureau), ("考核类型", self.type))
        for place, (word, box) in enumerate(fields):
            row, column = divmod(place, 2)
            grid.addWidget(TextLabel(word, "secondary"), row, column * 2)
            grid.addWidget(box, row, column * 2 + 1)
        grid.setColumnMinimumWidth(0, 64)
        grid.setColumnMinimumWidth(2, 64)
        grid.setColumnStretch(4, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(4)
        for label in (self.title_text, self.numbers, self.proof, self.data, self.warning):
            self.body.addWidget(label)
        self.body.addWidget(TextLabel(UNDOABLE, "secondary", wrap=True))
        self.body.addWidget(self.progress)
        self.body.addWidget(self.error)
        self.error.hide()

    def _kind(self) -> ReportKind:
        return ReportKind(str(self.kind.currentData()))

    def _timeless(self) -> bool:
        return self._desk.reporting.timeless(self._kind())

    def _count(self) -> None:
        timeless = self._timeless()
        self.year.setEnabled(not timeless)
        self.type.setEnabled(not timeless)
        self._plan = None
        self.error.hide()
        self._show_plan()
        work = partial(self._desk.reporting.plan, self._kind(), self.filtered())
        self._lane.run(work, self._planned, self._failed, key="freeze.plan")

    def _planned(self, plan: FreezePlan) -> None:
        self._plan = plan
        self._show_plan()

    def _show_plan(self) -> None:
        plan = self._plan
        self.ok.setEnabled(plan is not None and not self._busy)
        self.title_text.setText(plan.title if plan else COUNTING)
        self.numbers.setText(plan_numbers(plan) if plan else "")
        self.proof.setText(plan.table.proof if plan else "")
        when = local_text(plan.data_at) if plan else ""
        self.data.setText(f"统计日 {plan.as_of}，数据截止 {when or '（还没有同步过）'}。" if plan else "")
        warnings = plan_warnings(plan) if plan else ()
        self.warning.setText("\n".join(warnings))
        self.warning.setVisible(bool(warnings))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.progress.setVisible(busy)
        self.error.hide()
        self.ok.setEnabled(not busy and self._plan is not None)
        for box in (self.kind, self.bureau):
            box.setEnabled(not busy)
        timeless = self._timeless()
        for box in (self.year, self.type):
            box.setEnabled(not busy and not timeless)

    def _show_steps(self) -> None:
        done, total, words = self._steps.state
        if words and not self._steps.stopped:
            self.progress.show_progress(words, done, total)

    def _stop(self) -> None:
        self._steps.stop()

    def _made(self, command: Command) -> None:
        """What is made is decided at once: from here it cannot be stopped."""
        self.progress.stop.setEnabled(False)
        self._id = command.subject
        decision = Decision(self._desk, command, self)
        decision.done.connect(self._decided)
        decision.failed.connect(self._failed)
        decision.run()

    def _decided(self, _: object) -> None:
        self._watch.stop()
        self._busy = False
        self.frozen.emit(self._id)
        self.accept()

    def _failed(self, error: KnownError) -> None:
        self._watch.stop()
        self._set_busy(False)
        if error.code == "STOPPED":
            self.error.hide()
            return
        if error.code == "FIGURES_CHANGED":
            self._count()
        self.error.setText(error.message)
        self.error.show()
