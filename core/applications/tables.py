"""Tables of every application: what a case has, each revision of its content, each decision on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.store.base import Record, travels

if TYPE_CHECKING:
    from core.applications.form import Form
    from core.domain.refusals import Refusal


class Reviewed(Record):
    """What a case has that offices review; its kind is a table of a programme.

    `state` is a `CaseState`, `stage` the stage of its form where it lies (empty: the form has one stage).
    `bureau` is the office it was handed in at, which stays; which office a later stage lies with follows from
    it. `due_on` is the last working day of the review. `decided_at` is the moment the clerk decided, by the
    PC's clock; `settled_at` the moment the central server accepted it, empty while a decision waits.

    The columns have places, so that a programme's own columns may stand before (0), between (2 and 4) and
    behind them: the order of columns is that of the wire, and a new one stands at the end.
    """

    __abstract__ = True
    missing: ClassVar[Refusal]
    """Why a command is refused whose case is not there for the actor."""

    bureau: Mapped[str] = mapped_column(sort_order=1)
    state: Mapped[str] = mapped_column(sort_order=3)
    revision: Mapped[int] = mapped_column(sort_order=3)
    first_submitted_at: Mapped[str] = mapped_column(sort_order=3)
    submitted_at: Mapped[str] = mapped_column(sort_order=3)
    due_on: Mapped[str] = mapped_column(sort_order=3)
    decided_at: Mapped[str] = mapped_column(default="", sort_order=5)
    decided_by: Mapped[str] = mapped_column(default="", sort_order=5)
    settled_at: Mapped[str] = mapped_column(default="", sort_order=5)
    stage: Mapped[str] = mapped_column(default="", sort_order=6)

    @property
    def form(self) -> Form:
        """What was filled in, and the stages it goes through."""
        raise LookupError(f"{self.__tablename__} names no form")


@travels(7)
class CaseRevision(Record):
    """What was submitted, each time: `content` is the canonical JSON of the case's form."""

    __tablename__ = "filing_revision"
    __table_args__ = (Index(None, "filing_id", "number"),)

    case_id: Mapped[str] = mapped_column("filing_id")
    number: Mapped[int]
    submitted_at: Mapped[str]
    content: Mapped[str]


@travels(8)
class CaseDecision(Record):
    """One decision on one revision: approved, returned, refused, withdrawn, with opinion and items (JSON).

    A revision that goes through several stages has several. `stage` is the stage at which it was taken,
    `step` what was done beside a review (both empty for a form of one stage).
    """

    __tablename__ = "filing_decision"
    __table_args__ = (Index(None, "filing_id", "revision"),)

    case_id: Mapped[str] = mapped_column("filing_id")
    revision: Mapped[int]
    outcome: Mapped[str]
    opinion: Mapped[str]
    items: Mapped[str]
    findings: Mapped[str]
    paper_seen: Mapped[int]
    decided_by: Mapped[str]
    decided_by_name: Mapped[str]
    decided_at: Mapped[str]
    settled_at: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")
    step: Mapped[str] = mapped_column(default="")
