"""The frame: navigation at the left, title bar above, pages in the middle (design.md "Frame")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.domain.clock import SKEW_SHOWN_MS
from core.domain.product import PRODUCT
from desktop.views.shell.sidebar import Sidebar
from desktop.views.shell.topbar import TopBar
from desktop.widgets.bar import NoticeBar, ResultBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject, QRect
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from core.domain.errors import KnownError
    from desktop.pages import Group
    from desktop.ports import SessionInfo, SyncView
    from desktop.settings import UiSettings
    from desktop.views.shell.page import Page

MOST = 8192
"""No side is longer than this, whatever a file says."""
SMALLEST = (900, 440)
"""Fits a screen of 1366 x 768 at 150 %, in logical pixels; pages that need more can be scrolled."""
TITLE_BAR = 40
NARROW = 1140
"""Below this width the navigation has icons only."""
SEARCHED = ("register", "search")
"""The page that answers the global search: the district's register, or the city's."""
_EXPIRED = "登录已过期，决定仍保存在本机，请重新登录后上报。"
_EXPIRED_IDLE = "登录已过期，请重新登录后继续同步。"


class Bars(QWidget):
    """What is told above a page; takes no room, not even a margin, while nothing is."""

    def __init__(self, *bars: QWidget) -> None:
        super().__init__()
        self._bars = bars
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 0)
        column.setSpacing(6)
        for bar in bars:
            column.addWidget(bar)
            bar.installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setVisible(not all(bar.isHidden() for bar in self._bars))


class Frame(QMainWindow):
    """The main window. It knows pages by `Page` only and shows what it is told.

    Signals: `record_wanted(kind, id)` (see `Page`), `log_out_wanted`, `login_again_wanted` (the bar's
    action), `password_wanted`, `about_wanted`, `closed`. `online` is whether the server was reached last.
    """

    record_wanted = Signal(str, str)
    log_out_wanted = Signal()
    login_again_wanted = Signal()
    password_wanted = Signal()
    about_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        info: SessionInfo,
        groups: tuple[Group, ...],
        settings: UiSettings,
        make: Callable[[str], Page],
        parent: QWidget | None = None,
    ) -> None:
        """`make(key)` gives a page of the groups when it is first wanted."""
        super().__init__(parent)
        self.setObjectName("frame")
        self.setWindowTitle(f"{PRODUCT.title} — {info.office}")
        self._settings = settings
        self._keys = frozenset(entry.key for group in groups for entry in group.entries)
        self._make = make
        self._pages: dict[str, Page] = {}
        self._narrow = False
        self._areas: dict[str, QScrollArea] = {}
        self._current = ""
        self.online = False
        self.side = Sidebar(PRODUCT.title, info.office, groups)
        self.top = TopBar(info)
        self.expired = NoticeBar("frame.expired", "warn", "重新登录")
        self.skew = NoticeBar("frame.skew", "warn")
        self.result = ResultBar("frame.result")
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._lay_out()
        self._connect()
        self._restore()

    def _add_page(self, page: Page) -> None:
        self._pages[page.key] = page
        area = QScrollArea()
        area.setObjectName(f"{page.key}.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(page)
        self._areas[page.key] = area
        self.stack.addWidget(area)
        page.state_line.connect(self._state_line)
        page.open_page.connect(self._open_from_page)
        page.told.connect(self._told)
        page.problem.connect(self.fail)
        page.record_wanted.connect(self.record_wanted)

    def page(self, key: str) -> Page:
        """Give a page, made now when nobody wanted it before; KeyError when this role has none."""
        if key not in self._pages:
            if key not in self._keys:
                raise KeyError(key)
            self._add_page(self._make(key))
        return self._pages[key]

    def current(self) -> Page | None:
        return self._pages.get(self._current)

    def open(self, key: str, preset: str = "") -> None:
        """Show a page, `preset` being the queue it should show; asks the present page first."""
        if key in self._keys:
            self._leave_to(key, "show_preset", *([preset] if preset else []))

    def open_record(self, key: str, record_id: str) -> None:
        """Show one record on a page."""
        if key in self._keys:
            self._leave_to(key, "open_record", record_id)

    def broadcast(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        """Tell the visible page what changed; the others load anew when they become visible."""
        page = self.current()
        if page is not None:
            page.refresh(kinds, ids)

    def show_sync(self, view: SyncView) -> None:
        """Show the state of sync in the title bar, at the foot of the navigation and in the bars."""
        self.online = view.online
        self.top.show_sync(view)
        self.side.show_sync(view)
        expired = _EXPIRED if view.waiting else _EXPIRED_IDLE
        self.expired.tell(expired if view.needs_login else "")
        self.skew.tell(_skew_sentence(view.skew_ms))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the badges of the navigation by page key."""
        self.side.show_counts(counts)

    def tell(self, tone: str, text: str) -> None:
        self.result.tell(text, tone)

    def fail(self, error: KnownError) -> None:
        self.result.fail(error)

    def show_bug(self, details: str) -> None:
        """Tell of a bug, once for each (errors.BugChannel sees to that)."""
        from core.domain.errors import KnownError
        from desktop.tasks import BUG_CODE, BUG_MESSAGE

        self.result.fail(KnownError(BUG_CODE, BUG_MESSAGE), details)

    def save_layout(self) -> None:
        if self.isMaximized():
            self._settings.set_text("frame", "maximized")
        else:
            self._settings.set_text("frame", f"{self.width()} {self.height()}")
        self._settings.save()

    def fit(self, screen: QRect) -> None:
        """Take no more room than the screen has, borders of the window included."""
        room = screen.size() - QSize(0, TITLE_BAR)
        self.resize(self.size().boundedTo(room).expandedTo(self.minimumSize()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.side.set_narrow(narrow)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_layout()
        super().closeEvent(event)
        self.closed.emit()

    def _lay_out(self) -> None:
        bars = Bars(self.expired, self.skew, self.result)
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self.top)
        main.addWidget(bars)
        main.addWidget(self.stack, 1)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addLayout(main, 1)
        middle = QWidget()
        middle.setObjectName("page")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        middle.setLayout(whole)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        self.side.chosen.connect(self.open)
        self.top.sync.clicked.connect(self._open_centre)
        self.top.search.searched.connect(self._search)
        self.expired.acted.connect(self.login_again_wanted)
        self._menu = QMenu(self)
        self._menu.setObjectName("user.menu")
        switch = self._menu.addAction("退出登录 / 切换用户")
        switch.setObjectName("user.logout")
        password = self._menu.addAction("修改密码")
        password.setObjectName("user.password")
        about = self._menu.addAction("关于本程序")
        about.setObjectName("user.about")
        switch.triggered.connect(self.log_out_wanted)
        password.triggered.connect(self.password_wanted)
        about.triggered.connect(self.about_wanted)
        self.top.user.setMenu(self._menu)
        find = QShortcut(QKeySequence("Ctrl+K"), self)
        find.activated.connect(self._focus_search)

    def _restore(self) -> None:
        self.setMinimumSize(*SMALLEST)
        self.resize(1366, 768)
        words = self._settings.text("frame").split()
        if words == ["maximized"]:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        elif len(words) == 2 and all(word.isdigit() for word in words):
            self.resize(min(int(words[0]), MOST), min(int(words[1]), MOST))

    def _leave_to(self, key: str, method: str, *arguments: str) -> None:
        page = self.current()
        step = _Step(self, key, method, arguments)
        if page is not None and key != self._current:
            page.leave(step.take)
        else:
            step.take()

    def show_page(self, key: str, method: str, arguments: tuple[str, ...]) -> None:
        """Bring a page to the front, its method called first; nobody is asked any more."""
        page = self.page(key)
        changed = key != self._current
        self._current = key
        self.stack.setCurrentWidget(self._areas[key])
        self.side.mark(key)
        if changed:
            self.top.show_title(page.title)
        if arguments:
            getattr(page, method)(*arguments)
        page.activate()

    def _open_from_page(self, key: str, argument: str) -> None:
        name, _, how = key.partition(":")
        if how == "record":
            self.open_record(name, argument)
        elif how == "again" and name in self._keys:
            self._leave_to(name, "decide_again", *argument.split(" ", 1))
        else:
            self.open(name, argument)

    def _open_centre(self) -> None:
        self.open("centre")

    def _search(self, text: str) -> None:
        key = next((one for one in SEARCHED if one in self._keys), "")
        if text and key:
            self._leave_to(key, "search", text)

    def _focus_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def _state_line(self, text: str) -> None:
        if self.sender() is self.current():
            self.top.show_state(text)

    def _told(self, tone: str, text: str) -> None:
        self.tell(tone, text)


def _skew_sentence(skew_ms: int) -> str:
    if abs(skew_ms) <= SKEW_SHOWN_MS:
        return ""
    late = "慢" if skew_ms > 0 else "快"
    minutes = round(abs(skew_ms) / 60000)
    return f"这台电脑的时间比服务器{late}约 {minutes} 分钟，请校准系统时间；决定仍会正常上报。"


class _Step:
    """What follows when the present page lets go."""

    def __init__(self, frame: Frame, key: str, method: str, arguments: tuple[str, ...]) -> None:
        self._frame = frame
        self._what = (key, method, arguments)

    def take(self) -> None:
        self._frame.show_page(*self._what)
