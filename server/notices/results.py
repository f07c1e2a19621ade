"""What came of a sending, written with its feed rows in one transaction (sync.md rule 3).

These changes come from no command, so their feed rows name no `op_id`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core.commons.tables import Notice
from core.domain.clock import instant
from core.domain.values import NoticeState
from core.store.recorder import Recorder
from server.feed import write_feed
from server.notices.gateway import PermanentFailure, TemporaryFailure
from server.tables import NOTICE_JOB

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre
    from server.notices.gateway import GatewayError
    from server.notices.queue import Due

LOG = logging.getLogger("server.notices")
BY_NO_COMMAND = ""
BACK_OFF_MINUTES = (1, 5, 30, 120, 480)
JITTER = 0.2
NOT_DELIVERED = "运营商报告没有送达，可能关机、停机或号码有误"

JOB = NOTICE_JOB.c


def note_sent(centre: Centre, due: Due, carrier_id: str, *, delivered: bool) -> None:
    """The carrier took a message. A report that came before this answer stands."""
    with centre.writing() as session:
        job = _held(session, due)
        if job is None:
            return
        with Recorder(session) as recorder:
            notice = _notice(session, due.notice_id)
            notice.attempts += 1
            notice.carrier_id = notice.carrier_id or carrier_id
            notice.sent_at = notice.sent_at or centre.now
            if job.round == due.round and notice.state != NoticeState.DELIVERED:
                notice.sent_at = centre.now
                notice.carrier_id = carrier_id
                notice.reason = ""
                notice.state = NoticeState.DELIVERED if delivered else NoticeState.SENT
                notice.ended_at = centre.now if delivered else ""
        write_feed(session, recorder, BY_NO_COMMAND)
        quiet = {"next_at": ""} if job.round == due.round else {}
        _free(session, due, tries=job.tries + 1, **quiet)
    LOG.info("notice %s sent, try %d", due.notice_id, job.tries + 1)


def note_failed(centre: Centre, due: Due, error: GatewayError) -> None:
    """The carrier did not take a message: tried again later, or given up."""
    with centre.writing() as session:
        job = _held(session, due)
        if job is None:
            return
        tries = job.tries + 1
        values: dict[str, Any] = {"tries": tries}
        with Recorder(session) as recorder:
            notice = _notice(session, due.notice_id)
            notice.attempts += 1
            if job.round == due.round and notice.state != NoticeState.DELIVERED:
                wait = error.retry_after if isinstance(error, TemporaryFailure) else 0
                final = isinstance(error, PermanentFailure)
                values["next_at"] = _fail(centre, notice, error.message, tries, final=final, wait=wait)
                values["round"] = job.round + int(final)
        write_feed(session, recorder, BY_NO_COMMAND)
        _free(session, due, **values)
    LOG.info("notice %s not sent: %s, try %d", due.notice_id, error.code, tries)


def note_report(
    centre: Centre, notice_id: str, round_: int, *, delivered: bool, carrier_id: str, reason: str
) -> None:
    """A carrier's report; unknown, repeated and outdated ones change nothing, 送达 wins over 失败."""
    with centre.writing() as session:
        wanted = select(NOTICE_JOB).where(JOB.notice_id == notice_id).with_for_update()
        job = session.execute(wanted).first()
        if job is None or not 1 <= round_ <= job.round:
            return
        with Recorder(session) as recorder:
            notice = _notice(session, notice_id)
            if notice.state == NoticeState.DELIVERED or not (delivered or round_ == job.round):
                return
            notice.carrier_id = carrier_id or notice.carrier_id
            if delivered:
                notice.state, notice.reason, notice.ended_at = NoticeState.DELIVERED, "", centre.now
                values: dict[str, Any] = {"next_at": ""}
            else:
                values = {"round": job.round + 1, **_report_failed(centre, notice, job, reason)}
        write_feed(session, recorder, BY_NO_COMMAND)
        session.execute(update(NOTICE_JOB).where(JOB.notice_id == notice_id).values(**values))
    LOG.info("notice %s report: %s", notice_id, "delivered" if delivered else "failed")


def _report_failed(centre: Centre, notice: Notice, job: Any, reason: str) -> dict[str, Any]:
    """Not delivered for sure. What is already to be sent again only gets a new key."""
    in_flight = bool(job.lease_by)
    if notice.state == NoticeState.WAITING and not in_flight:
        return {}
    if notice.state in (NoticeState.FAILED, NoticeState.GIVEN_UP):
        return {}
    return {"next_at": _fail(centre, notice, reason, job.tries + int(in_flight))}


def _fail(centre: Centre, notice: Notice, why: str, tries: int, *, final: bool = False, wait: int = 0) -> str:
    """Set state and reason; give when the next try is due, empty when there is none."""
    over = final or tries >= centre.setting.parameters.notice_attempts
    notice.state = NoticeState.GIVEN_UP if over else NoticeState.FAILED
    notice.ended_at = centre.now if over else ""
    if final:
        notice.reason = f"{why}。核对手机号后可以重发。"
    elif over:
        notice.reason = f"{why}；已自动发送 {tries} 次，不再重试，可以稍后重发。"
    else:
        notice.reason = f"{why}，稍后自动重试。"
    if over:
        return ""
    return instant(centre.clock.now() + timedelta(seconds=max(_back_off(centre, tries), wait)))


def _back_off(centre: Centre, tries: int) -> float:
    """Seconds until the next try, spread so that many messages do not come back at once."""
    minutes = BACK_OFF_MINUTES[min(tries, len(BACK_OFF_MINUTES)) - 1]
    share = int.from_bytes(centre.random(4), "big") / 2**32
    return minutes * 60 * (1 - JITTER + 2 * JITTER * share)


def _held(session: Session, due: Due) -> Any:
    """The job while this claim holds it; None when the lease ran out and another worker took over."""
    wanted = select(NOTICE_JOB).where(JOB.notice_id == due.notice_id, JOB.lease_by == due.lease)
    return session.execute(wanted.with_for_update()).first()


def _free(session: Session, due: Due, **values: Any) -> None:
    here = update(NOTICE_JOB).where(JOB.notice_id == due.notice_id)
    session.execute(here.values(lease_by="", lease_until="", **values))


def _notice(session: Session, notice_id: str) -> Notice:
    return session.get_one(Notice, notice_id, with_for_update=True, populate_existing=True)
