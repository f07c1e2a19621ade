"""The query row of the filing list: labelled fields, 查询 and 重置; Enter queries."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from core.apprenticeship.lists.filings import FilingQuery
from core.domain.values import CaseState
from desktop.views.lists.query_row import QueryRow, choice, choose
from desktop.views.lists.query_words import Said
from desktop.widgets.text import name_widget

STATES = (("全部", ""), *((state.label, str(state)) for state in CaseState))
DUES = (("全部", ""), ("即将超期", "soon"), ("已超期", "overdue"))
SAID = (
    Said("applicant", "填报人"),
    Said("place", "老师执业地"),
    Said("text", "关键词"),
    Said("state", "状态", STATES),
    Said("due", "期限", DUES),
    Said("submitted", "提交时间", days=True),
)
DEFAULT = FilingQuery(state=CaseState.PENDING)


class FilingsQuery(QueryRow):
    """Emits `asked(FilingQuery)`; sort and kind are kept by the list."""

    def __init__(self, name: str = "filings.query", parent: QWidget | None = None) -> None:
        super().__init__(name, "提交时间", parent)
        self.applicant = _line(f"{name}.applicant", "填报人", "姓名、身份证号或备案号", 116)
        self.place = _line(f"{name}.place", "老师执业地", "", 112)
        self.state = choice(f"{name}.state", "状态", STATES, 106)
        self.due = choice(f"{name}.due", "办理期限", DUES, 102)
        self.lay_out(
            ("填报人", self.applicant),
            ("老师执业地", self.place),
            ("状态", self.state),
            ("时间", *self.days()),
            ("期限", self.due),
        )
        self.show_query(DEFAULT)

    def query(self) -> FilingQuery:
        """What the fields say."""
        return FilingQuery(
            state=str(self.state.currentData()),
            applicant=self.applicant.text().strip(),
            place=self.place.text().strip(),
            due=str(self.due.currentData()),
            submitted_from=self.since.day(),
            submitted_to=self.until.day(),
        )

    def show_query(self, query: FilingQuery) -> None:
        """Put a query into the fields without asking it."""
        self.applicant.setText(query.applicant)
        self.place.setText(query.place)
        choose(self.state, query.state)
        choose(self.due, query.due)
        self.since.set_day(query.submitted_from)
        self.until.set_day(query.submitted_to)
        self.error.hide()

    def reset(self) -> None:
        self.show_query(DEFAULT)
        self.ask()

    def ask(self) -> None:
        """A time limit is for pending ones only: with another state the list would be empty."""
        if self.due.currentData() and self.state.currentData():
            choose(self.state, str(CaseState.PENDING))
        super().ask()


def _line(name: str, accessible: str, hint: str, width: int) -> QLineEdit:
    edit = QLineEdit()
    name_widget(edit, name, accessible)
    edit.setMaxLength(100)
    edit.setMinimumWidth(70)
    edit.setMaximumWidth(width)
    edit.setClearButtonEnabled(False)
    if hint:
        edit.setToolTip(hint)
    return edit
