"""A real server with residents who use their phones, and bureaus whose clerks sit before the real windows."""

from __future__ import annotations

import dataclasses
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu
from sqlalchemy import select

from core.apprenticeship.tables import Filing
from core.domain import clock
from core.domain.clock import FixedClock, SystemClock
from core.domain.values import Role
from core.store.recorder import Recorder
from desktop.tour.wire import Wire
from desktop.views.apprenticeship.register.record_window import RecordWindow
from desktop.views.apprenticeship.review.review import Workbench
from server.accounts import Passwords, create_account
from server.feed import grant_blobs, write_feed
from server.sessions import RESIDENTS_DEVICE
from server.tables import LEDGER
from sync.fates import overview
from sync.transactions import reading
from tests import kit
from tests.end_to_end.desk import Desk
from tests.end_to_end.real import PASSWORD, RealServer
from tests.live_server import LiveServer
from tests.server.kit import Phone, filed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.domain.values import DocumentKind, DocumentRef
    from desktop.tour.driver import Driver
    from sync.fates import CentreEntry
    from tests.end_to_end.real import RealPc

ZHOU, LI, LEADER, NEIGHBOUR = "zhoumin", "lixiaohong", "wangju", "honglan"
CITY, COMMISSION = "hejing", "lianghong"
PEOPLE = (
    (ZHOU, "周敏", Role.DISTRICT_REVIEWER, (kit.WUCHANG,)),
    (LI, "李晓红", Role.DISTRICT_REVIEWER, (kit.WUCHANG,)),
    (LEADER, "王局", Role.DISTRICT_VIEWER, (kit.WUCHANG,)),
    (NEIGHBOUR, "洪岚", Role.DISTRICT_REVIEWER, (kit.HONGSHAN,)),
    (CITY, "何静", Role.CITY_OFFICE, ()),
    (COMMISSION, "梁宏", Role.CITY_COMMISSION, ()),
)
PLAIN = kit.ref


class Study(NamedTuple):
    """An apprenticeship 在教, and the phones of its student and teacher."""

    id: str
    filing_id: str
    student: Phone
    teacher: Phone


class Offices(RealServer):
    """A server with a clerk of each role, on which others act while a window is open."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.world: kit.World | None = None
        self._numbers = 0
        for username, name, role, districts in PEOPLE:
            create_account(
                self.centre,
                Passwords(self.config),
                username=username,
                display_name=name,
                role=role,
                districts=districts,
                password=PASSWORD,
                must_change=False,
            )

    def number(self) -> int:
        """A number that no other person of this server has."""
        self._numbers += 1
        return self._numbers

    @contextmanager
    def acting(self) -> Iterator[kit.World]:
        """What others do at the centre, in one transaction."""
        with pytest.MonkeyPatch.context() as patch, self.centre.writing() as session:
            patch.setattr(kit, "ref", self.picture_of)
            if self.world is None:
                self.world = kit.World(session)
            self.world.session = session
            self.world.clock = FixedClock(SystemClock().now())
            with Recorder(session) as recorder:
                yield self.world
            grant_blobs(session, recorder)
            write_feed(session, recorder, "")

    def picture_of(self, kind: DocumentKind, owner: str, page: int = 1) -> DocumentRef:
        """Make a document that can be downloaded and shown."""
        name = f"{owner}/{kind}/{page}"
        scan = io.BytesIO()
        Image.new("RGB", (240, 320), tuple(bytes.fromhex(kit.digest(name)[:6]))).save(scan, "JPEG")
        sha256 = self.centre.blobs.put(scan.getvalue())
        return msgspec.structs.replace(PLAIN(kind, owner, page), sha256=sha256)

    def active(self, **changes: Any) -> str:
        """An apprenticeship 在教 that is old enough for 出师考核, without phones; gives its id."""
        number = self.number()
        with self.acting() as world:
            teacher = world.teacher(number, **changes)
            return world.active(number, teacher)

    def verdicts(self) -> list[str]:
        """The commands of clerks that have a final verdict, by name, in order."""
        with self.centre.reading() as session:
            wanted = select(LEDGER.c.name).where(LEDGER.c.device_id != RESIDENTS_DEVICE)
            return list(session.scalars(wanted.order_by(LEDGER.c.device_id, LEDGER.c.device_seq)))

    def filing(self, filing_id: str) -> Filing:
        with self.centre.reading() as session:
            return session.get_one(Filing, filing_id)


class Centre(Offices):
    """The server in a thread of the test: its wire fails on demand, and residents have phones."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.config = dataclasses.replace(self.config, gateway="recording", code_pause_seconds=0)

    def start(self, port: int = 0) -> None:
        self.live = LiveServer(self.config)
        self.live.__enter__()
        self.faults = self.live.faults
        self.url = self.live.url

    def close(self) -> None:
        self.live.stop()
        super().close()

    def filed(self, **teacher: Any) -> tuple[str, Study]:
        """Teacher and student register with their phones, the student files; the id of the study is empty."""
        number = self.number()
        filing_id, student = filed(self.live, number, **teacher)
        study = Study("", filing_id, student, Phone(self.live, kit.teacher_data(number).phone))
        return filing_id, study

    def study(self, **teacher: Any) -> Study:
        """As `filed`, and the bureau has approved."""
        filing_id, made = self.filed(**teacher)
        with self.acting() as world:
            return made._replace(id=world.approve(filing_id))


