"""台账导入: take over filings that a bureau decided before this program (G2-G4, G6; decision 0015).

The rows made are those of a submission that was approved, without documents and without messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import select

from core.actions.clean import clean_text
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed
from core.actions.locks import one_at_a_time
from core.actions.registry import acts
from core.actions.rows import derived_id
from core.applications.clean import clean
from core.applications.numbers import next_number, raise_counter
from core.apprenticeship import rules
from core.apprenticeship.actions.people import cleaned_teacher
from core.apprenticeship.actions.register_rows import new_filing, new_person, show_person
from core.apprenticeship.actions.scoring import NOTHING_SELECTED, chunks, locked
from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.lists.register_people import learn
from core.apprenticeship.tables import Apprenticeship, Student, Teacher
from core.apprenticeship.words.content import FORMS
from core.apprenticeship.words.register import BYTES_MAX, ROWS_MAX, own_number
from core.apprenticeship.words.register_known import KnownRegister
from core.apprenticeship.words.values import FilingKind
from core.domain.refusals import Refusal
from core.domain.values import Evidence, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.words.register import ImportedFiling

IMPORT_FORBIDDEN = Refusal(
    "IMPORT_FORBIDDEN",
    short="台账中有不能导入的行",
    advice="这批台账整批没有导入。请再次导入同一文件，已有的行会自动略过，有错的行请更正。",
)
IMPORT_NOT_OURS = Refusal(
    "IMPORT_NOT_OURS", short="不是本区的台账", advice="只能导入本区的台账，本项决定不生效。确认后点“知道了”。"
)
IMPORT_TOO_LARGE = Refusal(
    "IMPORT_TOO_LARGE",
    short="一次导入的内容过多",
    advice="一次导入的内容过多，请升级程序后再次导入同一文件。",
)


@acts(ImportFilings)
def import_filings(session: Session, command: ImportFilings, context: Context) -> Outcome:
    """Import all rows or none; a few queries whatever their number."""
    _require_countable(command)
    rows = tuple(_clean(row, context) for row in command.rows)
    _require_own(rows, context)
    _take_turns(session, rows)
    persons = _Persons.load(session, rows)
    _raise_counters(session, rows, context)
    judged = _judge(session, rows, context)
    problems = tuple(one for row in judged for one in row.problems)
    _refuse_rows(problems, rows)
    refuse_unconfirmed(problems, ())
    ids = [
        _import(session, row, index, judged[index].confirmed, persons, context)
        for index, row in enumerate(rows)
    ]
    return Outcome("filing", ids[0])


@dataclass(slots=True)
class _Persons:
    """Rows by id number: those of the store, and those this command makes."""

    teachers: dict[str, Teacher] = field(default_factory=dict)
    students: dict[str, Student] = field(default_factory=dict)
    studies: dict[str, list[Apprenticeship]] = field(default_factory=dict)
    """Earlier apprenticeships by the student's id."""

    @classmethod
    def load(cls, session: Session, rows: Sequence[ImportedFiling]) -> _Persons:
        """Load and lock in the order of `rows.hold`: students, teachers, apprenticeships."""
        persons = cls()
        students = _ids(session, Student, {row.student.id_number for row in rows})
        teachers = _ids(session, Teacher, {row.teacher.id_number for row in rows})
        for student in locked(session, Student, students).values():
            persons.students.setdefault(student.id_number, student)
        for teacher in locked(session, Teacher, teachers).values():
            persons.teachers.setdefault(teacher.id_number, teacher)
        earlier: list[str] = []
        for part in chunks(students):
            earlier += session.scalars(select(Apprenticeship.id).where(Apprenticeship.student_id.in_(part)))
        for study in locked(session, Apprenticeship, earlier).values():
            persons.studies.setdefault(study.student_id, []).append(study)
        return persons


def _ids(session: Session, kind: type[Teacher | Student], numbers: set[str]) -> list[str]:
    found: list[str] = []
    for part in chunks(numbers):
        found += session.scalars(select(kind.id).where(kind.id_number.in_(part)))
    return found


def _require_countable(command: ImportFilings) -> None:
    if not command.rows:
        raise NOTHING_SELECTED("没有可导入的行。")
    if len(command.rows) > ROWS_MAX:
        message = f"一次最多导入 {ROWS_MAX} 行，现有 {len(command.rows)} 行，请分批导入。"
        raise IMPORT_TOO_LARGE(message)
    if len(msgspec.json.encode(command.rows)) > BYTES_MAX:
        raise IMPORT_TOO_LARGE("一次导入的内容过多，请分批导入。")


def _require_own(rows: Sequence[ImportedFiling], context: Context) -> None:
    """G7: a bureau keeps the register of its own district only."""
    own = context.actor.offices(context.setting.offices)
    elsewhere = [row for row in rows if rules.bureau_of(row.teacher) not in own]
    if elsewhere:
        raise IMPORT_NOT_OURS("只能导入本区的台账，其他区的备案请由该区卫生健康局导入。")


