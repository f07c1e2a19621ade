"""Every window, page and dialog with data in it, for the tests that walk them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain import rules
from core.domain.dictionaries import load_dictionaries
from core.domain.values import FilingKind, Parameters
from desktop.navigation import groups_for
from desktop.prompts import ConfirmDialog, ReasonDialog
from desktop.settings import UiSettings
from desktop.tasks import Receiver
from desktop.views.about import AboutDialog
from desktop.views.decision_dialogs import ReturnDialog
from desktop.views.filings import FilingsPage
from desktop.views.first_start import FirstStart
from desktop.views.frame import Frame
from desktop.views.home import HomePage
from desktop.views.login import LoginWindow
from desktop.views.new_password import PasswordDialog
from desktop.views.ports import (
    FilingsPorts,
    Judging,
    ListPort,
    RegisterPorts,
    ReviewPorts,
    ReviewQueue,
)
from desktop.views.register import RegisterPage
from desktop.views.relogin import ReloginDialog
from desktop.views.sync_centre import CentrePage
from tests.desktop import filed, records
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.shell_samples import INFO, FakeCentre, home_view, remaining

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from core.domain.values import Finding
    from core.store.readmodels import FilingDetail, RegisterQuery, RegisterRow
    from desktop.tasks import Lanes

ALL = frozenset({"home", "filings", "register", "centre"})
DICTIONARIES = load_dictionaries()


class Screens:
    """Builds them; `frame` has all pages."""

    def __init__(self, lanes: Lanes, folder: Path) -> None:
        self._lanes = lanes
        settings = UiSettings(folder)
        self.filings = filings_page(lanes)
        self.register = register_page(lanes)
        self.frame = Frame(INFO, groups_for("district_reviewer", ALL), settings)
        for page in (
            HomePage(lanes, home_view, remaining, ALL),
            self.filings,
            self.register,
            CentrePage(lanes, FakeCentre(), settings, ALL),
        ):
            self.frame.add_page(page)
        self.login = LoginWindow()
        self.login.show_other(FirstStart())

    def windows(self) -> list[QWidget]:
        """Give all windows and dialogs."""
        return [
            self.login,
            self.frame,
            ConfirmDialog(None, "提示", "要继续吗？", "确定"),
            ReasonDialog(None, "显示完整身份证号", "会记入操作日志。", ("核对",), Receiver(self.frame.tell)),
            ReloginDialog(None, INFO),
            PasswordDialog(None, INFO),
            AboutDialog(None, "profile"),
            ReturnDialog(self.frame, "陈亦舟", "", DICTIONARIES, FilingKind.ESTABLISH, judging(), {}),
            *records.city_windows(self._lanes, ScriptedPrompts()),
        ]


def judging() -> Judging:
    """The rules of the program, with nothing found in a filing."""
    return Judging(
        filing=_calm,
        returning=lambda items, opinion: rules.check_return(
            items, opinion, Parameters(), DICTIONARIES.item_labels
        ),
        refusing=rules.check_refusal,
        opinion=rules.check_opinion_length,
        summary=rules.summary,
    )


def _calm(detail: FilingDetail) -> tuple[Finding, ...]:
    return ()


def filings_page(lanes: Lanes) -> FilingsPage:
    """The list and the workbench over invented filings."""
    filings = filed.Filings([filed.filing_row(number) for number in range(20)])
    queue = ReviewQueue()
    memory = filed.Memory()
    review = ReviewPorts(
        reader=lanes.reader,
        writer=lanes.writer,
        images=(lanes.network,),
        detail=_detail,
        decide=lambda command, version, supersedes: None,
        image=_image,
        image_again=_image,
        judging=judging(),
        remaining=filed.remaining,
        dictionaries=DICTIONARIES,
        prompts=ScriptedPrompts(),
        reveal=lambda what, reason: None,
        memory=memory,
        queue=queue,
    )
    return FilingsPage(FilingsPorts(filings.port(lanes.reader), filed.remaining, memory, queue), review)


def register_page(lanes: Lanes) -> RegisterPage:
    """The register over invented apprenticeships."""
    rows = [filed.register_row(number) for number in range(30)]
    port: ListPort[RegisterQuery, RegisterRow] = ListPort(
        lanes.reader,
        lambda query, limit: rows[:limit],
        lambda query: [row.id for row in rows],
        lambda ids: [row for row in rows if row.id in ids],
        lambda query: len(rows),
    )
    return RegisterPage(
        RegisterPorts(
            port,
            filed.history,
            DICTIONARIES,
            ScriptedPrompts(),
            lambda what, reason: None,
            filed.Memory(),
        )
    )


def _detail(filing_id: str) -> FilingDetail:
    return filed.resubmitted(int(filing_id.removeprefix("f")))


def _image(sha256: str) -> bytes:
    return filed.scan("样例", (300, 420))
