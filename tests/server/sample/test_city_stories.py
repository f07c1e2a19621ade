"""The city's stories of the sample: dissolutions, scores, terminations, notices of the commission."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.applications.content import decode_content
from core.applications.tables import CaseRevision
from core.apprenticeship.rules import check_candidate
from core.apprenticeship.tables import Apprenticeship
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    CandidateFacts,
    FilingKind,
)
from core.domain.filenames import PDF, XLSX
from core.domain.values import CaseState, PolicyState
from core.files.papers import inspect_named
from server.sample.apprenticeship import steps
from server.sample.apprenticeship.circulars import GUIDE, LIST
from server.sample.apprenticeship.plotter import HONGSHAN, WUCHANG
from server.sample.office_files import _made
from tests.kit import CITY
from tests.server.sample.rehearsal import TODAY, Rehearsal

if TYPE_CHECKING:
    from core.apprenticeship.words.dictionaries import AssessmentType

POLICIES = {
    "policy": PolicyState.PUBLISHED,
    "policy_files": PolicyState.PUBLISHED,
    "policy_withdrawn": PolicyState.WITHDRAWN,
    "policy_draft": PolicyState.DRAFT,
}


def test_g8_dissolutions_of_every_outcome(rehearsed: Rehearsal) -> None:
    filings = [one for one in rehearsed.filings() if one.kind == FilingKind.DISSOLVE]
    assert {one.state for one in filings} == set(CaseState) - {CaseState.WITHDRAWN}
    pending = [one for one in filings if one.state == CaseState.PENDING]
    assert sorted(one.bureau for one in pending) == [WUCHANG] * 3 + [HONGSHAN] * 2
    calendar = rehearsed.world.setting.calendar
    soon = date.fromisoformat(rehearsed.filing("dissolution_due_soon").due_on)
    assert calendar.remaining(soon, TODAY).text == "剩 2 日"
    ended = rehearsed.filing("dissolution_approved").apprenticeship_id
    row = rehearsed.world.session.get_one(Apprenticeship, ended)
    assert (row.state, bool(row.ended_on)) == (ApprenticeshipState.DISSOLVED, True)


def test_g15_a_dissolution_came_back_with_another_day_and_proof(rehearsed: Rehearsal) -> None:
    filing = rehearsed.filing("dissolution_resubmitted")
    assert filing.revision == 2
    contents = [
        decode_content(row.content, FilingContent)
        for row in rehearsed.world.session.scalars(
            select(CaseRevision).where(CaseRevision.case_id == filing.id).order_by(CaseRevision.number)
        )
    ]
    first, second = (one.dissolution for one in contents)
    assert first is not None
    assert second is not None
    assert first.dissolved_on != second.dissolved_on
    assert first.reason == second.reason
    assert [len(one.proofs) for one in contents] == [1, 2]


def test_g12_published_scores_over_three_years(rehearsed: Rehearsal) -> None:
    published = [one for one in rehearsed.scores() if one.state == AssessmentState.PUBLISHED]
    assert len(published) == 16
    assert {one.published_at[:4] for one in published} == {"2024", "2025", "2026"}
    assert {one.type for one in published} == {"graduation", "specialty"}
    assert {one.result for one in published} == set(AssessmentResult)
    correction = rehearsed.score("correction")
    assert correction.corrects == rehearsed.score("corrected").id
    assert correction.result == AssessmentResult.PASS
    for case in ("passed_out", "correction_passed"):
        study = rehearsed.study(rehearsed.plan.cases[case])
        assert (study.state, bool(study.ended_on)) == (ApprenticeshipState.PASSED, True)


def test_g11_unpublished_scores_of_this_autumn(rehearsed: Rehearsal) -> None:
    waiting = [one for one in rehearsed.scores() if one.state == AssessmentState.UNPUBLISHED]
    assert len(waiting) == 12
    assert {one.scope for one in waiting} == {CITY}
    disagreeing = rehearsed.score("disagreeing")
    assert (disagreeing.tenths, disagreeing.result) == (595, AssessmentResult.PASS)
    ended = rehearsed.study(rehearsed.plan.cases["terminated_after_score"])
    assert (ended.state, ended.unpublished_scores) == (ApprenticeshipState.TERMINATED, 1)
    assert rehearsed.score("score_of_terminated").apprenticeship_id == ended.id


def test_g10_edges(rehearsed: Rehearsal) -> None:
    """Eligible since today, one day short, 29 February, five years, and about 25 in all."""
    types = of(rehearsed.world.setting.dictionaries).assessment_types
    graduation, specialty = (next(one for one in types if one.years == years) for years in (3, 5))

    def codes(case: str, kind: AssessmentType = graduation, on: date = TODAY) -> set[str]:
        study = rehearsed.study(rehearsed.plan.cases[case])
        facts = CandidateFacts(ApprenticeshipState(study.state), study.notarised_on)
        return {one.code for one in check_candidate(facts, kind, on)}

    assert codes("eligible_today") == {"G10_OK"}
    assert codes("one_day_short") == {"G10_TOO_EARLY"}
    assert codes("leap_day", on=date(2027, 2, 28)) == {"G10_TOO_EARLY"}
    assert codes("leap_day", on=date(2027, 3, 1)) == {"G10_OK"}
    assert codes("five_years", specialty) == {"G10_OK"}
    assert codes("five_years_short", specialty) == {"G10_TOO_EARLY"}
    active = [
        one
        for one in rehearsed.world.session.scalars(select(Apprenticeship))
        if one.state == ApprenticeshipState.ACTIVE and one.notarised_on <= "2023-11-20"
    ]
    assert 20 <= len(active) <= 32


def test_g9_forced_terminations_rest_on_pages(plan: steps.Plan, rehearsed: Rehearsal) -> None:
    told = [one for one in plan.steps if isinstance(one, steps.ForceTermination)]
    assert [len(one.papers) for one in told] == [2, 2]
    for step in told:
        assert rehearsed.study(step.filing).state == ApprenticeshipState.TERMINATED


def test_c8_policies_of_every_state(rehearsed: Rehearsal) -> None:
    states = {case: rehearsed.policy(rehearsed.plan.cases[case]).state for case in POLICIES}
    assert states == POLICIES


def test_the_files_of_policies_are_real_and_always_the_same() -> None:
    for sheet, media_type in ((GUIDE, PDF), (LIST, XLSX)):
        assert inspect_named(sheet.name, sheet.data) == (sheet.name, media_type)
        assert _made.__wrapped__(sheet) == sheet.data
