"""Puts the temporary folders of the tests into memory where the machine has plenty of it.

A store commits to the disk and waits for it (4 ms on a usual one); the tests commit some ten thousand times.
Nothing of a store is changed for that: it asks the disk just the same.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path("/dev/shm")
MEMORY = Path("/proc/meminfo")
ENOUGH = 8 << 30
"""Bytes that must be free, in the folder and in the machine: three workers leave less than one GiB."""


def use() -> None:
    """Choose the folder for this process and its children, unless somebody chose one by TMPDIR."""
    if "TMPDIR" not in os.environ and min(free(), available()) >= ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(FOLDER)


def free() -> int:
    """Bytes that fit into the folder; 0 where there is none that may be written to."""
    return shutil.disk_usage(FOLDER).free if FOLDER.is_dir() and os.access(FOLDER, os.W_OK | os.X_OK) else 0


def available() -> int:
    """Bytes of memory that the machine can still give without swapping; 0 where it does not say."""
    lines = MEMORY.read_text(encoding="ascii").splitlines() if MEMORY.is_file() else []
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)
