"""The look: tokens, contrast, Chinese glyphs that really render, labels that stay plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QComboBox

from desktop import fonts, theme
from desktop.assets import asset, read_asset
from desktop.icons import icon
from desktop.widgets.text import ElidedLabel, TextLabel, plain_tip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    shade = QColor(colour)
    parts = [channel / 255 for channel in (shade.red(), shade.green(), shade.blue())]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *theme.TONES.values(),
        (theme.INK, theme.SURFACE), (theme.INK2, theme.BG), (theme.HINT, theme.SURFACE),
        (theme.SURFACE, theme.BRAND), (theme.SIDE_INK, theme.SIDE), (theme.SIDE_INK2, theme.SIDE),
        (theme.BAD, theme.SURFACE), (theme.WARN_INK, theme.SURFACE), (theme.INK2, theme.HEADER),
    ],
)  # fmt: skip
def test_text_has_contrast_enough(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_the_sheet_uses_only_tokens_that_exist_and_files_that_ship() -> None:
    sheet = theme.stylesheet()
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert asset("style", path.rpartition("/")[2]).exists(), path


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    for path in sorted(asset("icons").glob("*.svg")):
        image = icon(path.stem).pixmap(18, 18).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(18) for y in range(18)), path.name
        assert "currentColor" in read_asset("icons", path.name)


def drawn(text: str) -> QImage:
    image = QImage(40, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(QApplication.font())
    painter.drawText(4, 18, text)
    painter.end()
    return image


def test_two_chinese_characters_render_differently_on_screen(qapp: QApplication) -> None:
    assert fonts.draws_chinese(qapp.font())
    assert drawn("医") != drawn("承")
    assert drawn("医") != drawn("　")


def test_labels_on_the_screen_draw_glyphs_and_not_boxes(qtbot: QtBot) -> None:
    """A missing glyph is silent: the pixels of labels must differ from its box, which has no character."""
    shown = []
    for text in ("医", "承", "\U0010fffd", "　"):
        label = TextLabel(text)
        qtbot.addWidget(label)
        label.resize(30, 30)
        label.show()
        shown.append(label.grab().toImage())
    assert len(shown) == len([one for place, one in enumerate(shown) if one not in shown[:place]])


def test_no_font_is_a_sentence_and_not_boxes(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(fonts, "draws_chinese", lambda font: False)
    before = QFont(qapp.font())
    with pytest.raises(fonts.FontsMissing) as caught:
        fonts.install_font(qapp, theme.SIZE)
    assert "fonts-noto-cjk" in caught.value.message
    assert "Chinese" in caught.value.english
    assert qapp.font() == before


def test_labels_show_markup_as_text(qtbot: QtBot) -> None:
    label = TextLabel("<img src='file:///etc/passwd'><b>陈</b>")
    qtbot.addWidget(label)
    assert label.textFormat().name == "PlainText"
    assert plain_tip("<b>陈</b>") == "<span>&lt;b&gt;陈&lt;/b&gt;</span>"


def test_a_long_name_is_cut_with_its_whole_in_the_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("武汉市武昌区首义路街道紫阳社区卫生服务中心中医馆")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_combo_boxes_have_one_arrow_and_no_bevel(qtbot: QtBot) -> None:
    box = QComboBox()
    box.addItems(["待审核"])
    qtbot.addWidget(box)
    box.resize(160, 32)
    box.show()
    image = box.grab().toImage()
    assert image.pixelColor(image.width() - 26, image.height() // 2) == QColor(theme.SURFACE)
