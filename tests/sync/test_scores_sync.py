"""Scores, terminations and policies on PCs: provisional, unwound, settled, leaving (G12, G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from core.apprenticeship import rules
from core.apprenticeship.commands.assessment import RecordScore
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.commons.tables import PolicyNotice
from core.domain.ruleset import rules_version
from core.domain.values import Role
from tests.kit import WUCHANG
from tests.sync.scored import (
    active,
    city_clerk,
    everything,
    here,
    publish,
    record,
    refusals,
    undo_publication,
)

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre


def test_both_ends_judge_by_the_same_version_of_the_rules() -> None:
    assert rules_version() == rules.RULES_VERSION == 2


def test_entered_and_published_offline_then_settled(centre: Centre, office: Office) -> None:
    study = active(centre)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    district = office.pc(centre.clerk("周敏"), "b")
    pc.sync.run_once()
    district.sync.run_once()
    score_id = record(centre, pc, study)
    assert here(pc, Apprenticeship, study).unpublished_scores == 1
    pc.sync.run_once()
    district.sync.run_once()
    assert here(district, Assessment, score_id) is None
    assert here(district, Apprenticeship, study).unpublished_scores == 1

    publish(pc, score_id)
    assert (here(pc, Assessment, score_id).state, here(pc, Assessment, score_id).settled_at) == (
        "published",
        "",
    )
    assert here(pc, Apprenticeship, study).state == "passed"
    state = pc.sync.run_once()
    assert (state.waiting, state.refused) == (0, 0)
    district.sync.run_once()
    assert pc.rows() == everything(centre)
    assert district.rows() == centre.rows(WUCHANG)
    assert here(district, Assessment, score_id).settled_at


def test_g12_a_pc_takes_its_own_provisional_publication_back(centre: Centre, office: Office) -> None:
    """Somebody else changed the score first: the feed unwinds ours, the trigger lets it."""
    study = active(centre)
    first = office.pc(city_clerk(centre, "何静"), "a")
    second = office.pc(city_clerk(centre, "刘倩"), "b")
    first.sync.run_once()
    score_id = record(centre, first, study)
    first.sync.run_once()
    second.sync.run_once()

    publish(second, score_id)
    change = RecordScore(score_id, centre.world.entry(study, 500), seen_version=1)
    first.decider.decide(change, 1)
    first.sync.run_once()
    second.sync.run_once()
    assert refusals(second) == ["PUBLICATION_FORBIDDEN"]
    row = here(second, Assessment, score_id)
    assert (row.state, row.tenths, row.version) == ("unpublished", 500, 2)
    assert here(second, Apprenticeship, study).state == "active"
    assert second.rows() == first.rows() == everything(centre)


def test_g12_published_twice_the_second_is_told(centre: Centre, office: Office) -> None:
    study = active(centre)
    first = office.pc(city_clerk(centre, "何静"), "a")
    second = office.pc(city_clerk(centre, "刘倩"), "b")
    first.sync.run_once()
    score_id = record(centre, first, study)
    first.sync.run_once()
    second.sync.run_once()
    publish(first, score_id)
    publish(second, score_id)
    first.sync.run_once()
    second.sync.run_once()
    assert refusals(second) == ["PUBLICATION_FORBIDDEN"]
    assert here(second, Assessment, score_id).published_by_name == "何静"
    assert second.rows() == first.rows() == everything(centre)


def test_g12_what_is_settled_is_frozen_on_the_pc(centre: Centre, office: Office) -> None:
    study = active(centre)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    pc.sync.run_once()
    score_id = record(centre, pc, study)
    publish(pc, score_id)
    pc.sync.run_once()
    with pc.unlocked.engine.connect() as connection, pytest.raises(DBAPIError, match="never changes"):
        connection.exec_driver_sql("UPDATE assessment SET tenths = 1000")
    assert here(pc, Assessment, score_id).tenths == 860


@pytest.mark.parametrize("termination_first", [True, False])
def test_fault_16_termination_against_publication(
    centre: Centre, office: Office, termination_first: bool
) -> None:
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
    order = (commission, clerk) if termination_first else (clerk, commission)
    for pc in (*order, *order):
        pc.sync.run_once()
    wanted = (["PUBLICATION_FORBIDDEN"], []) if termination_first else ([], ["TERMINATION_FORBIDDEN"])
    assert (refusals(clerk), refusals(commission)) == wanted
    state = "terminated" if termination_first else "passed"
    assert {here(pc, Apprenticeship, study).state for pc in order} == {state}
    assert clerk.rows() == commission.rows() == everything(centre)


def test_fault_23_a_settled_score_follows_a_restored_server(centre: Centre, office: Office) -> None:
    """The PC holds a settled publication that the server lost; the trigger must not stop the load."""
    study = active(centre)
    pc = office.pc(city_clerk(centre, "何静"), "a")
    pc.sync.run_once()
    score_id = record(centre, pc, study)
    pc.sync.run_once()
    publish(pc, score_id)
    pc.sync.run_once()
    undo_publication(centre, score_id, study)
    centre.epoch = "epoch-2"
    centre.clock.advance(days=1)
    assert pc.sync.run_once().problem is None
    assert here(pc, Assessment, score_id).state == "unpublished"
    assert pc.rows() == everything(centre)
    publish(pc, score_id)
    pc.sync.run_once()
    assert here(pc, Assessment, score_id).settled_at
    assert pc.rows() == everything(centre)


def test_a_withdrawn_policy_leaves_the_districts(centre: Centre, office: Office) -> None:
    commission = office.pc(city_clerk(centre, "梁宏", Role.CITY_COMMISSION), "a")
    district = office.pc(centre.clerk("周敏"), "b")
    for pc in (commission, district):
        pc.sync.run_once()
    policy_id = commission.ids.new()
    commission.decider.decide(SavePolicyNotice(policy_id, 0, "通知", "各区卫生健康局："), 0)
    commission.decider.decide(PublishPolicyNotice(policy_id, 1), 1)
    commission.sync.run_once()
    district.sync.run_once()
    assert here(district, PolicyNotice, policy_id).state == "published"
    version = here(commission, PolicyNotice, policy_id).version
    commission.decider.decide(WithdrawPolicyNotice(policy_id, version, "日期有误"), version)
    commission.sync.run_once()
    district.sync.run_once()
    assert here(district, PolicyNotice, policy_id) is None
    assert here(commission, PolicyNotice, policy_id).reason == "日期有误"
    assert commission.rows() == everything(centre)
