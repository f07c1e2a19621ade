"""短信记录 (A3): the messages that went out with decisions, what became of them, 重发."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.commons.commands import RetryNotice
from core.commons.notices import NoticeQuery, NoticeRow
from core.domain.clock import local_text
from core.domain.masking import mask_phone
from desktop.models.columns import CENTRE, Column
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.commons.notice_detail import NoticeDetail
from desktop.views.commons.notice_words import cause_word, is_failed, mark, recipient, sentence
from desktop.views.commons.notices_query import FAILED, SAID, NoticesQueryRow
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_page import ListPage
from desktop.views.lists.query_words import in_words
from desktop.views.lists.rows_table import RowsTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from core.domain.errors import KnownError
    from desktop.views.commons.notice_ports import NoticePorts
    from desktop.views.lists.query_words import Spoken

KINDS = frozenset({"notice", "outbox"})


class NoticesPage(ListPage[NoticeQuery, NoticeRow]):
    """The list, newest first, and the chosen message below it."""

    key = "notices"
    title = "短信记录"
    kinds = KINDS

    def __init__(self, ports: NoticePorts, parent: QWidget | None = None) -> None:
        self._ports = ports
        self.query = NoticesQueryRow()
        rows: RowsTable[NoticeQuery, NoticeRow] = RowsTable(
            "notices", "短信列表", columns(ports.bureau), _row_id, ports.notices, ports.memory
        )
        self.looking = RecordActions("notices", rows)
        self.exporting = ListExport("notices", rows, self.title, _words)
        buttons = (self.exporting.button, self.looking.button)
        super().__init__(self.query, self.query.text, rows, NoticeQuery(), *buttons, parent=parent)
        self.detail = NoticeDetail(ports)
        self.column.addWidget(self.detail)
        self.looking.wanted.connect(self.record_wanted)
        self.rows.opened.connect(self._to_detail)
        self.rows.model.dataChanged.connect(self._show_current)
        self.rows.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.detail.retry_wanted.connect(self._retry)
        self.detail.cause_wanted.connect(self._find_cause)
        self.detail.phone.refused.connect(self.problem)

    def show_preset(self, preset: str) -> None:
        """The queue behind a number of the home page: those that somebody may send again."""
        self.query.show_query(NoticeQuery(state=FAILED if preset else ""))
        self.ask(self.query.query())

    def leave(self, proceed: Callable[[], None]) -> None:
        self.detail.phone.hide_value()
        proceed()

    def tell_empty(self, *, everything: bool) -> None:
        if everything:
            self.rows.empty.tell("还没有短信", "办理结果上报并生效后，发给学生和老师的短信会记在这里。")
        elif self._asked.state == FAILED:
            self.rows.empty.tell(
                "没有发送失败的短信", "失败或放弃的短信会出现在这里，可以重发。", "查看全部短信"
            )
        else:
            self.rows.empty.tell("没有符合条件的短信", "可以换一个写法，或放宽查询条件。", "重置查询条件")

    def show_count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} 条短信")
        self.state_line.emit(f"共 {count:,} 条")
        self._show_current()

    def _show_current(self, *_: object) -> None:
        model = self.rows.model
        row = model.row_at(model.row_of(self.rows.current_id()))
        if row is not None or not self.rows.current_id():
            self.detail.show_row(row)

    def _to_detail(self, _: str) -> None:
        """Enter on a row goes to what can be done with it."""
        (self.detail.retry if self.detail.retry.isVisible() else self.detail.cause).setFocus()

    def _retry(self) -> None:
        row = self.detail.row
        if row is None or not is_failed(row):
            return
        self.detail.retry.setEnabled(False)
        command = RetryNotice(row.id, row.version)
        work = partial(_decide, self._ports, command, row)
        self._ports.writer.run(work, self._retried, self._retry_failed)

    def _retried(self, name: str) -> None:
        self.told.emit("ok", f"已登记重发给{name}的短信，上报后由中心发送。")
        self.rows.reload()
        self.rows.table.setFocus()

    def _retry_failed(self, error: KnownError) -> None:
        self.detail.retry.setEnabled(True)
        self.problem.emit(error)
        self.rows.reload()

    def _find_cause(self) -> None:
        if self.detail.row is not None:
            work = partial(self._ports.cause_page, self.detail.row)
            self._ports.notices.lane.run(work, self._open_cause, self.fail, key="notices.cause")

    def _open_cause(self, found: tuple[str, str]) -> None:
        page, record_id = found
        if page:
            self.open_page.emit(page, record_id)
        else:
            self.told.emit("warn", "本机没有这条短信所说的备案，它可能已转到其他区。")


def _decide(ports: NoticePorts, command: RetryNotice, row: NoticeRow) -> str:
    """Runs on the writer."""
    ports.decide(command, row.version)
    return row.recipient_name


def columns(bureau: Callable[[str], str]) -> tuple[Column[NoticeRow], ...]:
    """The columns in their first order; the phone number is masked (A7)."""

    def office(row: NoticeRow) -> str:
        return bureau(row.bureau)

    return (
        Column("created", "时间", _created, "created_at", width=128, fixed=True),
        Column("recipient", "收件人", recipient, "recipient_name", width=132),
        Column("phone", "手机号", _masked, width=112, full=lambda row: row.phone or "—"),
        Column("cause", "类型", cause_word, "template", width=104),
        Column("text", "内容", sentence, width=250),
        Column("state", "状态", lambda row: row.state.label, "state", width=126, tone=_tone, mark=mark),
        Column("reason", "失败原因", _reason, width=210),
        Column("tries", "次数", _tries, "attempts", align=CENTRE, width=56, kind="int"),
        Column("filing_no", "备案号", lambda row: row.filing_no, "filing_no", width=122, hidden=True),
        Column("bureau", "审核机关", office, "bureau", width=150, hidden=True),
    )


def _words(query: NoticeQuery) -> Spoken:
    return in_words(query, *SAID)


def _masked(row: NoticeRow) -> str:
    return mask_phone(row.phone) or "—"


def _tries(row: NoticeRow) -> str:
    return str(row.attempts)


def _row_id(row: NoticeRow) -> str:
    return row.id


def _created(row: NoticeRow) -> str:
    return local_text(row.created_at)


def _tone(row: NoticeRow) -> str:
    return states.NOTICE[row.state]


def _reason(row: NoticeRow) -> str:
    return row.reason or "—"
