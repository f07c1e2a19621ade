"""The carrier's delivery reports over real HTTP: signed, of now, once (security.md rows 10-12)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests
from sqlalchemy import select

from core.apprenticeship.commands.filing import RefuseFiling
from core.commons.tables import Notice
from core.domain.values import NoticeState
from server.notices.gateway import TemporaryFailure
from server.notices.signing import WINDOW_SECONDS
from server.notices.worker import Worker
from server.tables import ONE_TIME_CODE, REPORT_NONCE
from tests.kit import World
from tests.live_server import LiveServer
from tests.server.carrier import REPORTS, SECRET, report, report_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.domain.clock import FixedClock
    from server.config import Config


class Taking:
    """A carrier that takes everything and reports later."""

    delivers_at_once = False

    def send(self, key: str, phone: str, text: str) -> str:
        return f"C-{key[-8:]}"

    def close(self) -> None:
        pass


@pytest.fixture
def server(config: Config, clock: FixedClock) -> Iterator[LiveServer]:
    with LiveServer(replace(config, gateway_secret=SECRET), clock=clock) as live:
        with live.centre.writing() as session:
            world = World(session, clock)
            filing_id, _ = world.filed()
            world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer())
        Worker(live.centre, Taking()).run_once()
        yield live


def student(server: LiveServer) -> Notice:
    with server.centre.reading() as session:
        return session.scalars(select(Notice).where(Notice.recipient_role == "student")).one()


def post(server: LiveServer, body: bytes, headers: dict[str, str], path: str = REPORTS) -> int:
    answer = requests.post(server.url + path, data=body, headers=headers, timeout=60)
    assert answer.status_code == 204 or answer.json()["message"]
    return answer.status_code


def now(clock: FixedClock) -> int:
    return int(clock.now().timestamp())


def test_a_signed_report_is_taken_once(server: LiveServer, clock: FixedClock) -> None:
    row = student(server)
    assert row.state == NoticeState.SENT
    body = report(f"{row.id}.1", "delivered")
    headers = report_headers(body, now(clock), "one")
    assert post(server, body, headers) == 204
    assert student(server).state == NoticeState.DELIVERED
    assert post(server, body, headers) == 401, "the same request again"
    version = student(server).version
    assert post(server, body, report_headers(body, now(clock), "two")) == 204
    assert student(server).version == version, "the same report again"


def test_what_is_not_signed_for_this_moment_and_place_is_refused(
    server: LiveServer, clock: FixedClock
) -> None:
    row = student(server)
    body = report(f"{row.id}.1", "delivered")
    right = report_headers(body, now(clock), "n")
    wrong = [
        {},
        {**right, "x-gateway-signature": "0" * 64},
        {**right, "x-gateway-signature": "ü".encode().decode("latin-1")},
        {**right, "x-gateway-key": "other"},
        {**right, "x-gateway-time": str(now(clock) + 1)},
        {**right, "x-gateway-time": "9" * 13},
        {**right, "x-gateway-nonce": "m".ljust(20, "0")},
        {**right, "x-gateway-nonce": "short"},
        report_headers(body, now(clock) - WINDOW_SECONDS - 1, "o"),
        report_headers(body, now(clock) + WINDOW_SECONDS + 1, "f"),
        report_headers(body + b" ", now(clock), "b"),
        report_headers(body, now(clock), "p", path="/sms?app=1"),
    ]
    for headers in wrong:
        assert post(server, body, headers) == 401
    assert post(server, body, right, REPORTS + "?x=1") == 401
    assert student(server).state == NoticeState.SENT
    assert post(server, body, right) == 204, "none of those used its nonce up"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b'{"reports": [{"key": "x", "status": "maybe"}]}', 400),
        (b'{"reports": [{"key": "x", "status": "failed", "more": 1}]}', 400),
        (b'{"reports": [{"key": 1, "status": "failed"}]}', 400),
        (b'{"reports": [' + b",".join([b'{"key":"x","status":"failed"}'] * 201) + b"]}", 400),
        (b'{"reports": [{"key": "x", "status": "failed", "id": "a b"}]}', 400),
        (b" " * 300_000, 413),
        (b'{"reports": []}', 204),
        (b'{"reports": [{"key": "nobody", "status": "failed"}]}', 204),
    ],
)
def test_garbage_is_refused_and_nobody_is_told_who_exists(
    server: LiveServer, clock: FixedClock, body: bytes, status: int
) -> None:
    assert post(server, body, report_headers(body, now(clock), "g")) == status
    assert student(server).state == NoticeState.SENT


def test_old_nonces_are_forgotten(server: LiveServer, clock: FixedClock) -> None:
    for nonce in ("a", "b"):
        body = report("nobody", "failed")
        assert post(server, body, report_headers(body, now(clock), nonce)) == 204
        clock.advance(seconds=4 * WINDOW_SECONDS)
    with server.centre.reading() as session:
        assert len(session.scalars(select(REPORT_NONCE.c.nonce)).all()) == 1


def test_without_a_secret_no_report_is_believed(config: Config, clock: FixedClock) -> None:
    with LiveServer(config, clock=clock) as live:
        body = report("nobody", "failed")
        assert post(live, body, report_headers(body, now(clock), "n")) == 401


def test_a_code_that_did_not_go_out_can_be_asked_for_again(
    config: Config, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LiveServer(replace(config, code_pause_seconds=60), clock=clock) as live:

        def down(key: str, phone: str, text: str) -> str:
            raise TemporaryFailure("GATEWAY_DOWN", "短信通道暂时无法连接")

        ask = {"json": {"phone": "13900000001"}, "timeout": 60}
        monkeypatch.setattr(live.centre.gateway, "send", down)
        answer = requests.post(f"{live.url}/r/v1/codes", **ask)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (503, "CODE_NOT_SENT")
        with live.centre.reading() as session:
            assert session.execute(select(ONE_TIME_CODE)).first() is None
        monkeypatch.undo()
        answer = requests.post(f"{live.url}/r/v1/codes", **ask)  # type: ignore[arg-type]
        assert answer.status_code == 201
