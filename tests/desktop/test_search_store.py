"""Search, forced termination and record windows over a real encrypted store (C2, G9)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from desktop.bootstrap.record_ids import find_record
from desktop.bootstrap.records import record_ports
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from sqlalchemy import select

from core.actions import execute, may
from core.apprenticeship.tables import Apprenticeship, Filing, Termination
from core.domain.errors import KnownError
from core.domain.values import Role
from core.files.images import ImageRefused, inspect_image
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from core.store.tables import Document
from desktop.bootstrap import search_pages
from desktop.settings import UiSettings
from desktop.tasks import Lanes
from desktop.views.apprenticeship.register.record_windows import RecordWindows
from desktop.views.lists.export_runs import UnderWay
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.commands.base import Command
    from core.domain.values import DocumentKind, DocumentRef
    from desktop.views.apprenticeship.register.search import SearchPage
    from tests.desktop.conftest import ScriptedPrompts


class City:
    """A store with two apprenticeships 在教 of one teacher and a filing, and a kit over it."""

    def __init__(self, folder: Path, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine = open_store(folder / "store.db", bytes(range(32)))
        migrate(self.engine, [PC_VERSIONS])
        self.factory = session_factory(self.engine)
        self.lanes, self.prompts = lanes, prompts
        self.settings = UiSettings(folder)
        self.picture = filed.scan("样例")
        with self.factory.begin() as session:
            self.world = kit.World(session)
            teacher = self.world.teacher(1)
            self.studies = [self.world.active(number, teacher) for number in (1, 2)]
            self.score = self.world.score(self.studies[0])
            self.filing = self.world.filed(3, teacher)[0]

    def kit(self, role: Role = Role.CITY_COMMISSION) -> Any:
        return SimpleNamespace(
            engine=self.engine,
            facts=SimpleNamespace(today=lambda: self.world.today, reveal=lambda *_: None, note=print),
            setting=self.world.setting,
            lanes=self.lanes,
            prompts=self.prompts,
            memory=self.settings,
            decide=self.decide,
            images=SimpleNamespace(fetch=self.image, refetch=self.image),
            outgoing=SimpleNamespace(keep_picture=self.keep_picture),
            role=role,
            may=lambda command: may(role, command),
            exports=UnderWay(),
        )

    def image(self, sha256: str) -> bytes:
        return self.picture

    def keep_picture(self, data: bytes, kind: DocumentKind, page: int, mark: object) -> DocumentRef:
        try:
            inspect_image(data)
        except ImageRefused as error:
            raise KnownError(error.code.upper(), error.message) from error
        return kit.ref(kind, str(len(data)), page)

    def decide(self, command: Command, version: int, supersedes: str = "") -> object:
        with self.factory.begin() as session:
            return execute(session, command, self.world.context(self.world.commission(), settles=False))

    def page(self, qtbot: QtBot, role: Role = Role.CITY_COMMISSION) -> SearchPage:
        (page,) = search_pages.make(self.kit(role))
        page.resize(1160, 712)
        qtbot.addWidget(page)
        page.show()
        return page  # type: ignore[return-value]


@pytest.fixture
def city(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[City]:
    lanes = Lanes()
    made = City(tmp_path, lanes, prompts)
    yield made
    assert lanes.close()
    made.engine.dispose()


def test_found_by_initials_and_ended_by_force(
    qtbot: QtBot, city: City, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    """G9 from the search to the store, with a picture; provisional until the centre has it."""
    page = city.page(qtbot)
    page.search("cyz")
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 3 条")
    page.list.rows.select(city.studies[0])
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(page.record.facts.isVisible)
    assert page.record.terminate is not None
    assert page.termination is not None
    qtbot.mouseClick(page.record.terminate, Qt.MouseButton.LeftButton)
    sheet = page.termination.sheet
    assert sheet is not None
    assert "3 → 2" in sheet.effect.text(), "the filing that waits holds a seat too (G2)"
    assert "1 条尚未公布" in sheet.effect.text()
    image = QImage(600, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    assert image.save(str(tmp_path / "决定书.png"))
    prompts.files = [str(tmp_path / "决定书.png"), str(tmp_path / "没有.png")]
    qtbot.mouseClick(sheet.pages.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(sheet.pages.rows) == 1 and not sheet.pages.is_busy())
    assert "读不出来" in sheet.pages.error.text()
    sheet.reason.setCurrentIndex(1)
    sheet.basis.setText("武卫中医〔2026〕12 号")
    sheet.text.setPlainText("老师的执业证已被注销。")
    sheet.typed.setText("陈亦舟")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    facts = page.record.facts
    qtbot.waitUntil(lambda: facts.state.text() == "强制解除")
    assert facts.waiting.isVisible()
    assert page.record.viewer.pages()[0].kind == "termination_basis"
    with city.factory() as session:
        row = session.scalars(select(Termination)).one()
        assert (row.reason_code, row.settled_at) == ("licence_revoked", "")
        kept = session.scalars(select(Document).where(Document.owner_id == row.id)).all()
        assert len(kept) == 1


def test_ended_by_somebody_else_a_minute_ago(qtbot: QtBot, city: City) -> None:
    page = city.page(qtbot)
    page.open_record(city.studies[1])
    qtbot.waitUntil(page.record.facts.isVisible)
    assert page.record.terminate is not None
    assert page.termination is not None
    qtbot.mouseClick(page.record.terminate, Qt.MouseButton.LeftButton)
    sheet = page.termination.sheet
    assert sheet is not None
    with city.factory.begin() as session:
        city.world.session = session
        city.world.terminate(city.studies[1])
    sheet.reason.setCurrentIndex(0)
    sheet.basis.setText("武卫中医〔2026〕12 号")
    sheet.text.setPlainText("经查不实。")
    sheet.typed.setText("陈亦舟")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "强制解除" in sheet.changed_bar.text())
    assert "在教" in sheet.error_bar.text()
    assert not sheet.ok.isEnabled()
    with city.factory() as session:
        assert len(session.scalars(select(Termination)).all()) == 1


def test_the_office_sees_all_and_ends_nothing(qtbot: QtBot, city: City) -> None:
    page = city.page(qtbot, Role.CITY_OFFICE)
    page.open_record(city.studies[0])
    qtbot.waitUntil(page.record.facts.isVisible)
    assert page.record.terminate is None
    assert page.termination is None
    page.record.facts.show_tab("成绩")
    assert "未公布" in page.record.facts.scores.text()
    page.record.facts.show_tab("备案经过")
    assert "通过备案" in page.record.facts.events.text()


def test_windows_by_whatever_record_a_list_shows(qtbot: QtBot, city: City) -> None:
    study = city.studies[0]
    with city.factory() as session:
        row = session.get_one(Apprenticeship, study)
        filing = session.scalars(select(Filing.id).where(Filing.apprenticeship_id == study)).one()
        for id_ in (study, filing, city.score):
            assert find_record(session, "student", id_) == row.student_id
            assert find_record(session, "teacher", id_) == row.teacher_id
            assert find_record(session, "notarisation", id_) == study
        assert find_record(session, "teacher", row.teacher_id) == row.teacher_id
        assert find_record(session, "teacher", "unknown") == ""
    windows = RecordWindows(record_ports(city.kit(Role.DISTRICT_VIEWER)))
    for kind, id_, pages in (("teacher", filing, 8), ("student", city.score, 3), ("notarisation", study, 3)):
        before = len(windows.windows())
        windows.open(kind, id_)
        qtbot.waitUntil(lambda before=before: len(windows.windows()) == before + 1)
        window = windows.windows()[-1]
        qtbot.waitUntil(window.splitter.isVisible)
        assert len(window.viewer.pages()) == pages
    windows.close_all()


def test_a_file_that_is_no_picture_is_said(city: City, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"%PDF-1.7")
    desk = search_pages.TerminationDesk(city.kit())
    with pytest.raises(KnownError) as caught:
        desk.attach(str(tmp_path / "x.png"), 1)
    assert "PDF" in caught.value.message
