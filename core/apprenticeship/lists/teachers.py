"""各老师带教学生情况 (D5, C5): teachers with their apprenticeships by state, and totals per district."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.figures.models import TeacherLine, TeacherQuery, TeacherRow
from core.apprenticeship.words.limits import Limits
from core.domain.errors import KnownError
from core.domain.values import Parameters
from core.store.listing import Where, fetch, parts
from core.store.lists import Listed
from core.store.search import match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.lists import Given

_OPEN = "coalesce(teacher_load.open, 0)"
SORTS = {
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
"""Names of people sort by their reading."""

_NUMBERS = "sum(pending) AS pending, sum(active) AS active, sum(graduated) AS graduated, sum(ended) AS ended"
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


class _Teachers(Listed[TeacherQuery, TeacherRow]):
    """What a page shows is read for its teachers, not for all that sort."""

    sorts = SORTS

    def first_page(
        self,
        source: Connection | Session,
        query: TeacherQuery,
        limit: int = 50,
        *,
        given: Given | None = None,
    ) -> list[TeacherRow]:
        return self.rows(source, _ids(source, query, given, limit), query, given=given)

    def ids(
        self, source: Connection | Session, query: TeacherQuery, *, given: Given | None = None
    ) -> list[str]:
        return _ids(source, query, given, -1)

    def rows(
        self,
        source: Connection | Session,
        ids: Sequence[str],
        query: TeacherQuery | None = None,
        *,
        given: Given | None = None,
    ) -> list[TeacherRow]:
        """Give the rows of ids, in their order, with the counts of the query's bureaus (none: of all)."""
        found, limit_of_seats = {}, seats(given)
        for some in parts(ids):
            within = _within(query or TeacherQuery())
            within.one_of("teacher_id", some)
            statement = f"SELECT {_COLUMNS} FROM ({_counted(within)}) AS counted{_KNOWN}"
            for row in fetch(source, statement, within.parameters):
                found[row[0]] = _row(row, limit_of_seats)
        return [found[one] for one in ids if one in found]

    def count(self, source: Connection | Session, query: TeacherQuery, *, given: Given | None = None) -> int:
        statement, where = _select("count(*)", query, seats(given))
        return 0 if where.nothing else int(fetch(source, statement, where.parameters)[0][0])


TEACHERS = _Teachers()


def seats(given: Given | None) -> int:
    """How many open apprenticeships a teacher may have."""
    return (given.parameters if given else Parameters()).of(Limits).apprentice_limit


def _ids(source: Connection | Session, query: TeacherQuery, given: Given | None, limit: int) -> list[str]:
    statement, where = _select("counted.teacher_id", query, seats(given))
    if where.nothing:
        return []
    return [
        row[0] for row in fetch(source, f"{statement}{_order(query)} LIMIT ?", [*where.parameters, limit])
    ]


def teacher_lines(
    source: Connection | Session, query: TeacherQuery, limit_of_seats: int
) -> tuple[tuple[TeacherLine, ...], TeacherLine]:
    """Give totals per bureau, in the query's order, and over all of them, each teacher counted once there.

    Without bureaus in the query the lines are those of the bureaus found, by code. From the kept counts
    when nothing is filtered.
    """
    filtered = (query.teacher, query.place, query.district, query.seats, query.teacher_id)
    found = (_lines if any(filtered) else _kept_lines)(source, query, limit_of_seats)
    empty = TeacherLine("", 0, 0, 0, 0, 0, 0)
    total = found.pop("", empty)
    bureaus = query.bureaus or tuple(sorted(found))
    return tuple(found.get(one, msgspec.structs.replace(empty, bureau=one)) for one in bureaus), total


def _lines(source: Connection | Session, query: TeacherQuery, limit_of_seats: int) -> dict[str, TeacherLine]:
    """Lines by bureau, and the total under the empty text."""
    statement, where = _select("counted.teacher_id", query, limit_of_seats)
    if where.nothing:
        return {}
    within = _within(query)
    grouped = (
        f"WITH chosen AS ({statement}) SELECT {{0}}, {_teachers()},"
        " sum(pending), sum(active), sum(graduated), sum(ended) FROM teaching"
        " JOIN chosen ON chosen.teacher_id = teaching.teacher_id"
        " LEFT JOIN teacher_load ON teacher_load.teacher_id = teaching.teacher_id"
        f" WHERE {' AND '.join(within.conditions)} GROUP BY 1"
    )
    parameters = [*where.parameters, limit_of_seats, *within.parameters]
    return {
        row[0]: TeacherLine(*row)
        for key in ("bureau", "''")
        for row in fetch(source, grouped.format(key), parameters)
    }


