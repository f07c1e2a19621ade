"""Uploads of a clerk with a declared digest: originals, copies, plain files (G17, C8; faults 34, 35)."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pytest

from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from server import uploads
from sync import protocol
from tests.server.kit import Pc, Phone, account, filed, picture

if TYPE_CHECKING:
    import requests

    from tests.live_server import LiveServer


def pdf(size: int = 0) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(100, 100, "notice")
    canvas.save()
    data = stream.getvalue()
    return data.replace(b"%%EOF", b"%" + b"x" * size + b"\n%%EOF") if size else data


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def city(server: LiveServer) -> Pc:
    account(server, "shiwei", Role.CITY_COMMISSION)
    return Pc(server, "shiwei")


def begin(pc: Pc, data: bytes, purpose: str = "file", digest: str = "") -> requests.Response:
    headers = {
        "Upload-Length": str(len(data)),
        protocol.H_DIGEST: digest or sha(data),
        protocol.H_PURPOSE: purpose,
    }
    return pc.post("/v1/uploads", headers=headers)


def add(pc: Pc, path: str, offset: int, data: bytes, checked: bytes | None = None) -> requests.Response:
    checksum = uploads.checksum_of(data if checked is None else checked)
    headers = {"Upload-Offset": str(offset), "Upload-Checksum": checksum}
    return pc.http.patch(pc.url(path), data=data, headers=headers, timeout=60)


def upload(pc: Pc, data: bytes, purpose: str = "file", digest: str = "") -> requests.Response:
    begun = begin(pc, data, purpose, digest)
    assert begun.status_code == 201, begun.text
    return add(pc, begun.headers["Location"], 0, data)


def notice(pc: Pc, data: bytes, policy_id: str) -> SavePolicyNotice:
    digest = sha(data)
    ref = DocumentRef(DocumentKind.POLICY_FILE, digest, digest, size=len(data), media_type="application/pdf")
    return SavePolicyNotice(policy_id, 0, "考核通知", "正文", (PolicyFile("通知.pdf", ref),))


def test_fault_34_a_cut_upload_goes_on_at_the_servers_offset(server: LiveServer, city: Pc) -> None:
    data = pdf(50_000)
    cut = len(data) * 7 // 10
    first = begin(city, data)
    assert add(city, first.headers["Location"], 0, data[:cut]).status_code == 204
    again = begin(city, data)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Upload-Offset"] == str(cut)
    done = add(city, again.headers["Location"], cut, data[cut:])
    assert done.headers["Upload-Offset"] == str(len(data))
    assert server.centre.blobs.read(sha(data)) == data
    assert begin(city, data).headers["Upload-Offset"] == str(len(data))


def test_fault_35_a_changed_part_is_dropped_and_sent_again(server: LiveServer, city: Pc) -> None:
    data = pdf()
    path = begin(city, data).headers["Location"]
    flipped = bytes([data[0] ^ 1]) + data[1:]
    answer = add(city, path, 0, flipped, checked=data)
    assert (answer.status_code, answer.json()["code"]) == (422, "CHECKSUM_MISMATCH")
    assert begin(city, data).headers["Upload-Offset"] == "0"
    assert add(city, path, 0, data).status_code == 204


def test_fault_35_a_whole_with_another_digest_is_forgotten(server: LiveServer, city: Pc) -> None:
    data = pdf()
    answer = upload(city, data, digest=sha(b"something else"))
    assert (answer.status_code, answer.json()["code"]) == (422, "CHECKSUM_MISMATCH")
    assert not server.centre.blobs.exists(sha(data))
    assert list(server.config.uploads.iterdir()) == []


def test_an_upload_whose_last_step_was_lost_is_finished(
    server: LiveServer, city: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pdf()
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "_finish", lambda *_: None)
        upload(city, data)
    assert not server.centre.blobs.exists(sha(data))
    assert begin(city, data).headers["Upload-Offset"] == str(len(data))
    assert server.centre.blobs.read(sha(data)) == data


def test_a_picture_comes_as_sealed_original_and_as_copy(server: LiveServer, city: Pc) -> None:
    original, copy = picture(1, kind="PNG"), picture(2)
    assert upload(city, original, "original").status_code == 204
    assert upload(city, copy, "copy").status_code == 204
    assert server.centre.sealer.read(server.config.originals, sha(original)) == original
    assert not server.centre.blobs.exists(sha(original))
    assert server.centre.blobs.read(sha(copy)) == copy
    assert city.get(f"/v1/blobs/{sha(copy)}").status_code == 404


BAD: dict[str, tuple[bytes, str, str]] = {
    "a program": (b"MZ\x90\x00" + b"\0" * 100, "file", "file_type"),
    "pdf and archive": (pdf() + b"PK\x03\x04zip", "file", "file_foreign"),
    "a pdf as a picture": (pdf(), "original", "image_type_pdf"),
    "a png as a copy": (picture(3, kind="PNG"), "copy", "image_type"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_such_file_is_refused_and_not_kept(server: LiveServer, city: Pc, case: str) -> None:
    data, purpose, code = BAD[case]
    answer = upload(city, data, purpose)
    assert (answer.status_code, answer.json()["code"].casefold()) == (422, code)
    assert answer.json()["message"].endswith("。")
    assert not server.centre.blobs.exists(sha(data))
    assert list(server.config.uploads.iterdir()) == []


def test_limits_and_odd_announcements(server: LiveServer, city: Pc) -> None:
    headers: dict[str, Any] = {protocol.H_DIGEST: sha(b"x"), protocol.H_PURPOSE: "file"}
    large = city.post("/v1/uploads", headers={**headers, "Upload-Length": str(20 * 1024 * 1024 + 1)})
    assert (large.status_code, large.json()["code"]) == (413, "FILE_TOO_LARGE")
    assert begin(city, b"x", purpose="program").status_code == 400
    assert begin(city, b"x", digest="../../etc").status_code == 400
    phone = Phone(server, "13900000001")
    answer = phone.http.post(
        server.url + "/v1/uploads", headers={**headers, "Upload-Length": "10"}, timeout=60
    )
    assert answer.status_code == 400


def test_somebody_elses_upload_does_not_exist(server: LiveServer, city: Pc, pc: Pc) -> None:
    data = pdf()
    path = begin(city, data).headers["Location"]
    assert add(pc, path, 0, data).status_code == 404
    assert begin(pc, data).headers["Location"] != path


def test_a_notices_file_may_follow_it_and_is_read_by_who_sees_the_notice(
    server: LiveServer, city: Pc, pc: Pc
) -> None:
    """The command is legal before the bytes are there (rule 10); districts read what is published only."""
    filed(server)
    data, policy_id = pdf(), server.centre.ids.new()
    path = f"/v1/blobs/{sha(data)}"
    assert city.decide(notice(city, data, policy_id)).status == "applied"
    assert city.get(path).status_code == 404
    upload(city, data)
    assert (city.get(path).status_code, pc.get(path).status_code) == (200, 404)
    saved = city.decide(PublishPolicyNotice(policy_id, 1))
    assert saved.status == "applied"
    read = pc.get(path)
    assert read.content == data
    assert read.headers["Content-Type"].startswith("application/pdf")
    assert read.headers["Content-Disposition"] == "attachment"
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert city.decide(WithdrawPolicyNotice(policy_id, saved.version, "有误")).status == "applied"
