"""A program that freezes a report and is killed at a chosen moment; run as a process of its own.

`python -m tests.end_to_end.report_child FOLDER USERNAME MOMENT`: `kept` (the files are kept, nothing is
decided), `before_commit`, `after_commit`.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import event

from core.domain.clock import SystemClock
from core.domain.ids import IdSource
from sync.accounts.account import usual_setting
from sync.outbox import Decider
from tests.end_to_end.reporting import Reports, unlocked_at


def die(*_: object) -> None:
    """End as with kill -9: no clean-up, nothing flushed."""
    if sys.platform == "win32":
        os._exit(9)
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, username: str, moment: str) -> None:
    unlocked, clock = unlocked_at(Path(folder), username), SystemClock()
    decider = Decider(unlocked, usual_setting(), clock, IdSource(clock, os.urandom), on_decided=die)
    pc = SimpleNamespace(unlocked=unlocked, client=unlocked.client(), clock=clock, decider=decider)
    command = Reports(pc).made()
    if moment == "kept":
        die()
    if moment == "before_commit":
        event.listen(unlocked.engine, "commit", die)
    decider.decide(command, 0)
    raise AssertionError("still alive")


if __name__ == "__main__":
    main(*sys.argv[1:])
