"""Clerks on PCs and residents with phones, over real HTTP, for the tests of the server."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from core.domain.commands import encode_args
from core.domain.values import Role
from server.accounts import Passwords, create_account
from server.notices.recording import recorded_code
from sync import protocol
from sync.protocol import Changes, Envelope, Snapshot, Verdict, Verdicts, canonical
from tests.kit import STUDENT_KINDS, TEACHER_KINDS, notarisation_data, student_data, teacher_data

if TYPE_CHECKING:
    from core.apprenticeship.words.values import TeacherData
    from core.domain.commands.base import Command
    from tests.live_server import LiveServer

PASSWORD = "Mima-12345678"
SECONDS = 60


def picture(seed: int = 0, size: tuple[int, int] = (320, 200), kind: str = "JPEG") -> bytes:
    """A small picture; another seed gives another one."""
    image = Image.new("RGB", size, (200, 210, seed % 256))
    image.putpixel((1, 1), (seed // 256 % 256, 0, 0))
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def account(server: LiveServer, username: str, role: Role = Role.DISTRICT_REVIEWER, *districts: str) -> str:
    """Make an account; gives its id."""
    return create_account(
        server.centre,
        Passwords(server.config),
        username=username,
        display_name=username,
        role=role,
        districts=districts,
        password=PASSWORD,
        must_change=False,
    )


class Pc:
    """A clerk on a PC: enrolled, logged in, with a signing key and numbered commands."""

    def __init__(self, server: LiveServer, username: str, device_id: str = "") -> None:
        self.server = server
        self.http = requests.Session()
        self.http.trust_env = False
        self.key = Ed25519PrivateKey.generate()
        enrol = {"username": username, "password": PASSWORD, "device_name": "PC", "app_version": "1"}
        self.device_id = device_id or self.http.post(self.url("/v1/devices"), json=enrol).json()["device_id"]
        self.http.headers[protocol.H_DEVICE] = self.device_id
        log_in = {
            "username": username,
            "password": PASSWORD,
            "device_id": self.device_id,
            "public_key": encoded(self.key.public_key().public_bytes_raw()),
        }
        answer = self.http.post(self.url("/v1/sessions"), json=log_in)
        assert answer.status_code == 201, answer.text
        self.session = msgspec.json.decode(answer.content, type=protocol.Session)
        self.http.headers["Authorization"] = f"Bearer {self.session.token}"
        self.seq = self.session.next_seq

    def url(self, path: str) -> str:
        return self.server.url + path

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.http.get(self.url(path), timeout=SECONDS, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return self.http.post(self.url(path), timeout=SECONDS, **more)

    def envelope(self, command: Command, **changes: Any) -> Envelope:
        """Sign a command as the next one of this PC."""
        values: dict[str, Any] = {
            "op_id": self.server.centre.ids.new(),
            "device_id": self.device_id,
            "device_seq": self.seq,
            "actor_id": self.session.actor_id,
            "name": command.name,
            "version": command.version,
            "args": encode_args(command),
            "subject": command.subject,
            "base_version": 1,
            "rules_version": 1,
            "decided_at": self.server.centre.now,
            **changes,
        }
        self.seq = values["device_seq"] + 1
        return self.sign(Envelope(**values))

    def sign(self, envelope: Envelope) -> Envelope:
        return msgspec.structs.replace(envelope, proof=encoded(self.key.sign(canonical(envelope))))

    def send(self, *envelopes: Envelope) -> requests.Response:
        return self.post("/v1/ops", data=msgspec.json.encode(protocol.Ops(envelopes)))

    def push(self, *envelopes: Envelope) -> tuple[Verdict, ...]:
        answer = self.send(*envelopes)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Verdicts).verdicts

    def decide(self, command: Command) -> Verdict:
        return self.push(self.envelope(command))[0]

    def snapshot(self, scope: str, after: str = "", limit: int = 1000) -> Snapshot:
        params: dict[str, Any] = {"after": after, "limit": limit}
        answer = self.get(f"/v1/snapshot/{scope}", params=params)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Snapshot)

    def changes(self, cursor: str, known: int = 0, limit: int = 1000, public: int = 0) -> Changes:
        params: dict[str, Any] = {"cursor": cursor, "known": known, "limit": limit, "public": public}
        answer = self.get("/v1/changes", params=params)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Changes)


class Phone:
    """A resident with a phone."""

    def __init__(self, server: LiveServer, number: str) -> None:
        self.server = server
        self.http = requests.Session()
        self.http.trust_env = False
        assert self.post("/r/v1/codes", json={"phone": number}).status_code == 201
        with server.centre.reading() as session:
            code = recorded_code(session, number)
        answer = self.post("/r/v1/sessions", json={"phone": number, "code": code})
        assert answer.status_code == 201, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self._pictures = 0

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.http.get(self.server.url + path, timeout=SECONDS, **more)

    def post(self, path: str, body: Any = None, key: str = "", **more: Any) -> requests.Response:
        if body is not None:
            more["data"] = msgspec.json.encode(body)
        headers = {"Idempotency-Key": key} if key else {}
        return self.http.post(self.server.url + path, timeout=SECONDS, headers=headers, **more)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.http.put(self.server.url + path, data=msgspec.json.encode(body), timeout=SECONDS)

    def upload(self, data: bytes) -> str:
        answer = self.post("/r/v1/uploads", data=data)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["upload_id"])

    def attach(self, kind: str, page: int = 1) -> dict[str, Any]:
        self._pictures += 1
        data = picture(sum(self.http.headers["Authorization"].encode()) + self._pictures)
        return {"kind": kind, "page": page, "upload_id": self.upload(data)}

    def register_teacher(self, teacher: TeacherData, key: str = "") -> requests.Response:
        documents = [self.attach(kind) for kind in TEACHER_KINDS]
        return self.post("/r/v1/teacher", {"teacher": teacher, "documents": documents}, key)

    def register_student(self, teacher: TeacherData, sequence: int = 1, key: str = "") -> requests.Response:
        body = {
            "student": student_data(sequence),
            "documents": [self.attach(kind) for kind in STUDENT_KINDS],
            "notarisation": notarisation_data(teacher),
            "pages": [self.attach("notarial_page", page) for page in (1, 2)],
        }
        return self.post("/r/v1/student", body, key)


def filed(server: LiveServer, sequence: int = 1, **teacher: Any) -> tuple[str, Phone]:
    """A teacher, a student and a filing that waits for review; gives its id and the student's phone."""
    data = teacher_data(sequence, **teacher)
    assert Phone(server, data.phone).register_teacher(data).status_code == 201
    phone = Phone(server, student_data(sequence).phone)
    answer = phone.register_student(data, sequence)
    assert answer.status_code == 201, answer.text
    answer = phone.post("/r/v1/filings", {})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"]), phone


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
