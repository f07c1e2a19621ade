"""各老师带教学生情况 (D5, C5): teachers with their apprenticeships by state, and totals per district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.domain.errors import KnownError
from core.store.figure_models import TeacherLine, TeacherRow
from core.store.queries.listing import Where, fetch, parts
from core.store.search import match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.figure_models import TeacherQuery

_OPEN = "coalesce(teacher_load.open, 0)"
TEACHER_SORTS = {
    "name": ("coalesce(teacher.name_pinyin, '')",),
    "title": ("coalesce(teacher.title, '')", "coalesce(teacher.name_pinyin, '')"),
    "practice_place": ("coalesce(teacher.practice_place, '')",),
    "district": ("coalesce(teacher.district, '')", "coalesce(teacher.name_pinyin, '')"),
    "pending": ("pending",),
    "active": ("active",),
    "graduated": ("graduated",),
    "ended": ("ended",),
    "open_everywhere": (_OPEN,),
    "seats_left": (f"-{_OPEN}",),
}
"""Sort names and what they sort by, always with the id last; names of people sort by their reading."""

_BY_STATE = (
    "sum(state = 'pending') AS pending, sum(state = 'active') AS active, sum(state = 'passed') AS graduated,"
    " sum(state IN ('dissolved', 'terminated')) AS ended"
)
_KNOWN = (
    " LEFT JOIN teacher ON teacher.id = counted.teacher_id"
    " LEFT JOIN teacher_load ON teacher_load.teacher_id = counted.teacher_id"
)


def _shown(column: str, copied: str) -> str:
    """A teacher's column; where the record is not in this store, what the newest apprenticeship repeats."""
    newest = "SELECT max(id) FROM apprenticeship WHERE teacher_id = counted.teacher_id"
    return f"coalesce(teacher.{column}, (SELECT {copied} FROM apprenticeship WHERE id = ({newest})))"


_COLUMNS = ", ".join(
    (
        "counted.teacher_id",
        _shown("name", "teacher_name"),
        _shown("title", "teacher_title"),
        _shown("practice_place", "practice_place"),
        "coalesce(teacher.district, '')",
        "pending, active, graduated, ended",
        _OPEN,
    )
)


def teacher_first_page(
    source: Connection | Session, query: TeacherQuery, limit_of_seats: int, limit: int = 50
) -> list[TeacherRow]:
    """Give the first rows of a query."""
    statement, where = _select(_COLUMNS, query, limit_of_seats)
    if where.nothing:
        return []
    rows = fetch(source, f"{statement}{_order(query)} LIMIT ?", [*where.parameters, limit])
    return [_row(row, limit_of_seats) for row in rows]


def teacher_ids(source: Connection | Session, query: TeacherQuery, limit_of_seats: int) -> list[str]:
    """Give the ids of all teachers of a query in its order."""
    statement, where = _select("counted.teacher_id", query, limit_of_seats)
    if where.nothing:
        return []
    return [row[0] for row in fetch(source, statement + _order(query), where.parameters)]


def teacher_rows(
    source: Connection | Session, ids: Sequence[str], query: TeacherQuery, limit_of_seats: int
) -> list[TeacherRow]:
    """Give the rows of ids, in their order, with the counts of the query's bureaus."""
    found = {}
    for some in parts(ids):
        within = Where()
        within.add(f"teacher_id IN ({', '.join('?' * len(some))})", *some)
        _bureaus(within, query)
        statement = f"SELECT {_COLUMNS} FROM ({_counted(within)}) AS counted{_KNOWN}"
        for row in fetch(source, statement, within.parameters):
            found[row[0]] = _row(row, limit_of_seats)
    return [found[one] for one in ids if one in found]


def teacher_count(source: Connection | Session, query: TeacherQuery, limit_of_seats: int) -> int:
    """Count the teachers of a query."""
    statement, where = _select("count(*)", query, limit_of_seats)
    return 0 if where.nothing else int(fetch(source, statement, where.parameters)[0][0])


