"""Borrowers with phones, and PCs whose store has the table of loans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.blank.tables import Loan
from core.domain.refusals import REFUSALS
from core.store.recorder import Key
from sync.transactions import reading
from tests.end_to_end.real import RealPc
from tests.kit import WUCHANG, id_number
from tests.server.kit import Phone

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from sync.accounts.unlocked import Unlocked
    from tests.live_server import LiveServer

__all__ = ["REFUSALS", "Key"]


class LoanPc(RealPc):
    """A real PC: its own store, outbox and engine, over HTTP."""

    def _take(self, unlocked: Unlocked) -> None:
        Loan.metadata.tables["loan"].create(unlocked.engine, checkfirst=True)
        super()._take(unlocked)

    def decide(self, command: Command) -> str:
        """Decide on the PC, push it, pull; gives the code of a refusal, empty when it was applied."""
        self.decider.decide(command, 0)
        self.sync.run_once()
        return ""

    def loan(self, loan_id: str) -> Loan:
        with reading(self.unlocked.engine) as session:
            return session.get_one(Loan, loan_id)
