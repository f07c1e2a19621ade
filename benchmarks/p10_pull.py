"""P10: pages of the feed applied to the encrypted store, against inserting the same rows at once."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard

from benchmarks.measure import pairs, row, seconds
from core.domain.clock import SystemClock
from core.store.base import KINDS
from core.store.codec import columns_of, insert_sql
from core.store.engine import open_store
from core.store.migrations import migrate
from sync.accounts.account import usual_setting
from sync.client import decompressed
from sync.cursor import move
from sync.feed import apply_pages
from sync.migrations import PC_VERSIONS
from sync.protocol import MAX_PULL_ROWS, Changes, CursorValue, Row, Span, encode_cursor
from sync.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    import benchmarks.measure

ROWS = 100_000
SCOPE = "420106"
MIX = (
    "student",
    "notarisation",
    "apprenticeship",
    "filing",
    "filing_revision",
    "document",
    "document",
    "document",
    "document",
    "document",
)
"""What one filing brings, as kinds of records."""

GOAL = 0.45
Body = tuple[Any, ...]


def rows() -> Iterator[benchmarks.measure.Row]:
    """One row, in changes per second; every page is one commit, all indexes, search and figures are live."""
    changes = [(kind, body(kind, number)) for number, kind in enumerate(MIX * (ROWS // len(MIX)))]
    pages = list(wire_pages(changes))
    with tempfile.TemporaryDirectory() as folder:
        stores = Stores(Path(folder))
        result = pairs(
            lambda: ROWS / stores.timed(lambda engine: pull(engine, pages)),
            lambda: ROWS / stores.timed(lambda engine: insert(engine, changes)),
        )
    against = "insert of the same rows into the same tables, one transaction"
    yield row(
        f"P10 pull of {ROWS} changes", result, unit="changes/s", against=against, goal=GOAL, at_least=True
    )


class Stores:
    """Fresh encrypted stores in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def timed(self, work: Any) -> float:
        """Time work on a new store, in seconds."""
        path = self._folder / f"{secrets.token_hex(4)}.db"
        engine = open_store(path, secrets.token_bytes(32))
        migrate(engine, [PC_VERSIONS])
        try:
            return seconds(lambda: work(engine))
        finally:
            engine.dispose()
            for file in self._folder.glob(f"{path.name}*"):
                file.unlink()


def pull(engine: Engine, pages: list[bytes]) -> None:
    """What the sync engine does with answers, without the network."""
    setting, now = usual_setting(), SystemClock().now()
    asked_at = cursor(0)
    with writing(engine, durable=False) as session:
        move(session, asked_at, {SCOPE: 0})
    for raw in pages:
        page = msgspec.json.decode(decompressed(raw), type=Changes)
        apply_pages(engine, (page,), asked_at, setting, now)
        asked_at = page.cursor


def insert(engine: Engine, changes: list[tuple[str, Body]]) -> None:
    """The least code: driver inserts by kind in one transaction."""
    with writing(engine, durable=False) as session:
        for kind in dict.fromkeys(kind for kind, _ in changes):
            bodies = [body for of, body in changes if of == kind]
            session.connection().exec_driver_sql(insert_sql(kind, "?"), bodies)


def wire_pages(changes: list[tuple[str, Body]]) -> Iterator[bytes]:
    """The answers of the server, compressed."""
    packer = zstandard.ZstdCompressor(level=3)
    columns = {kind: columns_of(kind) for kind in KINDS}
    for start in range(0, len(changes), MAX_PULL_ROWS):
        some = changes[start : start + MAX_PULL_ROWS]
        end = start + len(some)
        feed = tuple(
            Row(SCOPE, start + number, kind, body[0], 1, "", "put", body)
            for number, (kind, body) in enumerate(some, start=1)
        )
        spans = {SCOPE: Span(start, end, len(changes))}
        page = Changes(cursor(end), spans, columns, feed, more=end < len(changes))
        yield packer.compress(msgspec.json.encode(page))


def cursor(seq: int) -> str:
    return encode_cursor(CursorValue("bench", {SCOPE: (seq, "0" * 64)}))


def body(kind: str, number: int) -> Body:
    """An invented record: time-ordered id, plausible lengths."""
    record_id = f"{0x01A1F6C00000 + number:012x}7000800{number * 2654435761 % 2**48:013x}"
    values: dict[str, Any] = {
        "id": f"{record_id[:8]}-{record_id[8:12]}-{record_id[12:16]}-{record_id[16:20]}-{record_id[20:]}",
        "version": 1,
        "scope": SCOPE,
        "state": "pending",
        "kind": "establish",
        "student_name": "陈亦舟",
        "student_pinyin": "chen yi zhou",
        "teacher_name": "刘景和",
        "teacher_pinyin": "liu jing he",
        "practice_place": "武昌区中医医院",
        "bureau": SCOPE,
        "filing_no": f"WC-2026-{number:06d}",
        "due_on": f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "submitted_at": "2026-11-01T02:00:00.000Z",
        "first_submitted_at": "2026-11-01T02:00:00.000Z",
        "student_id_number": f"42010619960821{number % 10000:04d}",
        "content": "x" * 3000,
        "id_number": f"42010619960821{number % 10000:04d}",
        "sha256": f"{number:064x}",
    }
    table = KINDS[kind].__table__
    return tuple(
        values.get(name, 0 if table.c[name].type.python_type is int else f"{name}{number}")
        for name in columns_of(kind)
    )
