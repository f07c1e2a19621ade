"""What every screen that prints is given: one preview for all papers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.paper.paper_of import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.paper.paper_of import AnyPaper
    from core.paper.pdf import Rendered
    from desktop.prompts import Prompter
    from desktop.tasks import Lane, Token


class Steps:
    """How far the making of a long paper is, and whether it is still wanted; for any thread.

    `make()` of a job calls `tell` and stops with KnownError `STOPPED` when `stopped` is set, which it is as
    well once `token` was cancelled: the program is being closed.
    """

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self.token: Token | None = None
        self.state: tuple[int, int, str] = (0, 0, "")

    def tell(self, done: int, total: int, words: str) -> None:
        """`words` say what is being done; replaced as one value, so that no reader sees half of it."""
        self.state = (done, total, words)

    def stop(self) -> None:
        self._stopped.set()

    def begin(self) -> None:
        """The same job is made once more."""
        self._stopped.clear()
        self.state = (0, 0, "")

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set() or (self.token is not None and self.token.cancelled)


@dataclass(frozen=True, slots=True)
class PaperJob:
    """One paper.

    `title` is what the preview is called, `file_name` the proposed name of a PDF, `make()` renders it on the
    papers' lane (KnownError with a sentence when it cannot). `act` is a word of `core.domain.acts` and
    `subject` what the log keeps (a filing number or a count, never a name), noted when printed or saved.

    `full(reason)` renders it with whole id numbers where a form may have them: it logs the reason first and
    runs on the same lane (A7). `steps` is given where making takes long enough to be watched and stopped.
    """

    title: str
    file_name: str
    make: Callable[[], Rendered]
    act: str
    subject: str
    full: Callable[[str], Rendered] | None = None
    steps: Steps | None = None


@dataclass(frozen=True, slots=True)
class PaperPorts:
    """`lane` renders papers and pages, `note(act, subject)` logs, `save(path, data)` writes a PDF whole."""

    lane: Lane
    prompts: Prompter
    note: Callable[[str, str], None]
    save: Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class PaperTarget:
    """What papers are about: any record of a case or a person, and its number.

    `kinds` are the papers there are of it; those in `others` are of the record named there instead of `id`.
    `at` is the instant of the event that is meant, empty for the last one.
    """

    id: str
    number: str
    kinds: frozenset[AnyPaper]
    others: Mapping[AnyPaper, str] = field(default_factory=dict)
    at: str = ""

    def subject(self, paper: AnyPaper) -> Subject:
        """What one of the papers is of."""
        return Subject(self.others.get(paper, self.id), self.at)


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of records: `job(paper, target)` gives what `preview` needs and reads nothing yet."""

    ports: PaperPorts
    job: Callable[[AnyPaper, PaperTarget], PaperJob]
