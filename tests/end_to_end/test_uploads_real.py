"""Faults 34 and 35 between a real PC and the real server: files of a decision arrive whole, once."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.domain.errors import KnownError
from core.files.images import WatermarkText
from core.files.sealing import Sealer
from sync.accounts.slots import derived_key
from sync.attachments import Attachments
from sync.tables import BLOB, OUTGOING
from sync.transactions import reading, writing
from sync.troubles import WireError
from sync.uploads import PART, Outgoing, want_files
from tests.end_to_end.real import RealPc, RealServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.domain.values import DocumentRef

MARK = WatermarkText("仅用于强制解除", "武汉市卫健委", "2026-11-21")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    made = RealServer(tmp_path / "server")
    made.account("zhoumin", "周敏")
    made.start()
    yield made
    made.close()


@pytest.fixture
def pc(server: RealServer, tmp_path: Path) -> Iterator[RealPc]:
    made = RealPc(tmp_path / "pc", server, "zhoumin")
    yield made
    made.close()


def large_picture() -> bytes:
    """Noise, so that original and copy take several parts."""
    image = Image.frombytes("RGB", (700, 600), random.Random(1).randbytes(700 * 600 * 3))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def keep(pc: RealPc, data: bytes, *, wanted: bool = True) -> tuple[Outgoing, DocumentRef]:
    outgoing = Outgoing(pc.unlocked, pc.client, pc.clock)
    ref = outgoing.keep_picture(data, TERMINATION_BASIS, 1, MARK)
    if wanted:
        with writing(pc.unlocked.engine, durable=True) as session:
            want_files(session, (ref.sha256, ref.original_sha256))
    return outgoing, ref


def left(pc: RealPc) -> list[Any]:
    with reading(pc.unlocked.engine) as session:
        return list(session.execute(select(OUTGOING)))


def pinned(pc: RealPc) -> dict[str, int]:
    with reading(pc.unlocked.engine) as session:
        return {row.sha256: row.pinned for row in session.execute(select(BLOB))}


def test_a_picture_waits_sealed_through_a_restart_and_arrives(server: RealServer, pc: RealPc) -> None:
    data = large_picture()
    _, ref = keep(pc, data)
    assert ref.size > 0
    assert (ref.kind, ref.page, ref.media_type) == (TERMINATION_BASIS, 1, "image/jpeg")
    for file in pc.unlocked.profile.blobs_folder.rglob("*"):
        assert not file.is_file() or data[:64] not in file.read_bytes()
    token = pc.unlocked.token
    pc.restart("zhoumin")
    pc.unlocked.token = token
    outgoing = Outgoing(pc.unlocked, pc.client, pc.clock)
    assert outgoing.waiting() == 2
    attachments = Attachments(pc.unlocked, pc.client, pc.clock)
    shown = attachments.cached(ref.sha256)
    assert shown is not None
    assert attachments.trim(0) == 0, "what was not uploaded is never evicted"
    assert outgoing.push(lambda: True) == 2
    assert left(pc) == []
    assert server.centre.blobs.read(ref.sha256) == shown
    assert server.centre.sealer.read(server.config.originals, ref.original_sha256) == data
    assert pinned(pc) == {ref.sha256: 0}, "the copy may be evicted now, the original is gone"
    assert attachments.cached(ref.original_sha256) is None


def test_fault_34_cut_in_the_middle_it_goes_on_where_the_server_stands(
    server: RealServer, pc: RealPc
) -> None:
    outgoing, _ = keep(pc, large_picture())
    parts = sum(-(-row.size // PART) for row in left(pc))
    assert parts >= 4
    pc.client.faults = ["ok", "ok", "ok", "silent"]
    with pytest.raises(WireError):
        outgoing.push(lambda: True)
    pc.client.faults = ["ok", "ok", "lost"]
    with pytest.raises(WireError):
        outgoing.push(lambda: True)
    sent: list[int] = []
    real = pc.client.add_to_upload

    def counting(path: str, offset: int, piece: bytes) -> int:
        sent.append(offset)
        return real(path, offset, piece)

    pc.client.add_to_upload = counting  # type: ignore[method-assign]
    outgoing.push(lambda: True)
    assert left(pc) == []
    assert len(sent) < parts, "what had arrived was not sent again"


def test_fault_35_a_bit_flipped_on_the_way_is_sent_again(server: RealServer, pc: RealPc) -> None:
    data = large_picture()
    outgoing, ref = keep(pc, data)
    real = pc.client._send
    flipped: list[str] = []

    def flip(method: str, path: str, **options: Any) -> Any:
        if method == "PATCH" and len(flipped) < 2:
            flipped.append(path)
            options["body"] = bytes([options["body"][0] ^ 1]) + options["body"][1:]
        return real(method, path, **options)

    pc.client._send = flip  # type: ignore[method-assign]
    assert outgoing.push(lambda: True) == 2
    assert len(flipped) == 2
    assert server.centre.sealer.read(server.config.originals, ref.original_sha256) == data


def test_what_no_decision_names_is_not_sent_and_goes_in_time(server: RealServer, pc: RealPc) -> None:
    outgoing, ref = keep(pc, large_picture(), wanted=False)
    assert (outgoing.waiting(), outgoing.push(lambda: True)) == (0, 0)
    assert len(left(pc)) == 2
    with writing(pc.unlocked.engine, durable=True) as session:
        session.execute(OUTGOING.update().values(kept_at="2026-01-01T00:00:00.000Z"))
    outgoing.push(lambda: True)
    assert (left(pc), pinned(pc)) == ([], {})
    assert Attachments(pc.unlocked, pc.client, pc.clock).cached(ref.sha256) is None


def test_a_damaged_file_stops_nobody_else(server: RealServer, pc: RealPc) -> None:
    outgoing, ref = keep(pc, large_picture())
    sealer = Sealer(derived_key(pc.unlocked.store_key, "attachments"))
    sealer.remove(pc.unlocked.profile.blobs_folder, ref.original_sha256)
    assert outgoing.push(lambda: True) == 1
    assert [row.problem for row in left(pc)] == ["seal_missing"]
    assert outgoing.waiting() == 0


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("通知.pdf", b"MZ\x90\x00", "FILE_TYPE"),
        ("通知.exe", b"%PDF-1.4\n%%EOF", "FILE_ENDING"),
        ("通知.pdf", b"", "FILE_EMPTY"),
    ],
)
def test_a_wrong_file_is_told_when_it_is_chosen(pc: RealPc, name: str, data: bytes, code: str) -> None:
    outgoing = Outgoing(pc.unlocked, pc.client, pc.clock)
    with pytest.raises(KnownError) as refused:
        outgoing.keep_file(name, data)
    assert refused.value.code == code
    assert name in refused.value.message
    with pytest.raises(KnownError) as picture:
        outgoing.keep_picture(b"%PDF-1.4", TERMINATION_BASIS, 1, MARK)
    assert picture.value.code == "IMAGE_TYPE_PDF"
    assert left(pc) == []
