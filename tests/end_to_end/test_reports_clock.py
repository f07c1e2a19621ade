"""报送版 made on PCs whose clock is wrong, and on two PCs at once (sync.md, fault 26)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.words.kinds import YEARS
from core.domain.clock import FixedClock, SystemClock, instant, local_date, parse_instant, today
from core.domain.errors import Refused
from core.domain.reports import ReportFilter, report_hash
from sync.engine import SyncEngine
from sync.fates import overview
from sync.outbox import Decider
from sync.transactions import reading
from tests.end_to_end.city import REVIEWER, CityServer
from tests.end_to_end.reporting import LastingPc, Reports
from tests.end_to_end.test_reports_real import documents, make, server, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from datetime import datetime

    from core.domain.clock import Clock
    from tests.end_to_end.test_reports_real import MakePc

DAY, YEAR = timedelta(days=1), timedelta(days=365)
NEAR = timedelta(minutes=2)


class OffClock:
    """A PC's clock that is wrong by `off`."""

    def __init__(self, off: timedelta) -> None:
        self.off = off

    def now(self) -> datetime:
        return SystemClock().now() + self.off


def with_clock(reports: Reports, clock: Clock) -> Reports:
    """The same PC with another clock, as after somebody set it."""
    pc: LastingPc = reports.pc
    pc.clock = clock  # type: ignore[assignment]
    pc.sync = SyncEngine(pc.unlocked, pc.client, setting=pc._setting, clock=clock, prefetch=False)
    pc.decider = Decider(pc.unlocked, pc._setting, clock, pc._ids)
    return Reports(pc)


@pytest.mark.parametrize("off", [YEAR, -YEAR, DAY, -DAY])
def test_a_wrong_clock_that_sync_measured_gives_the_right_day_and_order(
    server: CityServer,  # noqa: F811
    make: MakePc,  # noqa: F811
    off: timedelta,
) -> None:
    """Two PCs, one of them off: day, times and order are those of the server, at once and when it judged."""
    server.trainees(3)
    wrong, right = with_clock(make(REVIEWER), OffClock(off)), make(REVIEWER)
    for pc in (wrong, right):
        pc.sync()
    made = []
    for pc in (wrong, right, wrong):
        before = SystemClock().now()
        made.append(pc.freeze())
        facts = pc.kept.report(made[-1]).facts
        assert before - NEAR < parse_instant(facts.made_at) < before + NEAR
        assert parse_instant(facts.data_at) < parse_instant(facts.made_at)
        assert facts.as_of == local_date(facts.made_at).isoformat()
    wrong.sync()
    right.sync()
    wrong.sync()
    assert [one.code for one in server.verdicts("FreezeReport")] == ["", "", ""]
    for pc in (wrong, right):
        assert [one.id for one in pc.list()] == made[::-1], "by the moment, newest first"
        for report in made:
            kept = pc.kept.report(report)
            assert report_hash(kept.facts) == kept.hash
            assert pc.kept.verify(report).right
            assert pc.compare(report).found.cells == ()


def test_a_clock_set_ahead_offline_is_refused_by_the_centre_with_words(
    server: CityServer,  # noqa: F811
    make: MakePc,  # noqa: F811
) -> None:
    server.trainees(1)
    district = make(REVIEWER)
    district.sync()
    ahead = with_clock(district, OffClock(YEAR))
    report = ahead.freeze()
    assert ahead.kept.report(report).facts.as_of > today(SystemClock()).isoformat()
    ahead.pc.sync.run_once()
    ahead.sync()
    assert stored(server) == []
    assert ahead.list() == []
    with reading(ahead.pc.unlocked.engine) as session:
        (entry,) = overview(session)
    assert (entry.state, entry.code) == ("refused", "REPORT_CLOCK")
    assert "时钟" in entry.reason
    again = ahead.freeze()
    ahead.sync()
    assert [(one.id, one.as_of) for one in stored(server)] == [(again, today(SystemClock()).isoformat())]


def test_a_clock_set_behind_offline_freezes_nothing(
    server: CityServer,  # noqa: F811
    make: MakePc,  # noqa: F811
) -> None:
    server.trainees(1)
    district = make(REVIEWER)
    district.sync()
    behind = with_clock(district, OffClock(-YEAR))
    plan = behind.maker.plan(YEARS, ReportFilter(behind.districts))
    assert plan.stale_days < 0
    with pytest.raises(Refused, match="时钟") as caught:
        behind.freeze()
    assert caught.value.code == "REPORT_CLOCK"
    assert behind.list() == []


def test_the_same_report_frozen_on_two_pcs_in_one_second_is_two_reports(
    server: CityServer,  # noqa: F811
    make: MakePc,  # noqa: F811
) -> None:
    """Same clerk, same data, same moment: no file of one is taken for a theft of the other's."""
    server.trainees(2)
    first, second = make(REVIEWER), make(REVIEWER)
    moment = instant(SystemClock().now())
    pcs = [with_clock(one, FixedClock(moment)) for one in (first, second)]
    made = [pc.freeze() for pc in (*pcs, pcs[0])]
    for pc in pcs:
        pc.sync()
    pcs[0].sync()
    assert sorted(one.id for one in stored(server)) == sorted(made)
    assert len({one.sha256 for one in documents(server)}) == 6
    for pc in pcs:
        assert {one.id for one in pc.list()} == set(made)
        assert all(pc.kept.verify(one).right for one in made)
