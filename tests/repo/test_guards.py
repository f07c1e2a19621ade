"""What no file of this repository may hold."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("core", "sync", "server", "desktop", "resources")
LONGEST_FILE = 400
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
ADDRESS = re.compile(r"[a-z]+://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ")


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders of the repository, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_a_god_file() -> None:
    files = [*python_files(*PROGRAM), ROOT / "dev.py"]
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_nothing_is_left_unfinished() -> None:
    found = []
    for path in [*python_files(*PROGRAM, "tests", "benchmarks"), ROOT / "dev.py", ROOT / "build.spec"]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if UNFINISHED.search(line):
                found.append(f"{relative(path)}:{number}: {line.strip()}")
    assert found == []


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements/desktop.txt", "requirements/server.txt",
                                  "requirements/dev.txt", ".ci/run"])  # fmt: skip
def test_no_address_of_a_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if ADDRESS.search(line) and not line.startswith("#!")] == []


def test_no_wildcard_import() -> None:
    found = []
    for path in python_files(*PROGRAM, "tests", "benchmarks"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                found.append(f"{relative(path)}:{node.lineno}")
    assert found == []


def test_program_and_tests_wait_for_states_instead_of_sleeping() -> None:
    found = []
    for path in python_files("tests"):
        if re.search(r"\b(?:time|asyncio)\.sleep\(|qWait\(|qtbot\.wait\(", path.read_text(encoding="utf-8")):
            found.append(relative(path))
    assert [name for name in found if name != relative(Path(__file__))] == []


def test_licence_is_the_whole_gpl_3() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_nothing_made_by_a_run_is_kept() -> None:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip("this copy of the project is no git repository")
    made = re.compile(r"(^|/)(\.venv|\.demo|dist|build|__pycache__|\.[a-z]+_cache)/|\.(pyc|db|sqlite3?|log)$")
    assert [name for name in done.stdout.splitlines() if made.search(name)] == []
