"""Files that a person asked for: whole or not at all, with a sentence for what went wrong."""

from __future__ import annotations

import errno
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.files.atomic import FULL, PART, DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCKED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}


@contextmanager
def saving(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends without an error the file is put at `path`.

    Raises KnownError: `DISK_FULL`, `FILE_LOCKED` (open in another program, or read-only), `FOLDER_MISSING`,
    `NOT_SAVED`. What stood at `path` before is untouched then, and nothing half written stays.
    """
    part = path.with_name(f"{path.stem}.{secrets.token_hex(4)}{PART}{path.suffix}")
    try:
        yield part
        part.replace(path)
    except DiskFull as error:
        raise _full() from error
    except OSError as error:
        raise _explained(error, path) from error
    finally:
        _remove(part)


def _explained(error: OSError, path: Path) -> KnownError:
    if error.errno in FULL:
        return _full()
    if error.errno in _LOCKED:
        return KnownError(
            "FILE_LOCKED",
            f"“{path.name}”可能正在其他程序中打开，或所在文件夹不允许写入，没有保存。请关闭该文件或另选位置后再试。",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return KnownError("FOLDER_MISSING", "所选的文件夹不存在或已断开，没有保存。请另选位置后再试。")
    return KnownError("NOT_SAVED", f"“{path.name}”没有保存成功，请另选位置后再试。")


def _full() -> KnownError:
    return KnownError("DISK_FULL", "磁盘空间不足，文件没有保存。请清理磁盘或另选位置后再试。")


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # The same fault that spoiled the file; it has been told already.
        return
