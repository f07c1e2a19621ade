"""What every kind of filing shares: states, revisions, decisions and what is locked (G15, G16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.judge import refuse_when_blocked
from core.actions.rows import derived_id, require
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship import rules
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.content import encode_content
from core.apprenticeship.words.values import FilingKind
from core.domain.refusals import ITEM_LOCKED, Refusal
from core.domain.values import FilingState, ReturnItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.tables import Apprenticeship, Notarisation, Student, Teacher
    from core.apprenticeship.words.content import FilingContent
    from core.domain.values import Finding

FILING_NOT_FOUND = Refusal(
    "FILING_NOT_FOUND",
    short="没有找到这件申请",
    advice="该件已不在本区管辖范围内，本项决定不生效。确认后点“知道了”。",
    says="没有找到这件备案申请，它可能已转到其他区或不在您的管辖范围内。",
)
FILING_KIND = Refusal(
    "FILING_KIND",
    short="不是这一类申请",
    advice="该件的类型与所作的决定不符，请打开该件，按现在的情况重新办理。",
)
FILING_STATE = Refusal(
    "FILING_STATE",
    short="申请的状态不符",
    advice="该件的状态已有变化，请打开查看现在的情况，再决定是否重新办理。",
)
FILING_CHANGED = Refusal(
    "FILING_CHANGED", short="申请已有更新", advice="申请人已更新材料，请打开该件，按新材料重新审核。"
)
FILING_FORBIDDEN = Refusal(
    "FILING_FORBIDDEN",
    short="不符合备案规定",
    advice="请按列出的规则问题核对材料，再决定退回补正或不予备案。",
)

OTHER_KIND = {
    FilingKind.ESTABLISH: "这是一件师承关系备案申请，不能按解除申请办理，请到“传承信息审核备案”中办理。",
    FilingKind.DISSOLVE: "这是一件师承关系解除申请，不能按备案申请办理，请到“传承解除审核备案”中办理。",
}
"""What is said when a command for the other kind names a filing, by the filing's kind."""


def filing_for_review(session: Session, context: Context, filing_id: str) -> Filing:
    """Load a filing that a reviewer may decide: it lies with a bureau of the own districts."""
    filing = require(session, Filing, filing_id, FILING_NOT_FOUND)
    if filing.bureau not in context.actor.scopes:
        raise FILING_NOT_FOUND()
    return filing


def filing_of_student(session: Session, context: Context, filing_id: str) -> Filing:
    """Load a filing of the student who acts."""
    filing = require(session, Filing, filing_id, FILING_NOT_FOUND)
    if filing.student_id != context.actor.person_id:
        raise FILING_NOT_FOUND()
    return filing


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
        raise FILING_KIND(OTHER_KIND[FilingKind(filing.kind)])


def require_state(filing: Filing, revision: int, *states: FilingState) -> None:
    """Refuse unless the filing is in one of the states and at the revision that the applicant saw."""
    if filing.state not in states:
        word = FilingState(filing.state).label
        raise FILING_STATE(f"这件申请现在是“{word}”，不能办理此操作。")
    if filing.revision != revision:
        raise FILING_CHANGED("这件申请已有更新，请刷新后再办理。")


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
    refuse_when_blocked(ITEM_LOCKED, rules.check_locked(before, after, items, labels))
