"""What the pages of filing, review and register are given: nothing of it knows a database.

`desktop.bootstrap` fills these; tests fill them with their own. Functions may block and run on the lane named
beside them; expected failures are `KnownError`s. Nothing here judges a right: `may_decide` comes from the
grant, and the writing end judges again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.apprenticeship.words.values import FilingKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingQuery, FilingRow
    from core.apprenticeship.lists.history import PersonHistory
    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding, ReturnItem
    from core.domain.workdays import Remaining
    from desktop.desk import Desk
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import Papers


@dataclass(frozen=True, slots=True)
class FilingsPorts:
    """For the list of filings of one kind (D2, D3).

    `remaining(due_on)` gives the working days left, None without a limit.
    """

    filings: ListPort[FilingQuery, FilingRow]
    remaining: Callable[[str], Remaining | None]
    memory: Memory
    queue: ReviewQueue
    may_decide: bool = True
    kind: FilingKind = FilingKind.ESTABLISH
    papers: Papers | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """The rules, as pure functions for the screen (`rules` with this office's parameters).

    `filing(detail)` judges G1-G7, or G8 of a dissolution, `returning(items, opinion)` and `refusing(opinion)`
    G15, `opinion(text)` its length. The command is judged again where it is carried out.
    """

    filing: Callable[[FilingDetail], tuple[Finding, ...]]
    returning: Callable[[tuple[ReturnItem, ...], str], tuple[Finding, ...]]
    refusing: Callable[[str], tuple[Finding, ...]]
    opinion: Callable[[str], tuple[Finding, ...]]
    summary: Callable[[tuple[Finding, ...]], str]


@dataclass(frozen=True, slots=True)
class ReviewPorts:
    """For the workbench.

    `detail(filing_id)` runs on `reader`, `decide(command, base_version, supersedes)` on `writer` (one durable
    transaction; raises `Refused` or another `KnownError`), `image(sha256)` and `image_again(sha256)` on
    `images` (first: looked at now, last: thumbnails). `reveal(what, reason)` logs the view of a full number
    (A7) and raises when it may not be shown. `opinion_max` is only for the counter below the field,
    `apprentice_limit` for the effect of a dissolution (G2).
    """

    reader: Lane
    writer: Lane
    images: tuple[Lane, ...]
    detail: Callable[[str], FilingDetail | None]
    decide: Callable[[Command, int, str], object]
    image: Callable[[str], bytes]
    image_again: Callable[[str], bytes]
    judging: Judging
    remaining: Callable[[str], Remaining | None]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    queue: ReviewQueue
    may_decide: bool = True
    opinion_max: int = 2000
    kind: FilingKind = FilingKind.ESTABLISH
    apprentice_limit: int = 4
    papers: Papers | None = None


@dataclass(frozen=True, slots=True)
class RegisterPorts:
    """For the register and the history of a person (D8); `history(person_id)` runs on the list's lane.

    Without `papers` nothing is printed. `importing` is None for a role that may not import an existing
    register: no button is made.
    """

    register: ListPort[RegisterQuery, RegisterRow]
    history: Callable[[str], PersonHistory | None]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    papers: Papers | None = None
    importing: Desk | None = None


@dataclass(slots=True)
class ReviewQueue:
    """The filings that a clerk goes through, in the order of the list they were opened from."""

    ids: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def fill(self, ids: Sequence[str]) -> None:
        """Start anew with the ids of a list."""
        self.ids = list(ids)
        self.done = set()

    def hold(self, id_: str) -> None:
        """Make sure that a filing opened from elsewhere is in the queue, alone if it was not."""
        if id_ not in self.ids:
            self.fill([id_])

    def place(self, id_: str) -> int:
        """Place from 0, -1 when it is not in the queue."""
        return self.ids.index(id_) if id_ in self.ids else -1

    def beside(self, id_: str, by: int) -> str:
        """The id before (-1) or after (1), empty at the ends."""
        place = self.place(id_) + by
        return self.ids[place] if 0 <= place < len(self.ids) and id_ in self.ids else ""

    def next_open(self, id_: str) -> str:
        """The next one not decided here, going round; empty when all are done."""
        place = self.place(id_) + 1
        following = [*self.ids[place:], *self.ids[: max(place - 1, 0)]]
        return next((one for one in following if one not in self.done and one != id_), "")

    def close(self, id_: str) -> None:
        """Remember that one was decided here."""
        self.done.add(id_)
