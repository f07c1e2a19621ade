"""Carrying out a forced termination from the record on the screen (C2, G9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.domain.errors import Refused
from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet

if TYPE_CHECKING:
    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.errors import KnownError
    from desktop.views.apprenticeship.register.record_ports import SearchPorts, Terminating
    from desktop.views.apprenticeship.register.search_record import RecordView

TOLD = "强制解除已保存，上报中心后生效。"


class Termination(QObject):
    """Opens the sheet, has the decision written, keeps the sheet true to the record; `told(tone, text)`."""

    told = Signal(str, str)

    def __init__(
        self, ports: SearchPorts, terminating: Terminating, view: RecordView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._terminating = terminating
        self._view = view
        self.sheet: TerminateSheet | None = None
        view.terminate_wanted.connect(self.begin)
        view.came.connect(self._record_came)

    def begin(self, record: ApprenticeshipRecord) -> None:
        """Open the sheet for a record."""
        if self.sheet is not None:
            return
        self.sheet = TerminateSheet(self._view.window(), self._ports, self._terminating, record)
        self.sheet.agreed.connect(self._decide)
        self.sheet.finished.connect(self._closed)
        self.sheet.open()

    def _decide(self, command: ForceTerminate) -> None:
        work = partial(self._terminating.decide, command, command.seen_version)
        self._terminating.writer.run(work, self._decided, self._refused)

    def _decided(self, _: object) -> None:
        if self.sheet is not None:
            self.sheet.finish()
        self.told.emit("ok", TOLD)
        self._view.renew()

    def _refused(self, error: KnownError) -> None:
        """Said in the sheet; a record that became another one is read again."""
        if self.sheet is not None:
            self.sheet.fail(error.message)
        if isinstance(error, Refused):
            self._view.renew()

    def _record_came(self, record: ApprenticeshipRecord | None) -> None:
        if self.sheet is not None and record is not None:
            self.sheet.show_record(record)

    def _closed(self, _: int) -> None:
        self.sheet = None
