"""Which rows of a list are ticked: by id, so that scrolling, sorting and reading again change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable


class Picks(QObject):
    """An ordered set of ids; `changed` whenever it is another set."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, None] = {}

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> tuple[str, ...]:
        """The ticked ids in the order they were ticked."""
        return tuple(self._ids)

    def toggle(self, id_: str) -> None:
        """Tick a row, or take its tick away."""
        if id_ in self._ids:
            del self._ids[id_]
        else:
            self._ids[id_] = None
        self.changed.emit()

    def add(self, ids: Iterable[str]) -> None:
        """Tick rows besides those ticked already."""
        self._replace({**self._ids, **dict.fromkeys(ids)})

    def remove(self, ids: Iterable[str]) -> None:
        """Take the ticks of these rows away."""
        gone = set(ids)
        self._replace({id_: None for id_ in self._ids if id_ not in gone})

    def keep(self, ids: Iterable[str]) -> None:
        """Take the ticks of all other rows away."""
        stay = set(ids) if self._ids else set()
        self._replace({id_: None for id_ in self._ids if id_ in stay})

    def clear(self) -> None:
        self._replace({})

    def _replace(self, ids: dict[str, None]) -> None:
        if ids.keys() != self._ids.keys():
            self._ids = ids
            self.changed.emit()
