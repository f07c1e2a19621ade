"""Scans in every form that cameras, scanners and other programs give: the page shows what a viewer would."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from core.apprenticeship.papers.archive import ArchiveScan, render_archive
from core.files.fonts import find_fonts
from tests.core.reports.test_archive import packet
from tests.support.poppler import reader

if TYPE_CHECKING:
    from pathlib import Path

WIDE, HIGH = 300, 400
LIGHT, DARK = 215, 20


def base() -> Image.Image:
    """Light, with a dark corner at the upper left."""
    picture = Image.new("RGB", (WIDE, HIGH), (LIGHT, LIGHT, LIGHT))
    ImageDraw.Draw(picture).rectangle((0, 0, WIDE // 3, HIGH // 4), fill=(DARK, DARK, DARK))
    return picture


def saved(picture: Image.Image, kind: str, turn: int = 1, **how: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    stream = io.BytesIO()
    picture.save(stream, kind, exif=exif, **how)
    return stream.getvalue()


def png(depth: int, colour: int, line: bytes, dark: bytes, extra: bytes = b"") -> bytes:
    """A PNG by hand: `line` of a light row, `dark` of one with the corner."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + (dark if at <= HIGH // 4 else line) for at in range(HIGH))
    head = struct.pack(">IIBBBBB", WIDE, HIGH, depth, colour, 0, 0, 0)
    parts = (chunk(b"IHDR", head), extra, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def deep(colour: int, light: bytes, dark: bytes) -> bytes:
    """16 bits to a sample."""
    corner = WIDE // 3 + 1
    return png(16, colour, light * WIDE, dark * corner + light * (WIDE - corner))


SCANS = {
    "jpeg": saved(base(), "JPEG"),
    "progressive": saved(base(), "JPEG", progressive=True),
    "every sample": saved(base(), "JPEG", subsampling=0),
    "grey": saved(base().convert("L"), "JPEG"),
    "four colours": saved(base().convert("CMYK"), "JPEG"),
    "four colours, turned": saved(base().convert("CMYK").transpose(Image.Transpose.ROTATE_90), "JPEG", 6),
    "turned": saved(base().transpose(Image.Transpose.ROTATE_90), "JPEG", 6),
    "turned png": saved(base().transpose(Image.Transpose.ROTATE_270), "PNG", 8),
    "grey of 16 bits": deep(0, bytes([LIGHT, 0]), bytes([DARK, 0])),
    "colours of 16 bits": deep(2, bytes([LIGHT, 0] * 3), bytes([DARK, 0] * 3)),
    "grey of 16 bits with alpha": deep(4, bytes([LIGHT, 0, 255, 255]), bytes([DARK, 0, 255, 255])),
    "colours of 16 bits with alpha": deep(
        6, bytes([LIGHT, 0] * 3 + [255] * 2), bytes([DARK, 0] * 3 + [255] * 2)
    ),
    "palette": saved(base().quantize(4), "PNG", bits=2),
    "black and white": saved(base().point(lambda level: 255 if level > 99 else 0).convert("1"), "PNG"),
    "interlaced": saved(base(), "PNG", interlace=1),
}


@pytest.mark.parametrize("data", SCANS.values(), ids=SCANS.keys())
def test_the_corner_is_where_it_was_and_as_dark(data: bytes, tmp_path: Path) -> None:
    poppler = reader(tmp_path)
    one = ArchiveScan("学生　身份证正面", hashlib.sha256(data).hexdigest())
    made = render_archive(packet(one), lambda _: data, find_fonts().paper)
    assert not [remark for remark in made.remarks if "没有附图" in remark]
    page = poppler.picture(made.data, page=4, dots=36)
    # The picture fills the box of 493 × 657 points above the caption; 36 dots to the inch are half of that.
    left, top = 26, round((842 - 98 - 688 / 2 - 657 / 2) / 2)
    corner = page.crop((left + 8, top + 8, left + 70, top + 70))
    light = page.crop((left + 120, top + 8, left + 230, top + 280))
    assert sum(corner.getextrema()) / 2 == pytest.approx(DARK, abs=22)
    assert sum(light.getextrema()) / 2 == pytest.approx(LIGHT, abs=42)


def test_nothing_is_left_of_a_transparent_part_but_paper(tmp_path: Path) -> None:
    clear = base().convert("RGBA")
    clear.putalpha(0)
    data = saved(clear, "PNG")
    one = ArchiveScan("学生　身份证正面", hashlib.sha256(data).hexdigest())
    made = render_archive(packet(one), lambda _: data, find_fonts().paper)
    page = reader(tmp_path).picture(made.data, page=4, dots=36)
    assert page.crop((40, 60, 250, 300)).getextrema()[0] > 245
