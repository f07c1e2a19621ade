"""The statistic that is about to be frozen: its table with proof, as the pages of statistics make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.figures.behind import given_of
from core.apprenticeship.figures.figures import pass_lines, pass_total, prove, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery
from core.apprenticeship.figures.stat_rows import year_total
from core.apprenticeship.figures.stat_tables import passes_table, teachers_table, years_table
from core.apprenticeship.figures.stat_years import STANDING, TYPED, YEAR_FIGURES, figure_of
from core.apprenticeship.lists.teachers import TEACHERS, teacher_lines
from core.apprenticeship.words.figures import Figure
from core.domain.reports import ReportKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.apprenticeship.figures.frozen_places import Question
    from core.apprenticeship.figures.models import Proof, TeacherRow, YearLine
    from core.apprenticeship.figures.stat_tables import Heading
    from core.domain.dictionaries import Dictionaries
    from core.figures.stat import StatTable

    Maker = Callable[[Connection | Session, Question, Heading, Dictionaries], StatTable]


def statistic(
    source: Connection | Session,
    question: Question,
    heading: Heading,
    dictionaries: Dictionaries,
    *,
    title: str,
    remarks: tuple[str, ...] = (),
) -> StatTable:
    """Make the table of a question as `source` sees it, its totals proved record by record.

    `remarks` are sentences that stand below the definitions.
    """
    make: Maker = {
        ReportKind.YEARS: _years,
        ReportKind.TEACHERS: _teachers,
        ReportKind.PASSES: _passes,
    }[question.kind]
    table = make(source, question, heading, dictionaries)
    return msgspec.structs.replace(table, title=title, definitions=(*table.definitions, *remarks))


def _years(
    source: Connection | Session, question: Question, heading: Heading, dictionaries: Dictionaries
) -> StatTable:
    filtered, day = question.filtered, question.as_of
    found = year_lines(source, filtered.bureaus, day, dictionaries, type=filtered.type)
    lines = [line for line in found if line.year <= day.year]
    total = year_total(lines, filtered.year)
    proofs: list[Proof] = []
    if total is not None:
        line = total.line
        proofs = [
            prove(source, one, figure_of(line, one), _behind(one, question, line), dictionaries)
            for one in YEAR_FIGURES
        ]
    return years_table(lines, heading, dictionaries, year=filtered.year, type=filtered.type, proofs=proofs)


def _behind(figure: Figure, question: Question, line: YearLine) -> BehindQuery:
    """The records behind a total of years."""
    standing = figure in STANDING
    return BehindQuery(
        figure,
        question.filtered.bureaus,
        year=0 if standing else line.year,
        as_of=line.as_of if standing else "",
        type=question.filtered.type if figure in TYPED else "",
    )


def _teachers(
    source: Connection | Session, question: Question, heading: Heading, dictionaries: Dictionaries
) -> StatTable:
    """A district names its teachers, the city its districts."""
    bureaus, limit = question.filtered.bureaus, question.limit
    query = TeacherQuery(bureaus=bureaus)
    lines, total = teacher_lines(source, query, limit)
    rows: list[TeacherRow] = []
    if question.by_teacher:
        given = given_of(dictionaries, limit)
        rows = TEACHERS.first_page(source, query, TEACHERS.count(source, query, given=given), given=given)
    shown = {
        Figure.TEACHERS: total.teachers,
        Figure.FULL_TEACHERS: total.full_teachers,
        Figure.ACTIVE: total.active,
        Figure.GRADUATED: total.graduated,
    }
    proofs = [
        prove(source, figure, number, BehindQuery(figure, bureaus), dictionaries, limit)
        for figure, number in shown.items()
    ]
    return teachers_table(
        lines, total, heading, dictionaries, rows=rows, by_teacher=question.by_teacher, proofs=proofs
    )


def _passes(
    source: Connection | Session, question: Question, heading: Heading, dictionaries: Dictionaries
) -> StatTable:
    filtered = question.filtered
    query = BehindQuery(Figure.PASSED, filtered.bureaus, filtered.year, type=filtered.type)
    total = pass_total(source, query)
    types = [filtered.type] if filtered.type else [one.code for one in dictionaries.assessment_types]
    return passes_table(
        pass_lines(source, query),
        heading,
        dictionaries,
        bureaus=filtered.bureaus,
        types=types,
        proofs=[
            prove(source, figure, number, msgspec.structs.replace(query, figure=figure), dictionaries)
            for figure, number in ((Figure.ASSESSED, total.assessed), (Figure.PASSED, total.passed))
        ],
    )
