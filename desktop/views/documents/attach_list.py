"""Pictures that a clerk attaches: chosen or dropped, kept on a lane, shown small, removable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.domain.errors import KnownError
from desktop.views.documents.viewer_images import decode
from desktop.widgets.buttons import Button
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from core.domain.values import DocumentRef
    from desktop.prompts import Prompter
    from desktop.tasks import Lane

KINDS = "图片 (*.jpg *.jpeg *.png)"
THUMB = 44
"""Longest edge of a thumbnail in logical pixels."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One picture that is kept, or why it is not."""

    name: str
    ref: DocumentRef | None
    thumb: QImage | None = None
    problem: str = ""


class AttachList(QWidget):
    """`changed` when a picture came, was removed or is on its way. `name` begins the controls' names.

    `attach(path, page)` keeps a picture and `look(sha256)` gives its bytes; both run on `lane` and raise
    `KnownError`. `most` is how many there may be.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        lane: Lane,
        attach: Callable[[str, int], DocumentRef],
        look: Callable[[str], bytes],
        prompts: Prompter,
        most: int,
    ) -> None:
        super().__init__()
        name_widget(self, f"{name}.pages", "依据附件")
        self.setAcceptDrops(True)
        self._name = name
        self._lane = lane
        self._attach = attach
        self._look = look
        self._prompts = prompts
        self._most = most
        self._running = 0
        self._problems: list[str] = []
        self.rows: list[AttachedRow] = []
        self.add = Button("添加图片", f"{name}.add", tip="选择 JPG 或 PNG 图片，也可以把图片拖到这里")
        self.add.clicked.connect(self._choose)
        self.count = TextLabel("", "hint")
        name_widget(self.count, f"{name}.page_count", "附件页数")
        self.error = TextLabel("", "error", wrap=True)
        name_widget(self.error, f"{name}.page_error", "附件错误")
        self.error.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.add)
        line.addWidget(self.count, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(line)
        self._column.addWidget(self.error)
        self._tell()

    def documents(self) -> tuple[DocumentRef, ...]:
        """The kept pictures, numbered from 1 in the order shown."""
        return tuple(msgspec.structs.replace(row.ref, page=page) for page, row in enumerate(self.rows, 1))

    def is_busy(self) -> bool:
        """Pictures are still being kept."""
        return self._running > 0

    def set_error(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def take_files(self, paths: Sequence[str]) -> None:
        """Keep these files as the next pages, or say why there are too many."""
        room = self._most - len(self.rows) - self._running
        if len(paths) > room:
            words = f"还可以添加 {room} 页" if room else "已经加满"
            self.set_error(f"依据附件最多 {self._most} 页，{words}，这次选了 {len(paths)} 个文件，没有添加。")
            return
        self.set_error("")
        self._problems = []
        for path in paths:
            self._running += 1
            page = len(self.rows) + self._running
            self._lane.run(partial(keep, self._attach, self._look, path, page), self._came, self._failed)
        self._tell()

    def show_attached(self, name: str, ref: DocumentRef, thumb: QImage | None = None) -> None:
        """Put a kept picture at the end of the list."""
        row = AttachedRow(self._name, name, ref, thumb)
        row.removed.connect(self._remove)
        self._column.insertWidget(self._column.count() - 1, row)
        self.setTabOrder(self.rows[-1].remove if self.rows else self.add, row.remove)
        self.rows.append(row)
        self._tell()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    # inside

    def _choose(self) -> None:
        self._prompts.open_files(self, "选择强制解除依据的图片", KINDS, self._chosen, many=True)

    def _chosen(self, paths: list[str]) -> None:
        if paths:
            self.take_files(paths)

    def _came(self, attached: Attached) -> None:
        self._running -= 1
        ref = attached.ref
        if ref is None:
            self._problems.append(f"“{attached.name}”没有添加：{attached.problem}")
        elif ref.original_sha256 in {row.ref.original_sha256 for row in self.rows}:
            self._problems.append(f"“{attached.name}”已经添加过了。")
        else:
            self.show_attached(attached.name, ref, attached.thumb)
        self.set_error("\n".join(self._problems))
        self._tell()

    def _failed(self, error: KnownError) -> None:
        self._running -= 1
        self._problems.append(error.message)
        self.set_error("\n".join(self._problems))
        self._tell()

    def _remove(self, row: AttachedRow) -> None:
        self.rows.remove(row)
        row.deleteLater()
        self.set_error("")
        self._tell()
        self.add.setFocus()

    def _tell(self) -> None:
        for page, row in enumerate(self.rows, 1):
            row.number(self._name, page)
        if self._running:
            words = f"正在处理 {self._running} 个文件…"
        elif self.rows:
            words = f"共 {len(self.rows)} 页，最多 {self._most} 页"
        else:
            words = f"可以附上处罚决定、调查报告等，JPG 或 PNG，最多 {self._most} 页"
        self.count.setText(words)
        self.add.setEnabled(len(self.rows) + self._running < self._most)
        self.changed.emit()


class AttachedRow(QWidget):
    """Thumbnail, page, file name and 移除; `removed(row)`."""

    removed = Signal(object)

    def __init__(self, name: str, file: str, ref: DocumentRef, thumb: QImage | None) -> None:
        super().__init__()
        self.ref = ref
        self.picture = QLabel()
        self.picture.setFixedSize(THUMB, THUMB)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setTextFormat(Qt.TextFormat.PlainText)
        if thumb is not None:
            self.picture.setPixmap(_small(thumb, self.devicePixelRatioF()))
        self.page = TextLabel("", "secondary")
        self.file = ElidedLabel(file)
        self.remove = Button("移除", f"{name}.remove", "link")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.picture)
        row.addWidget(self.page)
        row.addWidget(self.file, 1)
        row.addWidget(self.remove)

    def number(self, name: str, page: int) -> None:
        """Say which page it is."""
        self.page.setText(f"第 {page} 页")
        name_widget(self.remove, f"{name}.remove.{page}", f"移除第 {page} 页")

    def _press(self) -> None:
        self.removed.emit(self)


def keep(
    attach: Callable[[str, int], DocumentRef], look: Callable[[str], bytes], path: str, page: int
) -> Attached:
    """Keep one file and make its thumbnail; runs on a lane."""
    name = PurePath(path).name
    try:
        ref = attach(path, page)
    except KnownError as error:
        return Attached(name, None, problem=error.message)
    try:
        return Attached(name, ref, decode(look(ref.sha256), THUMB * 2)[0])
    except KnownError:
        # The picture is kept; only its small one cannot be shown.
        return Attached(name, ref)


def _small(image: QImage, ratio: float) -> QPixmap:
    edge = round(THUMB * ratio)
    smooth = Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(image.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