def wish(study: Study, pages: int = 2, **changes: Any) -> dict[str, Any]:
    """What a student's phone sends to dissolve the study today."""
    dissolution = {"dissolved_on": today(), "reason": "双方协商一致", **changes}
    proofs = [study.student.attach("dissolution_proof", page) for page in range(1, pages + 1)]
    return {"apprenticeship_id": study.id, "dissolution": dissolution, "proofs": proofs}


def dissolve(study: Study, **changes: Any) -> str:
    """The student asks to dissolve; gives the id of the filing."""
    answer = study.student.post("/r/v1/dissolutions", wish(study, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def today() -> str:
    return clock.today(SystemClock()).isoformat()


class Window(Desk):
    """A clerk's PC behind a cable of its own, with the hands for the pages of this issue."""

    wire: Wire | None = None

    def begin(self, server: RealServer, user: str) -> Driver:
        """First start of this PC up to the frame."""
        self.wire = Wire(int(server.url.rpartition(":")[2]))
        d = self.first_start(self.wire.url, user, PASSWORD)
        self._widen()
        return d

    def log_in(self, password: str = PASSWORD) -> Driver:
        """Start the program again."""
        d = super().log_in(password)
        self._widen()
        return d

    def cut(self) -> None:
        """Pull this PC's cable; the program notices with its next request."""
        assert self.wire is not None
        self.wire.cut()
        self.sync_now()
        self.driver.read("离线")

    def join(self) -> None:
        """Put the cable back, and press 立即同步."""
        assert self.wire is not None
        self.wire.join()
        self.driver.click("nav.centre")
        self.driver.click("centre.now")
        self.driver.read("在线")

    def end(self) -> None:
        """Close the program and take the cable away."""
        self.close()
        if self.wire is not None:
            self.wire.close()

    def _widen(self) -> None:
        """Screens that nobody sees are small, and the window fits its screen."""
        assert self.shell is not None
        assert self.shell.frame is not None
        self.shell.frame.resize(1366, 768)

    def table(self, name: str) -> QAbstractItemView:
        return self.driver.find(name, QAbstractItemView)

    def rows(self, name: str) -> list[list[str]]:
        """What the table shows, row by row."""
        model = self.table(name).model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def row_with(self, name: str, *words: str) -> int:
        """Number of the first row that has all the words, -1 when there is none."""
        for number, row in enumerate(self.rows(name)):
            if all(any(word in cell for cell in row) for word in words):
                return number
        return -1

    def choose(self, name: str, *words: str) -> None:
        """Click the row that has all the words, once it is there."""
        self.driver.wait(lambda: self.row_with(name, *words) >= 0, f"a row with {words}")
        self.driver.choose_row(self.table(name), self.row_with(name, *words))

    def look(self, name: str, kind: str, *words: str) -> RecordWindow:
        """Choose the row that has all the words, and open 查看… by the menu key; gives the new window."""
        d = self.driver
        self.choose(f"{name}.table", *words)
        table = self.table(f"{name}.table")
        key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        QApplication.sendEvent(table, key)
        menu = d.find(f"{name}.records", QMenu)
        for _ in range([one.data() for one in menu.actions()].index(kind) + 1):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        window = d.find(f"record_window.{kind}", RecordWindow)
        d.wait(lambda: window.view() is not None, "the record")
        return window

    def save_as(self, path: Path) -> None:
        """Answer the system's dialog with a path."""
        self.driver.type("fileNameEdit", str(path))
        self.driver.press(Qt.Key.Key_Return, "fileNameEdit")

    def open_dissolution(self, number: str) -> None:
        """Open the dissolution with this filing number in the workbench, from the list, with the keyboard."""
        d = self.driver
        d.click("nav.dissolutions")
        if d.seen("review.back"):
            d.click("review.back")
        self.choose("dissolutions.table", number)
        d.press(Qt.Key.Key_Return, "dissolutions.table")
        d.wait(lambda: self.current(), "a dissolution on the screen")
        bench = d.find("review", Workbench)
        d.wait(lambda: bench.facts.number.text() == number, f"{number} on the screen")

    def look_at_proofs(self, pages: int = 2) -> None:
        """Look at the pages of proof, which come first, one by one."""
        d = self.driver
        bench = d.find("review", Workbench)
        for place in range(pages):
            d.click(f"viewer.page.{place + 1}")
            digest = bench.viewer.pages()[place].sha256
            d.wait(lambda digest=digest: digest in bench.viewer.shown(), f"page {place + 1} of the proof")


def entries(pc: RealPc) -> dict[str, CentreEntry]:
    """What 同步中心 of a PC without windows holds, by op_id."""
    with reading(pc.unlocked.engine) as session:
        return {entry.op_id: entry for entry in overview(session)}
