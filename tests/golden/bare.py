"""A store taken out of its encryption to be kept small, and put back before it is opened.

Encrypted pages cannot be packed. Of each version one store is kept as it lay on the disk, which proves the
encryption; the others are kept so.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path


def bare(store: Path, key: bytes) -> None:
    """Replace a store that nobody has open by its content, in a file ending in .bare."""
    _exported(store, store.with_suffix(".bare"), key, b"")
    store.unlink()


def dressed(store: Path, key: bytes) -> None:
    """Undo `bare`."""
    _exported(store.with_suffix(".bare"), store, b"", key)
    store.with_suffix(".bare").unlink()


def _exported(source: Path, target: Path, key: bytes, new_key: bytes) -> None:
    with closing(dbapi2.connect(str(source), isolation_level=None)) as database:
        if key:
            database.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        word = f"x'{new_key.hex()}'" if new_key else ""
        database.execute("ATTACH DATABASE ? AS other KEY ?", (str(target), word))
        database.execute("PRAGMA other.synchronous = OFF")
        database.execute("PRAGMA other.journal_mode = OFF")
        database.execute("SELECT sqlcipher_export('other')").fetchall()
        database.execute("DETACH DATABASE other")
