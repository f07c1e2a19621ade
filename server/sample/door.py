"""A resident at the door of the server."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from core.domain import commands
from core.domain.commands import Command, encode_args
from core.domain.rules import RULES_VERSION
from core.domain.values import DocumentRef, Role
from core.files.images import ImageRefused, WatermarkText, derive_copy, inspect_image
from core.store.tables import Teacher
from server import actors, ledger
from server.tables import RESIDENT
from sync.protocol import Envelope

if TYPE_CHECKING:
    from litestar.testing import TestClient

    from core.domain.values import NotarisationData, StudentData, TeacherData
    from server.centre import Centre
    from server.sample.papers import Paper
    from server.sample.pictures import Pictures
    from server.sample.steps import Resident


class TurnedAway(Exception):
    """The server refused; `codes` are the refusal's own and those of the findings that block."""

    def __init__(self, codes: tuple[str, ...], message: str) -> None:
        super().__init__(f"{'/'.join(codes)}: {message}")
        self.codes = codes


class Door:
    def __init__(self, client: TestClient[Any], centre: Centre, who: Resident, pictures: Pictures) -> None:
        self._centre, self._who, self._pictures = centre, who, pictures
        self._account = ""
        self.shown: set[str] = set()
        self._person = ""
        self._notarisation = ""
        self._refs: dict[Paper, DocumentRef] = {}

    def _log_in(self) -> None:
        if self._account:
            return
        self._account, self._person = self._centre.ids.new(), self._centre.ids.new()
        with self._centre.writing() as session:
            session.execute(
                insert(RESIDENT).values(
                    id=self._account,
                    phone=self._who.phone,
                    teacher_id="",
                    student_id="",
                    active=1,
                    created_at=self._centre.now,
                )
            )

    def _upload(self, paper: Paper) -> DocumentRef:
        data = self._pictures.of(paper)
        if paper in self._refs:
            return self._refs[paper]
        try:
            inspect_image(data)
            copy = derive_copy(
                data, WatermarkText("仅用于中医师承备案", "武汉市卫生健康委员会", self._centre.now[:10])
            )
        except ImageRefused as refusal:
            raise TurnedAway((refusal.code,), refusal.message) from refusal
        sha = hashlib.sha256(data).hexdigest()
        self._centre.sealer.write(self._centre.config.originals, data, sha)
        self._centre.blobs.put(copy.data)
        ref = DocumentRef(paper.kind, copy.sha256, sha, paper.page, len(copy.data), copy.width, copy.height)
        self._refs[paper] = ref
        self.shown.add(copy.sha256)
        return ref

    def _run(self, command: Command) -> None:
        self._log_in()
        envelope = Envelope(
            op_id=self._centre.ids.new(),
            device_id="residents",
            device_seq=0,
            actor_id=self._account,
            name=command.name,
            version=1,
            args=encode_args(command),
            subject=command.subject,
            base_version=0,
            rules_version=RULES_VERSION,
            decided_at=self._centre.now,
        )
        verdict = ledger.settle(
            self._centre,
            envelope,
            ledger.Trusted(
                envelope.op_id, lambda s: actors.resident(s, self._account, self._who.role, self._person)
            ),
        )
        if verdict.status != "applied":
            raise TurnedAway(
                (verdict.code, *(f.code for f in verdict.findings if f.blocking)), verdict.message
            )

    def _all(self, papers: tuple[Paper, ...]) -> tuple[DocumentRef, ...]:
        return tuple([self._upload(paper) for paper in papers])

    def _bind(self) -> None:
        column = "teacher_id" if self._who.role is Role.TEACHER else "student_id"
        with self._centre.writing() as session:
            session.execute(
                update(RESIDENT).where(RESIDENT.c.id == self._account).values({column: self._person})
            )

    def register_teacher(self, teacher: TeacherData, papers: tuple[Paper, ...]) -> str:
        self._log_in()
        self._run(commands.RegisterTeacher(self._person, teacher, self._all(papers)))
        self._bind()
        return self._person

    def update_teacher(self, teacher: TeacherData, papers: tuple[Paper, ...]) -> None:
        with self._centre.reading() as session:
            version = session.get_one(Teacher, self._person).version
        self._run(commands.UpdateTeacher(self._person, version, teacher, self._all(papers)))

    def register_student(
        self,
        student: StudentData,
        papers: tuple[Paper, ...],
        notarisation: NotarisationData,
        pages: tuple[Paper, ...],
    ) -> str:
        self._log_in()
        self._notarisation = self._centre.ids.new()
        self._run(
            commands.RegisterStudent(
                self._person, student, self._all(papers), self._notarisation, notarisation, self._all(pages)
            )
        )
        self._bind()
        return self._person

    def submit(self, notarisation: NotarisationData | None, pages: tuple[Paper, ...]) -> str:
        number = self._centre.ids.new() if notarisation else self._notarisation
        filing = self._centre.ids.new()
        self._run(
            commands.SubmitFiling(
                filing, self._centre.ids.new(), self._person, number, notarisation, self._all(pages)
            )
        )
        return filing

    def resubmit(
        self,
        filing: str,
        revision: int,
        student: StudentData | None,
        papers: tuple[Paper, ...],
        notarisation: NotarisationData | None,
        pages: tuple[Paper, ...],
    ) -> None:
        self._run(
            commands.ResubmitFiling(
                filing, revision, student, self._all(papers), notarisation, self._all(pages) or None
            )
        )

    def withdraw(self, filing: str, revision: int) -> None:
        self._run(commands.WithdrawFiling(filing, revision))
