"""操作日志 (A4): the centre's entries and this PC's own, as one list."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from core import audit
from core.commons.log import LOG, LogQuery
from core.domain.clock import local_date
from core.store.derived import begin_load, end_load, rebuild, wrong_counts
from core.store.engine import open_sqlite, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.samples import add_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

USERS = {"u1": "王科员", "u2": "李科员"}


def act(
    engine: Engine, action: str, subject: str, *, user: str = "u1", at: str = "", ok: bool = True
) -> None:
    """Add a link to this PC's own chain, as the program does."""
    with Session(engine) as session, session.begin():
        moment = at or "2026-11-13T01:00:00.000Z"
        audit.append(session, device="pc1", time=moment, user=user, action=action, subject=subject, ok=ok)


def shown(engine: Engine, **query: str) -> list[str]:
    with reading(engine) as connection:
        asked = LogQuery(**query)
        ids = LOG.ids(connection, asked)
        assert LOG.count(connection, asked) == len(ids)
        assert [row.id for row in LOG.first_page(connection, asked, 500)] == ids
        return ids


def test_commands_of_this_pc_are_shown_once_from_the_centre(store: Engine) -> None:
    with store.begin() as connection:
        add_log(connection, 1)
    act(store, "ApproveFiling", "filing:f000001")
    act(store, "view_full_number", "学生身份证号：电话核实")
    act(store, "ApproveFiling:CONFLICT", "filing:f000001")
    act(store, "export_list", "export:1", ok=False)
    assert shown(store) == ["pc:pc1:4", "pc:pc1:2", "g000001"]
    assert shown(store, place="pc", ok="0") == ["pc:pc1:4"]
    assert shown(store, place="centre") == ["g000001"]
    assert shown(store, action="view_full_number", ok="1") == ["pc:pc1:2"]
    with reading(store) as connection:
        own, central = LOG.rows(connection, ["pc:pc1:2", "g000001", "gone"])
    assert (own.user_name, own.label, own.place, own.device) == (
        "王科员",
        "学生身份证号：电话核实",
        "pc",
        "pc1",
    )
    assert (central.label, central.object, central.ok) == ("WC-2026-0001", "filing:f000001", True)


def test_a_name_that_becomes_known_later_is_shown_on_earlier_lines(store: Engine) -> None:
    act(store, "log_in", "user:u2", user="u2")
    act(store, "log_in", "user:u1", user="u1")
    assert shown(store, text="李科员") == []
    with store.begin() as connection:
        add_log(connection, 1, user="u2", user_name="李科员")
        add_log(connection, 2, user="u1", user_name="")
        assert wrong_counts(connection) == []
    assert shown(store, text="李科员") == ["pc:pc1:1", "g000001"]
    with reading(store) as connection:
        names = [row.user_name for row in LOG.rows(connection, ["pc:pc1:1", "pc:pc1:2", "g000002"])]
    assert names == ["李科员", "", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王", ["g000001"]),
        ("王科员", ["g000001"]),
        ("0002", ["g000002"]),
        ("WC-2026-0002", ["g000002"]),
        ("f00000", ["g000001", "g000002"]),
        ("f000002", ["g000002"]),
        ("身份证", ["pc:pc1:1"]),
        ("核实 电话", ["pc:pc1:1"]),
        ('* OR "', []),
        ("'", []),
        ("12 人", ["g000003"]),
    ],
)
def test_lines_are_found_by_name_label_and_object(store: Engine, text: str, expected: list[str]) -> None:
    act(store, "view_full_number", "学生身份证号：电话核实", user="nobody")
    with store.begin() as connection:
        add_log(connection, 1)
        add_log(connection, 2, user="u2", user_name="李科员")
        add_log(connection, 3, user="u2", user_name="李科员", label="12 人", object="assessment:c1")
    assert shown(store, text=text, sort="at", descending="") == expected  # type: ignore[arg-type]


def line(luck: random.Random) -> dict[str, Any]:
    user = luck.choice(list(USERS))
    return {
        "at": f"2026-11-{luck.randint(1, 19):02d}T{luck.randint(0, 23):02d}:30:00.000Z",
        "user": user,
        "user_name": USERS[user],
        "action": luck.choice(["ApproveFiling", "log_in"]),
        "ok": luck.randint(0, 1),
        "code": luck.choice(["", "G2_FULL"]),
    }


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path_factory.mktemp("log") / "store.db")
    migrate(engine, [PC_VERSIONS])
    luck = random.Random(5)
    with engine.begin() as connection:
        for number in range(150):
            add_log(connection, number, **line(luck))
    for number in range(30):
        act(engine, "print_form", f"form:{number}", at=line(luck)["at"], ok=number % 3 > 0)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("sort", LOG.sorts)
@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"action": "log_in", "ok": "1"},
        {"place": "pc", "ok": "0"},
        {"at_from": "2026-11-05", "at_to": "2026-11-12"},
        {"text": "王", "place": "centre"},
    ],
)
def test_lines_are_those_of_the_filter_in_order(logged: Engine, sort: str, extra: dict[str, str]) -> None:
    for descending in (False, True):
        query = LogQuery(sort=sort, descending=descending, **extra)
        with reading(logged) as connection:
            ids = LOG.ids(connection, query)
            assert ids == wanted(connection, query)
            assert LOG.count(connection, query) == len(ids) > 0
            paged: list[str] = []
            while rows := LOG.page(connection, query, after_id=paged[-1] if paged else "", limit=17):
                paged += [row.id for row in rows]
            assert paged == ids


def wanted(connection: Connection, query: LogQuery) -> list[str]:
    """The same in Python, from the two sources."""
    own = "SELECT *, 'pc' AS place FROM audit WHERE action NOT IN ('ApproveFiling')"
    rows = [dict(row) for row in connection.exec_driver_sql(own).mappings()]
    for row in rows:
        row |= {"id": f"pc:{row['device']}:{row['seq']}", "at": row["time"], "label": ""}
        row["user_name"] = USERS[row["user"]]
    central = "SELECT *, 'centre' AS place FROM log_entry"
    rows += [dict(row) for row in connection.exec_driver_sql(central).mappings()]
    found = [
        row
        for row in rows
        if query.action in ("", row["action"])
        and query.ok in ("", str(row["ok"]))
        and query.place in ("", row["place"])
        and query.text in row["user_name"]
        and (not query.at_from or query.at_from <= str(local_date(row["at"])) <= query.at_to)
    ]
    keys = (*LOG.sorts[query.sort], "id")
    found.sort(key=lambda row: tuple(row[key] for key in keys), reverse=query.descending)
    return [row["id"] for row in found]


def test_the_log_is_made_again_from_its_sources(store: Engine) -> None:
    act(store, "log_in", "user:u1")
    with store.begin() as connection:
        begin_load(connection)
        for number in range(20):
            add_log(connection, number)
    act(store, "view_full_number", "学生：核对")
    with store.begin() as connection:
        end_load(connection)
        assert wrong_counts(connection) == []
    assert len(shown(store, text="王科员")) == 22
    with store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM log_line")
        rebuild(connection)
        connection.exec_driver_sql("DELETE FROM log_entry WHERE id = 'g000003'")
        add_log(connection, 4, user_name="赵科员")
        assert wrong_counts(connection) == []
        connection.exec_driver_sql("INSERT INTO log_line_fts(log_line_fts) VALUES ('integrity-check')")
    assert len(shown(store)) == 21
    assert shown(store, text="赵科员") == ["g000004"]
