"""台账导入: the records it makes, and what goes on with them afterwards (G2, G3, G4, G6, G7, G8, G9, G10)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from core.actions import execute
from core.applications.content import decode_content
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship.commands.filing import ApproveDissolution, UpdateTeacher, WithdrawFiling
from core.apprenticeship.tables import Apprenticeship, Filing, Student, Teacher
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.values import ApprenticeshipState
from core.commons.tables import Notice
from core.domain.errors import Refused
from core.domain.values import IdKind, Role
from core.store.base import KINDS
from core.store.tables import AuditEntry, Document, LogEntry
from tests import kit
from tests.kit import HONGSHAN, WUCHANG
from tests.registers import command, line

if TYPE_CHECKING:
    from core.apprenticeship.words.register import ImportedFiling
    from tests.kit import World


def imported(world: World, *rows: ImportedFiling, district: str = WUCHANG) -> list[Apprenticeship]:
    """Import; gives the apprenticeships in the order of their students' numbers."""
    world.run(command(world.ids, *rows), world.reviewer(district))
    numbers = [row.student.id_number for row in rows]
    found = world.session.scalars(select(Apprenticeship).where(Apprenticeship.student_id_number.in_(numbers)))
    return sorted(found, key=lambda row: numbers.index(row.student_id_number))


def refused(world: World, *rows: ImportedFiling, district: str = WUCHANG) -> Refused:
    before = {kind: count(world, table) for kind, table in KINDS.items()}
    with pytest.raises(Refused) as caught:
        world.run(command(world.ids, *rows), world.reviewer(district))
    assert {kind: count(world, table) for kind, table in KINDS.items()} == before
    return caught.value


def count(world: World, table: type[Any]) -> int:
    return int(world.session.scalar(select(func.count()).select_from(table)) or 0)


def codes(error: Refused) -> set[str]:
    return {finding.code for finding in error.findings if finding.blocking}


def test_a_line_becomes_a_whole_filing_without_documents_and_messages(world: World) -> None:
    (study,) = imported(world, line(filing_no="WC-2019-0007"))
    assert (study.origin, study.state, study.bureau, study.scope) == ("register", "active", WUCHANG, WUCHANG)
    assert (study.filing_no, study.filed_on, study.ended_on) == ("WC-2019-0007", "2023-02-01", "")
    filing = world.session.scalars(select(Filing)).one()
    assert (filing.state, filing.kind, filing.apprenticeship_id) == ("approved", "establish", study.id)
    assert (filing.submitted_at, filing.scope) == ("2023-01-31T16:00:00.000Z", WUCHANG)
    assert filing.settled_at
    content = decode_content(world.session.scalars(select(CaseRevision.content)).one(), FilingContent)
    assert content.documents() == ()
    assert (content.student.name, content.teacher.name) == ("陈亦舟", "刘景和")
    decision = world.session.scalars(select(CaseDecision)).one()
    assert decision.opinion.startswith("台账导入（表中第 2 行）：由周敏")
    assert (decision.outcome, decision.decided_by_name) == ("approved", "周敏")
    assert (count(world, Notice), count(world, Document)) == (0, 0)
    for table in (Student, Teacher):
        assert world.session.scalars(select(table)).one().scope == WUCHANG


def test_one_command_is_one_line_of_the_log_with_its_count(world: World) -> None:
    imported(world, *(line(number) for number in range(1, 4)))
    entry = world.session.scalars(select(LogEntry)).one()
    assert (entry.action, entry.label) == ("ImportFilings", "3 件")
    audit = world.session.scalars(select(AuditEntry)).one()
    assert audit.action == "ImportFilings"


def test_both_ends_make_the_same_records(world: World) -> None:
    """A PC's provisional records have the ids and values that the centre's have."""
    order = command(world.ids, line(1), line(2, teacher=1))
    there = world.context(world.reviewer())
    here = replace(there, settles=False)
    seen = []
    for context in (here, there):
        nested = world.session.begin_nested()
        execute(world.session, order, context)
        ids = {kind: set(world.session.scalars(select(table.id))) for kind, table in KINDS.items()}
        ids.pop("log_entry")
        seen.append(ids)
        nested.rollback()
        world.session.expire_all()
    assert seen[0] == seen[1]
    assert len(seen[0]["student"]) == 2
    assert len(seen[0]["teacher"]) == 1


