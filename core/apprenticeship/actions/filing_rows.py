"""What every kind of filing shares: states, revisions, decisions and what is locked (G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.judge import refuse_when_blocked
from core.actions.rows import derived_id
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship import rules
from core.apprenticeship.words.content import encode_content
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import Refused
from core.domain.values import FilingState, ReturnItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
    from core.apprenticeship.words.content import FilingContent
    from core.domain.values import Finding

OTHER_KIND = {
    FilingKind.ESTABLISH: "这是一件师承关系备案申请，不能按解除申请办理，请到“传承信息审核备案”中办理。",
    FilingKind.DISSOLVE: "这是一件师承关系解除申请，不能按备案申请办理，请到“传承解除审核备案”中办理。",
}
"""What is said when a command for the other kind names a filing, by the filing's kind."""


def decision_row(
    context: Context,
    filing: Filing,
    outcome: FilingState,
    *,
    opinion: str = "",
    items: tuple[ReturnItem, ...] = (),
    findings: tuple[Finding, ...] = (),
    paper_seen: bool = False,
) -> CaseDecision:
    """Make the record of a decision; one command makes one, so it has the command's id."""
    return CaseDecision(
        id=context.op_id,
        version=1,
        scope=filing.scope,
        case_id=filing.id,
        revision=filing.revision,
        outcome=outcome,
        opinion=opinion,
        items=msgspec.json.encode(items).decode(),
        findings=msgspec.json.encode(findings).decode(),
        paper_seen=int(paper_seen),
        decided_by=context.actor.id,
        decided_by_name=context.actor.name,
        decided_at=context.decided_at,
        settled_at=context.settled_at,
    )


def require_kind(filing: Filing, kind: FilingKind) -> None:
    """Refuse a command that is made for the other kind of filing."""
    if filing.kind != kind:
        raise Refused("FILING_KIND", OTHER_KIND[FilingKind(filing.kind)])


def require_state(filing: Filing, revision: int, *states: FilingState) -> None:
    """Refuse unless the filing is in one of the states and at the revision that the applicant saw."""
    if filing.state not in states:
        word = FilingState(filing.state).label
        raise Refused("FILING_STATE", f"这件申请现在是“{word}”，不能办理此操作。")
    if filing.revision != revision:
        raise Refused("FILING_CHANGED", "这件申请已有更新，请刷新后再办理。")


def due_on(context: Context) -> str:
    """Give the last day for a decision on what is submitted today (G16)."""
    return rules.due_on(context.today, context.setting.calendar, context.setting.parameters).isoformat()


def pend_again(context: Context, filing: Filing) -> None:
    """Make a returned filing wait for review once more, as its next revision; the time limit starts anew."""
    filing.revision += 1
    filing.state = FilingState.PENDING
    filing.submitted_at = context.now_text
    filing.due_on = due_on(context)
    filing.decided_at = filing.decided_by = filing.settled_at = ""


PERSON_COLUMNS = (
    "teacher_name",
    "teacher_pinyin",
    "teacher_id_number",
    "teacher_title",
    "practice_place",
    "student_name",
    "student_pinyin",
    "student_id_number",
)
"""What filings and apprenticeships repeat of the two persons, so that a list reads one table."""


def copy_persons(
    row: Filing | Apprenticeship, student: Student, teacher: Teacher, notarisation: Notarisation | None
) -> None:
    """Write what a list shows of the two persons and, if given, of the notarisation."""
    values = {
        "teacher_name": teacher.name,
        "teacher_pinyin": teacher.name_pinyin,
        "teacher_id_number": teacher.id_number,
        "teacher_title": teacher.title,
        "practice_place": teacher.practice_place,
        "student_name": student.name,
        "student_pinyin": student.name_pinyin,
        "student_id_number": student.id_number,
    }
    if notarisation is not None:
        values["notarised_on"] = notarisation.notarised_on
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def repeat_persons(row: Filing | Apprenticeship, of: Filing | Apprenticeship) -> None:
    """Write what a list shows of the two persons as it stands in another row."""
    for name in PERSON_COLUMNS:
        setattr(row, name, getattr(of, name))


def add_revision(session: Session, context: Context, filing: Filing, content: FilingContent) -> None:
    """Keep whole what was submitted under the filing's present revision."""
    session.add(
        CaseRevision(
            id=derived_id(context.op_id, "revision"),
            version=1,
            scope=filing.scope,
            case_id=filing.id,
            number=filing.revision,
            submitted_at=context.now_text,
            content=encode_content(content),
        )
    )


def refuse_locked_items(
    session: Session,
    context: Context,
    filing: Filing,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    """Refuse when an item differs that the return of this revision did not name (G15)."""
    wanted = select(CaseDecision.items).where(
        CaseDecision.case_id == filing.id, CaseDecision.revision == filing.revision
    )
    items = msgspec.json.decode(session.scalars(wanted).one(), type=tuple[ReturnItem, ...])
    labels = context.setting.dictionaries.labels_of(FilingKind(filing.kind))
    refuse_when_blocked("ITEM_LOCKED", rules.check_locked(before, after, items, labels))
