"""What the preview of papers is given: its lane, questions, the log, and files written whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.files.saving import saving
from desktop.views.paper_ports import PaperPorts

if TYPE_CHECKING:
    from desktop.bootstrap.kit import Kit


def paper_ports(kit: Kit) -> PaperPorts:
    """Fill the ports for every screen that prints; all papers share one lane."""
    return PaperPorts(kit.lanes.more("paper"), kit.prompts, kit.facts.note, save_paper)


def save_paper(path: str, data: bytes) -> None:
    """Write a PDF whole or not at all; raises KnownError as `core.files.saving` says."""
    with saving(Path(path)) as part:
        part.write_bytes(data)