def test_known_persons_are_used_and_not_overwritten(world: World) -> None:
    teacher = world.teacher(1, practice_place="洪山区中医医院", district=HONGSHAN)
    before = world.session.get_one(Teacher, teacher.person_id)
    row = line(2, teacher=1, teacher__phone="13900009999", teacher__practice_place="别处")
    (study,) = imported(world, row)
    after = world.session.get_one(Teacher, teacher.person_id)
    assert after is before
    assert (after.phone, after.practice_place, after.district) == ("13800000001", "洪山区中医医院", HONGSHAN)
    assert after.scope == f"{WUCHANG},{HONGSHAN}"
    assert (study.teacher_id, study.bureau, study.scope) == (teacher.person_id, WUCHANG, WUCHANG)
    # What the teacher handed in elsewhere is shown when a filing needs it, not for a line of a register.
    assert set(world.session.scalars(select(Document.scope))) == {HONGSHAN}


@pytest.mark.parametrize(
    ("changes", "code", "who"),
    [
        ({"teacher__name": "刘景知"}, "REGISTER_TEACHER_NAME", "老师"),
        ({"student__name": "陈亦州"}, "REGISTER_STUDENT_NAME", "学生"),
    ],
)
def test_another_name_for_a_known_number_is_refused(
    world: World, changes: dict[str, Any], code: str, who: str
) -> None:
    imported(world, line(1, state=ApprenticeshipState.DISSOLVED, ended_on="2024-01-01"))
    other = line(
        1, notarised="2024-02-01", filed_on="2024-03-01", notarisation__certificate_no="新", **changes
    )
    error = refused(world, other)
    assert codes(error) == {code}
    assert (
        f"第 2 行（{other.student.name}）：表中的{who}姓名与这个身份证号已登记的姓名不一致" in error.message
    )


def test_spaces_and_dots_make_no_other_name(world: World) -> None:
    world.teacher(1, name="阿依古丽·买买提")
    assert imported(world, line(2, teacher=1, teacher__name="阿依古丽•买买提"))


def test_all_or_nothing_with_the_lines_that_are_wrong(world: World) -> None:
    rows = [line(number) for number in range(1, 8)]
    for place in (1, 3, 4, 6):
        rows[place] = msgspec.structs.replace(rows[place], filed_on="2027-01-01")
    error = refused(world, *rows)
    assert error.code == "IMPORT_FORBIDDEN"
    assert error.message.startswith(
        "台账 7 行中有 4 行不能导入，本次均未导入：第 3 行（陈亦舟）：备案日期晚于今天"
    )
    assert "已在台账中的行会自动略过" in error.message
    assert {one.evidence[0].field for one in error.findings if one.blocking} == {
        "rows.1",
        "rows.3",
        "rows.4",
        "rows.6",
    }


def test_g2_seats_count_the_store_other_bureaus_and_the_lines_before(world: World) -> None:
    teacher = world.teacher(1)
    for number in (11, 12):
        world.active(number, teacher)
    imported(world, line(21, teacher=1))
    error = refused(world, line(22, teacher=1), line(23, teacher=1))
    assert codes(error) == {"G2_FULL"}
    assert error.message.startswith("台账 2 行中有 1 行")
    ended = line(24, teacher=1, state=ApprenticeshipState.PASSED, ended_on="2026-02-01")
    assert imported(world, line(22, teacher=1), ended)


def test_g6_a_student_has_one_open_apprenticeship(world: World) -> None:
    imported(world, line(1))
    second = line(1, teacher=2, notarisation__certificate_no="另一份")
    assert codes(refused(world, second)) == {"G6_OPEN"}
    past = msgspec.structs.replace(second, state=ApprenticeshipState.DISSOLVED, ended_on="2023-03-01")
    assert len(imported(world, past)) == 2
    assert codes(refused(world, line(3), line(3, teacher=4, notarisation__certificate_no="乙"))) == {
        "G6_OPEN"
    }


def test_g6_earlier_apprenticeships_are_shown_to_the_bureau(world: World) -> None:
    past = line(1, state=ApprenticeshipState.DISSOLVED, ended_on="2023-03-01", teacher__district=HONGSHAN)
    (earlier,) = imported(world, past, district=HONGSHAN)
    imported(world, line(1, teacher=2, notarisation__certificate_no="另一份"))
    assert earlier.scope == f"{WUCHANG},{HONGSHAN}"
    assert world.session.scalars(select(Student)).one().scope == f"{WUCHANG},{HONGSHAN}"


def test_the_same_line_again_is_refused(world: World) -> None:
    imported(world, line(1, filing_no="旧 12 号"))
    error = refused(world, line(1, filing_no="旧 12 号"), line(2))
    assert codes(error) == {"REGISTER_SAME"}
    assert "备案号 旧 12 号" in error.message
    spelled = line(1, filing_no="旧 99 号", notarisation__certificate_no="(2023)鄂武昌证字第1号")
    assert codes(refused(world, spelled)) == {"REGISTER_SAME"}
    assert codes(refused(world, line(3), line(3))) == {"REGISTER_SAME_LINE"}


