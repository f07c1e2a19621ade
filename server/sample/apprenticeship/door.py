"""A resident at the residents' API: logs in by phone and one-time code, uploads, registers, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from server.notices.recording import recorded_code
from server.residents.apprenticeship import shapes
from sync.protocol import Problem

if TYPE_CHECKING:
    from litestar.testing import TestClient

    from core.apprenticeship.words.values import DissolutionData, NotarisationData, StudentData, TeacherData
    from server.centre import Centre
    from server.sample.apprenticeship.papers import Paper
    from server.sample.apprenticeship.steps import Resident
    from server.sample.pictures import Pictures

Papers = tuple["Paper", ...]


class TurnedAway(Exception):
    """The server refused; `codes` are the refusal's own and those of the findings that block."""

    def __init__(self, codes: tuple[str, ...], message: str) -> None:
        super().__init__(f"{'/'.join(codes)}: {message}")
        self.codes = codes


class Door:
    """One resident; everything goes over the client, only the one-time code is read from the recording."""

    def __init__(self, client: TestClient[Any], centre: Centre, who: Resident, pictures: Pictures) -> None:
        self._client, self._centre, self._who, self._pictures = client, centre, who, pictures
        self._token = ""
        self._expires_at = ""
        self._uploads: dict[Paper, str] = {}

    def register_teacher(self, teacher: TeacherData, papers: Papers) -> str:
        """R1; gives the teacher's id."""
        asked = shapes.NewTeacher(teacher, self._attached(papers))
        return self._do("POST", "/r/v1/teacher", asked).id

    def update_teacher(self, teacher: TeacherData, papers: Papers) -> None:
        """R3, on top of the version that stands."""
        documents = self._attached(papers)
        me = msgspec.json.decode(self._send("GET", "/r/v1/me"), type=shapes.Me)
        if me.teacher is None:
            raise LookupError("not registered as a teacher")
        self._do("PUT", "/r/v1/teacher", shapes.ChangedTeacher(me.teacher.version, teacher, documents))

    def register_student(
        self, student: StudentData, papers: Papers, notarisation: NotarisationData, pages: Papers
    ) -> str:
        """S1; gives the student's id."""
        asked = shapes.NewStudent(student, self._attached(papers), notarisation, self._attached(pages))
        return self._do("POST", "/r/v1/student", asked).id

    def submit(self, notarisation: NotarisationData | None, pages: Papers) -> str:
        """S3; gives the filing's id."""
        return self._do("POST", "/r/v1/filings", shapes.NewFiling(notarisation, self._attached(pages))).id

    def resubmit(
        self,
        filing: str,
        revision: int,
        student: StudentData | None,
        papers: Papers,
        notarisation: NotarisationData | None,
        pages: Papers,
    ) -> None:
        """Correct what was returned (G15)."""
        asked = shapes.Resubmission(
            revision, student, self._attached(papers), notarisation, self._attached(pages) or None
        )
        self._do("POST", f"/r/v1/filings/{filing}/resubmit", asked)

    def dissolve(self, apprenticeship: str, dissolution: DissolutionData, papers: Papers) -> str:
        """S4; gives the filing's id."""
        asked = shapes.NewDissolution(apprenticeship, dissolution, self._attached(papers))
        return self._do("POST", "/r/v1/dissolutions", asked).id

    def resubmit_dissolution(
        self, filing: str, revision: int, dissolution: DissolutionData | None, papers: Papers
    ) -> None:
        """Correct what was returned of a dissolution (G15)."""
        asked = shapes.DissolutionResubmission(revision, dissolution, self._attached(papers) or None)
        self._do("POST", f"/r/v1/dissolutions/{filing}/resubmit", asked)

    def withdraw(self, filing: str, revision: int) -> None:
        """Take the filing back."""
        self._do("POST", f"/r/v1/filings/{filing}/withdraw", shapes.Withdrawal(revision))

    def _attached(self, papers: Papers) -> tuple[shapes.Attached, ...]:
        self._log_in()
        return tuple([shapes.Attached(one.kind, self._upload(one), one.page) for one in papers])

    def _upload(self, paper: Paper) -> str:
        """A paper is uploaded once, however often it is handed in."""
        data = self._pictures.of(paper)
        if paper not in self._uploads:
            answer = self._send("POST", "/r/v1/uploads", data)
            self._uploads[paper] = msgspec.json.decode(answer, type=shapes.Uploaded).upload_id
        return self._uploads[paper]

    def _do(self, method: str, path: str, asked: msgspec.Struct) -> shapes.Done:
        return msgspec.json.decode(self._send(method, path, asked), type=shapes.Done)

    def _send(self, method: str, path: str, body: msgspec.Struct | bytes | None = None) -> bytes:
        self._log_in()
        return self._ask(method, path, body, {"Authorization": f"Bearer {self._token}"})

    def _log_in(self) -> None:
        if self._token and self._expires_at > self._centre.now:
            return
        phone = self._who.phone
        self._ask("POST", "/r/v1/codes", shapes.CodeWanted(phone), {})
        with self._centre.reading() as session:
            asked = shapes.ResidentLogIn(phone, recorded_code(session, phone))
        answer = self._ask("POST", "/r/v1/sessions", asked, {})
        opened = msgspec.json.decode(answer, type=shapes.ResidentSession)
        self._token, self._expires_at = opened.token, opened.expires_at

    def _ask(
        self, method: str, path: str, body: msgspec.Struct | bytes | None, headers: dict[str, str]
    ) -> bytes:
        whole = isinstance(body, bytes)
        content = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        kind = {"Content-Type": "application/octet-stream" if whole else "application/json"}
        answer = self._client.request(method, path, content=content, headers=headers | kind)
        if not answer.is_success:
            problem = msgspec.json.decode(answer.content, type=Problem)
            codes = (problem.code, *(one.code for one in problem.findings if one.blocking))
            raise TurnedAway(codes, problem.message)
        return answer.content
