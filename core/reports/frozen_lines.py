"""The numbers of a statistic line by line, from the one place that computes figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.figures import Figure
from core.domain.reports import ReportKind
from core.reports.frozen import FigureLine
from core.reports.frozen_counts import ENDED, PENDING, PEOPLE
from core.store.figure_models import BehindQuery, TeacherQuery
from core.store.queries.figures import pass_lines, year_lines
from core.store.queries.teachers import teacher_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.domain.dictionaries import Dictionaries
    from core.reports.frozen_counts import Question
    from core.store.figure_models import TeacherLine, YearLine

_YEARS = (
    Figure.FILED_TOTAL,
    Figure.ELIGIBLE,
    Figure.SUBMITTED,
    Figure.FILED,
    Figure.ASSESSED,
    Figure.PASSED,
)
_TEACHERS = (Figure.TEACHERS, Figure.FULL_TEACHERS, PENDING, Figure.ACTIVE, Figure.GRADUATED, ENDED)


def figure_lines(
    source: Connection | Session, question: Question, dictionaries: Dictionaries
) -> tuple[FigureLine, ...]:
    """Give the numbers as they are now, for the filter and the day of a report."""
    lines: Callable[[Connection | Session, Question, Dictionaries], tuple[FigureLine, ...]] = {
        ReportKind.YEARS: _year_lines,
        ReportKind.TEACHERS: _teacher_lines,
        ReportKind.PASSES: _pass_lines,
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
    found = {(one.bureau, one.type): (one.passed, one.people) for one in pass_lines(source, query)}
    types = [filtered.type] if filtered.type else [one.code for one in dictionaries.assessment_types]
    return tuple(
        FigureLine(bureau, 0, type_, dict(zip((str(Figure.PASSED), PEOPLE), numbers, strict=True)))
        for bureau in filtered.bureaus
        for type_ in types
        for numbers in (found.get((bureau, type_), (0, 0)),)
    )
