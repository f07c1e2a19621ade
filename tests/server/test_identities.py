"""Residents' identities: what older databases bound moves into rows, an account may be several persons."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.store.engine import open_sqlite
from core.store.migrations import migrate
from server.migrations import SERVER_VERSIONS
from server.residents import identities
from server.residents.identities import Identity
from server.residents.login import unbind
from server.tables import RESIDENT
from tests.server.kit import Phone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live_server import LiveServer

BEFORE = 5
"""The newest revision of the server's own tables that kept the persons in columns."""


def older(folder: Path) -> list[Path]:
    """The revisions that a program before the identities had."""
    copied = folder / "server"
    shutil.copytree(SERVER_VERSIONS, copied, ignore=shutil.ignore_patterns("__pycache__", "__init__.py"))
    for file in copied.glob("server_*.py"):
        if int(file.name[7:11]) > BEFORE:
            file.unlink()
    return [copied]


def test_persons_bound_by_an_older_server_are_identities_after_the_upgrade(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "server.db")
    migrate(engine, older(tmp_path))
    with engine.begin() as connection:
        for values in (("a", "1", "t1", "s1"), ("b", "2", "", "s2"), ("c", "3", "", "")):
            connection.exec_driver_sql(
                "INSERT INTO resident_account (id, phone, teacher_id, student_id, active, created_at)"
                " VALUES (?, ?, ?, ?, 1, '2026-11-01T00:00:00.000Z')",
                values,
            )
    migrate(engine, [SERVER_VERSIONS])
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT account_id, role, person_id, office, active FROM identity ORDER BY 1, 2"
        ).all()
        accounts = connection.exec_driver_sql("SELECT id, phone FROM resident_account ORDER BY 1").all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [
        ("a", "student", "s1", "", 1),
        ("a", "teacher", "t1", "", 1),
        ("b", "student", "s2", "", 1),
    ]
    assert [tuple(row) for row in accounts] == [("a", "1"), ("b", "2"), ("c", "3")]


def test_an_account_may_be_several_persons_and_is_freed_of_all(server: LiveServer) -> None:
    Phone(server, "13900000001")
    centre = server.centre
    with centre.writing() as session:
        account = session.scalars(select(RESIDENT.c.id)).one()
        identities.bind(session, centre, account, STUDENT, "s1")
        identities.bind(session, centre, account, TEACHER, "t1", office="420106")
        identities.bind(session, centre, account, TEACHER, "t2", office="420111")
    with centre.reading() as session:
        found = set(identities.identities_of(session, account))
        assert identities.holder_of(session, TEACHER, "t2") == account
        actor = identities.resident(session, account, STUDENT)
    assert found == {
        Identity("student", "s1"),
        Identity("teacher", "t1", "420106"),
        Identity("teacher", "t2", "420111"),
    }
    assert actor is not None
    assert actor.person_id == "s1"
    unbind(centre, "13900000001")
    with centre.reading() as session:
        assert identities.identities_of(session, account) == ()
        assert identities.holder_of(session, TEACHER, "t2") == ""