def test_a_pending_filing_of_the_same_certificate_is_the_same(world: World) -> None:
    filing_id, student = world.filed(1)
    certificate = kit.notarisation_data(kit.teacher_data(1)).certificate_no
    row = line(1, notarised="2026-09-01", filed_on="2026-09-02", notarisation__certificate_no=certificate)
    confirmed = msgspec.structs.replace(row, confirmed=("G4_TOO_SHORT",))
    assert codes(refused(world, confirmed)) == {"REGISTER_SAME"}
    world.run(WithdrawFiling(filing_id, 1), student)
    assert len(imported(world, confirmed)) == 2


@pytest.mark.parametrize("again", ["WC-2026-0001", "wc-2026-1", "ＷＣ-2026-01"])
def test_a_number_of_the_bureau_stands_for_one_filing_only(world: World, again: str) -> None:
    world.active(1)
    error = refused(world, line(2, filing_no=again))
    assert codes(error) == {"REGISTER_NUMBER_TAKEN"}
    hongshan = line(3, filing_no=again, teacher__district=HONGSHAN, confirmed=("REGISTER_NUMBER_ELSEWHERE",))
    assert imported(world, hongshan, district=HONGSHAN)


def test_later_numbers_never_collide_with_imported_ones(world: World) -> None:
    rows = [
        line(1, filing_no="WC-2026-0041"),
        line(2, filing_no="wc-2026-7"),
        line(3, filing_no="WC-J-2026-0005"),
        line(4, filing_no="武备〔2019〕12 号"),
        line(5),
    ]
    studies = imported(world, *rows)
    assert [study.filing_no for study in studies] == [*(row.filing_no for row in rows[:4]), "WC-2023-0001"]
    filing_id, student = world.filed(11)
    assert world.session.get_one(Filing, filing_id).filing_no == "WC-2026-0042"
    study = world.approve(filing_id)
    dissolution = world.dissolve(student, study)
    assert world.session.get_one(Filing, dissolution).filing_no == "WC-J-2026-0006"


def test_a_pc_gives_no_numbers(world: World) -> None:
    context = world.context(world.reviewer(), settles=False)
    execute(world.session, command(world.ids, line(1), line(2, filing_no="WC-2020-0001")), context)
    assert sorted(world.session.scalars(select(Filing.filing_no))) == ["", "WC-2020-0001"]
    assert set(world.session.scalars(select(Filing.settled_at))) == {""}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"student__id_number": "420106199608210011"}, "G3_ID_CHECK"),
        ({"teacher__sex": "female"}, "G3_SEX_DIFFERS"),
        ({"student__born_on": "1996-08-22"}, "G3_BIRTH_DIFFERS"),
        ({"student__id_number": kit.teacher_data(1).id_number, "student__born_on": ""}, "G3_SAME_PERSON"),
        ({"notarisation__teaching_end": "2023-01-10"}, "G4_END_NOT_AFTER_START"),
        ({"notarisation__notarised_on": "2026-11-21"}, "G4_NOTARISED_IN_FUTURE"),
        ({"notarisation__teaching_start": "2023年"}, "G4_DATE_MISSING"),
        ({"notarisation__certificate_no": ""}, "FIELD_REQUIRED"),
        ({"student__name": "陈" * 201}, "FIELD_TOO_LONG"),
        ({"student__phone": "123"}, "FIELD_PHONE_LENGTH"),
        ({"student__education": "doctorate"}, "FIELD_EDUCATION"),
        ({"teacher__title": "名医"}, "REGISTER_TITLE"),
        ({"teacher__title_level": "senior"}, "G1_LEVEL_DIFFERS"),
        ({"filed_on": ""}, "REGISTER_FILED_MISSING"),
        ({"filed_on": "0001-01-01"}, "REGISTER_FILED_TOO_EARLY"),
        ({"filed_on": "2026-11-21"}, "REGISTER_FILED_IN_FUTURE"),
        ({"filing_no": "号" * 61}, "REGISTER_NUMBER_LONG"),
        ({"state": ApprenticeshipState.TERMINATED, "ended_on": "2024-01-01"}, "REGISTER_STATE"),
        ({"state": ApprenticeshipState.PENDING}, "REGISTER_STATE"),
        ({"state": ApprenticeshipState.DISSOLVED}, "REGISTER_ENDED_MISSING"),
        ({"state": ApprenticeshipState.DISSOLVED, "ended_on": "2023-01-31"}, "REGISTER_ENDED_EARLY"),
        ({"state": ApprenticeshipState.DISSOLVED, "ended_on": "2026-11-21"}, "REGISTER_ENDED_IN_FUTURE"),
        ({"ended_on": "2024-01-01"}, "REGISTER_ENDED_ACTIVE"),
    ],
)
def test_what_a_line_may_not_say(world: World, changes: dict[str, Any], code: str) -> None:
    values = dict(changes)
    if "teacher__sex" in values:
        values["teacher__sex"] = kit.Sex.FEMALE
    if "teacher__title_level" in values:
        values["teacher__title_level"] = kit.TitleLevel.SENIOR
    assert code in codes(refused(world, line(1, **values)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notarisation__teaching_start": "2023-01-01"}, "G4_START_BEFORE_NOTARISATION"),
        ({"notarisation__teaching_end": "2025-01-10"}, "G4_TOO_SHORT"),
        ({"filed_on": "2023-01-09"}, "REGISTER_FILED_BEFORE_NOTARISED"),
        ({"student__phone": ""}, "REGISTER_NO_PHONE"),
        ({"filing_no": "HS-2020-0001"}, "REGISTER_NUMBER_ELSEWHERE"),
        ({"student__id_kind": IdKind.PASSPORT, "student__id_number": "E1234567"}, "G3_NOT_CHECKABLE"),
        ({"teacher__title": "中医师", "teacher__title_level": kit.TitleLevel.JUNIOR}, "G1_TITLE_TOO_LOW"),
        ({"state": ApprenticeshipState.PASSED, "ended_on": "2024-01-01"}, "REGISTER_PASSED_EARLY"),
    ],
)
def test_what_a_person_has_to_confirm(world: World, changes: dict[str, Any], code: str) -> None:
    error = refused(world, line(1, **changes))
    assert error.code == "FINDINGS_NOT_CONFIRMED"
    assert [one.code for one in error.findings] == [code]
    assert imported(world, line(1, confirmed=(code,), **changes))


