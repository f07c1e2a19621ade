"""Everything the review workbench shows of one filing (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.applications.content import Change, decode_content, differences
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship.lists.apprenticeships import dissolution_open, student_others, teacher_open
from core.apprenticeship.lists.filings import FilingRow
from core.apprenticeship.tables import Apprenticeship, Filing, Teacher
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState, FilingKind
from core.domain.values import CaseState, Finding, ReturnItem, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Decision(Value, frozen=True):
    """A past or waiting decision on a filing."""

    revision: int
    outcome: CaseState
    opinion: str
    items: tuple[ReturnItem, ...]
    findings: tuple[Finding, ...]
    paper_seen: bool
    decided_by_name: str
    decided_at: str
    settled_at: str


class Dissolving(Value, frozen=True):
    """What a dissolution is about: the apprenticeship, the filing that established it and its decisions.

    `unpublished` tells that there are unpublished scores, `other_open` that another dissolution is open (G8).
    """

    state: ApprenticeshipState
    original_no: str
    filed_on: str
    decisions: tuple[Decision, ...]
    unpublished: bool
    other_open: bool


class FilingDetail(Value, frozen=True):
    """Everything the workbench shows of one filing.

    `content` is what was filed last, `previous` the revision before it, `changes` their differences.
    `teacher_open` and `student_others` feed rules G2 and G6 and the history. `teacher_district` is the
    teacher's district today, shown next to the bureau when the teacher moved (G7). `dissolving` is set for a
    dissolution.
    """

    row: FilingRow
    version: int
    apprenticeship_id: str
    student_id: str
    teacher_id: str
    content: FilingContent
    previous: FilingContent | None
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    teacher_open: tuple[ApprenticeshipFacts, ...]
    student_others: tuple[ApprenticeshipFacts, ...]
    teacher_district: str
    dissolving: Dissolving | None = None
    origin: str = ""


def filing_detail(session: Session, filing_id: str) -> FilingDetail | None:
    """Give a filing whole, None when it (or what was submitted with it) is not in this store."""
    filing = session.get(Filing, filing_id)
    if filing is None:
        return None
    content, previous = _contents(session, filing)
    if content is None:
        return None
    return FilingDetail(
        row=filing_row_of(filing),
        version=filing.version,
        apprenticeship_id=filing.apprenticeship_id,
        student_id=filing.student_id,
        teacher_id=filing.teacher_id,
        content=content,
        previous=previous,
        changes=differences(previous, content) if previous else (),
        decisions=_decisions(session, filing_id),
        teacher_open=teacher_open(session, filing.teacher_id, but=filing.apprenticeship_id),
        student_others=student_others(session, filing.student_id, but=filing.apprenticeship_id),
        teacher_district=_district_today(session, filing.teacher_id),
        dissolving=_dissolving(session, filing) if filing.kind == FilingKind.DISSOLVE else None,
        origin=_origin(session, filing.apprenticeship_id),
    )


def _origin(session: Session, apprenticeship_id: str) -> str:
    return session.scalar(select(Apprenticeship.origin).where(Apprenticeship.id == apprenticeship_id)) or ""


def _dissolving(session: Session, filing: Filing) -> Dissolving | None:
    """None when the apprenticeship is not in this store."""
    row = session.get(Apprenticeship, filing.apprenticeship_id)
    if row is None:
        return None
    wanted = select(Filing.id).where(
        Filing.apprenticeship_id == row.id,
        Filing.kind == FilingKind.ESTABLISH,
        Filing.state == CaseState.APPROVED,
    )
    original = session.scalars(wanted).first()
    return Dissolving(
        state=ApprenticeshipState(row.state),
        original_no=row.filing_no,
        filed_on=row.filed_on,
        decisions=_decisions(session, original) if original else (),
        unpublished=row.unpublished_scores > 0,
        other_open=dissolution_open(session, row.id, filing.id),
    )


def _district_today(session: Session, teacher_id: str) -> str:
    return session.scalar(select(Teacher.district).where(Teacher.id == teacher_id)) or ""


def _contents(session: Session, filing: Filing) -> tuple[FilingContent | None, FilingContent | None]:
    """The revision under review and the one before it; a PC may not have the older ones."""
    wanted = select(CaseRevision.number, CaseRevision.content).where(
        CaseRevision.case_id == filing.id,
        CaseRevision.number.in_((filing.revision, filing.revision - 1)),
    )
    texts = {row.number: row.content for row in session.execute(wanted)}
    now, before = texts.get(filing.revision), texts.get(filing.revision - 1)
    return decode_content(now, FilingContent) if now else None, decode_content(
        before, FilingContent
    ) if before else None


def _decisions(session: Session, filing_id: str) -> tuple[Decision, ...]:
    """All decisions, oldest first."""
    wanted = select(CaseDecision).where(CaseDecision.case_id == filing_id)
    ordered = wanted.order_by(CaseDecision.revision, CaseDecision.decided_at, CaseDecision.id)
    return tuple(_decision(row) for row in session.scalars(ordered))


def _decision(row: CaseDecision) -> Decision:
    return Decision(
        revision=row.revision,
        outcome=CaseState(row.outcome),
        opinion=row.opinion,
        items=return_items(row),
        findings=msgspec.json.decode(row.findings or "[]", type=tuple[Finding, ...]),
        paper_seen=bool(row.paper_seen),
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        settled_at=row.settled_at,
    )


def return_items(row: CaseDecision) -> tuple[ReturnItem, ...]:
    """The items that a decision sent back for correction (G15)."""
    return msgspec.json.decode(row.items or "[]", type=tuple[ReturnItem, ...])


def filing_row_of(filing: Filing) -> FilingRow:
    """Give a loaded filing as a line of the list."""
    plain = {
        name: getattr(filing, name)
        for name in FilingRow.__struct_fields__
        if name not in ("kind", "state", "waiting")
    }
    return FilingRow(
        kind=FilingKind(filing.kind),
        state=CaseState(filing.state),
        waiting=filing.decided_at != "" and filing.settled_at == "",
        **plain,
    )
