"""A line of an existing register 台账: what it says by itself, and against what is known (G2-G4, G6).

The filing was decided on paper, before this program: documents (G5) are not judged, the teacher's
qualification (G1) is only shown. Findings of the rule `REGISTER` concern the register itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.rules._common import day
from core.apprenticeship.rules.fields import (
    NOTARISATION,
    OPTIONAL,
    STUDENT,
    TEACHER,
    check_certificates,
    check_contacts,
    check_day,
    check_texts,
)
from core.apprenticeship.rules.identity import check_identity
from core.apprenticeship.rules.notarisation import check_agreement, check_dates, plain_name
from core.apprenticeship.rules.teaching import check_one_at_a_time, check_qualification, check_seats
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.register import IMPORTED_STATES, NUMBER_MAX, own_number
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState
from core.domain.clock import full_years
from core.domain.findings import check, error, field, passed
from core.domain.values import IdKind, Level, Value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.apprenticeship.words.register import ImportedFiling
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding, Parameters

REGISTER = "REGISTER"
"""`Finding.rule` of what concerns the register and no rule G."""
TEACHER_NAME = "REGISTER_TEACHER_NAME"
STUDENT_NAME = "REGISTER_STUDENT_NAME"
NUMBER_AHEAD = "REGISTER_NUMBER_AHEAD"
FIRST_YEAR = 1980
"""No register of apprenticeships is older."""

_NEEDED = {
    "teacher": ("name", "id_number", "title", "practice_place", "district"),
    "student": ("name", "id_number"),
    "notarisation": ("certificate_no", "teacher_name", "teacher_id_number"),
}
"""What even an old register must say; everything else may be empty."""
_LABELS = {"teacher": TEACHER, "student": STUDENT, "notarisation": NOTARISATION}
_NAMES_APART = "表中的{who}姓名与这个身份证号已登记的姓名不一致，请核对"


class RegisterFacts(Value, frozen=True):
    """What stands in a store about a line's persons; names are empty for somebody unknown.

    `same`: this very line is there already, under the number `same_no`. `same_row` and `number_row` are lines
    of the same file, 0 for what stands in the store.
    """

    teacher_name: str = ""
    student_name: str = ""
    teacher_open: tuple[ApprenticeshipFacts, ...] = ()
    student_others: tuple[ApprenticeshipFacts, ...] = ()
    same: bool = False
    same_no: str = ""
    same_row: int = 0
    number_taken: bool = False
    number_row: int = 0


def check_imported(
    row: ImportedFiling, parameters: Parameters, today: date, dictionaries: Dictionaries
) -> tuple[Finding, ...]:
    """What a line says by itself; only what is wrong or to be confirmed."""
    found = [
        *_fields(row, today, dictionaries),
        *check_identity({"teacher": row.teacher, "student": row.student}, today),
        *check_dates(row.notarisation, parameters, today),
        *check_agreement(row.notarisation, row.teacher),
        *_filed(row, today),
        *_ended(row, parameters, today),
        *_qualification(row, parameters, dictionaries),
        *_number(row, dictionaries),
        *_phones(row),
    ]
    return tuple(one for one in found if one.level is not Level.PASS)


def check_against(row: ImportedFiling, facts: RegisterFacts, parameters: Parameters) -> tuple[Finding, ...]:
    """What a line says against what is known: duplicates, other names, seats (G2), one at a time (G6).

    Of a person whose name the line does not know nothing is told but that: it may be another bureau's.
    """
    names = tuple(_names(row, facts))
    found, unlike = [*_duplicates(row, facts), *names], {one.code for one in names}
    if row.state is ApprenticeshipState.ACTIVE and not facts.same:
        if TEACHER_NAME not in unlike:
            found += check_seats(facts.teacher_open, parameters)
        if STUDENT_NAME not in unlike:
            found += check_one_at_a_time(facts.student_others)
    return tuple(one for one in found if one.level is not Level.PASS)


def check_leap(row: ImportedFiling, number: int, before: int) -> Finding:
    """A filing number far above the one before it; a person looks, only where the whole file is known."""
    last = f"此前最大为 {before} 号" if before else "此前没有编号"
    message = f"备案号是当年第 {number} 号，{last}；导入后该年的新备案号从 {number + 1} 号起编，请核对"
    return check(REGISTER, NUMBER_AHEAD, message, field("filing_no", row.filing_no))


def imported_findings(confirmed: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What is shown of a filing that was imported: what was confirmed then; it is not judged again."""
    message = "由台账导入：备案时已由本单位审核，资料在纸质档案中"
    return (passed(REGISTER, "REGISTER_IMPORTED", message), *confirmed)


