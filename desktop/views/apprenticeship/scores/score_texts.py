"""Words, fields and columns of scores: what a state is called, what is odd about a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.papers.descriptions import TRANSCRIPT
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import result_for, score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.masking import mask_id_number
from desktop.models.columns import Column
from desktop.views.lists.fields import Choice, Days, name_line
from desktop.views.papers.paper_ports import PaperTarget

if TYPE_CHECKING:
    from core.apprenticeship.lists.scores import ScoreRow
    from core.domain.dictionaries import Dictionaries
    from desktop.desk import Desk

RESULTS = tuple((result.label, str(result)) for result in AssessmentResult)
STATES = tuple((state.label, str(state)) for state in AssessmentState)
WITH_SCORE = frozenset({ApprenticeshipState.ACTIVE, ApprenticeshipState.PASSED})
"""States of an apprenticeship in which a score of it may be published (G12)."""


class Words:
    """Codes of scores as words of this city's dictionaries."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        self._dictionaries = dictionaries
        self._types = {one.code: one for one in of(dictionaries).assessment_types}

    def type_name(self, code: str) -> str:
        """`出师考核`; an unknown code is shown as it is."""
        found = self._types.get(code)
        return found.name if found else code

    def types(self) -> tuple[tuple[str, str], ...]:
        """All types as (name, code)."""
        return tuple((one.name, one.code) for one in self._types.values())

    def type_of(self, row: ScoreRow) -> str:
        return self.type_name(row.type)

    def district_of(self, row: ScoreRow) -> str:
        return self._dictionaries.district_name(row.bureau)

    def disagrees(self, row: ScoreRow) -> bool:
        """Whether the result is not what the pass mark says (G11)."""
        found = self._types.get(row.type)
        return found is not None and row.result is not result_for(row.tenths, found)

    def hindrance(self, row: ScoreRow) -> str:
        """Why a score cannot be published at all; empty when it can."""
        if row.state is AssessmentState.PUBLISHED:
            who = f"由{row.published_by_name}" if row.published_by_name else ""
            return f"已{who}公布，不能再次公布"
        if row.corrects:
            return ""
        study = ApprenticeshipState(row.apprenticeship_state)
        return "" if study in WITH_SCORE else f"师承关系{_now(study)}，成绩不能公布"

    def oddities(self, row: ScoreRow) -> tuple[str, ...]:
        """What makes a row 异常: what hinders it, a result against the pass mark, not yet at the centre."""
        found = [self.hindrance(row)]
        if self.disagrees(row):
            found.append(f"成绩与考核结果不一致（合格线 {self._types[row.type].pass_mark} 分）")
        if row.waiting:
            found.append("本机录入，尚未上报中心")
        return tuple(one for one in found if one)

    def brief(self, row: ScoreRow) -> str:
        """`出师考核 86 分，合格`."""
        return f"{self.type_name(row.type)} {score_text(row.tenths)} 分，{row.result.label}"


def types_of(desk: Desk) -> tuple[tuple[str, str], ...]:
    """All types as (name, code)."""
    return Words(desk.words).types()


STUDENT = name_line("student", "学生姓名")
TEACHER = name_line("teacher", "老师姓名")
TYPE = Choice("type", "考核类型", options=types_of, width=128)
STATE = Choice("state", "状态", options=STATES, width=104)
RESULT = Choice("result", "结果", options=RESULTS, width=104)
DAYS = Days("assessed", "考核日期")


def _now(study: ApprenticeshipState) -> str:
    return {"terminated": "已强制解除", "dissolved": "已解除"}.get(study, f"现为“{study.label}”")


def state_text(row: ScoreRow) -> str:
    """未公布, 已公布, or 待上报 while the last decision waits on this PC."""
    if row.waiting:
        return "待上报" if row.state is AssessmentState.UNPUBLISHED else "公布待上报"
    return "已更正" if row.corrected_by else row.state.label


def state_tone(row: ScoreRow) -> str:
    if row.waiting:
        return "warn"
    if row.corrected_by:
        return "info"
    return "ok" if row.state is AssessmentState.PUBLISHED else "neutral"


def result_tone(row: ScoreRow) -> str:
    return "ok" if row.result is AssessmentResult.PASS else "bad"


def student_name(row: ScoreRow) -> str:
    """The name, with 更正 behind it when the score corrects a published one."""
    return f"{row.student_name}（更正）" if row.corrects else row.student_name


def transcript_of(row: ScoreRow) -> PaperTarget:
    """The 成绩单 of the student of a score."""
    return PaperTarget(row.student_id, row.filing_no or "（待编号）", frozenset({TRANSCRIPT}))


def row_id(row: ScoreRow) -> str:
    return row.id


def _masked(row: ScoreRow) -> str:
    return mask_id_number(row.student_id_number)


def _day(row: ScoreRow) -> str:
    return row.assessed_on


def person_columns() -> tuple[Column[ScoreRow], ...]:
    """Student, masked number and teacher."""
    return (
        Column("student", "学生", student_name, "student_name", width=70, fixed=True),
        Column("id_number", "身份证号", _masked, width=142, full=lambda row: row.student_id_number),
        Column("teacher", "指导老师", lambda row: row.teacher_name, "teacher_name", width=76),
    )


def score_columns(words: Words, day_width: int = 88) -> tuple[Column[ScoreRow], ...]:
    """Type, score, result and day; a list sorted by the day needs room for the arrow beside its title."""
    return (
        Column("type", "考核类型", words.type_of, "type", width=98),
        Column("score", "成绩", lambda row: score_text(row.tenths), "tenths", width=50, kind="decimal"),
        Column("result", "结果", lambda row: row.result.label, "result", width=67, tone=result_tone),
        Column("assessed", "考核日期", _day, "assessed_on", width=day_width, kind="date"),
    )
