"""各区年度备案情况 (D6, C6): a district sees its years, the city its districts in one year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.figures import year_lines
from core.apprenticeship.figures.years import TITLE, YearsQuery, years_statistic
from core.apprenticeship.words.dictionaries import of
from desktop.pages import FIGURES
from desktop.views.apprenticeship.figures.drill_downs import KINDS, RecordDrills
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.figures.fields import Year, year_words
from desktop.views.figures.page import FiguresScreen, Found
from desktop.views.lists.fields import Choice
from desktop.views.lists.query_words import Spoken

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desktop.desk import Desk


def first(desk: Desk) -> YearsQuery:
    """The present year for the city, all years for a district."""
    return YearsQuery(desk.today().year if len(desk.districts) > 1 else 0)


def read(source: Connection, query: YearsQuery, desk: Desk) -> Found:
    lines = year_lines(source, desk.districts, desk.today(), desk.words, type=query.type)
    statistic = years_statistic(lines, desk.words, year=query.year, type=query.type)
    return Found(statistic, sorted({line.year for line in lines}, reverse=True))


def spoken(query: YearsQuery, desk: Desk) -> Spoken:
    return Spoken(f"考核类型：{type_words(query.type, desk)}", year_words(query.year))


def types(desk: Desk) -> tuple[tuple[str, str], ...]:
    return tuple(Words(desk.words).types())


def type_words(code: str, desk: Desk) -> str:
    """The name of a 考核类型, or 全部类型."""
    return of(desk.words).assessment_name(code) if code else TYPES.every


TYPES = Choice("type", "考核类型", options=types, width=138, every="全部类型")

YEARS = FiguresScreen(
    key="years",
    title=TITLE,
    icon="years",
    group=FIGURES,
    kinds=KINDS,
    first=first,
    fields=(Year(), TYPES),
    read=read,
    spoken=spoken,
    drills=RecordDrills,
)
