"""Files that a person asked for: whole or not at all, and a sentence for every fault."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from core.domain.errors import KnownError
from core.files.atomic import DiskFull
from core.files.saving import saving

if TYPE_CHECKING:
    from pathlib import Path


def save_and_fail(target: Path, fault: Exception) -> None:
    with saving(target) as part:
        part.write_bytes(b"half")
        raise fault


def test_a_file_is_put_in_place_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "名单.xlsx"
    with saving(target) as part:
        part.write_bytes(b"new")
        assert not target.exists()
        assert "名单" not in part.name
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "DISK_FULL"),
        (DiskFull(), "DISK_FULL"),
        (PermissionError(errno.EACCES, "open elsewhere"), "FILE_LOCKED"),
        (FileNotFoundError(errno.ENOENT, "gone"), "FOLDER_MISSING"),
        (OSError(errno.EIO, "broken"), "NOT_SAVED"),
    ],
)
def test_a_fault_says_what_to_do_and_leaves_the_old_file(tmp_path: Path, fault: Exception, code: str) -> None:
    target = tmp_path / "名单.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(KnownError) as caught:
        save_and_fail(target, fault)
    assert caught.value.code == code
    assert "没有保存" in caught.value.message
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="文件夹不存在"), saving(tmp_path / "没有" / "名单.pdf") as part:
        part.write_bytes(b"x")


def test_what_is_no_fault_of_the_file_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        save_and_fail(tmp_path / "a.pdf", ZeroDivisionError())
    assert not list(tmp_path.iterdir())
