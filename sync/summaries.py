"""What 同步中心 shows of a command without looking anything up: made with the decision, kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing
from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    FilingKind,
)
from core.commons.report_commands import FreezeReport
from core.commons.tables import Notice, PolicyNotice
from core.domain.acts import act_of, act_word
from core.domain.clock import local_text
from core.domain.values import FilingState, NoticeState, PolicyState
from core.store.codec import body_of, columns_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.store.recorder import Recorder

IN_ONE_QUERY = 500


class Summary(msgspec.Struct, frozen=True):
    """A command in words; lies in the encrypted store only.

    `what` is the whole title, `student_name` whom or what it is about (a person, 12 人, a notice's title),
    `base` how the record stood when the person decided. `target` is the key of the page that shows the
    record `record_id`; `records` are the records of a batch.
    """

    what: str
    filing_no: str = ""
    student_name: str = ""
    base: str = ""
    target: str = ""
    record_id: str = ""
    records: tuple[str, ...] = ()


def summarise(session: Session, command: Command, recorder: Recorder, dictionaries: Dictionaries) -> Summary:
    """Give the summary of a command that was just run; the session and the recorder still hold its effect."""
    what = act_word(command.name)
    if isinstance(command, RecordScore | RemoveScore):
        return _of_score(session, command, recorder, dictionaries)
    if isinstance(command, RecordScores):
        return _of_entries(session, command, dictionaries)
    if isinstance(command, PublishScores):
        return _of_publication(session, command)
    if isinstance(command, ImportFilings):
        return _of_register(command)
    filing = session.get(Filing, command.subject)
    if filing is not None:
        return _of_filing(command.name, filing, recorder)
    found = _row(session, recorder, "apprenticeship", Apprenticeship, command.subject)
    if found:
        return _of_apprenticeship(what, found, recorder)
    found = _row(session, recorder, "policy_notice", PolicyNotice, command.subject)
    if found:
        title = found["title"]
        base = _base(recorder, "policy_notice", found["id"], _policy_words)
        return Summary(
            f"{what}：{title}", student_name=title, base=base, target="policies", record_id=found["id"]
        )
    if isinstance(command, FreezeReport):
        return Summary(
            f"{what}：{command.title}",
            student_name=command.title,
            target="reports",
            record_id=command.report_id,
        )
    notice = session.get(Notice, command.subject)
    if notice is not None:
        name = notice.recipient_name
        return Summary(
            f"{what}：{name}",
            filing_no=notice.filing_no,
            student_name=name,
            base=_base(recorder, "notice", notice.id, _notice_words),
            target="notices",
            record_id=notice.id,
        )
    return Summary(what)


def score_words(score: dict[str, Any]) -> str:
    """Give how a score stands: 86 分（合格）."""
    return f"{score_text(score['tenths'])} 分（{AssessmentResult(score['result']).label}）"


def _of_filing(command: str, filing: Filing, recorder: Recorder) -> Summary:
    dissolves = filing.kind == FilingKind.DISSOLVE
    what = act_word(act_of(command, dissolves=dissolves))
    return Summary(
        f"{what}：{filing.student_name}（老师{filing.teacher_name}）",
        filing_no=filing.filing_no,
        student_name=filing.student_name,
        base=_base(recorder, "filing", filing.id, _filing_words),
        target="dissolutions" if dissolves else "filings",
        record_id=filing.id,
    )


def _of_apprenticeship(what: str, row: dict[str, Any], recorder: Recorder) -> Summary:
    return Summary(
        f"{what}：{row['student_name']}（老师{row['teacher_name']}）",
        filing_no=row["filing_no"],
        student_name=row["student_name"],
        base=_base(recorder, "apprenticeship", row["id"], _apprenticeship_words),
        target="search",
        record_id=row["id"],
    )


def _of_score(
    session: Session,
    command: RecordScore | RemoveScore,
    recorder: Recorder,
    dictionaries: Dictionaries,
) -> Summary:
    corrects = isinstance(command, RecordScore) and bool(command.corrects)
    what = act_word(act_of(command.name, corrects=corrects))
    if isinstance(command, RecordScore) and command.seen_version and not corrects:
        what = "修改成绩"
    score = _row(session, recorder, "assessment", Assessment, command.assessment_id)
    if not score:
        return Summary(what, target="scores", record_id=command.assessment_id)
    name = score["student_name"]
    kind = dictionaries.assessment_type(score["type"]).name
    return Summary(
        f"{what}：{name}，{kind} {score_words(score)}",
        filing_no=score["filing_no"],
        student_name=name,
        base=_base(recorder, "assessment", score["id"], _assessment_words),
        target="scores",
        record_id=score["id"],
    )


def _of_entries(session: Session, command: RecordScores, dictionaries: Dictionaries) -> Summary:
    ids = [entry.apprenticeship_id for entry in command.entries]
    kinds = dict.fromkeys(dictionaries.assessment_type(entry.type).name for entry in command.entries)
    people = f"{len(ids)} 人"
    return Summary(
        f"{act_word(command.name)}：{people}（{'、'.join(kinds)}），{_names(session, Apprenticeship, ids)}",
        student_name=people,
        target="batch",
        records=tuple(ids),
    )


def _of_publication(session: Session, command: PublishScores) -> Summary:
    ids = [score.id for score in command.scores]
    results: list[str] = []
    for start in range(0, len(ids), IN_ONE_QUERY):
        some = ids[start : start + IN_ONE_QUERY]
        results += session.scalars(select(Assessment.result).where(Assessment.id.in_(some)))
    passed = sum(one == AssessmentResult.PASS for one in results)
    people = f"{len(ids)} 人"
    count = f"合格 {passed}，不合格 {len(results) - passed}"
    return Summary(
        f"{act_word(command.name)}：{people}（{count}），{_names(session, Assessment, ids)}",
        student_name=people,
        base=f"{people}的成绩未公布",
        target="scores",
        record_id=ids[0] if len(ids) == 1 else "",
        records=tuple(ids),
    )


def _of_register(command: ImportFilings) -> Summary:
    names = [row.student.name for row in command.rows]
    count, first = f"{len(names)} 件", "、".join(names[:3])
    more = "等" if len(names) > 3 else ""
    return Summary(f"{act_word(command.name)}：{count}，{first}{more}", student_name=count, target="register")


def _names(session: Session, table: type[Apprenticeship | Assessment], ids: list[str]) -> str:
    """Give the first names of a batch."""
    first = ids[:3]
    rows = session.execute(select(table.id, table.student_name).where(table.id.in_(first)))
    found: dict[str, str] = {row[0]: row[1] for row in rows}
    names = "、".join(found[one] for one in first if one in found)
    return f"{names}等" if len(ids) > len(first) else names


def _row(session: Session, recorder: Recorder, kind: str, table: type[Any], record_id: str) -> dict[str, Any]:
    """Give a record by column as it is now, or as it was when the command removed it; empty when unknown."""
    row = session.get(table, record_id)
    if row is not None:
        return dict(zip(columns_of(kind), body_of(row), strict=True))
    return _before(recorder, kind, record_id)


def _before(recorder: Recorder, kind: str, record_id: str) -> dict[str, Any]:
    body = recorder.before.get((kind, record_id))
    return {} if body is None else dict(zip(columns_of(kind), body, strict=True))


def _base(recorder: Recorder, kind: str, record_id: str, words: Any) -> str:
    """Say how a record stood before the decision; empty when it was not there yet."""
    before = _before(recorder, kind, record_id)
    return words(before) if before else ""


def _filing_words(before: dict[str, Any]) -> str:
    word, submitted = FilingState(before["state"]).label, local_text(before["submitted_at"])
    return f"该件为“{word}”，是 {submitted} 的第 {before['revision']} 次提交"


def _apprenticeship_words(before: dict[str, Any]) -> str:
    return f"该师承关系为“{ApprenticeshipState(before['state']).label}”"


def _assessment_words(before: dict[str, Any]) -> str:
    word = AssessmentState(before["state"]).label
    who, when = before["entered_by_name"], local_text(before["entered_at"])
    return f"该成绩为“{word}”，{score_words(before)}，由{who}于 {when} 录入"


def _policy_words(before: dict[str, Any]) -> str:
    return f"该公告为“{PolicyState(before['state']).label}”"


def _notice_words(before: dict[str, Any]) -> str:
    return f"该短信为“{NoticeState(before['state']).label}”，已发送 {before['attempts']} 次"
