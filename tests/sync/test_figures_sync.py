"""The figures of a PC follow pulls, waiting and refused decisions, first loads and restored servers.

After each step the kept counts equal counting again, and the years' table equals plain Python over the PC's
own records.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.apprenticeship.commands.assessment import RecordScore
from core.apprenticeship.figures.figures import year_lines
from core.apprenticeship.tables import Apprenticeship
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Role
from core.store.derived import is_loading, wrong_counts
from sync.transactions import reading
from tests.core.store.plain_figures import YEARS_OF, Records, by_place, year_figures
from tests.kit import HONGSHAN, WUCHANG
from tests.sync.scored import (
    active,
    city_clerk,
    here,
    publish,
    record,
    refusals,
    undo_publication,
)

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc

DICTIONARIES = load_dictionaries()
BUREAUS = (WUCHANG, HONGSHAN)
TODAY = date(2026, 11, 20)


def eligible(pc: Pc, type_: str = "graduation") -> int:
    """Who may be assessed today by this PC's table, once it is proved right."""
    with reading(pc.unlocked.engine) as session:
        connection = session.connection()
        assert not is_loading(connection)
        assert wrong_counts(connection) == []
        records = Records.read(connection)
        for of_type in ("", *YEARS_OF):
            for today in (TODAY, date(2026, 2, 28), date(2028, 2, 29)):
                lines = year_lines(connection, BUREAUS, today, DICTIONARIES, type=of_type)
                assert by_place(lines) == year_figures(records, BUREAUS, today, of_type)
        lines = year_lines(connection, BUREAUS, TODAY, DICTIONARIES, type=type_)
    return sum(one.eligible for one in lines if one.year == TODAY.year)


def approve(centre: Centre, sequence: int, notarised_on: str = "2023-01-10") -> str:
    made: list[str] = []
    centre._record("", lambda: made.append(centre.world.active(sequence, notarised_on=notarised_on)))
    return made[0]


def test_pulled_and_provisional_scores(centre: Centre, office: Office) -> None:
    study, _ = active(centre), active(centre, 2)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    district = office.pc(centre.clerk("周敏"), "b")
    assert eligible(pc) == 0
    for one in (pc, district):
        one.sync.run_once()
        assert eligible(one) == 2
    score_id = record(centre, pc, study)
    assert eligible(pc) == 2
    publish(pc, score_id)
    assert eligible(pc) == 1  # waits to be reported, and counts
    district.sync.run_once()
    assert eligible(district) == 2
    for one in (pc, district):
        one.sync.run_once()
        assert eligible(one) == 1


def test_a_correction_brings_a_student_back(centre: Centre, office: Office) -> None:
    """First offline on a PC, then at all ends; the pass that is corrected ended the study."""
    study = active(centre)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    district = office.pc(centre.clerk("周敏"), "b")
    pc.sync.run_once()
    score_id = record(centre, pc, study)
    publish(pc, score_id)
    pc.sync.run_once()
    assert eligible(pc) == 0
    correction = RecordScore(pc.ids.new(), centre.world.entry(study, 500), corrects=score_id)
    centre.session.rollback()
    pc.decider.decide(correction, 0)
    assert eligible(pc) == 0
    publish(pc, correction.assessment_id)
    assert eligible(pc) == 1
    for one in (pc, district):
        one.sync.run_once()
        assert eligible(one) == 1
        assert here(one, Apprenticeship, study).state == "active"


def test_refused_decisions_are_taken_off(centre: Centre, office: Office) -> None:
    study = active(centre)
    first = office.pc(city_clerk(centre, "何静"), "a")
    second = office.pc(city_clerk(centre, "刘倩"), "b")
    first.sync.run_once()
    score_id = record(centre, first, study)
    first.sync.run_once()
    second.sync.run_once()
    publish(second, score_id)
    assert eligible(second) == 0
    first.decider.decide(RecordScore(score_id, centre.world.entry(study, 500), seen_version=1), 1)
    first.sync.run_once()
    second.sync.run_once()
    assert refusals(second) == ["PUBLICATION_FORBIDDEN"]
    assert eligible(first) == eligible(second) == 1


def test_a_termination_that_loses_against_a_pass(centre: Centre, office: Office) -> None:
    study = active(centre)
    clerk = office.pc(city_clerk(centre, "何静"), "a")
    commission = office.pc(city_clerk(centre, "梁宏", Role.CITY_COMMISSION), "b")
    clerk.sync.run_once()
    score_id = record(centre, clerk, study)
    clerk.sync.run_once()
    commission.sync.run_once()
    publish(clerk, score_id)
    command = centre.world.termination(study, confirmed=("G9_UNPUBLISHED_SCORES",))
    centre.session.rollback()
    commission.decider.decide(command, 1)
    assert eligible(clerk) == eligible(commission) == 0
    for pc in (clerk, commission, clerk, commission):
        pc.sync.run_once()
        assert eligible(pc) == 0
    assert here(commission, Apprenticeship, study).state == "passed"


def test_fault_23_a_restored_server_gives_the_student_back(centre: Centre, office: Office) -> None:
    study = active(centre)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    pc.sync.run_once()
    score_id = record(centre, pc, study)
    pc.sync.run_once()
    publish(pc, score_id)
    pc.sync.run_once()
    assert eligible(pc) == 0
    undo_publication(centre, score_id, study)
    centre.epoch = "epoch-2"
    centre.clock.advance(days=1)
    assert pc.sync.run_once().problem is None
    assert eligible(pc) == 1
    publish(pc, score_id)
    assert eligible(pc) == 0


def test_a_first_load_with_decisions_that_wait(centre: Centre, office: Office) -> None:
    """What waits is put over the loaded facts again; then the count is the same as without the load."""
    study = active(centre)
    approve(centre, 2, "2019-02-28")
    approve(centre, 3, "2026-05-05")
    pc = office.pc(city_clerk(centre, "何静"), "a")
    pc.sync.run_once()
    assert (eligible(pc), eligible(pc, "specialty"), eligible(pc, "")) == (2, 1, 2)
    publish(pc, record(centre, pc, study))
    assert (eligible(pc), eligible(pc, "specialty")) == (1, 1)
    centre.epoch = "epoch-2"
    pc.wire.faults = ["lost"]
    pc.sync.run_once()
    pc.sync._pull()
    assert (eligible(pc), eligible(pc, "specialty")) == (1, 1)
    other = office.pc(city_clerk(centre, "刘倩"), "b")
    pc.sync.run_once()
    other.sync.run_once()
    assert (eligible(other), eligible(other, "specialty"), eligible(other, "")) == (1, 1, 1)
