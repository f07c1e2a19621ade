"""Rows for the tests of the store, written with plain SQL: invented people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from core.domain.workdays import load_calendar
from core.store.base import KINDS
from core.store.codec import columns_of, insert_sql, upsert_sql
from core.store.horizon import horizon
from core.store.lists import Given

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

FILING: dict[str, Any] = {
    "version": 1,
    "scope": "420106",
    "kind": "establish",
    "bureau": "420106",
    "state": "pending",
    "revision": 1,
    "first_submitted_at": "2026-11-01T02:00:00.000Z",
    "submitted_at": "2026-11-01T02:00:00.000Z",
    "due_on": "2026-11-30",
    "teacher_name": "周明远",
    "teacher_pinyin": "zhou ming yuan",
    "teacher_id_number": "420106195501011239",
    "teacher_title": "主任医师",
    "practice_place": "武昌区中医医院",
    "student_name": "陈亦舟",
    "student_pinyin": "chen yi zhou",
    "student_id_number": "420106199002021256",
    "notarised_on": "2026-09-01",
}


def put(connection: Connection, kind: str, values: dict[str, Any], *, replace: bool = False) -> None:
    """Write one record; columns not given are empty or zero."""
    table = KINDS[kind].__table__
    body = tuple(
        values.get(name, 0 if table.c[name].type.python_type is int else "") for name in columns_of(kind)
    )
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    connection.exec_driver_sql((upsert_sql if replace else insert_sql)(kind, mark), body)


def filing(number: int, **changes: Any) -> dict[str, Any]:
    """Values of filing number `number`."""
    named = {
        "id": f"f{number:06d}",
        "apprenticeship_id": f"a{number:06d}",
        "student_id": f"s{number:06d}",
        "teacher_id": f"t{number // 3:06d}",
        "filing_no": f"WC-2026-{number:04d}",
    }
    return {**FILING, **named, **changes}


def add_filing(connection: Connection, number: int, **changes: Any) -> None:
    """Write filing number `number` alone."""
    put(connection, "filing", filing(number, **changes), replace=True)


def add_apprenticeship(connection: Connection, number: int, **changes: Any) -> None:
    """Write the apprenticeship of filing number `number`."""
    values = filing(number)
    values |= {
        "id": f"a{number:06d}",
        "notarisation_id": f"n{number:06d}",
        "created_at": values["submitted_at"],
    }
    put(connection, "apprenticeship", {**values, **changes}, replace=True)


SCORE: dict[str, Any] = {
    "version": 1,
    "scope": "420100",
    "type": "graduation",
    "assessed_on": "2026-11-10",
    "tenths": 800,
    "result": "pass",
    "state": "unpublished",
    "entered_at": "2026-11-12T02:00:00.000Z",
    "entered_by": "o",
    "entered_by_name": "李科员",
    "settled_at": "2026-11-12T02:00:01.000Z",
}
NOTICE: dict[str, Any] = {
    "version": 1,
    "scope": "420106",
    "template": "approved",
    "cause_kind": "filing",
    "bureau": "420106",
    "recipient_role": "student",
    "recipient_name": "陈亦舟",
    "phone": "13800000001",
    "text": "您的师承备案申请已通过。",
    "state": "delivered",
    "created_at": "2026-11-12T02:00:00.000Z",
}
LOG_ENTRY: dict[str, Any] = {
    "version": 1,
    "scope": "420106",
    "at": "2026-11-12T02:00:00.000Z",
    "user": "u1",
    "user_name": "王科员",
    "device": "d1",
    "action": "ApproveFiling",
    "ok": 1,
}


def score(number: int, **changes: Any) -> dict[str, Any]:
    """Values of score number `number`, by default of the apprenticeship of that number."""
    owner = filing(number)
    copied = (
        "apprenticeship_id student_id teacher_id bureau filing_no student_name student_pinyin"
        " student_id_number teacher_name teacher_pinyin practice_place notarised_on"
    )
    values = {name: owner[name] for name in copied.split()}
    return {**SCORE, **values, "id": f"c{number:06d}", **changes}


def add_score(connection: Connection, number: int, **changes: Any) -> None:
    """Write score number `number`."""
    put(connection, "assessment", score(number, **changes), replace=True)


def add_notice(connection: Connection, number: int, **changes: Any) -> None:
    """Write notice number `number`."""
    named = {"id": f"m{number:06d}", "cause_id": f"f{number:06d}", "apprenticeship_id": f"a{number:06d}"}
    named["filing_no"] = filing(number)["filing_no"]
    put(connection, "notice", {**NOTICE, **named, **changes}, replace=True)


def add_log(connection: Connection, number: int, **changes: Any) -> None:
    """Write entry number `number` of the centre's log."""
    named = {"id": f"g{number:06d}", "object": f"filing:f{number:06d}"}
    named["label"] = filing(number)["filing_no"]
    put(connection, "log_entry", {**LOG_ENTRY, **named, **changes}, replace=True)


def given_on(day: date) -> Given:
    """What lists are told on a day, with the shipped dictionaries and the usual parameters."""
    return Given(horizon(day, load_calendar(), Parameters()), load_dictionaries(), Parameters())
