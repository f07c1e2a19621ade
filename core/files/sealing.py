"""Files sealed at rest (security.md section 1): attachments on the PC, originals on the server.

A sealed file is a header (magic, suite byte, 32 random bytes) and 1 MiB chunks under AES-256-GCM. Each file
has its own key (HKDF over the random bytes); the nonce counts the chunks and marks the last one, so nothing
can be cut, reordered or appended; header and the plaintext's SHA-256 are authenticated with every chunk, so
no sealed file passes for another. The file name is an HMAC of the digest and tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.files.atomic import DiskFull, remove_leftovers, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["CHUNK", "DiskFull", "SealBroken", "SealMissing", "Sealer", "remove_leftovers"]

CHUNK = 1024 * 1024
SUITE_AES_SHA256 = 1
_MAGIC = b"SCSEAL"
_SALT = 32
_TAG = 16
_HEADER = len(_MAGIC) + 1 + _SALT
_MESSAGES = {
    "seal_header": "加密文件的开头已损坏，无法打开。请在同步中心重新下载这份材料。",
    "seal_suite": "加密文件由更新版本的程序写成，请先升级程序再打开。",
    "seal_content": "加密文件已损坏或被改动过，无法打开。请在同步中心重新下载这份材料。",
    "seal_digest": "文件内容与登记的校验值不一致，没有采用。请重新下载或重新上传这份材料。",
}


class SealBroken(Exception):
    """The sealed file is not what was sealed. ``code`` names the check, ``message`` is for the clerk."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.message = _MESSAGES[code]
        super().__init__(self.message)


class SealMissing(Exception):
    """There is no sealed file of this digest in this folder."""

    code = "seal_missing"

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        self.message = "这份材料还没有下载到本机，请联网后在同步中心下载。"
        super().__init__(self.message)


class Sealer:
    """Seals and opens files under one 32-byte key; thread-safe, holds no file open between calls.

    ``sha256`` is always the digest of the plaintext, 64 lower-case hex digits (else `ValueError`).
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the sealing key has 32 bytes")
        self._file_key = key
        self._name_key = _derive(key, b"", b"shicheng-seal-name-v1")

    def name_for(self, sha256: str) -> str:
        """The file name (64 hex digits) under which a plaintext of this digest is kept."""
        return hmac.new(self._name_key, _digest(sha256), hashlib.sha256).hexdigest()

    def path_for(self, folder: Path, sha256: str) -> Path:
        """Where below ``folder`` it is kept: in one of 256 folders named by the first two digits."""
        name = self.name_for(sha256)
        return folder / name[:2] / name

    def holds(self, folder: Path, sha256: str) -> bool:
        """Whether the file is there; says nothing about its being whole."""
        return self.path_for(folder, sha256).is_file()

    def write(self, folder: Path, data: bytes, sha256: str) -> Path:
        """Seals ``data``; the file is on the disk when this returns.

        Raises `SealBroken` (``seal_digest``) when ``data`` is not what ``sha256`` says; `DiskFull`.
        """
        return self.write_stream(folder, (data,), sha256)

    def write_stream(self, folder: Path, pieces: Iterable[bytes], sha256: str) -> Path:
        """As `write`, for pieces of any size that come one after another; needs 2 MiB of memory."""
        path = self.path_for(folder, sha256)
        write_whole(path, self._sealed(pieces, _digest(sha256)))
        return path

    def read(self, folder: Path, sha256: str) -> bytes:
        """The plaintext, in memory only. Raises `SealMissing`, `SealBroken`."""
        return b"".join(self.open_reader(folder, sha256))

    def open_reader(self, folder: Path, sha256: str) -> Iterator[bytes]:
        """The plaintext in chunks of 1 MiB, each authenticated. Raises `SealMissing`, `SealBroken`.

        A file that was cut is noticed at its last chunk: trust nothing before the iteration has ended.
        """
        digest = _digest(sha256)
        try:
            stream = self.path_for(folder, sha256).open("rb")
        except FileNotFoundError:
            raise SealMissing(sha256) from None
        with stream:
            yield from self._opened(stream, digest)

    def remove(self, folder: Path, sha256: str) -> None:
        """Deletes the sealed file; it is no mistake if there is none."""
        self.path_for(folder, sha256).unlink(missing_ok=True)

    def _sealed(self, pieces: Iterable[bytes], digest: bytes) -> Iterator[bytes]:
        header = _MAGIC + bytes([SUITE_AES_SHA256]) + _random_salt()
        cipher, bound = self._cipher(header), header + digest
        yield header
        seen = hashlib.sha256()
        for index, (chunk, last) in enumerate(_chunks(pieces)):
            seen.update(chunk)
            if last and not hmac.compare_digest(seen.digest(), digest):
                raise SealBroken("seal_digest")
            yield cipher.encrypt(_nonce(index, last=last), chunk, bound)

    def _opened(self, stream: BinaryIO, digest: bytes) -> Iterator[bytes]:
        header = stream.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            raise SealBroken("seal_header")
        if header[len(_MAGIC)] != SUITE_AES_SHA256:
            raise SealBroken("seal_suite")
        cipher, bound = self._cipher(header), header + digest
        seen, index = hashlib.sha256(), 0
        sealed = stream.read(CHUNK + _TAG)
        while True:
            following = stream.read(CHUNK + _TAG)
            try:
                chunk = cipher.decrypt(_nonce(index, last=not following), sealed, bound)
            except (InvalidTag, ValueError):
                raise SealBroken("seal_content") from None
            seen.update(chunk)
            yield chunk
            if not following:
                break
            sealed, index = following, index + 1
        if not hmac.compare_digest(seen.digest(), digest):
            raise SealBroken("seal_digest")

    def _cipher(self, header: bytes) -> AESGCM:
        salt = header[-_SALT:]
        return AESGCM(_derive(self._file_key, salt, b"shicheng-seal-file-v1"))


def _random_salt() -> bytes:
    # A file key is used for one file only because of these bytes: they come from the system, never injected.
    return AESGCM.generate_key(8 * _SALT)


def _derive(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)


def _nonce(index: int, *, last: bool) -> bytes:
    """12 bytes: zeros, chunk number, and 1 for the last chunk (the STREAM construction)."""
    return bytes(7) + struct.pack(">IB", index, last)


def _digest(sha256: str) -> bytes:
    digest = bytes.fromhex(sha256)
    if len(digest) != 32 or digest.hex() != sha256:
        raise ValueError("not a SHA-256 in lower-case hex")
    return digest


def _chunks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks of exactly 1 MiB, the last one (flagged) shorter or full; one empty chunk of nothing."""
    held = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        for start in range(0, len(view), CHUNK):
            held += view[start : start + CHUNK]
            while len(held) > CHUNK:
                yield bytes(held[:CHUNK]), False
                del held[:CHUNK]
    yield bytes(held), True
