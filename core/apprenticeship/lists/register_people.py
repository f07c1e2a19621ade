"""The persons of an existing register by id number, in few statements: for its check and its import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.apprenticeship.lists.apprenticeships import OPEN, apprenticeship_facts
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.register import number_key, own_number
from core.apprenticeship.words.register_known import Line, certificate_key
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.apprenticeship.words.register import ImportedFiling
    from core.apprenticeship.words.register_known import KnownRegister

IN_ONE = 400
"""Values in one IN list."""
_NEEDED = (*ApprenticeshipFacts.__struct_fields__, "notarisation_id", "filing_no", "teacher_id_number")
NOT_FILED = (ApprenticeshipState.REFUSED, ApprenticeshipState.WITHDRAWN)
"""What never became a filing does not stand in the way of one from the register."""


def learn(session: Session, rows: Sequence[ImportedFiling], known: KnownRegister) -> None:
    """Add what a store knows of the rows' persons and numbers; what `known` has already stays as it is."""
    teachers = {row.teacher.id_number for row in rows} - known.teachers.keys() - {""}
    students = {row.student.id_number for row in rows} - known.students.keys() - {""}
    teacher_ids = _people(session, Teacher, teachers, known.teachers)
    student_ids = _people(session, Student, students, known.students)
    for study in _studies(session, Apprenticeship.teacher_id, teacher_ids):
        if study.state in OPEN:
            known.open_of[teacher_ids[study.teacher_id]].append(apprenticeship_facts(study))
    learned = _studies(session, Apprenticeship.student_id, student_ids)
    for study in learned:
        known.studies[student_ids[study.student_id]].append(apprenticeship_facts(study))
    _lines(session, learned, student_ids, known)
    _numbers(session, rows, known)


def _people(
    session: Session, kind: type[Teacher | Student], numbers: set[str], names: dict[str, str]
) -> dict[str, str]:
    """Give the numbers by id of those who are known, and note everybody's name, unknown ones empty."""
    found: dict[str, str] = {}
    names.update(dict.fromkeys(numbers, ""))
    for part in _parts(numbers):
        wanted = select(kind.id, kind.id_number, kind.name).where(kind.id_number.in_(part))
        for id_, number, name in session.execute(wanted.order_by(kind.id.desc())):
            found[id_] = number
            names[number] = name
    return found


def _studies(session: Session, column: Any, ids: Mapping[str, str]) -> list[Any]:
    """Give what is needed of the apprenticeships; whole rows of thousands would take seconds."""
    columns = [getattr(Apprenticeship, name) for name in _NEEDED]
    found: list[Any] = []
    for part in _parts(ids):
        wanted = select(*columns).where(column.in_(part))
        found += session.execute(wanted.order_by(Apprenticeship.id))
    return found


def _lines(
    session: Session, studies: list[Any], student_ids: Mapping[str, str], known: KnownRegister
) -> None:
    """Note which certificate stands behind each apprenticeship that was filed or may be yet."""
    filed = {one.notarisation_id: one for one in studies if one.state not in NOT_FILED}
    for part in _parts(filed):
        wanted = select(Notarisation.id, Notarisation.certificate_no).where(Notarisation.id.in_(part))
        for id_, certificate_no in session.execute(wanted):
            study = filed[id_]
            key = student_ids[study.student_id], study.teacher_id_number, certificate_key(certificate_no)
            known.lines.setdefault(key, Line(study.filing_no))


def _numbers(session: Session, rows: Sequence[ImportedFiling], known: KnownRegister) -> None:
    """Note which of the rows' filing numbers the bureau has given already, in any of their forms."""
    for bureau in sorted({row.teacher.district for row in rows}):
        wanted = {form for row in rows if row.teacher.district == bureau for form in _forms(row.filing_no)}
        for part in _parts(wanted):
            given = select(Filing.filing_no).where(Filing.filing_no.in_(part), Filing.bureau == bureau)
            for number in session.scalars(given):
                known.numbers.setdefault(number_key(number), 0)
    owns = filter(None, (own_number(row.filing_no) for row in rows))
    for series in {(one.prefix, one.mark, one.year) for one in owns} - known.highest.keys():
        known.highest[series] = _highest(session, "-".join(filter(None, map(str, series))))


def _highest(session: Session, start: str) -> int:
    """Give the highest number of those that begin so (`WC-2026`); 0 when there is none."""
    those = select(Filing.filing_no).where(Filing.filing_no.startswith(f"{start}-", autoescape=True))
    longest = those.order_by(func.length(Filing.filing_no).desc(), Filing.filing_no.desc()).limit(1)
    own = own_number(session.scalar(longest) or "")
    return own.number if own else 0


def _forms(number: str) -> set[str]:
    """A number as typed and in the forms in which the same number may stand in the store."""
    if not number:
        return set()
    own = own_number(number)
    short = "-".join(filter(None, (own.prefix, own.mark, str(own.year), str(own.number)))) if own else ""
    return {number, number_key(number), short or number}


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(values)
    for start in range(0, len(wanted), IN_ONE):
        yield wanted[start : start + IN_ONE]
