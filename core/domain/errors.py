"""Errors a person can act on. Each has a stable code and a Chinese sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain.values import Finding


class KnownError(Exception):
    """Expected: shown beside its cause. `code` is stable, `message` is a Chinese sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Refused(KnownError):
    """A command that the rules or the rights forbid; nothing was changed."""

    def __init__(self, code: str, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(code, message)
        self.findings = findings
