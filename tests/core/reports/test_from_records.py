"""Papers out of records: days, words and masks as they stand on paper; what waits says so."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from core.apprenticeship.papers.archive_records import Case, archive_packet
from core.apprenticeship.papers.from_records import (
    FROM_REGISTER,
    correction_notice,
    filing_form,
    register_form,
    transcript,
)
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import FilingKind
from core.domain.dictionaries import load_dictionaries
from core.domain.masking import mask_id_number
from core.domain.values import CaseState, ReturnItem
from core.paper.printer import Printer, paper_day
from tests.core.reports import records

WORDS = load_dictionaries()
PRINTER = Printer(WORDS, "周敏", "2026-11-21 09:30:05", date(2026, 11, 21))


def test_days_on_paper_have_no_leading_noughts() -> None:
    assert paper_day("2026-03-05") == "2026年3月5日"
    assert paper_day("2026-03-04T16:30:00.000Z") == "2026年3月5日", "the day in Wuhan"
    assert paper_day("") == ""


def test_the_form_has_what_was_filed_and_who_decided() -> None:
    form = filing_form(records.detail(), PRINTER)
    assert form.number == "WC-2026-0007"
    assert form.bureau == "武昌区卫生健康局"
    assert form.student.name == "陈亦舟"
    assert form.student.education == "本科"
    assert form.teacher.title == "副主任医师（副高）"
    assert form.notary_date == "2026年9月1日"
    assert form.submitted == "2026年11月19日"
    assert (form.result, form.handler, form.decided) == ("同意备案。", "周敏", "2026年11月20日")
    assert form.head == "", "left free for the pen"
    assert form.title == "中医师承关系备案表"
    assert (form.printed_by, form.printed_at) == ("周敏", "2026-11-21 09:30:05")


def test_numbers_are_masked_unless_whole_ones_are_asked_for_a7() -> None:
    detail = records.detail()
    number = detail.content.student.id_number
    masked, whole = filing_form(detail, PRINTER), filing_form(detail, PRINTER._replace(whole=True))
    assert masked.student.id_number == mask_id_number(number) != number
    assert whole.student.id_number == number
    assert number not in str(msgspec.to_builtins(masked))
    assert detail.content.teacher.id_number not in str(msgspec.to_builtins(masked))
    assert whole.teacher.phone == detail.content.teacher.phone != masked.teacher.phone


def test_a_birth_day_that_was_not_filled_in_is_that_of_the_number() -> None:
    form = filing_form(records.detail(), PRINTER)
    assert form.student.born == "1996年8月21日"


@pytest.mark.parametrize(
    ("state", "result"),
    [
        (CaseState.APPROVED, "同意备案。"),
        (CaseState.REFUSED, "不予备案。"),
        (CaseState.RETURNED, "退回补正。"),
    ],
)
def test_a_decision_that_waits_is_marked_and_bears_no_day(state: CaseState, result: str) -> None:
    form = filing_form(records.detail(state, settled=False), PRINTER)
    assert form.title == "中医师承关系备案表（待上报，未生效）"
    assert form.result == f"{result}（待上报，未生效）"
    assert form.decided == ""


def test_a_pending_filing_leaves_the_review_free_also_after_an_earlier_return() -> None:
    detail = records.detail(CaseState.PENDING, decisions=(records.decision(CaseState.RETURNED),))
    form = filing_form(detail, PRINTER)
    assert (form.result, form.opinion, form.handler, form.decided) == ("", "", "", "")


def test_a_relation_whose_filing_is_not_here_has_a_form_too() -> None:
    record = records.record()
    form = register_form(record, PRINTER)
    assert form.result == "已备案。"
    assert form.decided == "2024年5月6日"
    assert form.student.name == record.student.name
    assert register_form(records.record(filed_on=""), PRINTER).result == ""
    assert register_form(records.record(origin="register"), PRINTER).result == FROM_REGISTER


def test_who_imported_a_register_is_not_named_as_who_decided() -> None:
    detail = records.detail()
    row = msgspec.structs.replace(detail.row, decided_at="2019-03-04T16:00:00.000Z")
    form = filing_form(msgspec.structs.replace(detail, row=row, origin="register"), PRINTER)
    assert (form.result, form.handler) == (FROM_REGISTER, "")
    assert form.decided == "2019年3月5日", "the day of the register, not of the import"
    assert form.submitted == ""


def test_the_notice_names_every_item_with_its_reason_g15() -> None:
    items = (
        ReturnItem("student.diploma", "照片模糊，请重新拍摄。"),
        ReturnItem("student.phone", "无法接通。"),
    )
    first = records.decision(CaseState.RETURNED, at="2026-11-01T02:00:00.000Z", items=items[:1])
    last = records.decision(CaseState.RETURNED, at="2026-11-10T02:00:00.000Z", items=items)
    detail = records.detail(CaseState.PENDING, decisions=(first, last))
    notice = correction_notice(detail, PRINTER)
    assert notice is not None
    assert [(one.name, one.reason) for one in notice.items] == [
        (of(WORDS).full_label(one.key), one.reason) for one in items
    ]
    assert notice.returned == "2026年11月10日"
    assert notice.matter == "中医师承关系备案"
    assert notice.applicant == "陈亦舟"
    earlier = correction_notice(detail, PRINTER, "2026-11-01T02:00:00.000Z")
    assert earlier is not None
    assert len(earlier.items) == 1
    assert notice.submitted == earlier.submitted == "", "handed in again after both"


def test_a_notice_that_waits_says_so_and_none_is_made_without_a_return() -> None:
    notice = correction_notice(records.detail(CaseState.RETURNED, settled=False), PRINTER)
    assert notice is not None
    assert notice.title == "补正告知书（待上报，未生效）"
    assert notice.returned == ""
    assert notice.submitted == "2026年11月19日"
    assert correction_notice(records.detail(), PRINTER) is None
    dissolving = records.detail(CaseState.RETURNED, kind=FilingKind.DISSOLVE)
    notice = correction_notice(dissolving, PRINTER)
    assert notice is not None
    assert notice.matter == "中医师承关系解除备案"


def test_the_transcript_has_published_scores_only_g13() -> None:
    view = records.student_view()
    paper = transcript(view, PRINTER, office="武昌区卫生健康局", as_of="2026-11-21T01:00:00.000Z")
    assert [course.number for course in paper.courses] == ["WC-2022-0001", "WC-2026-0007"]
    scores = paper.courses[0].scores
    assert [(one.day, one.score, one.note) for one in scores] == [
        ("2025年3月5日", "58.5", "已被更正"),
        ("2025年3月5日", "61", "更正"),
        ("2026年3月5日", "90", "待上报，未生效"),
    ]
    assert scores[2].published == ""
    assert paper.courses[1].scores == ()
    assert paper.id_number == mask_id_number(view.student.id_number)
    assert paper.as_of == "2026年11月21日"


def test_the_packet_has_every_step_and_every_document() -> None:
    packet = archive_packet(records.case(), PRINTER, "DA20261121093005")
    assert [step.what for step in packet.steps] == [
        "提交备案申请", "退回补正", "补正后重新提交", "通过备案", "强制解除",
    ]  # fmt: skip
    assert packet.steps[1].items[0].reason == "照片模糊，请重新拍摄。"
    assert packet.steps[3].note == "待上报，未生效"
    assert "武卫中医〔2026〕12 号" in packet.steps[4].opinion
    assert packet.steps[3].at == "2026-11-20 11:00:00"
    names = [scan.name for scan in packet.scans]
    content = records.detail().content
    assert len(names) == len(set(names)) == len(content.documents()) + 1
    assert names[0] == "学生　身份证正面"
    assert "公证　公证书　第 2 页" in names
    assert names[-1].startswith("强制解除　")
    assert {scan.sha256 for scan in packet.scans} >= {ref.sha256 for _, ref in content.documents()}
    assert packet.state == "已通过（待上报，未生效）"
    assert packet.export_number == "DA20261121093005"


def test_a_packet_of_a_relation_from_a_register_stands_without_a_filing() -> None:
    case = Case(records.record(), None, {}, ())
    packet = archive_packet(case, PRINTER, "DA1")
    assert packet.steps == ()
    assert packet.form.result == "已备案。"
