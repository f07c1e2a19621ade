"""Characters as pictures: what a font has is drawn, what it lacks is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.files.fonts import find_fonts
from core.files.glyphs import EM, GlyphPicture, glyph_picture

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = find_fonts().screen


def seen(picture: GlyphPicture) -> Image.Image:
    return Image.frombytes("1", (picture.width, picture.height), picture.bits)


def test_a_character_is_drawn_large_and_whole() -> None:
    picture = glyph_picture(SCREEN.path, SCREEN.index, "承")
    assert picture is not None
    assert picture.advance == pytest.approx(1, abs=0.05)
    box = seen(picture).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert right - left > EM * 0.6
    assert bottom - top > EM * 0.6
    assert 0 <= left < right <= picture.width
    assert 0 < top < bottom < picture.height, "nothing is cut off"


def test_two_characters_differ() -> None:
    pictures = {glyph_picture(SCREEN.path, SCREEN.index, one) for one in "医承"}
    assert len(pictures) == 2


@pytest.mark.parametrize("character", ["\U0010fffe", "\U000e0fff", "\u200b"])
def test_what_the_font_lacks_is_not_drawn_as_a_box(character: str) -> None:
    assert glyph_picture(SCREEN.path, SCREEN.index, character) is None


def test_a_broken_file_draws_nothing_even_when_a_font_of_its_name_is_installed(tmp_path: Path) -> None:
    broken = tmp_path / SCREEN.path.name
    broken.write_bytes(b"ttcf not a font")
    assert glyph_picture(broken, 0, "承") is None
    assert glyph_picture(tmp_path / "absent.ttf", 0, "承") is None
