"""The files of policy notices, attached and saved; both run on a lane."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.files.chosen import read_chosen
from core.files.saving import saving

if TYPE_CHECKING:
    from core.domain.values import PolicyFile
    from desktop.desk import Desk


def attach_file(desk: Desk, path: str) -> PolicyFile:
    """Keep a chosen file until it is uploaded; KnownError for what may not be attached."""
    chosen = Path(path)
    return desk.outgoing.keep_file(chosen.name, read_chosen(chosen))


def save_file(desk: Desk, file: PolicyFile, path: str) -> str:
    """Write a file of a notice where the person asked for; gives the path."""
    data = desk.images.fetch(file.document.sha256)
    with saving(Path(path)) as part:
        part.write_bytes(data)
    desk.note("save_document", f"policy_notice:{file.document.sha256[:16]}")
    return path
