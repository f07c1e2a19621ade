"""Pictures that residents and clerks hand in: what is accepted, and the copies made of them.

G17: every uploaded image gets a visible watermark; the untouched original stays sealed on the server with
its hash. So there are three things (security.md section 6): the original, never changed by this module; the
derived copy, re-encoded, without metadata and watermarked, the only image a PC receives; the print.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from core.files.containers import (
    Container,
    Malformed,
    MediaType,
    carries_foreign,
    measure,
    open_container,
)
from core.files.watermark import WatermarkText, stamp

__all__ = [
    "MAX_BYTES",
    "MAX_LONG_SIDE",
    "MAX_PIXELS",
    "DerivedImage",
    "ImageInfo",
    "ImageRefused",
    "WatermarkText",
    "derive_copy",
    "inspect_image",
    "thumbnail",
]

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_LONG_SIDE = 2600
JPEG_QUALITY = 85

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_MESSAGES = {
    "image_empty": "这个文件是空的，没有图片内容，请重新选择图片。",
    "image_too_large": "图片文件超过 20 MB，请压缩后或用较低的清晰度重新拍照上传。",
    "image_too_many_pixels": "图片的尺寸太大（超过 4000 万像素），请缩小后重新上传。",
    "image_type": "只能上传 JPG 或 PNG 格式的图片，请把证件拍成照片或另存为 JPG 后再上传。",
    "image_type_pdf": "这是 PDF 文件。这里只能上传 JPG 或 PNG 图片，请逐页拍照或另存为图片后再上传。",
    "image_type_heic": "这是苹果手机的 HEIC 照片。请在相机设置中选择“兼容性最佳”，或另存为 JPG 后再上传。",
    "image_animated": "这是会动的图片，请上传普通的照片。",
    "image_broken": "图片已损坏或没有传完整，请重新拍照或重新上传。",
    "image_foreign": "图片文件里夹带了其他内容，不能接收，请重新拍照后上传。",
}


class ImageRefused(Exception):
    """The file is not accepted as a picture. ``code`` is stable; ``message`` is what the resident reads."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.message = _MESSAGES[code]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """An accepted picture; width and height in pixels as it is looked at (EXIF orientation applied)."""

    media_type: MediaType
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DerivedImage:
    """The watermarked copy: JPEG bytes, their SHA-256 (hex), size in pixels."""

    data: bytes
    sha256: str
    width: int
    height: int


def inspect_image(data: bytes) -> ImageInfo:
    """Whether ``data`` may be kept as a picture (G17); raises `ImageRefused`.

    Bytes, type and pixels are judged before anything is decoded; after that the picture is decoded once
    (JPEG at an eighth of its size) to prove that it is whole.
    """
    container = _accept(data)
    _decode(container, box=(1, 1))
    width, height = container.width, container.height
    if container.orientation >= 5:
        width, height = height, width
    return ImageInfo(container.media_type, width, height)


def derive_copy(data: bytes, watermark: WatermarkText) -> DerivedImage:
    """The copy of an original that leaves the server (G17); raises `ImageRefused`.

    Upright, without any metadata, RGB on white, long side at most 2600 pixels, watermarked all over.
    """
    picture = _upright(data, (MAX_LONG_SIDE, MAX_LONG_SIDE))
    stamp(picture, watermark)
    encoded = _jpeg(picture, JPEG_QUALITY)
    return DerivedImage(encoded, hashlib.sha256(encoded).hexdigest(), picture.width, picture.height)


def thumbnail(data: bytes, box: tuple[int, int]) -> bytes:
    """A JPEG of the picture that fits into ``box`` (width, height in pixels); raises `ImageRefused`.

    It bears the watermark only when ``data`` does: make it from a derived copy, never show it of an original.
    """
    return _jpeg(_upright(data, box), 80)


def _accept(data: bytes) -> Container:
    if not data:
        raise ImageRefused("image_empty")
    if len(data) > MAX_BYTES:
        raise ImageRefused("image_too_large")
    width, height = measure(data) or (0, 0)
    if width * height > MAX_PIXELS:
        raise ImageRefused("image_too_many_pixels")
    try:
        container = open_container(data)
    except Malformed as fault:
        raise ImageRefused("image_broken") from fault
    if container is None:
        raise ImageRefused(_wrong_type(data))
    if container.pixels > MAX_PIXELS:
        raise ImageRefused("image_too_many_pixels")
    if container.animated:
        raise ImageRefused("image_animated")
    if carries_foreign(data, container):
        raise ImageRefused("image_foreign")
    return container


def _wrong_type(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "image_type_pdf"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
        return "image_type_heic"
    return "image_type"


def _decode(container: Container, box: tuple[int, int]) -> Image.Image:
    """The pixels as stored; a JPEG as small as is possible without falling below ``box``."""
    try:
        picture = Image.open(io.BytesIO(container.decodable), formats=("JPEG", "PNG"))
        if picture.size != (container.width, container.height):
            raise ImageRefused("image_broken")
        if container.media_type == "image/jpeg" and picture.mode in ("RGB", "L"):
            picture.draft(None, box)
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as fault:
        raise ImageRefused("image_broken") from fault
    return picture


def _upright(data: bytes, box: tuple[int, int]) -> Image.Image:
    container = _accept(data)
    if container.orientation >= 5:
        box = (box[1], box[0])
    picture = _rgb(_decode(container, box))
    if picture.width > box[0] or picture.height > box[1]:
        picture = ImageOps.contain(picture, box, Image.Resampling.LANCZOS)
    turn = _TURNS.get(container.orientation)
    return picture if turn is None else picture.transpose(turn)


def _rgb(picture: Image.Image) -> Image.Image:
    """Transparent parts become white paper, 16-bit grey is brought to 8 bits."""
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.info.clear()
    picture.save(stream, "JPEG", quality=quality, subsampling="4:2:0")
    return stream.getvalue()
