"""The OpenAPI document is served, and no request it allows makes the server fail (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings

from core.domain.values import Role
from server.centre import make_store
from server.config import Config
from tests.kit import WUCHANG
from tests.live_server import LiveServer
from tests.server.conftest import CHEAP
from tests.server.kit import Pc, Phone, account

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    config = Config(data=tmp_path_factory.mktemp("openapi") / "data", **CHEAP)  # type: ignore[arg-type]
    make_store(config)
    with LiveServer(config) as server:
        yield server


@pytest.fixture(scope="module")
def document(live: LiveServer) -> Any:
    return schemathesis.openapi.from_dict(requests.get(f"{live.url}/schema/openapi.json", timeout=60).json())


@pytest.fixture(scope="module")
def headers(live: LiveServer) -> dict[str, dict[str, str]]:
    account(live, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    return {
        "clerk": {str(name): str(text) for name, text in Pc(live, "zhoumin").http.headers.items()},
        "resident": {str(k): str(v) for k, v in Phone(live, "13900000001").http.headers.items()},
    }


def test_the_document_names_every_endpoint(document: Any) -> None:
    paths = set(document.raw_schema["paths"])
    assert {"/v1/hello", "/v1/ops", "/v1/changes", "/v1/snapshot/{district}", "/r/v1/filings"} <= paths


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_allowed_request_makes_the_server_fail(
    case: Any, live: LiveServer, headers: dict[str, dict[str, str]]
) -> None:
    who = headers["resident" if case.path.startswith("/r/") else "clerk"]
    answer = case.call(base_url=live.url, headers={**who, **(case.headers or {})})
    assert answer.status_code < 500, (case.method, case.path, answer.content)
    if answer.status_code >= 400 and case.method != "HEAD":
        assert answer.json()["message"]


def test_the_frameworks_own_errors_are_problems(live: LiveServer) -> None:
    assert requests.get(live.url + "/nowhere", timeout=60).json()["code"] == "NOT_FOUND"
    assert requests.put(live.url + "/v1/hello", timeout=60).json()["code"] == "METHOD_NOT_ALLOWED"
