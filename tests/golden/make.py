"""Makes the fixtures of the version that is checked out: `python -m tests.golden.make NAME COMMIT`.

NAME is the new folder under `versions/` (a year and a month), COMMIT what is checked out. Run it from the
root of the repository, on a clean tree of that commit, when a released version is to stay readable; every
folder is then opened, upgraded and synchronised by all later versions (`test_*.py`). An older folder is never
made again: it is what the old program wrote.

What is made, one day after the other:

1. a centre filled by a part of the sample data (`past.py`): all people are invented;
2. two PCs, a district's and the city's office, that synchronise and then decide without the network, while
   the centre goes on: `server.tar.xz`, `pc-district.tar.xz`, `pc-city.tar.xz` are as they stand then;
3. three more PCs whose traffic is recorded from their first log-in on: `tape-….json.xz`. Their decisions of
   the second day were taken after the server's data were kept, so that they can be pushed once more;
4. `expected.json`: the fate that the PCs' waiting decisions had when this version let them meet its server.

Ids are seeded; keys, tokens and signatures are not, so a second run gives other bytes.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from core.domain.clock import FixedClock
from core.files.sealing import Sealer
from core.store.base import KINDS
from core.version import VERSION
from server.centre import SEAL_KEY
from server.config import Config
from server.sample.desk import PASSWORD
from sync.protocol import PROTOCOL_VERSION
from tests.golden import past, resident, shapes
from tests.golden.bare import bare
from tests.golden.days import Made, meanwhile, pages, second_day
from tests.golden.meeting import expectations
from tests.golden.pcs import Pc
from tests.golden.tape import Tape, serving
from tests.golden.versions import CITY, DISTRICT, FOLDER, SERVER, Version
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PAST, FIRST, SECOND, THIRD = (f"2026-03-{hour}:20:00.000Z" for hour in ("10T02", "11T02", "11T08", "13T02"))
CLERKS = {DISTRICT: "zhoumin", CITY: "chenjing"}
RECORDED = {"district": "lixiaohong", "city": "chenjing", "commission": "liuyang"}


def make(version: Version, commit: str) -> None:
    version.folder.mkdir(parents=True)
    version.write("commands", shapes.commands())
    version.write("kinds", shapes.kinds())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        work = Path(folder)
        config = Config(work / "data", argon2_kib=64, argon2_rounds=1, gateway="recording")
        made = Made(past.play(config, PAST, random.Random(1).randbytes, print), FixedClock(FIRST), {}, {})
        for name in RECORDED:
            made.tapes[name] = Tape("")
        urls = {name: stack.enter_context(serving(tape)) for name, tape in made.tapes.items()}
        with live(config, made, 2) as server:
            for name, clerk in RECORDED.items():
                made.pcs[name] = new_pc(work / f"tape-{name}", urls[name], clerk, made.clock)
            for name, clerk in CLERKS.items():
                made.pcs[f"pc-{name}"] = new_pc(work / f"pc-{name}", server.url, clerk, made.clock)
            meanwhile(made, server)
            phone = phone_of(made.pcs["city"], made.ids["session_1_1"])
            resident.give_address(server, phone)
            made.clock.advance(seconds=120)
            met = {"phone": phone, "answers": resident.answers(server, phone)}
        for name in CLERKS:
            keep_pc(version, f"pc-{name}", made.pcs.pop(f"pc-{name}"))
        files = files_of(made)
        keep_data(version, config.data, work / "kept", files)
        first = {name: len(tape.exchanges) for name, tape in made.tapes.items()}
        made.clock.set(SECOND)
        with live(config, made, 3):
            second_day(made)
            paged = {name: pages(tape, made.pcs[name]) for name, tape in made.tapes.items()}
        for name, tape in made.tapes.items():
            rows = [[*key, list(body)] for key, body in sorted(made.pcs[name].rows().items())]
            assert {row[0] for row in rows} >= set(KINDS) - {"assessment"}, "a kind has no record"
            value = {"first_day": first[name], "exchanges": tape.exchanges, "paged": paged[name]}
            version.write(f"tape-{name}", msgspec.to_builtins({**value, "rows": rows}), packed=True)
            made.pcs[name].close()
        about = {
            "commit": commit,
            "program": VERSION,
            "protocol": PROTOCOL_VERSION,
            "password": PASSWORD,
            "clerks": CLERKS,
            "recorded": RECORDED,
            "moments": {"kept": FIRST, "replayed": SECOND, "opened": THIRD},
            "files": files,
            "cases": {case: made.ids[case] for case in past.CASES},
            "resident": met,
        }
        version.write("about", about)
        version.write("expected", expectations(version, work / "meeting"))


@contextmanager
def live(config: Config, made: Made, seed: int) -> Iterator[LiveServer]:
    with LiveServer(config, clock=made.clock, random=random.Random(seed).randbytes) as server:
        for tape in made.tapes.values():
            tape.target = server.url
        yield server


def new_pc(folder: Path, url: str, username: str, clock: FixedClock) -> Pc:
    return Pc.new(folder, url, username, PASSWORD, clock, folder.name)


def phone_of(pc: Pc, filing_id: str) -> str:
    return str(pc.row("student", pc.row("filing", filing_id).student_id).phone)


def files_of(made: Made) -> dict[str, Any]:
    """The files of the server that are kept: a document with its sealed original, and a report's."""
    pc = made.pcs["city"]
    rows = pc.records("document")
    pictures = [row for row in rows if row["kind"] == "id_front"]
    picture = min(pictures, key=lambda row: (row["size"], row["id"]))
    reports = [row for row in rows if row["owner_kind"] == "report"]
    return {
        "copies": sorted({picture["sha256"], *(row["sha256"] for row in reports)}),
        "originals": [picture["original_sha256"]],
    }


def keep_data(version: Version, data: Path, folder: Path, files: dict[str, Any]) -> None:
    """Pack the server's data without most of its files, which are large."""
    shutil.copytree(data, folder)
    sealer = Sealer((folder / "keys" / SEAL_KEY).read_bytes())
    wanted = {sealer.path_for(folder / "originals", one).name for one in files["originals"]}
    wanted |= set(files["copies"])
    for part in ("blobs", "originals", "uploads"):
        for path in sorted((folder / part).rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
            elif path.is_file() and path.name not in wanted:
                path.unlink()
    with closing(sqlite3.connect(folder / "server.db")) as database:
        database.execute("VACUUM")
    version.pack(SERVER, folder)


def keep_pc(version: Version, name: str, pc: Pc) -> None:
    folder, key = pc.unlocked.profile.folder, pc.unlocked.store_key
    with closing(pc.unlocked.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM")
    pc.close()
    (folder / "sync.lock").unlink(missing_ok=True)
    if name == f"pc-{CITY}":
        bare(folder / "store.db", key)
    assert [path.name for path in folder.glob("store*")] in (["store.db"], ["store.bare"]), "it is not closed"
    version.pack(name, folder)


if __name__ == "__main__":
    make(Version(FOLDER / sys.argv[1]), sys.argv[2])
