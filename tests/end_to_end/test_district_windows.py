"""查看老师, 查看学生, 查看公证 from every list of a bureau, also without the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from core.apprenticeship.tables import Apprenticeship
from core.store.tables import Document
from sync.accounts.profile import Profile
from tests.end_to_end.district import ZHOU, Window, dissolve

if TYPE_CHECKING:
    from desktop.views.apprenticeship.register.record_window import RecordWindow
    from desktop.views.documents.viewer_canvas import Canvas
    from tests.end_to_end.district import Centre

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
COUNTS = {"teacher": 8, "student": 3, "notarisation": 2}


def canvas(record: RecordWindow) -> Canvas:
    return record.viewer.panes[0].canvas


def leaf_through(window: Window, record: RecordWindow) -> None:
    """Look at every attachment with the keyboard."""
    d = window.driver
    for place in range(len(record.viewer.pages())):
        d.wait(lambda place=place: record.viewer.place() == place, f"page {place + 1}")
        d.wait(lambda: canvas(record).picture() is not None, f"the picture of page {place + 1}")
        record.activateWindow()
        d.wait(record.isActiveWindow, "the record's window in front")
        d.press(Qt.Key.Key_Right, "viewer.left.canvas")


@pytest.mark.parametrize("kind", COUNTS)
def test_records_open_from_every_list_with_all_attachments(centre: Centre, window: Window, kind: str) -> None:
    """The bureau filed and is asked to dissolve: the person stands in four lists (results: D4)."""
    study = centre.study()
    dissolution = centre.filing(dissolve(study))
    filing = centre.filing(study.filing_id)
    d = window.begin(centre, ZHOU)
    lists = (
        ("register", filing.filing_no),
        ("dissolutions", dissolution.filing_no),
        ("notices", "陈亦舟（学生）"),
        ("filings", filing.filing_no),
    )
    for name, words in lists:
        d.click(f"nav.{name}")
        if name == "filings":
            d.click("filings.empty.action")
        record = window.look(name, kind, words)
        assert len(record.viewer.pages()) == COUNTS[kind]
        if name == "register":
            leaf_through(window, record)
        record.close()
        d.wait(lambda: d.seen(f"record_window.{kind}") is None, "the window to be closed")


def test_prefetched_attachments_are_there_offline_and_others_are_a_sentence(
    centre: Centre, window: Window
) -> None:
    """What waits for review is fetched beforehand; what was filed long ago is not, and says so."""
    pending, _ = centre.filed()
    wanted = documents(centre)
    old = centre.active()
    d = window.begin(centre, ZHOU)
    with centre.centre.reading() as session:
        finished = session.get_one(Apprenticeship, old).filing_no
    number = centre.filing(pending).filing_no
    d.click("nav.filings")
    window.choose("filings.table", number)
    d.wait(lambda: fetched(window) >= wanted, "the prefetch")
    window.cut()
    record = window.look("filings", "student", number)
    leaf_through(window, record)
    record.close()
    d.click("nav.register")
    record = window.look("register", "teacher", finished)
    d.read("未下载（离线）")
    assert canvas(record).picture() is None
    assert record.grid.isVisible(), "the fields are there"
    window.wire.join()  # type: ignore[union-attr]
    window.sync_now()
    d.wait(lambda: d.says("在线"), "the network")
    d.click("viewer.left.canvas.action")
    d.wait(lambda: canvas(record).picture() is not None, "the page, once there is a network")
    record.close()


def documents(centre: Centre) -> int:
    """How many different pictures the records at the centre have."""
    with centre.centre.reading() as session:
        return len(set(session.scalars(select(Document.sha256))))


def fetched(window: Window) -> int:
    """How many attachments this PC has downloaded."""
    folder = Profile(window.folder / "profile").blobs_folder
    return sum(1 for one in folder.rglob("*") if one.is_file() and one.suffix != ".part")
