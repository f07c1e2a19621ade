"""成绩单 and 补正告知书: what a resident is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from core.apprenticeship.papers.correction_notice import (
    CorrectionNotice,
    NoticeItem,
    render_correction_notice,
)
from core.apprenticeship.papers.transcript import (
    Transcript,
    TranscriptCourse,
    TranscriptScore,
    render_transcript,
)
from core.files.fonts import find_fonts
from tests.support.poppler import Poppler, flat, reader

if TYPE_CHECKING:
    from pathlib import Path

    from core.paper.pdf import Rendered

FAILED = TranscriptScore("出师考核", "2025年6月8日", "57.5", "不合格", "2025年6月20日", "已被更正")
CORRECTED = TranscriptScore("出师考核", "2025年6月8日", "67.5", "合格", "2025年7月2日", "更正")
COURSE = TranscriptCourse(
    number="WC-2023-0018",
    teacher="刘景和",
    bureau="武汉市武昌区卫生健康局",
    state="已出师",
    notarised="2023年3月16日",
    filed="2023年4月2日",
    scores=(FAILED, CORRECTED),
)
TRANSCRIPT = Transcript(
    student="陈亦舟",
    id_number="420106********199X",
    courses=(COURSE,),
    office="武汉市卫生健康委员会",
    sex="男",
    born="1996年8月21日",
    as_of="2026年11月20日",
    printed_by="何静",
    printed_at="2026-11-20 10:20:00",
)
NOTICE = CorrectionNotice(
    bureau="武汉市武昌区卫生健康局",
    applicant="陈亦舟",
    number="WC-2026-1284",
    returned="2026年3月5日",
    items=(
        NoticeItem("身份证正面", "照片反光，看不清号码，请重新拍照上传。"),
        NoticeItem("公证书第2页", "缺页。"),
    ),
    submitted="2026年3月1日",
    opinion="请补正后再次提交。",
    printed_by="周敏",
    printed_at="2026-03-05 14:02:11",
)


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


def transcript(paper: Transcript) -> Rendered:
    return render_transcript(paper, find_fonts().paper)


def notice(paper: CorrectionNotice) -> Rendered:
    return render_correction_notice(paper, find_fonts().paper)


def check_feet(pages: list[str], who: str, at: str) -> None:
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in flat(page)
        assert f"打印人：{who}" in flat(page)
        assert at in page


def test_a_transcript_has_every_score_and_says_what_was_corrected(poppler: Poppler) -> None:
    pages = poppler.pages(transcript(TRANSCRIPT).data)
    text = flat("".join(pages))
    for paper in (TRANSCRIPT, COURSE, FAILED, CORRECTED):
        for name in paper.__struct_fields__:
            value = getattr(paper, name)
            if isinstance(value, str):
                assert flat(value) in text, name
    assert "以更正后的成绩为准" in text
    assert "（盖章）" in text
    check_feet(pages, "何静", "2026-11-20 10:20:00")


@pytest.mark.parametrize("courses", [(), (replace(COURSE, scores=()),)])
def test_a_transcript_without_scores_says_so(poppler: Poppler, courses: tuple[TranscriptCourse, ...]) -> None:
    text = poppler.text(transcript(replace(TRANSCRIPT, courses=courses)).data)
    assert "没有已公布的考核成绩" in text


def test_that_there_are_no_scores_is_said_once(poppler: Poppler) -> None:
    none = replace(COURSE, scores=())
    text = poppler.text(transcript(replace(TRANSCRIPT, courses=(none, none))).data)
    assert text.count("没有已公布的考核成绩") == 1
    text = poppler.text(transcript(replace(TRANSCRIPT, courses=(none, COURSE))).data)
    assert text.count("没有已公布的考核成绩") == 1


def test_facts_are_not_torn_between_lines(poppler: Poppler) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提"
    bureau = "武汉市东湖新技术开发区卫生健康和社会事务管理局（行政审批局）"
    course = replace(COURSE, teacher=name, bureau=bureau, state="强制解除", ended="2025年3月16日")
    lines = "".join(poppler.pages(transcript(replace(TRANSCRIPT, courses=(course,))).data)).splitlines()
    for words in (f"指导老师：{name}", f"受理单位：{bureau}", "状态：强制解除", "结束日期：2025年3月16日"):
        assert any(words in flat(line) for line in lines), words


def test_a_long_transcript_goes_on_with_the_head_of_its_table(poppler: Poppler) -> None:
    scores = tuple(replace(FAILED, score=f"{at}.5", note="") for at in range(10, 100))
    made = transcript(replace(TRANSCRIPT, courses=(replace(COURSE, scores=scores),) * 2))
    pages = poppler.pages(made.data)
    assert made.pages == len(pages) >= 6
    text = "".join(pages)
    assert all(text.count(f" {at}.5 ") == 2 for at in range(10, 100))
    for page in pages[1:]:
        assert "陈亦舟" in page, "who it is stands on every page"
        if "出师考核" in page:
            assert "考核日期" in page
    check_feet(pages, "何静", "2026-11-20 10:20:00")


def test_a_notice_numbers_its_items_with_reasons(poppler: Poppler) -> None:
    made = notice(NOTICE)
    pages = poppler.pages(made.data)
    text = flat("".join(pages))
    for words in (
        "补正告知书",
        "武汉市武昌区卫生健康局",
        "陈亦舟：",
        "备案编号：WC-2026-1284",
        "你于2026年3月1日提交的中医师承关系备案申请",
        "1．身份证正面",
        "照片反光，看不清号码，请重新拍照上传。",
        "2．公证书第2页",
        "审核意见：请补正后再次提交。",
        "登录居民端",
        "（盖章）",
        "2026年3月5日",
    ):
        assert flat(words) in text, words
    assert made.pages == 1
    check_feet(pages, "周敏", "2026-03-05 14:02:11")


def test_a_notice_names_a_day_only_when_one_is_known_and_never_calls_it_legal(poppler: Poppler) -> None:
    without = poppler.text(notice(NOTICE).data)
    with_day = poppler.text(notice(replace(NOTICE, deadline="2026年3月20日")).data)
    assert "请及时登录" in without
    assert "请于2026年3月20日前登录" in with_day
    for text in (without, with_day):
        assert "法定" not in text
        assert "视为" not in text


def test_the_contact_is_left_to_the_pen(poppler: Poppler) -> None:
    assert "联系人：＿" in poppler.text(notice(NOTICE).data)
    filled = replace(NOTICE, contact="王老师", phone="027-88888888")
    assert "联系人：王老师联系电话：027-88888888" in poppler.text(notice(filled).data)


def test_many_items_with_long_reasons_are_all_printed(poppler: Poppler) -> None:
    items = tuple(NoticeItem(f"项目{at}甲", f"理由{at}乙" * 60) for at in range(30))
    made = notice(replace(NOTICE, items=items))
    text = poppler.text(made.data)
    assert made.pages > 5
    assert made.shortened == ()
    assert all(text.count(f"项目{at}甲") == 1 for at in range(30))
    assert sum(text.count(f"理由{at}乙") for at in range(30)) > 30 * 55, (
        "but for those that a page break tears"
    )
    last = poppler.pages(made.data)[-1]
    assert "（盖章）" in last


def test_a_long_name_of_a_bureau_stands_on_one_line_above_the_title(poppler: Poppler) -> None:
    bureau = "武汉市东湖新技术开发区卫生健康和社会事务管理局（行政审批局）"
    made = notice(replace(NOTICE, bureau=bureau, title="补正告知书（待上报，未生效）"))
    lines = [flat(line) for line in poppler.pages(made.data)[0].splitlines()]
    assert bureau in lines
    assert "补正告知书（待上报，未生效）" in lines
    assert made.shortened == ()


def test_an_unknown_applicant_leaves_room(poppler: Poppler) -> None:
    made = notice(replace(NOTICE, applicant="", submitted="", opinion="", items=()))
    assert "你提交的中医师承关系备案申请" in poppler.text(made.data)


def test_names_of_forty_characters_and_rare_ones(poppler: Poppler) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提吾买尔江托合提库"
    made = transcript(replace(TRANSCRIPT, student=name, courses=(replace(COURSE, teacher=name),)))
    assert made.shortened == ()
    assert poppler.text(made.data).count(name[:12]) >= 2
    made = notice(replace(NOTICE, applicant="陈𠮷舟"))
    assert made.missing or "陈𠮷舟：" in poppler.text(made.data)


def test_the_same_papers_give_the_same_bytes() -> None:
    assert transcript(TRANSCRIPT).data == transcript(TRANSCRIPT).data
    assert notice(NOTICE).data == notice(NOTICE).data
