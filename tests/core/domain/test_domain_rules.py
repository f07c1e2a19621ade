"""Rules G1 to G7 and G16. All people and numbers are invented."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.apprenticeship import rules
from core.apprenticeship.rules.attachments import REQUIRED
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import DIPLOMA, LICENCE, NOTARIAL_PAGE
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import (
    ApprenticeshipFacts,
    ApprenticeshipState,
    FilingFacts,
    NotarisationData,
    StudentData,
    TeacherData,
    TitleLevel,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.idnumber import check_character
from core.domain.values import DocumentKind, DocumentRef, Finding, IdKind, Level, Parameters, Sex
from core.domain.workdays import Calendar, due_on, load_calendar

TODAY = date(2026, 11, 20)
NORMAL = Parameters()
DICTIONARIES = load_dictionaries()


def number(born: str, sequence: str, area: str = "420106") -> str:
    first17 = area + born + sequence
    return first17 + check_character(first17)


def documents(*kinds: DocumentKind) -> tuple[DocumentRef, ...]:
    return tuple(DocumentRef(kind, sha256=f"c-{kind}", original_sha256=f"o-{kind}") for kind in kinds)


def pages(*numbers: int) -> tuple[DocumentRef, ...]:
    return tuple(DocumentRef(NOTARIAL_PAGE, f"c{page}", f"o{page}", page) for page in numbers)


def earlier(state: ApprenticeshipState, ended_on: str = "", id: str = "other") -> ApprenticeshipFacts:
    return ApprenticeshipFacts(id, "t", "s", state, "420106", "刘景和", "陈亦舟", "2022-03-01", ended_on)


TEACHER = TeacherData(
    name="刘景和",
    sex=Sex.MALE,
    id_number=number("19680512", "001"),
    phone="13900000001",
    title="副主任医师",
    title_level=TitleLevel.ASSOCIATE,
    title_on="2009-12-01",
    qualification_no="样例-1",
    qualification_on="1999-07-01",
    licence_no="样例-2",
    licence_on="2000-03-01",
    practice_place="样例中医门诊部",
    district="420106",
    born_on="1968-05-12",
)
STUDENT = StudentData(
    name="陈亦舟",
    sex=Sex.MALE,
    id_number=number("19960821", "003"),
    phone="13800000002",
    education="bachelor",
    born_on="1996-08-21",
)
NOTARISATION = NotarisationData(
    office="样例公证处",
    certificate_no="（2023）鄂样例证字第 1187 号",
    notarised_on="2023-03-16",
    teaching_start="2023-03-16",
    teaching_end="2026-03-15",
    teaching_place="样例中医门诊部",
    teacher_name="刘景和",
    teacher_phone="13900000001",
    teacher_id_number=TEACHER.id_number,
)
FACTS = FilingFacts(
    apprenticeship_id="this",
    bureau="420106",
    submitted_on="2026-11-20",
    teacher=TEACHER,
    teacher_registered_on="2026-11-01",
    teacher_documents=documents(*REQUIRED.teacher),
    student=STUDENT,
    student_documents=documents(*REQUIRED.student),
    notarisation=NOTARISATION,
    notarial_pages=pages(1, 2, 3, 4, 5, 6),
)


def judged(facts: FilingFacts = FACTS, **changes: object) -> tuple[Finding, ...]:
    """`teacher__title="…"` changes a part, other names a field of the facts."""
    for name, value in changes.items():
        part, _, field = name.partition("__")
        new = msgspec.structs.replace(getattr(facts, part), **{field: value}) if field else value
        facts = msgspec.structs.replace(facts, **{part: new})
    return rules.check_filing(facts, NORMAL, TODAY, DICTIONARIES)


def found_of(rule: str, findings: tuple[Finding, ...]) -> list[tuple[str, Level, bool]]:
    return [(one.code, one.level, one.blocking) for one in findings if one.rule == rule]


def messages(findings: tuple[Finding, ...]) -> list[str]:
    return [one.message for one in findings]


def only(rule: str, findings: tuple[Finding, ...]) -> Finding:
    (found,) = [one for one in findings if one.rule == rule]
    assert all(one.level is Level.PASS for one in findings if one.rule != rule), messages(findings)
    return found


def test_g1_to_g6_each_say_one_sentence_in_order_when_all_is_well() -> None:
    found = judged(
        teacher_open=(earlier(ApprenticeshipState.ACTIVE), earlier(ApprenticeshipState.PENDING, id="o2"))
    )
    assert [one.rule for one in found] == ["G1", "G2", "G3", "G4", "G5", "G6"]
    assert messages(found) == [
        "老师为副主任医师，具备带教资格",
        "老师在教学生 2 人，未满 4 人",
        "身份证号校验位正确，与出生日期、性别一致",
        "公证日期与教学起止时间相符，学习期限满 3 年",
        "学历证书、身份证正反面、公证书 6 页齐全",
        "该学生没有其他师承关系",
    ]
    assert rules.worst(found) is Level.PASS
    assert all(one.evidence for one in found)


def test_the_picture_of_the_review_workbench() -> None:
    found = judged(
        notarisation__teaching_start="2023-03-04",
        notarisation__teaching_end="2026-03-31",
        student_others=(earlier(ApprenticeshipState.TERMINATED, "2024-05-06"),),
    )
    assert messages(found)[3] == "教学开始时间早于公证日期 12 日（应自公证之日起计）"
    assert messages(found)[5] == "该学生 2024 年曾被强制解除，请查看历史"
    assert rules.summary(found) == "4 项通过，1 项需核对，1 项冲突"
    assert rules.worst(found) is Level.CONFLICT
    assert rules.blocking(found) == ()


def test_every_sentence_of_evidence_leads_to_a_field_or_document() -> None:
    keys = set(of(DICTIONARIES).item_keys)
    for one in judged(student_others=(earlier(ApprenticeshipState.ACTIVE),)):
        for evidence in one.evidence:
            assert evidence.field == "history" or evidence.field in keys
            assert not evidence.document or evidence.document in set(DocumentKind)


# G1


@pytest.mark.parametrize(
    ("level", "title", "qualified", "code"),
    [
        (TitleLevel.SENIOR, "主任医师", "2025-01-01", "G1_TITLE"),
        (TitleLevel.ASSOCIATE, "副主任医师", "2025-01-01", "G1_TITLE"),
        (TitleLevel.MIDDLE, "主治医师", "2011-11-01", "G1_QUALIFICATION"),
        (TitleLevel.MIDDLE, "主治医师", "2011-11-02", "G1_QUALIFICATION_TOO_YOUNG"),
        (TitleLevel.MIDDLE, "主治医师", "", "G1_QUALIFICATION_UNKNOWN"),
        (TitleLevel.MIDDLE, "主治医师", "2011-02-30", "G1_QUALIFICATION_UNKNOWN"),
        (TitleLevel.JUNIOR, "医师", "1999-07-01", "G1_TITLE_TOO_LOW"),
        (TitleLevel.SENIOR, "主治医师", "1999-07-01", "G1_LEVEL_DIFFERS"),
    ],
)
def test_g1_who_may_teach_on_the_day_of_registration(
    level: TitleLevel, title: str, qualified: str, code: str
) -> None:
    """Registered on 2026-11-01: 15 years to the day are enough, one day less is not"""
    found = judged(teacher__title_level=level, teacher__title=title, teacher__qualification_on=qualified)
    ((seen, verdict, refuses),) = found_of("G1", found)
    assert seen == code
    assert refuses == (verdict is Level.CONFLICT) == (code not in ("G1_TITLE", "G1_QUALIFICATION"))


def test_g1_a_title_outside_the_dictionary_is_to_be_checked_not_refused() -> None:
    found = judged(teacher__title="名老中医")
    assert found_of("G1", found) == [
        ("G1_TITLE", Level.PASS, False),
        ("G1_TITLE_UNKNOWN", Level.CHECK, False),
    ]


def test_g1_the_years_are_a_parameter() -> None:
    teacher = msgspec.structs.replace(
        TEACHER, title="主治医师", title_level=TitleLevel.MIDDLE, qualification_on="2016-11-20"
    )
    for years, level in ((10, Level.PASS), (11, Level.CONFLICT)):
        facts = msgspec.structs.replace(FACTS, teacher=teacher, teacher_registered_on="2026-11-20")
        found = rules.check_filing(facts, Parameters(own=(Limits(qualification_years=years),)), TODAY)
        assert found[0].level is level


@pytest.mark.parametrize(
    ("issued", "on_day", "years"),
    [
        ("2011-11-20", date(2026, 11, 20), 15),
        ("2011-11-21", date(2026, 11, 20), 14),
        ("2008-02-29", date(2023, 2, 28), 14),
        ("2008-02-29", date(2023, 3, 1), 15),
        ("2008-02-29", date(2024, 2, 28), 15),
        ("2008-02-29", date(2024, 2, 29), 16),
        ("2008-02-28", date(2023, 2, 28), 15),
        ("2026-11-21", date(2026, 11, 20), -1),
    ],
)
def test_g1_full_years_with_29_february(issued: str, on_day: date, years: int) -> None:
    assert rules.qualification_full_years(issued, on_day) == years


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_g1_an_anniversary_is_full_and_the_day_before_is_not(issued: date, years: int) -> None:
    leap = issued.month == 2 and issued.day == 29
    try:
        anniversary = issued.replace(year=issued.year + years)
    except ValueError:
        assert leap
        anniversary = date(issued.year + years, 3, 1)
    assert rules.qualification_full_years(issued, anniversary) == years
    assert rules.qualification_full_years(issued, anniversary - timedelta(1)) == years - 1


def test_g1_needs_a_date() -> None:
    with pytest.raises(ValueError, match="qualification"):
        rules.qualification_full_years("", TODAY)


# G2


@pytest.mark.parametrize(("taken", "refuses"), [(0, False), (3, False), (4, True), (5, True)])
def test_g2_the_fourth_apprentice_finds_a_seat_the_fifth_does_not(taken: int, refuses: bool) -> None:
    states = (ApprenticeshipState.PENDING, ApprenticeshipState.ACTIVE) * 3
    others = tuple(earlier(state, id=f"o{place}") for place, state in enumerate(states[:taken]))
    found = only("G2", judged(teacher_open=others))
    assert found.blocking == refuses
    assert found.message.startswith(f"老师在教学生 {taken} 人，{'已' if refuses else '未'}满 4 人")


@pytest.mark.parametrize("state", [state for state in ApprenticeshipState if not state.is_open])
def test_g2_a_closed_apprenticeship_frees_its_seat(state: ApprenticeshipState) -> None:
    others = tuple(earlier(ApprenticeshipState.ACTIVE, id=f"o{place}") for place in range(3))
    assert not only("G2", judged(teacher_open=(*others, earlier(state, id="closed")))).blocking


def test_g2_the_apprenticeship_being_judged_does_not_count_itself() -> None:
    others = tuple(earlier(ApprenticeshipState.ACTIVE, id=f"o{place}") for place in range(3))
    assert not only(
        "G2", judged(teacher_open=(*others, earlier(ApprenticeshipState.PENDING, id="this")))
    ).blocking


def test_g2_the_limit_is_a_parameter() -> None:
    facts = msgspec.structs.replace(FACTS, teacher_open=(earlier(ApprenticeshipState.ACTIVE),))
    assert rules.check_filing(facts, Parameters(own=(Limits(apprentice_limit=1),)), TODAY)[1].blocking


# G3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"student__id_number": STUDENT.id_number[:-1] + "0"}, "G3_ID_CHECK"),
        ({"student__id_number": "420106960821003"}, "G3_ID_OLD_15"),
        ({"student__id_number": number("20230229", "001")}, "G3_ID_DATE"),
        ({"student__born_on": "1996-08-22"}, "G3_BIRTH_DIFFERS"),
        ({"student__sex": Sex.FEMALE}, "G3_SEX_DIFFERS"),
        ({"student__id_number": TEACHER.id_number, "student__born_on": ""}, "G3_SAME_PERSON"),
    ],
)
def test_g3_a_wrong_id_number_or_disagreement_refuses(change: dict[str, object], code: str) -> None:
    found = only("G3", judged(**change))
    assert (found.code, found.level, found.blocking) == (code, Level.CONFLICT, True)
    assert "学生" in found.message


def test_g3_the_teachers_number_is_judged_too() -> None:
    found = judged(teacher__sex=Sex.FEMALE, student__sex=Sex.FEMALE)
    assert messages(found)[2:4] == ["老师的性别与身份证号不一致", "学生的性别与身份证号不一致"]


def test_g3_typing_habits_and_an_empty_birth_date_are_forgiven() -> None:
    typed = f" {STUDENT.id_number[:6]} {STUDENT.id_number[6:14]} {STUDENT.id_number[14:].lower()}"
    assert rules.worst(judged(student__id_number=typed, student__born_on="")) is Level.PASS


def test_g3_a_passport_is_marked_as_not_checkable_and_not_refused() -> None:
    found = only("G3", judged(student__id_kind=IdKind.PASSPORT, student__id_number="E00000000"))
    assert (found.code, found.level, found.blocking) == ("G3_NOT_CHECKABLE", Level.CHECK, False)
    assert found.message == "学生使用护照，证件号码无法自动校验，请核对证件"


def test_g3_messages_carry_no_number() -> None:
    wrong = STUDENT.id_number[:-1] + "0"
    assert all(wrong[:8] not in text for text in messages(judged(student__id_number=wrong)))


# G4


@pytest.mark.parametrize(
    ("notarised", "start", "end", "codes"),
    [
        ("2023-03-16", "2023-03-16", "2026-03-15", ["G4_DATES"]),
        ("2023-03-16", "2023-03-16", "2026-03-14", ["G4_TOO_SHORT"]),
        ("2024-02-29", "2024-02-29", "2027-02-28", ["G4_DATES"]),
        ("2024-02-29", "2024-02-29", "2027-02-27", ["G4_TOO_SHORT"]),
        ("2023-03-16", "2023-03-15", "2026-03-15", ["G4_START_BEFORE_NOTARISATION"]),
        ("2023-03-16", "2023-03-04", "2026-03-03", ["G4_START_BEFORE_NOTARISATION", "G4_TOO_SHORT"]),
        (
            "2023-03-16",
            "2020-01-01",
            "2023-03-15",
            ["G4_START_BEFORE_NOTARISATION", "G4_ENDS_BEFORE_NOTARISATION"],
        ),
        ("2026-11-20", "2026-11-20", "2029-11-19", ["G4_DATES"]),
        ("2023-03-16", "2023-03-16", "9999-12-31", ["G4_DATES"]),
    ],
)
def test_g4_warnings_do_not_refuse(notarised: str, start: str, end: str, codes: list[str]) -> None:
    found = judged(
        notarisation__notarised_on=notarised,
        notarisation__teaching_start=start,
        notarisation__teaching_end=end,
    )
    assert [code for code, _, _ in found_of("G4", found)] == codes
    assert rules.blocking(found) == ()


@pytest.mark.parametrize(
    ("notarised", "start", "end", "codes"),
    [
        ("2023-03-16", "2023-03-16", "2023-03-16", ["G4_END_NOT_AFTER_START"]),
        ("2023-03-16", "2023-03-16", "2023-03-15", ["G4_END_NOT_AFTER_START"]),
        ("2026-11-20", "2026-11-21", "2029-11-21", ["G4_START_IN_FUTURE"]),
        ("2026-11-21", "2026-11-21", "2029-11-21", ["G4_NOTARISED_IN_FUTURE", "G4_START_IN_FUTURE"]),
        ("", "2023-03-16", "2023-02-30", ["G4_DATE_MISSING", "G4_DATE_MISSING"]),
    ],
)
def test_g4_errors_refuse(notarised: str, start: str, end: str, codes: list[str]) -> None:
    found = judged(
        notarisation__notarised_on=notarised,
        notarisation__teaching_start=start,
        notarisation__teaching_end=end,
    )
    assert [one.code for one in rules.blocking(found)] == codes


def test_g4_the_period_is_told() -> None:
    found = only("G4", judged(notarisation__teaching_end="2025-09-15"))
    assert found.message == "自公证之日起计的学习期限为 2 年 6 个月，未满 3 年"
    assert found.evidence[0].document == "notarial_page"


@settings(deadline=None)
@given(st.lists(st.dates(), min_size=3, max_size=3))
def test_g4_any_dates_are_judged(dates: list[date]) -> None:
    notarised, start, end = dates
    found = judged(
        notarisation__notarised_on=notarised.isoformat(),
        notarisation__teaching_start=start.isoformat(),
        notarisation__teaching_end=end.isoformat(),
    )
    refused = bool(rules.blocking(found))
    assert refused == (end <= start or notarised > TODAY or start > TODAY)


@pytest.mark.parametrize(
    ("change", "code", "refuses"),
    [
        ({"notarisation__teacher_name": "刘景禾"}, "G4_TEACHER_NAME_DIFFERS", False),
        ({"notarisation__teacher_phone": "13900000009"}, "G4_TEACHER_PHONE_DIFFERS", False),
        ({"notarisation__teacher_id_number": STUDENT.id_number}, "G4_TEACHER_ID_DIFFERS", True),
    ],
)
def test_g4_the_certificate_names_the_registered_teacher(
    change: dict[str, object], code: str, refuses: bool
) -> None:
    found = judged(**change)
    assert [one.rule for one in found] == ["G1", "G2", "G3", "G4", "G5", "G6", "G4"]
    assert (found[-1].code, found[-1].blocking) == (code, refuses)


def test_g4_spaces_dots_and_country_codes_do_not_make_another_teacher() -> None:
    found = judged(
        teacher__name="买买提·艾力",
        notarisation__teacher_name="买买提• 艾力",
        notarisation__teacher_phone="+86 139-0000-0001",
        notarisation__teacher_id_number=TEACHER.id_number.lower(),
    )
    assert len(found) == 6


# G5


def test_g5_everything_missing_is_named_in_one_sentence() -> None:
    found = only("G5", judged(
        teacher_documents=documents(*(kind for kind in REQUIRED.teacher if kind is not LICENCE)),
        student_documents=documents(DocumentKind.ID_FRONT, DIPLOMA),
        notarial_pages=(),
    ))  # fmt: skip
    assert found.blocking
    assert found.message == "缺少附件：老师执业证、学生身份证反面、公证书"
    assert [one.field for one in found.evidence] == [
        "teacher.licence", "student.id_back", "notarisation.notarial_page"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", REQUIRED.teacher)
def test_g5_each_of_the_eight_documents_of_a_teacher_is_needed(kind: DocumentKind) -> None:
    there = documents(*(one for one in REQUIRED.teacher if one is not kind))
    assert only("G5", judged(teacher_documents=there)).message == f"缺少附件：老师{kind.label}"


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (range(1, 2), "G5_COMPLETE"),
        (range(1, 11), "G5_COMPLETE"),
        (range(1, 12), "G5_TOO_MANY_PAGES"),
        ((), "G5_MISSING"),
        ((1, 3), "G5_PAGE_NUMBERS"),
        ((0, 1), "G5_PAGE_NUMBERS"),
        ((1, 2, 2), "G5_PAGE_NUMBERS"),
        ((3, 1, 2), "G5_COMPLETE"),
    ],
)
def test_g5_one_to_ten_pages_numbered_without_gap(numbers: tuple[int, ...], code: str) -> None:
    found = only("G5", judged(notarial_pages=pages(*numbers)))
    assert (found.code, found.blocking) == (code, code != "G5_COMPLETE")
    alone = rules.check_notarisation(NOTARISATION, pages(*numbers), TEACHER, NORMAL, TODAY)
    assert [one.code for one in alone if one.rule == "G5"] == [code]


def test_g5_another_document_among_the_pages_is_refused() -> None:
    assert only("G5", judged(notarial_pages=documents(DIPLOMA))).code == "G5_WRONG_KIND"


def test_g5_the_shipped_dictionary_says_what_the_rule_says() -> None:
    assert msgspec.structs.replace(of(DICTIONARIES).attachments, note="") == REQUIRED


# G6


@pytest.mark.parametrize("state", [ApprenticeshipState.PENDING, ApprenticeshipState.ACTIVE])
def test_g6_another_open_apprenticeship_refuses(state: ApprenticeshipState) -> None:
    found = only("G6", judged(student_others=(earlier(state),)))
    assert found.blocking
    assert found.message == f"该学生另有一项师承关系为{state.label}，老师为刘景和，同一时间只能有一项"


def test_g6_the_apprenticeship_being_judged_does_not_bar_itself() -> None:
    assert (
        only("G6", judged(student_others=(earlier(ApprenticeshipState.PENDING, id="this"),))).code
        == "G6_FIRST"
    )


@pytest.mark.parametrize(
    "state",
    [one for one in ApprenticeshipState if not one.is_open and one is not ApprenticeshipState.TERMINATED],
)
def test_g6_earlier_ones_are_shown_and_do_not_bar(state: ApprenticeshipState) -> None:
    found = only("G6", judged(student_others=(earlier(state, "2024-05-06"),)))
    assert (found.level, found.evidence[0].text) == (Level.PASS, f"刘景和，{state.label}，2024-05-06")


def test_g6_forced_ones_are_a_conflict_that_does_not_refuse() -> None:
    forced = ApprenticeshipState.TERMINATED
    found = only(
        "G6", judged(student_others=(earlier(forced, "2024-05-06"), earlier(forced, "2021-01-02", "o2")))
    )
    assert (found.level, found.blocking) == (Level.CONFLICT, False)
    assert found.message == "该学生 2021 年、2024 年曾被强制解除，请查看历史"
    assert only("G6", judged(student_others=(earlier(forced),))).message == "该学生曾被强制解除，请查看历史"


# G7


def test_g7_the_bureau_is_that_of_the_teachers_district() -> None:
    assert rules.bureau_of(TEACHER) == "420106"


def test_g7_an_open_filing_stays_when_the_teacher_moves_and_this_is_shown() -> None:
    found = only("G7", judged(teacher__district="420105"))
    assert (found.code, found.level, found.blocking) == ("G7_TEACHER_MOVED", Level.CHECK, False)


# G16


def test_g16_due_after_the_working_days_of_the_parameter() -> None:
    assert due_on("2026-11-20", Calendar()) == date(2026, 12, 18)
    assert due_on(TODAY, Calendar(), Parameters(review_working_days=5)) == date(2026, 11, 27)
    assert due_on("2026-09-18", load_calendar()) == date(2026, 10, 22)
    with pytest.raises(ValueError, match="submission"):
        due_on("2026-11-31", Calendar())


# Registration


def test_a_clean_teacher_and_student_pass() -> None:
    teacher = rules.check_teacher(TEACHER, TODAY, documents(*REQUIRED.teacher), NORMAL, TODAY, DICTIONARIES)
    student = rules.check_student(STUDENT, documents(*REQUIRED.student), NORMAL, TODAY, DICTIONARIES)
    assert [one.rule for one in teacher] == ["G1", "G3", "G5"]
    assert [one.rule for one in student] == ["G3", "G5"]
    assert rules.worst((*teacher, *student)) is Level.PASS
    assert teacher[-1].message == "身份证正反面、职称证正反面、资格证正反面、执业证、机构代码证齐全"


@pytest.mark.parametrize(
    ("change", "code", "refuses"),
    [
        ({"name": " "}, "FIELD_REQUIRED", True),
        ({"licence_no": ""}, "FIELD_REQUIRED", True),
        ({"title_on": "2009-13-01"}, "FIELD_DATE", True),
        ({"title_on": "2026-11-21"}, "FIELD_FUTURE", True),
        ({"title_on": "1968-05-11"}, "FIELD_ORDER", True),
        ({"title_on": "1980-01-01"}, "FIELD_YOUNG", False),
        ({"licence_on": "1999-06-30"}, "FIELD_ORDER", False),
        ({"district": "430102"}, "FIELD_DISTRICT", True),
        ({"phone": "1390000"}, "FIELD_PHONE_LENGTH", True),
        ({"email": "样例"}, "FIELD_EMAIL_INVALID", True),
        ({"practice_place": "长" * 201}, "FIELD_TOO_LONG", True),
        ({"name": "刘\u202e景和"}, "FIELD_SIGNS", True),
        ({"practice_place": "样例路\n1 号"}, "FIELD_SIGNS", True),
        ({"born_on": "", "title_on": "1968-05-11"}, "FIELD_ORDER", True),
        ({"id_kind": IdKind.PASSPORT, "born_on": ""}, "FIELD_REQUIRED", True),
    ],
)
def test_fields_of_a_teacher_are_sane(change: dict[str, object], code: str, refuses: bool) -> None:
    teacher = msgspec.structs.replace(TEACHER, **change)
    found = rules.check_teacher(teacher, TODAY, documents(*REQUIRED.teacher), NORMAL, TODAY, DICTIONARIES)
    (one,) = [one for one in found if one.rule == rules.FIELDS]
    assert (one.code, one.blocking) == (code, refuses)


@pytest.mark.parametrize(
    "change",
    [
        {"licence_on": TEACHER.qualification_on},
        {"title_on": "1986-05-12"},
        {"title_on": "2026-11-20"},
        {"name": "刘\u3000景和", "practice_place": "样例路 1 号\u00a0二楼"},
        {"name": "刘\U0002ebf0\U000323b0"},
        {"practice_place": "长" * 200},
    ],
)
def test_fields_that_only_look_odd_are_accepted(change: dict[str, object]) -> None:
    """Among them rare characters of names that are newer than Python's Unicode tables."""
    teacher = msgspec.structs.replace(TEACHER, **change)
    found = rules.check_teacher(teacher, TODAY, documents(*REQUIRED.teacher), NORMAL, TODAY, DICTIONARIES)
    assert rules.worst(found) is Level.PASS


def test_g4_rare_characters_tell_two_teachers_apart() -> None:
    found = judged(teacher__name="刘\U000323b0", notarisation__teacher_name="刘\U000323b1")
    assert found[-1].code == "G4_TEACHER_NAME_DIFFERS"


def test_fields_of_a_student_and_of_a_notarisation_are_sane() -> None:
    student = msgspec.structs.replace(STUDENT, education="kindergarten")
    found = rules.check_student(student, documents(*REQUIRED.student), NORMAL, TODAY, DICTIONARIES)
    assert found[0].code == "FIELD_EDUCATION"
    notarisation = msgspec.structs.replace(NOTARISATION, office="", teacher_name="")
    written = rules.check_notarisation(notarisation, pages(1), None, NORMAL, TODAY)
    assert messages(written)[:2] == ["请填写公证信息中的公证处", "请填写公证信息中的公证书所载老师姓名"]
    assert [one.rule for one in written[2:]] == ["G4", "G5"]


def test_nothing_judged_is_said_so() -> None:
    assert rules.summary(()) == "尚未核验"
    assert rules.worst(()) is Level.PASS
