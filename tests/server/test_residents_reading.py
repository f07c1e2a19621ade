"""R2, R4 and S5: residents read what is published, and nothing tells them that there is more (G13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.tables import Apprenticeship
from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role, SeenRecord
from core.store.tables import Document
from server.residents.identities import bind
from server.tables import RESIDENT
from tests.server.city import office, record, studying
from tests.server.kit import Pc, Phone, account, filed
from tests.server.test_clerk_uploads import notice, pdf, upload

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ScoreEntry
    from tests.live_server import LiveServer


@pytest.fixture
def city(server: LiveServer) -> Pc:
    account(server, "shiwei", Role.CITY_COMMISSION)
    return Pc(server, "shiwei")


def phone_of(server: LiveServer, entry: ScoreEntry, number: str, role: str) -> Phone:
    """The phone of the student or teacher of a study."""
    phone = Phone(server, number)
    with server.centre.writing() as session:
        study = session.get_one(Apprenticeship, entry.apprenticeship_id)
        account = session.scalars(select(RESIDENT.c.id).where(RESIDENT.c.phone == number)).one()
        bind(session, server.centre, account, Role(role), getattr(study, f"{role}_id"))
    return phone


def listed(phone: Phone) -> list[dict[str, Any]]:
    answer = phone.get("/r/v1/scores")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["scores"])


def every_answer(phone: Phone) -> str:
    paths = ("me", "filings", "apprenticeships", "scores", "policies")
    return "".join(phone.get(f"/r/v1/{path}").text for path in paths)


def test_g13_a_score_is_there_once_it_is_published(server: LiveServer) -> None:
    entry, other = studying(server, 1, 2)
    student = phone_of(server, entry, "13900000001", "student")
    teacher = phone_of(server, entry, "13800000001", "teacher")
    stranger = phone_of(server, other, "13900000002", "student")
    before = [every_answer(one) for one in (student, teacher, stranger)]
    pc = office(server)
    command = record(pc, entry)
    assert pc.decide(command).status == "applied"
    assert [every_answer(one) for one in (student, teacher, stranger)] == before
    published = PublishScores(server.centre.ids.new(), (SeenRecord(command.assessment_id, 1),))
    assert pc.decide(published).status == "applied"
    for phone in (student, teacher):
        (seen,) = listed(phone)
        assert (seen["id"], seen["score"], seen["result_label"]) == (command.assessment_id, "86", "合格")
        assert (seen["type_name"], seen["corrected"]) == ("出师考核", False)
        assert "entered_by" not in seen
    assert listed(stranger) == []
    assert listed(Phone(server, "13900000077")) == []


def test_g12_a_correction_stands_beside_what_it_corrects(server: LiveServer) -> None:
    (entry,) = studying(server, 1)
    student = phone_of(server, entry, "13900000001", "student")
    pc = office(server)
    first = record(pc, entry)
    second = RecordScore(server.centre.ids.new(), entry, corrects=first.assessment_id)
    for command in (first, second):
        assert pc.decide(command).status == "applied"
        assert [one["corrected"] for one in listed(student)] == [False] * (command is second)
        seen = (SeenRecord(command.assessment_id, 1),)
        assert pc.decide(PublishScores(server.centre.ids.new(), seen)).status == "applied"
    found = {one["id"]: (one["corrected"], one["corrects"]) for one in listed(student)}
    assert found == {
        first.assessment_id: (True, ""),
        second.assessment_id: (False, first.assessment_id),
    }


def test_r2_a_notice_is_read_and_its_file_fetched_while_it_is_published(server: LiveServer, city: Pc) -> None:
    phone, data, policy_id = Phone(server, "13900000001"), pdf(), server.centre.ids.new()
    page, file = f"/r/v1/policies/{policy_id}", f"/r/v1/policies/{policy_id}/files/1"
    assert city.decide(notice(city, data, policy_id)).status == "applied"

    def seen() -> tuple[int, int, int]:
        listed = phone.get("/r/v1/policies").json()["policies"]
        return len(listed), phone.get(page).status_code, phone.get(file).status_code

    assert seen() == (0, 404, 404)
    assert city.decide(PublishPolicyNotice(policy_id, 1)).status == "applied"
    assert seen() == (1, 200, 404)
    assert upload(city, data).status_code == 204
    assert seen() == (1, 200, 200)
    assert phone.get(page).json()["files"] == [
        {"page": 1, "name": "通知.pdf", "media_type": "application/pdf", "size": len(data)}
    ]
    answer = phone.get(file)
    assert answer.content == data
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('通知.pdf')}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for wrong in ("0", "2", "10001", "x"):
        assert phone.get(f"/r/v1/policies/{policy_id}/files/{wrong}").status_code in (400, 404)
    assert city.decide(WithdrawPolicyNotice(policy_id, 2, "有误")).status == "applied"
    assert seen() == (0, 404, 404)


def test_only_residents_read_here(server: LiveServer, city: Pc) -> None:
    import requests

    for path in ("/r/v1/scores", "/r/v1/policies", "/r/v1/policies/x", "/r/v1/policies/x/files/1"):
        assert requests.get(server.url + path, timeout=60).status_code == 401
        assert city.get(path).status_code == 403


def test_a_notice_cannot_show_somebodys_documents(server: LiveServer, city: Pc) -> None:
    """A forged command names the digest of an id card: refused, and no district gets it (G13)."""
    filed(server)
    with server.centre.reading() as session:
        digest = session.scalars(select(Document.sha256).where(Document.kind == "id_front")).first()
        assert digest is not None
    ref = DocumentRef(DocumentKind.POLICY_FILE, digest, digest, size=9, media_type="image/jpeg")
    command = SavePolicyNotice(server.centre.ids.new(), 0, "通知", "正文", (PolicyFile("图.jpg", ref),))
    verdict = city.decide(command)
    assert (verdict.status, verdict.code) == ("rejected", "POLICY_FILE")
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, "420111")
    assert Pc(server, "zhoumin").get(f"/v1/blobs/{digest}").status_code == 404
