"""考核成绩录入 (product.md C3, C4; G10, G11): enter, edit and take back scores that are not published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from core.actions.authority import visible
from core.actions.context import Outcome
from core.actions.judge import refuse_unconfirmed, refuse_when_blocked
from core.actions.registry import acts
from core.actions.rows import derived_id
from core.apprenticeship import rules
from core.apprenticeship.actions.scoring import (
    ASSESSMENT_NOT_FOUND,
    NOTHING_SELECTED,
    candidate_facts,
    corrections_of,
    exists_text,
    label_of,
    locked,
    locked_studies,
    passes_of,
    require_unpublished,
    type_of,
    unpublished_of,
)
from core.apprenticeship.commands.assessment import RecordScore, RecordScores, RemoveScore
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import AssessmentState
from core.domain.clock import local_text, parse_day
from core.domain.refusals import Refusal
from core.domain.values import Evidence, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.apprenticeship.words.values import ScoreEntry

SCORE_EXISTS = Refusal(
    "SCORE_EXISTS",
    short="已有未公布成绩",
    advice="这名学生该类型的成绩已有人录入，请在成绩列表中打开核对，需要时直接修改。",
)
SCORE_FORBIDDEN = Refusal(
    "SCORE_FORBIDDEN",
    short="不符合成绩录入规定",
    advice="请按列出的规则问题核对成绩和考核日期，更正后重新录入。",
)
SCORES_FORBIDDEN = Refusal(
    "SCORES_FORBIDDEN",
    short="不符合成绩录入规定",
    advice="这批成绩整批没有录入。请按列出的问题更正后，在“考核成绩批量录入”中重新录入。",
)
SCORE_OF_ANOTHER = Refusal(
    "SCORE_OF_ANOTHER",
    short="不是同一段师承关系",
    advice="这条成绩属于另一名学员，请在成绩列表中核对后重新录入。",
)
TOO_MANY_SCORES = Refusal(
    "TOO_MANY_SCORES", short="一次的人数过多", advice="一次办理的人数超过上限，请分几次办理。"
)
CORRECTION_UNKNOWN = Refusal(
    "CORRECTION_UNKNOWN",
    short="没有要更正的成绩",
    advice="要更正的成绩已不在或尚未公布，请在成绩列表中核对后重新办理。",
)
ALREADY_CORRECTED = Refusal(
    "ALREADY_CORRECTED",
    short="已经更正过",
    advice="这条成绩已有人录入更正，请在成绩列表中打开更正成绩核对，需要时直接修改。",
)

COPIED = (
    "student_id",
    "teacher_id",
    "bureau",
    "filing_no",
    "student_name",
    "student_pinyin",
    "student_id_number",
    "teacher_name",
    "teacher_pinyin",
    "practice_place",
    "notarised_on",
)
"""What a score repeats of its apprenticeship, as it stood when the score was entered."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the store about students: passed types, unpublished scores by student and type."""

    passed: dict[str, set[str]]
    unpublished: dict[tuple[str, str], Assessment]

    @classmethod
    def load(cls, session: Session, students: Collection[str]) -> Known:
        passed: dict[str, set[str]] = {}
        for one in passes_of(session, students):
            passed.setdefault(one.student_id, set()).add(one.type)
        return cls(passed, unpublished_of(session, students))


@acts(RecordScore)
def record_score(session: Session, command: RecordScore, context: Context) -> Outcome:
    """C3 保存: one score, new, edited or correcting a published one (G10, G11, G12)."""
    entry = command.entry
    study = locked_studies(session, context, [entry.apprenticeship_id])[entry.apprenticeship_id]
    row = _row_to_edit(session, command, context)
    kind = type_of(context, entry.type)
    known = Known.load(session, [study.student_id])
    other = known.unpublished.get((study.student_id, entry.type))
    if other is not None and other is not row:
        raise SCORE_EXISTS(f"{exists_text(other, kind)}。")
    corrects = row.corrects if row is not None else command.corrects
    if corrects:
        _require_correctable(session, corrects, entry)
    findings = _judge(entry, study, known, context, correcting=bool(corrects))
    refuse_when_blocked(SCORE_FORBIDDEN, findings)
    refuse_unconfirmed(findings, command.confirmed)
    if row is None:
        session.add(_new_score(command.assessment_id, entry, study, context, corrects))
        study.unpublished_scores += 1
    else:
        _write(row, entry, context)
    return Outcome("assessment", command.assessment_id, findings)


@acts(RecordScores)
def record_scores(session: Session, command: RecordScores, context: Context) -> Outcome:
    """C4: new scores of several people, all or none; a few queries whatever their number."""
    entries = command.entries
    _require_countable(entries, context)
    studies = locked_studies(session, context, [entry.apprenticeship_id for entry in entries])
    known = Known.load(session, {study.student_id for study in studies.values()})
    findings = _judge_all(entries, studies, known, context)
    _refuse_rows(findings, entries)
    refuse_unconfirmed(findings, command.confirmed)
    made = []
    for entry in entries:
        study = studies[entry.apprenticeship_id]
        made.append(_new_score(batch_score_id(context.op_id, entry), entry, study, context))
        study.unpublished_scores += 1
    session.add_all(made)
    return Outcome("assessment", made[0].id, findings)


@acts(RemoveScore)
def remove_score(session: Session, command: RemoveScore, context: Context) -> Outcome:
    """Take back a score that was entered by mistake; a published one stays for ever (G12)."""
    place = session.get(Assessment, command.assessment_id)
    if place is None or not visible(context, place):
        raise ASSESSMENT_NOT_FOUND()
    studies = locked(session, Apprenticeship, [place.apprenticeship_id])
    row = locked(session, Assessment, [command.assessment_id]).get(command.assessment_id)
    if row is None:
        raise ASSESSMENT_NOT_FOUND()
    require_unpublished(row, command.seen_version)
    studies[row.apprenticeship_id].unpublished_scores -= 1
    session.delete(row)
    return Outcome("assessment", command.assessment_id)


