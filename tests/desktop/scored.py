"""Invented scores in the store of an office of the city, for the tests of the screens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.actions.names import pinyin_of
from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.tables import Apprenticeship, Assessment, Notarisation, Student, Teacher
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.words.values import StudentData, TeacherData
    from tests.desktop.offices import Office

DISTRICTS = [one.code for one in load_dictionaries().districts]
TENTHS = (860, 910, 540, 780, 820, 690, 885, 730, 950, 600, 770)


def score_row(number: int, **changes: Any) -> ScoreRow:
    tenths = TENTHS[number % len(TENTHS)]
    row = ScoreRow(
        id=f"s{number:06d}",
        version=1,
        apprenticeship_id=f"a{number:06d}",
        student_id=f"p{number:06d}",
        teacher_id=f"t{number % 4}",
        bureau=DISTRICTS[number % 5],
        type="graduation",
        assessed_on="2026-11-08",
        tenths=tenths,
        result=AssessmentResult.PASS if tenths >= 600 else AssessmentResult.FAIL,
        state=AssessmentState.UNPUBLISHED,
        corrects="",
        corrected_by="",
        filing_no=f"WC-2023-{1200 - number % 1200:04d}",
        student_name=filed.STUDENTS[number % 15],
        student_id_number=number_of(number),
        teacher_name=filed.TEACHERS[number % 4],
        practice_place=filed.PLACES[number % 3],
        notarised_on="2023-03-16",
        entered_at=f"2026-11-09T02:{59 - number % 60:02d}:00.000Z",
        entered_by_name="何静",
        published_at="",
        published_by_name="",
        waiting=False,
        apprenticeship_state=ApprenticeshipState.ACTIVE,
    )
    return msgspec.structs.replace(row, **changes)


def published(number: int, **changes: Any) -> ScoreRow:
    made = score_row(number, state=AssessmentState.PUBLISHED, published_at="2026-11-12T01:00:00.000Z")
    return msgspec.structs.replace(made, **{"published_by_name": "梁宏", **changes})


def number_of(number: int) -> str:
    """The id number of a person."""
    return kit.id_number("1996-08-21", number % 990 + 1)


def fill(office: Office, *rows: ScoreRow) -> None:
    """Put scores into the store, each with its person."""
    with office.factory.begin() as session:
        for row in rows:
            _person(session, int(row.student_id[1:]), 1, {"state": str(row.apprenticeship_state)})
        session.add_all(_assessment(row) for row in rows)


def add(office: Office, number: int, *, places: int = 1, **changes: Any) -> None:
    """Put a person into the store, in teaching; with two `places` there is one that was ended before."""
    with office.factory.begin() as session:
        _person(session, number, places, changes)


def change(office: Office, id_: str, **changes: Any) -> None:
    """Change a score behind the screen's back; `apprenticeship_state` is that of its apprenticeship."""
    with office.factory.begin() as session:
        score = session.get_one(Assessment, id_)
        state = changes.pop("apprenticeship_state", "")
        if state:
            session.get_one(Apprenticeship, score.apprenticeship_id).state = str(state)
        for name, value in changes.items():
            setattr(score, name, value)


def score(office: Office, id_: str) -> Assessment:
    """A score as the store has it now."""
    with office.factory() as session:
        return session.get_one(Assessment, id_)


def limit(office: Office, **limits: int) -> None:
    """Have the office work with other numbers of the programme."""
    office.world.setting = replace(office.world.setting, parameters=Parameters(own=(Limits(**limits),)))


def _person(session: Session, number: int, places: int, changes: dict[str, Any]) -> None:
    like = score_row(number)
    teacher = kit.teacher_data(number % 4 + 1, name=like.teacher_name)
    student = kit.student_data(number % 990 + 1, name=like.student_name)
    session.merge(Teacher(id=like.teacher_id, scope=like.bureau, **_of_person(teacher)))
    session.merge(Student(id=like.student_id, scope=like.bureau, **_of_person(student)))
    for place in range(places):
        study = _study(like, place, teacher)
        for name, value in changes.items() if not place else ():
            setattr(study, name, value)
        day = msgspec.to_builtins(kit.notarised(teacher, study.notarised_on))
        session.merge(study)
        session.merge(Notarisation(id=study.notarisation_id, student_id=like.student_id, **day))


def _of_person(data: StudentData | TeacherData) -> dict[str, Any]:
    times = {"registered_at": kit.NOW, "updated_at": kit.NOW}
    return {**msgspec.to_builtins(data), **times, "name_pinyin": pinyin_of(data.name)}


def _study(like: ScoreRow, place: int, teacher: Any) -> Apprenticeship:
    return Apprenticeship(
        scope=like.bureau,
        id=like.apprenticeship_id if not place else f"old-{like.apprenticeship_id}",
        teacher_id=like.teacher_id,
        student_id=like.student_id,
        notarisation_id=f"n-{like.apprenticeship_id}-{place}",
        bureau=like.bureau,
        state=str(ApprenticeshipState.ACTIVE if not place else ApprenticeshipState.TERMINATED),
        filing_no=like.filing_no,
        teacher_name=teacher.name,
        teacher_pinyin=pinyin_of(teacher.name),
        teacher_id_number=teacher.id_number,
        teacher_title=teacher.title,
        practice_place=like.practice_place,
        student_name=like.student_name,
        student_pinyin=pinyin_of(like.student_name),
        student_id_number=like.student_id_number,
        notarised_on=like.notarised_on if not place else "2019-05-06",
        created_at=kit.NOW,
    )


def _assessment(row: ScoreRow) -> Assessment:
    derived = ("corrected_by", "waiting", "apprenticeship_state")
    values = {name: value for name, value in msgspec.to_builtins(row).items() if name not in derived}
    unpublished = row.state is AssessmentState.UNPUBLISHED
    return Assessment(
        **values,
        scope=kit.CITY if unpublished else row.bureau,
        student_pinyin=pinyin_of(row.student_name),
        teacher_pinyin=pinyin_of(row.teacher_name),
        entered_by="clerk-city",
        settled_at="" if row.waiting else kit.NOW,
    )
