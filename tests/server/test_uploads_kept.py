"""What the server keeps of uploads: not for ever, not without end, and never somebody else's bytes (G17)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from core.domain.values import Role
from server import uploads
from server.tables import UPLOAD
from tests.server.kit import Pc, Phone, account, picture
from tests.server.test_clerk_uploads import add, begin, pdf, sha, upload

if TYPE_CHECKING:
    import requests

    from core.domain.clock import FixedClock
    from tests.live_server import LiveServer


@pytest.fixture
def city(server: LiveServer) -> Pc:
    account(server, "shiwei", Role.CITY_COMMISSION)
    return Pc(server, "shiwei")


def announce(phone: Phone, length: int) -> requests.Response:
    headers = {"Upload-Length": str(length)}
    return phone.http.post(phone.server.url + "/v1/uploads", headers=headers, timeout=60)


def send(phone: Phone, place: str, offset: int, data: bytes) -> requests.Response:
    headers = {"Upload-Offset": str(offset)}
    return phone.http.patch(phone.server.url + place, data=data, headers=headers, timeout=60)


def known(server: LiveServer) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(UPLOAD)) or 0)


def parts(server: LiveServer) -> list[str]:
    return sorted(one.name for one in server.config.uploads.iterdir())


def test_what_never_came_whole_is_forgotten(server: LiveServer, city: Pc, clock: FixedClock) -> None:
    whole, cut = pdf(), picture(1)
    assert upload(city, whole).status_code == 204
    place = begin(city, cut, "original").headers["Location"]
    assert add(city, place, 0, cut[:100]).status_code == 204
    clock.advance(days=6)
    assert uploads.forget_old(server.centre) == 0
    clock.advance(days=2)
    assert len(parts(server)) == 1
    assert uploads.forget_old(server.centre) == 1
    assert (parts(server), known(server)) == ([], 1)
    assert server.centre.blobs.read(sha(whole)) == whole


def test_old_uploads_are_forgotten_some_at_a_time(
    server: LiveServer, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins an upload clears a few: no upload waits long for it."""
    monkeypatch.setattr(uploads, "FORGOTTEN_AT_ONCE", 2)
    phone = Phone(server, "13900000001")
    for _ in range(5):
        announce(phone, 10)
    clock.advance(days=8)
    later = Phone(server, "13900000002")
    counts = []
    for _ in range(3):
        assert announce(later, 10).status_code == 201
        counts.append(known(server))
    assert counts == [4, 3, 3]


def test_a_phone_cannot_fill_the_disk(server: LiveServer, clock: FixedClock) -> None:
    phone, other = Phone(server, "13900000001"), Phone(server, "13900000002")
    for _ in range(server.config.uploads_per_day):
        assert announce(phone, 10).status_code == 201
    answer = announce(phone, 10)
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_UPLOADS")
    assert phone.post("/r/v1/uploads", data=picture()).status_code == 429
    assert announce(other, 10).status_code == 201
    clock.advance(days=2)
    assert announce(Phone(server, "13900000001"), 10).status_code == 201


def test_offsets_that_overlap_or_reach_too_far_change_nothing(server: LiveServer) -> None:
    phone, data = Phone(server, "13900000001"), picture(7)
    place = announce(phone, len(data)).headers["Location"]
    assert send(phone, place, 0, data[:100]).status_code == 204
    for offset, bytes_, status in (
        (50, data[50:], 409),
        (101, data[101:], 409),
        (0, data, 409),
        (100, data[100:] + b"x", 413),
        (2**40, data, 400),
    ):
        assert send(phone, place, offset, bytes_).status_code == status
    assert send(phone, place, 100, data[100:]).status_code == 204
    assert send(phone, place, len(data), b"x").status_code == 409


def test_names_of_uploads_lead_nowhere_else(server: LiveServer) -> None:
    phone = Phone(server, "13900000001")
    for name in ("..%2f..%2fkeys%2foriginals.key", "%00", "..", "a.part"):
        assert send(phone, f"/v1/uploads/{name}", 0, b"x").status_code in (400, 404, 405)
    assert parts(server) == []


def test_a_last_step_that_is_asked_for_twice_keeps_the_file(
    server: LiveServer, city: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the last part was lost; the PC asks again while the first request still works."""
    data = pdf()
    place = begin(city, data).headers["Location"]
    finish = uploads._finish

    def slowly(centre: Any, row: Any) -> None:
        monkeypatch.setattr(uploads, "_finish", finish)
        finish(centre, row)
        finish(centre, row)

    monkeypatch.setattr(uploads, "_finish", slowly)
    assert add(city, place, 0, data).status_code == 204
    assert begin(city, data).headers["Upload-Offset"] == str(len(data))
    with ThreadPoolExecutor(4) as pool:
        offsets = list(pool.map(lambda _: begin(city, data).headers["Upload-Offset"], range(4)))
    assert set(offsets) == {str(len(data))}
    assert server.centre.blobs.read(sha(data)) == data
