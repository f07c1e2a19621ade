"""Pictures for a PDF: a JPEG keeps its bytes, metadata do not go along."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from core.files.images import ImageRefused, WatermarkText, derive_copy
from core.files.print_images import print_image


def picture(kind: str = "JPEG", mode: str = "RGB", orientation: int = 1) -> bytes:
    stream = io.BytesIO()
    said: dict[str, Image.Exif] = {}
    if orientation > 1:
        said["exif"] = Image.Exif()
        said["exif"][0x0112] = orientation
    Image.linear_gradient("L").resize((60, 40)).convert(mode).save(stream, kind, **said)
    return stream.getvalue()


@pytest.mark.parametrize(("mode", "grey"), [("RGB", False), ("L", True)])
def test_a_jpeg_keeps_its_bytes(mode: str, grey: bool) -> None:
    data = picture(mode=mode)
    made = print_image(data)
    assert made.data == data
    assert (made.width, made.height, made.grey, made.orientation) == (60, 40, grey, 1)


def test_a_watermarked_copy_keeps_its_bytes() -> None:
    copy = derive_copy(picture(), WatermarkText("用途", "武昌区", "2026-03-05"))
    assert print_image(copy.data).data == copy.data


def test_metadata_stay_behind_and_the_turn_is_said() -> None:
    data = picture(orientation=6)
    made = print_image(data)
    assert made.orientation == 6
    assert b"Exif" in data
    assert b"Exif" not in made.data
    assert (made.width, made.height) == (60, 40)
    assert Image.open(io.BytesIO(made.data)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "1"), ("JPEG", "CMYK")])
def test_anything_else_becomes_a_jpeg_that_every_printer_reads(kind: str, mode: str) -> None:
    data = picture(kind, mode)
    made = print_image(data)
    again = Image.open(io.BytesIO(made.data))
    assert again.format == "JPEG"
    assert again.mode == "RGB"
    assert again.size == (made.width, made.height) == (60, 40)
    assert not made.grey


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"GIF89a", picture()[:-40]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ImageRefused):
        print_image(data)
