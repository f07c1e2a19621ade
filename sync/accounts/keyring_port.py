"""Where the program keeps its two secrets: the operating system's keyring, behind a small port.

Only known backends are accepted (security.md section 2): `keyrings.alt`, null and fail backends would keep a
key in plain text or not at all. `FileKeyring` and `MemoryKeyring` serve demo, tour and tests; a profile of
kind `real` refuses them (`guard_keyring`).
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Protocol

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVICE_NAME = "shicheng"

_ACCEPTED = {
    ("keyring.backends.Windows", "WinVaultKeyring"),
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
    ("keyring.backends.macOS", "Keyring"),
}


class Keyring(Protocol):
    """A small named store of texts that only this account of the operating system can read."""

    def get(self, name: str) -> str | None:
        """Give the text, `None` when there is none."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a text under a name."""
        ...

    def delete(self, name: str) -> None:
        """Forget a name; nothing happens when it is not there."""
        ...


class SystemKeyring:
    """The keyring of the operating system; `KEYRING_UNAVAILABLE` when none of the known ones works."""

    def __init__(self, backend: Any = None) -> None:
        """`backend` is for tests of the guard; by default the system's own is looked for."""
        self._backend = backend if backend is not None else _system_backend()
        if not _is_accepted(self._backend):
            raise _unavailable()

    def get(self, name: str) -> str | None:
        value = self._call(lambda: self._backend.get_password(SERVICE_NAME, name))
        return None if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        self._call(lambda: self._backend.set_password(SERVICE_NAME, name, value))

    def delete(self, name: str) -> None:
        if self.get(name) is not None:
            self._call(lambda: self._backend.delete_password(SERVICE_NAME, name))

    def _call(self, action: Callable[[], Any]) -> Any:
        from keyring.errors import KeyringError

        try:
            return action()
        except (KeyringError, OSError, RuntimeError) as error:
            raise _unavailable() from error


class MemoryKeyring:
    """Forgets everything at the end of the process; tests only."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def delete(self, name: str) -> None:
        self._values.pop(name, None)


class FileKeyring:
    """Keeps secrets readable in a JSON file; for demo and tour, whose data are invented."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        return self._read().get(name)

    def set(self, name: str, value: str) -> None:
        self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        values = self._read()
        if values.pop(name, None) is not None:
            self._write(values)

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        values: dict[str, str] = json.loads(self._path.read_text("utf-8"))
        return values

    def _write(self, values: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(values, sort_keys=True), "utf-8")
        part.chmod(0o600)
        part.replace(self._path)


def guard_keyring(keyring: Keyring, kind: str) -> None:
    """Refuse a test keyring in a profile that holds citizens' data."""
    if kind == "real" and not isinstance(keyring, SystemKeyring):
        raise KnownError(
            "KEYRING_NOT_ALLOWED", "正式使用时密钥只能保存在系统的凭据管理器中，不能使用演示用的密钥文件。"
        )


def secret(keyring: Keyring, name: str, size: int = 32) -> bytes | None:
    """Read a binary secret; `None` when absent or of another size."""
    text = keyring.get(name)
    if text is None:
        return None
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if len(value) == size else None


def made_secret(
    keyring: Keyring, name: str, randomness: Callable[[int], bytes] = os.urandom, size: int = 32
) -> bytes:
    """Read a binary secret or make it; read back afterwards, since a keyring may fail silently."""
    known = secret(keyring, name, size)
    if known is not None:
        return known
    keyring.set(name, base64.b64encode(randomness(size)).decode())
    made = secret(keyring, name, size)
    if made is None:
        raise _unavailable()
    return made


def _system_backend() -> Any:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        kind: Any = WinVaultKeyring
        backend = kind()
        backend.persist = "local machine"
        return backend
    import keyring

    return _first_known(keyring.get_keyring())


def _first_known(backend: Any) -> Any:
    """Look into a chain of backends for a known one; else give it back for the guard to refuse."""
    for inner in getattr(backend, "backends", ()):
        if _is_accepted(inner):
            return inner
    return backend


def _is_accepted(backend: Any) -> bool:
    return (type(backend).__module__, type(backend).__qualname__) in _ACCEPTED


def _unavailable() -> KnownError:
    return KnownError(
        "KEYRING_UNAVAILABLE",
        "系统的凭据管理器不可用，无法安全保存密钥，因此不能在本机保存数据。请联系管理员。",
    )
