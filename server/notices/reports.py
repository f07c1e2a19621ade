"""Delivery reports of the carrier: signed, of now, each taken once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import delete

from core.domain.clock import instant
from core.domain.notices import fitted
from core.store.engine import dialect_of
from server.errors import WebError
from server.notices.results import NOT_DELIVERED, note_report
from server.notices.signing import WINDOW_SECONDS, verified_nonce
from server.tables import REPORT_NONCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.centre import Centre

MOST = 200
LARGEST = 256 * 1024
REASON_MAX = 40
_KEY = re.compile(r"([0-9a-f-]{36})\.([1-9][0-9]{0,5})")


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of one message: `key` is the one it was sent with, `id` the carrier's number."""

    key: str
    status: Literal["delivered", "failed"]
    id: str = ""
    reason: str = ""


class Reports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reports: tuple[Report, ...]


def take_reports(centre: Centre, headers: Mapping[str, str], *, method: str, path: str, body: bytes) -> None:
    """Note a carrier's reports.

    Raises WebError: 413 TOO_LARGE, 401 BAD_SIGNATURE (also too old or seen before), 400 BAD_REQUEST. What is
    reported of messages nobody knows is answered like everything else.
    """
    if len(body) > LARGEST:
        raise WebError(413, "TOO_LARGE", "内容过大，服务器没有接收。")
    nonce = verified_nonce(
        centre.config.gateway_secret,
        centre.config.gateway_key_id,
        headers,
        method=method,
        path=path,
        body=body,
        seconds=int(centre.clock.now().timestamp()),
    )
    if nonce is None or not _first_time(centre, nonce):
        raise WebError(401, "BAD_SIGNATURE", "签名无效、已过期或已使用过。")
    for report in _parsed(body):
        found = _KEY.fullmatch(report.key)
        if found is None:
            continue
        note_report(
            centre,
            found[1],
            int(found[2]),
            delivered=report.status == "delivered",
            carrier_id=report.id,
            reason=f"{NOT_DELIVERED}{_in_brackets(report.reason)}",
        )


def _in_brackets(reason: str) -> str:
    return f"（{fitted(reason, REASON_MAX)}）" if reason else ""


def _first_time(centre: Centre, nonce: str) -> bool:
    old = instant(centre.clock.now() - timedelta(seconds=3 * WINDOW_SECONDS))
    with centre.writing() as session:
        session.execute(delete(REPORT_NONCE).where(REPORT_NONCE.c.seen_at < old))
        put = dialect_of(session).insert(REPORT_NONCE).values(nonce=nonce, seen_at=centre.now)
        kept = session.execute(put.on_conflict_do_nothing().returning(REPORT_NONCE.c.nonce))
        return kept.first() is not None


def _parsed(body: bytes) -> tuple[Report, ...]:
    try:
        reports = msgspec.json.decode(body, type=Reports).reports
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad() from error
    if len(reports) > MOST or any(not re.fullmatch(r"[!-~]{0,80}", report.id) for report in reports):
        raise _bad()
    return reports


def _bad() -> WebError:
    return WebError(400, "BAD_REQUEST", "请求的内容不完整或格式不对。")
