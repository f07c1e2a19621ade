"""What the window remembers between two days: sizes, columns, splitters, who worked here last.

One small file with a version in the profile folder; nothing in it is secret and nothing in it is needed.
Lines of name, tab, value: reading it before the first paint must not cost the import of a parser.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("shicheng.settings")

VERSION = "1"
FILE = "window.txt"


class KnownUser(NamedTuple):
    """A clerk who has logged in on this PC."""

    name: str
    display_name: str


class UiSettings:
    """Reads once, writes whole when something changed; a broken or newer file counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._values: dict[str, str] | None = None
        self._changed = False

    def text(self, name: str) -> str:
        """Give a remembered text such as the bureau's name, empty when there is none."""
        if self._values is None:
            self._values = self._read()
        return self._values.get(name, "")

    def set_text(self, name: str, value: str) -> None:
        clean = " ".join(value.splitlines()).replace("\t", " ")
        if self.text(name) != clean and self._values is not None:
            self._values[name] = clean
            self._changed = True

    def layout(self, name: str) -> bytes:
        """Give a saved geometry, column or splitter state, empty when there is none."""
        try:
            return bytes.fromhex(self.text(f"layout.{name}"))
        except ValueError:
            return b""

    def set_layout(self, name: str, state: bytes) -> None:
        self.set_text(f"layout.{name}", state.hex())

    def users(self) -> tuple[KnownUser, ...]:
        """Give who logged in on this PC, the last one first."""
        pairs = (one.split("|", 1) for one in self.text("users").split(";") if "|" in one)
        return tuple(KnownUser(name, shown) for name, shown in pairs)

    def remember_user(self, user: KnownUser) -> None:
        """Put a clerk first; a name that would break the file is not remembered."""
        if not set("|;") & set(user.name + user.display_name):
            others = [one for one in self.users() if one.name != user.name]
            self.set_text("users", ";".join("|".join(one) for one in (user, *others)))

    def save(self) -> None:
        """Write the file; a full disk costs the layout only."""
        if not self._changed or self._values is None:
            return
        waiting = self._path.with_suffix(".part")
        lines = [f"version\t{VERSION}", *(f"{name}\t{value}" for name, value in self._values.items())]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            waiting.write_text("\n".join(lines), encoding="utf-8")
            waiting.replace(self._path)
            self._changed = False
        except OSError as error:
            log.info("layout not saved: %s", type(error).__name__)

    def _read(self) -> dict[str, str]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return {}
        values = dict(line.split("\t", 1) for line in lines if "\t" in line)
        return values if values.pop("version", "") == VERSION else {}