def _clean(row: ImportedFiling, context: Context) -> ImportedFiling:
    return msgspec.structs.replace(
        row,
        teacher=cleaned_teacher(row.teacher, context),
        student=clean(row.student),
        notarisation=clean(row.notarisation),
        filing_no=clean_text(row.filing_no),
    )


def _take_turns(session: Session, rows: Sequence[ImportedFiling]) -> None:
    """At the centre: nobody registers the same people or imports into the same register meanwhile."""
    one_at_a_time(
        session,
        (f"register/{row.teacher.district}" for row in rows),
        (f"person/{person.id_number}" for row in rows for person in (row.teacher, row.student)),
    )


def _raise_counters(session: Session, rows: Sequence[ImportedFiling], context: Context) -> None:
    """At the centre: no number of the rows is given to another filing, before or after.

    Before they are judged, so that what was given meanwhile is seen; after people are locked, as in a
    submission, which takes its number last.
    """
    if not context.settles:
        return
    highest: dict[tuple[str, FilingKind, int], int] = {}
    for row in rows:
        own, bureau = own_number(row.filing_no), row.teacher.district
        if own and own.prefix == context.setting.dictionaries.district(bureau).prefix:
            kind = FilingKind.DISSOLVE if own.mark else FilingKind.ESTABLISH
            key = bureau, kind, own.year
            highest[key] = max(own.number, highest.get(key, 0))
    for (bureau, kind, year), number in sorted(highest.items()):
        raise_counter(session, bureau, FORMS[kind].series, year, number)


class _Judged(NamedTuple):
    """`problems` forbid the row or were not confirmed; each names its line and as evidence `rows.<index>`."""

    problems: tuple[Finding, ...]
    confirmed: tuple[Finding, ...]


def _judge(session: Session, rows: Sequence[ImportedFiling], context: Context) -> list[_Judged]:
    """Judge every row as if those before it stood in the store.

    What a row says by itself was shown to the person and must be confirmed; what only the centre may know
    of others either forbids the row or is no reason to stop it.
    """
    setting, known = context.setting, KnownRegister()
    learn(session, rows, known)
    judged = []
    for index, row in enumerate(rows):
        own = rules.check_imported(row, setting.parameters, context.today, setting.dictionaries)
        against = rules.blocking(rules.check_against(row, known.facts(row), setting.parameters))
        confirmed = tuple(one for one in own if not one.blocking and one.code in row.confirmed)
        problems = [one for one in (*own, *against) if one not in confirmed]
        judged.append(_Judged(tuple(_named(problems, row, index)), confirmed))
        known.take(row)
    return judged


def _named(findings: Sequence[Finding], row: ImportedFiling, index: int) -> list[Finding]:
    line = f"第 {row.row} 行" if row.row else ""
    label = f"{line}（{row.student.name}）" if line else row.student.name
    return [
        msgspec.structs.replace(
            finding,
            message=f"{label}：{finding.message}",
            evidence=(Evidence(field=f"rows.{index}"), *finding.evidence),
        )
        for finding in findings
    ]


def _refuse_rows(findings: tuple[Finding, ...], rows: Sequence[ImportedFiling]) -> None:
    """Refuse when one row cannot be imported; a few are told in the sentence, all in the findings."""
    blocking = rules.blocking(findings)
    if not blocking:
        return
    count = len({finding.evidence[0].field for finding in blocking})
    told = "；".join(finding.message for finding in blocking[: rules.NAMED_MAX])
    more = " 等" if len(blocking) > rules.NAMED_MAX else ""
    rest = "其余的行没有问题，可以再次导入同一文件，已在台账中的行会自动略过。" if count < len(rows) else ""
    message = f"台账 {len(rows)} 行中有 {count} 行不能导入，本次均未导入：{told}{more}。{rest}"
    raise IMPORT_FORBIDDEN(message, findings)


def _import(
    session: Session,
    row: ImportedFiling,
    index: int,
    confirmed: tuple[Finding, ...],
    persons: _Persons,
    context: Context,
) -> str:
    """Write one row; gives the id of its filing."""
    bureau = rules.bureau_of(row.teacher)
    student = persons.students.get(row.student.id_number)
    if student is None:
        id_ = derived_id(context.op_id, f"student/{row.student.id_number}")
        student = new_person(Student, id_, row.student, bureau, context)
        persons.students[row.student.id_number] = student
        session.add(student)
    teacher = persons.teachers.get(row.teacher.id_number)
    if teacher is None:
        id_ = derived_id(context.op_id, f"teacher/{row.teacher.id_number}")
        teacher = new_person(Teacher, id_, row.teacher, bureau, context)
        persons.teachers[row.teacher.id_number] = teacher
        session.add(teacher)
    show_person(bureau, student, teacher, *persons.studies.get(student.id, ()))
    number = row.filing_no
    if not number:
        kind, year = FilingKind.ESTABLISH, int(row.filed_on[:4])
        number = next_number(session, context, bureau, FORMS[kind].series, year=year)
    made = new_filing(row, index, student, teacher, number, confirmed, context)
    session.add_all(made.rows)
    return made.filing_id
