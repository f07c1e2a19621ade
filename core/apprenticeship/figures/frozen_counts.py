"""What each figure of a frozen report counts, record by record, in plain Python.

The figures themselves come from `figures.figures`, by the definitions of `words.figures`.
This counts a handful of records again, from the facts that a report froze, to name who stands behind a
number: `units` gives for each number the ids of what it counts, so that two of them can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.figures.frozen_places import PEOPLE, SEATS, Place, totals_of
from core.apprenticeship.rules.scores import eligible_from
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult
from core.domain.clock import local_date, parse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from core.apprenticeship.figures.frozen_places import Question
    from core.apprenticeship.figures.report_facts import ScoreFact, StudyFact

_NEVER = "9999-99-99"
"""Behind every day text."""
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
        YEARS: _years,
        TEACHERS: _teachers,
        PASSES: _passes,
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
    filtered = question.filtered
    own = [one for one in facts.studies if one.bureau in filtered.bureaus]
    valid = standing(facts.scores)
    years = _span(question, own, valid)
    days = [(year, min(date(year, 12, 31), question.as_of).isoformat()) for year in years]
    passed = _passes_of(valid)
    for one in own:
        if one.submitted_at:
            found[Place(one.bureau, local_date(one.submitted_at).year, "", Figure.SUBMITTED)].add(one.id)
        if not one.filed_on:
            continue
        found[Place(one.bureau, int(one.filed_on[:4]), "", Figure.FILED)].add(one.id)
        until = _eligible_until(one, passed.get(one.student_id, ()), question)
        for year, day in days:
            if one.filed_on > day:
                continue
            found[Place(one.bureau, year, "", Figure.FILED_TOTAL)].add(one.id)
            if any(first <= day < last for first, last in until):
                found[Place(one.bureau, year, "", Figure.ELIGIBLE)].add(one.id)
    for score in valid:
        if score.bureau in filtered.bureaus and filtered.type in ("", score.type):
            year = int(score.assessed_on[:4])
            found[Place(score.bureau, year, "", Figure.ASSESSED)].add(score.id)
            if score.result is AssessmentResult.PASS:
                found[Place(score.bureau, year, "", Figure.PASSED)].add(score.id)
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


def _passes_of(scores: Iterable[ScoreFact]) -> dict[str, list[ScoreFact]]:
    found: dict[str, list[ScoreFact]] = defaultdict(list)
    for one in scores:
        if one.result is AssessmentResult.PASS:
            found[one.student_id].append(one)
    return found


def _eligible_until(
    study: StudyFact, passes: Sequence[ScoreFact], question: Question
) -> list[tuple[str, str]]:
    """可考核 (G10) as day texts, for each type wanted: from the first day to the one on which it ends.

    It ends with the apprenticeship or with the first valid pass of the type.
    """
    notarised = parse_day(study.notarised_on)
    if notarised is None:
        return []
    ended = study.ended_on or _NEVER
    return [
        (
            eligible_from(notarised, type_.years).isoformat(),
            min([ended, *(one.assessed_on for one in passes if one.type == type_.code)]),
        )
        for type_ in question.types
        if question.filtered.type in ("", type_.code)
    ]


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
