"""Records for the workbench: loaded on the reader's lane, the next one before it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.errors import KnownError
    from core.domain.values import Finding
    from desktop.tasks import Token
    from desktop.views.apprenticeship.review.review_ports import ReviewPorts


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


class Cases(QObject):
    """`came(Case)` what was asked for, `renewed(Case)` after `renew`, `prepared(Case)` what comes next."""

    came = Signal(object)
    renewed = Signal(object)
    prepared = Signal(object)
    failed = Signal(object)

    def __init__(self, ports: ReviewPorts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
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
        return self._ports.reader.run(partial(load_case, self._ports, id_), receiver, failed, key=key)

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


def load_case(ports: ReviewPorts, id_: str) -> Case:
    """Read and judge a record; runs on the reader's lane."""
    detail = ports.detail(id_)
    return Case(id_, detail, ports.judging.filing(detail) if detail else ())
