"""The fields of a query row as data; `FieldsRow` makes the widgets and goes to the query and back.

A field knows its name in the query, what stands before it, and how it is said in the head of an export. What
a person typed is said with numbers redacted, here and nowhere else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.lists.day_field import DayField
from desktop.views.lists.query_row import QueryRow, choice, choose, days_problem
from desktop.views.lists.query_words import ALL, Spoken, spoken, typed
from desktop.widgets.search import SearchBox
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.desk import Desk

    Options = Sequence[tuple[str, str]]

DISTRICT_WIDTH = 118


@dataclass(frozen=True)
class Field(ABC):
    """A field of the query by its `name` there; `label` stands before it.

    `control` ends the names of its controls (`KEY.query.CONTROL`), the field's name unless given;
    `accessible` is read aloud, the label unless given. `stays`: 重置 leaves it as it is.
    """

    name: str
    label: str = ""
    control: str = ""
    accessible: str = ""
    stays: bool = False

    def offered(self, desk: Desk) -> bool:
        """Whether the row has it; a query keeps what it began with where it has not."""
        return True

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the query that it is, one for each control."""
        return (self.name,)

    @abstractmethod
    def make(self, prefix: str, desk: Desk) -> tuple[QWidget, ...]:
        """Make its controls."""

    def value(self, widget: Any) -> Any:
        """What the control says, as the query has it."""
        return str(widget.text().strip())

    def show(self, widget: Any, value: Any) -> None:
        """Have the control say a value."""
        widget.setText(value)

    def said(self, value: Any, desk: Desk) -> str:
        """A value that was asked for, in words."""
        return typed(str(value))

    def named(self, prefix: str) -> tuple[str, str]:
        """Name and accessible name of the control."""
        return f"{prefix}.{self.control or self.name}", self.accessible or self.label


@dataclass(frozen=True)
class Words(Field):
    """The box in which anything is searched; `hint` stands in it, `accessible` is its name."""

    hint: str = ""
    width: int = 120

    def make(self, prefix: str, desk: Desk) -> tuple[QWidget, ...]:
        box = SearchBox(*self.named(prefix), self.hint)
        box.setMinimumWidth(self.width)
        return (box,)


@dataclass(frozen=True)
class Line(Field):
    """A short text: a name, a number, a place. `tip` is its tool tip, `hint` stands in it.

    It is between `least` and `width` logical pixels wide; without a width it takes what is there.
    """

    tip: str = ""
    hint: str = ""
    least: int = 70
    width: int = 130

    def make(self, prefix: str, desk: Desk) -> tuple[QWidget, ...]:
        line = QLineEdit()
        name_widget(line, *self.named(prefix))
        line.setMaxLength(100)
        line.setMinimumWidth(self.least)
        if self.width:
            line.setMaximumWidth(self.width)
        line.setPlaceholderText(self.hint)
        line.setToolTip(self.tip)
        return (line,)


def name_line(name: str, label: str) -> Line:
    """A field for a person: a name, its initials or an id number."""
    return Line(name, label, tip="姓名、拼音首字母或身份证号")


@dataclass(frozen=True)
class Choice(Field):
    """One of some values. `options` are words and values, or give them from the dictionaries of a desk;
    全部 (`every`) stands before them unless one must be chosen (`every=""`).
    """

    options: Options | Callable[[Desk], Options] = ()
    width: int = 106
    every: str = ALL

    def choices(self, desk: Desk) -> Options:
        """Words and values, without 全部."""
        return self.options(desk) if callable(self.options) else self.options

    def make(self, prefix: str, desk: Desk) -> tuple[QWidget, ...]:
        every = ((self.every, ""),) if self.every else ()
        return (choice(*self.named(prefix), (*every, *self.choices(desk)), self.width),)

    def value(self, widget: Any) -> Any:
        return str(widget.currentData())

    def show(self, widget: Any, value: Any) -> None:
        choose(widget, str(value))

    def said(self, value: Any, desk: Desk) -> str:
        return next((word for word, code in self.choices(desk) if code == str(value)), typed(str(value)))


