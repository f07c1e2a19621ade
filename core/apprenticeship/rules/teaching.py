"""Who may teach whom: G1 qualification, G2 seats, G6 one apprenticeship at a time, G7 the bureau."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.rules._common import day
from core.apprenticeship.words.kinds import QUALIFICATION_FRONT, TITLE_FRONT
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState, TitleLevel
from core.domain.clock import full_years
from core.domain.findings import check, conflict, error, field, image, passed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from core.apprenticeship.words.values import ApprenticeshipFacts, TeacherData
    from core.domain.values import Evidence, Finding, Parameters

_HIGH = (TitleLevel.ASSOCIATE, TitleLevel.SENIOR)


def qualification_full_years(qualification_on: date | str, on_day: date) -> int:
    """Full years that a qualification certificate has existed on a day (G1); negative before its issue.

    The anniversary itself counts: issued 2011-11-20, it is 15 full years old on 2026-11-20. A certificate
    issued on 29 February becomes a year older on 1 March of a common year: one issued the day before is
    full on 28 February, and a later certificate cannot be full on the same day as an earlier one without
    having lasted a day less. ValueError for a text that is no date.
    """
    issued = day(qualification_on)
    if issued is None:
        raise ValueError("the date of the qualification is missing or impossible")
    return full_years(issued, on_day)


def check_qualification(
    teacher: TeacherData,
    registered_on: date | str,
    parameters: Parameters,
    titles: Mapping[str, TitleLevel] | None = None,
) -> tuple[Finding, ...]:
    """G1 on the day of registration. With `titles` (name to level) the level must be that of the title."""
    known = (titles or {}).get(teacher.title.strip())
    if known is not None and known is not teacher.title_level:
        return (_level_differs(teacher, known),)
    verdict = _qualified(teacher, day(registered_on), parameters)
    if titles and known is None:
        message = f"职称「{teacher.title}」不在字典中，请对照职称证核对级别"
        return (verdict, check("G1", "G1_TITLE_UNKNOWN", message, _title(teacher)))
    return (verdict,)


def _qualified(teacher: TeacherData, registered_on: date | None, parameters: Parameters) -> Finding:
    title, years = teacher.title, parameters.of(Limits).qualification_years
    if teacher.title_level in _HIGH:
        return passed("G1", "G1_TITLE", f"老师为{title}，具备带教资格", _title(teacher))
    if teacher.title_level is not TitleLevel.MIDDLE:
        message = f"老师为{title}，职称级别为{teacher.title_level.label}，不具备带教资格"
        return error("G1", "G1_TITLE_TOO_LOW", message, _title(teacher))
    proof = image("teacher.qualification_on", QUALIFICATION_FRONT, teacher.qualification_on)
    issued = day(teacher.qualification_on)
    if issued is None or registered_on is None:
        message = f"老师为{title}，未填写资格证获得时间，无法确认资格证是否满 {years} 年"
        return error("G1", "G1_QUALIFICATION_UNKNOWN", message, _title(teacher), proof)
    held = full_years(issued, registered_on)
    if held < years:
        message = f"老师为{title}，资格证至登记之日仅满 {max(held, 0)} 年，未满 {years} 年，不具备带教资格"
        return error("G1", "G1_QUALIFICATION_TOO_YOUNG", message, _title(teacher), proof)
    message = f"老师为{title}，资格证已满 {held} 年，具备带教资格"
    return passed("G1", "G1_QUALIFICATION", message, _title(teacher), proof)


def _level_differs(teacher: TeacherData, known: TitleLevel) -> Finding:
    message = f"职称「{teacher.title}」属于{known.label}，与填写的级别「{teacher.title_level.label}」不一致"
    return error("G1", "G1_LEVEL_DIFFERS", message, _title(teacher), field("teacher.title_level"))


def _title(teacher: TeacherData) -> Evidence:
    return image("teacher.title", TITLE_FRONT, teacher.title)


def check_seats(
    others: Sequence[ApprenticeshipFacts], parameters: Parameters, apprenticeship_id: str = ""
) -> tuple[Finding, ...]:
    """G2: `others` are the teacher's apprenticeships without the one being judged; only open ones count.

    A seat is free again once an apprentice has passed, or was dissolved, terminated or refused.
    """
    taken = [one for one in others if one.state.is_open and one.id != apprenticeship_id]
    count, limit = len(taken), parameters.of(Limits).apprentice_limit
    evidence = [_history(one, one.student_name) for one in taken]
    if count >= limit:
        message = f"老师在教学生 {count} 人，已满 {limit} 人，不能再收学生"
        return (error("G2", "G2_FULL", message, *evidence),)
    message = f"老师在教学生 {count} 人，未满 {limit} 人"
    return (passed("G2", "G2_FREE", message, *(evidence or [field("history")])),)


def check_one_at_a_time(
    others: Sequence[ApprenticeshipFacts], apprenticeship_id: str = ""
) -> tuple[Finding, ...]:
    """G6: `others` are the student's apprenticeships without the one being judged.

    An open one blocks; one ended by force is a conflict to look at; other earlier ones are named.
    """
    others = [one for one in others if one.id != apprenticeship_id]
    found = [_open(one) for one in others if one.state.is_open]
    forced = [one for one in others if one.state is ApprenticeshipState.TERMINATED]
    if forced:
        found.append(_forced(forced))
    if found:
        return tuple(found)
    if others:
        message = f"该学生没有其他在办的师承关系，此前 {len(others)} 项已结束，可查看历史"
        evidence = [_history(one, one.teacher_name) for one in others]
        return (passed("G6", "G6_EARLIER", message, *evidence),)
    return (passed("G6", "G6_FIRST", "该学生没有其他师承关系", field("history")),)


def _open(one: ApprenticeshipFacts) -> Finding:
    teacher = f"，老师为{one.teacher_name}" if one.teacher_name else ""
    message = f"该学生另有一项师承关系为{one.state.label}{teacher}，同一时间只能有一项"
    return error("G6", "G6_OPEN", message, _history(one, one.teacher_name))


def _forced(forced: list[ApprenticeshipFacts]) -> Finding:
    years = sorted({one.ended_on[:4] for one in forced if day(one.ended_on)})
    when = "、".join(f"{year} 年" for year in years)
    message = f"该学生{' ' if when else ''}{when}曾被强制解除，请查看历史"
    return conflict("G6", "G6_TERMINATED", message, *(_history(one, one.teacher_name) for one in forced))


def _history(one: ApprenticeshipFacts, name: str) -> Evidence:
    return field("history", "，".join(part for part in (name, one.state.label, one.ended_on) if part))


def bureau_of(teacher: TeacherData) -> str:
    """G7: code of the district whose bureau reviews a filing submitted today."""
    return teacher.district


def check_bureau(teacher: TeacherData, bureau: str) -> tuple[Finding, ...]:
    """G7: nothing, or a hint that the teacher has moved since; the filing stays with its bureau."""
    if bureau == bureau_of(teacher):
        return ()
    message = "老师的执业地点已变更到其他区，本件仍由原审核单位办理"
    return (check("G7", "G7_TEACHER_MOVED", message, field("teacher.district", teacher.practice_place)),)
