"""What each figure of a frozen report counts, record by record, in plain Python.

The figures themselves come from `core.store.queries.figures`, by the definitions of `core.domain.figures`.
This counts a handful of records again, from the facts that a report froze, to name who stands behind a
number: `units` gives for each number the ids of what it counts, so that two of them can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.domain.clock import local_date, parse_day
from core.domain.figures import Figure
from core.domain.reports import ReportKind
from core.domain.rules.scores import eligible_from
from core.domain.values import ApprenticeshipState, AssessmentResult
from core.reports.frozen_places import PEOPLE, SEATS, Place, totals_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.reports.frozen_places import Question
    from core.store.report_models import ScoreFact, StudyFact

_OPEN = (ApprenticeshipState.PENDING, ApprenticeshipState.ACTIVE)
_ENDED = (ApprenticeshipState.DISSOLVED, ApprenticeshipState.TERMINATED)
_STATES = {
    Figure.PENDING: (ApprenticeshipState.PENDING,),
    Figure.ACTIVE: (ApprenticeshipState.ACTIVE,),
    Figure.GRADUATED: (ApprenticeshipState.PASSED,),
    Figure.ENDED: _ENDED,
}


class Facts(NamedTuple):
    """The records behind, as frozen or as they are now."""

    studies: Sequence[StudyFact]
    scores: Sequence[ScoreFact]


Units = dict[Place, set[str]]
"""Ids of what a number counts: apprenticeships, scores, teachers or students; of SEATS what fills one."""


def units(question: Question, facts: Facts) -> Units:
    """Give what each number counts, totals included; a number of nothing has no entry."""
    found: Units = defaultdict(set)
    count: Callable[[Question, Facts, Units], None] = {
        ReportKind.YEARS: _years,
        ReportKind.TEACHERS: _teachers,
        ReportKind.PASSES: _passes,
    }[question.kind]
    count(question, facts, found)
    for place, ids in tuple(found.items()):
        for total in totals_of(question, place):
            found[total] |= ids
    return found


def standing(scores: Iterable[ScoreFact]) -> list[ScoreFact]:
    """The scores that no other one corrects."""
    every = list(scores)
    corrected = {one.corrects for one in every if one.corrects}
    return [one for one in every if one.id not in corrected]


def _years(question: Question, facts: Facts, found: Units) -> None:
    filtered, last = question.filtered, question.as_of
    own = [one for one in facts.studies if one.bureau in filtered.bureaus]
    valid = standing(facts.scores)
    years = _span(question, own, valid)
    for one in own:
        if one.submitted_at:
            found[Place(one.bureau, local_date(one.submitted_at).year, "", Figure.SUBMITTED)].add(one.id)
        if one.filed_on:
            found[Place(one.bureau, int(one.filed_on[:4]), "", Figure.FILED)].add(one.id)
        for year in years:
            if one.filed_on and one.filed_on <= _as_of(year, last).isoformat():
                found[Place(one.bureau, year, "", Figure.FILED_TOTAL)].add(one.id)
    for score in valid:
        if score.bureau in filtered.bureaus and filtered.type in ("", score.type):
            year = int(score.assessed_on[:4])
            found[Place(score.bureau, year, "", Figure.ASSESSED)].add(score.id)
            if score.result is AssessmentResult.PASS:
                found[Place(score.bureau, year, "", Figure.PASSED)].add(score.id)
    passed = _passes_of(valid)
    for one in own:
        for year in years:
            if _eligible(one, passed.get(one.student_id, ()), _as_of(year, last), question):
                found[Place(one.bureau, year, "", Figure.ELIGIBLE)].add(one.id)
    for place in [place for place in found if place.year not in years]:
        del found[place]


def _span(question: Question, studies: Sequence[StudyFact], scores: Sequence[ScoreFact]) -> list[int]:
    """The years counted: the one asked for and the one before, or all from the first with data."""
    last = question.as_of.year
    if question.filtered.year:
        return [question.filtered.year - 1, question.filtered.year]
    first = [int(one.filed_on[:4]) for one in studies if one.filed_on]
    first += [local_date(one.submitted_at).year for one in studies if one.submitted_at]
    first += [int(one.assessed_on[:4]) for one in scores]
    return list(range(min(first, default=last), last + 1))


def _as_of(year: int, last: date) -> date:
    return min(date(year, 12, 31), last)


def _passes_of(scores: Iterable[ScoreFact]) -> dict[str, list[ScoreFact]]:
    found: dict[str, list[ScoreFact]] = defaultdict(list)
    for one in scores:
        if one.result is AssessmentResult.PASS:
            found[one.student_id].append(one)
    return found


def _eligible(study: StudyFact, passes: Sequence[ScoreFact], day: date, question: Question) -> bool:
    """可考核 on a day (G10): studying then, long enough, and not passed in one type at least."""
    text = day.isoformat()
    notarised = parse_day(study.notarised_on)
    if notarised is None or not study.filed_on or study.filed_on > text:
        return False
    if study.ended_on and study.ended_on <= text:
        return False
    wanted = [one for one in question.types if question.filtered.type in ("", one.code)]
    passed = {one.type for one in passes if one.assessed_on <= text}
    return any(one.code not in passed and eligible_from(notarised, one.years) <= day for one in wanted)


def _teachers(question: Question, facts: Facts, found: Units) -> None:
    bureaus = question.filtered.bureaus
    open_of: dict[str, set[str]] = defaultdict(set)
    for one in facts.studies:
        if one.state in _OPEN:
            open_of[one.teacher_id].add(one.id)
    for one in facts.studies:
        if one.bureau not in bureaus:
            continue
        rows = [Place(one.bureau, 0, "", ""), Place("", 0, "", "")]
        for row in rows:
            if one.state in _OPEN:
                found[row._replace(figure=Figure.TEACHERS)].add(one.teacher_id)
                if len(open_of[one.teacher_id]) >= question.limit:
                    found[row._replace(figure=Figure.FULL_TEACHERS)].add(one.teacher_id)
        if question.by_teacher:
            rows.append(Place(one.bureau, 0, "", "", one.teacher_id))
            found[rows[-1]._replace(figure=SEATS)] |= open_of[one.teacher_id]
        for row in rows:
            for name, states in _STATES.items():
                if one.state in states:
                    found[row._replace(figure=name)].add(one.id)


def _passes(question: Question, facts: Facts, found: Units) -> None:
    filtered = question.filtered
    for one in standing(facts.scores):
        wanted = one.bureau in filtered.bureaus and filtered.type in ("", one.type)
        of_year = not filtered.year or int(one.assessed_on[:4]) == filtered.year
        if not (wanted and of_year):
            continue
        found[Place(one.bureau, 0, one.type, Figure.ASSESSED)].add(one.id)
        if one.result is AssessmentResult.PASS:
            found[Place(one.bureau, 0, one.type, Figure.PASSED)].add(one.id)
            found[Place(one.bureau, 0, one.type, PEOPLE)].add(one.student_id)
