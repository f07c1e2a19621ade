"""短信记录 (A3): the messages that went out with decisions, what became of them, 重发."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.commands import RetryNotice
from core.commons.notices import NOTICES as MESSAGES
from core.commons.notices import NoticeQuery, NoticeRow
from core.domain.clock import local_text
from core.domain.masking import mask_phone
from core.domain.notices import NoticeCause
from core.domain.product import PRODUCT
from core.domain.values import NoticeState
from desktop.models.columns import CENTRE, Column
from desktop.pages import SYSTEM
from desktop.views.commons import states
from desktop.views.commons.notice_detail import NoticeDetail
from desktop.views.commons.notice_words import cause_word, is_failed, mark, recipient, sentence
from desktop.views.lists.fields import Choice, Days, Words
from desktop.views.lists.list_screen import Empty, ListScreen, ScreenPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from desktop.desk import Desk

FAILED = f"{NoticeState.FAILED},{NoticeState.GIVEN_UP}"
"""Those that somebody may send again: what the badge counts."""
STATES = (("失败或放弃", FAILED), *((state.label, str(state)) for state in NoticeState))
CAUSES = tuple((cause.label, str(cause)) for cause in NoticeCause)
NO_FAILURE = Empty("没有发送失败的短信", "失败或放弃的短信会出现在这里，可以重发。", "查看全部短信")


class NoticesPage(ScreenPage[NoticeQuery, NoticeRow]):
    """The list, newest first, and the chosen message below it."""

    def __init__(self, screen: ListScreen[NoticeQuery, NoticeRow], desk: Desk) -> None:
        super().__init__(screen, desk)
        self.detail = NoticeDetail(desk)
        self.column.addWidget(self.detail)
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

    def empty(self, *, everything: bool) -> Empty:
        if not everything and self._asked.state == FAILED:
            return NO_FAILURE
        return super().empty(everything=everything)

    def show_count(self, count: int) -> None:
        super().show_count(count)
        self._show_current()

    def open_row(self, id_: str) -> None:
        """Enter on a row goes to what can be done with it."""
        (self.detail.retry if self.detail.retry.isVisible() else self.detail.cause).setFocus()

    def _show_current(self, *_: object) -> None:
        row = self.current()
        if row is not None or not self.rows.current_id():
            self.detail.show_row(row)

    def _retry(self) -> None:
        row = self.detail.row
        if row is None or not is_failed(row):
            return
        self.decide(
            RetryNotice(row.id, row.version),
            f"已登记重发给{row.recipient_name}的短信，上报后由中心发送。",
            base=row.version,
            busy=(self.detail.retry,),
            done=self._retried,
            failed=self._not_retried,
        )

    def _retried(self, _: object) -> None:
        self.rows.reload()
        self.rows.table.setFocus()

    def _not_retried(self, _: KnownError) -> None:
        self.rows.reload()

    def _find_cause(self) -> None:
        row = self.detail.row
        if row is not None:
            self.desk.read_records(self.desk.cause_of(row), self._open_cause, self.fail, key="notices.cause")

    def _open_cause(self, found: tuple[str, str]) -> None:
        page, record_id = found
        if page:
            self.open_page.emit(page, record_id)
        else:
            self.told.emit("warn", f"本机没有这条短信所说的{PRODUCT.subject}，它可能已转到其他区。")


def columns(desk: Desk) -> tuple[Column[NoticeRow], ...]:
    """The columns in their first order; the phone number is masked (A7)."""
    bureau = desk.words.bureau_name
    return (
        Column(
            "created", "时间", lambda row: local_text(row.created_at), "created_at", width=128, fixed=True
        ),
        Column("recipient", "收件人", recipient, "recipient_name", width=132),
        Column("phone", "手机号", _masked, width=112, full=lambda row: row.phone or "—"),
        Column("cause", "类型", cause_word, "template", width=104),
        Column("text", "内容", sentence, width=250),
        Column("state", "状态", lambda row: row.state.label, "state", width=126, tone=_tone, mark=mark),
        Column("reason", "失败原因", lambda row: row.reason or "—", width=210),
        Column("tries", "次数", lambda row: str(row.attempts), "attempts", CENTRE, width=56, kind="int"),
        Column("filing_no", PRODUCT.number, lambda row: row.filing_no, "filing_no", width=122, hidden=True),
        Column("bureau", "审核机关", lambda row: bureau(row.bureau), "bureau", width=150, hidden=True),
    )


def _masked(row: NoticeRow) -> str:
    return mask_phone(row.phone) or "—"


def _tone(row: NoticeRow) -> str:
    return states.NOTICE[row.state]


NOTICES = ListScreen[NoticeQuery, NoticeRow](
    key="notices",
    title="短信记录",
    icon="notices",
    group=SYSTEM,
    list=MESSAGES,
    first=NoticeQuery(),
    kinds=frozenset({"notice", "outbox"}),
    fields=(
        Words("text", accessible="搜索短信", hint=f"收件人、手机号、{PRODUCT.number}或内容", width=150),
        Choice("state", "状态", options=STATES, width=132),
        Choice("template", "类型", control="cause", options=CAUSES, width=128),
        Days("created", "时间"),
    ),
    columns=columns,
    none=Empty("还没有短信", "办理结果上报并生效后，发给学生和老师的短信会记在这里。"),
    nothing=Empty("没有符合条件的短信", "可以换一个写法，或放宽查询条件。", "重置查询条件"),
    unit="条短信",
    named="短信列表",
    looks=True,
    page=NoticesPage,
)
