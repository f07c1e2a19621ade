"""A report frozen offline over decisions that wait: what became of them is named by comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.kinds import TEACHERS, YEARS
from core.domain.reports import ReportFilter
from tests.end_to_end.city import OFFICE, REVIEWER, CityServer
from tests.end_to_end.test_reports_real import make, server, stored  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from tests.end_to_end.test_reports_real import MakePc


def test_a_decision_that_is_refused_after_the_report_explains_the_difference(
    server: CityServer,  # noqa: F811
    make: MakePc,  # noqa: F811
) -> None:
    """A counts its own approval, B was faster and refused: the report stays, the comparison says why."""
    server.trainees(1)
    with server.world() as world:
        taken, _ = world.filed(60)
        other, _ = world.filed(61)
    district, city = make(REVIEWER), make(OFFICE)
    district.sync()
    approvals = [ApproveFiling(filing, 1, paper_seen=True) for filing in (taken, other)]
    for one in approvals:
        district.pc.decider.decide(one, 0)
    plan = district.maker.plan(YEARS, ReportFilter(district.districts))
    assert plan.waiting == 2
    years, teachers = district.freeze(), district.freeze(TEACHERS)
    district.pc.restart(REVIEWER.username)
    district = type(district)(district.pc)
    assert district.compare(years).found.cells == ()

    with server.world() as world:
        bureau = world.reviewer(world.session.get_one(Filing, taken).bureau, "李红")
        world.run(RefuseFiling(taken, 1, "材料与原件不符，不予备案。"), bureau)
    district.sync()
    assert {one.id for one in stored(server)} == {years, teachers}
    assert sorted(one.status for one in server.verdicts("ApproveFiling")) == ["applied", "rejected"]
    city.sync()
    for pc in (district, city):
        found = pc.compare(years).found
        assert found.proved
        assert found.unexplained == ()
        cells = {(one.figure, one.year == 0): one for one in found.cells}
        (record,) = (one for one in found.records if one.id in cells[Figure.FILED, True].records)
        assert cells[Figure.FILED, True].difference == -1
        assert "不予备案" in record.what + record.detail
        assert (Figure.SUBMITTED, True) not in cells, "it was submitted, whatever became of it"
        rows = {one.figure: one for one in pc.compare(teachers).found.cells if one.teacher}
        assert (rows[Figure.ACTIVE].difference, rows["seats"].difference) == (-1, 1)
