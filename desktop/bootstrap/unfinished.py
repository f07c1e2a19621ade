"""Parts of files that the program did not live to finish: removed at the next log-in.

Where they lie is kept in the encrypted store, so that neither a pulled plug nor a stick that was pulled out
leaves names of people in a folder for good (security.md section 5, row 26).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.files.atomic import PART
from core.files.saving import remove_part, spill_of
from sync.transactions import get_meta, reading, set_meta, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

NAME = "exports.unfinished"
MOST = 50
"""Parts that are remembered; those of folders that never come back must not grow without end."""


class Unfinished:
    """Blocks like the disk and the network do: use it on a lane."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def holding(self, part: Path) -> Iterator[None]:
        """Remember a part while it is written, and further when it could not be removed."""
        self._change(add=str(part))
        try:
            yield
        finally:
            if not _there(part):
                self._change(drop=str(part))

    def sweep(self) -> int:
        """Remove what was left; how many parts are gone now. What cannot be reached stays remembered."""
        gone = [text for text in self._known() if _swept(Path(text))]
        for text in gone:
            self._change(drop=text)
        return len(gone)

    def _known(self) -> tuple[str, ...]:
        with reading(self._engine) as session:
            return _parsed(get_meta(session, NAME))

    def _change(self, *, add: str = "", drop: str = "") -> None:
        with writing(self._engine, durable=bool(add)) as session:
            kept = [one for one in _parsed(get_meta(session, NAME)) if one != drop]
            kept += [add] if add else []
            set_meta(session, NAME, json.dumps(kept[-MOST:]))


def _parsed(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _swept(part: Path) -> bool:
    """Whether nothing is left of a part; its folder has to be there to know that."""
    try:
        if PART not in part.name or not part.parent.is_dir():
            return False
    except OSError:
        return False  # A share that refuses; the others are swept all the same.
    remove_part(part)
    return not _there(part)


def _there(part: Path) -> bool:
    """Whether something is left, or cannot be told."""
    try:
        return not part.parent.is_dir() or part.exists() or spill_of(part).exists()
    except OSError:
        return True
