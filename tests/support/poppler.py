"""Reads a PDF back as a person or a printer would, with the programs of poppler."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("pdftotext", "pdftoppm", "pdfimages")


def flat(text: str) -> str:
    """The text without any space: where lines break depends on the font."""
    return "".join(text.split())


@dataclass
class Poppler:
    folder: Path

    def pages(self, data: bytes) -> list[str]:
        """The text of every page as it lies there."""
        return self._run("pdftotext", data, "-layout", after="-").decode().split("\f")[:-1]

    def text(self, data: bytes) -> str:
        """All text in the order of writing, without spaces."""
        return flat(self._run("pdftotext", data, "-raw", after="-").decode())

    def picture(self, data: bytes, page: int = 1, *, dots: int = 60) -> Image.Image:
        """One page in greys, `dots` to the inch."""
        which = ("-f", str(page), "-l", str(page), "-singlefile")
        self._run("pdftoppm", data, "-r", str(dots), "-gray", *which, after="page")
        with Image.open(self.folder / "page.pgm") as picture:
            return picture.convert("L")

    def images(self, data: bytes) -> list[bytes]:
        """The embedded pictures as they are in the file."""
        for old in self.folder.glob("image-*"):
            old.unlink()
        self._run("pdfimages", data, "-all", after="image")
        return [path.read_bytes() for path in sorted(self.folder.glob("image-*"))]

    def _run(self, program: str, data: bytes, *words: str, after: str) -> bytes:
        (self.folder / "paper.pdf").write_bytes(data)
        command = [program, *words, "paper.pdf", after]
        done = subprocess.run(command, check=True, capture_output=True, cwd=self.folder)
        assert not done.stderr, done.stderr.decode()
        return done.stdout


def reader(folder: Path) -> Poppler:
    """A reader with its own folder; the test is skipped where poppler is not installed."""
    if not all(map(shutil.which, TOOLS)):
        pytest.skip("poppler-utils is not installed")
    return Poppler(folder)
