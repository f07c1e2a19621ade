"""Records for the workbench: their order, loaded on the reader's lane, the next before it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.apprenticeship.lists.detail import filing_detail
from desktop.views.apprenticeship.review.review_judging import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.errors import KnownError
    from core.domain.values import Finding
    from desktop.desk import Desk
    from desktop.tasks import Token


@dataclass(frozen=True, slots=True)
class Case:
    """One record with what the rules say of it; `detail` is None when it is not (or no longer) here."""

    id: str
    detail: FilingDetail | None
    findings: tuple[Finding, ...] = ()

    def related(self) -> frozenset[str]:
        """Ids of everything that the record shows."""
        if self.detail is None:
            return frozenset({self.id})
        detail = self.detail
        ids = {detail.row.id, detail.apprenticeship_id, detail.student_id, detail.teacher_id}
        return frozenset(ids | {one.id for one in (*detail.teacher_open, *detail.student_others)})


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


class Cases(QObject):
    """`came(Case)` what was asked for, `renewed(Case)` after `renew`, `prepared(Case)` what comes next."""

    came = Signal(object)
    renewed = Signal(object)
    prepared = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ready: Case | None = None
        self._asked = ""
        self._ahead: Token | None = None

    def ask(self, id_: str) -> bool:
        """Load a record; one that was prepared comes at once, then True."""
        if self._ready is not None and self._ready.id == id_:
            case, self._ready = self._ready, None
            self.came.emit(case)
            return True
        self._asked = id_
        self._read_asked()
        return False

    def renew(self, id_: str) -> None:
        """Look at the shown record again, because something changed."""
        self._run(id_, self._renewed, self._fail, "review.renew")

    def prepare(self, id_: str) -> None:
        """Have a record ready for the moment it is asked for; an empty id forgets the last one."""
        if not id_:
            self._ready = None
        elif self._ready is None or self._ready.id != id_:
            self._ready = None
            self._ahead = self._run(id_, self._prepared, self._fail, "review.ahead")

    def forget(self) -> None:
        """What was prepared may be out of date, and so may be what is being read at this moment."""
        self._ready = None
        if self._ahead is not None:
            self._ahead.cancel()
        if self._asked:
            self._read_asked()

    def _read_asked(self) -> None:
        self._run(self._asked, self._came, self._not_come, "review.case")

    def _run(
        self, id_: str, receiver: Callable[[Case], None], failed: Callable[[KnownError], None], key: str
    ) -> Token:
        return self._desk.read_records(partial(load_case, self._desk, id_), receiver, failed, key=key)

    def _came(self, case: Case) -> None:
        self._asked = ""
        self.came.emit(case)

    def _not_come(self, error: KnownError) -> None:
        self._asked = ""
        self._fail(error)

    def _renewed(self, case: Case) -> None:
        self.renewed.emit(case)

    def _prepared(self, case: Case) -> None:
        self._ready = case
        self.prepared.emit(case)

    def _fail(self, error: KnownError) -> None:
        self.failed.emit(error)


def load_case(desk: Desk, id_: str, session: Session) -> Case:
    """Read and judge a record; runs on the reader's lane."""
    detail = filing_detail(session, id_)
    return Case(id_, detail, judged(desk, detail) if detail else ())
