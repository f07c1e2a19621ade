"""Invented records of the city as the read models give them, and a desk that serves them from memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from desktop.views.apprenticeship.register.record_ports import RecordPorts, SearchPorts, Terminating

from core.apprenticeship import rules
from core.apprenticeship.lists.records import (
    ApprenticeshipRecord,
    NotarisationView,
    StudentView,
    TeacherView,
    TerminationView,
)
from core.apprenticeship.lists.scores import ScoreRow
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import CaseState, Parameters
from desktop.views.apprenticeship.register.record_window import RecordWindow
from desktop.views.apprenticeship.register.search import SearchPage
from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet
from desktop.views.lists.ports import ListPort
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from core.apprenticeship.words.values import TerminationFacts
    from core.domain.commands.base import Command
    from core.domain.values import DocumentRef, Finding
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

DICTIONARIES = load_dictionaries()
BUREAUS = (kit.WUCHANG, kit.HONGSHAN, "420102")


def row(number: int, **changes: object) -> RegisterRow:
    made = filed.register_row(number, bureau=BUREAUS[number % 3])
    return msgspec.structs.replace(made, **changes)


def score(number: int = 0, **changes: object) -> ScoreRow:
    study = row(number)
    made = ScoreRow(
        id=f"sc{number}",
        version=1,
        apprenticeship_id=study.id,
        student_id=study.student_id,
        teacher_id=study.teacher_id,
        bureau=study.bureau,
        type=of(DICTIONARIES).assessment_types[0].code,
        assessed_on="2026-10-18",
        tenths=865,
        result=AssessmentResult.PASS,
        state=AssessmentState.PUBLISHED,
        corrects="",
        corrected_by="",
        filing_no=study.filing_no,
        student_name=study.student_name,
        student_id_number=study.student_id_number,
        teacher_name=study.teacher_name,
        practice_place=study.practice_place,
        notarised_on=study.notarised_on,
        entered_at="2026-10-19T02:00:00.000Z",
        entered_by_name="赵文",
        published_at="2026-10-20T02:00:00.000Z",
        published_by_name="赵文",
        waiting=False,
        apprenticeship_state=ApprenticeshipState.ACTIVE,
    )
    return msgspec.structs.replace(made, **changes)


def record(number: int = 0, **changes: object) -> ApprenticeshipRecord:
    study = row(number)
    filed_content = filed.content(number)
    made = ApprenticeshipRecord(
        row=study,
        version=4,
        teacher=filed_content.teacher,
        teacher_documents=filed_content.teacher_documents,
        student=filed_content.student,
        student_documents=filed_content.student_documents,
        notarisation_id=f"n{number}",
        notarisation=filed_content.notarisation,
        notarial_pages=filed_content.notarial_pages,
        filings=(filed.filing_row(number, CaseState.APPROVED, id="f000000"),),
        scores=(score(number),),
        termination=None,
        dissolution_proofs=(),
        unpublished_scores=0,
        open_now=3,
    )
    return msgspec.structs.replace(made, **changes)


def termination(**changes: object) -> TerminationView:
    made = TerminationView(
        reason_code="false_materials",
        basis="武卫中医〔2026〕12 号",
        text="经查，公证书系伪造。",
        decided_at="2026-11-20T02:20:00.000Z",
        decided_by_name="钱正",
        settled_at="",
        documents=(kit.ref(TERMINATION_BASIS, "basis"),),
    )
    return msgspec.structs.replace(made, **changes)


def dissolution(state: CaseState = CaseState.PENDING) -> object:
    return filed.filing_row(90, state, id="f000090", kind=FilingKind.DISSOLVE)


@dataclass
class Desk:
    """The store's side of search and record windows."""

    rows: list[RegisterRow] = field(default_factory=lambda: [row(number) for number in range(250)])
    records: dict[str, ApprenticeshipRecord] = field(default_factory=dict)
    asked: list[RegisterQuery] = field(default_factory=list)
    commands: list[ForceTerminate] = field(default_factory=list)
    revealed: list[tuple[str, str]] = field(default_factory=list)
    refusal: KnownError | None = None
    memory: filed.Memory = field(default_factory=filed.Memory)
    shelf: filed.Shelf = field(default_factory=filed.Shelf)

    # the list

    def found(self, query: RegisterQuery) -> list[RegisterRow]:
        rows = [
            one
            for one in self.rows
            if query.text in one.student_name + one.teacher_name + one.filing_no
            and query.place in one.practice_place
            and (not query.state or one.state == query.state)
            and (not query.bureau or one.bureau == query.bureau)
            and (not query.filed_from or one.filed_on >= query.filed_from)
            and (not query.notarised_to or one.notarised_on <= query.notarised_to)
        ]
        return sorted(rows, key=lambda one: getattr(one, query.sort), reverse=query.descending)

    def first_page(self, query: RegisterQuery, limit: int) -> list[RegisterRow]:
        return self.found(query)[:limit]

    def ids(self, query: RegisterQuery) -> list[str]:
        self.asked.append(query)
        return [one.id for one in self.found(query)]

    def by_ids(self, ids: tuple[str, ...]) -> list[RegisterRow]:
        return [one for one in self.rows if one.id in set(ids)]

    def count(self, query: RegisterQuery) -> int:
        return len(self.found(query))

    # single records

    def record(self, id_: str) -> ApprenticeshipRecord | None:
        if id_ in self.records:
            return self.records[id_]
        number = next((place for place, one in enumerate(self.rows) if one.id == id_), -1)
        return record(number) if number >= 0 else None

    def history(self, person_id: str) -> PersonHistory | None:
        return filed.history(person_id)

    def find(self, kind: str, id_: str) -> str:
        found = next((one for one in self.rows if one.id == id_), None)
        if found is None:
            return id_ if id_[:1] == kind[:1] else ""
        return {"teacher": found.teacher_id, "student": found.student_id, "notarisation": found.id}[kind]

    def teacher(self, id_: str) -> TeacherView | None:
        made = record(0)
        rows = tuple(one for one in self.rows if one.teacher_id == id_)[:4]
        if not rows:
            return None
        documents = made.teacher_documents
        return TeacherView(id_, made.teacher, filed.SUBMITTED, filed.SUBMITTED, documents, rows)

    def student(self, id_: str) -> StudentView | None:
        rows = tuple(one for one in self.rows if one.student_id == id_)
        if not rows:
            return None
        made = record(self.rows.index(rows[0]))
        scores = (score(0, state=AssessmentState.UNPUBLISHED, published_at=""), score(0))
        return StudentView(
            id_, made.student, filed.SUBMITTED, filed.SUBMITTED, made.student_documents, rows, scores
        )

    def notarisation(self, id_: str) -> NotarisationView | None:
        made = self.record(id_)
        if made is None:
            return None
        row = made.row
        return NotarisationView(
            row.id, made.notarisation, made.notarial_pages, row.student_name, row.teacher_name, row.origin
        )

    # termination

    def check(self, facts: TerminationFacts, command: ForceTerminate) -> tuple[Finding, ...]:
        return rules.check_termination(facts, command, Parameters(), of(DICTIONARIES).termination_reasons)

    def attach(self, path: str, page: int) -> DocumentRef:
        if not path.endswith((".jpg", ".png")):
            raise KnownError("image_type", "只能上传 JPG 或 PNG 格式的图片。")
        ref = kit.ref(TERMINATION_BASIS, Path(path).name, page)
        return msgspec.structs.replace(ref, original_sha256=kit.digest(f"original {path}"))

    def decide(self, command: Command, version: int) -> object:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.commands.append(command)  # type: ignore[arg-type]
        id_ = command.apprenticeship_id  # type: ignore[attr-defined]
        made = self.record(id_)
        assert made is not None
        ended = msgspec.structs.replace(made.row, state="terminated", ended_on="2026-11-20")
        self.records[id_] = msgspec.structs.replace(made, row=ended, termination=termination())
        return None

    def reveal(self, what: str, reason: str) -> None:
        self.revealed.append((what, reason))

    def image(self, sha256: str) -> bytes:
        if sha256 in self.shelf.errors:
            raise self.shelf.errors[sha256]
        return filed.scan("样例", (300, 420))

    # ports

    def terminating(self, lanes: Lanes) -> Terminating:
        return Terminating(
            writer=lanes.writer,
            files=lanes.more("files"),
            check=self.check,
            attach=self.attach,
            look=self.image,
            decide=self.decide,
            pages_max=10,
            text_max=2000,
        )

    def search(self, lanes: Lanes, prompts: ScriptedPrompts, *, commission: bool = True) -> SearchPorts:
        return SearchPorts(
            register=ListPort(lanes.reader, self.first_page, self.ids, self.by_ids, self.count),
            reader=lanes.reader,
            images=(lanes.network,),
            record=self.record,
            history=self.history,
            image=self.image,
            image_again=self.image,
            dictionaries=DICTIONARIES,
            prompts=prompts,
            reveal=self.reveal,
            memory=self.memory,
            terminating=self.terminating(lanes) if commission else None,
        )

    def windows(self, lanes: Lanes, prompts: ScriptedPrompts) -> RecordPorts:
        return RecordPorts(
            reader=lanes.reader,
            images=(lanes.network,),
            find=self.find,
            teacher=self.teacher,
            student=self.student,
            notarisation=self.notarisation,
            image=self.image,
            image_again=self.image,
            dictionaries=DICTIONARIES,
            prompts=prompts,
            reveal=self.reveal,
            memory=self.memory,
        )


def city_windows(lanes: Lanes, prompts: ScriptedPrompts) -> list[QWidget]:
    """The search, the sheet of forced termination and a record window of each kind."""
    desk = Desk()
    ports = desk.search(lanes, prompts)
    page = SearchPage(ports)
    sheet = TerminateSheet(page, ports, desk.terminating(lanes), record(0))
    sheet.pages.show_attached("决定书.jpg", kit.ref(TERMINATION_BASIS, "basis"))
    kinds = ("teacher", "student", "notarisation")
    return [page, sheet, *(RecordWindow(desk.windows(lanes, prompts), kind, "") for kind in kinds)]
