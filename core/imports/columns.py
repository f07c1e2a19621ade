"""The columns of an import as data: header, how people call it, what its cells mean, what the template shows.

class Field(Column):
    NAME = "name", "学生姓名", text(also=("姓名", "学员"), needed=True, width=16, example="（示例）张三")
    DAY = "day", "考核日期", day(also=("考试日期",), needed=True, example="2026-11-08", shown=98)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from core.domain.errors import KnownError
from core.domain.values import Labelled
from core.imports.days import read_day
from core.imports.words import bare, shown

if TYPE_CHECKING:
    from datetime import date

    from core.domain.dictionaries import Dictionaries
    from core.files.workbooks import Cell

    Reading = Callable[[Cell, str], Any]
    """What a cell and its text say; KnownError whose sentence names the column."""

Words = Callable[["Dictionaries"], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class About:
    """What is known of a column besides its code and its header.

    `reading(column, dictionaries, since_1904)` is made once a file; without one the value is the text. A cell
    that says nothing has the value `blank`, and is told with the sentence `empty` where there is one. `also`
    are further names that headers have; a file without a `needed` column is refused. `width` is that of the
    template in characters, `example` its second row, `offers` what a cell offers there and `told` what Excel
    says of another word. `shown` is the width of the column in the preview in pixels, 0 hides it, `title` its
    name there where the header is too long. Numbers of identity documents are masked on the screen (A7).
    """

    reading: Callable[[Column, Dictionaries, bool], Reading] | None = None
    blank: Any = None
    empty: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    width: int = 15
    example: str = ""
    offers: Words | None = None
    told: str = ""
    shown: int = 0
    title: str = ""
    is_day: bool = False
    is_id_number: bool = False


class Usual(TypedDict, total=False):
    """What any column may be given; see `About`."""

    blank: Any
    empty: str
    also: tuple[str, ...]
    needed: bool
    width: int
    example: str
    offers: Words | None
    told: str
    shown: int
    title: str


class Column(Labelled):
    """A column; the members of a subclass are those of one import in the order of its template.

    The first holds the word of the template's example. `place` counts from 0.
    """

    about: About
    place: int

    def __new__(cls, code: str, label: str = "", about: About | None = None) -> Column:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.about = about or About()
        member.place = len(cls.__members__)
        return member


def text(**usual: Unpack[Usual]) -> About:
    """The value is the text of the cell."""
    return About(**usual)


def id_number(**usual: Unpack[Usual]) -> About:
    """The text of a number of an identity document, as it is written."""
    return About(**usual, is_id_number=True)


def day(**usual: Unpack[Usual]) -> About:
    """The value is a date in any of the forms of `read_day`; None when nothing is said."""
    return About(**usual, reading=_day, is_day=True)


def number(parse: Callable[[str], Any], **usual: Unpack[Usual]) -> About:
    """What `parse` makes of the digits, or its KnownError (86.30000000000001 is a computed 86.3)."""
    return About(**usual, reading=lambda *_: partial(_number, parse))


def own(read: Callable[[str], Any], **usual: Unpack[Usual]) -> About:
    """What `read` makes of the text; None when nothing is said."""
    return About(**usual, reading=lambda *_: lambda _, said: read(said))


def choice(
    words: Callable[[Dictionaries], Mapping[str, Any]],
    *,
    fold: Callable[[str], str] = bare,
    wrong: str = "无法识别",
    ask: str = "{offers}",
    **usual: Unpack[Usual],
) -> About:
    """One of some words, as `fold` leaves it; the value is what the word stands for, None without one.

    Another word is told: `性别“中”无法识别，请填写男、女，或留空`. `ask` has places for `offers` and for all
    `words` that are understood.
    """
    return About(**usual, reading=partial(_choice, words, fold, wrong, ask))


def _day(column: Column, _: Dictionaries, since_1904: bool) -> Reading:
    def read(cell: Cell, said: str) -> date:
        return read_day(said if isinstance(cell, str) else cell, column.label, since_1904)

    return read


def _number(parse: Callable[[str], Any], cell: Cell, said: str) -> Any:
    return parse(f"{round(cell, 6):.10g}" if isinstance(cell, float) else said)


def _choice(
    words: Callable[[Dictionaries], Mapping[str, Any]],
    fold: Callable[[str], str],
    wrong: str,
    ask: str,
    column: Column,
    dictionaries: Dictionaries,
    _: bool,
) -> Reading:
    every = words(dictionaries)
    known = {fold(word): meaning for word, meaning in every.items()}
    about = column.about
    offered = about.offers(dictionaries) if about.offers is not None else every
    asked = ask.format(offers="、".join(offered), words="、".join(every))
    asked += "" if about.needed else "，或留空"

    def read(_: Cell, said: str) -> Any:
        word = fold(said)
        if not word:
            return about.blank
        if word not in known:
            raise KnownError("WORD_UNKNOWN", f"{column.label}“{shown(said)}”{wrong}，请填写{asked}")
        return known[word]

    return read


@dataclass(frozen=True)
class Layout:
    """A list as its file is looked through; `what` is the list in words (成绩数据)."""

    what: str
    fields: tuple[Column, ...]

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """What it cannot do without."""
        return tuple(field for field in self.fields if field.about.needed)

    @cached_property
    def headers(self) -> Mapping[str, Column]:
        """The field by each of its names."""
        return {name: field for field in self.fields for name in (bare(field.label), *field.about.also)}

    def in_order(self, columns: Mapping[Column, int]) -> tuple[int, ...]:
        """The column of each field of the template, -1 where the file has none."""
        return tuple(columns.get(field, -1) for field in self.fields)
