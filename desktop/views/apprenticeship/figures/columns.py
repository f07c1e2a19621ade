"""Columns of the lists behind numbers: filings, apprenticeships, scores, teachers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.words.figures import OF_FILINGS, OF_SCORES, OF_TEACHERS, Figure
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.clock import local_text
from core.domain.masking import mask_id_number
from desktop.models.columns import RIGHT, Column
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.scores.score_texts import Words, person_columns, score_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.figures.models import TeacherRow
    from core.apprenticeship.lists.filings import FilingRow
    from core.apprenticeship.lists.register import RegisterRow
    from core.apprenticeship.lists.scores import ScoreRow
    from core.domain.dictionaries import Dictionaries
    from desktop.desk import Desk

OF_COLUMN = {
    "active": Figure.ACTIVE,
    "graduated": Figure.GRADUATED,
    "pending": Figure.PENDING,
    "ended": Figure.ENDED,
}
"""Which of a teacher's students a column of the list of teachers counts; the name opens all of them."""


def kind_of(figure: Figure) -> str:
    """What a figure counts: `filings`, `scores`, `teachers` or `studies`."""
    if figure in OF_FILINGS:
        return "filings"
    return "scores" if figure in OF_SCORES else "teachers" if figure in OF_TEACHERS else "studies"


def columns_of(kind: str, desk: Desk) -> tuple[Column[Any], ...]:
    """The columns of a list; those who see several districts have the district."""
    made: dict[str, Callable[..., tuple[Column[Any], ...]]] = {
        "filings": _filings,
        "scores": _scores,
        "teachers": _teachers,
        "studies": _studies,
    }
    return made[kind](desk.words, city=len(desk.districts) > 1)


def _teachers(dictionaries: Dictionaries, *, city: bool) -> tuple[Column[TeacherRow], ...]:
    """Teachers with their students by state; each number is a link."""
    return (
        Column("name", "老师", lambda row: row.name, "name", width=104, link=True, fixed=True),
        Column("title", "职称", lambda row: row.title, "title", width=104),
        Column("place", "执业地", lambda row: row.practice_place, "practice_place", width=220),
        *((_home(dictionaries),) if city else ()),
        _count("active", "在教", 92),
        _count("graduated", "毕业", 92),
        _count("pending", "待备案", 102),
        _count("ended", "已结束", 102),
        Column("seats", "剩余名额", lambda row: f"{row.seats_left}", "seats_left", RIGHT, 112, kind="int"),
    )


def _count(key: str, title: str, width: int) -> Column[TeacherRow]:
    """A number that looks like a link; what it opens the list's owner decides."""
    return Column(
        key,
        title,
        lambda row: f"{getattr(row, key):,}",
        key,
        RIGHT,
        width,
        tone=lambda row: "link" if getattr(row, key) else "muted",
        kind="int",
    )


def _studies(dictionaries: Dictionaries, *, city: bool) -> tuple[Column[RegisterRow], ...]:
    return (
        Column("filing_no", "备案号", _study_no, "filing_no", width=122, fixed=True),
        Column("student", "学生", lambda row: row.student_name, "student_name", width=96),
        Column("id_number", "身份证号", _masked, width=164, full=lambda row: row.student_id_number),
        Column("teacher", "老师", lambda row: row.teacher_name, "teacher_name", width=86),
        *_district(dictionaries, "bureau", city=city),
        Column("place", "执业地", lambda row: row.practice_place, "practice_place", width=180),
        Column("notarised", "公证日期", lambda row: row.notarised_on, "notarised_on", width=104, kind="date"),
        Column("filed", "备案日期", lambda row: row.filed_on or "—", "filed_on", width=104, kind="date"),
        Column("ended", "结束日期", lambda row: row.ended_on or "—", "ended_on", width=104, kind="date"),
        Column("state", "状态", _study_state, "state", width=92, tone=_study_tone),
        _look(),
    )


def _filings(dictionaries: Dictionaries, *, city: bool) -> tuple[Column[FilingRow], ...]:
    return (
        Column(
            "filing_no",
            "备案号",
            lambda row: row.filing_no or "（待编号）",
            "filing_no",
            width=122,
            fixed=True,
        ),
        Column("student", "学生", lambda row: row.student_name, "student_name", width=96),
        Column("teacher", "老师", lambda row: row.teacher_name, "teacher_name", width=96),
        *_district(dictionaries, "", city=city),
        Column("place", "执业地", lambda row: row.practice_place, "practice_place", width=200),
        Column("notarised", "公证日期", lambda row: row.notarised_on, "notarised_on", width=104, kind="date"),
        Column("submitted", "提交时间", lambda row: local_text(row.submitted_at), "submitted_at", width=136),
        Column("state", "状态", lambda row: row.state.label, "state", width=92, tone=_filing_tone),
        _look(),
    )


def _scores(dictionaries: Dictionaries, *, city: bool) -> tuple[Column[ScoreRow], ...]:
    return (
        *person_columns(),
        *_district(dictionaries, "bureau", city=city),
        Column("place", "老师执业地", lambda row: row.practice_place, "practice_place", width=170),
        *score_columns(Words(dictionaries), day_width=112),
        Column("filing_no", "备案号", lambda row: row.filing_no or "（待编号）", width=122, hidden=True),
        _look(),
    )


def _district(dictionaries: Dictionaries, sort: str, *, city: bool) -> tuple[Column[Any], ...]:
    if not city:
        return ()
    return (Column("district", "区", lambda row: dictionaries.district_name(row.bureau), sort, width=100),)


def _home(dictionaries: Dictionaries) -> Column[TeacherRow]:
    return Column(
        "district", "区", lambda row: dictionaries.district_name(row.district), "district", width=110
    )


def _look() -> Column[Any]:
    return Column("open", "操作", lambda row: "查看", width=58, link=True, fixed=True, kind="none")


def _masked(row: RegisterRow) -> str:
    return mask_id_number(row.student_id_number)


def _study_no(row: RegisterRow) -> str:
    return row.filing_no or "（待编号）"


def _study_state(row: RegisterRow) -> str:
    return ApprenticeshipState(row.state).label


def _study_tone(row: RegisterRow) -> str:
    return states.STUDY[ApprenticeshipState(row.state)]


def _filing_tone(row: FilingRow) -> str:
    return states.FILING[row.state]
