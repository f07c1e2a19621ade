"""What 导出 is given, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.figures.stat import StatTable
    from desktop.models.columns import Column
    from desktop.prompts import Prompter
    from desktop.tasks import Lane, Running
    from desktop.views.lists.export_runs import UnderWay
    from desktop.views.lists.query_words import Spoken


@dataclass(frozen=True, slots=True)
class Second:
    """The second person of an export with full numbers, and why it is made."""

    user_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListJob:
    """One list to write.

    `what` is the list's name, `scope` which part of it, `columns` in the order shown. `ids()` gives the rows
    in their order and `rows(ids)` some of them in any; both run on the lane of exports. `second` is there
    when numbers are written in full.
    """

    what: str
    scope: str
    columns: tuple[Column[Any], ...]
    ids: Callable[[], Sequence[str]]
    rows: Callable[[tuple[str, ...]], Sequence[Any]]
    key: Callable[[Any], str]
    spoken: Spoken
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The list behind a total of a statistic; `total` as it stands in the table."""

    job: ListJob
    total: int


@dataclass(frozen=True, slots=True)
class FullNumbers:
    """For those who may export full numbers, with a second person (security.md section 3 and row 28).

    `second(user, password, reason)` finds the other clerk by the key slot on this PC, on `lane`, which no
    export keeps waiting; KnownError tells why not. `users()` are the clerks of this PC but for the present
    one, `most` the rows.
    """

    lane: Lane
    second: Callable[[str, str, str], Second]
    users: Callable[[], Sequence[str]]
    most: int


@dataclass(frozen=True, slots=True)
class ExportPorts:
    """For every list and statistic.

    `write(path, job, progress, running)` gives how many rows were written, `write_stat(path, table, running)`
    those of a statistic's table, `write_detailed(path, table, behind, progress, running)` the same with the
    records behind; all log it, run on `lane` and raise KnownErrors. `under_way` are the exports of the
    session. `relay` brings progress to the window, `file_name(what)` proposes a name, `open_file(path)` shows
    a file or folder, or raises KnownError. `full` is None without the right.
    """

    lane: Lane
    relay: Callable[[Callable[..., Any]], Callable[..., None]]
    prompts: Prompter
    file_name: Callable[[str], str]
    write: Callable[[str, ListJob, Callable[[int, int], None], Running], int]
    write_stat: Callable[[str, StatTable, Running], int]
    write_detailed: Callable[[str, StatTable, Sequence[Behind], Callable[[int, int], None], Running], int]
    under_way: UnderWay
    open_file: Callable[[str], None]
    full: FullNumbers | None = None