def _fields(row: ImportedFiling, today: date, dictionaries: Dictionaries) -> Iterator[Finding]:
    for group, needed in _NEEDED.items():
        labels = _LABELS[group]
        optional = {name: label for name, label in labels.items() if name not in needed}
        required = {name: labels[name] for name in needed}
        yield from check_texts(group, getattr(row, group), required, {**optional, **OPTIONAL})
    yield from check_certificates(row.teacher, today)
    for group, person in (("teacher", row.teacher), ("student", row.student)):
        yield from check_contacts(group, person)
        yield from check_day(group, "born_on", "出生日期", person.born_on, today)
        if person.id_kind is not IdKind.RESIDENT and not person.born_on:
            who = "老师" if group == "teacher" else "学生"
            message = f"请填写{who}的出生日期（{person.id_kind.label}中看不出）"
            yield error("FIELDS", "FIELD_REQUIRED", message, field(f"{group}.born_on"))
    if row.teacher.title and of(dictionaries).title_level(row.teacher.title) is None:
        message = f"职称“{row.teacher.title}”不在字典中，请填写字典中的职称，如“主治中医师”"
        yield error(REGISTER, "REGISTER_TITLE", message, field("teacher.title"))
    if row.teacher.district and not dictionaries.has_district(row.teacher.district):
        yield error("FIELDS", "FIELD_DISTRICT", "所在区不在字典中，请重新选择", field("teacher.district"))
    if row.student.education and not of(dictionaries).has_education(row.student.education):
        yield error("FIELDS", "FIELD_EDUCATION", "文化程度不在字典中，请重新选择", field("student.education"))


def _filed(row: ImportedFiling, today: date) -> Iterator[Finding]:
    filed, notarised = day(row.filed_on), day(row.notarisation.notarised_on)
    if filed is None:
        message = "备案日期未填写或不是有效日期"
        yield error(REGISTER, "REGISTER_FILED_MISSING", message, field("filed_on"))
    elif filed > today:
        yield error(REGISTER, "REGISTER_FILED_IN_FUTURE", "备案日期晚于今天", field("filed_on"))
    elif filed.year < FIRST_YEAR:
        message = f"备案日期早于 {FIRST_YEAR} 年，请核对"
        yield error(REGISTER, "REGISTER_FILED_TOO_EARLY", message, field("filed_on"))
    elif notarised is not None and filed < notarised:
        message = "备案日期早于公证时间，请核对"
        yield check(REGISTER, "REGISTER_FILED_BEFORE_NOTARISED", message, field("filed_on"))


def _ended(row: ImportedFiling, parameters: Parameters, today: date) -> Iterator[Finding]:
    where = field("ended_on", row.ended_on)
    if row.state not in IMPORTED_STATES:
        words = "、".join(state.label for state in IMPORTED_STATES)
        yield error(REGISTER, "REGISTER_STATE", f"台账中的状态只能是{words}", field("state"))
    elif row.state is ApprenticeshipState.ACTIVE:
        if row.ended_on:
            message = "状态为在教，不应填写结束日期"
            yield error(REGISTER, "REGISTER_ENDED_ACTIVE", message, where)
    else:
        yield from _ended_on(row, parameters, today)


