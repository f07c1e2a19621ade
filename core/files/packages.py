"""What a file that calls itself a workbook really is, and its XML parts, taken out within limits.

Nothing of the file is given to a reader of workbooks before it is known to be harmless (security.md
section 5, row 4): the parts are unpacked here against the declared sizes, and the reader gets a new archive
made of them. Every way to be something else has its own Chinese sentence.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE_BYTES = 30 * 1024 * 1024
"""Largest workbook: 100,000 rows of scores are 3 MB."""
PARTS = 2000
UNPACKED_BYTES = 256 * 1024 * 1024
RATIO = 200
"""Most times a part may grow; a sheet of empty formatted rows grows 60 times, a bomb 1,000 times."""
RATIO_FROM = 4 * 1024 * 1024
"""Smaller parts may grow as they like."""
CHUNK = 1024 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OURS = (".xlsx", ".xlsm")
_READ = (".xml", ".rels")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream, inside the container `OLE`, of an Office file with a password."""
_HTML = re.compile(rb"<\s*(?:html|table|body|head|meta|!doctype html)|^mime-version:", re.IGNORECASE)

SAVE_AS = "请在 Excel 或 WPS 中打开后另存为“Excel 工作簿（*.xlsx）”，再重新选择。"


class WorkbookError(KnownError):
    """A file that cannot be imported; `message` says what it is and what to do."""


def read_parts(path: Path, stopped: Callable[[], bool]) -> dict[str, bytes]:
    """Give the XML parts of a workbook by name, unpacked, none of them with a DTD.

    `stopped()` is asked between pieces; then KnownError STOPPED. WorkbookError codes: WORKBOOK_UNREADABLE,
    _TOO_BIG, _EMPTY, _PASSWORD, _OLD, _HTML, _TEXT, _XML, _OTHER, _DAMAGED, _BOMB, _UNSAFE.
    """
    data = _read(path)
    _identify(data, path.suffix.lower())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            wanted = [entry for entry in entries if entry.filename.lower().endswith(_READ)]
            return {entry.filename: _unpack(archive, entry, stopped) for entry in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        # A RuntimeError is also what an unknown compression raises.
        raise _damaged() from error


def pack(parts: dict[str, bytes]) -> io.BytesIO:
    """Put parts into an archive without compression."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    made.seek(0)
    return made


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise WorkbookError(
            "WORKBOOK_UNREADABLE",
            "无法读取这个文件。它可能已被移动、删除，或正被其他程序独占，请关闭后重试。",
        ) from error
    if len(data) > FILE_BYTES:
        raise WorkbookError(
            "WORKBOOK_TOO_BIG",
            f"文件超过 {FILE_BYTES // 1024 // 1024} MB，无法导入。请只保留要导入的数据，或分成几个文件。",
        )
    if not data:
        raise WorkbookError("WORKBOOK_EMPTY", "这个文件是空的（0 字节），请重新选择。")
    return data


def _identify(data: bytes, suffix: str) -> None:
    """Raise with the right sentence for everything that is no zip archive."""
    if data.startswith(_ZIP):
        return
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise WorkbookError(
                "WORKBOOK_PASSWORD", "这个工作簿设有打开密码。请在 Excel 中取消密码并保存，再重新选择。"
            )
        raise WorkbookError("WORKBOOK_OLD", f"这是旧版 Excel 或 WPS 文件（.xls、.et）。{SAVE_AS}")
    raise _textual(data[:4096], "，只是扩展名为 .xlsx" if suffix in _OURS else "")


def _textual(start: bytes, but: str) -> WorkbookError:
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _HTML.search(plain):
        return WorkbookError("WORKBOOK_HTML", f"这是一个网页文件{but}。{SAVE_AS}")
    if plain.startswith(b"<?xml"):
        return WorkbookError("WORKBOOK_XML", f"这是 XML 格式的表格{but}。{SAVE_AS}")
    if not _looks_binary(start):
        return WorkbookError("WORKBOOK_TEXT", f"这是文本文件（如 CSV）{but}。{SAVE_AS}")
    return WorkbookError("WORKBOOK_OTHER", "这个文件不是 Excel 工作簿。请选择按模板填写的 .xlsx 文件。")


def _looks_binary(start: bytes) -> bool:
    """No text has a NUL, unless it is UTF-16."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return any(sign < 9 or 13 < sign < 32 for sign in start)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Look at the list of contents only: kind of document, number, names, locks, sizes, ratios."""
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _locked()
    names = [entry.filename for entry in entries]
    _check_kind({name.lower() for name in names})
    folded = [name.lower() for name in names]
    if len(entries) > PARTS or len(set(folded)) < len(folded) or any(map(_is_unsafe, names)):
        raise WorkbookError("WORKBOOK_UNSAFE", f"这个文件的内部结构不正常，为安全起见没有打开。{SAVE_AS}")
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES or any(map(_is_bomb, entries)):
        raise _bomb()


def _check_kind(names: set[str]) -> None:
    if any(name.startswith("xl/") for name in names) or "_rels/.rels" in names:
        if "xl/workbook.bin" in names:
            raise WorkbookError("WORKBOOK_OTHER", f"这是二进制工作簿（.xlsb）。{SAVE_AS}")
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise WorkbookError("WORKBOOK_OTHER", "这是 Word 或 PowerPoint 文件，请选择 Excel 工作簿。")
        return
    if "content.xml" in names:
        raise WorkbookError("WORKBOOK_OTHER", f"这是 OpenDocument 表格（.ods）。{SAVE_AS}")
    raise WorkbookError(
        "WORKBOOK_OTHER", "这个文件是压缩包，不是 Excel 工作簿。请选择按模板填写的 .xlsx 文件。"
    )


def _is_unsafe(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in name


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stopped: Callable[[], bool]) -> bytes:
    """Unpack one part; what is longer or shorter than declared does not match its check sum."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _damaged()
    pieces = []
    with archive.open(entry) as stream:
        for piece in _pieces(stream):
            if stopped():
                raise KnownError("STOPPED", "已停止读取，没有导入任何数据。")
            # In UTF-8 no part has a NUL; in UTF-16 a DTD would not be seen below.
            if b"\0" in piece:
                raise _damaged()
            pieces.append(piece)
    whole = b"".join(pieces)
    if b"<!DOCTYPE" in whole or b"<!ENTITY" in whole:
        raise WorkbookError("WORKBOOK_UNSAFE", f"这个文件引用了外部内容，为安全起见没有打开。{SAVE_AS}")
    return whole


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(CHUNK):
        yield piece


def _bomb() -> WorkbookError:
    return WorkbookError(
        "WORKBOOK_BOMB",
        "这个文件解压后过大，为安全起见没有打开。如果确是要导入的表，请把数据复制到新下载的模板中。",
    )


def _damaged() -> WorkbookError:
    return WorkbookError(
        "WORKBOOK_DAMAGED", "文件已损坏或不完整（可能没有下载完），无法读取。请重新获取该文件。"
    )


def _locked() -> WorkbookError:
    return WorkbookError(
        "WORKBOOK_PASSWORD", "这个工作簿设有密码，无法读取。请在 Excel 中取消密码并保存，再重新选择。"
    )
