"""Rare characters 生僻字 on paper: every one is seen and read back, or said to be missing."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import ImageChops

from core.files.fonts import USER_DEFINED, find_fonts
from core.paper.pdf import MISSING, Rendered, Sheet
from tests.support.poppler import Poppler, reader

if TYPE_CHECKING:
    from pathlib import Path

    from core.files.fonts import FontFile

RARE = "𠮷𡋾𬭎㐂䶮"
PAPER = find_fonts().paper
WITH_RARE = pytest.mark.skipif(
    not any("hanamin" in font.path.name.casefold() for font in PAPER.fallbacks),
    reason="fonts-hanazono is not installed",
)


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


def drawn(text: str, font: FontFile = PAPER) -> Rendered:
    sheet = Sheet.open(font, title="样张")
    sheet.line(60, 700, text, 24)
    return sheet.finish()


def only_pictures() -> FontFile:
    """The paper font with nothing behind it but fonts that cannot be embedded."""
    cff = tuple(font for font in PAPER.fallbacks if font.path.name.startswith("Noto"))
    if not cff:
        pytest.skip("fonts-noto-cjk is not installed")
    return replace(PAPER, fallbacks=cff)


@WITH_RARE
def test_characters_of_other_planes_are_read_back(poppler: Poppler) -> None:
    made = drawn(f"陈{RARE}舟")
    assert made.missing == made.pictured == ()
    assert poppler.text(made.data) == f"陈{RARE}舟"


@WITH_RARE
@pytest.mark.parametrize("character", RARE)
def test_each_is_seen_where_it_stands(poppler: Poppler, character: str) -> None:
    empty, other, page = (
        poppler.picture(drawn(f"陈{middle}舟").data) for middle in ("　", MISSING, character)
    )
    for blank in (empty, other):
        assert sum(ImageChops.difference(page, blank).histogram()[60:]) > 20


@WITH_RARE
def test_what_stands_behind_a_rare_character_does_not_touch_it() -> None:
    font = Sheet.open(PAPER, title="").font
    assert font.width("一𠮷二") == pytest.approx(font.width("一") + font.width("𠮷") + font.width("二"))
    assert 0.9 < font.width("𠮷") < 1.1
    assert [run.text for run in font.runs("陈𠮷𡋾舟")] == ["陈", "𠮷𡋾", "舟"]


def test_a_character_that_cannot_be_embedded_is_drawn_as_a_picture_and_reported(poppler: Poppler) -> None:
    font = only_pictures()
    made = drawn("陈𠮷舟", font)
    assert made.pictured == ("𠮷",)
    assert made.missing == ()
    assert any("以图形印出" in remark and "𠮷" in remark for remark in made.remarks)
    assert poppler.text(made.data) == "陈𠮷舟", "who copies the text gets the character, not a sign for it"
    seen, other = (poppler.picture(one.data) for one in (made, drawn(f"陈{MISSING}舟", font)))
    assert sum(ImageChops.difference(seen, other).histogram()[60:]) > 20


def test_nothing_but_the_paper_font_leaves_a_sign_and_a_remark(poppler: Poppler) -> None:
    made = drawn("陈𠮷舟", replace(PAPER, fallbacks=()))
    assert made.missing == ("𠮷",)
    assert poppler.text(made.data) == f"陈{MISSING}舟"
    assert any("手工填写" in remark and "𠮷" in remark for remark in made.remarks)


def test_a_compatibility_ideograph_is_not_changed_into_another_character() -> None:
    font = Sheet.open(PAPER, title="").font
    for character in "\ufa0e\ufa10\ufa29\U0002f9f4":
        assert font.printable(f"陈{character}舟").text in (f"陈{character}舟", f"陈{MISSING}舟")


def test_accents_are_joined_to_their_letters(poppler: Poppler) -> None:
    assert poppler.text(drawn("Jose\u0301").data) == "José"


def test_an_accent_that_no_font_has_is_said_and_leaves_its_letter(poppler: Poppler) -> None:
    made = drawn("m\u0304a", only_pictures())
    assert made.missing == ("\u0304",)
    assert poppler.text(made.data) == "ma"


def test_a_pair_of_surrogates_is_one_character(poppler: Poppler) -> None:
    made, other = (poppler.text(drawn(text).data) for text in ("陈\ud842\udfb7舟", "陈𠮷舟"))
    assert made == other


def test_a_chosen_variant_is_printed_in_its_usual_form_and_said() -> None:
    made = drawn("葛\U000e0100城")
    assert made.plain == ("葛",)
    assert made.missing == ()
    assert any("通用字形" in remark and "葛" in remark for remark in made.remarks)


def test_a_character_of_private_use_is_not_taken_from_a_foreign_font() -> None:
    """Other fonts keep something else there; only the bureau's own one (造字) may be asked."""
    assert drawn("陈\ue000舟").missing == ("\ue000",)


def test_the_bureaus_own_characters_are_asked_for_first(tmp_path: Path) -> None:
    own = tmp_path / USER_DEFINED
    own.write_bytes(PAPER.path.read_bytes())
    found = find_fonts([tmp_path, PAPER.path.parent]).paper
    assert found.fallbacks[0].path == own


def test_a_broken_fallback_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "HanaMinB.ttf"
    broken.write_bytes(b"\0\1\0\0 no font")
    made = drawn("陈𠮷舟", replace(PAPER, fallbacks=(replace(PAPER, path=broken, index=0),)))
    assert made.missing == ("𠮷",)


def test_papers_of_two_threads_do_not_mix() -> None:
    texts = [f"第{number}号{'武汉市师承备案'[number % 7 :]}" * 9 for number in range(6)]
    alone = [drawn(text).data for text in texts]
    found: dict[int, bytes] = {}

    def make(number: int) -> None:
        found[number] = drawn(texts[number]).data

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(6)] == alone


def test_a_word_of_letters_and_digits_is_not_torn() -> None:
    font = Sheet.open(PAPER, title="").font
    lines = font.wrap("公证书编号 2026-03-05 以后的材料请见 WC-2026-1284 号备案", 9)
    assert any("2026-03-05" in line for line in lines)
    assert any("WC-2026-1284" in line for line in lines)


@pytest.mark.parametrize("room", range(8, 30))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(room: int) -> None:
    font = Sheet.open(PAPER, title="").font
    text = "武汉市卫生健康局（行政审批局（中医处））。又见《备案办法（2026）》，“同意”；（完）。" * 3
    lines = font.wrap(text, room)
    assert "".join(lines) == text
    assert not [line for line in lines[1:] if line[0] in "，。；）》」”"]
    assert not [line for line in lines[:-1] if line[-1] in "（《“"]
