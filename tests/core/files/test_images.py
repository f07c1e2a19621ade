"""G17: only whole JPEG and PNG pictures are accepted; every copy is watermarked and bears no metadata."""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from core.files.images import (
    MAX_BYTES,
    ImageRefused,
    WatermarkText,
    derive_copy,
    inspect_image,
    thumbnail,
)
from core.files.watermark import stamp

WUCHANG = WatermarkText("仅用于中医师承备案", "武昌区卫生健康局", "2026-11-20")


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def photo(width: int = 320, height: int = 240) -> Image.Image:
    small = Image.frombytes("RGB", (16, 12), Random(7).randbytes(16 * 12 * 3))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        bundle.writestr("run.txt", "x")
    return stream.getvalue()


JPEG = encoded(photo())
PNG = encoded(photo(), "PNG")


def refusal(data: bytes) -> ImageRefused:
    with pytest.raises(ImageRefused) as caught:
        inspect_image(data)
    with pytest.raises(ImageRefused) as again:
        derive_copy(data, WUCHANG)
    assert again.value.code == caught.value.code
    assert caught.value.message.endswith("。")
    return caught.value


def test_g17_whole_pictures_are_accepted_with_their_size() -> None:
    assert inspect_image(JPEG).media_type == "image/jpeg"
    info = inspect_image(PNG)
    assert (info.media_type, info.width, info.height) == ("image/png", 320, 240)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_empty"),
        (b"hello", "image_type"),
        ("这是一段文字".encode(), "image_type"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "image_type_pdf"),
        (b"GIF89a" + bytes(50), "image_type"),
        (encoded(photo(), "GIF"), "image_type"),
        (encoded(photo(), "BMP"), "image_type"),
        (encoded(photo(), "TIFF"), "image_type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image_type_heic"),
        (archive(), "image_type"),
        (JPEG[:3], "image_broken"),
        (PNG[:8], "image_broken"),
        (b"\xff\xd8\xff\xd9", "image_broken"),
    ],
)
def test_other_files_are_named_in_words(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_huge_png_is_refused_from_its_header() -> None:
    assert refusal(png_header(20_000, 20_000)).code == "image_too_many_pixels"
    whole = png_header(20_000, 20_000) + png_chunk(b"IDAT", zlib.compress(b"\0")) + png_chunk(b"IEND", b"")
    assert refusal(whole).code == "image_too_many_pixels"


def test_a_huge_jpeg_is_refused_from_its_header() -> None:
    frame = JPEG.index(b"\xff\xc0")
    bomb = JPEG[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + JPEG[frame + 9 :]
    assert refusal(bomb).code == "image_too_many_pixels"


def test_exactly_forty_megapixels_pass_the_header() -> None:
    assert refusal(png_header(8_000, 5_000)).code == "image_broken"
    assert refusal(png_header(8_001, 5_000)).code == "image_too_many_pixels"


def test_more_than_twenty_megabytes_are_refused_before_reading() -> None:
    assert refusal(JPEG + bytes(MAX_BYTES)).code == "image_too_large"


@pytest.mark.parametrize("whole", [JPEG, PNG], ids=["jpeg", "png"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.7, 0.99])
def test_a_cut_file_is_refused(whole: bytes, part: float) -> None:
    assert refusal(whole[: int(len(whole) * part)]).code == "image_broken"


def test_a_cut_picture_with_its_end_put_back_is_refused() -> None:
    assert refusal(JPEG[: len(JPEG) // 2] + b"\xff\xd9").code == "image_broken"


@pytest.mark.parametrize(
    "options", [{"quality": 20}, {"quality": 98, "subsampling": 0}, {"progressive": True}]
)
@given(width=st.integers(1, 70), height=st.integers(1, 70), restart=st.integers(0, 2), grey=st.booleans())
def test_whole_jpegs_of_any_size_pass(
    options: dict[str, object], width: int, height: int, restart: int, grey: bool
) -> None:
    picture = photo(width, height).convert("L" if grey else "RGB")
    data = encoded(picture, restart_marker_blocks=restart, **options)
    info = inspect_image(data)
    assert (info.width, info.height) == (width, height)
    assert derive_copy(data, WUCHANG).width == width


def test_a_flipped_bit_in_a_png_is_refused() -> None:
    broken = bytearray(PNG)
    broken[len(PNG) // 2] ^= 0x10
    assert refusal(bytes(broken)).code == "image_broken"


def test_a_moving_png_is_refused() -> None:
    moving = encoded(photo(), "PNG", save_all=True, append_images=[photo(320, 240).rotate(90)])
    assert refusal(moving).code == "image_animated"


@pytest.mark.parametrize("whole", [JPEG, PNG], ids=["jpeg", "png"])
@pytest.mark.parametrize(
    "hidden",
    [archive(), b"%PDF-1.4 1 0 obj", b"<script>alert(1)</script>", b"MZ\x90\x00", b"<!DOCTYPE html>"],
    ids=["zip", "pdf", "script", "exe", "html"],
)
def test_a_second_file_behind_the_picture_is_refused(whole: bytes, hidden: bytes) -> None:
    assert refusal(whole + hidden).code == "image_foreign"


def test_a_document_in_the_comment_of_a_picture_is_refused() -> None:
    assert refusal(encoded(photo(), comment=b"%PDF-1.4 1 0 obj")).code == "image_foreign"


def test_what_phones_add_behind_a_photo_passes_and_does_not_reach_the_copy() -> None:
    film = b"\x00\x00\x00\x18ftypmp42" + Random(3).randbytes(5_000)
    assert inspect_image(JPEG + film) == inspect_image(JPEG)
    assert derive_copy(JPEG + film, WUCHANG) == derive_copy(JPEG, WUCHANG)


def test_a_photo_with_a_second_picture_inside_passes() -> None:
    both = encoded(photo(), "MPO", save_all=True, append_images=[photo(64, 48)])
    assert inspect_image(both).width == 320


@given(st.binary(max_size=400), st.sampled_from([b"", JPEG[:200], PNG[:60], PNG, JPEG]))
def test_garbage_is_refused_by_name_and_never_crashes(noise: bytes, start: bytes) -> None:
    with contextlib.suppress(ImageRefused):
        inspect_image(start + noise)


@given(st.integers(0, len(JPEG) - 1), st.integers(0, 255))
def test_any_changed_byte_of_a_jpeg_gives_a_copy_or_a_refusal(at: int, value: int) -> None:
    changed = bytearray(JPEG)
    changed[at] = value
    with contextlib.suppress(ImageRefused):
        derive_copy(bytes(changed), WUCHANG)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_g17_the_copy_is_upright_and_without_metadata(orientation: int, kind: str) -> None:
    stored = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(stored).rectangle((0, 0, 40, 40), fill="red")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "secret maker"
    data = encoded(stored, kind, exif=exif)
    copy = derive_copy(data, WatermarkText("仅用于备案", "", ""))
    assert b"secret maker" not in copy.data
    picture = Image.open(io.BytesIO(copy.data))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    expected = (300, 200) if orientation < 5 else (200, 300)
    assert picture.size == expected == (copy.width, copy.height)
    info = inspect_image(data)
    assert (info.width, info.height) == expected
    last_x, last_y = picture.width - 10, picture.height - 10
    corners = {1: (9, 9), 2: (last_x, 9), 3: (last_x, last_y), 4: (9, last_y)}
    corners |= {5: (9, 9), 6: (last_x, 9), 7: (last_x, last_y), 8: (9, last_y)}
    red, green, _ = picture.getpixel(corners[orientation])  # type: ignore[misc]
    assert red > 150
    assert green < 120


def test_the_digest_belongs_to_the_copy_and_the_copy_is_repeatable() -> None:
    copy = derive_copy(PNG, WUCHANG)
    assert copy.sha256 == hashlib.sha256(copy.data).hexdigest()
    assert copy == derive_copy(PNG, WUCHANG)
    elsewhere = WatermarkText(WUCHANG.purpose, "汉阳区卫生健康局", WUCHANG.date)
    assert copy.data != derive_copy(PNG, elsewhere).data


def test_the_long_side_is_at_most_2600() -> None:
    copy = derive_copy(encoded(photo(4000, 1000)), WUCHANG)
    assert (copy.width, copy.height) == (2600, 650)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_png_of_every_mode_becomes_rgb(mode: str) -> None:
    picture = Image.new(mode, (200, 100)) if mode == "I;16" else photo(200, 100).convert(mode)
    copy = derive_copy(encoded(picture, "PNG"), WUCHANG)
    assert Image.open(io.BytesIO(copy.data)).mode == "RGB"


def test_cmyk_jpeg_becomes_rgb() -> None:
    copy = derive_copy(encoded(photo().convert("CMYK")), WUCHANG)
    assert Image.open(io.BytesIO(copy.data)).mode == "RGB"


def test_transparent_paper_is_white() -> None:
    copy = derive_copy(encoded(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"), WUCHANG)
    assert ImageStat.Stat(Image.open(io.BytesIO(copy.data)).convert("L")).median == [255]


@pytest.mark.parametrize("paper", ["white", "black", "photo"])
def test_g17_every_region_of_the_copy_shows_the_watermark(paper: str) -> None:
    plain = photo(1600, 1130) if paper == "photo" else Image.new("RGB", (1600, 1130), paper)
    marked = plain.copy()
    stamp(marked, WUCHANG)
    difference = ImageChops.difference(plain, marked).convert("L")
    region = 230
    for left in range(0, 1600 - region, region):
        for top in range(0, 1130 - region, region):
            piece = difference.crop((left, top, left + region, top + region))
            seen = sum(piece.histogram()[12:])
            assert seen > region * region * 0.01, (left, top)


def test_g17_the_characters_of_the_watermark_really_render() -> None:
    """Two purposes of one length differ in their drawn characters; boxes would make them equal."""
    pictures = []
    for purpose in ("医医医", "承承承", "\U0010fffe" * 3):
        picture = Image.new("RGB", (600, 400), "white")
        stamp(picture, WatermarkText(purpose, "", ""))
        pictures.append(picture.tobytes())
    assert len(set(pictures)) == 3


def test_a_thumbnail_fits_its_box_and_keeps_its_shape() -> None:
    small = Image.open(io.BytesIO(thumbnail(derive_copy(JPEG, WUCHANG).data, (96, 96))))
    assert small.size == (96, 72)


def test_g17_a_watermark_that_says_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="G17"):
        derive_copy(JPEG, WatermarkText("", " ", ""))