@dataclass(frozen=True)
class District(Choice):
    """The choice of a district, for those who see several; the same everywhere: one name, one width.

    Where the query has several codes (a tuple), one is chosen or all that count on this desk.
    """

    name: str = "bureau"
    label: str = "区"
    control: str = "district"
    width: int = DISTRICT_WIDTH

    def offered(self, desk: Desk) -> bool:
        return len(desk.districts) > 1

    def choices(self, desk: Desk) -> Options:
        return [(one.name, one.code) for one in desk.words.districts]

    def show(self, widget: Any, value: Any) -> None:
        if isinstance(value, tuple):
            value = value[0] if len(value) == 1 else ""
        choose(widget, value)


@dataclass(frozen=True)
class Days(Field):
    """A range of days: `NAME_from` and `NAME_to` of the query.

    The first range of a row has controls named `from` and `to`, a further one gives its `control`.
    """

    @property
    def names(self) -> tuple[str, ...]:
        return f"{self.name}_from", f"{self.name}_to"

    def make(self, prefix: str, desk: Desk) -> tuple[QWidget, ...]:
        name = f"{prefix}.{self.control}_" if self.control else f"{prefix}."
        word = self.accessible or self.label
        return DayField(f"{name}from", f"{word}从"), DayField(f"{name}to", f"{word}到")

    def value(self, widget: Any) -> Any:
        return widget.day()

    def show(self, widget: Any, value: Any) -> None:
        widget.set_day(value)

    def problem(self, since: DayField, until: DayField) -> str:
        """What is wrong with the range; empty when nothing is."""
        return days_problem(since, until, self.accessible or self.label)


class FieldsRow(QueryRow):
    """Emits `asked(query)`. `control("state")` is that of a field, `control("at_from")` of a day."""

    def __init__(
        self, key: str, first: Any, fields: Sequence[Field], desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"{key}.query", parent)
        self._first, self._desk = first, desk
        self.fields = tuple(one for one in fields if one.offered(desk))
        self._controls: dict[str, tuple[Field, Any]] = {}
        self.lay_out(*(self._made(one) for one in self.fields))
        self.show_query(first)

    def control(self, name: str) -> Any:
        """The control of a field of the query.

        No `row[name]`: Qt's binding takes whatever has `__getitem__` for a sequence and asks it for item 0
        with each event.
        """
        return self._controls[name][1]

    def query(self) -> Any:
        """What the fields say; what has no field is as at first."""
        return msgspec.structs.replace(self._first, **self._values())

    def show_query(self, query: Any) -> None:
        """Put a query into the fields without asking it."""
        for name, (one, widget) in self._controls.items():
            one.show(widget, getattr(query, name))
        self.error.hide()

    def reset(self) -> None:
        """Back to the first query, but for the fields that stay; and ask."""
        stay = {name: value for name, value in self._values().items() if self._controls[name][0].stays}
        self.show_query(msgspec.structs.replace(self._first, **stay))
        self.ask()

    def words(self, query: Any) -> Spoken:
        """What a query asks for, for the head of an export."""
        return in_words(query, self.fields, self._desk)

    def _values(self) -> dict[str, Any]:
        values = {}
        for name, (one, widget) in self._controls.items():
            value = one.value(widget)
            if isinstance(getattr(self._first, name), tuple):
                value = (value,) if value else getattr(self._first, name)
            values[name] = value
        return values

    def _problem(self) -> str:
        ranges = [one for one in self.fields if isinstance(one, Days)]
        found = (one.problem(*(self.control(name) for name in one.names)) for one in ranges)
        return next((one for one in found if one), "")

    def _made(self, one: Field) -> tuple[str, *tuple[QWidget, ...]]:
        made = one.make(self.objectName(), self._desk)
        self._controls.update((name, (one, widget)) for name, widget in zip(one.names, made, strict=True))
        if len(made) == 2:
            return one.label, made[0], TextLabel("—", "hint"), made[1]
        return one.label, *made


def in_words(query: Any, fields: Sequence[Field], desk: Desk) -> Spoken:
    """Say what a query asks for: `状态 待审核；提交时间 2026-01-01 至 今`, and its first range of days."""
    return spoken((one.label or "关键词", *_said(query, one, desk)) for one in fields)


def _said(query: Any, one: Field, desk: Desk) -> tuple[str, bool]:
    if isinstance(one, Days):
        since, until = (getattr(query, name) for name in one.names)
        return (f"{since or '最早'} 至 {until or '今'}" if since or until else ""), True
    value = getattr(query, one.name)
    if isinstance(value, tuple):
        value = value[0] if len(value) == 1 else ""
    return (one.said(value, desk) if value else ""), False