def _ended_on(row: ImportedFiling, parameters: Parameters, today: date) -> Iterator[Finding]:
    where, word = field("ended_on", row.ended_on), row.state.label
    ended, notarised = day(row.ended_on), day(row.notarisation.notarised_on)
    if ended is None:
        message = f"状态为{word}，请填写有效的结束日期"
        yield error(REGISTER, "REGISTER_ENDED_MISSING", message, where)
        return
    if ended > today:
        yield error(REGISTER, "REGISTER_ENDED_IN_FUTURE", "结束日期晚于今天", where)
    early = [
        label
        for label, text in (("备案日期", row.filed_on), ("教学开始时间", row.notarisation.teaching_start))
        if (begin := day(text)) is not None and ended < begin
    ]
    if early:
        yield error(REGISTER, "REGISTER_ENDED_EARLY", f"结束日期早于{'和'.join(early)}", where)
    passed = row.state is ApprenticeshipState.PASSED
    if passed and notarised and full_years(notarised, ended) < parameters.of(Limits).shortest_years:
        message = f"自公证之日至出师不满 {parameters.of(Limits).shortest_years} 年，请核对"
        yield check(REGISTER, "REGISTER_PASSED_EARLY", message, where)


def _qualification(
    row: ImportedFiling, parameters: Parameters, dictionaries: Dictionaries
) -> Iterator[Finding]:
    """G1 was decided when it was filed: a person looks, nothing is refused."""
    if day(row.filed_on) is None or of(dictionaries).title_level(row.teacher.title) is None:
        return
    titles = of(dictionaries).title_levels
    for one in check_qualification(row.teacher, row.filed_on, parameters, titles):
        differs = one.code == "G1_LEVEL_DIFFERS"
        yield msgspec.structs.replace(one, blocking=False) if one.blocking and not differs else one


def _number(row: ImportedFiling, dictionaries: Dictionaries) -> Iterator[Finding]:
    where = field("filing_no", row.filing_no)
    if len(row.filing_no) > NUMBER_MAX:
        yield error(REGISTER, "REGISTER_NUMBER_LONG", f"备案号超过 {NUMBER_MAX} 字", where)
    own = own_number(row.filing_no)
    others = {one.prefix: one.code for one in dictionaries.districts}
    if own and others.get(own.prefix, row.teacher.district) != row.teacher.district:
        message = f"备案号“{own.prefix}”是其他区的编号，请核对"
        yield check(REGISTER, "REGISTER_NUMBER_ELSEWHERE", message, where)


def _phones(row: ImportedFiling) -> Iterator[Finding]:
    people = (("老师", row.teacher), ("学生", row.student))
    missing = [who for who, person in people if not person.phone.strip()]
    if missing:
        message = f"没有填写{'和'.join(missing)}的手机号，今后的短信无法发送"
        yield check(REGISTER, "REGISTER_NO_PHONE", message)


def _duplicates(row: ImportedFiling, facts: RegisterFacts) -> Iterator[Finding]:
    if facts.same and facts.same_row:
        message = f"与第 {facts.same_row} 行是同一件备案（学生、老师、公证书都相同），已保留前一行"
        yield error(REGISTER, "REGISTER_SAME_LINE", message)
    elif facts.same:
        number = f"（备案号 {facts.same_no}）" if facts.same_no else ""
        message = f"台账中已有这名学生与这位老师同一份公证书的备案{number}，不需要再导入"
        yield error(REGISTER, "REGISTER_SAME", message)
    elif facts.number_taken:
        other = f"第 {facts.number_row} 行" if facts.number_row else "另一件备案"
        message = f"备案号 {row.filing_no} 与{other}重复，请核对"
        yield error(REGISTER, "REGISTER_NUMBER_TAKEN", message, field("filing_no", row.filing_no))


def _names(row: ImportedFiling, facts: RegisterFacts) -> Iterator[Finding]:
    """Nobody is renamed by an import; the registered name is not told (it may be another bureau's)."""
    for who, given, known, code in (
        ("老师", row.teacher.name, facts.teacher_name, TEACHER_NAME),
        ("学生", row.student.name, facts.student_name, STUDENT_NAME),
    ):
        if known and plain_name(given) != plain_name(known):
            yield error(REGISTER, code, _NAMES_APART.format(who=who))