def batch_score_id(op_id: str, entry: ScoreEntry) -> str:
    """Give the id of a score that `RecordScores` makes."""
    return derived_id(op_id, f"assessment/{entry.apprenticeship_id}/{entry.type}")


def _row_to_edit(session: Session, command: RecordScore, context: Context) -> Assessment | None:
    row = locked(session, Assessment, [command.assessment_id]).get(command.assessment_id)
    if not command.seen_version:
        if row is not None:
            raise SCORE_EXISTS("这条成绩已经保存过，请打开它修改，不能再录一条。")
        return None
    if row is None or not visible(context, row):
        raise ASSESSMENT_NOT_FOUND()
    require_unpublished(row, command.seen_version)
    if row.apprenticeship_id != command.entry.apprenticeship_id:
        message = "这条成绩属于另一段师承关系，不能改到别人名下；请删除后重新录入。"
        raise SCORE_OF_ANOTHER(message)
    return row


def _require_correctable(session: Session, corrected_id: str, entry: ScoreEntry) -> None:
    """G12: the corrected score is published, of the same study and type, and not corrected yet."""
    row = session.get(Assessment, corrected_id)
    if (
        row is None
        or row.state != AssessmentState.PUBLISHED
        or (row.apprenticeship_id, row.type) != (entry.apprenticeship_id, entry.type)
    ):
        message = "没有找到要更正的已公布成绩；更正的成绩须与原成绩是同一名学生、同一考核类型。"
        raise CORRECTION_UNKNOWN(message)
    later = corrections_of(session, [corrected_id]).get(corrected_id)
    if later is not None:
        when = local_text(later.published_at)
        message = f"这条成绩已由{later.published_by_name}于 {when} 更正，请更正最新的那一条。"
        raise ALREADY_CORRECTED(message)


def _judge(
    entry: ScoreEntry, study: Apprenticeship, known: Known, context: Context, *, correcting: bool = False
) -> tuple[Finding, ...]:
    kind = type_of(context, entry.type)
    findings = rules.check_score(entry, kind, context.today)
    on = parse_day(entry.assessed_on)
    if on is None:
        return findings
    facts = candidate_facts(study, sorted(known.passed.get(study.student_id, ())), correcting=correcting)
    return (*rules.check_candidate(facts, kind, on), *findings)


def _require_countable(entries: Sequence[ScoreEntry], context: Context) -> None:
    most = context.setting.parameters.of(Limits).scores_per_command
    if not entries:
        raise NOTHING_SELECTED("请至少选择一名学员。")
    if len(entries) > most:
        message = f"一次最多录入 {most} 人，现有 {len(entries)} 人，请分批录入。"
        raise TOO_MANY_SCORES(message)


def _judge_all(
    entries: Sequence[ScoreEntry], studies: dict[str, Apprenticeship], known: Known, context: Context
) -> tuple[Finding, ...]:
    """Judge every entry; each problem names its person, its evidence the row (`entries.0` is the first)."""
    taken: set[tuple[str, str]] = set()
    found: list[Finding] = []
    for index, entry in enumerate(entries):
        study = studies[entry.apprenticeship_id]
        key = (study.student_id, entry.type)
        findings = _judge(entry, study, known, context)
        other = known.unpublished.get(key)
        if other is not None:
            findings = (*findings, _exists(exists_text(other, type_of(context, entry.type))))
        if key in taken:
            findings = (*findings, _exists("在本次录入的名单中出现了两次，请删去一行"))
        taken.add(key)
        found += [
            msgspec.structs.replace(
                finding,
                message=f"{label_of(study)}：{finding.message}",
                evidence=(Evidence(field=f"entries.{index}", text=study.id), *finding.evidence),
            )
            for finding in findings
            if finding.level is not Level.PASS
        ]
    return tuple(found)


def _exists(message: str) -> Finding:
    return Finding("G11", "G11_SCORE_EXISTS", Level.CONFLICT, message, blocking=True)


def _refuse_rows(findings: tuple[Finding, ...], entries: Sequence[ScoreEntry]) -> None:
    """Refuse when one row cannot be entered; a few are told in the sentence, all in the findings."""
    blocking = rules.blocking(findings)
    if not blocking:
        return
    rows = len({finding.evidence[0].field for finding in blocking})
    told = "；".join(finding.message for finding in blocking[: rules.NAMED_MAX])
    more = " 等" if len(blocking) > rules.NAMED_MAX else ""
    message = f"{len(entries)} 人中有 {rows} 人不能录入，本次均未保存：{told}{more}。"
    raise SCORES_FORBIDDEN(message, findings)


def _new_score(
    score_id: str, entry: ScoreEntry, study: Apprenticeship, context: Context, corrects: str = ""
) -> Assessment:
    row = Assessment(
        id=score_id,
        version=1,
        scope=context.setting.dictionaries.city.code,
        apprenticeship_id=study.id,
        state=AssessmentState.UNPUBLISHED,
        corrects=corrects,
        published_at="",
        published_by="",
        published_by_name="",
        **{name: getattr(study, name) for name in COPIED},
    )
    _write(row, entry, context)
    return row


def _write(row: Assessment, entry: ScoreEntry, context: Context) -> None:
    row.type, row.assessed_on = entry.type, entry.assessed_on
    row.tenths, row.result = entry.tenths, entry.result
    row.entered_at = context.decided_at
    row.entered_by, row.entered_by_name = context.actor.id, context.actor.name
    row.settled_at = context.settled_at
