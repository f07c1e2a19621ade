"""What became of the records behind a frozen report since, each in words a clerk would use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult
from core.domain.clock import local_text
from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.frozen_counts import Facts
    from core.apprenticeship.figures.report_facts import ScoreFact, StudyFact

ELSEWHERE, UNSEEN = "其他区的记录", "报送单位看不到这条记录，数字中没有它；"
_STATE_WORDS = {
    ApprenticeshipState.PENDING: "恢复待备案",
    ApprenticeshipState.ACTIVE: "恢复在教",
    ApprenticeshipState.PASSED: "已出师",
    ApprenticeshipState.DISSOLVED: "已解除",
    ApprenticeshipState.TERMINATED: "强制解除",
    ApprenticeshipState.REFUSED: "不予备案",
    ApprenticeshipState.WITHDRAWN: "申请已撤回",
}
_COLUMNS = {
    "bureau": ("受理单位变更", "受理单位"),
    "filed_on": ("备案日期变更", "备案日期"),
    "notarised_on": ("公证日期变更", "公证日期"),
    "ended_on": ("结束日期变更", "结束日期"),
    "submitted_at": ("提交时间变更", "首次提交"),
    "teacher_id": ("老师变更", "老师"),
    "student_id": ("学生变更", "学生"),
}
"""By the column of a 师承关系: what a change of it is called, and the column's name."""
_SCORE_COLUMNS = {
    "result": ("考核结果变更", "结果"),
    "assessed_on": ("考核日期变更", "考核日期"),
    "type": ("考核类型变更", "考核类型"),
    "bureau": ("受理单位变更", "受理单位"),
    "corrects": ("更正关系变更", "更正的成绩"),
}
_SHOWN = {"teacher_id": "teacher_name", "student_id": "student_name"}
"""Columns that are shown by another one."""


class RecordChange(Value, frozen=True):
    """One record that is not what it was; `kind` is apprenticeship or assessment.

    `what` is a word (新备案, 已解除, 成绩更正), `detail` each column before → now; the student's id opens the
    record's window.
    """

    kind: str
    id: str
    bureau: str
    what: str
    detail: str
    filing_no: str
    student_id: str
    student_name: str
    teacher_name: str


def record_changes(before: Facts, now: Facts, seen: Sequence[str] = ()) -> dict[str, RecordChange]:
    """Give the records that are new, gone or changed, by id.

    `seen` are the districts that the office of the report sees (empty: all that this end sees): a record of
    another one is perhaps not new, it was only not to be seen there.
    """
    found: dict[str, RecordChange] = {}
    studies = {one.id: one for one in before.studies}
    for study in now.studies:
        was = studies.pop(study.id, None)
        if was is None:
            found[study.id] = _new_study(study)
        elif was != study:
            changed = _changed_study(was, study)
            if changed is not None:
                found[study.id] = changed
    found |= {one.id: _study(one, "转出本区", "本机已没有这条记录") for one in studies.values()}
    found |= _score_changes(before.scores, now.scores)
    if seen:
        known = {one.id for one in before.studies} | {one.id for one in before.scores}
        for id_, change in found.items():
            if id_ not in known and change.bureau not in seen:
                found[id_] = msgspec.structs.replace(
                    change, what=ELSEWHERE, detail=f"{UNSEEN}{change.detail}"
                )
    return found


def _new_study(one: StudyFact) -> RecordChange:
    if one.filed_on:
        detail = f"{one.filed_on} 备案，现为“{one.state.label}”"
        return _study(one, "新备案", detail)
    submitted = local_text(one.submitted_at)
    return _study(one, "新提交申请", f"{submitted} 提交，现为“{one.state.label}”" if submitted else "")


def _changed_study(was: StudyFact, now: StudyFact) -> RecordChange | None:
    details, words = [], []
    if was.state is not now.state:
        filed = now.state is ApprenticeshipState.ACTIVE and not was.filed_on
        words.append("新备案" if filed else _STATE_WORDS[now.state])
        details.append(f"{was.state.label} → {now.state.label}")
    for column, (word, name) in _COLUMNS.items():
        if getattr(was, column) == getattr(now, column):
            continue
        if not (words and column in ("filed_on", "ended_on")):
            words.append(word)
        details.append(f"{name} {_shown(was, column)} → {_shown(now, column)}")
    return _study(now, words[0], "；".join(details)) if words else None


def _score_changes(before: Iterable[ScoreFact], now: Iterable[ScoreFact]) -> dict[str, RecordChange]:
    found: dict[str, RecordChange] = {}
    old, every = {one.id: one for one in before}, {one.id: one for one in now}
    for one in every.values():
        was = old.pop(one.id, None)
        if was is None:
            found[one.id] = _new_score(one, every.get(one.corrects))
        elif was != one:
            pairs = [
                (word, f"{name} {_word(getattr(was, column))} → {_word(getattr(one, column))}")
                for column, (word, name) in _SCORE_COLUMNS.items()
                if getattr(was, column) != getattr(one, column)
            ]
            if pairs:
                found[one.id] = _score(one, pairs[0][0], "；".join(detail for _, detail in pairs))
    return found | {one.id: _score(one, "转出本区", "本机已没有这条成绩") for one in old.values()}


def _new_score(one: ScoreFact, corrected: ScoreFact | None) -> RecordChange:
    if not one.corrects:
        return _score(one, "新公布成绩", f"{one.assessed_on} 考核，{one.result.label}")
    was = f"{corrected.result.label}（{corrected.assessed_on}）" if corrected else "原成绩"
    return _score(one, "成绩更正", f"{was} → {one.result.label}（{one.assessed_on}）")


def _study(one: StudyFact, what: str, detail: str) -> RecordChange:
    return _record("apprenticeship", one, what, detail)


def _score(one: ScoreFact, what: str, detail: str) -> RecordChange:
    return _record("assessment", one, what, detail)


def _record(kind: str, one: StudyFact | ScoreFact, what: str, detail: str) -> RecordChange:
    return RecordChange(
        kind,
        one.id,
        one.bureau,
        what,
        detail,
        one.filing_no,
        one.student_id,
        one.student_name,
        one.teacher_name,
    )


def _shown(one: StudyFact, column: str) -> str:
    value: str = getattr(one, _SHOWN.get(column, column))
    return (local_text(value) if column == "submitted_at" else value) or "（空）"


def _word(value: str) -> str:
    return value.label if isinstance(value, AssessmentResult) else value or "（空）"
