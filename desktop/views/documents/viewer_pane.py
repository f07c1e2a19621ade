"""One half of the viewer: a page on a canvas with its caption, and the sentences for what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop import theme
from desktop.views.documents.viewer_canvas import Canvas
from desktop.widgets.text import ElidedLabel, name_widget

if TYPE_CHECKING:
    from core.domain.errors import KnownError
    from desktop.models.pages import DocumentPage
    from desktop.views.documents.viewer_images import Picture, Pictures

MISSING = {
    "OFFLINE": (
        "未下载（离线）",
        "这一页还没有下载到本机，联网后会自动下载。现在可以核对纸质原件后再办理。",
        "重试",
    ),
    "BLOB_MISSING": (
        "中心没有这一页",
        "上级平台没有找到这份材料，请退回申请人重新上传，或联系管理员。",
        "重试",
    ),
    "BLOB_BROKEN": ("已损坏", "本机保存的图片已损坏，没有显示。重新下载后可以查看。", "重新下载"),
}
EMPTY = "这件申请没有材料图片"


class Pane(QWidget):
    """Shows one page. `activated` when it was clicked, `painted(digest)` when a page was on the screen."""

    activated = Signal()
    painted = Signal(str)

    def __init__(self, object_name: str, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._pictures = pictures
        self.page: DocumentPage | None = None
        self._again = False
        self.empty = (EMPTY, "")
        self.caption = ElidedLabel("")
        name_widget(self.caption, f"{object_name}.caption", "当前页")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.caption.hide()
        self.canvas = Canvas(f"{object_name}.canvas")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.canvas, 1)
        self.canvas.activated.connect(self.activated)
        self.canvas.painted.connect(self.painted)
        self.canvas.acted.connect(self._act)
        self.canvas.edge_wanted.connect(self._sharper)
        pictures.ready.connect(self._take)
        pictures.failed.connect(self._fail)

    def show_page(self, page: DocumentPage | None, *, marked: bool = False) -> None:
        """Show a page, at once when its picture is kept."""
        same = page is not None and self.page is not None and page.sha256 == self.page.sha256
        self.page = page
        self.canvas.set_marked(marked)
        self.caption.setText(page.title if page else "")
        if page is None:
            self.canvas.tell(*self.empty)
        elif not (same and self.canvas.picture()):
            self.canvas.setAccessibleName(f"材料图片：{page.title}")
            self.canvas.set_turn(0)
            self._show(page)

    def set_active(self, active: bool) -> None:
        """Say which of two panes the page list and the keys are for."""
        colours = (theme.BRAND, "#FFFFFF") if active else ("#46504D", "#D5DDDA")
        self.caption.setStyleSheet(f"background: {colours[0]}; color: {colours[1]}; padding: 5px 12px;")

    def _show(self, page: DocumentPage) -> None:
        picture = self._pictures.get(page.sha256)
        if picture is None:
            self.canvas.wait()
            self._pictures.want(page.sha256, self.canvas.edge(), key=self.objectName())
            return
        self.canvas.show_picture(picture)
        if not picture.serves(self.canvas.edge()):
            self._sharper(self.canvas.edge())

    def _sharper(self, edge: int) -> None:
        if self.page is not None:
            self._pictures.want(self.page.sha256, edge, key=self.objectName())

    def _take(self, picture: Picture) -> None:
        if self.page is not None and picture.sha256 == self.page.sha256:
            sharper = self.canvas.picture() is not None
            self.canvas.show_picture(picture, keep_place=sharper)

    def _fail(self, sha256: str, error: KnownError) -> None:
        if self.page is None or sha256 != self.page.sha256 or self.canvas.picture() is not None:
            return
        self._again = error.code == "BLOB_BROKEN"
        message, hint, action = MISSING.get(error.code, ("这一页暂时不能显示", error.message, "重试"))
        self.canvas.tell(message, hint, action)

    def _act(self) -> None:
        if self.page is None:
            return
        self.canvas.wait()
        if self._again:
            self._pictures.want_again(self.page.sha256, self.canvas.edge())
        else:
            self._pictures.want(self.page.sha256, self.canvas.edge(), key=self.objectName())
