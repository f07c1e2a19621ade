"""Freezing and reading reports on a PC of the tests: the program's own makers without its windows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from core.apprenticeship.words.kinds import YEARS
from core.commons.reports import REPORTS, ReportQuery
from core.domain.ids import IdSource
from core.domain.reports import ReportFilter, ReportKind
from core.store.engine import reading
from desktop.bootstrap.desk import StoreDesk
from desktop.bootstrap.facts import Facts
from desktop.views.apprenticeship.figures.reporting import StudyReporting
from desktop.views.commons.report_keeping import KeptReports
from desktop.views.papers.paper_ports import Steps
from sync.accounts.account import unlock, usual_setting
from sync.accounts.keyring_port import FileKeyring
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from sync.attachments import Attachments
from sync.uploads import Outgoing
from tests.end_to_end.real import PASSWORD, RealPc

if TYPE_CHECKING:
    from pathlib import Path

    from core.apprenticeship.figures.frozen_compare import Comparison
    from core.commons.report_commands import FreezeReport
    from core.commons.reports import ReportRow
    from desktop.views.commons.report_keeping import ComparedReport
    from sync.accounts.unlocked import Unlocked


class LastingPc(RealPc):
    """A PC whose keyring outlives its program, so that another process can unlock it."""

    def log_in(self, server: Any, username: str) -> Unlocked:
        self.keyring = FileKeyring(self.folder / "keyring.json")  # type: ignore[assignment]
        self.folder.mkdir(parents=True, exist_ok=True)
        return super().log_in(server, username)


def unlocked_at(folder: Path, username: str) -> Unlocked:
    """Unlock a PC's store without the network."""
    keyring = FileKeyring(folder / "keyring.json")
    return unlock(Profile(folder), keyring, username, PASSWORD, kdf=CHEAP_FOR_TESTS)


class Beside(NamedTuple):
    """A report beside today: what was found, and what is said of it."""

    found: Comparison
    said: ComparedReport


class Reports:
    """报送版 on one PC: `pc` has `unlocked`, `client`, `clock`, `decider`."""

    def __init__(self, pc: Any) -> None:
        self.pc = pc
        unlocked, setting = pc.unlocked, usual_setting()
        facts = Facts(unlocked, setting, pc.clock)
        self.images = Attachments(unlocked, pc.client, pc.clock)
        self.outgoing = Outgoing(unlocked, pc.client, pc.clock)
        nothing: Any = None
        desk = StoreDesk(
            engine=unlocked.engine,
            facts=facts,
            setting=setting,
            new_id=IdSource(pc.clock, os.urandom).new,
            images=self.images,
            outgoing=self.outgoing,
            role=str(unlocked.actor.role),
            districts=facts.districts(),
            lanes=nothing,
            prompts=nothing,
            memory=nothing,
            decide=nothing,
            centre=nothing,
        )
        self.districts = facts.districts()
        self.maker = StudyReporting(desk)
        self.kept = KeptReports(desk)

    def made(self, kind: ReportKind = YEARS, year: int = 0, bureaus: tuple[str, ...] = ()) -> FreezeReport:
        """Make a report with its files kept, without deciding it."""
        plan = self.maker.plan(kind, ReportFilter(bureaus or self.districts, year))
        return self.maker.freeze(plan, Steps())

    def freeze(self, kind: ReportKind = YEARS, year: int = 0) -> str:
        """Freeze a report; gives its id."""
        command = self.made(kind, year)
        self.pc.decider.decide(command, 0)
        return command.report_id

    def sync(self) -> None:
        """One round with the server, files included."""
        assert self.pc.sync.run_once().problem is None
        self.outgoing.push(lambda: True)

    def list(self) -> list[ReportRow]:
        with reading(self.pc.unlocked.engine) as source:
            return REPORTS.first_page(source, ReportQuery())

    def paper(self, report_id: str) -> bytes:
        return self.kept.paper(report_id).data

    def compare(self, report_id: str) -> Beside:
        said = self.kept.compare(report_id)
        books = (self.images.fetch(one.document.sha256) for one in said.report.facts.files[1:])
        with reading(self.pc.unlocked.engine) as source:
            found = self.maker.found(source, said.report, books)
        assert len(found.cells) == len(said.found.differences)
        return Beside(found, said)
