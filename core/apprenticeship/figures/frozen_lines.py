"""The numbers of a statistic line by line, from the one place that computes figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.figures import pass_lines, year_lines
from core.apprenticeship.figures.frozen import FigureLine
from core.apprenticeship.figures.frozen_places import PEOPLE
from core.apprenticeship.figures.models import BehindQuery, PassLine, TeacherQuery
from core.apprenticeship.lists.teachers import teacher_lines
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.figures.frozen_places import Question
    from core.apprenticeship.figures.models import TeacherLine, YearLine
    from core.domain.dictionaries import Dictionaries

_YEARS = (
    Figure.FILED_TOTAL,
    Figure.ELIGIBLE,
    Figure.SUBMITTED,
    Figure.FILED,
    Figure.ASSESSED,
    Figure.PASSED,
)
_TEACHERS = (
    Figure.TEACHERS,
    Figure.FULL_TEACHERS,
    Figure.PENDING,
    Figure.ACTIVE,
    Figure.GRADUATED,
    Figure.ENDED,
)


def figure_lines(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[FigureLine, ...]:
    """Give the numbers as they are now, for the filter and the day of a report."""
    lines: Callable[[Connection | Session, Question, Dictionaries], tuple[FigureLine, ...]] = {
        YEARS: _year_lines,
        TEACHERS: _teacher_lines,
        PASSES: _pass_lines,
    }[question.kind]
    return lines(source, question, dictionaries)


def _year_lines(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[FigureLine, ...]:
    """Of the year asked for, with 当年备案数 of the one before (较上年), or of all years."""
    filtered, day = question.filtered, question.as_of
    found = year_lines(source, filtered.bureaus, day, dictionaries, type=filtered.type)
    made = []
    for line in found:
        if line.year > day.year:
            continue
        if filtered.year in (0, line.year):
            made.append(_of_year(line, _YEARS))
        elif line.year == filtered.year - 1:
            made.append(_of_year(line, (Figure.FILED,)))
    return tuple(made)


def _of_year(line: YearLine, figures: tuple[Figure, ...]) -> FigureLine:
    return FigureLine(line.bureau, line.year, "", {str(one): getattr(line, one) for one in figures})


def _teacher_lines(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[FigureLine, ...]:
    bureaus = question.filtered.bureaus
    lines, total = teacher_lines(source, TeacherQuery(bureaus=bureaus), question.limit)
    return tuple(map(_of_teachers, (*lines, total) if len(bureaus) > 1 else lines))


def _of_teachers(line: TeacherLine) -> FigureLine:
    return FigureLine(line.bureau, 0, "", {str(one): getattr(line, one) for one in _TEACHERS})


def _pass_lines(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[FigureLine, ...]:
    filtered = question.filtered
    query = BehindQuery(Figure.PASSED, filtered.bureaus, filtered.year, type=filtered.type)
    found = {(one.bureau, one.type): one for one in pass_lines(source, query)}
    types = [filtered.type] if filtered.type else [one.code for one in of(dictionaries).assessment_types]
    return tuple(
        _of_passes(found.get((bureau, type_), PassLine(bureau, type_, 0, 0)))
        for bureau in filtered.bureaus
        for type_ in types
    )


def _of_passes(line: PassLine) -> FigureLine:
    values = {str(Figure.ASSESSED): line.assessed, str(Figure.PASSED): line.passed, PEOPLE: line.people}
    return FigureLine(line.bureau, 0, line.type, values)
