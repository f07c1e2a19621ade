"""An import from Excel as a description: columns, a judge of rows, commands, template, words.

`core.imports.checking` reads and judges a file by it, `entering` gives the commands, `books` writes the
template and the file of failed rows, `desktop.views.imports` is its window. None of these knows a programme.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from core.imports.checked import CheckedRow, Verdict
from core.imports.columns import Column, Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding, Parameters
    from core.imports.checked import GivenRow

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Against:
    """What rows are judged against: a store, what is configured, the day in Wuhan, whose file it is.

    `districts` are the codes of those for whom it is imported, one for a bureau.
    """

    source: Session
    dictionaries: Dictionaries
    parameters: Parameters
    today: date
    districts: tuple[str, ...] = ()


class Problem(NamedTuple):
    """What is wrong with a cell; `damaged` when Excel has changed what was typed."""

    field: Column
    sentence: str
    damaged: bool = False


class Row:
    """A row as read: `row[Field.DAY]` is what the cell says, None where it could not be read."""

    __slots__ = ("given", "problems", "values")

    def __init__(self, given: GivenRow, values: list[Any], problems: list[Problem]) -> None:
        self.given = given
        self.values = values
        self.problems = problems

    def __getitem__(self, field: Column) -> Any:
        return self.values[field.place]

    def add(self, field: Column, sentence: str) -> None:
        """Say what is wrong with a cell."""
        self.problems.append(Problem(field, sentence))

    def has_problem(self, field: Column) -> bool:
        """Whether something is wrong with a cell."""
        return any(problem.field is field for problem in self.problems)

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems or self.given.flaws)

    def wrong(self, order: Callable[[Problem], Any] = lambda problem: problem.field.place) -> CheckedRow[Any]:
        """The row with all that is wrong with its cells, in the order of the columns or another one."""
        told = (*self.given.flaws, *(problem.sentence for problem in sorted(self.problems, key=order)))
        return self.checked(Verdict.WRONG, sentences(told))

    def checked(self, verdict: Verdict, reason: str = "", entry: Entry | None = None) -> CheckedRow[Entry]:
        """The row with what becomes of it."""
        return CheckedRow(self.given.number, self.given.texts, verdict, reason, entry)

    def found(self, findings: Sequence[Finding], entry: Entry) -> CheckedRow[Entry]:
        """The row as rules found it: wrong where one blocks, to be confirmed where one warns, else good."""
        if not findings:
            return self.checked(Verdict.GOOD, "", entry)
        wrong = [one for one in findings if one.blocking]
        if wrong:
            return self.checked(Verdict.WRONG, sentences(one.message for one in wrong))
        return self.checked(Verdict.CONFIRM, sentences(one.message for one in findings), entry)


def sentences(told: Iterable[str]) -> str:
    """Each sentence once, in one line."""
    return "；".join(dict.fromkeys(one.rstrip("。") for one in told))


class Judge(ABC, Generic[Entry]):
    """Judges the rows of one file; made anew for each, with an `Against`."""

    @abstractmethod
    def rows(self, rows: Sequence[Row]) -> Iterable[CheckedRow[Entry]]:
        """Judge up to `AT_ONCE` rows one after the other; look up together what a store knows of them."""

    def whole(self, rows: list[CheckedRow[Entry]]) -> list[CheckedRow[Entry]]:
        """Judge what only the whole file shows, such as a row that stands there twice."""
        return rows


class Order(NamedTuple):
    """What is to be entered: entries as they are, and those that a person has confirmed."""

    plain: tuple[Any, ...]
    confirmed: tuple[Any, ...] = ()

    @property
    def total(self) -> int:
        return len(self.plain) + len(self.confirmed)


class Part(NamedTuple):
    """The entries of one command; `confirmed` when a person has looked at each of them."""

    entries: tuple[Any, ...]
    confirmed: bool = False


def in_parts(order: Order, most: int) -> Iterator[Part]:
    """At most so many entries a command, never plain and confirmed ones in the same."""
    for entries, confirmed in ((order.plain, False), (order.confirmed, True)):
        for start in range(0, len(entries), most):
            yield Part(entries[start : start + most], confirmed)


@dataclass(frozen=True, kw_only=True)
class ImportWords:
    """What the window says.

    `steps` stand where a file is chosen. `saving` has a place for `total`, `saved` for `done` and `total`;
    `same` calls rows that are there already, `noted` is the log's line for a file of `count` failed rows.
    Of the result, with a place for `count`: `done` what was entered, `left` what was not, `again` what
    to do about that, `then` what follows, `there` what became of rows that were there, `kept` where the
    entered ones are now.
    """

    title: str
    choose: str
    steps: tuple[str, ...]
    saving: str
    saved: str
    same: str
    noted: str
    done: str
    left: str
    again: str
    then: str = ""
    there: str = ""
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportOf(Generic[Entry]):
    """One import.

    `what` are its rows in words (成绩数据), `sheet` the name of the template's sheet, `template` the proposed
    name of its file, `guide` the lines of its second sheet, the title first. `command(new id, part)` enters a
    part; a refusal names its entries as `<key>.<place>`. `handmade` lists were kept by people before there
    was a template: a stroke in a cell says nothing, and what Excel may have changed is told.
    """

    what: str
    columns: type[Column]
    sheet: str
    template: str
    guide: Callable[[Dictionaries], Sequence[str]]
    judge: Callable[[Against], Judge[Entry]]
    parts: Callable[[Order, Parameters], Iterable[Part]]
    command: Callable[[str, Part], Command]
    key: str
    words: ImportWords
    handmade: bool = True

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.what, tuple(self.columns))
