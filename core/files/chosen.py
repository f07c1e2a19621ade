"""Files that a person chose on this PC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 20 * 1024 * 1024
"""Larger files are refused by whoever looks at the bytes; no more than one byte beyond is read."""


def read_chosen(path: Path) -> bytes:
    """Read a chosen file, at most `MOST_BYTES` and one; KnownError FILE_UNREADABLE when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"“{path.name}”读不出来，可能已被移走或正被其他程序使用，请重新选择。"
        raise KnownError("FILE_UNREADABLE", message) from error
