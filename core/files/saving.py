"""Files that a person asked for: whole or not at all, with a sentence for what went wrong."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.files.atomic import FULL, PART, DiskFull, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPILL = ".d"
"""Ends the name of the folder beside a part in which its writer may keep what it does not hold in memory."""
_LOCKED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY, errno.EROFS}
_GONE = {
    getattr(errno, name)
    for name in (
        *("ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "ESTALE", "ENOTCONN", "ETIMEDOUT", "ECONNRESET"),
        *("ECONNABORTED", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET"),
    )
    if hasattr(errno, name)
}
_LONG = {errno.ENAMETOOLONG, errno.ELOOP}
_WINDOWS = {
    "full": {39, 112, 1295},
    "gone": {21, 51, 53, 54, 55, 59, 64, 67, 121, 433, 1167, 1222, 1231, 1232},
    "name": {123, 161, 206},
}
"""Errors of Windows whose errno says something else: a full disk, a stick or a share that is gone."""


@contextmanager
def saving(path: Path, part: Path | None = None) -> Iterator[Path]:
    """Give a path to write to; when the block ends without an error the file is put at `path`.

    It is on the disk by then: a pulled plug leaves the old file or the new one. `part` is where it is
    written, from `part_of` when somebody has to know it before. Raises KnownError: `DISK_FULL`,
    `FILE_LOCKED` (open in another program, or read-only; found out before anything is written),
    `FOLDER_MISSING`, `NAME_REFUSED`, `NOT_SAVED`. What stood at `path` before is untouched then, and nothing
    half written stays.
    """
    part = part or part_of(path)
    try:
        _try(path)
        yield part
        _to_disk(part)
        part.replace(path)
        settle(path.parent)
    except DiskFull as error:
        raise _full() from error
    except OSError as error:
        raise _explained(error, path) from error
    finally:
        remove_part(part)


def part_of(path: Path) -> Path:
    """A new name beside `path`, short and without any word of it."""
    return path.with_name(f"~{secrets.token_hex(4)}{PART}")


def remove_part(part: Path) -> None:
    """Delete what was written for a file that did not come to its end; gives up where the disk refuses."""
    shutil.rmtree(spill_of(part), ignore_errors=True)
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # The same fault that spoiled the file; it has been told already.
        return


def spill_of(part: Path) -> Path:
    """The folder beside a part for what its writer does not keep in memory."""
    return part.with_name(part.name + SPILL)


def _try(path: Path) -> None:
    """Find out before an hour's work whether the file may be replaced: open, read-only, or a folder."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    try:
        with path.open("r+b"):
            return
    except FileNotFoundError:
        return


def _to_disk(part: Path) -> None:
    with part.open("r+b") as file:
        os.fsync(file.fileno())


def _explained(error: OSError, path: Path) -> KnownError:
    windows = getattr(error, "winerror", None)
    if error.errno in FULL or windows in _WINDOWS["full"]:
        return _full()
    if error.errno in _LONG or windows in _WINDOWS["name"]:
        return KnownError(
            "NAME_REFUSED",
            "文件名或路径过长，或含有不能用于文件名的字符，没有保存。请换一个较短的文件名，或另选位置后再试。",
        )
    if error.errno in _GONE or windows in _WINDOWS["gone"]:
        return KnownError(
            "FOLDER_MISSING", "所选的文件夹不存在或已断开，没有保存。请检查网络或 U 盘，或另选位置后再试。"
        )
    if error.errno in _LOCKED:
        return KnownError(
            "FILE_LOCKED",
            f"“{path.name}”可能正在其他程序中打开，或所在文件夹不允许写入，没有保存。请关闭该文件或另选位置后再试。",
        )
    if error.errno == errno.EISDIR:
        return KnownError("NOT_SAVED", f"“{path.name}”是一个文件夹，没有保存。请换一个文件名后再试。")
    return KnownError("NOT_SAVED", f"“{path.name}”没有保存成功，请另选位置后再试。")


def _full() -> KnownError:
    return KnownError("DISK_FULL", "磁盘空间不足，文件没有保存。请清理磁盘或另选位置后再试。")
