"""The viewer as a clerk uses it: pages, zoom, pairs, full screen, missing and broken images (D2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from core.domain.errors import KnownError
from desktop.models.pages import page_of, pages_of
from desktop.views.documents.viewer import DocumentViewer
from desktop.views.documents.viewer_canvas import Fit
from desktop.views.documents.viewer_images import BUDGET, Pictures, decode
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.tasks import Lanes


@pytest.fixture
def shelf() -> filed.Shelf:
    return filed.Shelf().fill(filed.content())


@pytest.fixture
def viewer(qtbot: QtBot, lanes: Lanes, shelf: filed.Shelf) -> DocumentViewer:
    home = QWidget()
    home.resize(560, 690)
    qtbot.addWidget(home)
    pictures = Pictures(shelf.image, shelf.image_again, (lanes.reader, lanes.network), home)
    made = DocumentViewer(pictures)
    QVBoxLayout(home).addWidget(made)
    home.show()
    made.set_pages(pages_of(filed.content().documents(), filed.content().titles()))
    made._home = home  # type: ignore[attr-defined]
    return made


def there(viewer: DocumentViewer, pane: int = 0) -> bool:
    return viewer.panes[pane].canvas.picture() is not None


def test_opens_the_first_page(qtbot: QtBot, viewer: DocumentViewer, picture: Callable[..., None]) -> None:
    qtbot.waitUntil(lambda: there(viewer))
    assert viewer.title.text() == "学生 · 身份证正面"
    assert [button.page.label for button in viewer.strip.buttons()][:4] == [
        "身份证正面",
        "身份证反面",
        "学历证书",
        "公证书",
    ]
    qtbot.mouseClick(viewer.strip.buttons()[4], Qt.MouseButton.LeftButton)
    assert viewer.title.text() == "公证书　第 2 / 6 页"
    qtbot.waitUntil(lambda: there(viewer))
    qtbot.waitUntil(lambda: all(button._thumb is not None for button in viewer.strip.buttons()))
    picture(viewer, "viewer")


def test_next_pages_are_decoded_ahead(qtbot: QtBot, viewer: DocumentViewer, shelf: filed.Shelf) -> None:
    pages = viewer.pages()
    qtbot.waitUntil(lambda: viewer._pictures.get(pages[2].sha256) is not None)
    viewer.next_page()
    assert there(viewer), "a prefetched page is on the screen at once"
    assert viewer.place() == 1


def test_only_painted_pages_count_as_shown(qtbot: QtBot, viewer: DocumentViewer) -> None:
    pages = viewer.pages()
    qtbot.waitUntil(lambda: pages[0].sha256 in viewer.shown())
    qtbot.waitUntil(lambda: viewer._pictures.get(pages[2].sha256) is not None)
    assert viewer.shown() == {pages[0].sha256}, "decoded ahead is not shown"
    assert viewer.unseen() == pages[1:]
    assert viewer.strip.buttons()[0].accessibleDescription() == "已查看"


def test_a_page_that_never_came_is_not_shown(
    qtbot: QtBot, viewer: DocumentViewer, shelf: filed.Shelf, picture: Callable[..., None]
) -> None:
    wanted = viewer.pages()[5]
    shelf.errors[wanted.sha256] = KnownError("OFFLINE", "现在离线。")
    viewer.show_place(5)
    canvas = viewer.panes[0].canvas
    qtbot.waitUntil(lambda: canvas.message.text() == "未下载（离线）")
    assert "纸质原件" in canvas.hint.text()
    assert wanted.sha256 not in viewer.shown()
    picture(viewer, "viewer-offline")
    del shelf.errors[wanted.sha256]
    qtbot.mouseClick(canvas.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wanted.sha256 in viewer.shown())
    assert canvas.button.isHidden()


def test_a_broken_page_is_fetched_anew(qtbot: QtBot, viewer: DocumentViewer, shelf: filed.Shelf) -> None:
    wanted = viewer.pages()[7]
    good, shelf.images[wanted.sha256] = shelf.images[wanted.sha256], b"no picture"
    viewer.show_place(7)
    canvas = viewer.panes[0].canvas
    qtbot.waitUntil(lambda: canvas.message.text() == "已损坏")
    assert canvas.button.text() == "重新下载"
    shelf.images[wanted.sha256] = good
    qtbot.mouseClick(canvas.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: there(viewer))
    assert shelf.again == [wanted.sha256]


def test_zoom_turn_and_fit(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_place(3)
    qtbot.waitUntil(lambda: there(viewer))
    canvas = viewer.panes[0].canvas
    viewer.fit_width()
    assert viewer.zoom_label.text() == "100%"
    viewer.zoom_in()
    assert viewer.zoom_label.text() == "120%"
    assert canvas.verticalScrollBar().maximum() > 0
    viewer.fit_page()
    assert canvas.verticalScrollBar().maximum() == 0
    viewer.rotate()
    assert canvas.turn() == 90
    centre = QPointF(canvas.viewport().rect().center())
    before = canvas.percent()
    wheel = QWheelEvent(
        centre,
        canvas.viewport().mapToGlobal(centre),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), wheel)
    assert canvas.percent() > before
    assert canvas.fit() is Fit.FREE


def test_drag_pans(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_place(3)
    qtbot.waitUntil(lambda: there(viewer))
    viewer.fit_width()
    for _ in range(4):
        viewer.zoom_in()
    canvas = viewer.panes[0].canvas
    start = canvas.verticalScrollBar().value()
    ground = canvas.viewport()
    qtbot.mousePress(ground, Qt.MouseButton.LeftButton, pos=QPoint(200, 300))
    qtbot.mouseMove(ground, QPoint(200, 220))
    qtbot.mouseRelease(ground, Qt.MouseButton.LeftButton, pos=QPoint(200, 220))
    assert canvas.verticalScrollBar().value() != start


def test_a_sharper_picture_comes_after_zooming(qtbot: QtBot, viewer: DocumentViewer) -> None:
    viewer.show_place(3)
    qtbot.waitUntil(lambda: there(viewer))
    canvas = viewer.panes[0].canvas
    first = canvas.picture()
    assert first is not None
    for _ in range(6):
        viewer.zoom_in()
    qtbot.waitUntil(lambda: canvas.picture() is not None and canvas.picture().edge > first.edge)


def test_pairs_are_shown_side_by_side(
    qtbot: QtBot, viewer: DocumentViewer, picture: Callable[..., None]
) -> None:
    refs = filed.content().student_documents
    viewer.show_pair(
        page_of("student.id_front", refs[0], {"student": "学生"}, note="补正前"), viewer.pages()[2]
    )
    qtbot.waitUntil(lambda: there(viewer, 0) and there(viewer, 1))
    assert viewer.panes[0].caption.text() == "补正前：学生 · 身份证正面"
    assert viewer.place() == 2
    picture(viewer, "viewer-pair")
    viewer.toggle_side_by_side()
    assert viewer.panes[1].isHidden()


def test_side_by_side_pages_are_chosen_for_the_clicked_half(qtbot: QtBot, viewer: DocumentViewer) -> None:
    qtbot.mouseClick(viewer.pair_button, Qt.MouseButton.LeftButton)
    assert viewer.panes[1].page == viewer.pages()[1]
    qtbot.mouseClick(viewer.panes[0].canvas.viewport(), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(viewer.strip.buttons()[3], Qt.MouseButton.LeftButton)
    assert viewer.panes[0].page == viewer.pages()[3]
    assert viewer.panes[1].page == viewer.pages()[1]


def test_full_screen_and_back(qtbot: QtBot, viewer: DocumentViewer) -> None:
    home = viewer.parentWidget()
    viewer.toggle_full_screen()
    window = viewer.full_window()
    assert window is not None
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_Right)
    assert viewer.place() == 1
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_R)
    assert viewer.panes[0].canvas.turn() == 90
    qtbot.keyClick(viewer.panes[0].canvas, Qt.Key.Key_Escape)
    assert not viewer.is_full_screen()
    assert viewer.parentWidget() is home
    assert viewer.isVisible()


def test_evidence_is_outlined_and_unknown_evidence_changes_nothing(viewer: DocumentViewer) -> None:
    assert viewer.show_evidence("notarisation.notarial_page", "notarial_page", 4)
    assert viewer.title.text() == "公证书　第 4 / 6 页"
    assert viewer.panes[0].canvas.is_marked()
    place = viewer.place()
    assert not viewer.show_evidence("student.passport", "passport", 1)
    assert viewer.place() == place
    viewer.next_page()
    assert not viewer.panes[0].canvas.is_marked()


def test_decoding_is_bounded(qapp: object) -> None:
    image, natural = decode(filed.scan("大图", (3000, 4000)), 800)
    assert max(image.width(), image.height()) == 800
    assert (natural.width(), natural.height()) == (3000, 4000)
    with pytest.raises(KnownError) as caught:
        decode(b"\x89PNG broken", 800)
    assert caught.value.code == "BLOB_BROKEN"


def test_kept_pictures_are_bounded(qtbot: QtBot, lanes: Lanes) -> None:
    shelf = filed.Shelf()
    digests = [kit.digest(str(number)) for number in range(8)]
    shelf.images = dict.fromkeys(digests, filed.scan("大图", (2400, 3200)))
    pictures = Pictures(shelf.image, shelf.image_again, (lanes.reader,))
    pictures.want_ahead(digests, 4000)
    qtbot.waitUntil(lambda: pictures.get(digests[-1]) is not None)
    kept = [pictures.get(one) for one in digests]
    assert 0 < sum(one.image.sizeInBytes() for one in kept if one) <= BUDGET
