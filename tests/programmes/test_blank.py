"""The smallest programme, installed in a process of its own: its tests and those of every programme."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.programme import INSTALLED
from desktop.bootstrap.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
EVERY_PROGRAMME = ("tests/programmes", "tests/core/test_programmes.py", "tests/core/actions/test_rights.py")
PLUGIN = "tests.blank.installed"
MOST_LINES = 900

pytestmark = pytest.mark.skipif("blank" in INSTALLED, reason="this is the process of its own")


OWN = [(f"tests/blank/{path.name}",) for path in sorted((ROOT / "tests" / "blank").glob("test_*.py"))]


@pytest.mark.parametrize("what", [*OWN, EVERY_PROGRAMME], ids=lambda what: Path(what[0]).stem)
def test_the_smallest_programme_passes(what: tuple[str, ...]) -> None:
    words = (sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider", "-p", "no:xdist")
    done = subprocess.run([*words, *what], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


def test_no_user_sees_it() -> None:
    assert not [one.key for one in PAGES if one.make.__module__.startswith("desktop.views.blank")]
    assert "loans" not in {one.key for one in PAGES}


def test_it_is_small() -> None:
    """House.md: at most 900 lines over all its files."""
    rooms = ("core/blank", "desktop/views/blank", "server/residents/blank", "resources/blank")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".json"}]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert 400 < lines <= MOST_LINES
