"""The end of an apprenticeship by agreement: submit, resubmit, approve (product.md S4, D3, G8).

Withdrawing, returning and refusing a dissolution are those of every filing; they leave the apprenticeship
在教. What was filed first goes with the dissolution, so that a review shows it beside the proofs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.authority import filing_of_student, require_role
from core.actions.clean import clean_dissolution
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import drop_documents, put_documents, require
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.actions.filing_rows import (
    add_revision,
    due_on,
    pend_again,
    refuse_locked_items,
    repeat_persons,
    require_kind,
    require_state,
)
from core.apprenticeship.actions.filings import present_content
from core.apprenticeship.actions.numbers import next_filing_no
from core.apprenticeship.actions.review import check_opinion, decide, pending_filing, require_seen
from core.apprenticeship.commands.filing import ApproveDissolution, ResubmitDissolution, SubmitDissolution
from core.apprenticeship.lists.apprenticeships import dissolution_open
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import ApprenticeshipState, DissolutionData, FilingKind
from core.commons.notice_actions import notify
from core.domain.errors import Refused
from core.domain.notices import NoticeCause
from core.domain.values import FilingState, OwnerKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.words.content import FilingContent
    from core.domain.values import Finding

NO_APPRENTICESHIP = "没有找到这段师承关系。"


@acts(SubmitDissolution)
def submit_dissolution(session: Session, command: SubmitDissolution, context: Context) -> Outcome:
    """S4: ask the apprenticeship's own bureau to dissolve it; a teacher's move does not change which (G7)."""
    require_role(context.actor, STUDENT)
    apprenticeship = require(session, Apprenticeship, command.apprenticeship_id, NO_APPRENTICESHIP)
    if apprenticeship.student_id != context.actor.person_id:
        raise Refused("APPRENTICESHIP_NOT_FOUND", NO_APPRENTICESHIP)
    content = msgspec.structs.replace(
        _filed_first(session, apprenticeship),
        dissolution=clean_dissolution(command.dissolution),
        proofs=command.proofs,
    )
    findings = _judge(session, apprenticeship, command.filing_id, content, context)
    filing = _new_filing(session, command, context, apprenticeship)
    session.add(filing)
    add_revision(session, context, filing, content)
    put_documents(session, context, OwnerKind.FILING, filing.id, command.proofs, filing.scope)
    return Outcome("filing", filing.id, findings)


@acts(ResubmitDissolution)
def resubmit_dissolution(session: Session, command: ResubmitDissolution, context: Context) -> Outcome:
    """Correct the returned items; anything else that differs is refused (G15). The time limit starts anew."""
    filing = filing_of_student(session, context, command.filing_id)
    require_kind(filing, FilingKind.DISSOLVE)
    require_state(filing, command.revision, FilingState.RETURNED)
    apprenticeship = require(session, Apprenticeship, filing.apprenticeship_id, NO_APPRENTICESHIP)
    before = content_at(session, filing)
    content = before
    if command.dissolution is not None:
        content = msgspec.structs.replace(content, dissolution=clean_dissolution(command.dissolution))
    if command.proofs is not None:
        content = msgspec.structs.replace(content, proofs=command.proofs)
    refuse_locked_items(session, context, filing, _values(before), _values(content))
    findings = _judge(session, apprenticeship, filing.id, content, context)
    pend_again(context, filing)
    add_revision(session, context, filing, content)
    owner = OwnerKind.FILING
    drop_documents(session, owner, filing.id, ((ref.kind, ref.page) for ref in content.proofs))
    put_documents(session, context, owner, filing.id, content.proofs, filing.scope)
    return Outcome("filing", filing.id, findings)


@acts(ApproveDissolution)
def approve_dissolution(session: Session, command: ApproveDissolution, context: Context) -> Outcome:
    """通过解除: judged again; ends the apprenticeship on the applied day and frees the seat (G8, G2)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    require_kind(filing, FilingKind.DISSOLVE)
    check_opinion(command.opinion, context)
    apprenticeship = require(session, Apprenticeship, filing.apprenticeship_id, NO_APPRENTICESHIP)
    content = content_at(session, filing)
    unpublished = apprenticeship.unpublished_scores > 0
    findings = _judge(session, apprenticeship, filing.id, content, context, unpublished_score=unpublished)
    refuse_unconfirmed(findings, command.confirmed)
    require_seen(content, command)
    apprenticeship.state = ApprenticeshipState.DISSOLVED
    apprenticeship.ended_on = _data(content).dissolved_on
    decide(
        session,
        context,
        filing,
        FilingState.APPROVED,
        opinion=command.opinion,
        findings=findings,
        paper_seen=command.paper_seen,
    )
    date = apprenticeship.ended_on
    notify(session, context, NoticeCause.DISSOLVED, apprenticeship, about=filing, date=date)
    return Outcome("filing", filing.id, findings)


def _judge(
    session: Session,
    apprenticeship: Apprenticeship,
    filing_id: str,
    content: FilingContent,
    context: Context,
    *,
    unpublished_score: bool = False,
) -> tuple[Finding, ...]:
    """Judge by G8. Only who reviews is told of unpublished scores; residents see published ones (G13)."""
    facts = content.dissolution_facts(
        state=ApprenticeshipState(apprenticeship.state),
        other_open=dissolution_open(session, apprenticeship.id, filing_id),
        unpublished_score=unpublished_score,
    )
    findings = rules.check_dissolution(facts, context.today, context.setting.parameters)
    refuse_when_blocked("DISSOLUTION_FORBIDDEN", findings)
    return findings


def _filed_first(session: Session, apprenticeship: Apprenticeship) -> FilingContent:
    """Give what was approved; what stands in the register if the filing was carried over from paper."""
    wanted = select(Filing).where(
        Filing.apprenticeship_id == apprenticeship.id,
        Filing.kind == FilingKind.ESTABLISH,
        Filing.state == FilingState.APPROVED,
    )
    filing = session.scalars(wanted).first()
    if filing is not None:
        return content_at(session, filing)
    student = session.get_one(Student, apprenticeship.student_id)
    teacher = session.get_one(Teacher, apprenticeship.teacher_id)
    notarisation = session.get_one(Notarisation, apprenticeship.notarisation_id)
    return present_content(session, student, teacher, notarisation)


def _new_filing(
    session: Session, command: SubmitDissolution, context: Context, apprenticeship: Apprenticeship
) -> Filing:
    bureau = apprenticeship.bureau
    filing = Filing(
        id=command.filing_id,
        version=1,
        scope=bureau,
        kind=FilingKind.DISSOLVE,
        apprenticeship_id=apprenticeship.id,
        student_id=apprenticeship.student_id,
        teacher_id=apprenticeship.teacher_id,
        bureau=bureau,
        filing_no=next_filing_no(session, context, bureau, FilingKind.DISSOLVE),
        state=FilingState.PENDING,
        revision=1,
        first_submitted_at=context.now_text,
        submitted_at=context.now_text,
        due_on=due_on(context),
        notarised_on=apprenticeship.notarised_on,
        decided_at="",
        decided_by="",
        settled_at="",
    )
    repeat_persons(filing, apprenticeship)
    return filing


def _data(content: FilingContent) -> DissolutionData:
    return content.dissolution or DissolutionData("")


def _values(content: FilingContent) -> dict[str, str]:
    return rules.dissolution_values(_data(content), content.proofs)
