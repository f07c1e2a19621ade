"""Chinese fonts: found where they are, refused where they would draw boxes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import ImageFont

from core.files.fonts import (
    FontFile,
    GlyphsMissing,
    NoChineseFont,
    assert_glyphs,
    find_fonts,
    has_outlines,
    standard_folders,
)


def test_the_fonts_of_this_computer_draw_chinese() -> None:
    fonts = find_fonts()
    for font in (fonts.screen, fonts.paper, fonts.serif):
        assert_glyphs(font)
        assert font.path.is_file()
        assert font.family
    assert has_outlines(fonts.paper.path, fonts.paper.index)


def test_a_noto_collection_gives_its_simplified_face() -> None:
    screen = find_fonts().screen
    if screen.path.name != "NotoSansCJK-Regular.ttc":
        pytest.skip("another screen font comes first here")
    assert screen.family == "Noto Sans CJK SC"


def test_no_font_names_the_packages_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoChineseFont) as caught:
        find_fonts([tmp_path, tmp_path / "absent"])
    assert caught.value.code == "no_chinese_font"
    for words in ("没有找到", "fonts-wqy-zenhei", "apt-get install", "msyh.ttc"):
        assert words in caught.value.message


def test_a_font_is_found_in_any_folder_and_letter_case(tmp_path: Path) -> None:
    below = tmp_path / "truetype" / "deep"
    below.mkdir(parents=True)
    paper = find_fonts().paper
    shutil.copy(paper.path, below / paper.path.name.upper())
    found = find_fonts([tmp_path])
    assert found.screen.path == found.paper.path == found.serif.path == below / paper.path.name.upper()


def test_a_font_without_outlines_is_not_enough_for_paper(tmp_path: Path) -> None:
    screen = find_fonts().screen
    if has_outlines(screen.path, screen.index):
        pytest.skip("the screen font here has outlines")
    shutil.copy(screen.path, tmp_path / screen.path.name)
    with pytest.raises(NoChineseFont) as caught:
        find_fonts([tmp_path])
    assert caught.value.lacking == "paper"
    assert "PDF" in caught.value.message


def test_a_broken_file_with_a_known_name_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "msyh.ttc").write_bytes(b"ttcf not a font")
    with pytest.raises(NoChineseFont):
        find_fonts([tmp_path])


def test_a_font_without_chinese_is_told_apart(tmp_path: Path) -> None:
    latin = tmp_path / "latin.ttf"
    face = ImageFont.load_default(20)
    assert isinstance(face, ImageFont.FreeTypeFont)
    source = face.path
    latin.write_bytes(source.getvalue() if hasattr(source, "getvalue") else Path(source).read_bytes())
    with pytest.raises(GlyphsMissing) as caught:
        assert_glyphs(FontFile(latin, 0, "Latin"))
    assert caught.value.code == "font_without_chinese"


def test_fonts_of_rare_characters_are_found_behind_the_one_for_paper() -> None:
    paper = find_fonts().paper
    assert (paper.path, paper.index) not in [(font.path, font.index) for font in paper.fallbacks]
    outlines = [has_outlines(font.path, font.index) for font in paper.fallbacks]
    assert outlines == sorted(outlines, reverse=True), "what can be embedded is asked first"
    assert find_fonts().screen.fallbacks == ()


def test_rare_fonts_of_windows_are_known(tmp_path: Path) -> None:
    paper = find_fonts().paper
    shutil.copy(paper.path, tmp_path / "simsun.ttc")
    for name in ("SIMSUNB.TTF", "SimSunExtG.ttf", "EUDC.TTE", "other.ttf"):
        (tmp_path / name).write_bytes(b"")
    names = [font.path.name for font in find_fonts([tmp_path]).paper.fallbacks]
    assert names == ["EUDC.TTE", "SIMSUNB.TTF", "SimSunExtG.ttf"]


def test_windows_folders_come_from_the_environment() -> None:
    folders = standard_folders({"WINDIR": "windows", "LOCALAPPDATA": "local"})
    assert Path("windows", "Fonts") in folders
    assert Path("local", "Microsoft", "Windows", "Fonts") in folders
