"""The central server as a process of its own, with sample data, in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

START_SECONDS = 180.0
STOP_SECONDS = 10.0


class Central:
    """`python -m server` on 127.0.0.1; `start` gives the port it listens on."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._ready = folder / "ready.json"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self, *options: str) -> None:
        """Make the store and fill it with sample data."""
        self._run("init")
        self._run("add-sample-data", *options)

    def start(self) -> int:
        """Start the server and wait until it listens; RuntimeError with its log when it does not."""
        self._ready.unlink(missing_ok=True)
        command = [*self._verb("serve"), "--port", "0", "--ready-file", str(self._ready)]
        command += ["--gateway", "recording"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + START_SECONDS
        while not self._ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{self._log.read_text(encoding='utf-8')}")
            time.sleep(0.05)
        port: int = json.loads(self._ready.read_text(encoding="utf-8"))["port"]
        return port

    def ask(self, statement: str, *values: str) -> list[tuple[str, ...]]:
        """What stands in the centre's store: the papers that clerks have on their desks."""
        place = f"{(self._data / 'server.db').as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(place, uri=True)) as store:
            return [tuple(map(str, row)) for row in store.execute(statement, values)]

    def kill(self) -> None:
        """Kill the server at once, as a pulled plug would."""
        if self._process:
            self._process.kill()
            self._process.wait(timeout=STOP_SECONDS)

    def stop(self) -> None:
        """End the server and wait for it."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def _verb(self, name: str) -> list[str]:
        return [sys.executable, "-m", "server", name, "--data", str(self._data)]

    def _run(self, name: str, *options: str) -> None:
        done = subprocess.run([*self._verb(name), *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{name} failed:\n{done.stdout}{done.stderr}")
