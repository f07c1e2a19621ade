"""A day that may be empty: typed as 2026-03-05 or 20260305, or picked from a calendar."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from core.domain.clock import parse_day
from desktop.assets import asset
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class DayField(QLineEdit):
    """`day()` gives `YYYY-MM-DD`, empty when nothing usable was typed; Alt+Down opens a calendar."""

    picked = Signal(str)

    def __init__(self, object_name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_widget(self, object_name, accessible)
        self.setPlaceholderText("年-月-日")
        self.setMaxLength(12)
        self.setFixedWidth(124)
        self._calendar: CalendarPopup | None = None
        self.pick = QAction(QIcon(asset("style", "chevron-down.svg").as_posix()), "打开日历", self)
        self.pick.setObjectName(f"{object_name}.pick")
        self.pick.triggered.connect(self.open_calendar)
        self.addAction(self.pick, QLineEdit.ActionPosition.TrailingPosition)
        self.editingFinished.connect(self._tidy_up)

    def day(self) -> str:
        found = parse_day(_tidy(self.text()))
        return found.isoformat() if found else ""

    def set_day(self, day: str) -> None:
        self.setText(day)

    def is_right(self) -> bool:
        """Empty or a day."""
        return not self.text().strip() or bool(self.day())

    def open_calendar(self) -> None:
        """Open a calendar below the field; a click or Enter takes the day."""
        self._calendar = CalendarPopup(self, parse_day(_tidy(self.text())))
        self._calendar.chosen.connect(self._take)
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._calendar.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def _tidy_up(self) -> None:
        """Show a day in the one form once it was typed."""
        if self.day() and self.text() != self.day():
            self.setText(self.day())

    def _take(self, day: str) -> None:
        self.setText(day)
        self.setFocus()
        self.picked.emit(day)


class CalendarPopup(QFrame):
    """A month to choose a day from; goes away by itself."""

    chosen = Signal(str)

    def __init__(self, owner: QWidget, day: object) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(f"{owner.objectName()}.calendar")
        self.calendar = QCalendarWidget()
        name_widget(self.calendar, f"{self.objectName()}.month", "日历")
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        if day is not None:
            self.calendar.setSelectedDate(QDate.fromString(str(day), "yyyy-MM-dd"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.calendar)
        self.calendar.activated.connect(self._choose)
        self.calendar.clicked.connect(self._choose)

    def _choose(self, day: QDate) -> None:
        self.chosen.emit(day.toString("yyyy-MM-dd"))
        self.close()


def _tidy(text: str) -> str:
    """Full-width digits, dots, slashes and 年月日 as people type them; `20260305` gets its hyphens."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for sign in "./年月":
        plain = plain.replace(sign, "-")
    plain = plain.replace("日", "").strip("-")
    if plain.isdigit() and len(plain) == 8:
        return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    parts = plain.split("-")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"
    return plain
