"""G17 and bad pictures: what is taken, what is sealed, what leaves the server."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from core.store.tables import Document
from tests.server.kit import Phone, filed, picture

if TYPE_CHECKING:
    from tests.live_server import LiveServer


def huge_png() -> bytes:
    """The header of a PNG of 20,000 x 20,000 pixels with next to no data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "IMAGE_EMPTY"),
        (b"%PDF-1.7 something", 422, "IMAGE_TYPE_PDF"),
        (b"GIF89a" + b"x" * 50, 422, "IMAGE_TYPE"),
        (picture()[:500], 422, "IMAGE_BROKEN"),
        (huge_png(), 422, "IMAGE_TOO_MANY_PIXELS"),
        (picture() + b"PK\x03\x04" + b"x" * 900, 422, "IMAGE_FOREIGN"),
        (b"\xff\xd8" + b"x" * (20 * 1024 * 1024), 413, "IMAGE_TOO_LARGE"),
    ],
    ids=["empty", "pdf", "gif", "cut", "huge", "polyglot", "21MB"],
)
def test_a_bad_picture_is_refused_with_a_sentence(
    server: LiveServer, data: bytes, status: int, code: str
) -> None:
    answer = Phone(server, "13900000001").post("/r/v1/uploads", data=data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"].endswith("。")
    assert list(server.config.uploads.iterdir()) == []
    assert not any(server.config.originals.rglob("*"))


def test_g17_the_original_is_sealed_and_only_the_watermarked_copy_leaves(server: LiveServer) -> None:
    filed(server)
    with server.centre.reading() as session:
        rows = session.scalars(select(Document)).all()
        assert len(rows) == 13
    for row in rows:
        original = server.centre.sealer.read(server.config.originals, row.original_sha256)
        assert hashlib.sha256(original).hexdigest() == row.original_sha256
        copy = server.centre.blobs.read(row.sha256)
        assert row.sha256 != row.original_sha256
        assert len(copy) == row.size
        shades = Image.open(io.BytesIO(copy)).convert("L").getextrema()
        assert shades[1] - shades[0] > 30  # the plain picture has one shade; the watermark shows
    for path in server.config.originals.rglob("*"):
        assert not path.is_file() or not path.read_bytes().startswith(b"\xff\xd8")
    assert list(server.config.uploads.iterdir()) == []


def test_somebody_elses_upload_cannot_be_attached(server: LiveServer) -> None:
    stolen = Phone(server, "13900000001").upload(picture())
    thief = Phone(server, "13900000002")
    body = {
        "revision": 1,
        "student_documents": [{"kind": "diploma", "upload_id": stolen}],
    }
    assert thief.post("/r/v1/filings/none/resubmit", body).status_code == 404
