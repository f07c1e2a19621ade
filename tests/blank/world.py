"""Borrowers with phones, and PCs whose store has the table of loans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.actions import Actor
from core.blank.commands import SubmitLoan
from core.blank.tables import Loan
from core.blank.words import BORROWER, Borrower, Item, LoanContent
from core.domain.values import DocumentKind
from sync.transactions import reading
from tests.desktop.offices import Office
from tests.end_to_end.real import RealPc
from tests.kit import WUCHANG, id_number, ref
from tests.server.kit import Phone

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from sync.accounts.unlocked import Unlocked
    from tests.desktop.conftest import ScriptedPrompts
    from tests.kit import World
    from tests.live_server import LiveServer

FORMS = "/r/v1/forms/loan"
PHONE = "13900000001"


def filled_in(**changes: Any) -> dict[str, Any]:
    """What a borrower of two instruments types; `changes` replace parts."""
    borrower = {"name": "陈亦舟", "id_number": id_number(), "phone": PHONE}
    items = [{"name": "显微镜", "serial": "X-1"}, {"name": "天平", "serial": "T-1"}]
    return {"borrower": borrower, "items": items, "card": [], **changes}


class BorrowersPhone(Phone):
    """A resident who borrows."""

    def __init__(self, server: LiveServer, number: str = PHONE) -> None:
        super().__init__(server, number)

    def hand_in(self, key: str = "", **changes: Any) -> Any:
        """Hand a loan in, with a picture of the card; gives the answer."""
        content = filled_in(**{"card": [self.attach("id_front")], **changes})
        return self.post(FORMS, {"office": WUCHANG, "content": content}, key)

    def correct(self, loan_id: str, revision: int, **changes: Any) -> Any:
        """Correct a loan; what is not changed stays as it is, the card too."""
        content = self.see(loan_id)["content"]
        kept = [{"kept": one["sha256"]} for one in content["card"]]
        body = {"revision": revision, "content": {**content, "card": kept, **changes}}
        return self.put(f"{FORMS}/{loan_id}", body)

    def see(self, loan_id: str) -> Any:
        answer = self.get(f"{FORMS}/{loan_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


class LoanPc(RealPc):
    """A real PC: its own store, outbox and engine, over HTTP."""

    def _take(self, unlocked: Unlocked) -> None:
        Loan.metadata.tables["loan"].create(unlocked.engine, checkfirst=True)
        super()._take(unlocked)

    def pull(self) -> None:
        assert self.sync.run_once().problem is None

    def decide(self, command: Command) -> None:
        """Decide on what this PC knows, push it to the centre and hear that it was applied."""
        self.pull()
        self.decider.decide(command, 1)
        state = self.sync.run_once()
        assert (state.waiting, state.refused, state.problem) == (0, 0, None)

    def loan(self, loan_id: str) -> Loan:
        with reading(self.unlocked.engine) as session:
            return session.get_one(Loan, loan_id)


def content(name: str = "陈亦舟", *serials: str) -> LoanContent:
    """What a borrower fills in, with a card."""
    items = tuple(Item(f"仪器{serial}", serial) for serial in serials or ("X-1",))
    card = (ref(DocumentKind.ID_FRONT, name),)
    return LoanContent(Borrower(name, id_number(), PHONE), items, card)


def submitted(world: World, name: str = "陈亦舟", office: str = WUCHANG) -> str:
    """A loan that waits at a district; gives its id."""
    person = world.ids.new()
    actor = Actor(f"r-{person}", name, BORROWER, person_id=person)
    command = SubmitLoan(world.ids.new(), person, office, content(name))
    world.run(command, actor)
    return command.loan_id


class LoanOffice(Office):
    """A desk over a store with the table of loans."""

    def __init__(self, path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        super().__init__(path, lanes, prompts)
        Loan.metadata.tables["loan"].create(self.engine)
