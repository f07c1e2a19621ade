"""Every check of the project, as `dev.py lint` and `dev.py test` run them: ruff and mypy beside pytest.

python -m tests.support.checks lint
python -m tests.support.checks test [--fast] [ARGS]      ARGS go to pytest
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
TIDY = (
    ("ruff", "check", "."),
    # Each platform with a cache of its own: the other's would be thrown away every time.
    ("mypy", "--platform", "linux", "--cache-dir", ".mypy_cache/linux"),
    ("mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/win32"),
)
FAST = ("tests/core", "tests/sync", "tests/repo")
"""All but the tests of server, desktop and end_to_end."""
MOST_WORKERS = 8
"""Each takes a GiB of memory in the end."""


def lint() -> int:
    """Ruff, and mypy for Linux and for Windows, all at once. 0 when all of them are content."""
    return beside(lambda: 0)


def test(arguments: Sequence[str]) -> int:
    """Lint beside pytest with these arguments. Not 0 when any of them failed."""
    return beside(lambda: subprocess.run(pytest_command(arguments), cwd=ROOT, check=False).returncode)


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """What runs the tests; `--fast` stands for the folders of FAST."""
    words = [word for word in arguments if word != "--fast"]
    if len(words) < len(arguments):
        words = [*FAST, *words]
    # One more than there are processors: many tests wait for windows and sockets.
    workers = min((os.cpu_count() or 2) + 1, MOST_WORKERS)
    return [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "worksteal", *words]


def beside(work: Callable[[], int]) -> int:
    """Do some work while ruff and mypy run; what they say follows at the end. Not 0 when either failed."""
    with ThreadPoolExecutor(len(TIDY)) as pool:
        running = [pool.submit(_said, words) for words in TIDY]
        code = work()
        done = [one.result() for one in running]
    for one in done:
        sys.stdout.write(one.stdout)
    if any(one.returncode for one in done):
        sys.stdout.write("ruff or mypy found something: see above.\n")
        return code or 1
    return code


def _said(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *words]
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(lint() if sys.argv[1] == "lint" else test(sys.argv[2:]))
