"""dev.py: when it installs, what it says when it may not, and how it ends what it started."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import dev

if TYPE_CHECKING:
    from pathlib import Path

GONE = dev.Need("libgone0", lambda: True)
THERE = dev.Need("libthere0", lambda: False)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record commands instead of running them; all succeed."""
    seen: list[list[str]] = []

    def record(words: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        seen.append([str(word) for word in words])
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(dev, "LINUX", True)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "run", record)
    return seen


def test_nothing_is_installed_on_a_machine_that_has_all(calls: list[list[str]]) -> None:
    dev.ensure_system([THERE])
    assert calls == []


def test_root_installs_only_what_is_missing(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "apt_prefix", lambda: [])
    dev.ensure_system([GONE, THERE])
    assert [" ".join(words[2:]) for words in calls] == [
        "apt-get update -q",
        "apt-get install -y --no-install-recommends libgone0",
    ]


def test_others_are_told_the_exact_command(calls: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "apt_prefix", lambda: None)
    with pytest.raises(dev.Stop) as stop:
        dev.ensure_system([GONE, THERE])
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgone0"
    assert command in str(stop.value)
    assert calls == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder with three locks and an interpreter."""
    (tmp_path / "requirements").mkdir()
    for name in ("desktop", "server", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "DEMO", tmp_path / ".demo")
    dev.venv_python().parent.mkdir(parents=True)
    dev.venv_python().touch()
    return tmp_path


def test_environment_is_used_again_until_a_lock_changes(project: Path) -> None:
    stamp = dev.wanted_stamp(dev.USE)
    assert dev.stamp_covers(stamp, dev.USE)
    assert not dev.stamp_covers(stamp, dev.DEVELOP)
    (project / "requirements" / "server.txt").write_text("newer\n", encoding="utf-8")
    assert not dev.stamp_covers(stamp, dev.USE)


def test_environment_for_development_serves_everything(project: Path) -> None:
    stamp = dev.wanted_stamp(dev.DEVELOP)
    assert dev.stamp_covers(stamp, dev.USE)
    assert not dev.stamp_covers({**stamp, "python": "3.11.0"}, dev.USE)
    dev.venv_python().unlink()
    assert not dev.stamp_covers(stamp, dev.USE)


def test_server_that_ends_early_is_told(tmp_path: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(dev.Stop, match="exit code 3"):
        dev.wait_until_ready(server, tmp_path / "ready.json")


def test_port_is_read_and_the_server_ended(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    ready.write_text(json.dumps({"port": 4711}), encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as server:
        assert dev.wait_until_ready(server, ready) == 4711
        dev.end(server)
        assert server.returncode is not None
        dev.end(server)


def test_demo_without_a_display_points_to_the_tour(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def record(command: list[str | Path], **_options: object) -> int:
        ran.append(" ".join(str(word) for word in command[1:4]))
        return 0

    monkeypatch.setattr(dev, "ensure_system", lambda needs: None)
    monkeypatch.setattr(dev, "ensure_environment", lambda locks: None)
    monkeypatch.setattr(dev, "run", record)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    assert dev.main(["demo"]) == 0
    assert ran == ["-m server init", "-m server add-sample-data"]
    assert "python3 dev.py tour --out DIR" in capsys.readouterr().out
    assert dev.main(["demo"]) == 0
    assert len(ran) == 2, "the sample data is made once"


def test_tests_get_their_arguments_and_a_place_for_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []

    def record(command: list[str | Path], *, env: dict[str, str], **_options: object) -> int:
        ran.append(([str(word) for word in command[2:]], env))
        return 5

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(dev, "ensure_system", lambda needs: None)
    monkeypatch.setattr(dev, "ensure_environment", lambda locks: None)
    monkeypatch.setattr(dev, "run", record)
    assert dev.main(["test", "--fast", "-x"]) == 5
    (words, env), *_ = ran
    assert words == ["tests.support.checks", "test", "--fast", "-x"]
    assert env["QT_QPA_PLATFORM"] == "offscreen"
    assert "PYTHONDONTWRITEBYTECODE" not in env
