"""The navigation at the left: groups, entries with counts, and the state of this PC at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.clock import local_text
from desktop import theme
from desktop.icons import icon
from desktop.widgets.buttons import Button
from desktop.widgets.chip import Badge
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget, plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent

    from desktop.pages import Group, PageOf
    from desktop.ports import SyncView


class NavButton(Button):
    """One page; the badge stands at its right edge. Up and Down move between the pages."""

    def __init__(self, entry: PageOf) -> None:
        super().__init__(entry.title, f"nav.{entry.key}", "nav")
        self.key = entry.key
        self._title = entry.title
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setIcon(icon(entry.icon, theme.SIDE_INK))
        self.setIconSize(QSize(18, 18))
        self.badge = Badge()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch(1)
        row.addWidget(self.badge)
        self._row = row

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone with the count beside it; the name becomes the tip."""
        self.setText("" if narrow else self._title)
        self.setToolTip(plain_tip(self._title) if narrow else "")
        self._row.setContentsMargins(0, 0, 2 if narrow else 8, 0)

    def show_count(self, count: int, tone: str = "") -> None:
        self.badge.set_count(count, tone)
        self.setAccessibleName(f"{self._title}，{count} 件" if count else self._title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Sidebar(QFrame):
    """Emits `chosen(key)`; `mark` shows which page is open; narrow it has icons only."""

    chosen = Signal(str)

    def __init__(
        self, product: str, office: str, groups: tuple[Group, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        name_widget(self, "side", "导航")
        self.setFixedWidth(theme.SIDE_WIDTH)
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 18, 12, 14)
        column.setSpacing(3)
        self._column = column
        self._words: list[QWidget] = [TextLabel(product, "side.product"), ElidedLabel(office, "side.bureau")]
        for words in self._words:
            column.addWidget(words)
        for group in groups:
            column.addSpacing(12)
            heading = TextLabel(group.title, "side.group")
            column.addWidget(heading)
            self._words.append(heading)
            column.addSpacing(2)
            for entry in group.entries:
                column.addWidget(self._add(entry))
        column.addStretch(1)
        self.dot = TextLabel("●", "side.dot")
        self.state = TextLabel("离线", "side.state")
        self.state.setObjectName("side.state")
        self.queue = TextLabel("", "side.state")
        self.queue.setObjectName("side.queue")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.dot)
        line.addWidget(self.state, 1)
        column.addLayout(line)
        column.addWidget(self.queue)
        self._words += [self.state, self.queue]

    def set_narrow(self, narrow: bool) -> None:
        """Leave the pages more room: icons only."""
        self.setFixedWidth(theme.SIDE_NARROW if narrow else theme.SIDE_WIDTH)
        side = 6 if narrow else 12
        self._column.setContentsMargins(side, 18, side, 14)
        for words in self._words:
            words.setHidden(narrow)
        for button in self._buttons.values():
            button.set_narrow(narrow)

    def button(self, key: str) -> NavButton:
        return self._buttons[key]

    def mark(self, key: str) -> None:
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        for key, button in self._buttons.items():
            if key in counts:
                button.show_count(counts[key])

    def show_sync(self, view: SyncView) -> None:
        online = "在线" if view.online else "离线"
        self.dot.set_tone("online" if view.online else "")
        synced = f"　上次同步 {_short(view.last_sync)}" if view.last_sync else "　尚未同步"
        self.state.setText(online + synced)
        self.dot.setToolTip(plain_tip(online + synced))
        if view.refused:
            self.queue.setText(f"{view.refused} 条决定需处理")
        elif view.waiting:
            self.queue.setText(f"{view.waiting} 条决定待上报")
        else:
            self.queue.setText("没有待上报的决定")
        if "centre" in self._buttons:
            tone = "bad" if view.refused else "warn"
            self._buttons["centre"].show_count(view.refused + view.waiting, tone)

    def _add(self, entry: PageOf) -> NavButton:
        button = NavButton(entry)
        self._buttons[entry.key] = button
        self._group.addButton(button)
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, NavButton):
            self.chosen.emit(button.key)


def _short(instant_text: str) -> str:
    """Give 09:42, which is what fits; the whole moment stands on the page."""
    return local_text(instant_text)[11:]
