"""Log-in of clerks and residents, lock-out, passwords, and the operator's commands."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests

from core.domain.errors import KnownError
from core.domain.passwords import check_password
from core.domain.values import Role
from server.accounts import generated_password
from server.cli import main
from tests.kit import WUCHANG
from tests.live_server import LiveServer
from tests.server.kit import PASSWORD, Pc, account

if TYPE_CHECKING:
    from pathlib import Path

    from server.config import Config


def enrol(server: LiveServer, username: str, password: str) -> requests.Response:
    body = {"username": username, "password": password, "device_name": "PC", "app_version": "1"}
    return requests.post(server.url + "/v1/devices", json=body, timeout=60)


def test_unknown_user_and_wrong_password_get_the_same_answer(server: LiveServer) -> None:
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    wrong, unknown = enrol(server, "zhoumin", "x" * 12), enrol(server, "nobody", "x" * 12)
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "WRONG_CREDENTIALS")


@pytest.mark.parametrize("username", ["zhoumin", "nobody"])
def test_five_failures_lock_out_and_time_opens_again(server: LiveServer, username: str) -> None:
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    for _ in range(5):
        assert enrol(server, username, "x" * 12).status_code == 401
    locked = enrol(server, username, PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (429, "LOCKED_OUT")
    assert 0 < int(locked.headers["Retry-After"]) <= 15 * 60 + 1
    server.centre.clock.advance(seconds=15 * 60 + 1)  # type: ignore[attr-defined]
    assert enrol(server, username, PASSWORD).status_code == (201 if username == "zhoumin" else 401)


def test_a_changed_password_ends_sessions_and_old_ones_do_not_come_back(server: LiveServer) -> None:
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    pc = Pc(server, "zhoumin")
    change = {"username": "zhoumin", "password": PASSWORD, "new_password": PASSWORD}
    assert pc.post("/v1/passwords", json=change).json()["code"] == "PASSWORD_USED"
    assert pc.post("/v1/passwords", json={**change, "new_password": "New-Mima-99"}).status_code == 204
    assert pc.get("/v1/changes").json()["code"] == "SESSION_EXPIRED"
    assert enrol(server, "zhoumin", PASSWORD).status_code == 401
    assert enrol(server, "zhoumin", "New-Mima-99").status_code == 201


def test_log_out_and_hello(server: LiveServer, pc: Pc) -> None:
    hello = pc.post("/v1/hello").json()
    assert (hello["service"], hello["scopes"], hello["role"]) == ("shicheng", [WUCHANG], "district_reviewer")
    assert pc.http.delete(pc.url("/v1/sessions"), timeout=60).status_code == 204
    assert pc.get("/v1/changes").status_code == 401
    assert requests.post(pc.url("/v1/hello"), timeout=60).json()["scopes"] == []


def test_a_code_is_good_once_and_for_five_minutes(server: LiveServer) -> None:
    url = server.url + "/r/v1/sessions"
    wrong = requests.post(url, json={"phone": "13900000001", "code": "000000"}, timeout=60)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "WRONG_CODE")
    bad = requests.post(server.url + "/r/v1/codes", json={"phone": "123"}, timeout=60)
    assert (bad.status_code, bad.json()["code"]) == (422, "PHONE_LENGTH")


def test_without_a_gateway_nothing_pretends(config: Config) -> None:
    with LiveServer(replace(config, gateway="")) as live:
        answer = requests.post(live.url + "/r/v1/codes", json={"phone": "13900000001"}, timeout=60)
    assert (answer.status_code, answer.json()["code"]) == (503, "NO_GATEWAY")


@pytest.mark.parametrize("password", ["Short-1", "alllowercase12", "12345678901", "has-Zhoumin-123"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(KnownError):
        check_password(password, "zhoumin")


def test_generated_passwords_satisfy_the_rules() -> None:
    for _ in range(50):
        check_password(generated_password())


def test_the_operators_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ["--data", str(tmp_path / "data")]
    maker = ["create-account", *data, "--username", "zhoumin", "--role", "district_reviewer"]
    assert main(maker) == 1
    assert "init" in capsys.readouterr().err
    assert main(["init", *data]) == 0
    assert main(maker) == 1
    assert "--district" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main([*maker, "--district", WUCHANG, "--password-stdin"]) == 0
    assert main(["create-account", *data, "--username", "root1", "--role", "system_admin"]) == 0
    assert "一次性密码" in capsys.readouterr().out
    assert main(["verify-audit", *data]) == 0
    assert main(["unbind", *data, "--phone", "13900000001"]) == 1
    assert main(["serve", *data, "--host", "0.0.0.0"]) == 1
    assert "TLS" in capsys.readouterr().err
