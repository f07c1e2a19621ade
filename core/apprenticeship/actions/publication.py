"""公布成绩 (product.md C3, G12): for good, all or none; what a pass or a correction does to the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.authority import visible
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.apprenticeship import rules
from core.apprenticeship.actions.notices import Told, notify_all
from core.apprenticeship.actions.scoring import (
    ASSESSMENT_NOT_FOUND,
    Pass,
    chunks,
    corrections_of,
    label_of,
    locked,
    passes_of,
    type_of,
)
from core.apprenticeship.commands.assessment import PublishScores
from core.apprenticeship.lists.apprenticeships import OPEN
from core.apprenticeship.tables import Apprenticeship, Assessment, Student
from core.apprenticeship.words import notices as causes
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.refusals import Refusal
from core.store.base import scopes_of, widen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.rules import PublicationFacts
    from core.domain.values import Finding

PUBLICATION_FORBIDDEN = Refusal(
    "PUBLICATION_FORBIDDEN",
    short="不符合公布规定",
    advice="这次公布整批没有生效。请按列出的问题处理，仍需公布的点“重新决定”。",
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one publication, locked, with what stands about their students.

    `passed` are student and type of `passes`.
    """

    rows: dict[str, Assessment]
    studies: dict[str, Apprenticeship]
    corrections: dict[str, Assessment]
    passes: list[Pass]
    passed: frozenset[tuple[str, str]]
    others_open: dict[str, set[str]]

    def other_open(self, row: Assessment) -> bool:
        return bool(self.others_open.get(row.student_id, set()) - {row.apprenticeship_id})


@acts(PublishScores)
def publish_scores(session: Session, command: PublishScores, context: Context) -> Outcome:
    """Publish scores as they were seen; a few queries whatever their number.

    A correction may be published whatever became of the study since: it puts the record right and changes
    the study's state only between 在教 and 已出师. Taking a pass back may leave the teacher with more
    apprentices than G2 allows for new ones: the seat was never free.
    """
    ids = [seen.id for seen in command.scores]
    parameters = context.setting.parameters
    _refuse(rules.check_selection(len(set(ids)), parameters, checked_twice=command.checked_twice))
    batch = _load(session, context, ids)
    seen = {one.id: one.version for one in command.scores}
    facts = [_facts(batch.rows[one], seen[one], batch, context) for one in seen]
    findings = rules.check_publication(facts, parameters, checked_twice=command.checked_twice)
    _refuse(findings)
    refuse_unconfirmed(findings, command.confirmed)
    for row in batch.rows.values():
        _publish(row, batch, context)
    _tell(session, batch, context)
    return Outcome("assessment", ids[0], findings)


def _refuse(findings: tuple[Finding, ...]) -> None:
    refuse_when_blocked(PUBLICATION_FORBIDDEN, findings)


def _load(session: Session, context: Context, ids: Collection[str]) -> Batch:
    """Lock students, apprenticeships and scores in this order; `student_id` of a score never changes."""
    places = _places(session, ids)
    students = {student_id for student_id, _ in places}
    locked(session, Student, students)
    studies = locked(session, Apprenticeship, {study_id for _, study_id in places})
    rows = locked(session, Assessment, ids)
    missing = sum(1 for one in set(ids) if one not in rows or not visible(context, rows[one]))
    if missing or any(row.apprenticeship_id not in studies for row in rows.values()):
        message = f"所选成绩中有 {missing} 条已找不到，可能已被删除，请刷新后重新选择。"
        raise ASSESSMENT_NOT_FOUND(message)
    corrected = {row.corrects for row in rows.values() if row.corrects}
    passes = passes_of(session, students)
    return Batch(
        rows=rows,
        studies=studies,
        corrections=corrections_of(session, corrected),
        passes=passes,
        passed=frozenset((one.student_id, one.type) for one in passes),
        others_open=_open_of(session, students if corrected else ()),
    )


