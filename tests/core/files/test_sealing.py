"""Sealed files: every way of bending one is noticed, and nothing half written is ever read."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.files import atomic
from core.files.sealing import CHUNK, DiskFull, SealBroken, Sealer, SealMissing, remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = bytes(range(32))
HEADER = 6 + 1 + 32
SEALED_CHUNK = CHUNK + 16
LONG = Random(5).randbytes(2 * CHUNK + 77)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(KEY)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.one_of(
        st.integers(0, 40),
        st.integers(CHUNK - 17, CHUNK + 17),
        st.integers(2 * CHUNK - 2, 2 * CHUNK + 2),
    ),
    piece=st.sampled_from([1000, CHUNK // 2, CHUNK, 3 * CHUNK]),
)
def test_what_is_sealed_comes_back(tmp_path: Path, size: int, piece: int) -> None:
    sealer, data = Sealer(KEY), (LONG * 2)[:size]
    pieces = (data[at : at + piece] for at in range(0, size, piece))
    path = sealer.write_stream(tmp_path, pieces, digest(data))
    assert sealer.read(tmp_path, digest(data)) == data
    assert b"".join(sealer.open_reader(tmp_path, digest(data))) == data
    assert path.stat().st_size == HEADER + size + 16 * max(1, -(-size // CHUNK))


def test_neither_name_nor_content_tells_what_it_is(tmp_path: Path, sealer: Sealer) -> None:
    data = "身份证 420106199608211234".encode() * 3
    path = sealer.write(tmp_path, data, digest(data))
    assert digest(data) not in str(path)
    assert b"4201061996" not in path.read_bytes()
    assert Sealer(bytes(32)).name_for(digest(data)) != sealer.name_for(digest(data)) == path.name


def test_the_same_file_sealed_twice_looks_different(tmp_path: Path, sealer: Sealer) -> None:
    first = sealer.write(tmp_path / "a", b"same", digest(b"same")).read_bytes()
    second = sealer.write(tmp_path / "b", b"same", digest(b"same")).read_bytes()
    assert first[HEADER:] != second[HEADER:]


def cut_inside(sealed: bytes) -> bytes:
    return sealed[: HEADER + SEALED_CHUNK + 500]


def cut_at_a_chunk(sealed: bytes) -> bytes:
    return sealed[: HEADER + 2 * SEALED_CHUNK]


def cut_last_byte(sealed: bytes) -> bytes:
    return sealed[:-1]


def cut_to_header(sealed: bytes) -> bytes:
    return sealed[:HEADER]


def appended(sealed: bytes) -> bytes:
    return sealed + b"\0"


def appended_chunk(sealed: bytes) -> bytes:
    return sealed + sealed[HEADER : HEADER + SEALED_CHUNK]


def flipped_first(sealed: bytes) -> bytes:
    return flip(sealed, HEADER)


def flipped_tag(sealed: bytes) -> bytes:
    return flip(sealed, len(sealed) - 1)


def flipped_salt(sealed: bytes) -> bytes:
    return flip(sealed, HEADER - 1)


def swapped_chunks(sealed: bytes) -> bytes:
    a, b = HEADER, HEADER + SEALED_CHUNK
    return sealed[:a] + sealed[b : b + SEALED_CHUNK] + sealed[a:b] + sealed[b + SEALED_CHUNK :]


def dropped_chunk(sealed: bytes) -> bytes:
    return sealed[:HEADER] + sealed[HEADER + SEALED_CHUNK :]


def repeated_chunk(sealed: bytes) -> bytes:
    return sealed[: HEADER + SEALED_CHUNK] + sealed[HEADER:]


def flip(sealed: bytes, at: int) -> bytes:
    return sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]


@pytest.mark.parametrize(
    "bend",
    [
        cut_inside,
        cut_at_a_chunk,
        cut_last_byte,
        cut_to_header,
        appended,
        appended_chunk,
        flipped_first,
        flipped_tag,
        flipped_salt,
        swapped_chunks,
        dropped_chunk,
        repeated_chunk,
    ],
)
def test_a_bent_file_is_not_opened(tmp_path: Path, sealer: Sealer, bend: Callable[[bytes], bytes]) -> None:
    path = sealer.write(tmp_path, LONG, digest(LONG))
    path.write_bytes(bend(path.read_bytes()))
    with pytest.raises(SealBroken) as caught:
        sealer.read(tmp_path, digest(LONG))
    assert caught.value.code == "seal_content"
    assert caught.value.message.endswith("。")


@pytest.mark.parametrize(
    ("bent", "code"), [(b"", "seal_header"), (b"SCSEAL\x01short", "seal_header"), (bytes(200), "seal_header")]
)
def test_what_is_no_sealed_file_is_said_so(tmp_path: Path, sealer: Sealer, bent: bytes, code: str) -> None:
    sealer.write(tmp_path, LONG, digest(LONG)).write_bytes(bent)
    with pytest.raises(SealBroken) as caught:
        sealer.read(tmp_path, digest(LONG))
    assert caught.value.code == code


def test_a_later_suite_asks_for_an_update(tmp_path: Path, sealer: Sealer) -> None:
    path = sealer.write(tmp_path, b"x", digest(b"x"))
    sealed = path.read_bytes()
    path.write_bytes(sealed[:6] + b"\x02" + sealed[7:])
    with pytest.raises(SealBroken) as caught:
        sealer.read(tmp_path, digest(b"x"))
    assert caught.value.code == "seal_suite"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, HEADER + 30 + 16 - 1), bit=st.integers(0, 7))
def test_no_bit_can_be_flipped(tmp_path: Path, at: int, bit: int) -> None:
    sealer, data = Sealer(KEY), bytes(30)
    path = sealer.write(tmp_path, data, digest(data))
    bent = bytearray(path.read_bytes())
    bent[at] ^= 1 << bit
    path.write_bytes(bytes(bent))
    with pytest.raises(SealBroken):
        sealer.read(tmp_path, digest(data))


def test_two_sealed_files_cannot_change_places(tmp_path: Path, sealer: Sealer) -> None:
    first = sealer.write(tmp_path, b"first", digest(b"first"))
    second = sealer.write(tmp_path, b"other", digest(b"other"))
    first.write_bytes(second.read_bytes())
    with pytest.raises(SealBroken):
        sealer.read(tmp_path, digest(b"first"))


def test_chunks_of_two_files_cannot_be_mixed(tmp_path: Path, sealer: Sealer) -> None:
    old = sealer.write(tmp_path / "old", LONG, digest(LONG)).read_bytes()
    path = sealer.write(tmp_path, LONG, digest(LONG))
    path.write_bytes(path.read_bytes()[: HEADER + SEALED_CHUNK] + old[HEADER + SEALED_CHUNK :])
    with pytest.raises(SealBroken):
        sealer.read(tmp_path, digest(LONG))


def test_another_key_opens_nothing(tmp_path: Path, sealer: Sealer) -> None:
    other = Sealer(bytes(32))
    sealed = sealer.write(tmp_path, b"x", digest(b"x")).read_bytes()
    with pytest.raises(SealMissing):
        other.read(tmp_path, digest(b"x"))
    target = other.path_for(tmp_path, digest(b"x"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(sealed)
    with pytest.raises(SealBroken):
        other.read(tmp_path, digest(b"x"))


def test_a_missing_file_is_told_from_a_broken_one(tmp_path: Path, sealer: Sealer) -> None:
    with pytest.raises(SealMissing) as caught:
        sealer.read(tmp_path, digest(b"never"))
    assert caught.value.code == "seal_missing"
    assert not sealer.holds(tmp_path, digest(b"never"))


def test_wrong_content_is_not_sealed(tmp_path: Path, sealer: Sealer) -> None:
    with pytest.raises(SealBroken) as caught:
        sealer.write(tmp_path, b"changed on the way", digest(b"as announced"))
    assert caught.value.code == "seal_digest"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("wrong", ["", "ab", "g" * 64, "AB" * 32, "../" + "0" * 61])
def test_only_a_digest_is_a_name(tmp_path: Path, sealer: Sealer, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"hex"):
        sealer.read(tmp_path, wrong)


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Sealer(b"short")


def test_a_full_disk_is_said_and_keeps_what_was_there(
    tmp_path: Path, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer.write(tmp_path, b"here", digest(b"here"))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(DiskFull) as caught:
        sealer.write(tmp_path, b"here", digest(b"here"))
    with pytest.raises(DiskFull):
        sealer.write(tmp_path, b"new", digest(b"new"))
    assert "磁盘空间不足" in caught.value.message
    assert sealer.read(tmp_path, digest(b"here")) == b"here"
    assert not sealer.holds(tmp_path, digest(b"new"))
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_device_without_room_is_a_full_disk(tmp_path: Path) -> None:
    def pieces() -> list[bytes]:
        with Path("/dev/full").open("wb", buffering=0) as stream:
            stream.write(b"x")
        return []

    with pytest.raises(DiskFull):
        atomic.write_whole(tmp_path / "file", (piece for _ in range(1) for piece in pieces()))


def test_leftovers_of_a_power_failure_do_no_harm(tmp_path: Path, sealer: Sealer) -> None:
    path = sealer.path_for(tmp_path, digest(b"x"))
    path.parent.mkdir(parents=True)
    leftover = path.with_name(path.name + ".0badcafe.part")
    leftover.write_bytes(b"half")
    with pytest.raises(SealMissing):
        sealer.read(tmp_path, digest(b"x"))
    sealer.write(tmp_path, b"x", digest(b"x"))
    assert remove_leftovers(tmp_path) == 1
    assert sealer.read(tmp_path, digest(b"x")) == b"x"


def test_removing_is_idempotent(tmp_path: Path, sealer: Sealer) -> None:
    sealer.write(tmp_path, b"x", digest(b"x"))
    sealer.remove(tmp_path, digest(b"x"))
    sealer.remove(tmp_path, digest(b"x"))
    assert not sealer.holds(tmp_path, digest(b"x"))
