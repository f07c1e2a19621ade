"""Names, arguments and columns as older versions knew them: they may grow, never change."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.applications.content import decode_content, encode_content
from core.apprenticeship.words.content import FilingContent
from core.domain.commands import decode_args, encode_args
from core.domain.errors import KnownError
from sync.protocol import Envelope, Ops, payload_hash
from tests.golden import shapes
from tests.golden.versions import SERVER, TAPES, Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_every_command_is_understood_as_it_was(version: Version) -> None:
    today = {(one["name"], one["version"]): one for one in shapes.commands()}
    for old in version.read("commands"):
        name = f"{old['name']} {old['version']}"
        new = today[old["name"], old["version"]]
        assert list(shapes.misfits(old["args"], new["args"], name)) == []
        assert new["subject"] == old["subject"], name


def test_kinds_keep_their_order(version: Version) -> None:
    """It is the order of a snapshot: new kinds stand at the end."""
    old, new = version.read("kinds"), shapes.kinds()
    assert [one["kind"] for one in new][: len(old)] == [one["kind"] for one in old]


def test_columns_keep_their_order(version: Version) -> None:
    """It is the order of a body: new columns stand at the end."""
    today = {one["kind"]: one["columns"] for one in shapes.kinds()}
    for old in version.read("kinds"):
        assert today[old["kind"]][: len(old["columns"])] == old["columns"], old["kind"]


def envelopes(version: Version, folder: Path) -> Iterator[tuple[Envelope, str]]:
    """Every command that the old version ever recorded, with the digest of its ledger where it has one."""
    version.unpack(SERVER, folder)
    with closing(sqlite3.connect(folder / "server.db")) as database:
        for raw, digest in database.execute("SELECT envelope, payload_hash FROM ledger"):
            yield msgspec.json.decode(raw, type=Envelope), digest
    for tape in TAPES:
        for line in version.read(f"tape-{tape}")["exchanges"]:
            if line["path"] == "/v1/ops":
                for envelope in msgspec.json.decode(line["sent"], type=Ops).ops:
                    yield envelope, ""


def test_every_command_that_was_ever_sent_is_read_as_it_was(version: Version, tmp_path: Path) -> None:
    seen = set()
    for envelope, digest in envelopes(version, tmp_path):
        if digest and envelope.proof:
            assert payload_hash(envelope) == digest, envelope.name
        if envelope.name == "RaiseFiling" or envelope.version == 99 or "colour" in envelope.args:
            with pytest.raises(KnownError):
                decode_args(envelope.name, envelope.version, envelope.args)
            continue
        command = decode_args(envelope.name, envelope.version, envelope.args)
        seen.add((envelope.name, envelope.version))
        assert command.subject == envelope.subject
        assert contains(json.loads(json.dumps(encode_args(command))), envelope.args)
    assert seen == {(one["name"], one["version"]) for one in version.read("commands")}


def contains(new: Any, old: Any) -> bool:
    """Whether everything that was said before is still said; objects may say more."""
    if isinstance(old, dict):
        return all(key in new and contains(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return len(new) == len(old) and all(map(contains, new, old))
    return bool(new == old)


TEXT: dict[str, Any] = {"type": "text"}
OLD = {"struct": [["a", TEXT], ["b", {"codes": ["x", "y"]}, "x"]]}
MAY_GROW = [
    {"struct": [["a", TEXT], ["b", {"codes": ["x", "y", "z"]}, "x"]]},
    {"struct": [["a", TEXT], ["b", {"codes": ["x", "y"]}, "x"], ["c", TEXT, ""]]},
    {"struct": [["a", {"union": [TEXT, {"type": "none"}]}], ["b", {"codes": ["x", "y"]}, "x"]]},
]
MAY_NOT = [
    {"struct": [["a", TEXT], ["b", {"codes": ["x"]}, "x"]]},
    {"struct": [["a", TEXT], ["b", {"codes": ["x", "y"]}, "y"]]},
    {"struct": [["a", TEXT], ["b", {"codes": ["x", "y"]}]]},
    {"struct": [["a", TEXT], ["b", {"codes": ["x", "y"]}, "x"], ["c", TEXT]]},
    {"struct": [["a", TEXT], ["c", TEXT, ""], ["b", {"codes": ["x", "y"]}, "x"]]},
    {"struct": [["a", {"type": "integer"}], ["b", {"codes": ["x", "y"]}, "x"]]},
    {"struct": [["a", TEXT]]},
]


@pytest.mark.parametrize("new", MAY_GROW)
def test_a_shape_may_grow(new: dict[str, Any]) -> None:
    assert list(shapes.misfits(OLD, new)) == []


@pytest.mark.parametrize("new", MAY_NOT)
def test_a_shape_may_not_change(new: dict[str, Any]) -> None:
    assert len(list(shapes.misfits(OLD, new))) == 1


def test_every_stored_revision_reads_and_writes_as_it_was(version: Version, tmp_path: Path) -> None:
    """Canonical JSON of what was filed: not a byte changes, or digests and differences would."""
    version.unpack(SERVER, tmp_path)
    with closing(sqlite3.connect(tmp_path / "server.db")) as database:
        stored = [text for (text,) in database.execute("SELECT content FROM filing_revision")]
    assert stored
    for text in stored:
        content = decode_content(text, FilingContent)
        assert encode_content(content) == text
        assert next(iter(content.fields())).startswith(("student.", "dissolution."))
