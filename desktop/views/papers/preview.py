"""The preview of every paper (A6): looked at as it will be printed, then printed or saved as PDF."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from core.domain.errors import KnownError
from desktop.views.papers.preview_bars import PreviewButtons, PreviewTools, give_keys
from desktop.views.papers.preview_pages import PagesView
from desktop.views.papers.preview_pictures import PagePictures, Paper
from desktop.views.papers.preview_print import Printing
from desktop.widgets.bar import NoticeBar, ResultBar
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.masked import SHOWN_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

    from core.paper.pdf import Rendered
    from desktop.tasks import Token
    from desktop.views.papers.paper_ports import PaperJob, PaperPorts, Steps

WIDEST, AROUND = 1120, 72
"""Of the window in logical pixels, and what it leaves free of the screen."""
WATCH_MS = 150
REASONS = ("归档", "报送上级部门", "申请人到窗口领取", "核对证件与填报内容")
FULL_SHOWN = "正在显示完整身份证号，30 秒后恢复打码；需要完整号码的请现在打印或保存。"
PDF_KINDS = "PDF 文件 (*.pdf)"


def preview(owner: QWidget, ports: PaperPorts, job: PaperJob) -> PreviewDialog:
    """Open the preview of a paper over the window of `owner`; it makes the paper and does the rest itself."""
    dialog = PreviewDialog(owner.window(), ports, job)
    dialog.open()
    dialog.make()
    return dialog


class PreviewDialog(QDialog):
    """`ready` when a paper is shown, `kept(path)` when it was saved, `printed(sheets)` when it was sent."""

    ready = Signal()
    kept = Signal(str)
    printed = Signal(int)

    def __init__(self, parent: QWidget | None, ports: PaperPorts, job: PaperJob) -> None:
        super().__init__(parent)
        self._ports = ports
        self._job = job
        self._masked: Paper | None = None
        self._shown: Paper | None = None
        self._chosen: Paper | None = None
        self._making: Token | None = None
        self._full = False
        self._build()
        self._connect()
        self._enable()

    def make(self) -> None:
        """Make the paper, at first or once more."""
        self._full = False
        self._begin(self._job.make)

    def paper(self) -> Paper | None:
        """What is on the screen."""
        return self._shown

    def reject(self) -> None:
        """关闭 and Esc; what is being printed is not stopped without a question."""
        if self.printing.is_running():
            text = "还有几页没有送往打印机，现在关闭就不再打印了。"
            self._ports.prompts.confirm(self, "正在打印", text, "停止打印并关闭", self._close_answered)
        else:
            self._close()

    # making

    def _begin(self, make: Callable[[], Rendered]) -> None:
        if self._job.steps is not None:
            self._watch.start()
        self.loading.begin("正在生成，请稍候…")
        work = partial(_load, make, self._job.steps)
        self._making = self._ports.lane.run(work, self._came, self._failed)
        if self._job.steps is not None:
            self._job.steps.token = self._making
        self._enable()

    def _came(self, paper: Paper) -> None:
        self._rest()
        before, self._shown = self._shown, paper
        if self._full:
            self._masking.start()
        else:
            self._masked = paper
        self._show(paper, again=before is not None)

    def _show(self, paper: Paper, *, again: bool) -> None:
        self.stack.setCurrentWidget(self.pages)
        self.remarks.tell("".join(paper.rendered.remarks))
        self.full_bar.tell(FULL_SHOWN if self._full else "")
        self.pages.show_pages(paper.pages, keep_place=again)
        self._enable()
        if not again:
            self.pages.setFocus()
        self.ready.emit()

    def _failed(self, error: KnownError) -> None:
        self._rest()
        if self._shown is not None:
            self._full = False
            self.outcome.fail(error)
        else:
            self._tell_nothing(error.message)
        self._enable()

    def _stop_making(self) -> None:
        if self._making is not None:
            self._making.cancel()
        if self._job.steps is not None:
            self._job.steps.stop()
        self._rest()
        if self._shown is None:
            self._tell_nothing("已停止生成。")
        self._full = False
        self._enable()

    def _rest(self) -> None:
        self._making = None
        self._watch.stop()
        self.loading.end()

    def _tell_nothing(self, sentence: str) -> None:
        self.nothing.tell(sentence, "", "重新生成")
        self.stack.setCurrentWidget(self.nothing)
        self.nothing.action.setFocus()

    def _look_at_steps(self) -> None:
        if self._job.steps is not None:
            done, total, words = self._job.steps.state
            if total:
                self.loading.progress.setRange(0, total)
                self.loading.progress.setValue(done)
                self.loading.label.setText(words)

    # whole numbers (A7)

    def _ask_full(self) -> None:
        if self._full:
            self._mask()
        else:
            self._ports.prompts.ask_reason(
                self,
                "显示完整身份证号",
                "纸面上将显示完整的身份证号。查看人、时间和原因会记入操作日志；预览 30 秒后恢复打码。",
                REASONS,
                self._reason_given,
            )

    def _reason_given(self, reason: str) -> None:
        if reason and self._job.full is not None and self._making is None:
            self._full = True
            self._begin(partial(self._job.full, reason))

    def _mask(self) -> None:
        """Back to the masked paper; what is being printed goes on."""
        self._masking.stop()
        if self._full and self._masked is not None:
            self._full = False
            self._shown = self._masked
            self._show(self._masked, again=True)

    # saving

    def save(self) -> None:
        """另存为 PDF."""
        if self._shown is not None and not self._busy():
            self._chosen = self._shown
            self._ports.prompts.save_file(
                self, "另存为 PDF", self._job.file_name, PDF_KINDS, self._path_given
            )

    def _path_given(self, path: str) -> None:
        chosen, self._chosen = self._chosen, None
        if path and chosen is not None:
            self.buttons.show_busy("正在保存…")
            work = partial(_save, self._ports, self._job, path, chosen.rendered.data)
            self._ports.lane.run(work, self._saved, self._not_saved)

    def _saved(self, path: str) -> None:
        self.buttons.show_rest()
        self._enable()
        self.outcome.tell(f"已保存为“{Path(path).name}”。")
        self.kept.emit(path)

    def _not_saved(self, error: KnownError) -> None:
        self.buttons.show_rest()
        self._enable()
        self.outcome.fail(error)

    # printing

    def print(self) -> None:
        """打印: the system asks for printer, pages and copies."""
        if self._shown is None or self._busy():
            return
        self._chosen = self._shown
        try:
            self._ports.prompts.choose_printer(
                self, self._job.title, self._shown.pages.count, self._printer_given
            )
        except KnownError as error:
            self._chosen = None
            self.outcome.fail(error)

    def _printer_given(self, printer: QPrinter | None) -> None:
        chosen, self._chosen = self._chosen, None
        if printer is not None and chosen is not None:
            note = partial(self._ports.note, self._job.act, self._job.subject)
            self.printing.begin(printer, chosen.pages, note)
            self._enable()

    def _progressed(self, done: int, total: int) -> None:
        self.buttons.show_progress(done, total)

    def _printed(self, number: int) -> None:
        self._print_ended()
        self.outcome.tell(f"已送往打印机，共 {number:,} 页。")
        self.printed.emit(number)

    def _print_stopped(self, number: int) -> None:
        self._print_ended()
        self.outcome.tell(f"已停止打印，停止前已处理 {number:,} 页；打印机已收到的可能仍会印出。", "warn")

    def _print_failed(self, error: KnownError) -> None:
        self._print_ended()
        self.outcome.fail(error)

    def _print_ended(self) -> None:
        self.buttons.show_rest()
        self._enable()

    # inside

    def _close_answered(self, yes: bool) -> None:
        if yes:
            self.printing.stop()
            self._close()

    def _close(self) -> None:
        """What is being made is stopped."""
        self._watch.stop()
        self._masking.stop()
        self.loading.end()
        if self._making is not None:
            self._making.cancel()
        if self._job.steps is not None:
            self._job.steps.stop()
        self._let_go()
        super().reject()

    def _let_go(self) -> None:
        """The documents and pictures go now, on the lane: a page that is being drawn is waited for there."""
        papers = [one for one in (self._masked, self._shown, self._chosen) if one is not None]
        self._masked = self._shown = self._chosen = None
        self.pictures.show(None)
        self._ports.lane.run(papers.clear)

    def _busy(self) -> bool:
        return self._making is not None or self.printing.is_running() or self.buttons.is_busy()

    def _enable(self) -> None:
        self.buttons.enable(self._shown is not None and not self._busy())
        self.buttons.show_full(possible=self._job.full is not None, shown=self._full)
        self.tools.enable(self._shown is not None)

    def _page_failed(self, error: KnownError) -> None:
        self.outcome.fail(error)

    def _turned(self, place: int) -> None:
        self.tools.show_place(place, self.pages.count())

    def _zoomed(self, percent: int) -> None:
        if self.pages.count():
            self.tools.show_zoom(percent, fits=self.pages.fits_width())

    def _build(self) -> None:
        self.setObjectName("preview")
        self.setAccessibleName(f"打印预览：{self._job.title}")
        self.setWindowTitle(f"打印预览：{self._job.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.tools = PreviewTools(self._job.title)
        self.remarks = NoticeBar("preview.remarks", "warn")
        self.full_bar = NoticeBar("preview.full_bar", "info")
        self.outcome = ResultBar("preview.result")
        self.pictures = PagePictures(self._ports.lane, self)
        self.pages = PagesView(self.pictures)
        self.nothing = EmptyState("preview.empty")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.pages)
        self.stack.addWidget(self.nothing)
        self.loading = LoadingOverlay("preview.loading", self.stack)
        self.buttons = PreviewButtons()
        self.printing = Printing(self._ports.lane, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        for widget in (self.tools, self.remarks, self.full_bar, self.outcome):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        column.addWidget(self.buttons)
        room = self.screen().availableGeometry().size()
        self.resize(min(WIDEST, room.width() - AROUND), room.height() - AROUND)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look_at_steps)
        self._masking = QTimer(self)
        self._masking.setSingleShot(True)
        self._masking.setInterval(SHOWN_MS)
        self._masking.timeout.connect(self._mask)

    def _connect(self) -> None:
        self.pages.turned.connect(self._turned)
        self.pages.zoomed.connect(self._zoomed)
        self.pictures.failed.connect(self._page_failed)
        self.loading.stopped.connect(self._stop_making)
        self.nothing.acted.connect(self.make)
        self.tools.stepped.connect(self.pages.step)
        self.tools.larger.clicked.connect(self.pages.zoom_in)
        self.tools.smaller.clicked.connect(self.pages.zoom_out)
        self.tools.fit.clicked.connect(self.pages.fit_width)
        self.buttons.full.clicked.connect(self._ask_full)
        self.buttons.close_.clicked.connect(self.reject)
        self.buttons.save.clicked.connect(self.save)
        self.buttons.print.clicked.connect(self.print)
        self.buttons.stop.clicked.connect(self.printing.stop)
        self.printing.progressed.connect(self._progressed)
        self.printing.ended.connect(self._printed)
        self.printing.stopped.connect(self._print_stopped)
        self.printing.failed.connect(self._print_failed)
        give_keys(self, self.pages, self.print)


def _load(make: Callable[[], Rendered], steps: Steps | None) -> Paper:
    """Runs on the papers' lane: an earlier making that was stopped has ended by now."""
    from core.files.pdf_pages import PdfPages

    if steps is not None:
        steps.begin()
    rendered = make()
    return Paper(rendered, PdfPages(rendered.data))


def _save(ports: PaperPorts, job: PaperJob, path: str, data: bytes) -> str:
    """Runs on the papers' lane."""
    ports.save(path, data)
    ports.note(job.act, job.subject)
    return path
