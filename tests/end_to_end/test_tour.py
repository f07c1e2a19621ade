"""The tour as a newcomer runs it: its own server process, the real windows, a picture of each screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

SCREENS = (
    "first-start",
    "home",
    "filings",
    "review",
    "return",
    "offline",
    "login",
    "centre-conflict",
    "changes",
    "register",
    "person",
    "dissolution-review",
    "dissolution-corrected",
    "results",
    "notices-failed",
    "log",
    "policies",
    "record-teacher",
    "years",
    "years-behind",
    "teachers",
    "passes",
    "export-done",
    "preview-form",
    "reports-freeze",
    "reports",
    "reports-compare",
    "reports-reprint",
    "register-import",
    "register-imported",
    "city-home",
    "city-years",
    "city-search-found",
    "city-record",
    "city-terminate",
    "city-terminated",
    "city-policies",
    "scores-not-eligible",
    "scores-entry",
    "scores-nothing-selected",
    "scores-sheet",
    "scores-publish",
    "batch",
    "batch-same",
    "batch-grid",
    "import-preview",
    "import-done",
    "scores-offline",
    "city-centre",
    "results-after",
)


@pytest.mark.timeout(1800)
def test_the_tour_passes_and_pictures_every_screen(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", "-m", "desktop.tour", "--out", str(tmp_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    # The end says why; a report that is cut short would show the beginning of all the steps.
    end = "\n".join([*done.stdout.splitlines()[-12:], *done.stderr.splitlines()[-40:]])
    assert done.returncode == 0, f"exit code {done.returncode}\n{end}"
    assert "The tour passed" in done.stdout
    for name in SCREENS:
        with Image.open(tmp_path / f"{name}.png") as picture:
            colours = picture.convert("RGB").getcolors(maxcolors=1 << 24) or []
            assert len(colours) > 50, f"{name} is empty"
    with Image.open(tmp_path / "review.png") as picture:
        assert picture.size == (1366, 768)
    _read_check_sheet(tmp_path / "check-sheet.pdf")


def _read_check_sheet(path: Path) -> None:
    """What two people compare is text in the PDF, id numbers masked (C3, A7)."""
    if shutil.which("pdftotext") is None:
        return
    done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    text = done.stdout.decode()
    assert "考核成绩双人核对单" in text
    assert "合计 3 人" in text
    assert "86.5" in text
    assert len(re.findall(r"\d{6}\*{8}\d{3}[\dX]", text)) == 3
