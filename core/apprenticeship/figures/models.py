"""Frozen read models of the statistics (D1, D5-D7, C1, C5-C7).

What is counted says `core.apprenticeship.words.figures`.
"""

from __future__ import annotations

from core.apprenticeship.words.figures import Figure
from core.domain.values import Value


class BehindQuery(Value, frozen=True):
    """The records behind one number.

    `bureaus` are district codes (the reviewing bureau's), empty for all that this store counts. `year` is 0
    for all years or where the figure has none; `as_of` is the day text of the figures that have one
    (`as_of_day`), `type` a code of 考核类型 or empty for any. `teacher_id`, `student` and `teacher` (any
    characters, pinyin initials, id number) narrow it further. Figures of scores give `ScoreRow`s, of
    teachers `TeacherRow`s (which `student` does not narrow), of filings `FilingRow`s (SUBMITTED), all
    others `RegisterRow`s. An empty `sort` is the usual one of the figure.
    """

    figure: Figure
    bureaus: tuple[str, ...] = ()
    year: int = 0
    as_of: str = ""
    type: str = ""
    teacher_id: str = ""
    student: str = ""
    teacher: str = ""
    sort: str = ""
    descending: bool = False


class YearLine(Value, frozen=True):
    """One district's figures of one year; `bureau` is empty in a total over districts.

    `filed_total` and `eligible` are as of the year's end, or today in the present year (`as_of`).
    """

    bureau: str
    year: int
    as_of: str
    filed_total: int
    eligible: int
    submitted: int
    filed: int
    assessed: int
    passed: int


class HomeYear(Value, frozen=True):
    """One district's year on the home page (D1, C1): SUBMITTED, FILED, ASSESSED, PASSED."""

    bureau: str
    year: int
    submitted: int
    filed: int
    assessed: int
    passed: int


class TeacherQuery(Value, frozen=True):
    """Filter and order of D5/C5. `bureaus` as in `BehindQuery`; only teachers with a filing there are listed.

    `teacher` finds characters, pinyin initials or the id number, `place` the practice place, `district` is
    the teacher's own district; `seats` is `free`, `full` or empty; `teaching` leaves only those with
    待备案 or 在教 students in the bureaus (figures TEACHERS and, with `full`, FULL_TEACHERS); `teacher_id` is
    one teacher.
    """

    bureaus: tuple[str, ...] = ()
    teacher: str = ""
    place: str = ""
    district: str = ""
    seats: str = ""
    teaching: bool = False
    teacher_id: str = ""
    sort: str = "active"
    descending: bool = True


class TeacherRow(Value, frozen=True):
    """One teacher with the apprenticeships counted in the query's bureaus, by state.

    `ended` are dissolved and terminated ones. `open_everywhere` counts 待备案 and 在教 in all bureaus this
    store knows of: `seats_left` comes from it (G2).
    """

    id: str
    name: str
    title: str
    practice_place: str
    district: str
    pending: int
    active: int
    graduated: int
    ended: int
    open_everywhere: int
    seats_left: int


class TeacherLine(Value, frozen=True):
    """One district's totals of D5/C5; `bureau` is empty in the total, where each teacher counts once.

    `teachers` have 待备案 or 在教 students there, `full_teachers` are those of them without a seat left.
    """

    bureau: str
    teachers: int
    full_teachers: int
    pending: int
    active: int
    graduated: int
    ended: int


class PassLine(Value, frozen=True):
    """One district's passes of one type (D7/C7) in the query's period: 人次 and different people.

    `bureau` and `type` are empty in a total over several. `assessed` counts all results (ASSESSED).
    """

    bureau: str
    type: str
    passed: int
    people: int
    assessed: int = 0
