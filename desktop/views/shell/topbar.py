"""The title bar of the frame: title, one line of state, search, sync, user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.domain.product import PRODUCT
from desktop import theme
from desktop.widgets.buttons import Button
from desktop.widgets.search import SearchBox
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget, plain_tip

if TYPE_CHECKING:
    from desktop.ports import SessionInfo, SyncView


class TopBar(QFrame):
    """Shows what it is told; the frame connects its controls."""

    def __init__(self, info: SessionInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_widget(self, "topbar", "标题栏")
        self.setFixedHeight(56)
        self.title = TextLabel("", "title")
        self.title.setObjectName("topbar.title")
        self.state = ElidedLabel("", "secondary")
        self.state.setObjectName("topbar.state")
        self.search = SearchBox(
            "topbar.search", f"搜索{PRODUCT.subject}", f"搜索姓名、身份证号、{PRODUCT.number}　Ctrl+K"
        )
        self.search.setFixedWidth(270)
        self.sync = Button("离线", "topbar.sync", "sync", accessible="同步状态，打开同步中心")
        self.sync.setProperty("tone", "warn")
        who = f"{info.display_name}　{info.role_label}"
        self.user = Button(who, "topbar.user", "tool", accessible=f"当前用户 {who}")
        self.user.setProperty("menu", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.state, 1)
        row.addWidget(self.search)
        row.addWidget(self.sync)
        row.addWidget(self.user)

    def show_title(self, title: str) -> None:
        self.title.setText(title)
        self.state.setText("")

    def show_state(self, text: str) -> None:
        self.state.setText(text)

    def show_sync(self, view: SyncView) -> None:
        text, tone = sync_words(view)
        self.sync.setText(text)
        self.sync.setAccessibleName(f"同步状态：{text}，打开同步中心")
        self.sync.setToolTip(plain_tip(view.problem))
        theme.set_property(self.sync, "tone", tone)


def sync_words(view: SyncView) -> tuple[str, str]:
    """Give the words and the tone of the sync state; what needs a person comes first."""
    if view.refused:
        return f"有 {view.refused} 条需处理", "bad"
    if not view.online:
        return (f"离线 · {view.waiting} 条待上报" if view.waiting else "离线"), "warn"
    if view.busy:
        return "正在同步…", "info"
    if view.waiting:
        return f"在线 · {view.waiting} 条待上报", "warn"
    return "在线", "ok"
