"""Every paper as it was approved: its text word by word, its first page as a picture with tolerance.

After a change that is wanted, look at the papers and write them anew with SHICHENG_WRITE_GOLDENS=1.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from core.apprenticeship.papers.archive import (
    ArchivePacket,
    ArchiveScan,
    ArchiveStep,
    NoticeItem,
    render_archive,
)
from core.apprenticeship.papers.check_sheet import CheckRow, CheckSheet, render_check_sheet
from core.apprenticeship.papers.correction_notice import CorrectionNotice, render_correction_notice
from core.apprenticeship.papers.filing_form import FilingForm, Person, Teacher, render_filing_form
from core.apprenticeship.papers.transcript import (
    Transcript,
    TranscriptCourse,
    TranscriptScore,
    render_transcript,
)
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.files.fonts import find_fonts
from core.paper.figures_paper import render_stat
from tests.support.poppler import Poppler, flat, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.paper.pdf import Rendered

GOLDENS = Path(__file__).parent / "goldens"
WRITING = bool(os.environ.get("SHICHENG_WRITE_GOLDENS"))
DRAWN_WITH = "WenQuanYi Zen Hei"
FONT = find_fonts().paper
BUREAU = "武汉市武昌区卫生健康局"
FORM = FilingForm(
    number="WC-2026-1284",
    bureau=BUREAU,
    student=Person("陈亦舟", "男", "1996年8月21日", "420106********199X", "138****5678", "本科"),
    teacher=Teacher("刘景和", "男", title="副主任医师（副高）", place="武汉市武昌区杏林中医门诊部"),
    notary_office="湖北省武汉市武昌公证处",
    notary_date="2023年3月16日",
    result="同意备案",
    opinion="经审核，申请材料齐全，符合备案条件。",
    handler="周敏",
    decided="2026年3月5日",
    printed_by="周敏",
    printed_at="2026-03-05 14:02:11",
)


def filing_form() -> Rendered:
    return render_filing_form(FORM, FONT)


def check_sheet() -> Rendered:
    passed = CheckRow("陈亦舟", "420106********199X", "刘景和", "出师考核", "2026-11-08", "86.5", "合格", 865)
    failed = CheckRow("吴思远", "420106********2214", "刘景和", "出师考核", "2026-11-08", "54", "不合格", 540)
    made_by = "制表人：何静　制表时间：2026-11-20 10:20:00"
    return render_check_sheet(CheckSheet((passed, failed), "市中医处", "考核类型：出师考核", made_by), FONT)


def transcript() -> Rendered:
    scores = (
        TranscriptScore("出师考核", "2025年6月8日", "57.5", "不合格", "2025年6月20日", "已被更正"),
        TranscriptScore("出师考核", "2025年6月8日", "67.5", "合格", "2025年7月2日", "更正"),
    )
    course = TranscriptCourse("WC-2022-0018", "刘景和", BUREAU, "已出师", "2022年3月16日", scores=scores)
    office, at = "武汉市卫生健康委员会", "2026-11-20 10:20:00"
    paper = Transcript("陈亦舟", "420106********199X", (course,), office, printed_by="何静", printed_at=at)
    return render_transcript(paper, FONT)


def correction_notice() -> Rendered:
    items = (NoticeItem("身份证正面", "照片反光，请重新拍照上传。"), NoticeItem("公证书第2页", "缺页。"))
    at = "2026-03-05 14:02:11"
    paper = CorrectionNotice(
        BUREAU, "陈亦舟", "WC-2026-1284", "2026年3月5日", items, printed_by="周敏", printed_at=at
    )
    return render_correction_notice(paper, FONT)


def statistic() -> Rendered:
    chart = StatChart(
        "各区备案与合格",
        ("江岸", "武昌", "洪山"),
        (StatSeries("备案数", (120, 87, 0)), StatSeries("合格数", (40, 61, 3))),
    )
    table = StatTable(
        title="各区年度备案情况",
        office="武汉市卫生健康委员会",
        period="2026 年",
        filtered="年度：2026 年",
        as_of="2026-11-21",
        data_at="2026-11-21 09:00:00（在线）",
        made_by="制表人：何静　制表时间：2026-11-21 09:30:05",
        columns=(StatColumn("区", "text", 16), StatColumn("备案数"), StatColumn("合格率", "percent")),
        rows=(("江岸区", 120, 400), ("武昌区", 87, 701), ("洪山区", 0, None)),
        total=("合计", 207, 512),
        charts=(chart,),
        definitions=("备案数：备案日期在当年的师承关系。",),
        proof="合计 207 与逐条核对的明细 207 条一致。",
    )
    return render_stat(table, FONT)


def archive() -> Rendered:
    picture = Image.new("RGB", (300, 200), (90, 150, 200))
    ImageDraw.Draw(picture).ellipse((60, 40, 240, 160), fill="white")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    here, gone = hashlib.sha256(stream.getvalue()).hexdigest(), "0" * 64
    packet = ArchivePacket(
        form=FORM,
        state="已通过",
        steps=(ArchiveStep("2026-03-05 14:00:00", "通过备案", "周敏", "符合备案条件。"),),
        scans=(
            ArchiveScan("学生　身份证正面", here, "a" * 64),
            ArchiveScan("公证书", gone, "b" * 64, "第 1 页"),
        ),
        export_number="DA-20260305-0001",
        printed_by="周敏",
        printed_at="2026-03-05 14:02:11",
    )
    return render_archive(packet, lambda one: stream.getvalue() if one.sha256 == here else None, FONT)


PAPERS: tuple[Callable[[], Rendered], ...] = (
    filing_form,
    check_sheet,
    transcript,
    correction_notice,
    statistic,
    archive,
)


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.__name__)
def test_the_words_are_the_approved_ones(poppler: Poppler, paper: Callable[[], Rendered]) -> None:
    pages = [page.strip() for page in poppler.pages(paper().data)]
    golden = GOLDENS / f"{paper.__name__}.txt"
    if WRITING:
        golden.write_text("\n\f\n".join(pages) + "\n", encoding="utf-8")
    approved = golden.read_text(encoding="utf-8").split("\f")
    assert [_compared(page) for page in pages] == [_compared(page) for page in approved]


def _compared(page: str) -> str:
    """Without spaces; another font breaks the lines of columns differently, so only its characters count."""
    return flat(page) if FONT.family == DRAWN_WITH else "".join(sorted(flat(page)))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.__name__)
def test_the_first_page_looks_as_approved(poppler: Poppler, paper: Callable[[], Rendered]) -> None:
    if FONT.family != DRAWN_WITH:
        pytest.skip(f"the approved pictures are drawn with {DRAWN_WITH}")
    page = poppler.picture(paper().data, dots=48)
    golden = GOLDENS / f"{paper.__name__}.png"
    if WRITING:
        page.quantize(16).save(golden, optimize=True)
    with Image.open(golden) as picture:
        approved = picture.convert("L")
    assert page.size == approved.size
    soft = [one.filter(ImageFilter.BoxBlur(2)) for one in (page, approved)]
    difference = ImageChops.difference(*soft).histogram()
    assert sum(difference[40:]) < 0.002 * page.width * page.height
