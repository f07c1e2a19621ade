"""Content-addressed files: the server's derived copies, found by the SHA-256 of what they hold.

`BlobStore` is the small interface behind which a folder or an S3-compatible store stands (architecture.md).
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Protocol

from core.files.atomic import DiskFull, remove_leftovers, write_whole

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BlobBroken", "BlobMissing", "BlobStore", "DiskFull", "FolderBlobs"]

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobMissing(Exception):
    """Nothing is kept under this digest."""

    code = "blob_missing"

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.message = "没有找到这份材料的文件。"
        super().__init__(self.message)


class BlobBroken(Exception):
    """What is kept under this digest has another one: the disk or somebody changed it."""

    code = "blob_broken"

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.message = "这份材料的文件已损坏，与登记的校验值不一致，请联系系统管理员。"
        super().__init__(self.message)


class BlobStore(Protocol):
    """Immutable bytes by their SHA-256 (64 lower-case hex digits). Safe for many threads and processes."""

    def put(self, data: bytes) -> str:
        """Keeps ``data`` durably and gives its SHA-256; the same bytes twice are kept once."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether something is kept under this digest."""
        ...

    def size(self, sha256: str) -> int:
        """Its length in bytes; raises `BlobMissing`."""
        ...

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> bytes:
        """Bytes from ``start`` up to, without, ``end`` (None: to the end); raises `BlobMissing`.

        Read whole, the digest is checked (`BlobBroken`); of a part it cannot be: the receiver checks.
        """
        ...


class FolderBlobs:
    """A `BlobStore` in a plain folder, files spread over 256 folders."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        """As `BlobStore.put`; a damaged file under the same digest is replaced. Raises `DiskFull`."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, (data,))
        return sha256

    def exists(self, sha256: str) -> bool:
        """As `BlobStore.exists`; something that is no digest does not exist."""
        return _SHA256.fullmatch(sha256) is not None and self._path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """As `BlobStore.size`."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> bytes:
        """As `BlobStore.read`."""
        if start < 0 or (end is not None and end < start):
            raise ValueError("a range runs forwards from 0")
        try:
            with self._path(sha256).open("rb") as stream:
                stream.seek(start)
                data = stream.read(-1 if end is None else end - start)
        except FileNotFoundError:
            raise BlobMissing(sha256) from None
        if start == 0 and end is None and hashlib.sha256(data).hexdigest() != sha256:
            raise BlobBroken(sha256)
        return data

    def remove_leftovers(self) -> int:
        """Deletes half-written files of a power failure; at start only. How many there were."""
        return remove_leftovers(self._root)

    def _path(self, sha256: str) -> Path:
        """Only digests become paths: a name with dots or slashes is simply not there."""
        if not _SHA256.fullmatch(sha256):
            raise BlobMissing(sha256)
        return self._root / sha256[:2] / sha256
