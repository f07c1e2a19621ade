"""What the record windows and the city's search are given; `desktop.bootstrap` fills it, tests their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.records import (
        ApprenticeshipRecord,
        NotarisationView,
        StudentView,
        TeacherView,
    )
    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from core.apprenticeship.words.values import TerminationFacts
    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import DocumentRef, Finding
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import Papers


class Revealing(Protocol):
    """What a grid of fields needs: words, and a way to show a whole number with a reason (A7)."""

    @property
    def dictionaries(self) -> Dictionaries: ...

    @property
    def words(self) -> Dictionaries: ...

    @property
    def prompts(self) -> Prompter: ...

    @property
    def reveal(self) -> Callable[[str, str], None]: ...


@dataclass(frozen=True, slots=True)
class RecordPorts:
    """For the record windows.

    `find(kind, id)` gives the id that a window of that kind shows for a person, an apprenticeship or any
    record of one (a filing, a score, a notice), empty when this PC has none; it and the three views run on
    `reader`. `image` and `image_again` run on `images` and are not shared with the pages' viewers.
    """

    reader: Lane
    images: tuple[Lane, ...]
    find: Callable[[str, str], str]
    teacher: Callable[[str], TeacherView | None]
    student: Callable[[str], StudentView | None]
    notarisation: Callable[[str], NotarisationView | None]
    image: Callable[[str], bytes]
    image_again: Callable[[str], bytes]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    papers: Papers | None = None

    @property
    def words(self) -> Dictionaries:
        return self.dictionaries


@dataclass(frozen=True, slots=True)
class Terminating:
    """For 强制解除 (G9); a role that may not has none of this.

    `check` judges a command against the facts. `attach(path, page)` keeps a picture as the page of the
    basis and runs on `files`; it raises `KnownError` for what is no picture. `decide(command,
    base_version)` runs on `writer` in one durable transaction and raises `Refused`. `look(sha256)` gives a
    kept picture and runs on `files`.
    """

    writer: Lane
    files: Lane
    check: Callable[[TerminationFacts, ForceTerminate], tuple[Finding, ...]]
    attach: Callable[[str, int], DocumentRef]
    look: Callable[[str], bytes]
    decide: Callable[[Command, int], object]
    pages_max: int
    text_max: int


@dataclass(frozen=True, slots=True)
class SearchPorts:
    """For the city's search (C2); `record` and `history` run on `reader`, images as in `ReviewPorts`.

    `terminating` is None for a role that may not end an apprenticeship by force: no button is made.
    """

    register: ListPort[RegisterQuery, RegisterRow]
    reader: Lane
    images: tuple[Lane, ...]
    record: Callable[[str], ApprenticeshipRecord | None]
    history: Callable[[str], PersonHistory | None]
    image: Callable[[str], bytes]
    image_again: Callable[[str], bytes]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    terminating: Terminating | None = None
    papers: Papers | None = None

    @property
    def words(self) -> Dictionaries:
        return self.dictionaries
