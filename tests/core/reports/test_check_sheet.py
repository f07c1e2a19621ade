"""双人核对单 on paper: read back as text, page by page."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.papers.check_sheet import (
    NOTHING,
    CheckRow,
    CheckSheet,
    render_check_sheet,
    total_words,
)
from core.files.fonts import find_fonts
from core.paper.pdf import MISSING

if TYPE_CHECKING:
    from pathlib import Path

    from core.paper.pdf import Rendered

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def row(number: int, name: str = "陈亦舟", tenths: int = 865) -> CheckRow:
    return CheckRow(
        name=name,
        id_number=f"420106********{number % 10000:04d}",
        teacher="刘景和",
        type="确有专长考核",
        day="2026-11-08",
        score=f"{tenths / 10:g}",
        result="合格" if tenths >= 600 else "不合格",
        tenths=tenths,
    )


def render(*rows: CheckRow) -> Rendered:
    sheet = CheckSheet(
        rows=rows,
        office="武汉市卫生健康委员会中医处",
        what="考核类型：确有专长考核　考核日期：2026-11-08",
        made_by="制表人：何静　制表时间：2026-11-20 10:20:00",
    )
    return render_check_sheet(sheet, find_fonts().paper)


def pages(data: bytes, folder: Path) -> list[str]:
    path = folder / "sheet.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def test_one_page_has_rows_sums_and_two_signatures(tmp_path: Path) -> None:
    rendered = render(row(1), row(2, "吴思远", 540), row(3, "何静怡", 1000))
    (page,) = pages(rendered.data, tmp_path)
    assert "考核成绩双人核对单" in page
    assert "420106********0002" in page
    assert "合计 3 人、成绩合计 240.5 分" in page
    assert "其中合格 2 人，不合格 1 人" in page
    assert page.count("（签名）") == 2
    assert "第1页共1页" in "".join(page.split())
    assert "制表人：何静" in page
    assert not rendered.shortened


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 1), (24, 1), (25, 1), (26, 2), (31, 2), (32, 2), (700, 23)]
)
def test_every_row_is_there_once_and_the_last_page_has_room_to_sign(
    tmp_path: Path, count: int, expected: int
) -> None:
    found = pages(render(*(row(number) for number in range(count))).data, tmp_path)
    whole = "".join(found)
    assert whole.count("420106********") == count
    assert sum("（签名）" in page for page in found) == 1
    assert "（签名）" in found[-1]
    assert f"合计 {total_words([row(1)] * count)}" in found[-1]
    assert all("本页" in page for page in found)
    assert f"共{len(found)}页" in "".join(found[-1].split())


def test_a_name_of_forty_characters_is_whole_and_its_row_grows(tmp_path: Path) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提吾买尔江托合提库"
    rendered = render(row(1, name), row(2, "王\U0002f9f4"))
    (page,) = pages(rendered.data, tmp_path)
    assert rendered.shortened == ()
    assert "…" not in page
    assert all(page.count(sign) >= name.count(sign) for sign in name)
    if rendered.missing:
        assert MISSING in page


def test_a_name_beyond_all_measure_is_cut_and_said(tmp_path: Path) -> None:
    rendered = render(row(1, "阿依古丽" * 60), row(2))
    (page,) = pages(rendered.data, tmp_path)
    assert "…" in page
    assert rendered.shortened == ("第 1 号姓名",)
    assert "420106********0002" in page


def test_high_rows_go_on_over_pages_and_the_sums_find_room(tmp_path: Path) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提吾买尔江托合提库"
    for count in range(10, 40):
        found = pages(render(*(row(at, name) for at in range(count))).data, tmp_path)
        assert "".join(found).count("420106********") == count
        assert "（签名）" in found[-1]
        assert "420106********" in found[-1], "signatures never stand without a row"
        assert f"本页 {total_words([row(1)] * found[0].count('420106'))}" in found[0]


def test_no_scores_say_so(tmp_path: Path) -> None:
    (page,) = pages(render().data, tmp_path)
    assert NOTHING in page


def test_a_name_too_long_for_a_line_stands_whole_on_two(tmp_path: Path) -> None:
    name = "阿依古丽·买买提江·吐尔逊"
    rendered = render(row(1, name), row(2, "古丽仙·𠮷木江买买"), row(3))
    (page,) = pages(rendered.data, tmp_path)
    assert not rendered.shortened
    assert "…" not in page
    assert all(sign in page for sign in name)
    first, second = (next(line for line in page.splitlines() if words in line) for words in ("阿依", "尔逊"))
    assert first != second


def test_remarks_about_many_cut_names_stay_short() -> None:
    rendered = render(*(row(number, "阿依古丽" * 60) for number in range(60)))
    assert len(rendered.shortened) == 20
