"""What every screen that prints is given: one preview for all papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.reports.pdf import Rendered
    from desktop.prompts import Prompter
    from desktop.tasks import Lane


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One paper.

    `title` is what the preview is called, `file_name` the proposed name of a PDF, `make()` renders it on the
    papers' lane (KnownError with a sentence when it cannot). `act` is a word of `core.domain.acts` and
    `subject` what the log keeps (a filing number or a count, never a name), noted when printed or saved.
    """

    title: str
    file_name: str
    make: Callable[[], Rendered]
    act: str
    subject: str


@dataclass(frozen=True, slots=True)
class PaperPorts:
    """`lane` renders papers and pages, `note(act, subject)` logs, `save(path, data)` writes a PDF whole."""

    lane: Lane
    prompts: Prompter
    note: Callable[[str, str], None]
    save: Callable[[str, bytes], None]
