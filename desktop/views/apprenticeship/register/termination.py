"""Carrying out a forced termination from the record on the screen (C2, G9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.decision import Decision
from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet

if TYPE_CHECKING:
    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.errors import KnownError, Refused
    from desktop.desk import Desk
    from desktop.views.apprenticeship.register.search_record import RecordView

TOLD = "强制解除已保存，上报中心后生效。"


class Termination(QObject):
    """Opens the sheet, has the decision written, keeps the sheet true to the record; `told(tone, text)`."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, view: RecordView, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._view = view
        self.sheet: TerminateSheet | None = None
        view.terminate_wanted.connect(self.begin)
        view.came.connect(self._record_came)

    def begin(self, record: ApprenticeshipRecord) -> None:
        """Open the sheet for a record."""
        if self.sheet is not None:
            return
        self.sheet = TerminateSheet(self._view.window(), self.desk, record)
        self.sheet.agreed.connect(self._decide)
        self.sheet.finished.connect(self._closed)
        self.sheet.open()

    def _decide(self, command: ForceTerminate) -> None:
        decision = Decision(self.desk, command, self, base=command.seen_version)
        decision.done.connect(self._decided)
        decision.told.connect(self.told)
        decision.refused.connect(self._refused)
        decision.failed.connect(self._failed)
        decision.run(TOLD)

    def _decided(self, _: object) -> None:
        if self.sheet is not None:
            self.sheet.finish()
        self._view.renew()

    def _refused(self, _: Refused) -> None:
        """A record that became another one is read again."""
        self._view.renew()

    def _failed(self, error: KnownError) -> None:
        if self.sheet is not None:
            self.sheet.fail(error.message)

    def _record_came(self, record: ApprenticeshipRecord | None) -> None:
        if self.sheet is not None and record is not None:
            self.sheet.show_record(record)

    def _closed(self, _: int) -> None:
        self.sheet = None
