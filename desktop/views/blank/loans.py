"""借用审核: the list, and what is done with a row."""

from __future__ import annotations

from core.blank.commands import ImportLoans, PassLoan, RefuseLoan
from core.blank.imports import OLD_LOANS
from core.blank.lists import LOANS, LoanQuery, LoanRow
from core.blank.papers import LOAN_SHEET
from core.blank.words import LOAN, OldLoan
from core.domain.clock import local_text
from core.domain.values import CaseState
from core.imports.entering import Saved, sentence
from desktop.models.columns import Column
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.lists.fields import Choice, Days, District, Words
from desktop.views.lists.list_screen import Empty, ListScreen, RowPaper, ScreenPage
from desktop.views.papers.paper_ports import PaperTarget
from desktop.widgets.buttons import Button

STATES = tuple((state.label, str(state)) for state in CaseState)
TONES = {CaseState.PENDING: "info", CaseState.APPROVED: "ok", CaseState.RETURNED: "warn"}


class LoansPage(ScreenPage[LoanQuery, LoanRow]):
    """The list; 通过 and 不予借用 of a row, 导入. `judged` is the row that a question is about."""

    judged: LoanRow | None = None

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        made: list[Button] = []
        if self.desk.may(PassLoan):
            made.append(self.row_button("通过", "pass", self.pass_, "primary"))
            made.append(self.row_button("不予借用", "refuse", self.refuse, "danger"))
        if self.desk.may(ImportLoans):
            made.append(Button("导入", "loans.import"))
            made[-1].clicked.connect(self.import_file)
        return (*made, *own)

    def pass_(self) -> None:
        self.judged = self.current()
        text = "请确认已核对纸质原件。通过后进入下一环节，或通知借用人。"
        self.desk.prompts.confirm(self, "通过借用", text, "通过", self._pass)

    def refuse(self) -> None:
        self.judged = self.current()
        self.desk.prompts.ask_reason(self, "不予借用", "请写明理由。", ("仪器已借出",), self._refuse)

    def import_file(self) -> None:
        dialog = ImportDialog(self.window(), self.desk, OLD_LOANS)
        dialog.told.connect(self.told)
        dialog.ended.connect(self._imported)
        dialog.open()

    def _pass(self, yes: bool) -> None:
        row = self.judged
        if row is not None and yes:
            command = PassLoan(row.id, row.revision, paper_seen=True)
            self.decide(command, "已通过。", base=row.version, done=self._decided)

    def _refuse(self, reason: str) -> None:
        row = self.judged
        if row is not None and reason:
            command = RefuseLoan(row.id, row.revision, reason)
            self.decide(command, "已办理不予借用。", base=row.version, done=self._decided)

    def _decided(self, _: object) -> None:
        self.rows.reload()

    def _imported(self, saved: Saved[OldLoan]) -> None:
        self.rows.reload()
        whole = len(saved.saved) == saved.total
        self.told.emit("ok" if whole else "warn", sentence(OLD_LOANS.words, saved))


def paper_target(row: LoanRow) -> PaperTarget:
    """A loan of before has no paper."""
    return PaperTarget(row.id, row.filing_no, frozenset({LOAN_SHEET} if row.revision else ()))


LOANS_SCREEN = ListScreen[LoanQuery, LoanRow](
    key="loans",
    title="借用审核",
    icon="filings",
    group="仪器借用",
    list=LOANS,
    first=LoanQuery(),
    kinds=frozenset({"loan", "outbox"}),
    fields=(
        Words("text", accessible="搜索借用", hint="借用人或编号"),
        Choice("state", "状态", options=STATES),
        District(),
        Days("decided", "办理日期"),
    ),
    columns=(
        Column("filing_no", "编号", lambda row: row.filing_no, "filing_no", width=150, fixed=True),
        Column("name", "借用人", lambda row: row.name, "name"),
        Column("items", "件数", lambda row: str(row.items), kind="int"),
        Column("state", "状态", lambda row: row.state.label, tone=lambda row: TONES.get(row.state, "bad")),
        Column("stage", "环节", lambda row: LOAN.stage(row.stage).label),
        Column("due_on", "办理时限", lambda row: row.due_on, "due_on", kind="date"),
        Column("decided", "办理时间", lambda row: local_text(row.decided_at), "decided_at", width=140),
    ),
    papers=RowPaper((LOAN_SHEET,), paper_target),
    none=Empty("还没有借用申请", "居民提交后会出现在这里。"),
    page=LoansPage,
)
