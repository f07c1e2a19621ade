"""Invented people and a small world to act in, for tests of every part."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from core.actions import Actor, Context, Outcome, Setting, execute
from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.commands.filing import (
    ApproveFiling,
    RegisterStudent,
    RegisterTeacher,
    SubmitDissolution,
    SubmitFiling,
)
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import (
    DIPLOMA,
    DISSOLUTION_PROOF,
    LICENCE,
    NOTARIAL_PAGE,
    ORGANISATION,
    QUALIFICATION_BACK,
    QUALIFICATION_FRONT,
    TITLE_BACK,
    TITLE_FRONT,
)
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.scores import result_for
from core.apprenticeship.words.values import (
    DissolutionData,
    NotarisationData,
    ScoreEntry,
    StudentData,
    TeacherData,
    TitleLevel,
)
from core.domain import idnumber
from core.domain.clock import FixedClock, instant
from core.domain.dictionaries import load_dictionaries
from core.domain.ids import IdSource
from core.domain.values import DocumentKind, DocumentRef, Parameters, Role, SeenRecord, Sex
from core.domain.workdays import load_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command

WUCHANG, HONGSHAN, CITY = "420106", "420111", "420100"
NOW = "2026-11-20T02:20:00.000Z"
TEACHER_KINDS = (
    DocumentKind.ID_FRONT,
    DocumentKind.ID_BACK,
    TITLE_FRONT,
    TITLE_BACK,
    QUALIFICATION_FRONT,
    QUALIFICATION_BACK,
    LICENCE,
    ORGANISATION,
)
STUDENT_KINDS = (DocumentKind.ID_FRONT, DocumentKind.ID_BACK, DIPLOMA)


def id_number(born: str = "1996-08-21", sequence: int = 1, area: str = "420106") -> str:
    """An invented number with a valid check character; odd sequences are male."""
    first = f"{area}{born.replace('-', '')}{sequence:03d}"
    return first + idnumber.check_character(first)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refs(kinds: Iterable[DocumentKind], owner: str) -> tuple[DocumentRef, ...]:
    """References to documents that are told apart by their owner's name."""
    return tuple(ref(kind, owner) for kind in kinds)


def ref(kind: DocumentKind, owner: str, page: int = 1) -> DocumentRef:
    name = f"{owner}/{kind}/{page}"
    return DocumentRef(
        kind=kind,
        sha256=digest(name),
        original_sha256=digest("original " + name),
        page=page,
        size=1000,
        width=800,
        height=600,
    )


def pages(count: int, owner: str) -> tuple[DocumentRef, ...]:
    return tuple(ref(NOTARIAL_PAGE, owner, page) for page in range(1, count + 1))


def proofs(count: int, owner: str = "dissolution") -> tuple[DocumentRef, ...]:
    return tuple(ref(DISSOLUTION_PROOF, owner, page) for page in range(1, count + 1))


def teacher_data(sequence: int = 1, **changes: Any) -> TeacherData:
    """A teacher who may teach: 副主任医师 of 武昌区."""
    data = TeacherData(
        name="刘景和",
        sex=Sex.MALE if sequence % 2 else Sex.FEMALE,
        id_number=id_number("1970-03-05", sequence),
        phone=f"138{sequence:08d}",
        title="副主任医师",
        title_level=TitleLevel.ASSOCIATE,
        title_on="2012-06-01",
        qualification_no="QZ2000001",
        qualification_on="2000-07-01",
        licence_no="ZY2001001",
        licence_on="2001-03-01",
        practice_place="武昌区中医医院",
        district=WUCHANG,
        born_on="1970-03-05",
        organisation_code="MA4K00001X",
    )
    return msgspec.structs.replace(data, **changes)


def student_data(sequence: int = 1, **changes: Any) -> StudentData:
    data = StudentData(
        name="陈亦舟",
        sex=Sex.MALE if sequence % 2 else Sex.FEMALE,
        id_number=id_number("1996-08-21", sequence),
        phone=f"139{sequence:08d}",
        education=of(load_dictionaries()).educations[0].code,
        born_on="1996-08-21",
    )
    return msgspec.structs.replace(data, **changes)


