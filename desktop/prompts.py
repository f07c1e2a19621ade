"""Questions to the clerk: one injected object, `open()` and `finished`, never a nested event loop.

Answers go to bound methods of QObjects. Tests give an object of the same shape that answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.errors import KnownError
from desktop.tasks import Receiver
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

NO_PRINTER = "NO_PRINTER"
NO_PRINTER_SENTENCE = (
    "这台电脑上没有安装打印机，不能打印。可以先“另存为 PDF”，再拿到有打印机的电脑上打印；"
    "或在系统设置中添加打印机后重试。"
)
TITLE_BAR = 40
"""What the system puts around a dialog."""


class Prompter(Protocol):
    """What a view may ask of the person in front of the screen."""

    def confirm(
        self,
        parent: QWidget,
        title: str,
        text: str,
        action: str,
        answered: Callable[[bool], None],
        *,
        danger: bool = False,
    ) -> None:
        """Ask yes or no; `action` is the verb on the button, `text` says what will happen."""
        ...

    def tell(self, parent: QWidget, title: str, text: str, answered: Callable[[bool], None]) -> None:
        """Say what has to be done first: there is only 确定; `answered` comes when it was read."""
        ...

    def ask_reason(
        self, parent: QWidget, title: str, text: str, reasons: Sequence[str], answered: Callable[[str], None]
    ) -> None:
        """Ask for a reason, chosen or typed; an empty string means cancelled."""
        ...

    def open_files(
        self,
        parent: QWidget,
        title: str,
        kinds: str,
        answered: Callable[[list[str]], None],
        *,
        many: bool = False,
    ) -> None:
        """Ask for files to read; `kinds` is Qt's filter (`图片 (*.png)`), no file means cancelled."""
        ...

    def save_file(
        self, parent: QWidget, title: str, name: str, kinds: str, answered: Callable[[str], None]
    ) -> None:
        """Ask where to save; `name` is proposed, replacing is asked for; an empty string means cancelled."""
        ...

    def choose_printer(
        self, parent: QWidget, title: str, pages: int, answered: Callable[[QPrinter | None], None]
    ) -> None:
        """Ask for printer, pages and copies of a document called `title`; None means cancelled.

        Raises KnownError `NO_PRINTER` at once when none is installed.
        """
        ...


class Prompts:
    """The real one: modal sheets over the window of `parent`."""

    def confirm(
        self,
        parent: QWidget,
        title: str,
        text: str,
        action: str,
        answered: Callable[[bool], None],
        *,
        danger: bool = False,
    ) -> None:
        ConfirmDialog(parent.window(), title, text, action, Receiver(answered), danger=danger).open()

    def tell(self, parent: QWidget, title: str, text: str, answered: Callable[[bool], None]) -> None:
        ConfirmDialog(parent.window(), title, text, "确定", Receiver(answered), cancel="").open()

    def ask_reason(
        self, parent: QWidget, title: str, text: str, reasons: Sequence[str], answered: Callable[[str], None]
    ) -> None:
        ReasonDialog(parent.window(), title, text, reasons, Receiver(answered)).open()

    def open_files(
        self,
        parent: QWidget,
        title: str,
        kinds: str,
        answered: Callable[[list[str]], None],
        *,
        many: bool = False,
    ) -> None:
        dialog = QFileDialog(parent.window(), title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
        FileAnswer(dialog, Receiver(answered), many=True).open()

    def save_file(
        self, parent: QWidget, title: str, name: str, kinds: str, answered: Callable[[str], None]
    ) -> None:
        dialog = QFileDialog(parent.window(), title, "", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.selectFile(name)
        FileAnswer(dialog, Receiver(answered), many=False).open()

    def choose_printer(
        self, parent: QWidget, title: str, pages: int, answered: Callable[[QPrinter | None], None]
    ) -> None:
        # Loaded with the first print only: the start of the program must not pay for it (performance.md P1).
        from PySide6.QtGui import QPageSize
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            raise KnownError(NO_PRINTER, NO_PRINTER_SENTENCE)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        dialog = QPrintDialog(printer, parent.window())
        dialog.setWindowTitle(f"打印：{title}")
        dialog.setMinMax(1, pages)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCollateCopies)
        PrinterAnswer(dialog, printer, Receiver(answered)).open()


class PrinterAnswer(QObject):
    """The system's print dialog, opened without a nested loop; lives and dies with the dialog."""

    def __init__(self, dialog: QPrintDialog, printer: QPrinter, receiver: Receiver) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._printer: QPrinter | None = printer
        self._receiver = receiver
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._finish)

    def open(self) -> None:
        # QPrintDialog has an `open` of its own that takes a slot.
        QDialog.open(self._dialog)

    def _finish(self, result: int) -> None:
        accepted = result == QDialog.DialogCode.Accepted
        printer, self._printer = self._printer, None
        self._receiver(printer if accepted else None)


