"""A PC's program that is killed at a chosen moment; run as a process of its own by test_faults_crash.

Arguments: profile folder, user name, moment (`before_commit`, `after_commit`, `mid_page`), and the
filing's id or the file with the page.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import msgspec
from sqlalchemy import event

import core.programmes  # noqa: F401 - makes the programmes known
from core.apprenticeship.commands.filing import ApproveFiling
from core.domain.clock import FixedClock
from core.domain.ids import IdSource
from sync.accounts.account import unlock, usual_setting
from sync.accounts.keyring_port import FileKeyring
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from sync.cursor import place
from sync.feed import apply_pages
from sync.outbox import Decider
from sync.protocol import Changes
from sync.transactions import reading
from tests.kit import NOW
from tests.sync.fake import PASSWORD


def die(*_: object) -> None:
    """End as with kill -9: no clean-up, nothing flushed."""
    if sys.platform == "win32":
        os._exit(9)
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, username: str, moment: str, what: str) -> None:
    keyring = FileKeyring(Path(folder) / "keyring.json")
    unlocked = unlock(Profile(Path(folder)), keyring, username, PASSWORD, kdf=CHEAP_FOR_TESTS)
    clock = FixedClock(NOW)
    if moment in ("before_commit", "mid_page"):
        event.listen(unlocked.engine, "commit", die)
    if moment == "mid_page":
        with reading(unlocked.engine) as session:
            here = place(session)
        assert here is not None
        page = msgspec.json.decode(Path(what).read_bytes(), type=Changes)
        apply_pages(unlocked.engine, (page,), here.cursor, usual_setting(), clock.now())
    else:
        ids = IdSource(clock, random.Random(99).randbytes)
        decider = Decider(unlocked, usual_setting(), clock, ids, on_decided=die)
        decider.decide(ApproveFiling(what, 1, "材料齐全", paper_seen=True), 1)
    raise AssertionError("still alive")


if __name__ == "__main__":
    main(*sys.argv[1:])