def test_an_old_register_may_be_silent_about_much(world: World) -> None:
    empty = dict.fromkeys(
        ("title_on", "qualification_no", "qualification_on", "licence_no", "licence_on", "organisation_code"),
        "",
    )
    row = line(
        1,
        **{f"teacher__{name}": value for name, value in empty.items()},
        student__education="",
        notarisation__office="",
        notarisation__teaching_place="",
    )
    assert imported(world, row)


def test_only_a_reviewer_of_the_own_district_imports(world: World) -> None:
    order = command(world.ids, line(1))
    for role in Role:
        if role is not Role.DISTRICT_REVIEWER:
            with pytest.raises(Refused, match="NOT_ALLOWED"):
                world.run(order, replace(world.reviewer(), role=role))
    assert refused(world, line(1), district=HONGSHAN).code == "IMPORT_NOT_OURS"
    assert refused(world, line(1), line(2, teacher__district=HONGSHAN)).code == "IMPORT_NOT_OURS"
    assert refused(world, line(1, teacher__district="999999")).code == "UNKNOWN_DISTRICT"


def test_a_command_has_a_limit(world: World) -> None:
    assert refused(world).code == "NOTHING_SELECTED"
    assert refused(world, *(line(1) for _ in range(101))).code == "IMPORT_TOO_LARGE"
    long = {"notarisation__teaching_place": "字" * 100_000}
    assert refused(world, line(1, **long)).code == "IMPORT_TOO_LARGE"


def test_g8_an_imported_apprenticeship_is_dissolved_like_any_other(world: World) -> None:
    (study,) = imported(world, line(1))
    student = replace(world.reviewer(), role=STUDENT, scopes=frozenset(), person_id=study.student_id)
    filing_id = world.dissolve(student, study.id)
    world.run(ApproveDissolution(filing_id, 1, paper_seen=True), world.reviewer())
    assert (study.state, study.ended_on) == ("dissolved", "2026-11-20")
    told = set(world.session.scalars(select(Notice.recipient_role)))
    assert told == {"student", "teacher"}


def test_g9_an_imported_apprenticeship_is_terminated_like_any_other(world: World) -> None:
    (study,) = imported(world, line(1))
    world.terminate(study.id)
    assert study.state == "terminated"


def test_g10_g12_an_imported_student_is_assessed_and_passes(world: World) -> None:
    (study,) = imported(world, line(1))
    score = world.score(study.id)
    world.publish(score)
    assert study.state == "passed"


def test_g7_a_teacher_who_moves_takes_new_filings_along_and_leaves_the_imported_one(world: World) -> None:
    (study,) = imported(world, line(1))
    actor = replace(world.reviewer(), role=TEACHER, scopes=frozenset(), person_id=study.teacher_id)
    data = kit.teacher_data(1, district=HONGSHAN, practice_place="洪山区中医医院")
    documents = kit.refs(kit.TEACHER_KINDS, "moved")
    world.run(UpdateTeacher(study.teacher_id, 1, data, documents), actor)
    assert study.bureau == WUCHANG
    assert study.scope == f"{WUCHANG},{HONGSHAN}"
