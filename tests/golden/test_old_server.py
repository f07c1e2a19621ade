"""A PC of today that reads what an old server said: recorded snapshots and pages, also in small pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.domain.clock import FixedClock
from tests.golden.pcs import Pc
from tests.golden.tape import PULL, Echo, Exchange, serving
from tests.golden.versions import TAPES, Version
from tests.golden.wire import PUSH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Rows = dict[tuple[str, str], dict[str, Any]]
ALWAYS = ("id", "version", "scope")


def heard(version: Version, tape: str, *, paged: bool) -> list[Exchange]:
    """What the server said to a PC; `paged` with the pages of its feed as small as they were asked for."""
    found = version.read(f"tape-{tape}")
    lines = [one for one in msgspec.convert(found["exchanges"], list[Exchange]) if one.place != PUSH]
    if paged:
        lines = [one for one in lines if one.place != PULL]
        lines += msgspec.convert(found["paged"], list[Exchange])
    return lines


def listening(version: Version, tape: str, lines: list[Exchange], folder: Path) -> tuple[Rows, list[str]]:
    """Let a new PC load and pull; gives its records by the names of their columns."""
    about = version.about
    echo = Echo(lines)
    clock = FixedClock(about["moments"]["replayed"])
    with serving(echo) as url:
        pc = Pc.new(folder, url, about["recorded"][tape], about["password"], clock)
        try:
            for _ in range(1 + sum(one.place == PULL for one in lines)):
                pc.sync()
            return {key: pc.columns(key[0], body) for key, body in pc.rows().items()}, echo.unknown
        finally:
            pc.close()


def recorded(version: Version, tape: str) -> Rows:
    """What the old PC had at the end, by the names of its columns."""
    columns = {one["kind"]: [name for name, _ in one["columns"]] for one in version.read("kinds")}
    found = version.read(f"tape-{tape}")["rows"]
    return {(kind, id_): dict(zip(columns[kind], body, strict=True)) for kind, id_, body in found}


def differing(new: Rows, old: Rows) -> Iterator[str]:
    """Every old column as it was, every new one empty."""
    for key, body in new.items():
        for name, value in body.items():
            expected = old[key].get(name, 0 if isinstance(value, int) else "")
            if value != expected:
                yield f"{key}: {name} is {value!r}, was {expected!r}"


@pytest.mark.parametrize("paged", [False, True], ids=["as pulled", "in small pages"])
@pytest.mark.parametrize("tape", TAPES)
def test_a_new_pc_reads_what_an_old_server_says(
    version: Version, tmp_path: Path, tape: str, paged: bool
) -> None:
    new, unknown = listening(version, tape, heard(version, tape, paged=paged), tmp_path)
    old = recorded(version, tape)
    assert unknown == [], "it asks for nothing that an old server does not have"
    assert new.keys() == old.keys()
    assert list(differing(new, old)) == []


def test_a_server_that_knows_fewer_columns_is_read(version: Version, tmp_path: Path) -> None:
    """As if the last column of every kind had come with this version."""
    short: dict[str, str] = {}
    lines = [
        msgspec.structs.replace(one, said=shortened(one, short)) if "columns" in one.said else one
        for one in heard(version, "district", paged=False)
    ]
    new, _ = listening(version, "district", lines, tmp_path)
    old = recorded(version, "district")
    for key, body in old.items():
        del body[short[key[0]]]
    assert new.keys() == old.keys()
    assert list(differing(new, old)) == []


def shortened(line: Exchange, gone: dict[str, str]) -> str:
    """Take the last column of each kind out of a page and note its name."""
    page = line.answer
    if "columns" not in page:
        return line.said
    gone |= {kind: names[-1] for kind, names in page["columns"].items() if names[-1] not in ALWAYS}
    page["columns"] = {kind: names[:-1] for kind, names in page["columns"].items()}
    for row in page["rows"]:
        if row[-1] is not None:
            row[-1] = row[-1][:-1]
    return json.dumps(page)
