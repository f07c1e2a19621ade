"""The end of an apprenticeship by agreement: submit, resubmit, approve (product.md S4, D3, G8).

Withdrawing, returning and refusing a dissolution are those of every filing; they leave the apprenticeship
在教. What was filed first goes with the dissolution, so that a review shows it beside the proofs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import drop_documents, put_documents, require
from core.applications.clean import clean
from core.applications.deciding import check_opinion, require_seen, step_on
from core.applications.numbers import next_number
from core.applications.revisions import (
    add_revision,
    pend_again,
    pend_first,
    refuse_locked_items,
    require_state,
)
from core.apprenticeship import rules
from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.actions.filing_rows import filing_of_student, repeat_persons, require_kind
from core.apprenticeship.actions.filings import present_content
from core.apprenticeship.actions.notices import notify
from core.apprenticeship.actions.review import pending_filing
from core.apprenticeship.actions.scoring import APPRENTICESHIP_NOT_FOUND
from core.apprenticeship.commands.filing import ApproveDissolution, ResubmitDissolution, SubmitDissolution
from core.apprenticeship.lists.apprenticeships import dissolution_open
from core.apprenticeship.tables import Apprenticeship, Filing, Notarisation, Student, Teacher
from core.apprenticeship.words import notices as causes
from core.apprenticeship.words.content import FORMS
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import OF_FILING
from core.apprenticeship.words.values import ApprenticeshipState, DissolutionData, FilingKind
from core.domain.refusals import Refusal
from core.domain.values import CaseState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.words.content import FilingContent
    from core.domain.values import Finding

DISSOLUTION_FORBIDDEN = Refusal(
    "DISSOLUTION_FORBIDDEN",
    short="不符合解除规定",
    advice="请按列出的规则问题核对解除材料，再决定退回补正或不予解除。",
)

NO_APPRENTICESHIP = "没有找到这段师承关系。"


@acts(SubmitDissolution)
def submit_dissolution(session: Session, command: SubmitDissolution, context: Context) -> Outcome:
    """S4: ask the apprenticeship's own bureau to dissolve it; a teacher's move does not change which (G7)."""
    apprenticeship = require(
        session, Apprenticeship, command.apprenticeship_id, APPRENTICESHIP_NOT_FOUND, NO_APPRENTICESHIP
    )
    if apprenticeship.student_id != context.actor.person_id:
        raise APPRENTICESHIP_NOT_FOUND(NO_APPRENTICESHIP)
    content = msgspec.structs.replace(
        _filed_first(session, apprenticeship),
        dissolution=clean(command.dissolution),
        proofs=command.proofs,
    )
    findings = _judge(session, apprenticeship, command.filing_id, content, context)
    filing = _new_filing(session, command, context, apprenticeship)
    session.add(filing)
    add_revision(session, context, filing, content)
    put_documents(session, context, OF_FILING, filing.id, command.proofs, filing.scope)
    return Outcome("filing", filing.id, findings)


@acts(ResubmitDissolution)
def resubmit_dissolution(session: Session, command: ResubmitDissolution, context: Context) -> Outcome:
    """Correct the returned items; anything else that differs is refused (G15). The time limit starts anew."""
    filing = filing_of_student(session, context, command.filing_id)
    require_kind(filing, FilingKind.DISSOLVE)
    require_state(filing, command.revision, CaseState.RETURNED)
    apprenticeship = require(
        session, Apprenticeship, filing.apprenticeship_id, APPRENTICESHIP_NOT_FOUND, NO_APPRENTICESHIP
    )
    before = content_at(session, filing)
    content = before
    if command.dissolution is not None:
        content = msgspec.structs.replace(content, dissolution=clean(command.dissolution))
    if command.proofs is not None:
        content = msgspec.structs.replace(content, proofs=command.proofs)
    labels = of(context.setting.dictionaries).labels_of(FilingKind.DISSOLVE)
    refuse_locked_items(session, filing, before.values(), content.values(), labels)
    findings = _judge(session, apprenticeship, filing.id, content, context)
    pend_again(context, filing)
    add_revision(session, context, filing, content)
    owner = OF_FILING
    drop_documents(session, owner, filing.id, ((ref.kind, ref.page) for ref in content.proofs))
    put_documents(session, context, owner, filing.id, content.proofs, filing.scope)
    return Outcome("filing", filing.id, findings)


@acts(ApproveDissolution)
def approve_dissolution(session: Session, command: ApproveDissolution, context: Context) -> Outcome:
    """通过解除: judged again; ends the apprenticeship on the applied day and frees the seat (G8, G2)."""
    filing = pending_filing(session, context, command.filing_id, command.revision)
    require_kind(filing, FilingKind.DISSOLVE)
    check_opinion(command.opinion, context)
    apprenticeship = require(
        session, Apprenticeship, filing.apprenticeship_id, APPRENTICESHIP_NOT_FOUND, NO_APPRENTICESHIP
    )
    content = content_at(session, filing)
    unpublished = apprenticeship.unpublished_scores > 0
    findings = _judge(session, apprenticeship, filing.id, content, context, unpublished_score=unpublished)
    refuse_unconfirmed(findings, command.confirmed)
    require_seen(content, command.documents_shown, paper_seen=command.paper_seen)
    apprenticeship.state = ApprenticeshipState.DISSOLVED
    apprenticeship.ended_on = _data(content).dissolved_on
    step_on(
        session,
        context,
        filing,
        opinion=command.opinion,
        findings=findings,
        paper_seen=command.paper_seen,
    )
    date = apprenticeship.ended_on
    notify(session, context, causes.DISSOLVED, apprenticeship, about=filing, date=date)
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
    refuse_when_blocked(DISSOLUTION_FORBIDDEN, findings)
    return findings


def _filed_first(session: Session, apprenticeship: Apprenticeship) -> FilingContent:
    """Give what was approved; what stands in the register if the filing was carried over from paper."""
    wanted = select(Filing).where(
        Filing.apprenticeship_id == apprenticeship.id,
        Filing.kind == FilingKind.ESTABLISH,
        Filing.state == CaseState.APPROVED,
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
        filing_no=next_number(session, context, bureau, FORMS[FilingKind.DISSOLVE].series),
        notarised_on=apprenticeship.notarised_on,
    )
    pend_first(context, filing)
    repeat_persons(filing, apprenticeship)
    return filing


def _data(content: FilingContent) -> DissolutionData:
    return content.dissolution or DissolutionData("")
