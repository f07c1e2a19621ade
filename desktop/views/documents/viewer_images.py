"""Pictures for the viewer: fetched and decoded off the window's thread, a bounded number kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop.tasks import Lane, Token

BUDGET = 48 * 1024 * 1024
"""Bytes of decoded pages kept."""
PIXELS_MAX = 40_000_000
THUMB = 120
"""Longest edge of a thumbnail in device pixels."""
THUMBS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded page: `edge` is what was asked for, `natural` the size of the whole scan in pixels."""

    sha256: str
    edge: int
    image: QImage
    natural: QSize

    def serves(self, edge: int) -> bool:
        """Sharp enough for this longest edge in device pixels."""
        return self.edge >= edge or max(self.image.width(), self.image.height()) >= max(
            self.natural.width(), self.natural.height()
        )


@dataclass(frozen=True, slots=True)
class _Loaded:
    sha256: str
    thumb: bool
    picture: Picture | None
    error: KnownError | None


class Pictures(QObject):
    """Gives pictures by digest.

    `read(sha256)` and `read_again(sha256)` give bytes or raise `KnownError`; they run on `lanes`: the first
    for what is looked at, the second of three for what comes next, the last for thumbnails. Viewers that
    share lanes need an own `name` each, else they overtake each other. `budget`: bytes of decoded pages kept.
    """

    ready = Signal(object)
    thumb_ready = Signal(str)
    failed = Signal(str, object)

    def __init__(
        self,
        read: Callable[[str], bytes],
        read_again: Callable[[str], bytes],
        lanes: Sequence[Lane],
        parent: QObject | None = None,
        *,
        name: str = "",
        budget: int = BUDGET,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._budget = budget
        self._read = read
        self._read_again = read_again
        self._lanes = lanes
        self._ahead_lane = lanes[1] if len(lanes) > 2 else lanes[0]
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._thumbs: OrderedDict[str, QImage] = OrderedDict()
        self._ahead: list[Token] = []
        self._thumb_jobs: list[Token] = []

    def get(self, sha256: str) -> Picture | None:
        """The kept picture of a page, whatever its size."""
        picture = self._kept.get(sha256)
        if picture is not None:
            self._kept.move_to_end(sha256)
        return picture

    def want(self, sha256: str, edge: int, key: str = "") -> None:
        """Load a page for a longest edge in device pixels; a newer wish with the same key overtakes."""
        for token in self._ahead:
            token.cancel()
        self._ahead.clear()
        self._lanes[0].run(
            partial(_load, self._read, sha256, edge, False), self._take, key=f"{self._name}{key}"
        )

    def want_ahead(self, pages: Iterable[str], edge: int) -> None:
        """Load pages that will likely be looked at next; the next `want` drops those not begun."""
        for sha256 in pages:
            picture = self._kept.get(sha256)
            if picture is None or not picture.serves(edge):
                work = partial(_load, self._read, sha256, edge, False)
                self._ahead.append(self._ahead_lane.run(work, self._take))

    def want_again(self, sha256: str, edge: int) -> None:
        """Throw away what is on the disk and fetch the page anew."""
        self._lanes[0].run(partial(_load, self._read_again, sha256, edge, False), self._take)

    def thumb(self, sha256: str) -> QImage | None:
        return self._thumbs.get(sha256)

    def want_thumbs(self, pages: Iterable[str]) -> None:
        """Load thumbnails; those of an earlier record that are not begun are dropped."""
        for token in self._thumb_jobs:
            token.cancel()
        self._thumb_jobs = [
            self._lanes[-1].run(partial(_load, self._read, sha256, THUMB, True), self._take)
            for sha256 in pages
            if sha256 not in self._thumbs
        ]

    def forget(self) -> None:
        """Drop every picture (lock, log-out)."""
        self._kept.clear()
        self._thumbs.clear()

    def _take(self, loaded: _Loaded) -> None:
        if loaded.picture is None:
            if not loaded.thumb:
                self.failed.emit(loaded.sha256, loaded.error)
        elif loaded.thumb:
            self._thumbs[loaded.sha256] = loaded.picture.image
            while len(self._thumbs) > THUMBS_KEPT:
                self._thumbs.popitem(last=False)
            self.thumb_ready.emit(loaded.sha256)
        else:
            self._keep(loaded.picture)
            self.ready.emit(loaded.picture)

    def _keep(self, picture: Picture) -> None:
        self._kept[picture.sha256] = picture
        self._kept.move_to_end(picture.sha256)
        size = sum(one.image.sizeInBytes() for one in self._kept.values())
        while size > self._budget and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            size -= dropped.image.sizeInBytes()


def _load(read: Callable[[str], bytes], sha256: str, edge: int, thumb: bool) -> _Loaded:
    try:
        image, natural = decode(read(sha256), edge)
    except KnownError as error:
        return _Loaded(sha256, thumb, None, error)
    return _Loaded(sha256, thumb, Picture(sha256, edge, image, natural), None)


def decode(data: bytes, edge: int) -> tuple[QImage, QSize]:
    """Decode a picture so that its longest edge has at most `edge` pixels; any thread.

    Raises `KnownError` BLOB_BROKEN for what is no picture and for one larger than 40 megapixels.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    natural = reader.size()
    if not natural.isValid() or natural.width() * natural.height() > PIXELS_MAX:
        raise _broken()
    if max(natural.width(), natural.height()) > edge > 0:
        reader.setScaledSize(natural.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise _broken()
    if image.width() > image.height() and natural.width() < natural.height():
        natural.transpose()
    return image.convertToFormat(QImage.Format.Format_RGB32), natural


def _broken() -> KnownError:
    return KnownError("BLOB_BROKEN", "这一页的图片已损坏，请重新下载。")
