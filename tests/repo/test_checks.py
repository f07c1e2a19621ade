"""What `dev.py test` and `dev.py lint` run, and what their exit codes tell."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import checks

if TYPE_CHECKING:
    from collections.abc import Sequence

Done = subprocess.CompletedProcess


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Run nothing; the exit codes by name, 0 for what is not named. Each check says its name."""
    made: dict[str, int] = {}

    def ended(command: Sequence[str], **_options: object) -> Done[str]:
        name = command[2]
        return Done(command, made.get(name, 0), stdout=f"{name} has spoken\n")

    monkeypatch.setattr(checks.subprocess, "run", ended)
    return made


def test_exit_code_tells_when_lint_fails_but_tests_pass(codes: dict[str, int]) -> None:
    assert checks.test([]) == checks.lint() == 0
    codes["mypy"] = 1
    assert checks.test([]) == checks.lint() == 1
    codes["pytest"] = 5
    assert checks.test(["tests/core"]) == 5
    codes["mypy"] = 0
    assert checks.test(["tests/core"]) == 5


def test_what_the_checks_say_follows_the_tests(
    codes: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    codes["ruff"] = 1

    def work() -> int:
        sys.stdout.write("tests\n")
        return 0

    checks.beside(work)
    said = capsys.readouterr().out.splitlines()
    assert said[:4] == ["tests", "ruff has spoken", "mypy has spoken", "mypy has spoken"]
    assert "ruff or mypy found something" in said[4]


def test_fast_leaves_out_windows_and_servers() -> None:
    fast = checks.pytest_command(["--fast", "-k", "notarisation"])
    assert fast[-5:] == ["tests/core", "tests/sync", "tests/repo", "-k", "notarisation"]
    assert not any(word.startswith("tests/") for word in checks.pytest_command(["-x"]))


def test_mypy_keeps_a_cache_for_each_platform() -> None:
    caches = [words[-1] for words in checks.TIDY if words[0] == "mypy"]
    assert len(set(caches)) == len(caches) == 2
