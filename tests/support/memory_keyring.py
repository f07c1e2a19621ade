"""A keyring that forgets everything when the process ends; no test may touch the real one."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Secrets in a dict of the class, emptied after every test by tests/conftest.py."""

    priority = 1  # type: ignore[assignment]
    secrets: dict[tuple[str, str], str] = {}  # noqa: RUF012  shared on purpose, as a real keyring is

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError("no such secret")
