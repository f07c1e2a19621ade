"""A province: one account with one scope, given what its offices' records declare, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.domain.errors import KnownError
from core.domain.values import OfficeKind, Role
from core.store.base import PUBLIC, scope_for
from core.store.tables import LogEntry
from server.actors import scopes_of_role
from tests.golden.pcs import Pc as RealPc
from tests.kit import CITY, HONGSHAN, WUCHANG
from tests.server.kit import PASSWORD, Pc, account
from tests.server.test_places import tell
from tests.support.provincial import PROVINCE

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.clock import FixedClock
    from tests.live_server import LiveServer


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if log entries were of a kind that the province sees."""
    monkeypatch.setattr(LogEntry, "seen_above", (OfficeKind.PROVINCE,))


@pytest.mark.usefixtures("declared")
def test_a_province_has_one_scope_and_is_given_what_is_declared(
    server: LiveServer, clock: FixedClock, tmp_path: Path, province_office: Role
) -> None:
    """From every district, without a scope for each; what is not declared stays below."""
    tree = server.centre.setting.offices
    account(server, "sheng", province_office)
    for office in (WUCHANG, HONGSHAN):
        tell(server, scope_for(LogEntry, office, tree), f"申报 {office}")
    tell(server, WUCHANG, "区内")
    tell(server, PUBLIC, "公告")
    pc = RealPc.new(tmp_path / "pc", server.url, "sheng", PASSWORD, clock)
    try:
        assert pc.unlocked.actor.scopes == {PROVINCE}
        pc.sync()
        later = tell(server, scope_for(LogEntry, "420102", tree), "申报 420102")
        pc.sync()
        shown = {one["label"] for one in pc.records("log_entry") if not one["action"]}
        assert shown == {f"申报 {WUCHANG}", f"申报 {HONGSHAN}", "申报 420102", "公告"}
        tell(server, "420102", "撤回", later)
        pc.sync()
        assert later not in {one["id"] for one in pc.records("log_entry")}
    finally:
        pc.close()
    clerk = Pc(server, "sheng")
    assert len(clerk.changes(clerk.snapshot(PROVINCE).cursor, public=1).cursor) < 32
    assert clerk.get(f"/v1/snapshot/{WUCHANG}").status_code == 404
    entries = {one["action"] for one in pc_rows(server)}
    assert "log_in" in entries, "its own acts stand in its own log"


def pc_rows(server: LiveServer) -> list[dict[str, str]]:
    with server.centre.reading() as session:
        wanted = session.query(LogEntry).where(LogEntry.scope == PROVINCE)
        return [{"action": row.action} for row in wanted]


def test_scopes_of_today_are_what_they_were(server: LiveServer) -> None:
    setting = server.centre.setting
    districts = {one.code for one in setting.dictionaries.districts}
    for role in (Role.CITY_OFFICE, Role.CITY_COMMISSION):
        assert scopes_of_role(setting, role, "") == {CITY, *districts}
    for role in (Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER):
        assert scopes_of_role(setting, role, f"{WUCHANG},{HONGSHAN}") == {WUCHANG, HONGSHAN}
        assert scopes_of_role(setting, role, "") == frozenset()
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
        assert scopes_of_role(setting, role, "") == frozenset()


@pytest.mark.parametrize(
    ("role", "offices", "code"),
    [
        (Role.DISTRICT_REVIEWER, (), "NO_DISTRICT"),
        (Role.DISTRICT_REVIEWER, ("999999",), "UNKNOWN_DISTRICT"),
        (Role.DISTRICT_REVIEWER, (PUBLIC,), "UNKNOWN_DISTRICT"),
        (Role.DISTRICT_REVIEWER, (CITY,), "UNKNOWN_DISTRICT"),
        (Role.DISTRICT_VIEWER, (WUCHANG, PROVINCE), "UNKNOWN_DISTRICT"),
        (Role.CITY_OFFICE, (WUCHANG,), "NO_DISTRICT"),
        (Role.SYSTEM_ADMIN, (WUCHANG,), "NO_DISTRICT"),
        (Role.SYSTEM_ADMIN, (CITY,), "NO_DISTRICT"),
        (Role("student"), (), "BAD_ROLE"),
    ],
)
def test_an_account_works_only_where_its_role_is_held(
    server: LiveServer, role: Role, offices: tuple[str, ...], code: str
) -> None:
    with pytest.raises(KnownError) as refused:
        account(server, "somebody", role, *offices)
    assert refused.value.code == code
