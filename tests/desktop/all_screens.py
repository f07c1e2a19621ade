"""Every window, page and dialog with data in it, for the tests that walk them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from core.apprenticeship.figures.frozen_compare import Comparison
from core.apprenticeship.figures.frozen_words import compared
from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.eligible import EligibleQuery
from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.lists.records import apprenticeship_record
from core.apprenticeship.lists.register import REGISTER, RegisterQuery
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.apprenticeship.papers.descriptions import FORM
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS, YEARS
from core.apprenticeship.words.values import FilingKind
from core.commons.policies import POLICIES, PolicyQuery
from core.commons.reports import FrozenReport
from core.domain.dictionaries import load_dictionaries
from core.domain.reports import ReportFacts, ReportFilter, canonical
from core.domain.values import DocumentKind, PolicyFile, Role
from core.store.engine import reading
from desktop.models.pages import pages_of
from desktop.prompts import ConfirmDialog, ReasonDialog
from desktop.tasks import Receiver
from desktop.views.apprenticeship.register.record_window import RecordWindow
from desktop.views.apprenticeship.register.register import RegisterPage
from desktop.views.apprenticeship.register.search import SearchPage
from desktop.views.apprenticeship.register.terminate_sheet import TerminateSheet
from desktop.views.apprenticeship.review.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.apprenticeship.review.filing_kinds import WORDS
from desktop.views.apprenticeship.review.filings import FilingsPage
from desktop.views.apprenticeship.scores.batch import BatchPage
from desktop.views.apprenticeship.scores.batch_grid import GridDialog
from desktop.views.apprenticeship.scores.batch_same import SameScoreDialog
from desktop.views.apprenticeship.scores.score_publish import Preview, PublishDialog
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.apprenticeship.scores.scores import ScoresPage
from desktop.views.commons.policies import PoliciesPage
from desktop.views.commons.policy_editor import PolicyEditor
from desktop.views.commons.report_compare import CompareDialog
from desktop.views.commons.report_detail import ReportDetail
from desktop.views.commons.report_freeze import FreezeSheet
from desktop.views.commons.report_keeping import ComparedReport
from desktop.views.commons.reports import ReportsPage
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.imports.import_result import ResultDialog
from desktop.views.lists.export_ports import FullNumbers
from desktop.views.lists.full_numbers import FullNumbersSheet
from desktop.views.papers.paper_ports import PaperTarget
from desktop.views.papers.preview import PreviewDialog
from desktop.views.session.first_start import FirstStart
from desktop.views.session.login import LoginWindow
from desktop.views.session.new_password import PasswordDialog
from desktop.views.session.relogin import ReloginDialog
from desktop.views.shell.about import AboutDialog
from sync.transactions import reading as reading_session
from tests import kit
from tests.desktop.conftest import ScriptedPrompts, settle
from tests.desktop.shell_samples import INFO
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.apprenticeship.lists.detail import FilingDetail
    from desktop.desk import Desk
    from desktop.tasks import Lanes
    from desktop.views.shell.frame import Frame
    from desktop.views.shell.page import Page

DICTIONARIES = load_dictionaries()
DISTRICT, CITY = Role.DISTRICT_REVIEWER, Role.CITY_COMMISSION
PAGES = (
    *((DISTRICT, key) for key in (
        "home", "policies", "filings", "dissolutions", "results", "register", "teachers", "years", "passes",
        "reports", "centre", "notices", "log",
    )),
    *((CITY, key) for key in (
        "home", "policies", "search", "scores", "batch", "teachers", "years", "passes", "reports", "centre",
        "notices", "log",
    )),
)  # fmt: skip
"""Every page of the two kinds of offices."""


class Quiet(QObject):
    """Tells when a lane has done what was asked of it before; loads that ask for more take two rounds."""

    reached = Signal()

    def wait(self, qtbot: QtBot, lanes: Lanes, rounds: int = 3) -> None:
        for _ in range(rounds):
            with qtbot.waitSignal(self.reached, timeout=20_000):
                lanes.reader.run(int, self._reached, self._reached)
            settle()

    def _reached(self, _: object) -> None:
        self.reached.emit()


class Screens:
    """Builds them over one store; `district` and `city` are frames with all pages of their role."""

    def __init__(self, lanes: Lanes, folder: Path, *, nasty: bool = False) -> None:
        self.prompts = ScriptedPrompts()
        self.office = WholeOffice(folder, lanes, self.prompts, nasty=nasty)
        self.district = self.office.frame(DISTRICT)
        self.city = self.office.frame(CITY)
        self.login = LoginWindow()
        self.login.show_other(FirstStart())
        self.holder = QWidget()
        self.holder.resize(1366, 768)

    def close(self) -> None:
        """After the lanes are closed."""
        self.office.close()

    def visit(self, qtbot: QtBot, role: Role, key: str) -> Page:
        """Open a page and wait until its data are there."""
        frame = self.frame(role)
        frame.open(key)
        Quiet().wait(qtbot, self.office.lanes)
        return frame.page(key)

    def frame(self, role: Role) -> Frame:
        return self.city if role is CITY else self.district

    def windows(self) -> list[QWidget]:
        """Give all windows and dialogs."""
        return [self.login, self.district, self.city, *self.dialogs().values(), *self.records().values()]

    def dialogs(self) -> dict[str, QWidget]:
        """Give every dialog as its page opens it, by the name of a picture."""
        return {
            **self._of_the_frame(),
            **self._of_the_district(),
            **self._of_scores(),
            **self._of_the_city(),
            **self._of_figures(),
        }

    def records(self) -> dict[str, RecordWindow]:
        """Give a record window of each kind, with a record in it."""
        desk = self.office.kit(CITY, self.city._settings)
        study = self._studies()[0]
        ids = {"teacher": study.teacher_id, "student": study.student_id, "notarisation": study.id}
        return {f"record-{kind}": RecordWindow(desk, kind, id_) for kind, id_ in ids.items()}

    def _of_the_frame(self) -> dict[str, QWidget]:
        answer = Receiver(self.district.tell)
        return {
            "confirm": ConfirmDialog(None, "提示", "要继续吗？", "确定"),
            "reason": ReasonDialog(None, "显示完整身份证号", "会记入操作日志。", ("核对",), answer),
            "relogin": ReloginDialog(None, INFO),
            "password": PasswordDialog(None, INFO),
            "about": AboutDialog(None, "profile"),
            "preview": self._preview(),
        }

    def _preview(self) -> PreviewDialog:
        """The form of an apprenticeship, before it is made."""
        papers = self.page(DISTRICT, "register", RegisterPage).desk.papers
        target = PaperTarget(self._studies()[0].id, "WC-2026-0001", frozenset({FORM}))
        return PreviewDialog(self.holder, papers.ports, papers.job(FORM, target))

    def _of_the_district(self) -> dict[str, QWidget]:
        made: dict[str, QWidget] = {}
        desk = self.page(DISTRICT, "filings", FilingsPage).desk
        for kind in FilingKind:
            detail = self._filing(kind)
            who = detail.content.student.name
            unseen = pages_of(detail.content.documents(), detail.content.titles())
            made[f"approve-{kind}"] = ApproveDialog(self.holder, who, (), unseen, WORDS[kind])
            made[f"return-{kind}"] = ReturnDialog(self.holder, who, "", desk, kind, {})
        return made

    def _of_scores(self) -> dict[str, QWidget]:
        desk = self.page(CITY, "scores", ScoresPage).desk
        with reading(self.office.engine) as source:
            rows = tuple(SCORES.rows(source, SCORES.ids(source, ScoreQuery())))
        words = Words(DICTIONARIES)
        return {
            "publish": PublishDialog(self.holder, Preview(rows[:3], {}, words), 2),
            "score": ScoreSheet(self.holder, rows[0], desk, may_correct=True),
        }

    def _of_the_city(self) -> dict[str, QWidget]:
        batch = self.page(CITY, "batch", BatchPage)
        type_ = of(DICTIONARIES).assessment_types[0].code
        people = list(batch.rows.port.first_page(EligibleQuery(type_), 50))
        desk = self.page(CITY, "policies", PoliciesPage).desk
        with reading_session(self.office.engine) as session:
            record = apprenticeship_record(session, self._studies()[0].id)
        assert record is not None
        sheet = TerminateSheet(self.holder, self.page(CITY, "search", SearchPage).desk, record)
        sheet.pages.show_attached("决定书.jpg", kit.ref(TERMINATION_BASIS, "basis"))
        return {
            "same": SameScoreDialog(self.holder, batch.desk, type_, people),
            "grid": GridDialog(self.holder, batch.desk, type_, people),
            "import": ImportDialog(self.holder, batch.desk, SCORE_IMPORT),
            "register_import": ResultDialog(self.holder, self._importing(), REGISTER_IMPORT),
            "terminate": sheet,
            "policy": PolicyEditor(
                desk, next(iter(desk.list_port(POLICIES).first_page(PolicyQuery(), 1))), self.holder
            ),
        }

    def _of_figures(self) -> dict[str, QWidget]:
        reports = self.page(DISTRICT, "reports", ReportsPage).desk
        full = FullNumbers(self.office.lanes.reader, second=_nobody, users=tuple, most=5000)
        report = frozen_report()
        same = compared(Comparison((), (), proved=True), DICTIONARIES)
        beside = ComparedReport(report, same, report.facts.made_at)
        parts = (("全部 12 条", "all"),)
        return {
            "freeze": FreezeSheet(reports, (2026,), None, self.holder),
            "report": ReportDetail(reports, report, self.holder),
            "compare": CompareDialog(beside, self.holder),
            "full": FullNumbersSheet(self.holder, "备案台账", parts, full),
        }

    def _importing(self) -> Desk:
        desk: Desk = self.page(DISTRICT, "register", RegisterPage).desk
        return desk

    def page(self, role: Role, key: str, kind: type[Any]) -> Any:
        found = self.frame(role).page(key)
        assert isinstance(found, kind)
        return found

    def _studies(self) -> Any:
        with reading(self.office.engine) as source:
            return REGISTER.first_page(source, RegisterQuery(state="active"), 5)

    def _filing(self, kind: FilingKind) -> FilingDetail:
        with reading_session(self.office.engine) as session:
            given = self.office.kit(DISTRICT, self.district._settings).given()
            (row,) = FILINGS.first_page(session, FilingQuery(kind=kind, state="pending"), 1, given=given)
            detail = filing_detail(session, row.id)
        assert detail is not None
        return detail

    def jobs(self) -> dict[str, str]:
        """Give a pending filing of each kind by the page that shows it."""
        return {WORDS[kind].key: self._filing(kind).row.id for kind in FilingKind}


def shown_page(frame: Frame) -> Page | None:
    """Give the page that the frame shows."""
    area = frame.stack.currentWidget()
    return area.widget() if isinstance(area, QScrollArea) else None  # type: ignore[return-value]


def frozen_report() -> FrozenReport:
    """A report as a list shows it; its files are nowhere."""
    files = tuple(
        PolicyFile(name, kit.ref(DocumentKind.REPORT_FILE, name)) for name in ("报表.pdf", "明细.xlsx")
    )
    facts = ReportFacts(
        report_id="report-1",
        kind=YEARS,
        title="武昌区年度备案情况（2026 年）",
        office="420106",
        filtered=canonical(ReportFilter(("420106",), 2026, "")),
        as_of="2026-11-20",
        data_at="2026-11-20T01:00:00.000Z",
        figures="{}",
        files=files,
        made_at="2026-11-20T02:20:00.000Z",
        made_by="clerk-1",
    )
    return FrozenReport(facts, "0" * 64, "周敏", waiting=False)


def _nobody(user: str, password: str, reason: str) -> Any:
    raise AssertionError("nobody was asked")
