"""A labelled field with its hint and its error below (design.md "Forms")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent


class LabelledField(QWidget):
    """Label above, control, then the error in plain Chinese (or a hint while there is none)."""

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        required: bool = False,
        hint: str = "",
        inline: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self.label = TextLabel(label, "secondary" if inline else "")
        self.label.setBuddy(control)
        self.error = TextLabel("", "hint", wrap=True)
        self._hint = hint
        if not control.accessibleName():
            control.setAccessibleName(label)
        line = QHBoxLayout()
        line.setSpacing(3)
        line.addWidget(self.label)
        if required:
            line.addWidget(TextLabel("*", "required"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        if inline:
            line.setSpacing(8)
            line.addWidget(control, 1)
            column.addLayout(line)
        else:
            line.addStretch(1)
            column.addLayout(line)
            column.addWidget(control)
        column.addWidget(self.error)
        self.set_error("")
        edit = control if isinstance(control, QLineEdit) else getattr(control, "edit", None)
        if isinstance(edit, QLineEdit):
            edit.textEdited.connect(self._typed)

    def _typed(self, _: str) -> None:
        """What was wrong is being corrected: the sentence about it goes away."""
        if self.has_error():
            self.set_error("")

    def set_error(self, text: str) -> None:
        """Show a sentence below the field in red, or take it away."""
        self.error.set_role("error" if text else "hint")
        self.error.setText(text or self._hint)
        self.error.setVisible(bool(text or self._hint))
        self.control.setAccessibleDescription(text or self._hint)
        theme.set_property(self.control, "invalid", bool(text))

    def set_hint(self, text: str) -> None:
        """Show another hint; an error that is shown goes away."""
        self._hint = text
        self.set_error("")

    def has_error(self) -> bool:
        return bool(self.control.property("invalid"))


SENSITIVE = 0x6
"""Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoAutoUppercase."""


class PasswordField(QWidget):
    """A password with 显示 and a hint while Caps Lock seems to be on.

    `control` for `LabelledField` is the line edit itself (`edit`). Qt does not tell the state of Caps Lock,
    so it is read from what was typed: an upper-case letter without Shift, or a lower-case one with it.
    """

    submitted = Signal()
    caps_lock = Signal(bool)

    def __init__(self, object_name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = _CapsLineEdit()
        self.edit.setObjectName(object_name)
        self.edit.setAccessibleName(accessible)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setProperty("inputMethodHints", SENSITIVE)
        self.edit.returnPressed.connect(self.submitted)
        self.edit.caps_lock.connect(self.caps_lock)
        self.show_button = Button("显示", f"{object_name}.show", "tool", accessible="显示密码")
        self.show_button.setCheckable(True)
        self.show_button.setAutoDefault(False)
        self.show_button.toggled.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.show_button)
        self.setFocusProxy(self.edit)

    def text(self) -> str:
        return self.edit.text()

    def clear(self) -> None:
        self.edit.clear()
        self.show_button.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setText("隐藏" if shown else "显示")
        self.show_button.setAccessibleName("隐藏密码" if shown else "显示密码")


class _CapsLineEdit(QLineEdit):
    caps_lock = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(letter.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.caps_lock.emit(False)
        super().focusOutEvent(event)
