"""Recorded requests sent again, byte for byte as an old PC sent them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import requests

from tests.golden.tape import SECONDS, Exchange
from tests.golden.versions import TAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.golden.versions import Version

H_DEVICE = "X-Shicheng-Device"
PUSH = "/v1/ops"


class OldPc:
    """The PC of a tape: only its recorded requests, its headers, and a token of today."""

    def __init__(self, version: Version, tape: str, url: str) -> None:
        found = version.read(f"tape-{tape}")
        self.name, self._url = tape, url
        lines = [msgspec.convert(one, Exchange) for one in found["exchanges"]]
        self.first_day, self.second_day = lines[: found["first_day"]], lines[found["first_day"] :]
        self.rows: dict[tuple[str, str], list[Any]] = {(kind, id_): body for kind, id_, body in found["rows"]}
        self._http = requests.Session()
        self._http.trust_env = False
        opening = next(one for one in lines if one.place == "/v1/sessions")
        opened = self.say(opening)
        assert opened.status_code == opening.status, opened.text
        assert contains_names(opened.json(), opening.answer)
        self._http.headers["Authorization"] = f"Bearer {opened.json()['token']}"

    def say(self, line: Exchange) -> requests.Response:
        """Send a request again; one from before the enrolment without a token, as it was."""
        body = line.sent.encode() if line.sent else None
        token: dict[str, Any] = {} if line.headers.get(H_DEVICE) else {"Authorization": None}
        return self._http.request(
            line.method, self._url + line.path, headers={**line.headers, **token}, data=body, timeout=SECONDS
        )

    def ask(self, path: str) -> Any:
        answer = self._http.get(self._url + path, headers=self.second_day[0].headers, timeout=SECONDS)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def snapshot(self, scope: str) -> tuple[dict[str, list[str]], dict[tuple[str, str], list[Any]]]:
        """Every body of a scope with the columns by kind, page by page."""
        columns: dict[str, list[str]] = {}
        rows: dict[tuple[str, str], list[Any]] = {}
        after, more = "", True
        while more:
            page = self.ask(f"/v1/snapshot/{scope}?limit=200&after={after}")
            columns |= page["columns"]
            rows |= {(kind, record_id): body for kind, record_id, body in page["rows"]}
            after = page["after"]
            more = bool(after)
        return columns, rows

    def ask_scopes(self) -> list[str]:
        """The scopes of its clerk, as the log-in told."""
        opened = next(one for one in self.first_day if one.place == "/v1/sessions")
        return list(opened.answer["scopes"])

    def close(self) -> None:
        self._http.close()


def old_pcs(version: Version, url: str) -> list[OldPc]:
    return [OldPc(version, tape, url) for tape in TAPES]


def pushes(lines: list[Exchange]) -> Iterator[Exchange]:
    return (line for line in lines if line.place == PUSH)


def contains_names(new: Any, old: Any) -> bool:
    """Whether an answer still has every field that an old PC reads, with values of the same type."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            name in new and contains_names(new[name], value) for name, value in old.items()
        )
    return type(new) is type(old)


def judged(verdict: dict[str, Any]) -> dict[str, Any]:
    """What an old PC takes from a verdict; numbers of the feed and texts may be others today."""
    return {
        **{name: verdict[name] for name in ("op_id", "status", "device_seq", "version", "code")},
        "scopes": sorted(verdict["seqs"]),
        "findings": [one["code"] for one in verdict["findings"]],
        "current_version": verdict["current_version"],
    }


def verdicts(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["verdicts"]
    return found
