"""Measuring by ratio: ours against a reference, both run in turn in the same minute, medians compared."""

from __future__ import annotations

import functools
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
PAIRS = 5


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of results; `goal` says which ratios are good enough."""

    name: str
    value: float
    unit: str
    reference: float | None
    reference_what: str
    ratio: float | None
    goal: str
    met: bool | None
    n: int
    machine: str


class Pairs(msgspec.Struct, frozen=True):
    """Medians of both sides, the ratio of the medians, and how many pairs were run."""

    ours: float
    reference: float
    ratio: float
    n: int


@functools.cache
def machine() -> str:
    """Name what the figures were taken on: processor, cores, memory, system and Python."""
    words = [_processor(), f"{os.cpu_count()} cores", _memory(), platform.system(), platform.release()]
    return ", ".join([*(word for word in words if word), f"Python {platform.python_version()}"])


def _processor() -> str:
    return first_value("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _memory() -> str:
    text = first_value("/proc/meminfo", "MemTotal")
    return f"{int(text.split()[0]) / 1024 / 1024:.0f} GB" if text else ""


def first_value(path: str, key: str) -> str:
    """Give what a file of Linux says of a key, empty elsewhere."""
    file = Path(path)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def seconds(work: Callable[[], object]) -> float:
    """Time one call, in seconds."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def pairs(ours: Callable[[], float], reference: Callable[[], float], n: int = PAIRS) -> Pairs:
    """Run both in turn `n` times after one run of each that does not count; each gives its own figure.

    Wrap plain work as `lambda: seconds(work)`; the figure may also be bytes, rows per second and so on.
    """
    ours()
    reference()
    figures = [(ours(), reference()) for _ in range(max(n, PAIRS))]
    left, right = (statistics.median(side) for side in zip(*figures, strict=True))
    return Pairs(left, right, left / right, len(figures))


def row(
    name: str,
    result: Pairs,
    *,
    unit: str,
    against: str,
    goal: float,
    at_least: bool = False,
    scale: float = 1.0,
) -> Row:
    """Make the line of a pair; `goal` bounds the ratio from above, or from below with `at_least`."""
    return Row(
        name=name,
        value=round(result.ours * scale, 4),
        unit=unit,
        reference=round(result.reference * scale, 4),
        reference_what=against,
        ratio=round(result.ratio, 3),
        goal=f"{'>=' if at_least else '<='} {goal:g} x",
        met=result.ratio >= goal if at_least else result.ratio <= goal,
        n=result.n,
        machine=machine(),
    )


def child_environment(**extra: str) -> dict[str, str]:
    """Environment for programs under measurement: compiled bytecode is kept, no screen is needed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **extra}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def python(*words: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> None:
    """Run this Python with arguments in the project's folder; a failure raises CalledProcessError."""
    command: Sequence[str] = [sys.executable, *(str(word) for word in words)]
    subprocess.run(command, cwd=ROOT, env=env or child_environment(), check=True, **options)
