"""What the pages of statistics are given: functions and values (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.figures.models import (
        BehindQuery,
        PassLine,
        Proof,
        TeacherLine,
        TeacherQuery,
        TeacherRow,
        YearLine,
    )
    from core.domain.dictionaries import Dictionaries
    from core.figures.stat import StatTable
    from core.paper.pdf import Rendered
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.export_ports import ExportPorts
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import PaperPorts


class DataState(NamedTuple):
    """How fresh the data of this PC are: the instant of the last pull (empty: none yet), own decisions
    that wait, decisions the centre refused.
    """

    data_at: str
    waiting: int
    refused: int


class YearFigures(NamedTuple):
    """All bureaus in all years."""

    lines: tuple[YearLine, ...]
    state: DataState


class TeacherFigures(NamedTuple):
    """A line per bureau, and the total that counts each teacher once; `listed` is the length of the list."""

    lines: tuple[TeacherLine, ...]
    total: TeacherLine
    listed: int
    state: DataState


class PassFigures(NamedTuple):
    """A line per bureau and type; `years` are those that anything is known of, newest first."""

    lines: tuple[PassLine, ...]
    total: PassLine
    years: tuple[int, ...]
    state: DataState


class Shown(NamedTuple):
    """A total as it stands on the screen, and the records that it counts."""

    total: int
    query: BehindQuery


@dataclass(frozen=True, slots=True)
class StatPorts:
    """For the three pages. `year_lines(type)`, `teacher_lines`, `pass_lines` and the proofs run on `lane`.

    `prove_teachers` adds up the list of a query, teacher by teacher.

    `bureaus` are the districts whose figures count here, `as_of(year)` the day text of figures as of a day
    (year 0: today). `behind(query)` gives the list of the records behind a number, of the kind that its
    figure has. `teacher_rows(query)` gives the whole list of teachers, `render(table)` the paper of a
    statistic (both on the lane of the papers), `paper_name(what)` the name of its file. `office` and
    `made_by()` say whose statistic it is, who makes it and when.
    """

    lane: Lane
    bureaus: tuple[str, ...]
    dictionaries: Dictionaries
    as_of: Callable[[int], str]
    office: str
    made_by: Callable[[], str]
    year_lines: Callable[[str], YearFigures]
    teacher_lines: Callable[[TeacherQuery], TeacherFigures]
    pass_lines: Callable[[BehindQuery], PassFigures]
    prove: Callable[[Sequence[Shown]], tuple[Proof, ...]]
    prove_teachers: Callable[[TeacherQuery, TeacherLine], tuple[Proof, ...]]
    teachers: ListPort[TeacherQuery, TeacherRow]
    behind: Callable[[BehindQuery], ListPort[BehindQuery, Any]]
    teacher_rows: Callable[[TeacherQuery], tuple[TeacherRow, ...]]
    exporting: ExportPorts
    papers: PaperPorts
    render: Callable[[StatTable], Rendered]
    paper_name: Callable[[str], str]
    may_freeze: bool
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory

    @property
    def city(self) -> bool:
        """Whether several districts count here."""
        return len(self.bureaus) > 1
