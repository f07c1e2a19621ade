"""The statistic that is about to be frozen, proved, as the pages of statistics make it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.figures.behind import given_of
from core.apprenticeship.figures.figures import one_by_one, pass_lines, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery
from core.apprenticeship.figures.passes import passes_statistic
from core.apprenticeship.figures.teachers import FROZEN, districts_statistic, teachers_statistic
from core.apprenticeship.figures.years import years_statistic
from core.apprenticeship.lists.teachers import TEACHERS, teacher_lines
from core.apprenticeship.words import kinds
from core.apprenticeship.words.figures import Figure
from core.figures.proof import prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.figures.frozen_places import Question
    from core.domain.dictionaries import Dictionaries
    from core.figures.cells import Statistic
    from core.figures.proof import Proof

    Maker = Callable[[Connection | Session, Question, Dictionaries], Statistic]


def proved(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[Statistic, tuple[Proof, ...]]:
    """Make the statistic of a question as `source` sees it, its totals proved record by record."""
    make: Maker = {
        kinds.YEARS: _years,
        kinds.TEACHERS: _teachers,
        kinds.PASSES: _passes,
    }[question.kind]
    made = make(source, question, dictionaries)
    count = partial(one_by_one, source, given=given_of(dictionaries, question.limit))
    return made, prove(made.totals, count)


def _years(source: Connection | Session, question: Question, dictionaries: Dictionaries) -> Statistic:
    filtered, day = question.filtered, question.as_of
    found = year_lines(source, filtered.bureaus, day, dictionaries, type=filtered.type)
    lines = [line for line in found if line.year <= day.year]
    return years_statistic(lines, dictionaries, year=filtered.year, type=filtered.type)


def _teachers(source: Connection | Session, question: Question, dictionaries: Dictionaries) -> Statistic:
    """A district names its teachers, the city its districts."""
    bureaus, limit = question.filtered.bureaus, question.limit
    query = TeacherQuery(bureaus=bureaus)
    lines, total = teacher_lines(source, query, limit)
    if not question.by_teacher:
        return districts_statistic(lines, total, dictionaries, proved=FROZEN)
    given = given_of(dictionaries, limit)
    rows = TEACHERS.first_page(source, query, TEACHERS.count(source, query, given=given), given=given)
    return teachers_statistic(rows, lines, total, dictionaries, bureaus)


def _passes(source: Connection | Session, question: Question, dictionaries: Dictionaries) -> Statistic:
    filtered = question.filtered
    query = BehindQuery(Figure.PASSED, filtered.bureaus, filtered.year, type=filtered.type)
    return passes_statistic(pass_lines(source, query), query, dictionaries)