class FileAnswer(QObject):
    """The system's file dialog, opened without a nested loop; lives and dies with the dialog."""

    def __init__(self, dialog: QFileDialog, receiver: Receiver, *, many: bool) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._receiver = receiver
        self._many = many
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._finish)

    def open(self) -> None:
        self._dialog.open()

    def _finish(self, result: int) -> None:
        accepted = result == QDialog.DialogCode.Accepted
        files = self._dialog.selectedFiles() if accepted else []
        self._receiver(files if self._many else next(iter(files), ""))


class Sheet(QDialog):
    """Base of our dialogs: title, content in `body`, then the buttons, primary at the right."""

    def __init__(self, parent: QWidget | None, object_name: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(12)
        self.heading = TextLabel(title, "heading", wrap=True)
        outer.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        outer.addSpacing(4)
        outer.addLayout(self.buttons)

    def event(self, event: QEvent) -> bool:
        """Whatever is asked to be laid out anew may need more height: lines of wrapped text are never cut."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Take the height that the content needs at this width, as far as the screen has it."""
        layout = self.layout()
        if layout is None or not layout.hasHeightForWidth():
            return
        least = layout.totalMinimumHeightForWidth(self.width())
        self.setMinimumHeight(min(least, self.screen().availableGeometry().height() - TITLE_BAR))

    def add_buttons(self, action: str, kind: str = "primary", cancel: str = "取消") -> Button:
        """Put 取消 (none if empty) and the action into the row; give the action's button, which accepts."""
        name = self.objectName()
        if cancel:
            back = Button(cancel, f"{name}.cancel")
            back.clicked.connect(self.reject)
            self.buttons.addWidget(back)
        go = Button(action, f"{name}.ok", kind)
        self.buttons.addWidget(go)
        if kind == "danger":
            back.setDefault(True)
            back.setFocus()
        else:
            go.setDefault(True)
        go.clicked.connect(self.accept)
        return go


class ConfirmDialog(Sheet):
    """Yes or no; only yes without `cancel`. A dangerous action is outlined in red and never the default."""

    answered = Signal(bool)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        action: str,
        receiver: Receiver | None = None,
        *,
        danger: bool = False,
        cancel: str = "取消",
    ) -> None:
        super().__init__(parent, "confirm", title)
        self._receiver = receiver
        self.text = TextLabel(text, wrap=True)
        self.body.addWidget(self.text)
        self.ok = self.add_buttons(action, "danger" if danger else "primary", cancel)
        self.finished.connect(self._finish)

    def _finish(self, result: int) -> None:
        if self._receiver is not None:
            self._receiver(result == QDialog.DialogCode.Accepted)


class ReasonDialog(Sheet):
    """A reason from a list or typed; 确定 is enabled once there is one."""

    def __init__(
        self, parent: QWidget | None, title: str, text: str, reasons: Sequence[str], receiver: Receiver
    ) -> None:
        super().__init__(parent, "reason", title)
        self._receiver = receiver
        self.body.addWidget(TextLabel(text, "secondary", wrap=True))
        self.box = QComboBox()
        self.box.setObjectName("reason.text")
        self.box.setAccessibleName("原因")
        self.box.setEditable(True)
        self.box.addItems(list(reasons))
        self.box.setCurrentIndex(-1)
        edit = self.box.lineEdit()
        if edit is not None:
            # What is recorded is what was typed, never a longer suggestion that begins like it.
            edit.setCompleter(None)  # type: ignore[arg-type]
            edit.setPlaceholderText("选择或填写原因")
            edit.setMaxLength(100)
        self.body.addWidget(self.box)
        self.ok = self.add_buttons("确定")
        self.ok.setEnabled(False)
        self.box.currentTextChanged.connect(self._typed)
        self.finished.connect(self._finish)
        self.box.setFocus()

    def _typed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))

    def _finish(self, result: int) -> None:
        accepted = result == QDialog.DialogCode.Accepted
        self._receiver(self.box.currentText().strip() if accepted else "")
