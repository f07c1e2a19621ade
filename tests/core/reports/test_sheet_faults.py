"""What may go wrong while a workbook is written: a full disk, 停止, a kill (A6, row 26)."""

from __future__ import annotations

import errno
import gc
import io
import os
import subprocess
import sys
from itertools import repeat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.domain.errors import KnownError
from core.workbooks.figures_sheet import Detail, write_stat
from core.workbooks.list_sheet import SheetColumn, write_list
from core.workbooks.sheet_book import SheetHead
from tests.core.reports.test_figures_sheet import TABLE

ROW = ("WC-2026-0001", "陈亦舟", "420106199608210011", "86.5")
COLUMNS = [SheetColumn(title) for title in ("备案号", "学生", "身份证号", "成绩")]
HEAD = SheetHead("备案台账", "武昌区卫生健康局", "制表人：周敏　制表时间：2026-11-21 09:30:05")
ROWS = 300
OLD = b"the register of yesterday"
ROOT = Path(__file__).parents[3]


class Disk:
    """Room for so many bytes, whoever writes them."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0

    def open(self, path: Any, mode: str = "r", **_: object) -> Any:
        raw = _File(self, str(path), mode.replace("b", "").replace("t", ""))
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding="utf-8")

    def put_in(self, patched: pytest.MonkeyPatch) -> None:
        """Let the library and our own file of the workbook write to it."""
        real = Path.open

        def opened(path: Path, mode: str = "r", *more: Any, **words: Any) -> Any:
            return self.open(path, mode) if mode == "xb" else real(path, mode, *more, **words)

        patched.setattr(Path, "open", opened)
        for module in ("worksheet", "xmlwriter", "packager"):
            patched.setattr(f"xlsxwriter.{module}.open", self.open, raising=False)


class _File(io.FileIO):
    def __init__(self, disk: Disk, path: str, mode: str) -> None:
        self._disk = disk
        super().__init__(path, mode)

    def write(self, data: Any) -> int:
        length = memoryview(data).nbytes
        if self._disk.used + length > self._disk.room:
            raise OSError(errno.ENOSPC, "no room")
        self._disk.used += length
        return super().write(data)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    made = tmp_path / "台账.xlsx"
    made.write_bytes(OLD)
    return made


def write_some(target: Path, **more: Any) -> None:
    write_list(target, HEAD, COLUMNS, repeat(ROW, ROWS), **more)


def write_statistic(target: Path, **more: Any) -> None:
    detail = Detail("明细", HEAD, COLUMNS, repeat(ROW, ROWS))
    write_stat(target, TABLE, [detail], **more)


def untouched(target: Path) -> bool:
    return [one.name for one in target.parent.iterdir()] == [target.name] and target.read_bytes() == OLD


@pytest.mark.parametrize("write", [write_some, write_statistic])
def test_a_disk_that_is_full_at_any_byte_keeps_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch, write: Any
) -> None:
    whole = Disk(10**9)
    with monkeypatch.context() as patched:
        whole.put_in(patched)
        write(target)
    assert openpyxl.load_workbook(target)
    target.write_bytes(OLD)
    needed = whole.used
    assert needed > 30_000
    nearly = needed - 100  # The moment in it packs a few bytes more or less.
    gc.freeze()  # Only what a try left is collected after it.
    for room in (0, 1, *range(needed // 16, nearly, needed // 16), nearly):
        with monkeypatch.context() as patched:
            Disk(room).put_in(patched)
            with pytest.raises(KnownError) as caught:
                write(target)
        assert caught.value.code == "DISK_FULL", room
        del caught
        gc.collect()
        assert untouched(target), room


@pytest.mark.parametrize("write", [write_some, write_statistic])
def test_stopped_at_any_moment_nothing_is_left(target: Path, write: Any) -> None:
    """Also while the workbook is packed, which takes seconds for a long list."""
    looks = 0

    def count() -> bool:
        nonlocal looks
        looks += 1
        return looks == wanted

    wanted = -1
    write(target, stopped=count)
    target.write_bytes(OLD)
    for wanted in range(1, looks):
        looks = 0
        with pytest.raises(KnownError) as caught:
            write(target, stopped=count)
        assert caught.value.code == "STOPPED"
        assert untouched(target), wanted
    assert wanted > 20, "the packer is asked as well"


KILLED = """
import sys
from itertools import repeat
from pathlib import Path
from core.workbooks.list_sheet import SheetColumn, write_list
from core.workbooks.sheet_book import SheetHead

def wait(*_):
    print("now", flush=True)
    sys.stdin.read()

def progress(done):
    if done >= 1500 and sys.argv[2] == "rows":
        wait()

columns = [SheetColumn(title) for title in ("备案号", "学生", "身份证号", "成绩")]
row = ("WC-2026-0001", "陈亦舟", "420106199608210011", "86.5")
write_list(
    Path(sys.argv[1]), SheetHead("台账", "", "制表人：周敏"), columns, repeat(row, 2000),
    progress=progress, written=wait,
)
"""


@pytest.mark.parametrize("when", ["rows", "written"])
def test_a_killed_program_leaves_no_half_file_and_no_names_in_temp(
    target: Path, tmp_path_factory: pytest.TempPathFactory, when: str
) -> None:
    """Security.md section 5, row 26: what it had written lies beside the target, nowhere else."""
    elsewhere = tmp_path_factory.mktemp("temp")
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(elsewhere))
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(target), when],
        cwd=ROOT, env={**os.environ, **places, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline().strip() == "now"
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    assert target.read_bytes() == OLD
    assert list(elsewhere.iterdir()) == []
    rest = [one.name for one in target.parent.iterdir() if one != target]
    assert rest
    assert all(name.startswith("~") and ".part" in name and "台账" not in name for name in rest)
