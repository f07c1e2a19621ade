"""A resident at the phone: what the server answers to somebody who has been there before."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests

from server.notices.recording import recorded_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.live_server import LiveServer

PLACES = ("me", "filings", "apprenticeships", "scores", "policies")


@contextmanager
def logged_in(server: LiveServer, phone: str) -> Iterator[requests.Session]:
    """Log in by a one-time code."""
    with requests.Session() as http:
        http.trust_env = False
        assert http.post(f"{server.url}/r/v1/codes", json={"phone": phone}).status_code == 201
        with server.centre.reading() as session:
            code = recorded_code(session, phone)
        opened = http.post(f"{server.url}/r/v1/sessions", json={"phone": phone, "code": code})
        assert opened.status_code == 201, opened.text
        http.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        yield http


def answers(server: LiveServer, phone: str) -> dict[str, Any]:
    """Read everything that concerns oneself."""
    with logged_in(server, phone) as http:
        found = {place: http.get(f"{server.url}/r/v1/{place}") for place in PLACES}
    assert {one.status_code for one in found.values()} == {200}, found
    return {place: answer.json() for place, answer in found.items()}


def give_address(server: LiveServer, phone: str) -> None:
    """Maintain the own record as a student may."""
    with logged_in(server, phone) as http:
        me = http.get(f"{server.url}/r/v1/me").json()["student"]
        kept = {name: me["student"][name] for name in ("born_on", "education")}
        change = {"seen_version": me["version"], "email": "student@example.com", **kept}
        assert http.put(f"{server.url}/r/v1/student", json=change).status_code == 200