def _places(session: Session, ids: Iterable[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in chunks(ids):
        wanted = select(Assessment.student_id, Assessment.apprenticeship_id).where(Assessment.id.in_(part))
        found += [(student_id, study_id) for student_id, study_id in session.execute(wanted)]
    return found


def _open_of(session: Session, student_ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for part in chunks(student_ids):
        wanted = select(Apprenticeship.student_id, Apprenticeship.id).where(
            Apprenticeship.student_id.in_(part), Apprenticeship.state.in_(OPEN)
        )
        for student_id, study_id in session.execute(wanted):
            found.setdefault(student_id, set()).add(study_id)
    return found


def _facts(row: Assessment, seen_version: int, batch: Batch, context: Context) -> PublicationFacts:
    study = batch.studies[row.apprenticeship_id]
    return rules.PublicationFacts(
        id=row.id,
        label=label_of(row),
        type=type_of(context, row.type),
        tenths=row.tenths,
        result=AssessmentResult(row.result),
        state=AssessmentState(row.state),
        apprenticeship_state=ApprenticeshipState(study.state),
        changed=row.version != seen_version,
        passed=(row.student_id, row.type) in batch.passed,
        correction=bool(row.corrects),
        corrected=row.corrects in batch.corrections,
        takes_back=_takes_back(row, batch, context),
        other_open=batch.other_open(row),
    )


def _takes_back(row: Assessment, batch: Batch, context: Context) -> bool:
    """Whether the row turns the pass that ended the study into a fail."""
    state = batch.studies[row.apprenticeship_id].state
    if state != ApprenticeshipState.PASSED or row.result == AssessmentResult.PASS:
        return False
    return bool(row.corrects) and not _graduations(row, batch, context)


def _graduations(row: Assessment, batch: Batch, context: Context) -> bool:
    """Whether another pass than the corrected one still ends the study of the row."""
    types = of(context.setting.dictionaries).assessment_types
    graduating = {one.code for one in types if one.graduates}
    return any(
        one.apprenticeship_id == row.apprenticeship_id and one.type in graduating and one.id != row.corrects
        for one in batch.passes
    )


def _publish(row: Assessment, batch: Batch, context: Context) -> None:
    study = batch.studies[row.apprenticeship_id]
    if _takes_back(row, batch, context):
        study.state, study.ended_on = ApprenticeshipState.ACTIVE, ""
    elif _ends(row, study, context):
        study.state, study.ended_on = ApprenticeshipState.PASSED, row.assessed_on
    study.unpublished_scores -= 1
    row.state = AssessmentState.PUBLISHED
    row.published_at = context.decided_at
    row.published_by, row.published_by_name = context.actor.id, context.actor.name
    row.settled_at = context.settled_at
    widen(row, *scopes_of(study))


def _tell(session: Session, batch: Batch, context: Context) -> None:
    """Queue the messages of all rows: those of new scores and those of corrections (G14)."""
    for cause, rows in (
        (causes.PUBLISHED, [row for row in batch.rows.values() if not row.corrects]),
        (causes.CORRECTED, [row for row in batch.rows.values() if row.corrects]),
    ):
        occasions = [Told(batch.studies[row.apprenticeship_id], row, _words(row, context)) for row in rows]
        notify_all(session, context, cause, occasions)


def _words(row: Assessment, context: Context) -> dict[str, str]:
    return {
        "type": type_of(context, row.type).name,
        "score": score_text(row.tenths),
        "result": AssessmentResult(row.result).label,
    }


def _ends(row: Assessment, study: Apprenticeship, context: Context) -> bool:
    """A published pass of a graduating type makes a study that is 在教 已出师; it keeps the corrected day."""
    if row.result != AssessmentResult.PASS or not type_of(context, row.type).graduates:
        return False
    return study.state == ApprenticeshipState.ACTIVE or (
        study.state == ApprenticeshipState.PASSED and bool(row.corrects)
    )