def teacher_lines(
    source: Connection | Session, query: TeacherQuery, limit_of_seats: int
) -> tuple[tuple[TeacherLine, ...], TeacherLine]:
    """Give totals per bureau, in the query's order, and over all of them, each teacher counted once there.

    Without bureaus in the query the lines are those of the bureaus found, by code.
    """
    statement, where = _select("counted.teacher_id", query, limit_of_seats)
    found: dict[str, TeacherLine] = {}
    total = TeacherLine("", 0, 0, 0, 0, 0, 0)
    if not where.nothing:
        within = Where()
        _bureaus(within, query)
        grouped = (
            f"WITH chosen AS ({statement}), here AS (SELECT bureau, teacher_id, {_BY_STATE}"
            f" FROM apprenticeship{_if_any(within)} GROUP BY bureau, teacher_id)"
            f" SELECT {{0}}, count(DISTINCT CASE WHEN pending + active > 0 THEN here.teacher_id END),"
            f" count(DISTINCT CASE WHEN pending + active > 0 AND {_OPEN} >= ? THEN here.teacher_id END),"
            " sum(pending), sum(active), sum(graduated), sum(ended)"
            " FROM here JOIN chosen ON chosen.teacher_id = here.teacher_id"
            " LEFT JOIN teacher_load ON teacher_load.teacher_id = here.teacher_id"
        )
        parameters = [*where.parameters, *within.parameters, limit_of_seats]
        lines = fetch(source, f"{grouped.format('bureau')} GROUP BY bureau ORDER BY bureau", parameters)
        found = {row[0]: TeacherLine(*row) for row in lines}
        (row,) = fetch(source, grouped.format("''"), parameters)
        total = TeacherLine(row[0], *(number or 0 for number in row[1:]))
    bureaus = query.bureaus or tuple(found)
    return tuple(found.get(one, TeacherLine(one, 0, 0, 0, 0, 0, 0)) for one in bureaus), total


def _select(columns: str, query: TeacherQuery, limit_of_seats: int) -> tuple[str, Where]:
    """The statement without its order; `where.parameters` are those of all of it."""
    within, where = Where(), Where()
    _bureaus(within, query)
    if query.teacher_id:
        within.add("teacher_id = ?", query.teacher_id)
    where.parameters += within.parameters
    if query.district:
        where.add("teacher.district = ?", query.district)
    if query.teaching:
        where.add("pending + active > 0")
    if query.seats:
        where.add(f"{_OPEN} {_SEATS[query.seats]} ?", limit_of_seats)
    for text, column in ((query.teacher, "teacher"), (query.place, "place")):
        _search(where, text, column)
    return f"SELECT {columns} FROM ({_counted(within)}) AS counted{_KNOWN}{_if_any(where)}", where


_SEATS = {"free": "<", "full": ">="}


def _search(where: Where, text: str, column: str) -> None:
    if not text.strip():
        return
    expression = match(text, column)
    if expression is None:
        where.nothing = True
        return
    where.add(
        "counted.teacher_id IN (SELECT teacher_id FROM apprenticeship WHERE rowid IN"
        " (SELECT rowid FROM apprenticeship_fts WHERE apprenticeship_fts MATCH ?))",
        expression,
    )


def _counted(within: Where) -> str:
    return f"SELECT teacher_id, {_BY_STATE} FROM apprenticeship{_if_any(within)} GROUP BY teacher_id"


def _bureaus(where: Where, query: TeacherQuery) -> None:
    if query.bureaus:
        where.add(f"bureau IN ({', '.join('?' * len(query.bureaus))})", *query.bureaus)


def _if_any(where: Where) -> str:
    return f" WHERE {' AND '.join(where.conditions)}" if where.conditions else ""


def _order(query: TeacherQuery) -> str:
    if query.sort not in TEACHER_SORTS:
        raise KnownError("UNKNOWN_SORT", "列表不能按这一列排序。")
    direction = " DESC" if query.descending else ""
    keys = (*TEACHER_SORTS[query.sort], "counted.teacher_id")
    return " ORDER BY " + ", ".join(f"{key}{direction}" for key in keys)


def _row(row: Sequence[Any], limit_of_seats: int) -> TeacherRow:
    values: list[Any] = [*row, max(0, limit_of_seats - row[-1])]
    return TeacherRow(*values)
