"""The import of an existing register (D8), filled with functions over the store."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.apprenticeship.lists.register_people import learn
from desktop.views.apprenticeship.register.register_import import save
from desktop.views.imports.import_ports import ImportPorts
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.imports.register_import import RegisterList
    from core.imports.checked import AnyRow
    from desktop.bootstrap.desk import StoreDesk


def ports(kit: StoreDesk) -> ImportPorts:
    """Make them; for the reviewer of a district."""
    books = RegisterBooks(kit)
    return ImportPorts(
        kit.lanes,
        kit.prompts,
        books.check,
        books.template,
        books.failed,
        partial(save, kit.decide, kit.new_id),
    )


class RegisterBooks:
    """The workbooks of the import; all of it runs on a lane of its own."""

    def __init__(self, kit: StoreDesk) -> None:
        self._engine = kit.engine
        self._facts = kit.facts
        self._setting = kit.setting
        self._bureau = kit.districts[0]

    def check(
        self, path: str, progress: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> RegisterList:
        from core.apprenticeship.imports.register_import import check_register

        with reading_session(self._engine) as session:
            return check_register(
                Path(path),
                partial(learn, session),
                self._bureau,
                self._setting.dictionaries,
                self._setting.parameters,
                self._facts.today(),
                progress=progress,
                stopped=stopped,
            )

    def template(self, path: str) -> None:
        from core.apprenticeship.imports.register_sheets import save_template

        save_template(Path(path), self._setting.dictionaries)

    def failed(self, path: str, rows: Sequence[AnyRow]) -> None:
        from core.apprenticeship.imports.register_sheets import save_failed

        save_failed(Path(path), rows)
        self._facts.note("export_list", f"台账导入错误行 {len(rows)} 行")
