"""The kinds of 师承备案 in words: filings, apprenticeships, scores (sync.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.actions.descriptions import IN_ONE_QUERY, Description, describes
from core.applications.prefetch import needed_documents
from core.applications.tables import CaseDecision
from core.apprenticeship.tables import (
    Apprenticeship,
    Assessment,
    Filing,
    Termination,
)
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.domain.clock import local_text
from core.domain.values import CaseState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session
    from sqlalchemy.sql import ColumnElement

    from core.domain.dictionaries import Dictionaries

GONE = "该件已不在本机的管辖范围内。"


class OfStudent(Description):
    """A record that is about a student and a teacher."""

    def name(self, row: Mapping[str, Any]) -> str:
        return str(row["student_name"])

    def title(self, row: Mapping[str, Any], dictionaries: Dictionaries) -> str:
        return f"{row['student_name']}（老师{row['teacher_name']}）"


@describes("filing")
class FilingWords(OfStudent):
    pages = ("filings", "dissolutions")

    def page(self, row: Mapping[str, Any]) -> str:
        return self.pages[row["kind"] == FilingKind.DISSOLVE]

    def stood(self, row: Mapping[str, Any]) -> str:
        word, submitted = CaseState(row["state"]).label, local_text(row["submitted_at"])
        return f"该件为“{word}”，是 {submitted} 的第 {row['revision']} 次提交"

    def stands(self, session: Session, record_id: str) -> str:
        filing = session.get(Filing, record_id)
        if filing is None:
            return GONE
        word = CaseState(filing.state).label
        last = session.scalars(
            select(CaseDecision)
            .where(CaseDecision.case_id == record_id, CaseDecision.settled_at != "")
            .order_by(CaseDecision.revision.desc(), CaseDecision.id.desc())
        ).first()
        if last is None or filing.state == CaseState.PENDING:
            return f"服务器上该件为“{word}”（第 {filing.revision} 次提交）。"
        when = local_text(last.decided_at)
        text = f"服务器上该件为“{word}”，由{last.decided_by_name}于 {when} 办理。"
        return f"{text}意见：{last.opinion}" if last.opinion else text

    def redo(self, session: Session, record_id: str) -> str:
        """A filing that still waits."""
        filing = session.get(Filing, record_id)
        return record_id if filing is not None and filing.state == CaseState.PENDING else ""

    def needed(self, session: Session, limit: int | None) -> list[str]:
        """The documents of filings that wait, those due first."""
        return needed_documents(session, Filing, limit)


@describes("apprenticeship")
class ApprenticeshipWords(OfStudent):
    pages = ("search",)

    def stood(self, row: Mapping[str, Any]) -> str:
        return f"该师承关系为“{ApprenticeshipState(row['state']).label}”"

    def stands(self, session: Session, record_id: str) -> str:
        row = session.get(Apprenticeship, record_id)
        if row is None:
            return GONE
        word = ApprenticeshipState(row.state).label
        ended = f"，{row.ended_on} 结束" if row.ended_on else ""
        text = f"服务器上该师承关系为“{word}”{ended}。"
        last = session.scalars(
            select(Termination)
            .where(Termination.apprenticeship_id == record_id, Termination.settled_at != "")
            .order_by(Termination.id.desc())
        ).first()
        if last is None:
            return text
        return f"{text}{last.decided_by_name}于 {local_text(last.decided_at)} 办理强制解除。"


@describes("assessment")
class ScoreWords(OfStudent):
    pages = ("scores",)

    def title(self, row: Mapping[str, Any], dictionaries: Dictionaries) -> str:
        return (
            f"{row['student_name']}，{of(dictionaries).assessment_type(row['type']).name} {score_words(row)}"
        )

    def stood(self, row: Mapping[str, Any]) -> str:
        word, when = AssessmentState(row["state"]).label, local_text(row["entered_at"])
        return f"该成绩为“{word}”，{score_words(row)}，由{row['entered_by_name']}于 {when} 录入"

    def stands(self, session: Session, record_id: str) -> str:
        score = session.get(Assessment, record_id)
        if score is None:
            return "服务器上没有这条成绩。"
        words = score_words({"tenths": score.tenths, "result": score.result})
        if score.state == AssessmentState.PUBLISHED:
            when = local_text(score.published_at)
            return f"服务器上这条成绩为“已公布”，{words}，由{score.published_by_name}于 {when} 公布。"
        when = local_text(score.entered_at)
        return f"服务器上这条成绩为“未公布”，{words}，由{score.entered_by_name}于 {when} 录入。"

    def all_stand(self, session: Session, ids: Sequence[str]) -> str:
        """Of a publication."""
        left = len(_in_state(session, ids, AssessmentState.UNPUBLISHED))
        published = len(_in_state(session, ids, AssessmentState.PUBLISHED))
        gone = len(ids) - left - published
        words = f"这 {len(ids)} 条成绩中，服务器上未公布 {left} 条，已公布 {published} 条"
        return f"{words}，已删除 {gone} 条。" if gone else f"{words}。"

    def stands_instead(self, session: Session, record_id: str, args: Mapping[str, Any]) -> str:
        """Of a score that was never taken (G11): the other one of the type."""
        entry = args.get("entry")
        if session.get(Assessment, record_id) is not None or not isinstance(entry, dict):
            return record_id
        student = select(Apprenticeship.student_id).where(Apprenticeship.id == entry.get("apprenticeship_id"))
        wanted = select(Assessment.id).where(
            Assessment.student_id == student.scalar_subquery(), Assessment.type == entry.get("type")
        )
        return session.scalar(wanted.order_by(Assessment.id.desc()).limit(1)) or record_id

    def redo(self, session: Session, record_id: str) -> str:
        """A score that may still be edited."""
        return ",".join(_in_state(session, (record_id,), AssessmentState.UNPUBLISHED))

    def redo_all(self, session: Session, ids: Sequence[str]) -> str:
        """Of a publication the scores that are left, as `publish:ID,ID`."""
        left = set(_in_state(session, ids, AssessmentState.UNPUBLISHED))
        return f"publish:{','.join(one for one in ids if one in left)}" if left else ""


@describes()
class BatchWords(Description):
    """Scores of several people, by their apprenticeships."""

    pages = ("batch",)

    def all_stand(self, session: Session, ids: Sequence[str]) -> str:
        """For how many people a score stands at the server."""
        entered = set(_found(session, Assessment.apprenticeship_id, ids))
        return f"这 {len(ids)} 人中，服务器上已有成绩的 {len(entered)} 人。"


def score_words(score: Mapping[str, Any]) -> str:
    """Give how a score stands: 86 分（合格）."""
    return f"{score_text(score['tenths'])} 分（{AssessmentResult(score['result']).label}）"


def _in_state(session: Session, ids: Sequence[str], state: AssessmentState) -> list[str]:
    return _found(session, Assessment.id, ids, Assessment.state == state)


def _found(session: Session, column: Any, ids: Sequence[str], *conditions: ColumnElement[bool]) -> list[str]:
    """Give the values of a column that are among the ids."""
    found: list[str] = []
    for start in range(0, len(ids), IN_ONE_QUERY):
        wanted = select(column).where(column.in_(ids[start : start + IN_ONE_QUERY]), *conditions)
        found += session.scalars(wanted)
    return found
