"""Cursors and the public scope at the server, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from core.apprenticeship.tables import Filing
from core.domain.values import Role
from core.store.base import PUBLIC
from core.store.codec import columns_of
from core.store.recorder import Recorder
from core.store.tables import LogEntry
from server.feed import write_feed
from server.tables import FEED, FEED_MARK, HEAD
from sync.protocol import CursorValue, encode_cursor, read_cursor
from tests.golden.pcs import Pc as RealPc
from tests.kit import CITY, HONGSHAN, WUCHANG
from tests.live_server import LiveServer
from tests.server.kit import PASSWORD, Pc, account

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.clock import FixedClock
    from server.config import Config
    from sync.protocol import Changes


def tell(server: LiveServer, scope: str, label: str = "", record_id: str = "") -> str:
    """Write a record for whoever has the scope, or change one; gives its id."""
    centre = server.centre
    with centre.writing() as session:
        with Recorder(session) as recorder:
            row = session.get(LogEntry, record_id)
            if row is None:
                values = dict.fromkeys(columns_of("log_entry")[3:], "") | {"id": centre.ids.new(), "ok": 1}
                row = LogEntry(**values)
                session.add(row)
            row.scope, row.label = scope, label
        write_feed(session, recorder, "")
        return row.id


def remove(server: LiveServer, record_id: str) -> None:
    with server.centre.writing() as session, Recorder(session) as recorder:
        session.delete(session.get_one(LogEntry, record_id))
        session.flush()
        write_feed(session, recorder, "")


def ids(page: Changes) -> list[str]:
    return [row.id for row in page.rows if row.kind == "log_entry"]


@pytest.mark.parametrize("cursor", ["x", "////", "AgAA", "eyJlcG9jaCI6MX0", "%00", "a" * 3000])
def test_an_unreadable_cursor_is_a_reset(pc: Pc, cursor: str) -> None:
    page = pc.changes(cursor)
    assert page.reset
    assert not page.rows


def test_a_long_cursor_goes_on_as_a_short_one(server: LiveServer, pc: Pc) -> None:
    """What an older PC joined of its snapshots, and what the older server had given it."""
    start = pc.snapshot(WUCHANG)
    begun = read_cursor(start.cursor)
    assert isinstance(begun, CursorValue)
    old = encode_cursor(CursorValue(begun.epoch, begun.scopes))
    new = tell(server, WUCHANG)
    page = pc.changes(old)
    assert ids(page) == [new]
    assert len(page.cursor) < 30
    later = tell(server, WUCHANG)
    assert ids(pc.changes(page.cursor)) == [later]
    assert ids(pc.changes(old)) == [new, later]


def test_a_cursor_outlives_the_server(config: Config, clock: FixedClock) -> None:
    with LiveServer(config, clock=clock) as server:
        account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
        pc = Pc(server, "zhoumin")
        cursor = pc.changes(pc.snapshot(WUCHANG).cursor).cursor
    with LiveServer(config, clock=clock) as server:
        new = tell(server, WUCHANG)
        again = Pc(server, "zhoumin", pc.device_id)
        page = again.changes(cursor)
        assert not page.reset
        assert new in ids(page)


def test_a_short_cursor_of_other_scopes_or_another_history_is_a_reset(server: LiveServer, pc: Pc) -> None:
    account(server, "wangqiang", Role.DISTRICT_REVIEWER, HONGSHAN)
    account(server, "both", Role.DISTRICT_REVIEWER, WUCHANG, HONGSHAN)
    tell(server, f"{WUCHANG},{HONGSHAN}")
    mine = pc.changes(pc.snapshot(WUCHANG).cursor)
    assert not pc.changes(mine.cursor).reset
    for other in ("wangqiang", "both"):
        assert Pc(server, other).changes(mine.cursor).reset
    with server.centre.writing() as session:
        session.execute(update(FEED_MARK).values(chain="f" * 64))
    assert pc.changes(mine.cursor).reset


def test_what_everybody_may_read_stands_once_in_the_feed(server: LiveServer, pc: Pc) -> None:
    account(server, "songyuan", Role.CITY_OFFICE)
    first = tell(server, PUBLIC)
    city = Pc(server, "songyuan")
    for one, scope in ((pc, WUCHANG), (city, CITY)):
        page = one.snapshot(PUBLIC)
        assert [row.id for row in page.rows] == [first]
        assert one.get(f"/v1/digest/{PUBLIC}").json()["buckets"]
        assert first not in {row.id for row in one.snapshot(scope).rows}
    with server.centre.reading() as session:
        rows = select(func.count()).select_from(FEED).where(FEED.c.id == first)
        assert session.scalar(rows) == 1


def test_only_who_asks_is_given_what_everybody_may_read(server: LiveServer, pc: Pc) -> None:
    """An older PC does not know the scope: a page that named it would be dropped there."""
    old = tell(server, PUBLIC)
    own = pc.snapshot(WUCHANG).cursor
    without = pc.changes(own)
    assert set(without.spans) == {WUCHANG}
    assert not pc.changes(without.cursor).rows
    asked = pc.changes(without.cursor, public=1)
    assert ids(asked) == [old], "from its beginning, without a snapshot"
    assert asked.spans[PUBLIC].start == 0
    new = tell(server, PUBLIC)
    for public in (0, 1):
        assert ids(pc.changes(asked.cursor, public=public)) == [new], "its cursor holds the scope now"
    assert set(pc.changes(own, limit=1, public=1).spans) == {PUBLIC, WUCHANG}


def test_a_pc_holds_what_everybody_may_read(server: LiveServer, clock: FixedClock, tmp_path: Path) -> None:
    """Old and new ones, changed, gone, private again; and nothing of it is lost by a reset."""
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    kept, gone = tell(server, PUBLIC, "一"), tell(server, PUBLIC, "二")
    pc = RealPc.new(tmp_path / "pc", server.url, "zhoumin", PASSWORD, clock)
    try:
        assert not [one for one in pc.records("log_entry") if one["scope"] == PUBLIC]
        pc.sync()
        assert {one["label"] for one in pc.records("log_entry") if one["scope"] == PUBLIC} == {"一", "二"}
        assert not pc.unlocked.needs_snapshot
        private = tell(server, PUBLIC, "三")
        tell(server, PUBLIC, "一改", kept)
        remove(server, gone)
        pc.sync()
        tell(server, HONGSHAN, "三", private)
        pc.sync()
        shown = {one["id"]: one["label"] for one in pc.records("log_entry") if one["scope"] == PUBLIC}
        assert shown == {kept: "一改"}
        with server.centre.writing() as session:
            for table in (FEED_MARK, HEAD):
                session.execute(update(table).where(table.c.scope == WUCHANG).values(chain="f" * 64))
        pc.sync()
        assert not pc.unlocked.needs_snapshot
        assert kept in {one["id"] for one in pc.records("log_entry")}
        assert pc.unlocked.actor.scopes == {WUCHANG}, "no right follows from reading"
    finally:
        pc.close()


def test_nothing_is_decided_by_being_public(server: LiveServer, pc: Pc) -> None:
    """A filing that everybody could read would still be its bureau's to decide."""
    from core.apprenticeship.commands.filing import RefuseFiling
    from tests.server.test_faults import filed

    filed(server)
    with server.centre.writing() as session:
        row = session.scalars(select(Filing)).one()
        row.scope = PUBLIC
        filing_id = row.id
    account(server, "wangqiang", Role.DISTRICT_REVIEWER, HONGSHAN)
    verdict = Pc(server, "wangqiang").decide(RefuseFiling(filing_id, 1, "材料不实。"))
    assert verdict.status == "rejected"
