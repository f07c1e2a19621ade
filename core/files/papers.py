"""Files that are kept as they are (C8): PDF, docx, xlsx, JPEG, PNG, judged by content, not by name.

Nothing is opened or run here: signature, container and end are looked at, so that a renamed program, a file
of two kinds at once or a bomb does not get in (security.md section 5, rows 1, 2, 4 and 7).
"""

from __future__ import annotations

import io
import re
import zipfile

from core.domain.filenames import DOCX, PDF, XLSX, fits, shown_name
from core.files.images import MAX_BYTES, ImageRefused, inspect_image
from core.files.packages import ENCRYPTED, OLE

_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MEMBERS_MAX = 5000
_UNPACKED_MAX = 200 * 1024 * 1024
_RATIO_MAX = 200
_ACTIVE = re.compile(r"(?i)vbaproject|\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|lnk|hta)$")
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
_HEX_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A sign in a PDF's name may be written by its number: `/J#61vaScript`."""
_OTHER_KIND = re.compile(
    rb"(?i)<script|<\?php|<!doctype html|<html|PK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
)
_END = b"PK\x05\x06"
_MESSAGES = {
    "file_empty": "这个文件是空的，请重新选择。",
    "file_too_large": "文件超过 20 MB，请压缩或拆分后再添加。",
    "file_type": "只能添加 PDF、Word（docx）、Excel（xlsx）和 JPG、PNG 图片，请另存为其中一种后再添加。",
    "file_ending": "文件名的后缀与内容不一致，请按原来的格式重新保存后再添加。",
    "file_broken": "文件已损坏或不完整，请重新保存后再添加。",
    "file_foreign": "文件里夹带了其他类型的内容，不能添加。请重新另存后再试。",
    "file_active": "文件里含有宏或可执行程序，不能添加。请另存为不含宏的文件后再试。",
    "file_locked": "文件设有密码，其他单位无法打开，不能添加。请取消密码后再试。",
    "file_bomb": "文件解压后过大，不能添加。请检查文件内容。",
}


class FileRefused(Exception):
    """The file is not accepted. ``code`` is stable, ``message`` is what the clerk reads."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or _MESSAGES[code]
        super().__init__(self.message)


def inspect_named(name: str, data: bytes) -> tuple[str, str]:
    """Give the name for display and the media type; raises `FileRefused`, also when they disagree."""
    media_type = inspect_file(data)
    shown = shown_name(name)
    if not fits(shown, media_type):
        raise FileRefused("file_ending")
    return shown, media_type


def inspect_file(data: bytes) -> str:
    """Give the media type of a file that may be kept; raises `FileRefused`."""
    if not data:
        raise FileRefused("file_empty")
    if len(data) > MAX_BYTES:
        raise FileRefused("file_too_large")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        try:
            return inspect_image(data).media_type
        except ImageRefused as refused:
            raise FileRefused(refused.code, refused.message) from refused
    if data.startswith(OLE[:4]) and ENCRYPTED in data:
        raise FileRefused("file_locked")
    raise FileRefused("file_type")


def _pdf(data: bytes) -> str:
    tail = data[-1024:]
    if b"%%EOF" not in tail:
        raise FileRefused("file_broken")
    behind = tail[tail.rindex(b"%%EOF") + 5 :]
    if zipfile.is_zipfile(io.BytesIO(data)) or behind.strip(b"\0\r\n\t ") or _OTHER_KIND.search(data[:1024]):
        raise FileRefused("file_foreign")
    if b"/Encrypt" in data[-4096:]:
        raise FileRefused("file_locked")
    if _ACTIVE_PDF.search(_HEX_SIGN.sub(lambda found: bytes([int(found[1], 16)]), data)):
        raise FileRefused("file_active")
    return PDF


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            ends_here = data.rindex(_END) + 22 + len(archive.comment) == len(data)
            starts_here = min((one.header_offset for one in members), default=-1) == 0
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError) as fault:
        raise FileRefused("file_broken") from fault
    if not (ends_here and starts_here):
        raise FileRefused("file_foreign")
    names = {one.filename for one in members}
    kinds = [media_type for part, media_type in _PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or not kinds:
        raise FileRefused("file_type")
    if len(kinds) > 1:
        raise FileRefused("file_foreign")
    _check_members(members)
    return kinds[0]


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > _MEMBERS_MAX or unpacked > _UNPACKED_MAX or unpacked > _RATIO_MAX * max(packed, 4096):
        raise FileRefused("file_bomb")
    if any(one.flag_bits & 1 for one in members):
        raise FileRefused("file_locked")
    if any(_ACTIVE.search(one.filename) for one in members):
        raise FileRefused("file_active")
