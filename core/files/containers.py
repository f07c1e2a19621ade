"""What a JPEG or PNG file says about itself, read before any decoder sees it.

Pixels, animation, a cut end and a second file hidden inside are found in the markers and chunks alone
(security.md section 5, rows 1 to 3). ``bare`` is the picture without metadata: no EXIF, colour profile,
text, second frame or tail, so that the decoder meets nothing but the picture.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal

MediaType = Literal["image/jpeg", "image/png"]

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_FOREIGN = re.compile(
    rb"%PDF-|<script|<\?php|<!doctype|<html|<svg|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF", re.IGNORECASE
)
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_ORIENTATION = 0x0112


class Malformed(ValueError):
    """The file breaks the rules of its own format: cut off, contradictory or garbled."""


@dataclass(frozen=True, slots=True)
class Container:
    """A picture file taken apart. Sizes in pixels as stored, before ``orientation`` (EXIF, 1 to 8)."""

    media_type: MediaType
    width: int
    height: int
    orientation: int
    animated: bool
    bare: bytes
    tail: bytes
    one_scan: bool = False

    @property
    def decodable(self) -> bytes:
        """What to give the decoder. The end marker of a baseline JPEG is left out and a few zeros put there:
        libjpeg silently paints grey when it meets the marker early, and says so when it runs out of data.
        """
        return self.bare[:-2] + bytes(16) if self.one_scan else self.bare

    @property
    def pixels(self) -> int:
        return self.width * self.height


def open_container(data: bytes) -> Container | None:
    """The parts of a JPEG or PNG file, None for any other type; raises `Malformed`."""
    try:
        if data.startswith(PNG_START):
            return _png(data)
        if data.startswith(JPEG_START):
            return _jpeg(data)
    except (struct.error, IndexError) as fault:
        raise Malformed("cut off") from fault
    return None


def measure(data: bytes) -> tuple[int, int] | None:
    """Width and height out of the first bytes of a PNG, even of one whose rest is broken; None otherwise."""
    if data.startswith(PNG_START) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return None


def carries_foreign(data: bytes, container: Container) -> bool:
    """Whether another kind of file (archive, document, program, web page) is hidden in or behind the picture.

    Phones write harmless things behind a photo (a second JPEG, a short film); those pass, and the derived
    copy drops them anyway.
    """
    if zipfile.is_zipfile(io.BytesIO(data)) or container.tail.startswith((b"PK\x03\x04", b"MZ")):
        return True
    if container.media_type == "image/png" and container.tail.strip(b"\x00\r\n"):
        return True
    return b"%PDF-" in data[:1024] or _FOREIGN.search(container.tail) is not None


def _png(data: bytes) -> Container:
    at, size, orientation, animated = len(PNG_START), (0, 0), 1, False
    kept = [PNG_START]
    while True:
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        body = data[at + 8 : end - 4]
        (check,) = struct.unpack(">I", data[end - 4 : end])
        if zlib.crc32(kind + body) != check:
            raise Malformed("chunk does not match its check sum")
        if (kind == b"IHDR") != (len(kept) == 1):
            raise Malformed("header missing or repeated")
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        elif kind == b"acTL":
            animated = True
        elif kind == b"eXIf":
            orientation = _orientation(body)
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            break
    if min(size) == 0:
        raise Malformed("no pixels")
    return Container("image/png", *size, orientation, animated, b"".join(kept), data[at:])


def _jpeg(data: bytes) -> Container:
    at, size, orientation, baseline, scans = 2, (0, 0), 1, False, 0
    kept = [data[:2]]
    while True:
        if data[at] != 0xFF:
            raise Malformed("no marker where one has to be")
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            break
        if marker in _JPEG_ALONE:
            at += 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise Malformed("segment cut off")
        if marker in _JPEG_FRAMES:
            if size != (0, 0):
                raise Malformed("two frames")
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            size, baseline = (width, height), marker in (0xC0, 0xC1)
        elif marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\x00\x00":
            orientation = _orientation(data[at + 10 : end])
        if marker == 0xDA:
            end, scans = _end_of_scan(data, end), scans + 1
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE0, 0xEE):
            kept.append(data[at:end])
        at = end
    if min(size) == 0:
        raise Malformed("no frame")
    kept.append(b"\xff\xd9")
    one_scan = baseline and scans == 1
    return Container("image/jpeg", *size, orientation, False, b"".join(kept), data[at + 2 :], one_scan)


def _end_of_scan(data: bytes, start: int) -> int:
    marker = _MARKER.search(data, start)
    if marker is None:
        raise Malformed("picture cut off")
    return marker.end() - 2


def _orientation(exif: bytes) -> int:
    """The EXIF orientation (1 to 8); 1 where it is absent or the block is damaged."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack(f"{order}I", exif[4:8])
        (count,) = struct.unpack(f"{order}H", exif[start : start + 2])
        for at in range(start + 2, start + 2 + 12 * min(count, 200), 12):
            tag, _, _, value = struct.unpack(f"{order}HHIH", exif[at : at + 10])
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
