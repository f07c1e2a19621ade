"""The 备案表 on paper: read back as text, looked at as pixels, and honest about what did not fit."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops

from core.apprenticeship.papers.filing_form import FilingForm, Person, Teacher, render_filing_form
from core.files.fonts import find_fonts
from core.paper.pdf import MISSING, Rendered, Sheet

if TYPE_CHECKING:
    from pathlib import Path

STUDENT = Person(
    name="陈亦舟",
    sex="男",
    born="1996年8月21日",
    id_number="42010618000101999X",
    phone="13800005678",
    education="本科",
)
TEACHER = Teacher(
    name="刘景和",
    sex="男",
    title="副主任医师（副高）",
    place="武汉市武昌区杏林中医门诊部",
    licence="110420106000001",
)
FORM = FilingForm(
    number="WC-2026-1284",
    bureau="武汉市武昌区卫生健康局",
    student=STUDENT,
    teacher=TEACHER,
    notary_office="湖北省武汉市武昌公证处",
    notary_number="（2023）鄂武昌证字第1187号",
    notary_date="2023年3月16日",
    teaching_start="2023年4月1日",
    teaching_end="2026年3月31日",
    result="同意备案",
    opinion="经审核，申请材料齐全，符合备案条件。",
    handler="周敏",
    decided="2026年3月5日",
    printed_by="周敏",
    printed_at="2026-03-05 14:02:11",
)


def render(form: FilingForm) -> Rendered:
    return render_filing_form(form, find_fonts().paper)


@dataclass
class Poppler:
    """Reads a PDF back as a person or a printer would."""

    folder: Path

    def text(self, data: bytes) -> str:
        path = self.folder / "form.pdf"
        path.write_bytes(data)
        done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
        return done.stdout.decode()

    def sizes(self, data: bytes, signs: set[str]) -> list[float]:
        """How high the words with these characters stand, in points."""
        path = self.folder / "form.pdf"
        path.write_bytes(data)
        done = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True)
        found = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)<', done.stdout.decode())
        return [float(low) - float(high) for high, low, word in found if signs & set(word)]

    def picture(self, data: bytes) -> Image.Image:
        path = self.folder / "form.pdf"
        path.write_bytes(data)
        subprocess.run(
            ["pdftoppm", "-r", "60", "-png", "-singlefile", path, self.folder / "page"], check=True
        )
        with Image.open(self.folder / "page.png") as page:
            return page.convert("L")


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    if not (shutil.which("pdftotext") and shutil.which("pdftoppm")):
        pytest.skip("poppler-utils is not installed here")
    return Poppler(tmp_path)


def test_every_value_is_read_back(poppler: Poppler) -> None:
    text = poppler.text(render(FORM).data)
    assert text.count("\f") == 1, "one page"
    for struct in (FORM, STUDENT, TEACHER):
        for name in struct.__struct_fields__:
            value = getattr(struct, name)
            if isinstance(value, str):
                assert value in text, name
    for words in ("中医师承关系备案表", "经办人：周敏", "负责人：", "（盖章）", "公证书编号", "2026年3月5日"):
        assert words in text


def test_an_open_decision_leaves_room_for_the_pen(poppler: Poppler) -> None:
    text = poppler.text(render(replace(FORM, decided="", handler="", opinion="", result="")).data)
    assert "经办人：" in text
    assert "日" in text


def test_chinese_characters_really_print(poppler: Poppler) -> None:
    pages = [
        poppler.picture(render(replace(FORM, student=replace(STUDENT, name=name))).data)
        for name in ("医医医", "承承承", MISSING * 3, "")
    ]
    for index, page in enumerate(pages):
        for other in pages[index + 1 :]:
            changed = ImageChops.difference(page, other)
            assert sum(changed.histogram()[60:]) > 40


def test_a_character_the_font_lacks_is_marked_and_reported(poppler: Poppler) -> None:
    rare = "\U000e0fff"
    made = render(replace(FORM, student=replace(STUDENT, name=f"陈{rare}舟")))
    assert made.missing == (rare,)
    assert f"陈{MISSING}舟" in poppler.text(made.data)
    assert any("手工填写" in remark for remark in made.remarks)


def test_control_and_direction_marks_are_dropped_silently() -> None:
    made = render(replace(FORM, opinion="同\u202e意\x00\u200b"))
    assert made.missing == ()


def test_a_substituted_font_is_reported() -> None:
    family = find_fonts().paper.family.casefold()
    made = render(FORM)
    assert made.substituted is not ("fangsong" in family or "仿宋" in family)
    assert made.substituted == any("仿宋" in remark for remark in made.remarks)


def test_a_name_of_forty_characters_is_whole(poppler: Poppler) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提吾买尔江托合提库"
    assert len(name) == 40
    made = render(replace(FORM, student=replace(STUDENT, name=name), teaching_place=name * 3))
    assert made.shortened == ()
    printed = "".join(poppler.text(made.data).split())
    assert name[:12] in printed
    assert name[-3:] in printed


def test_an_opinion_too_long_for_the_form_stands_whole_on_a_further_page(poppler: Poppler) -> None:
    words = "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))
    made = render(replace(FORM, opinion=words))
    assert made.shortened == ()
    assert any("附页" in remark for remark in made.remarks)
    first, *further = poppler.text(made.data).split("\f")[:-1]
    assert "全文见附页" in first
    assert "经办人：周敏" in first
    text = "".join("".join(further).split())
    assert all(sign in text for sign in words)
    assert "经办人：周敏" in text
    assert made.pages == len(further) + 1


@pytest.mark.parametrize("length", [0, 1, 200, 500])
def test_an_opinion_of_a_usual_length_stays_on_the_form(length: int) -> None:
    assert render(replace(FORM, opinion="意" * length)).pages == 1


def test_long_values_take_room_from_the_opinion_and_can_be_read(poppler: Poppler) -> None:
    """Eighty characters of address and forty of a name, in letters of ten points and more (五号)."""
    address = "".join(map(chr, range(0x5000, 0x5050)))
    name = "".join(map(chr, range(0x5100, 0x5128)))
    made = render(
        replace(
            FORM,
            opinion="符合条件。",
            student=replace(STUDENT, name=name),
            teacher=replace(TEACHER, name=name, place=address),
            notary_office=address,
            teaching_place=address,
        )
    )
    assert made.shortened == ()
    sizes = poppler.sizes(made.data, set(address + name))
    assert min(sizes) > 10


def test_nothing_is_drawn_outside_the_frame(poppler: Poppler) -> None:
    long = "很长的内容W" * 80
    people = dict.fromkeys(STUDENT.__struct_fields__, long)
    made = render(
        replace(
            FORM,
            student=Person(**people),
            teacher=Teacher(**dict.fromkeys(TEACHER.__struct_fields__, long)),
            **dict.fromkeys(
                ("number", "bureau", "opinion", "handler", "head", "decided", "notary_office"), long
            ),
        )
    )
    page = poppler.picture(made.data)
    margin = round(page.width * 48 / 595)
    for side in ((0, 0, margin, page.height), (page.width - margin, 0, page.width, page.height)):
        assert page.crop(side).getextrema() == (255, 255)
    assert "学生姓名" in made.shortened


def test_the_same_form_gives_the_same_bytes() -> None:
    assert render(FORM).data == render(FORM).data


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=300), room=st.floats(1.5, 40))
def test_wrapped_lines_keep_every_character_and_their_width(text: str, room: float) -> None:
    font = Sheet.open(find_fonts().paper, title="").font
    lines = font.wrap(text, room)
    assert "".join(lines) == text.replace("\n", "")
    assert all(font.width(line) <= room + 1e-6 for line in lines if len(line) > 1)


@given(st.text(max_size=200))
@settings(max_examples=30, deadline=None)
def test_any_text_becomes_a_document(text: str) -> None:
    sheet = Sheet.open(find_fonts().paper, title="样例")
    sheet.fitted((50, 50, 100, 40), text, 16, name="内容")
    assert sheet.finish().data.startswith(b"%PDF-")
