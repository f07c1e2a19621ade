"""From the description of a paper and a record to what the preview is given."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.clock import SHANGHAI, instant, local_text
from core.domain.errors import KnownError
from core.files.saving import saving
from core.paper.paper_of import Drawing
from core.paper.printer import Printer
from desktop.views.papers.on_paper import paper_font
from desktop.views.papers.paper_ports import PaperJob, PaperPorts, Papers, Steps

if TYPE_CHECKING:
    from core.paper.paper_of import AnyPaper
    from core.paper.pdf import Rendered
    from desktop.desk import Desk
    from desktop.views.papers.paper_ports import PaperTarget
    from sync.attachments import Attachments


def papers_of(desk: Desk) -> Papers:
    """The papers of records; every role may print what it may read. All share one lane."""
    ports = PaperPorts(desk.lanes.more("paper"), desk.prompts, desk.facts.note, save_paper)
    return Papers(ports, partial(paper_job, desk))


def save_paper(path: str, data: bytes) -> None:
    """Write a PDF whole or not at all; raises KnownError as `core.files.saving` says."""
    with saving(Path(path)) as part:
        part.write_bytes(data)


def paper_job(desk: Desk, paper: AnyPaper, target: PaperTarget) -> PaperJob:
    """What the preview is given for one paper of a record; the number of a packet stands in the log."""
    number = f"{paper.packet}{desk.now().astimezone(SHANGHAI):%Y%m%d%H%M%S}" if paper.packet else ""
    making = Making(desk, paper, target, number)
    return PaperJob(
        title=f"{paper.word}　{target.number}",
        file_name=desk.facts.file_name(f"{paper.word}_{target.number}", "pdf"),
        make=making.make,
        act=paper.act,
        subject=f"{target.number}（导出编号 {number}）" if number else target.number,
        full=making.make_whole if paper.whole else None,
        steps=making.steps if number else None,
    )


class Making:
    """Makes one paper of a record, on the papers' lane with a session of its own."""

    def __init__(self, desk: Desk, paper: AnyPaper, target: PaperTarget, export_number: str) -> None:
        self._desk = desk
        self._paper = paper
        self._target = target
        self._export_number = export_number
        self.steps = Steps()

    def make(self, *, whole: bool = False) -> Rendered:
        printer = self._printer(whole=whole)
        with self._desk.session() as session:
            filled = self._paper.fill(session, self._target.subject(self._paper), printer)
        return self._paper.render(filled, Drawing(paper_font(), self._pictures))

    def make_whole(self, reason: str) -> Rendered:
        """With whole id numbers: the reason is logged first (A7)."""
        self._desk.reveal(f"{self._paper.word} {self._target.number} 的完整号码", reason)
        return self.make(whole=True)

    def _printer(self, *, whole: bool) -> Printer:
        desk = self._desk
        now = instant(desk.now())
        return Printer(
            desk.words,
            desk.facts.person(),
            local_text(now, seconds=True),
            desk.today(),
            whole=whole,
            office=desk.facts.office(),
            as_of=desk.data_state().data_at or now,
            export_number=self._export_number,
        )

    def _pictures(self, total: int) -> ScanReader:
        return ScanReader(self._desk.images, total, self.steps)


class ScanReader:
    """Pictures of a packet one after another, with progress; stops when nobody wants them any more."""

    def __init__(self, images: Attachments, total: int, steps: Steps) -> None:
        self._images = images
        self._total = total
        self._steps = steps
        self._done = 0
        self._offline = False

    def __call__(self, sha256: str) -> bytes | None:
        """The bytes, from this PC or the server; None when they cannot be had now."""
        if self._steps.stopped:
            raise KnownError("STOPPED", "已停止生成。")
        self._done += 1
        words = f"正在取第 {self._done} / {self._total} 份材料…"
        self._steps.tell(self._done, self._total, words)
        try:
            return (self._images.cached if self._offline else self._images.fetch)(sha256)
        except OSError:
            # Held by another program (a virus scanner): its page says so, the packet goes on.
            return None
        except KnownError as error:
            if error.code == "DISK_FULL":
                raise
            # Without a network every further try would wait for its time-out.
            self._offline = error.code == "OFFLINE"
            return None
