"""Files that are there whole or not at all, and a full disk that says so."""

from __future__ import annotations

import errno
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PART = ".part"
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""Error numbers of a disk or quota that is full."""

_UNSETTLED = {errno.EINVAL, errno.EACCES, getattr(errno, "ENOTSUP", errno.EINVAL)}
"""Error numbers of a folder that cannot be brought to the disk by itself."""


class DiskFull(Exception):
    """There is no room for the file. Nothing was half written and what was there before is untouched."""

    code = "disk_full"

    def __init__(self) -> None:
        self.message = "磁盘空间不足，文件没有保存。请清理磁盘后再试，已有的资料不受影响。"
        super().__init__(self.message)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Puts ``pieces`` at ``path``: into a ``.part`` file first, flushed to the disk, then renamed.

    Raises `DiskFull`, or the `OSError` of any other fault; either way no ``.part`` stays behind unless
    the power failed, and such a leftover is never read by anybody.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        settle(path.parent)
    except OSError as fault:
        if fault.errno in FULL:
            raise DiskFull from fault
        raise
    finally:
        part.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Brings the rename itself to the disk; Windows does that by itself and cannot open folders.

    Some shares and folders without a right to list them refuse it: the file is in its place all the same.
    """
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as fault:
        if fault.errno not in _UNSETTLED:
            raise


def remove_leftovers(folder: Path) -> int:
    """Deletes the ``.part`` files that a power failure left below ``folder``; how many there were.

    Only at start, before anything writes there.
    """
    leftovers = list(folder.rglob(f"*{PART}"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return len(leftovers)
