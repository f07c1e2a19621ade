"""Papers printed from the real pages over a real store (D4, D8, C2, C3): menus, preview, PDF, log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from core.apprenticeship.lists.filings import FilingQuery
from core.apprenticeship.lists.register import RegisterQuery
from core.apprenticeship.papers.descriptions import ARCHIVE, FORM, NOTICE, TRANSCRIPT
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Student
from core.domain.errors import KnownError
from core.domain.masking import mask_id_number
from core.domain.values import Role
from core.programme import INSTALLED, act_words
from core.store.tables import AuditEntry
from desktop.bootstrap.pages import make_page
from desktop.settings import UiSettings
from desktop.views.papers.jobs import ScanReader
from desktop.views.papers.paper_ports import PaperTarget, Steps
from desktop.views.papers.preview import PreviewDialog
from desktop.widgets.buttons import Button
from tests.desktop import printed
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QMenu, QWidget
    from pytestqt.qtbot import QtBot

    from core.paper.paper_of import AnyPaper
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.register.register import RegisterPage
    from desktop.views.apprenticeship.register.search import SearchPage
    from desktop.views.apprenticeship.review.filings import FilingsPage
    from desktop.views.apprenticeship.scores.results import ResultsPage
    from desktop.views.apprenticeship.scores.scores import ScoresPage
    from desktop.views.shell.page import Page
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton
REVIEWER, VIEWER, OFFICE = Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER, Role.CITY_OFFICE


@pytest.fixture
def office(lanes: Lanes, prompts: ScriptedPrompts, tmp_path: Path) -> Iterator[WholeOffice]:
    made = WholeOffice(tmp_path / "office", lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


@pytest.fixture
def show(qtbot: QtBot, office: WholeOffice, tmp_path: Path) -> Callable[..., Any]:
    kept: list[Page] = []

    def open_(role: Role, key: str) -> Page:
        page = make_page(office.kit(role, UiSettings(tmp_path / "ui")), key)
        kept.append(page)
        qtbot.addWidget(page)
        page.resize(1160, 712)
        page.show()
        page.activate()
        return page

    return open_


def pick(button: Button, kind: str) -> None:
    """As with the mouse: the menu opens, one action of it is taken."""
    menu: QMenu = button.menu()  # type: ignore[assignment]
    menu.aboutToShow.emit()
    action = next(one for one in menu.actions() if one.data() == kind)
    assert action.isEnabled()
    action.trigger()


def enabled(button: Button) -> set[str]:
    menu: QMenu = button.menu()  # type: ignore[assignment]
    menu.aboutToShow.emit()
    return {one.data() for one in menu.actions() if one.isEnabled()}


def opened(qtbot: QtBot, owner: QWidget) -> PreviewDialog:
    """The preview with its paper, drawn."""
    found: list[PreviewDialog] = []

    def there() -> bool:
        found[:] = owner.window().findChildren(PreviewDialog)[-1:]
        return bool(found) and found[0].paper() is not None

    qtbot.waitUntil(there, timeout=30_000)
    qtbot.waitUntil(lambda: found[0].pictures.picture(0) is not None)
    return found[0]


def text_of(dialog: PreviewDialog) -> str:
    paper = dialog.paper()
    assert paper is not None
    return printed.read_text(paper.rendered.data)


def save(qtbot: QtBot, dialog: PreviewDialog) -> None:
    with qtbot.waitSignal(dialog.kept, timeout=20_000):
        qtbot.mouseClick(dialog.buttons.save, LEFT)


def logged(office: WholeOffice) -> list[tuple[str, str]]:
    with office.factory() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(one.action, one.object) for one in rows if one.device == "device-1"]


def numbers(office: WholeOffice) -> list[str]:
    with office.factory() as session:
        return list(session.scalars(select(Student.id_number)))


def test_the_register_prints_the_form_masked_and_logs_it(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    prompts: ScriptedPrompts,
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    page: RegisterPage = show(REVIEWER, "register")
    page.list.ask(RegisterQuery(state="active"))
    qtbot.waitUntil(lambda: page.list.rows.model.row_at(0) is not None and page.list.rows.current_id() != "")
    row = page.list.rows.model.row_at(page.list.rows.model.row_of(page.list.rows.current_id()))
    assert row is not None
    prompts.save_as = str(tmp_path / "表.pdf")
    pick(page.findChild(Button, "register.print"), FORM)
    dialog = opened(qtbot, page)
    text = text_of(dialog)
    assert "中医师承关系备案表" in text
    assert row.filing_no in text
    assert row.student_name in text
    assert mask_id_number(row.student_id_number) in text
    assert not [number for number in numbers(office) if number in text]
    dialog.resize(1120, 696)
    qtbot.waitUntil(lambda: not dialog.pictures.is_running())
    picture(dialog, "preview-form")
    picture(page, "register-print")
    save(qtbot, dialog)
    assert logged(office)[-1] == ("print_form", row.filing_no)
    assert f"备案表_{row.filing_no}_" in prompts.asked[-1][1]
    dialog.reject()


def test_the_form_with_whole_numbers_needs_a_reason_that_is_logged_a7(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any], prompts: ScriptedPrompts
) -> None:
    page: RegisterPage = show(VIEWER, "register")
    page.list.ask(RegisterQuery(state="active"))
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "" and page.list.rows.model.row_at(0) is not None)
    row = page.list.rows.model.row_at(page.list.rows.model.row_of(page.list.rows.current_id()))
    assert row is not None
    pick(page.findChild(Button, "register.print"), FORM)
    dialog = opened(qtbot, page)
    prompts.reason = "归档 42010619960821001X"
    with qtbot.waitSignal(dialog.ready, timeout=20_000):
        qtbot.mouseClick(dialog.buttons.full, LEFT)
    assert row.student_id_number in text_of(dialog)
    action, subject = logged(office)[-1]
    assert action == "view_full_number"
    assert row.filing_no in subject
    assert "归档" in subject
    assert "42010619960821001X" not in subject
    dialog.reject()


def test_a_waiting_decision_prints_with_a_clear_mark(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any], prompts: ScriptedPrompts
) -> None:
    page: FilingsPage = show(REVIEWER, "filings")
    page.list.show_preset("pending")
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "")
    id_ = page.list.rows.current_id()
    from core.apprenticeship.commands.filing import ApproveFiling
    from core.apprenticeship.lists.detail import filing_detail

    with office.factory() as session:
        detail = filing_detail(session, id_)
    assert detail is not None
    shown = tuple(sorted({ref.sha256 for _, ref in detail.content.documents()}))
    codes = ("G4_TEACHING_SHORT", "G4_START_BEFORE")
    kit_ = office.kit(REVIEWER, UiSettings(office.folder / "decide"))
    kit_.decide(ApproveFiling(id_, detail.row.revision, "材料齐全。", shown, False, codes), detail.version)
    job = page.list.papers._papers.job(FORM, PaperTarget(id_, "WC", frozenset({FORM})))  # type: ignore[union-attr]
    text = printed.read_text(job.make().data)
    assert "（待上报，未生效）" in text
    assert "同意备案。（待上报，未生效）" in text


def test_the_packet_is_made_with_progress_and_names_what_is_missing(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    prompts: ScriptedPrompts,
    picture: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def image(sha256: str) -> bytes:
        asked.append(sha256)
        if len(asked) == 2:
            raise KnownError("BLOB_MISSING", "这份材料的文件尚未上传到服务器。")
        return b"not what it was"

    monkeypatch.setattr(office, "_image", image)
    page: SearchPage = show(OFFICE, "search")
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "")
    pick(page.findChild(Button, "search.print"), ARCHIVE)
    dialog = opened(qtbot, page)
    text = text_of(dialog)
    assert "中医师承关系备案档案" in text
    assert "不在本机" in text
    assert "没有附图" in dialog.remarks.text()
    assert "学生　身份证反面" in dialog.remarks.text() or "身份证" in dialog.remarks.text()
    assert len(asked) == len(set(asked)), "each document is fetched once"
    assert dialog.pages.count() > len(asked)
    dialog.resize(1120, 696)
    picture(dialog, "preview-archive")
    picture(page, "search-print")
    dialog.reject()


def test_offline_the_network_is_tried_once_for_a_packet(office: WholeOffice) -> None:
    class Offline:
        def __init__(self) -> None:
            self.tried = 0

        def fetch(self, sha256: str) -> bytes:
            self.tried += 1
            raise KnownError("OFFLINE", "当前未联网。")

        def cached(self, sha256: str) -> bytes | None:
            return b"kept" if sha256 == "b" else None

    images: Any = Offline()
    steps = Steps()
    reader = ScanReader(images, 3, steps)
    assert [reader(one) for one in "abc"] == [None, b"kept", None]
    assert images.tried == 1
    assert steps.state == (3, 3, "正在取第 3 / 3 份材料…")
    steps.stop()
    with pytest.raises(KnownError) as caught:
        reader("d")
    assert caught.value.code == "STOPPED"


def test_results_print_the_transcript_of_the_student(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    prompts: ScriptedPrompts,
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    page: ResultsPage = show(VIEWER, "results")
    qtbot.waitUntil(lambda: page.rows.current_id() != "" and page.rows.model.row_at(0) is not None)
    row = page.rows.model.row_at(0)
    assert row is not None
    pick(page.findChild(Button, "results.print"), TRANSCRIPT)
    dialog = opened(qtbot, page)
    text = text_of(dialog)
    assert "中医师承考核成绩单" in text
    assert row.student_name in text
    assert "武昌区卫生健康局" in text
    dialog.resize(1120, 696)
    picture(dialog, "preview-transcript")
    picture(page, "results-print")
    prompts.save_as = str(tmp_path / "成绩单.pdf")
    save(qtbot, dialog)
    assert logged(office)[-1] == ("print_transcript", row.filing_no)
    dialog.reject()


def test_a_transcript_of_unpublished_scores_shows_none_of_them_g13(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any]
) -> None:
    page: ScoresPage = show(OFFICE, "scores")
    rows = page.rows
    qtbot.waitUntil(lambda: rows.model.row_at(0) is not None)
    rows.table.selectRow(0)
    papers = page.papers
    assert papers is not None
    papers.refresh()
    next(one for one in papers.actions if one.data() == TRANSCRIPT).trigger()
    dialog = opened(qtbot, page)
    assert "没有已公布的考核成绩" in text_of(dialog)
    dialog.reject()


def test_a_returned_filing_has_its_notice_in_the_list(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    prompts: ScriptedPrompts,
    picture: Callable[..., None],
) -> None:
    page: FilingsPage = show(REVIEWER, "filings")
    page.list.show_preset("returned")
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "" and page.list.rows.model.row_at(0) is not None)
    button = page.findChild(Button, "filings.print")
    assert enabled(button) == {FORM, ARCHIVE, NOTICE}
    pick(button, NOTICE)
    dialog = opened(qtbot, page)
    text = text_of(dialog)
    assert "补正告知书" in text
    assert "照片模糊，请重新拍摄。" in text
    assert "部分材料需补正。" in text
    picture(dialog, "preview-notice")
    dialog.reject()
    page.list.ask(FilingQuery(state="pending"))
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "" and NOTICE not in enabled(button))


def test_after_a_return_the_notice_is_offered_at_once(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    picture: Callable[..., None],
) -> None:
    from core.domain.values import ReturnItem

    page: FilingsPage = show(REVIEWER, "filings")
    page.list.show_preset("pending")
    qtbot.waitUntil(lambda: page.list.rows.current_id() != "")
    page.list.one_by_one.begin()
    bench = page.bench
    qtbot.waitUntil(lambda: bench.detail() is not None and bench.deciding._case() is not None)
    detail = bench.detail()
    assert detail is not None
    assert bench.papers is not None
    assert not bench.papers.bar.isVisible()
    with qtbot.waitSignal(bench.decided, timeout=20_000):
        bench.deciding._send_back((ReturnItem("student.phone", "电话无法接通，请更正。"),), "请补正。")
    qtbot.waitUntil(bench.papers.bar.isVisible)
    assert detail.content.student.name in bench.papers.bar.text()
    picture(page, "review-returned")
    qtbot.mouseClick(bench.papers.bar.action, LEFT)
    dialog = opened(qtbot, page)
    text = text_of(dialog)
    assert "电话无法接通，请更正。" in text
    assert "补正告知书（待上报，未生效）" in text
    dialog.reject()
    page.show_list()
    assert not bench.papers.bar.isVisible()


def test_the_history_of_a_person_has_the_notice_of_each_return(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any]
) -> None:
    filings: FilingsPage = show(REVIEWER, "filings")
    with office.factory() as session:
        from core.apprenticeship.tables import Filing

        student = session.scalars(select(Filing.student_id).where(Filing.state == "returned")).one()
    filings.hide()
    page: RegisterPage = show(REVIEWER, "register")
    page.open_record(student)
    qtbot.waitUntil(lambda: bool(_links(page)))
    (link,) = _links(page)
    qtbot.mouseClick(link, LEFT)
    dialog = opened(qtbot, page)
    assert "照片模糊，请重新拍摄。" in text_of(dialog)
    dialog.reject()


def test_the_window_of_a_student_prints_the_transcript(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    picture: Callable[..., None],
    tmp_path: Path,
) -> None:
    from desktop.views.apprenticeship.register.record_window import RecordWindow

    with office.factory() as session:
        student = session.scalars(
            select(Assessment.student_id).where(Assessment.state == "published")
        ).first()
    window = RecordWindow(office.kit(VIEWER, UiSettings(tmp_path / "window")), "student", student or "")
    qtbot.addWidget(window)
    window.show()
    window.read()
    qtbot.waitUntil(lambda: window.view() is not None)
    qtbot.mouseClick(window.transcript, LEFT)
    dialog = opened(qtbot, window)
    assert "中医师承考核成绩单" in text_of(dialog)
    assert "86" in text_of(dialog)
    dialog.reject()
    picture(window, "record-student-print")
    window.viewer.panes[0].canvas.setFocus()
    window.close()


def test_a_score_that_is_looked_at_prints_the_transcript(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any], picture: Callable[..., None]
) -> None:
    from desktop.views.apprenticeship.scores.score_view import ScoreSheet

    page: ResultsPage = show(REVIEWER, "results")
    qtbot.waitUntil(lambda: page.rows.current_id() != "" and page.rows.model.row_at(0) is not None)
    qtbot.mouseClick(page.view, LEFT)
    sheet = page.window().findChild(ScoreSheet)
    picture(sheet, "score-print")
    qtbot.mouseClick(sheet.findChild(Button, "score.transcript"), LEFT)
    dialog = opened(qtbot, sheet)
    assert "中医师承考核成绩单" in text_of(dialog)
    dialog.reject()
    sheet.reject()


def test_a_filing_that_is_gone_says_so_in_the_preview(
    qtbot: QtBot, office: WholeOffice, show: Callable[..., Any]
) -> None:
    page: RegisterPage = show(REVIEWER, "register")
    papers = page.desk.papers
    for kind in (FORM, ARCHIVE, TRANSCRIPT, NOTICE):
        job = papers.job(kind, PaperTarget("gone", "WC-2026-0001", frozenset({kind})))
        with pytest.raises(KnownError) as caught:
            job.make()
        assert caught.value.code == "NOT_HERE"


def test_keys_alone_open_the_menu_and_print(
    qtbot: QtBot,
    office: WholeOffice,
    show: Callable[..., Any],
    prompts: ScriptedPrompts,
    tmp_path: Path,
) -> None:
    page: ResultsPage = show(REVIEWER, "results")
    qtbot.waitUntil(lambda: page.rows.current_id() != "" and page.rows.model.row_at(0) is not None)
    prompts.printer = printed.file_printer(tmp_path / "printed.pdf")
    papers = page.papers
    assert papers is not None
    papers.refresh()
    papers.menu.popup(page.mapToGlobal(page.rect().center()))
    QTest.keyClick(papers.menu, Qt.Key.Key_Down)
    QTest.keyClick(papers.menu, Qt.Key.Key_Return)
    dialog = opened(qtbot, page)
    with qtbot.waitSignal(dialog.printed, timeout=30_000):
        QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert printed.read_sizes(tmp_path / "printed.pdf")[0] == (595, 842)
    assert logged(office)[-1][0] == "print_transcript"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def _links(page: RegisterPage) -> list[Button]:
    return [one for one in page.person.findChildren(Button) if one.objectName().startswith("person.notice.")]


def test_every_paper_of_every_record_is_whole_with_texts_as_long_as_people_make_them(
    lanes: Lanes, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    """Names of forty characters, addresses of two hundred, reasons of hundreds: nothing is cut."""
    office = WholeOffice(tmp_path / "nasty", lanes, prompts, nasty=True)
    with office.factory() as session:
        ids = [*session.scalars(select(Apprenticeship.id)), *session.scalars(select(Filing.id))]
    papers = office.kit(REVIEWER, UiSettings(tmp_path / "ui")).papers
    made = 0
    for id_ in ids:
        for kind in (FORM, ARCHIVE, TRANSCRIPT, NOTICE):
            try:
                paper = papers.job(kind, PaperTarget(id_, "WC-2026-0001", frozenset({kind}))).make()
            except KnownError:
                assert kind == NOTICE, "there is one of returned filings only"
                continue
            made += 1
            assert paper.shortened == ()
            assert paper.missing == ()
    assert made > 3 * len(ids) - 3
    office.close()


def test_a_scan_held_by_another_program_has_a_page_that_says_so() -> None:
    class Held:
        def fetch(self, sha256: str) -> bytes:
            if sha256 == "b":
                raise PermissionError(13, "held by a virus scanner")
            return b"kept"

    images: Any = Held()
    reader = ScanReader(images, 3, Steps())
    assert [reader(one) for one in "abc"] == [b"kept", None, b"kept"]


def test_a_paper_of_another_record_than_the_shown_one_is_filled_from_that() -> None:
    kinds: frozenset[AnyPaper] = frozenset({FORM, NOTICE})
    target = PaperTarget("study", "WC-2026-0001", kinds, others={NOTICE: "filing"}, at="2026-11-20T08:00:00Z")
    assert target.subject(FORM) == ("study", target.at)
    assert target.subject(NOTICE) == ("filing", target.at)


def test_no_two_papers_share_their_controls_or_their_word_in_the_log() -> None:
    papers = [paper for programme in INSTALLED.values() for paper in programme.papers]
    assert len({paper.key for paper in papers}) == len(papers)
    words = act_words()
    assert all(words[paper.act] == paper.act_word for paper in papers)
    assert words["print_archive"] == "生成档案包"
