"""Files that a person asked for: whole or not at all, and a sentence for every fault."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from core.domain.errors import KnownError
from core.files.atomic import DiskFull
from core.files.saving import saving


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


@pytest.mark.skipif(os.name != "posix", reason="Windows brings a rename to the disk by itself")
def test_a_share_that_cannot_settle_a_folder_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is in its place: nobody is told that it was not saved."""
    sync = os.fsync

    def refusing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no fsync of folders here")
        sync(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    target = tmp_path / "名单.xlsx"
    with saving(target) as part:
        part.write_bytes(b"new")
    assert target.read_bytes() == b"new"


def test_what_is_no_fault_of_the_file_goes_on(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        save_and_fail(tmp_path / "a.pdf", ZeroDivisionError())
    assert not list(tmp_path.iterdir())


def test_what_is_open_or_a_folder_is_found_out_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "名单.xlsx"
    target.write_bytes(b"open in Excel")
    (tmp_path / "文件夹.xlsx").mkdir()
    real = Path.open

    def opened(path: Path, mode: str = "r", *more: Any, **words: Any) -> Any:
        if path == target and mode == "r+b":
            raise PermissionError(errno.EACCES, "used by another process")
        return real(path, mode, *more, **words)

    monkeypatch.setattr(Path, "open", opened)
    for name, code in (("名单.xlsx", "FILE_LOCKED"), ("文件夹.xlsx", "NOT_SAVED")):
        worked = False
        with pytest.raises(KnownError) as caught, saving(tmp_path / name):
            worked = True
        assert (caught.value.code, worked) == (code, False)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["名单.xlsx", "文件夹.xlsx"]


@pytest.mark.parametrize(
    ("number", "windows", "code"),
    [
        (errno.EINVAL, 64, "FOLDER_MISSING"),
        (errno.EACCES, 21, "FOLDER_MISSING"),
        (errno.ETIMEDOUT, None, "FOLDER_MISSING"),
        (errno.ENODEV, None, "FOLDER_MISSING"),
        (errno.EINVAL, 39, "DISK_FULL"),
        (errno.EDQUOT, None, "DISK_FULL"),
        (errno.EINVAL, 123, "NAME_REFUSED"),
        (errno.ENAMETOOLONG, None, "NAME_REFUSED"),
        (errno.EROFS, None, "FILE_LOCKED"),
        (errno.EACCES, 32, "FILE_LOCKED"),
    ],
)
def test_windows_and_the_network_have_words_of_their_own(
    tmp_path: Path, number: int, windows: int | None, code: str
) -> None:
    fault = OSError(number, "fault")
    if windows is not None:
        fault.winerror = windows  # type: ignore[attr-defined]
    with pytest.raises(KnownError) as caught:
        save_and_fail(tmp_path / "名单.xlsx", fault)
    assert caught.value.code == code
    assert "没有保存" in caught.value.message
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_nearly_too_long_for_the_disk_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("名" * 83 + ".xlsx")
    with saving(target) as part:
        part.write_bytes(b"x")
    assert target.read_bytes() == b"x"
    with pytest.raises(KnownError) as caught, saving(tmp_path / ("名" * 90 + ".xlsx")) as part:
        part.write_bytes(b"x")
    assert caught.value.code == "NAME_REFUSED"


def test_what_is_put_in_place_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug pulled just after must not leave an empty file under the name."""
    order: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        order.append("disk")
        sync(handle)

    def replaced(part: Path, target: Path) -> Path:
        order.append("name")
        return replace(part, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    with saving(tmp_path / "名单.xlsx") as part:
        part.write_bytes(b"x")
    assert order[:2] == ["disk", "name"]
