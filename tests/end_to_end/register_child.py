"""A PC that will be killed while it imports a register: imports, says `kept` after a command.

`python -m tests.end_to_end.register_child FOLDER URL USER WORKBOOK`
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import core.programmes  # noqa: F401 - makes actions known
from sync.accounts.keyring_port import FileKeyring
from tests.end_to_end.real import RealPc
from tests.end_to_end.register_pc import order_of, run

if TYPE_CHECKING:
    from core.domain.commands.base import Command


def main(folder: str, url: str, user: str, workbook: str) -> None:
    where = Path(folder)
    server: Any = SimpleNamespace(url=url)
    pc = RealPc(where / "pc", server, user, FileKeyring(where / "keys.json"))

    def decide(command: Command, version: int, supersedes: str = "") -> object:
        if (where / "kept").exists():
            threading.Event().wait()
        done = pc.decider.decide(command, version, supersedes)
        (where / "kept").touch()
        return done

    run(decide, order_of(pc, Path(workbook)))


if __name__ == "__main__":
    main(*sys.argv[1:])
