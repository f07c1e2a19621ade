"""What a list shows when it has nothing, or nothing yet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel

LATE_MS = 200
LONG_MS = 2000


class EmptyState(QWidget):
    """A sentence and the next step, never a blank."""

    acted = Signal()

    def __init__(
        self,
        object_name: str,
        sentence: str = "",
        hint: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.sentence = TextLabel(sentence, "heading", wrap=True)
        self.hint = TextLabel(hint, "secondary", wrap=True)
        self.action = Button(action, f"{object_name}.action")
        self.action.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.action.clicked.connect(self._act)
        for label in (self.sentence, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self.sentence)
        column.addWidget(self.hint)
        column.addSpacing(4)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.tell(sentence, hint, action)

    def tell(self, sentence: str, hint: str = "", action: str = "") -> None:
        self.sentence.setText(sentence)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))

    def _act(self) -> None:
        self.acted.emit()


class LoadingOverlay(QFrame):
    """Covers a widget while it loads: shown after 200 ms, with 停止 after 2 s (`stopped`)."""

    stopped = Signal()

    def __init__(self, object_name: str, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName(object_name)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._show)
        self._long = QTimer(self)
        self._long.setSingleShot(True)
        self._long.timeout.connect(self._offer_stop)
        self.label = TextLabel("正在读取，请稍候…", "secondary")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(220)
        self.stop = Button("停止", f"{object_name}.stop")
        self.stop.clicked.connect(self._stop)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        for widget in (self.label, self.progress, self.stop):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setStyleSheet("background: rgba(255, 255, 255, 215); border-radius: 8px;")
        over.installEventFilter(self)
        self.hide()

    def begin(self, text: str = "正在读取，请稍候…") -> None:
        self.label.setText(text)
        self.progress.setRange(0, 0)
        self.stop.hide()
        self._late.start(LATE_MS)
        self._long.start(LONG_MS)

    def end(self) -> None:
        self._late.stop()
        self._long.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def _show(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def _offer_stop(self) -> None:
        self.stop.show()

    def _stop(self) -> None:
        self.end()
        self.stopped.emit()
