"""备案档案: one PDF with everything, nothing left out without a word, hashes that can be checked again."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageDraw, ImageOps

from core.apprenticeship.papers.archive import (
    ArchivePacket,
    ArchiveScan,
    ArchiveStep,
    NoticeItem,
    render_archive,
)
from core.apprenticeship.papers.archive_list import list_digest, list_lines
from core.apprenticeship.papers.filing_form import FilingForm, Person, Teacher
from core.files.fonts import find_fonts
from core.files.images import WatermarkText, derive_copy
from tests.support.poppler import Poppler, flat, reader

if TYPE_CHECKING:
    from pathlib import Path

    from core.paper.pdf import Rendered

FORM = FilingForm(
    number="WC-2026-1284",
    bureau="武汉市武昌区卫生健康局",
    student=Person(name="陈亦舟", sex="男", id_number="420106********199X"),
    teacher=Teacher(name="刘景和"),
    result="同意备案",
    handler="周敏",
    decided="2026年3月5日",
)
STEPS = (
    ArchiveStep("2026-03-01 09:00:00", "提交备案申请", "陈亦舟"),
    ArchiveStep(
        "2026-03-02 10:00:00",
        "退回补正",
        "周敏",
        "请补正后再次提交。",
        (NoticeItem("身份证正面", "照片反光。"), NoticeItem("公证书第2页", "缺页。")),
    ),
    ArchiveStep("2026-03-05 14:00:00", "通过备案", "周敏", "符合条件。", note="待上报，未生效"),
)
STAMP = "导出人：周敏编号：DA-20260305-00012026-03-0514:02:11"


def photo(
    shade: int = 90, size: tuple[int, int] = (400, 520), kind: str = "JPEG", mode: str = "RGB", turn: int = 1
) -> bytes:
    """A picture with a corner that tells where its top left is."""
    picture = Image.new("RGB", size, (shade, 150, 200))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 3, size[1] // 4), fill=(255, 255, 255))
    stream = io.BytesIO()
    exif = Image.Exif()
    if turn > 1:
        exif[0x0112] = turn
    picture.convert(mode).save(stream, kind, exif=exif)
    return stream.getvalue()


def scan(data: bytes, kind: str = "学生　身份证正面", page: str = "") -> ArchiveScan:
    digest = hashlib.sha256(data).hexdigest()
    return ArchiveScan(kind, digest, hashlib.sha256(data + b"original").hexdigest(), page)


def packet(*scans: ArchiveScan, steps: tuple[ArchiveStep, ...] = STEPS) -> ArchivePacket:
    return ArchivePacket(
        form=FORM,
        state="已通过",
        steps=steps,
        scans=scans,
        export_number="DA-20260305-0001",
        printed_by="周敏",
        printed_at="2026-03-05 14:02:11",
        filed="2026年3月5日",
    )


def render(made: ArchivePacket, *datas: bytes) -> Rendered:
    known = {hashlib.sha256(data).hexdigest(): data for data in datas}
    return render_archive(made, lambda one: known.get(one.sha256), find_fonts().paper)


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


def test_a_packet_has_all_parts_in_order(poppler: Poppler) -> None:
    front, back = photo(80), photo(120)
    scans = (scan(front), scan(back, "公证书", "第 2 页"))
    made = render(packet(*scans), front, back)
    pages = [flat(page) for page in poppler.pages(made.data)]
    assert made.pages == len(pages) == 6
    cover, form, history, first, second, last = pages
    for words in ("中医师承关系备案档案", "目录", "WC-2026-1284", "武汉市武昌区卫生健康局", "导出人：周敏"):
        assert words in cover
    assert "中医师承关系备案表" in form
    for words in ("1．2026-03-0109:00:00提交备案申请", "退回补正", "照片反光。", "公证书第2页", "缺页。"):
        assert words in history
    assert "通过备案（待上报，未生效）" in history
    assert "办理人：周敏" in history
    for page, one in ((first, scans[0]), (second, scans[1])):
        assert f"SHA-256：{one.sha256}" in page
        assert flat(one.name) in page
        assert STAMP in page
    for one in scans:
        for digest in (one.sha256, one.original_sha256):
            assert digest[:32] in last
            assert digest[32:] in last
    assert list_digest(scans) in last
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共6页" in page
        assert "导出人：周敏" in page
        assert "2026-03-0514:02:11" in page


@pytest.mark.parametrize(("count", "long"), [(0, 1), (1, 1), (24, 1), (40, 900)])
def test_the_catalogue_names_the_right_pages(poppler: Poppler, count: int, long: int) -> None:
    datas = [photo(at + 20, (40, 50)) for at in range(count)]
    scans = [scan(data, f"材料甲{at}乙") for at, data in enumerate(datas)]
    steps = (ArchiveStep("2026-03-05 14:00:00", "通过备案", "周敏", "符合条件。" * long),)
    made = render(packet(*scans, steps=steps), *datas)
    pages = poppler.pages(made.data)
    catalogue = "\n".join(pages[: 1 + count // 20])
    titles = {"中医师承关系备案表": "审核意见\n", "材料清单与校验值": "清单校验值"}
    for name in [*titles, *(one.name for one in scans)]:
        found = re.search(rf"{name}\s+(\d+)\s+(\d+)", catalogue)
        assert found, name
        page = pages[int(found[1]) - 1]
        assert name in page
    starts = [(int(one[1]), int(one[2])) for one in re.finditer(r"\s(\d+)\s+(\d+)\n", catalogue)]
    follow = [page + count for page, count in starts]
    assert follow[:-1] == [page for page, _ in starts[1:]]
    assert follow[-1] == len(pages) + 1


def test_the_catalogue_of_a_usual_filing_is_one_page(poppler: Poppler) -> None:
    """Eight documents of the teacher, three of the student, three pages of the certificate (G5)."""
    scans = [replace(scan(photo(at + 20, (40, 50))), kind=f"材料甲{at}乙") for at in range(14)]
    pages = poppler.pages(render(packet(*scans)).data)
    assert "材料甲13乙" in pages[0]
    assert "材料清单与校验值" in pages[0]
    assert "中医师承关系备案表" in pages[1]


def test_the_outline_leads_to_every_part() -> None:
    data = photo()
    made = render(packet(scan(data), scan(data, "公证书", "第 2 页")), data)
    document = pypdfium2.PdfDocument(made.data)
    outline = {one.get_title(): one.get_dest().get_index() + 1 for one in document.get_toc()}
    document.close()
    assert outline == {
        "封面与目录": 1,
        "中医师承关系备案表": 2,
        "审核意见与办理记录": 3,
        "学生　身份证正面": 4,
        "公证书　第 2 页": 5,
        "材料清单与校验值": 6,
    }


def test_a_watermarked_copy_keeps_its_bytes_and_hash(poppler: Poppler) -> None:
    copy = derive_copy(photo(), WatermarkText("仅用于中医师承备案", "武昌区", "2026-03-05")).data
    made = render(packet(scan(copy)), copy)
    (embedded,) = poppler.images(made.data)
    assert hashlib.sha256(embedded).hexdigest() == scan(copy).sha256


def test_a_scan_that_is_not_here_keeps_its_page_and_is_named(poppler: Poppler) -> None:
    here, gone = photo(80), photo(120)
    made = render(packet(scan(gone, "老师　职称证正面"), scan(here)), here)
    pages = [flat(page) for page in poppler.pages(made.data)]
    assert "老师职称证正面" in pages[3]
    assert "这份材料不在本机" in pages[3]
    assert scan(gone).sha256 in pages[3]
    assert "不在本机" in pages[-1]
    assert any("老师　职称证正面" in remark and "不在本机" in remark for remark in made.remarks)
    assert len(poppler.images(made.data)) == 1


def test_a_changed_file_is_not_printed(poppler: Poppler) -> None:
    made = render_archive(packet(scan(photo(80))), lambda _: photo(200), find_fonts().paper)
    assert "校验值不一致" in poppler.text(made.data)
    assert any("校验不符" in remark for remark in made.remarks)
    assert poppler.images(made.data) == []


def test_what_is_no_picture_is_named(poppler: Poppler) -> None:
    data = b"%PDF-1.7 not a picture"
    made = render(packet(scan(data, "解除证明")), data)
    assert "不是能够印出的图片" in poppler.text(made.data)
    assert any("解除证明" in remark and "无法读取" in remark for remark in made.remarks)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P")])
@pytest.mark.parametrize("size", [(400, 520), (700, 300)])
def test_png_pictures_are_printed(poppler: Poppler, kind: str, mode: str, size: tuple[int, int]) -> None:
    check_looks(poppler, photo(kind=kind, mode=mode, size=size))


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_jpegs_of_all_colours_are_printed(poppler: Poppler, mode: str) -> None:
    check_looks(poppler, photo(mode=mode))


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_turned_picture_is_printed_upright(poppler: Poppler, turn: int) -> None:
    check_looks(poppler, photo(turn=turn))


def check_looks(poppler: Poppler, data: bytes) -> None:
    """The page shows the picture as a viewer would, as large as it may be."""
    made = render(packet(scan(data)), data)
    page = poppler.picture(made.data, page=4)
    middle = page.crop((20, 38, page.width - 20, page.height - 84))
    box = middle.point(lambda level: 255 if level < 235 else 0).getbbox()
    assert box is not None
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L")
    seen = page.crop((20 + box[0], 38 + box[1], 20 + box[2], 38 + box[3]))
    assert seen.width / seen.height == pytest.approx(wanted.width / wanted.height, rel=0.08)
    assert max(seen.width / (page.width - 84), seen.height / (page.height - 100)) > 0.85
    difference = ImageChops.difference(seen.resize((60, 60)), wanted.resize((60, 60)))
    inner = difference.crop((6, 6, 54, 48))
    assert sum(inner.histogram()[60:]) < 0.03 * inner.width * inner.height


def test_a_narrow_picture_is_stamped_in_letters_that_can_be_read(poppler: Poppler) -> None:
    data = photo(size=(60, 4000))
    made = render(packet(scan(data)), data)
    page = poppler.picture(made.data, page=4, dots=150)
    low = page.crop((0, round(page.height * 0.86), page.width, round(page.height * 0.885)))
    ink = low.point(lambda level: 255 if level < 90 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] > page.width / 5, "the words reach beyond the picture"


def test_a_form_in_the_packet_points_to_the_whole_opinion(poppler: Poppler) -> None:
    words = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))
    steps = (ArchiveStep("2026-03-05 14:00:00", "通过备案", "周敏", words),)
    made = replace(packet(steps=steps), form=replace(FORM, opinion=words))
    pages = [flat(page) for page in poppler.pages(render(made).data)]
    assert "全文见“审核意见与办理记录”" in pages[1]
    assert "审核意见与办理记录" in pages[2]
    assert all(sign in "".join(pages[2:]) for sign in words)


def test_an_opinion_of_thousands_of_characters_is_whole(poppler: Poppler) -> None:
    steps = (
        ArchiveStep("2026-03-05 14:00:00", "通过备案", "周敏", "".join(map(chr, range(0x4E00, 0x5A00)))),
    )
    text = poppler.text(render(packet(steps=steps)).data)
    assert sum(chr(one) in text for one in range(0x4E00, 0x5A00)) == 0xC00


def test_pictures_are_asked_for_one_after_the_other() -> None:
    datas = [photo(at) for at in range(30, 36)]
    scans = [scan(data) for data in datas]
    asked: list[str] = []

    def read(one: ArchiveScan) -> bytes:
        asked.append(one.sha256)
        return datas[len(asked) - 1]

    render_archive(packet(*scans), read, find_fonts().paper)
    assert asked == [one.sha256 for one in scans]


def test_what_reading_raises_ends_the_making() -> None:
    class Stopped(Exception): ...

    def read(_: ArchiveScan) -> bytes:
        raise Stopped

    with pytest.raises(Stopped):
        render_archive(packet(scan(photo())), read, find_fonts().paper)


def test_the_check_over_the_list_can_be_repeated_and_tells_any_change() -> None:
    scans = (scan(photo(1)), scan(photo(2), "公证书", "第 1 页"))
    by_hand = f"1\t学生　身份证正面\t{scans[0].sha256}\n2\t公证书　第 1 页\t{scans[1].sha256}\n"
    assert list_lines(scans) == by_hand
    assert list_digest(scans) == hashlib.sha256(by_hand.encode()).hexdigest()
    changed = (scans[::-1], scans[:1], (scans[0], replace(scans[1], page="第 2 页")))
    assert len({list_digest(one) for one in (scans, *changed)}) == 4


def test_the_same_packet_gives_the_same_bytes() -> None:
    data = photo()
    assert render(packet(scan(data)), data).data == render(packet(scan(data)), data).data


def test_the_same_picture_twice_is_embedded_once() -> None:
    data = photo(size=(1200, 1600))
    once, twice = render(packet(scan(data)), data), render(packet(scan(data), scan(data, "公证书")), data)
    assert len(twice.data) - len(once.data) < len(data)
