"""Version of the rules that this program judges by; goes with every command on the wire (sync.md)."""

from __future__ import annotations

_VERSIONS: dict[str, int] = {}


def judges(programme: str, version: int) -> int:
    """Note the version of a programme's rules, a number that grows by one with each change; gives it back."""
    _VERSIONS[programme] = version
    return version


def rules_version() -> int:
    """The versions of all programmes' rules together: it grows when one of them does."""
    return sum(_VERSIONS.values())
