"""The older versions whose wire and stores are kept here, one folder of fixtures each."""

from __future__ import annotations

import json
import lzma
import tarfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "versions"
SERVER, DISTRICT, CITY = "server", "district", "city"
TAPES = ("district", "city", "commission")


class Version:
    """Fixtures of one version. `about` names its commit, the clerks of its stores and their password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name

    @property
    def about(self) -> dict[str, Any]:
        found: dict[str, Any] = self.read("about")
        return found

    def read(self, name: str) -> Any:
        """Read one of the JSON files; those ending in .xz are packed."""
        plain = self.folder / f"{name}.json"
        if plain.is_file():
            return json.loads(plain.read_text("utf-8"))
        return json.loads(lzma.decompress((self.folder / f"{name}.json.xz").read_bytes()))

    def write(self, name: str, value: Any, *, packed: bool = False) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=None if packed else 1) + "\n"
        if packed:
            (self.folder / f"{name}.json.xz").write_bytes(lzma.compress(text.encode(), preset=9))
        else:
            (self.folder / f"{name}.json").write_text(text, "utf-8", newline="\n")

    def unpack(self, name: str, folder: Path) -> Path:
        """Lay a copy of a store into a new folder."""
        with tarfile.open(self.folder / f"{name}.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        return folder

    def pack(self, name: str, folder: Path) -> None:
        """Keep a store: its files, without owners and times."""
        with tarfile.open(self.folder / f"{name}.tar.xz", "w:xz", preset=9) as archive:
            for path in sorted(folder.rglob("*")):
                entry = archive.gettarinfo(path, path.relative_to(folder).as_posix())
                entry.uid = entry.gid = entry.mtime = 0
                entry.uname = entry.gname = ""
                if entry.isdir():
                    archive.addfile(entry)
                else:
                    with path.open("rb") as file:
                        archive.addfile(entry, file)


def versions() -> list[Version]:
    """Give all kept versions, the oldest first."""
    return [Version(folder) for folder in sorted(FOLDER.iterdir()) if (folder / "about.json").is_file()]
