"""What actions on scores share: rows of many people in a few queries, locked in one order.

Whoever locks rows of several kinds takes students first, then apprenticeships, then scores, each by id
(filings before, teachers between: `rows.hold`): two publications, or a publication and a termination, are
judged one after the other and never in a circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from core.actions.authority import visible
from core.apprenticeship.lists.scores_of import standing_pass
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState, CandidateFacts
from core.domain.clock import local_text
from core.domain.data_files import DictionaryError
from core.domain.refusals import CHANGED_MEANWHILE, Refusal
from core.store.base import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.words.dictionaries import AssessmentType

APPRENTICESHIP_NOT_FOUND = Refusal(
    "APPRENTICESHIP_NOT_FOUND",
    short="没有找到师承关系",
    advice="服务器上没有这条师承关系，本项决定不生效。确认后点“知道了”。",
    says="没有找到这名学生的师承关系，它可能不在您的管辖范围内。",
)
ASSESSMENT_NOT_FOUND = Refusal(
    "ASSESSMENT_NOT_FOUND",
    short="没有找到这条成绩",
    advice="这条成绩已被删除，本项决定不生效。仍需录入的，请在“考试成绩录入”中重新录入。",
    says="没有找到这条成绩，它可能已被删除。",
)
ASSESSMENT_TYPE_UNKNOWN = Refusal(
    "ASSESSMENT_TYPE_UNKNOWN", short="没有这种考核", advice="服务器上没有这种考核类型，请升级程序后重新录入。"
)
SCORE_PUBLISHED = Refusal(
    "SCORE_PUBLISHED", short="成绩已公布", advice="已公布的成绩不能修改。确有错误的，请录入更正成绩。"
)
NOTHING_SELECTED = Refusal(
    "NOTHING_SELECTED", short="没有选择成绩", advice="这次没有包含任何学员，请重新选择后办理。"
)

CHUNK = 500
"""Ids in one IN list."""

Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True, slots=True)
class Pass:
    """A published pass that no published correction took back."""

    id: str
    student_id: str
    apprenticeship_id: str
    type: str


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Give the ids sorted, each once, in lists that fit into one IN."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def locked(session: Session, kind: type[Row], ids: Iterable[str]) -> dict[str, Row]:
    """Load rows as they stand now, locked where the database can, in the order of their ids."""
    found: dict[str, Row] = {}
    for part in chunks(ids):
        wanted = select(kind).where(kind.id.in_(part)).order_by(kind.id).with_for_update()
        rows = session.scalars(wanted.execution_options(populate_existing=True))
        found.update((row.id, row) for row in rows)
    return found


def locked_studies(session: Session, context: Context, ids: Iterable[str]) -> dict[str, Apprenticeship]:
    """Load apprenticeships to act on; what the actor may not see does not exist."""
    wanted = set(ids)
    found = locked(session, Apprenticeship, wanted)
    missing = sum(1 for one in wanted if one not in found or not visible(context, found[one]))
    if missing:
        many = f"有 {missing} 名学生的师承关系没有找到，可能不在您的管辖范围内，请刷新后重新选择。"
        message = many if len(wanted) > 1 else ""
        raise APPRENTICESHIP_NOT_FOUND(message)
    return found


def type_of(context: Context, code: str) -> AssessmentType:
    """Give a 考核类型; refuse an unknown code."""
    try:
        return of(context.setting.dictionaries).assessment_type(code)
    except DictionaryError as error:
        raise ASSESSMENT_TYPE_UNKNOWN("请选择考核类型。") from error


def passes_of(session: Session, student_ids: Iterable[str]) -> list[Pass]:
    """Give the students' published passes that no published correction took back (G10)."""
    columns = (Assessment.id, Assessment.student_id, Assessment.apprenticeship_id, Assessment.type)
    found: list[Pass] = []
    for part in chunks(student_ids):
        wanted = select(*columns).where(Assessment.student_id.in_(part), standing_pass())
        found += [Pass(*row) for row in session.execute(wanted)]
    return found


def unpublished_of(session: Session, student_ids: Iterable[str]) -> dict[tuple[str, str], Assessment]:
    """Give the students' unpublished scores by student and type (G11)."""
    found: dict[tuple[str, str], Assessment] = {}
    for part in chunks(student_ids):
        wanted = select(Assessment).where(
            Assessment.student_id.in_(part), Assessment.state == AssessmentState.UNPUBLISHED
        )
        found.update(((row.student_id, row.type), row) for row in session.scalars(wanted))
    return found


def candidate_facts(
    study: Apprenticeship, passed: Iterable[str], *, correcting: bool = False
) -> CandidateFacts:
    """Give what G10 looks at; a correction is judged by its time of study only."""
    if correcting:
        return CandidateFacts(ApprenticeshipState.ACTIVE, study.notarised_on)
    return CandidateFacts(ApprenticeshipState(study.state), study.notarised_on, tuple(passed))


def label_of(row: Apprenticeship | Assessment) -> str:
    """What a sentence calls a row: `陈亦舟（WC-2026-1284）`."""
    return f"{row.student_name}（{row.filing_no}）" if row.filing_no else row.student_name


def exists_text(row: Assessment, assessment_type: AssessmentType) -> str:
    """Say who entered what when (G11)."""
    when, points = local_text(row.entered_at), score_text(row.tenths)
    return (
        f"{row.entered_by_name}已于 {when} 录入该学生的{assessment_type.name}成绩（{points} 分，未公布），"
        "请修改那一条，不能再录一条"
    )


def require_unpublished(row: Assessment, seen_version: int) -> None:
    """Refuse when the score was published (G12) or is not what the person saw."""
    if row.state == AssessmentState.PUBLISHED:
        when = local_text(row.published_at)
        raise SCORE_PUBLISHED(
            f"这条成绩已由{row.published_by_name}于 {when} 公布，公布后不能修改或删除；"
            "如确有错误，请另录一条更正成绩。",
        )
    if row.version != seen_version:
        when = local_text(row.entered_at)
        raise CHANGED_MEANWHILE(
            f"这条成绩已有更新（{row.entered_by_name} {when}），请查看最新内容后再办理。",
        )


def corrections_of(session: Session, corrected_ids: Iterable[str]) -> dict[str, Assessment]:
    """Give the published corrections by the id of the score they correct."""
    found: dict[str, Assessment] = {}
    for part in chunks(corrected_ids):
        wanted = select(Assessment).where(
            Assessment.corrects.in_(part), Assessment.state == AssessmentState.PUBLISHED
        )
        found.update((row.corrects, row) for row in session.scalars(wanted))
    return found