def _kept_lines(
    source: Connection | Session, query: TeacherQuery, limit_of_seats: int
) -> dict[str, TeacherLine]:
    """As `_lines`, for all teachers of the bureaus."""
    states, teaching = _kept(source, query, "apprenticeship"), _kept(source, query, "teaching")
    lines = {}
    for bureau in {*states, *teaching}:
        seats = {int(taken): count for taken, count in teaching[bureau].items()}
        full = sum(count for taken, count in seats.items() if taken >= limit_of_seats)
        lines[bureau] = TeacherLine(bureau, sum(seats.values()), full, *_by_state(states[bureau]))
    if lines:
        people = _people(source, query, limit_of_seats, lines)
        lines[""] = TeacherLine("", *people, *_by_state(sum(states.values(), Counter())))
    return lines


def _kept(source: Connection | Session, query: TeacherQuery, figure: str) -> dict[str, Counter[str]]:
    """A kept figure of the query's bureaus: bureau, part and count."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for bureau, part, count in fetch(
        source, "SELECT bureau, part, count FROM tally WHERE figure = ? AND count <> 0", [figure]
    ):
        if not query.bureaus or bureau in query.bureaus:
            found[bureau][part] += count
    return found


def _by_state(states: Counter[str]) -> tuple[int, int, int, int]:
    return (
        states["pending"],
        states["active"],
        states["passed"],
        states["dissolved"] + states["terminated"],
    )


def _people(
    source: Connection | Session,
    query: TeacherQuery,
    limit_of_seats: int,
    lines: Mapping[str, TeacherLine],
) -> tuple[int, int]:
    """Teachers, and full ones, of several bureaus together."""
    if len(lines) == 1:
        (line,) = lines.values()
        return line.teachers, line.full_teachers
    within = _within(query)
    statement = (
        f"SELECT {_teachers()} FROM teaching"
        " LEFT JOIN teacher_load ON teacher_load.teacher_id = teaching.teacher_id"
        f" WHERE {' AND '.join(within.conditions)}"
    )
    parameters: list[Any] = [limit_of_seats, *within.parameters]
    everywhere = "SELECT count(DISTINCT bureau) FROM tally WHERE figure = 'teaching' AND count <> 0"
    if fetch(source, everywhere)[0][0] <= sum(line.teachers > 0 for line in lines.values()):
        statement = (
            "SELECT coalesce(sum(count), 0), coalesce(sum(count * (CAST(part AS INTEGER) >= ?)), 0)"
            " FROM tally WHERE figure = 'teacher_open' AND part <> '0'"
        )
        parameters = [limit_of_seats]
    teachers, full = fetch(source, statement, parameters)[0]
    return teachers, full


def _teachers() -> str:
    """Columns that count teachers with open apprenticeships here, and the full ones (a parameter) of them."""
    teaches = "CASE WHEN pending + active > 0{0} THEN teaching.teacher_id END"
    return f"count(DISTINCT {teaches.format('')}), count(DISTINCT {teaches.format(f' AND {_OPEN} >= ?')})"


def _select(columns: str, query: TeacherQuery, limit_of_seats: int) -> tuple[str, Where]:
    """The statement without its order; `where.parameters` are those of all of it."""
    within, where = _within(query), Where()
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
        "counted.teacher_id IN (SELECT id FROM teacher WHERE rowid IN"
        " (SELECT rowid FROM teacher_fts WHERE teacher_fts MATCH ?))",
        expression,
    )


def _counted(within: Where) -> str:
    found = " AND ".join(within.conditions)
    return f"SELECT teacher_id, {_NUMBERS} FROM teaching WHERE {found} GROUP BY teacher_id"


def _within(query: TeacherQuery) -> Where:
    """Who has a filing in the query's bureaus.

    Several bureaus are read in the order of teachers (hence the plus sign), which needs no sorting.
    """
    where = Where()
    where.add("listed > 0")
    where.one_of("+bureau" if len(query.bureaus) > 1 else "bureau", query.bureaus)
    return where


def _if_any(where: Where) -> str:
    return f" WHERE {' AND '.join(where.conditions)}" if where.conditions else ""


def _order(query: TeacherQuery) -> str:
    if query.sort not in SORTS:
        raise KnownError("UNKNOWN_SORT", "列表不能按这一列排序。")
    direction = " DESC" if query.descending else ""
    keys = (*SORTS[query.sort], "counted.teacher_id")
    return " ORDER BY " + ", ".join(f"{key}{direction}" for key in keys)


def _row(row: Sequence[Any], limit_of_seats: int) -> TeacherRow:
    values: list[Any] = [*row, max(0, limit_of_seats - row[-1])]
    return TeacherRow(*values)
