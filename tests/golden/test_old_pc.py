"""An old PC at the server of today (fault 30): its recorded requests, sent again as they were."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from core.domain.clock import FixedClock
from tests.golden import resident
from tests.golden.meeting import config_of
from tests.golden.postgres import moved
from tests.golden.tape import PULL
from tests.golden.wire import OldPc, contains_names, judged, old_pcs, pushes, verdicts
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from server.config import Config
    from tests.golden.versions import Version


LOG = "log_entry"
Rows = dict[tuple[str, str], list[Any]]


@contextmanager
def serving(config: Config, version: Version, moment: str) -> Iterator[LiveServer]:
    with LiveServer(config, clock=FixedClock(version.about["moments"][moment])) as server:
        yield server


@contextmanager
def connected(version: Version, server: LiveServer) -> Iterator[list[OldPc]]:
    pcs = old_pcs(version, server.url)
    yield pcs
    for pc in pcs:
        pc.close()


@pytest.fixture
def config(version: Version, tmp_path: Path) -> Config:
    return config_of(version, tmp_path / "data")


def push_all(pcs: list[OldPc]) -> None:
    """Push what was decided on the second day, in the order in which it was; all is judged as it was."""
    strange: list[Any] = []
    for pc in pcs:
        for line in pushes(pc.second_day):
            if "RaiseFiling" in line.sent:
                strange.append((pc, line))
            else:
                push(pc, line)
    for pc, line in strange:
        push(pc, line)


def push(pc: OldPc, line: Any) -> None:
    answer = pc.say(line)
    assert answer.status_code == line.status, answer.text
    assert contains_names(answer.json(), line.answer)
    assert list(map(judged, verdicts(answer.text))) == list(map(judged, verdicts(line.said)))


def check_rows(version: Version, pcs: list[OldPc]) -> None:
    """What an old PC loads now is what it had then, column by column."""
    known = {one["kind"]: [name for name, _ in one["columns"]] for one in version.read("kinds")}
    for pc in pcs:
        found: Rows = {}
        for scope in pc.ask_scopes():
            columns, rows = pc.snapshot(scope)
            for kind in columns.keys() & known.keys():
                assert columns[kind][: len(known[kind])] == known[kind]
            found |= {key: body[: len(known[key[0]])] for key, body in rows.items() if key[0] in known}
        assert without_log(found) == without_log(pc.rows)
        assert log_of(pc.rows) - log_of(found) == Counter()


def without_log(rows: Rows) -> Rows:
    return {key: body for key, body in rows.items() if key[0] != LOG}


def log_of(rows: Rows) -> Counter[str]:
    """Lines of the log without their ids: those of refusals are made anew. Every log-in adds one."""
    return Counter(json.dumps(body[1:]) for key, body in rows.items() if key[0] == LOG)


def test_what_an_old_pc_pushes_is_judged_as_it_was(version: Version, config: Config) -> None:
    with serving(config, version, "replayed") as server, connected(version, server) as pcs:
        push_all(pcs)
        check_rows(version, pcs)


def test_the_same_on_postgresql(version: Version, config: Config, postgres_url: str) -> None:
    with (
        serving(moved(config, postgres_url), version, "replayed") as server,
        connected(version, server) as pcs,
    ):
        push_all(pcs)
        check_rows(version, pcs)


def test_what_was_judged_before_the_upgrade_keeps_its_verdict(version: Version, config: Config) -> None:
    with serving(config, version, "replayed") as server, connected(version, server) as pcs:
        for pc in pcs:
            for line in pushes(pc.first_day):
                answer = pc.say(line)
                assert answer.status_code == 200, answer.text
                assert verdicts(answer.text) == verdicts(line.said)
        push_all(pcs)
        push_all(pcs)


def test_an_old_cursor_goes_on(version: Version, config: Config) -> None:
    with serving(config, version, "replayed") as server, connected(version, server) as pcs:
        for pc in pcs:
            line = next(one for one in [*pc.first_day, *pc.second_day] if one.place == PULL)
            answer = pc.say(line)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert not page["reset"]
            assert page["rows"], "something came since"
            assert contains_names(page, {key: line.answer[key] for key in line.answer if key != "columns"})
            assert {len(row) for row in page["rows"]} >= {len(line.answer["rows"][0])}


def test_an_old_version_still_says_hello(version: Version, config: Config) -> None:
    with serving(config, version, "replayed") as server, connected(version, server) as pcs:
        for pc in pcs:
            for line in pc.first_day:
                if line.place == "/v1/hello":
                    answer = pc.say(line).json()
                    assert contains_names(answer, line.answer)
                    assert version.about["protocol"] in answer["push_versions"]


def test_a_resident_finds_everything_again(version: Version, config: Config) -> None:
    met = version.about["resident"]
    with serving(config, version, "kept") as server:
        server.centre.clock.advance(seconds=600)  # type: ignore[attr-defined]
        assert resident.answers(server, met["phone"]) == met["answers"]