def notarisation_data(teacher: TeacherData, **changes: Any) -> NotarisationData:
    data = NotarisationData(
        office="湖北省武汉市楚信公证处",
        certificate_no="（2026）鄂武昌证字第 1187 号",
        notarised_on="2026-09-01",
        teaching_start="2026-09-01",
        teaching_end="2029-09-01",
        teaching_place="武昌区中医医院",
        teacher_name=teacher.name,
        teacher_phone=teacher.phone,
        teacher_id_number=teacher.id_number,
    )
    return msgspec.structs.replace(data, **changes)


def notarised(teacher: TeacherData, day: str) -> NotarisationData:
    """A notarisation of a day, with three years of teaching from that day."""
    end = f"{int(day[:4]) + 3}{day[4:]}".replace("-02-29", "-03-01")
    return notarisation_data(teacher, notarised_on=day, teaching_start=day, teaching_end=end)


@dataclass
class World:
    """One store judged as the central server would: `session` stays open, nothing commits by itself."""

    session: Session
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    setting: Setting = field(
        default_factory=lambda: Setting(load_dictionaries(), load_calendar(), Parameters())
    )

    def __post_init__(self) -> None:
        self.ids = IdSource(self.clock, random.Random(7).randbytes)
        self.people: dict[str, Any] = {}

    @property
    def today(self) -> date:
        return self.context(Actor("nobody", "", Role.AUDITOR)).today

    def context(self, actor: Actor, *, settles: bool = True) -> Context:
        now = self.clock.now()
        return Context(
            actor=actor,
            setting=self.setting,
            now=now,
            decided_at=instant(now),
            device_id="device-1",
            op_id=self.ids.new(),
            settles=settles,
        )

    def run(self, command: Command, actor: Actor) -> Outcome:
        """Run one command in a savepoint, so that a refusal leaves nothing."""
        with self.session.begin_nested():
            return execute(self.session, command, self.context(actor))

    def reviewer(self, district: str = WUCHANG, name: str = "周敏") -> Actor:
        return Actor(f"clerk-{district}-{name}", name, Role.DISTRICT_REVIEWER, frozenset({district}))

    def teacher(self, sequence: int = 1, **changes: Any) -> Actor:
        """Register a teacher; gives the actor."""
        data = teacher_data(sequence, **changes)
        actor = Actor(f"r-t{sequence}", data.name, TEACHER, person_id=self.ids.new())
        self.people[actor.person_id] = data
        documents = refs(TEACHER_KINDS, f"teacher{sequence}")
        self.run(RegisterTeacher(actor.person_id, data, documents), actor)
        return actor

    def city(self, role: Role = Role.CITY_OFFICE, name: str = "何静") -> Actor:
        """Give a clerk of the city: all districts and the city's own scope."""
        codes = (one.code for one in self.setting.dictionaries.districts)
        return Actor(f"clerk-{role}-{name}", name, role, frozenset({CITY, *codes}))

    def commission(self, name: str = "梁宏") -> Actor:
        return self.city(Role.CITY_COMMISSION, name)

    def student(
        self, teacher: Actor, sequence: int = 1, notarised_on: str = "2026-09-01", **changes: Any
    ) -> Actor:
        """Register a student with a notarisation that names the teacher; gives the actor."""
        data = student_data(sequence, **changes)
        actor = Actor(f"r-s{sequence}", data.name, STUDENT, person_id=self.ids.new())
        notarisation_id = self.ids.new()
        self.people[actor.person_id] = (data, notarisation_id)
        command = RegisterStudent(
            actor.person_id,
            data,
            refs(STUDENT_KINDS, f"student{sequence}"),
            notarisation_id,
            notarised(self.people[teacher.person_id], notarised_on),
            pages(3, f"student{sequence}"),
        )
        self.run(command, actor)
        return actor

    def submit(self, student: Actor) -> str:
        """Submit the student's filing; gives its id."""
        command = SubmitFiling(
            filing_id=self.ids.new(),
            apprenticeship_id=self.ids.new(),
            student_id=student.person_id,
            notarisation_id=self.people[student.person_id][1],
        )
        self.run(command, student)
        return command.filing_id

    def filed(self, sequence: int = 1, teacher: Actor | None = None) -> tuple[str, Actor]:
        """A filing that waits for review, with its student."""
        student = self.student(teacher or self.teacher(sequence), sequence)
        return self.submit(student), student

    def active(
        self, sequence: int = 1, teacher: Actor | None = None, notarised_on: str = "2023-01-10"
    ) -> str:
        """Give the id of an apprenticeship 在教, old enough for 出师考核 unless another day is given."""
        student = self.student(teacher or self.teacher(sequence), sequence, notarised_on)
        return self.approved(self.submit(student))

    def again(self, student_id: str, notarised_on: str, teacher: Actor | None = None) -> str:
        """Give the id of a further apprenticeship 在教 of a student whose earlier one ended."""
        named = teacher or self.teacher(900)
        student = Actor("r-again", "", STUDENT, person_id=student_id)
        notarisation_id = self.ids.new()
        command = SubmitFiling(
            filing_id=self.ids.new(),
            apprenticeship_id=self.ids.new(),
            student_id=student_id,
            notarisation_id=notarisation_id,
            notarisation=notarised(self.people[named.person_id], notarised_on),
            pages=pages(3, notarisation_id),
        )
        self.run(command, student)
        return self.approved(command.filing_id)

    def approved(self, filing_id: str) -> str:
        """Approve a filing by the bureau; give the id of its apprenticeship."""
        filing = self.session.get_one(Filing, filing_id)
        command = ApproveFiling(filing_id, filing.revision, paper_seen=True, confirmed=("G6_TERMINATED",))
        self.run(command, self.reviewer(filing.bureau))
        return filing.apprenticeship_id

    def study(self, apprenticeship_id: str) -> Apprenticeship:
        return self.session.get_one(Apprenticeship, apprenticeship_id)

    def entry(
        self, apprenticeship_id: str, tenths: int = 860, *, type: str = "graduation", **changes: Any
    ) -> ScoreEntry:
        """A score of today, with the result of its pass mark."""
        result = result_for(tenths, of(self.setting.dictionaries).assessment_type(type))
        made = ScoreEntry(apprenticeship_id, type, self.today.isoformat(), tenths, result)
        return msgspec.structs.replace(made, **changes)

    def score(self, apprenticeship_id: str, tenths: int = 860, *, corrects: str = "", **changes: Any) -> str:
        """Enter a score that stays unpublished; gives its id. `changes` as for `entry`."""
        entry = self.entry(apprenticeship_id, tenths, **changes)
        command = RecordScore(self.ids.new(), entry, corrects=corrects)
        self.run(command, self.city())
        return command.assessment_id

    def seen(self, *score_ids: str) -> tuple[SeenRecord, ...]:
        """Give scores as they stand now."""
        return tuple(SeenRecord(one, self.session.get_one(Assessment, one).version) for one in score_ids)

    def publish(self, *score_ids: str, checked_twice: bool = True) -> Outcome:
        command = PublishScores(self.ids.new(), self.seen(*score_ids), checked_twice)
        return self.run(command, self.city())

    def terminate(self, apprenticeship_id: str, **changes: Any) -> Outcome:
        return self.run(self.termination(apprenticeship_id, **changes), self.commission())

    def termination(self, apprenticeship_id: str, **changes: Any) -> ForceTerminate:
        """A complete command to end an apprenticeship by force; `changes` replace its fields."""
        study = self.study(apprenticeship_id)
        command = ForceTerminate(
            apprenticeship_id,
            study.version,
            reason_code="false_materials",
            basis="武卫医罚〔2026〕18 号",
            text="经核查，备案时提交的学历证书系伪造。",
            typed_name=study.student_name,
        )
        return msgspec.structs.replace(command, **changes)

    def approve(self, filing_id: str) -> str:
        """Approve an establishing filing by its bureau; gives the id of the apprenticeship, now 在教."""
        row = self.session.get_one(Filing, filing_id)
        self.run(ApproveFiling(filing_id, row.revision, paper_seen=True), self.reviewer(row.bureau))
        return row.apprenticeship_id

    def dissolve(self, student: Actor, apprenticeship_id: str, **changes: Any) -> str:
        """Submit a dissolution of today with two pages of proof; gives the id of its filing."""
        self.run(command := self.dissolution(apprenticeship_id, **changes), student)
        return command.filing_id

    def dissolution(self, apprenticeship_id: str, **changes: Any) -> SubmitDissolution:
        """The command of a dissolution; `changes` are its fields."""
        values: dict[str, Any] = {
            "filing_id": self.ids.new(),
            "dissolution": DissolutionData(self.today.isoformat(), "双方协商一致"),
            "proofs": proofs(2),
        }
        return SubmitDissolution(apprenticeship_id=apprenticeship_id, **values | changes)
