"""The story of the tour: a clerk's first days, with a cut cable and a colleague who was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget

from desktop.tour.colleague import refuse_first
from desktop.tour.desk import PASSWORD
from desktop.tour.reviewing import Reviewer
from desktop.views.documents.viewer import DocumentViewer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.tour.driver import Driver
    from desktop.tour.wire import Wire

USER = "zhoumin"
COLLEAGUE = "lixiaohong"
MOST_FILINGS = 60
"""More than the sample has of those that wait in a district."""


class FirstDays(Reviewer):
    """Plays every step in order; each asserts what the clerk would see."""

    def __init__(self, driver: Driver, wire: Wire, folder: Path, tell: Callable[[str], None]) -> None:
        super().__init__(driver, wire, folder, tell, USER)
        self._contested = ""

    def steps(self) -> tuple[Callable[[], None], ...]:
        """The steps of the story, in order."""
        return (
            self._first_start,
            self._review_online,
            self._decide_offline,
            self._restart_offline,
            self._colleague_is_faster,
            self._reconnect,
            self._resolve,
            self._look_at_corrections,
            self._look_into_the_register,
        )

    def _first_start(self) -> None:
        """First start: server, log-in, first load."""
        d = self._driver
        self._open()
        d.type("first.server", "http://127.0.0.1:1")
        d.click("first.server.next")
        d.read("连接不上服务器")
        d.shoot("first-start-wrong")
        d.type("first.server", self._wire.url)
        d.shoot("first-start")
        d.click("first.server.next")
        d.type("first.user", USER)
        d.type("first.password", "wrong-Password-1")
        d.click("first.login.next")
        d.read("用户名或密码不正确")
        d.type("first.password", PASSWORD)
        d.shoot("first-start-login")
        d.click("first.login.next")
        d.find("nav.home")
        d.read("在线")
        d.shoot("home")

    def _review_online(self) -> None:
        """Review online: what is forbidden is explained, what is approved reaches the centre."""
        d = self._driver
        d.click("nav.filings")
        table: QAbstractItemView = d.find("filings.table", QAbstractItemView)
        d.wait(lambda: table.model().rowCount() > 0, "filings in the list")
        d.shoot("filings")
        d.press(Qt.Key.Key_F5, "filings.table")
        self._wait_for_record("")
        d.shoot("review")
        before = self._approve()
        d.read("已通过")
        self._wait_for_record(before)
        d.click("nav.centre")
        d.click("centre.filter.applied")
        d.wait(lambda: self._rows("centre.table") == 1, "the approval at the centre")
        d.shoot("centre-applied")
        d.click("nav.filings")

    def _decide_offline(self) -> None:
        """The cable is cut: two decisions are taken offline."""
        d = self._driver
        self._wire.cut()
        first = self._record()
        d.type("review.opinion", "公证书载明的教学时间不足三年，不符合要求")
        d.press(Qt.Key.Key_F8, "review.opinion")
        d.shoot("refuse")
        d.click("confirm.ok")
        self._wait_for_record(first)
        d.read("1 条待上报")
        self._contested = self._record()
        d.press(Qt.Key.Key_F7)
        d.find("return.ok")
        d.click("return.item.student.diploma")
        d.type("return.reason.student.diploma.text", "学历证书照片不清楚，请重新上传")
        d.shoot("return")
        d.click("return.ok")
        self._wait_for_record(self._contested)
        d.read("2 条待上报")
        d.read("离线")
        d.click("nav.filings")
        d.shoot("offline")
        d.click("nav.centre")
        d.click("centre.filter.waiting")
        d.wait(lambda: self._rows("centre.table") == 2, "both decisions in the list")
        d.shoot("centre-waiting")

    def _restart_offline(self) -> None:
        """The program is restarted without the network: both decisions are still there."""
        d = self._driver
        self._close()
        self._open()
        d.read("离线登录")
        d.type("login.password", PASSWORD)
        d.shoot("login")
        d.click("login.submit")
        d.find("nav.home")
        d.read("2 条待上报")

    def _colleague_is_faster(self) -> None:
        """Meanwhile a colleague on another PC refuses the filing that was returned here."""
        refuse_first(
            self._folder / "colleague",
            f"http://127.0.0.1:{self._wire.server_port}",
            COLLEAGUE,
            PASSWORD,
            self._contested,
            "申请人不符合条件",
        )

    def _reconnect(self) -> None:
        """The cable is back: what waits is pushed; the centre takes one decision and gives one back."""
        d = self._driver
        self._wire.join()
        d.click("nav.centre")
        d.click("centre.now")
        d.read("有 1 条需处理")
        d.read("0 条待上报，1 条需处理")
        d.click("centre.filter.refused")
        d.choose_row(d.find("centre.table", QAbstractItemView), 0)
        d.read("李晓红")
        d.shoot("centre-conflict")

    def _resolve(self) -> None:
        """The clerk looks at the filing as it is and accepts the colleague's decision."""
        d = self._driver
        d.click("centre.view")
        d.read("不予通过")
        d.shoot("decided")
        d.click("nav.centre")
        d.choose_row(d.find("centre.table", QAbstractItemView), 0)
        d.click("centre.accept")
        d.read("0 条待上报，0 条需处理")
        d.wait(lambda: not d.says("有 1 条需处理"), "the sync state to follow")
        d.click("centre.filter.closed")
        d.shoot("centre-history")

    def _look_at_corrections(self) -> None:
        """A filing that was corrected shows what changed, and its images in pairs."""
        d = self._driver
        d.click("nav.filings")
        if d.seen("review.back"):
            d.click("review.back")
        d.press(Qt.Key.Key_F5, "filings.table")
        before = ""
        for _ in range(MOST_FILINGS):
            self._wait_for_record(before)
            if d.seen("review.changes"):
                break
            before = self._record()
            d.press(Qt.Key.Key_PageDown)
        d.expect(d.seen("review.changes"), "the changes come first")
        changes: QWidget = d.find("review.changes")
        pairs = changes.findChildren(QAbstractButton)
        d.expect(pairs, "a changed image can be compared with the one before")
        pairs[0].click()
        panes = d.find("viewer", DocumentViewer).panes
        d.wait(lambda: all(pane.canvas.picture() for pane in panes), "both images side by side")
        d.shoot("changes")

    def _look_into_the_register(self) -> None:
        """The register finds a person by a part of the name, and shows the person's history."""
        d = self._driver
        d.click("nav.register")
        d.wait(lambda: self._rows("register.table") > 0, "the register")
        d.shoot("register")
        everybody = self._rows("register.table")
        name = self._cell("register.table", 0, 1)
        d.type("register.query.text", "zzzz")
        d.press(Qt.Key.Key_Return, "register.query.text")
        d.read("没有找到")
        d.type("register.query.text", name[-2:])
        d.press(Qt.Key.Key_Return, "register.query.text")
        d.wait(lambda: d.seen("register.table") and self._rows("register.table") < everybody, "who was found")
        d.choose_row(d.find("register.table", QAbstractItemView), 0)
        d.press(Qt.Key.Key_Return, "register.table")
        d.find("person.back")
        d.shoot("person")
