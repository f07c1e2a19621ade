"""Content-addressed files: found by what they hold, never half there."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from core.files import atomic
from core.files.blobs import BlobBroken, BlobMissing, BlobStore, DiskFull, FolderBlobs

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 4


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def blobs(root: Path) -> BlobStore:
    return FolderBlobs(root)


def only_file(root: Path) -> Path:
    (path,) = (path for path in root.rglob("*") if path.is_file())
    return path


def test_what_is_put_is_found_by_its_digest(blobs: BlobStore, root: Path) -> None:
    sha256 = blobs.put(DATA)
    assert sha256 == hashlib.sha256(DATA).hexdigest() == blobs.put(DATA)
    assert blobs.exists(sha256)
    assert blobs.size(sha256) == len(DATA)
    assert blobs.read(sha256) == DATA
    assert only_file(root).name == sha256


@pytest.mark.parametrize(
    ("start", "end"), [(0, 0), (0, 10), (5, 1000), (1000, None), (1024, None), (2000, 3000), (3, 3)]
)
def test_a_part_is_read_like_a_slice(blobs: BlobStore, start: int, end: int | None) -> None:
    assert blobs.read(blobs.put(DATA), start, end) == DATA[start:end]


@pytest.mark.parametrize(("start", "end"), [(-1, None), (5, 4)])
def test_a_range_runs_forwards(blobs: BlobStore, start: int, end: int | None) -> None:
    with pytest.raises(ValueError, match="range"):
        blobs.read(blobs.put(DATA), start, end)


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63 + "\n"])
def test_what_is_not_kept_is_missing(blobs: BlobStore, name: str) -> None:
    assert not blobs.exists(name)
    for ask in (blobs.size, blobs.read):
        with pytest.raises(BlobMissing) as caught:
            ask(name)
        assert caught.value.code == "blob_missing"


def test_a_changed_file_is_noticed_and_healed_by_the_next_put(blobs: BlobStore, root: Path) -> None:
    sha256 = blobs.put(DATA)
    only_file(root).write_bytes(DATA[:-1] + b"!")
    with pytest.raises(BlobBroken):
        blobs.read(sha256)
    assert blobs.put(DATA) == sha256
    assert blobs.read(sha256) == DATA


def test_a_full_disk_leaves_nothing(blobs: BlobStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(DiskFull):
        blobs.put(DATA)
    assert not [path for path in root.rglob("*") if path.is_file()]


def test_leftovers_are_swept(root: Path) -> None:
    blobs = FolderBlobs(root)
    sha256 = blobs.put(DATA)
    (root / "half.part").write_bytes(b"x")
    assert blobs.remove_leftovers() == 1
    assert blobs.read(sha256) == DATA
