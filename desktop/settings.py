"""What the window remembers between two days: sizes, columns, splitters, who worked here last.

One small file with a version in the profile folder; nothing in it is secret and nothing in it is needed.
"""

from __future__ import annotations

import base64
import binascii
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("shicheng.settings")

VERSION = 1
FILE = "window.json"


class KnownUser(NamedTuple):
    """A clerk who has logged in on this PC."""

    name: str
    display_name: str


class UiSettings:
    """Reads once, writes whole; a broken file or one of a newer version counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._values: dict[str, Any] | None = None

    def layout(self, name: str) -> bytes:
        """Give a saved geometry, column or splitter state, empty when there is none."""
        text = self._section("layout").get(name, "")
        try:
            return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except (ValueError, binascii.Error):
            return b""

    def set_layout(self, name: str, state: bytes) -> None:
        self._section("layout")[name] = base64.b64encode(state).decode()

    def users(self) -> tuple[KnownUser, ...]:
        """Give who logged in on this PC, the last one first."""
        found = self._load().get("users", [])
        pairs = [one for one in found if isinstance(one, list) and len(one) == 2] if found else []
        return tuple(KnownUser(str(name), str(shown)) for name, shown in pairs)

    def remember_user(self, user: KnownUser) -> None:
        others = [one for one in self.users() if one.name != user.name]
        self._load()["users"] = [list(one) for one in (user, *others)]

    def text(self, name: str) -> str:
        """Give a remembered text such as the bureau's name, empty when there is none."""
        return str(self._section("text").get(name, ""))

    def set_text(self, name: str, value: str) -> None:
        self._section("text")[name] = value

    def save(self) -> None:
        """Write the file; a full disk costs the layout only."""
        import json

        waiting = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            waiting.write_text(json.dumps({**self._load(), "version": VERSION}), encoding="utf-8")
            waiting.replace(self._path)
        except OSError as error:
            log.info("layout not saved: %s", type(error).__name__)

    def _section(self, name: str) -> dict[str, Any]:
        section = self._load().setdefault(name, {})
        return section if isinstance(section, dict) else {}

    def _load(self) -> dict[str, Any]:
        if self._values is None:
            self._values = self._read()
        return self._values

    def _read(self) -> dict[str, Any]:
        if not self._path.exists():
            return {}
        import json

        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) and values.get("version") == VERSION else {}
