"""The OpenAPI document is served, and no request it allows makes the server fail (schemathesis)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings

from core.domain.values import Role
from server.config import Config
from tests.kit import WUCHANG
from tests.live_server import LiveServer
from tests.server.conftest import CHEAP
from tests.server.kit import Pc, Phone, account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def live(tmp_path: Path, empty_data: Path) -> Iterator[LiveServer]:
    shutil.copytree(empty_data, tmp_path / "data")
    with LiveServer(Config(data=tmp_path / "data", **CHEAP)) as server:  # type: ignore[arg-type]
        yield server


def document_of(live: LiveServer) -> Any:
    raw = requests.get(f"{live.url}/schema/openapi.json", timeout=60).json()
    return schemathesis.openapi.from_dict(raw)


def test_the_document_names_every_endpoint(live: LiveServer) -> None:
    paths = set(document_of(live).raw_schema["paths"])
    assert {"/v1/hello", "/v1/ops", "/v1/changes", "/v1/snapshot/{district}", "/r/v1/filings"} <= paths


def _try(live: LiveServer, operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def call(case: Any) -> None:
        with requests.Session() as session:
            answer = case.call(base_url=live.url, headers=headers, session=session)
        assert answer.status_code < 500 or answer.json()["code"] == "NO_GATEWAY", (case, answer.content)
        if answer.status_code >= 400 and case.method.upper() != "HEAD":
            assert answer.json()["message"]

    call()


def test_no_allowed_request_makes_the_server_fail(live: LiveServer) -> None:
    account(live, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    clerk, phone = Pc(live, "zhoumin").http, Phone(live, "13900000001").http
    tried = 0
    for result in document_of(live).get_all_operations():
        operation = result.ok()
        session = phone if operation.path.startswith("/r/") else clerk
        if operation.path == "/v1/sessions" and operation.method.upper() == "DELETE":
            continue

        _try(live, operation, {str(name): str(text) for name, text in session.headers.items()})
        tried += 1
    assert tried > 20


def test_the_frameworks_own_errors_are_problems(live: LiveServer) -> None:
    assert requests.get(live.url + "/nowhere", timeout=60).json()["code"] == "NOT_FOUND"
    assert requests.put(live.url + "/v1/hello", timeout=60).json()["code"] == "METHOD_NOT_ALLOWED"
