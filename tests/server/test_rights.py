"""Who may reach what: every route of the PCs by role and district, blobs, uploads, residents' own data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import requests

from core.apprenticeship.commands.filing import ApproveFiling
from core.domain.values import Role
from core.store.tables import Document
from server.residents.login import unbind
from sync.protocol import PROTOCOL_VERSION
from tests.kit import HONGSHAN, WUCHANG, student_data, teacher_data
from tests.server.kit import Pc, Phone, account, filed, picture

if TYPE_CHECKING:
    from tests.live_server import LiveServer

READERS = [Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION]
ADMINISTRATORS = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR]
DISTRICTS = {Role.DISTRICT_REVIEWER: (HONGSHAN,), Role.DISTRICT_VIEWER: (HONGSHAN,)}


def blob_of(server: LiveServer) -> str:
    with server.centre.reading() as session:
        return session.query(Document.sha256).where(Document.owner_kind == "student").first()[0]


@pytest.mark.parametrize("role", READERS + ADMINISTRATORS)
def test_route_by_role_and_district(server: LiveServer, role: Role) -> None:
    filing_id, _ = filed(server)
    sha = blob_of(server)
    account(server, "somebody", role, *DISTRICTS.get(role, ()))
    pc = Pc(server, "somebody")
    city = role in (Role.CITY_OFFICE, Role.CITY_COMMISSION)
    expected = 403 if role in ADMINISTRATORS else 200 if city else 404
    for path in (f"/v1/snapshot/{WUCHANG}", f"/v1/digest/{WUCHANG}", f"/v1/blobs/{sha}"):
        answer = pc.get(path)
        assert answer.status_code == expected, path
        if expected != 200:
            assert answer.json()["message"]
    assert pc.get("/v1/changes").status_code == (403 if role in ADMINISTRATORS else 200)
    verdict = pc.decide(ApproveFiling(filing_id, 1, paper_seen=True))
    assert verdict.status == "rejected"
    assert verdict.code == ("FILING_NOT_FOUND" if role is Role.DISTRICT_REVIEWER else "NOT_ALLOWED")
    if not city:
        assert verdict.current_version == 0


def test_without_or_with_a_foreign_session(server: LiveServer, pc: Pc) -> None:
    for method, path in (
        ("GET", "/v1/changes"),
        ("POST", "/v1/ops"),
        ("GET", "/v1/blobs/x"),
        ("GET", "/r/v1/me"),
    ):
        assert requests.request(method, pc.url(path), timeout=60).status_code == 401
    pc.http.headers["X-Shicheng-Device"] = "another"
    assert pc.get("/v1/changes").json()["code"] == "NO_SESSION"
    phone = Phone(server, "13900000077")
    assert phone.get("/v1/changes").status_code == 403
    assert phone.get(f"/v1/snapshot/{WUCHANG}").status_code == 403


def test_a_blob_comes_whole_in_ranges_and_as_a_head(server: LiveServer, pc: Pc) -> None:
    _, phone = filed(server)
    sha = blob_of(server)
    whole = pc.get(f"/v1/blobs/{sha}")
    assert whole.status_code == 200
    assert hashlib.sha256(whole.content).hexdigest() == sha
    part = pc.get(f"/v1/blobs/{sha}", headers={"Range": "bytes=100-"})
    assert (part.status_code, part.content) == (206, whole.content[100:])
    assert part.headers["Content-Range"] == f"bytes 100-{len(whole.content) - 1}/{len(whole.content)}"
    assert pc.get(f"/v1/blobs/{sha}", headers={"Range": "bytes=9999999-"}).status_code == 416
    head = pc.http.head(pc.url(f"/v1/blobs/{sha}"), timeout=60)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(whole.content)))
    assert phone.get(f"/v1/blobs/{sha}").content == whole.content
    assert Phone(server, "13900000078").get(f"/v1/blobs/{sha}").status_code == 404


def test_an_upload_goes_on_at_the_servers_offset(server: LiveServer) -> None:
    phone = Phone(server, "13900000001")
    data = picture()
    begun = phone.http.post(server.url + "/v1/uploads", headers={"Upload-Length": str(len(data))}, timeout=60)
    assert begun.status_code == 201, begun.text
    place = server.url + begun.headers["Location"]
    half = len(data) // 2
    first = phone.http.patch(place, data=data[:half], headers={"Upload-Offset": "0"}, timeout=60)
    assert first.status_code == 204
    wrong = phone.http.patch(place, data=data[half:], headers={"Upload-Offset": "0"}, timeout=60)
    assert wrong.json()["code"] == "OFFSET_CONFLICT"
    assert phone.http.head(place, timeout=60).headers["Upload-Offset"] == str(half)
    last = phone.http.patch(place, data=data[half:], headers={"Upload-Offset": str(half)}, timeout=60)
    assert last.headers["Upload-Offset"] == str(len(data))
    assert Phone(server, "13900000002").http.head(place, timeout=60).status_code == 404


def test_residents_see_only_their_own(server: LiveServer) -> None:
    filing_id, phone = filed(server)
    stranger = Phone(server, "13900000079")
    assert phone.get(f"/r/v1/filings/{filing_id}").status_code == 200
    assert stranger.get(f"/r/v1/filings/{filing_id}").status_code == 404
    assert stranger.post(f"/r/v1/filings/{filing_id}/withdraw", {"revision": 1}).status_code == 404
    assert stranger.get("/r/v1/filings").json() == {"filings": []}
    mine = phone.get("/r/v1/me").json()
    assert mine["student"]["student"]["name"] == student_data().name
    assert "*" in mine["phone"]
    found = phone.get("/r/v1/teachers", params={"id_number": teacher_data().id_number}).json()
    assert (found["name"], found["phone"]) == (teacher_data().name, "138****0001")


def test_b1_a_person_belongs_to_one_phone_until_the_operators_unbind(server: LiveServer) -> None:
    data = teacher_data()
    assert Phone(server, data.phone).register_teacher(data).status_code == 201
    other = Phone(server, "13900000080")
    refused = other.register_teacher(data)
    assert (refused.status_code, refused.json()["code"]) == (422, "BOUND_ELSEWHERE")
    unbind(server.centre, data.phone)
    bound = other.post("/r/v1/bindings", {"role": "teacher", "id_number": data.id_number, "name": data.name})
    assert bound.status_code == 204, bound.text
    assert other.get("/r/v1/me").json()["teacher"]["teacher"]["name"] == data.name


def test_a_repeated_request_of_a_resident_does_nothing_twice(server: LiveServer) -> None:
    data = teacher_data()
    phone = Phone(server, data.phone)
    documents = [phone.attach(kind) for kind in ("id_front", "id_back", "title_front", "title_back",
                 "qualification_front", "qualification_back", "licence", "organisation")]  # fmt: skip
    body = {"teacher": data, "documents": documents}
    first = phone.post("/r/v1/teacher", body, "key-1")
    assert first.status_code == 201, first.text
    server.centre.clock.advance(days=0.5)  # type: ignore[attr-defined]
    assert phone.post("/r/v1/teacher", body, "key-1").json() == first.json()
    other = phone.post("/r/v1/teacher", {**body, "documents": documents[:7]}, "key-1")
    assert other.json()["code"] == "OP_REUSED"


def test_an_old_protocol_is_told_to_upgrade(server: LiveServer, pc: Pc) -> None:
    old = {"X-Shicheng-Protocol": str(PROTOCOL_VERSION + 7)}
    assert pc.get("/v1/changes", headers=old).status_code == 426
    assert pc.get(f"/v1/digest/{WUCHANG}", headers=old).json()["code"] == "UPGRADE_NEEDED"
