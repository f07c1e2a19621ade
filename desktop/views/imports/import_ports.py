"""What the window of an import is given: functions, and the words of the list that is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.imports.checked import AnyRow, CheckedList
    from desktop.models.columns import Column
    from desktop.prompts import Prompter
    from desktop.tasks import Lane, Lanes
    from desktop.views.imports.import_preview import Order
    from desktop.views.imports.import_saving import Saved


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """`check(path, progress, stopped)` reads and checks a workbook, `template(path)` and `failed(path, rows)`
    write one; these run on a lane of their own and raise KnownError. `save(order, progress, stopped)` runs on
    the writer lane and never raises one.
    """

    lanes: Lanes
    prompts: Prompter
    check: Callable[[str, Callable[[int, int], None], Callable[[], bool]], CheckedList[Any]]
    template: Callable[[str], None]
    failed: Callable[[str, Sequence[AnyRow]], None]
    save: Callable[[Order, Callable[[int, int], None], Callable[[], bool]], Saved[Any]]

    @property
    def files(self) -> Lane:
        """The lane for workbooks."""
        return self.lanes.more("workbooks")


@dataclass(frozen=True, slots=True)
class ImportWords:
    """`saving` has a place for `total`, `saved` for `done` and `total`; `same` calls rows that are there.

    `columns` show the fields of a row in the preview, `template` is the proposed name of a file.
    """

    title: str
    choose: str
    steps: tuple[str, ...]
    template: str
    saving: str
    saved: str
    same: str
    columns: tuple[Column[AnyRow], ...]
