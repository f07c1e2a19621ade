"""Papers out of the store: what the preview is given, and the forms of filings and students."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.lists.records import apprenticeship_record, find_record, student_view
from core.apprenticeship.words.values import FilingKind
from core.domain.clock import SHANGHAI, instant, local_text
from core.domain.errors import KnownError
from core.files.saving import saving
from desktop.views.papers.on_paper import paper_font
from desktop.views.papers.paper_ports import (
    ARCHIVE,
    FORM,
    NOTICE,
    TRANSCRIPT,
    PaperJob,
    PaperPorts,
    Papers,
    Steps,
)
from sync.transactions import get_meta
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.apprenticeship.papers.archive_list import ArchiveScan
    from core.apprenticeship.papers.filing_form import FilingForm
    from core.apprenticeship.papers.from_records import Printer
    from core.paper.pdf import Rendered
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.papers.paper_ports import PaperTarget
    from sync.attachments import Attachments

NAMES = {FORM: "备案表", ARCHIVE: "档案包", TRANSCRIPT: "成绩单", NOTICE: "补正告知书"}
ACTS = {FORM: "print_form", ARCHIVE: "print_archive", TRANSCRIPT: "print_transcript", NOTICE: "print_notice"}


def paper_ports(kit: StoreDesk) -> PaperPorts:
    """Fill the ports for every screen that prints; all papers share one lane."""
    return PaperPorts(kit.lanes.more("paper"), kit.prompts, kit.facts.note, save_paper)


def papers(kit: StoreDesk) -> Papers:
    """The papers of filings and students; every role may print what it may read."""
    return Papers(paper_ports(kit), PaperDesk(kit).job)


def save_paper(path: str, data: bytes) -> None:
    """Write a PDF whole or not at all; raises KnownError as `core.files.saving` says."""
    with saving(Path(path)) as part:
        part.write_bytes(data)


class PaperDesk:
    """Makes the jobs; what they do runs on the papers' lane with a session of its own."""

    def __init__(self, kit: StoreDesk) -> None:
        self._kit = kit
        self._facts = kit.facts

    def job(self, kind: str, target: PaperTarget) -> PaperJob:
        """What the preview is given for one paper of a record."""
        if kind == ARCHIVE:
            return self._archive_job(target)
        name = NAMES[kind]
        made = {FORM: self.form, TRANSCRIPT: self.transcript, NOTICE: self.notice}
        return PaperJob(
            title=f"{name}　{target.number}",
            file_name=self._facts.file_name(f"{name}_{target.number}", "pdf"),
            make=partial(made[kind], target),
            act=ACTS[kind],
            subject=target.number,
            full=partial(self._full_form, target) if kind == FORM else None,
        )

    def _archive_job(self, target: PaperTarget) -> PaperJob:
        """The 档案包; its number stands on every page and in the log."""
        number = f"DA{self._facts.now().astimezone(SHANGHAI):%Y%m%d%H%M%S}"
        steps = Steps()
        return PaperJob(
            title=f"档案包　{target.number}",
            file_name=self._facts.file_name(f"档案包_{target.number}", "pdf"),
            make=partial(self.archive, target, number, steps),
            act=ACTS[ARCHIVE],
            subject=f"{target.number}（导出编号 {number}）",
            full=partial(self._full_archive, target, number, steps),
            steps=steps,
        )

    def archive(self, target: PaperTarget, number: str, steps: Steps, *, whole: bool = False) -> Rendered:
        """The whole packet; pictures that are not here are fetched, what cannot be had is named in it."""
        from core.apprenticeship.papers.archive import render_archive
        from core.apprenticeship.papers.archive_records import Case, archive_packet

        with reading_session(self._kit.engine) as session:
            record = self._record(session, target.id)
            history = person_history(session, record.row.student_id)
            found = {one.id: filing_detail(session, one.id) for one in record.filings}
            case = Case(
                record,
                establishing(session, record, target.id),
                {id_: one for id_, one in found.items() if one is not None},
                history.events if history else (),
            )
        packet = archive_packet(case, self._printer(whole=whole), number)
        return render_archive(
            packet, ScanReader(self._kit.images, len(packet.scans), steps).read, paper_font()
        )

    def form(self, target: PaperTarget, *, whole: bool = False) -> Rendered:
        """The 备案表: of the establishing filing, or of what the register says where there was none."""
        from core.apprenticeship.papers.filing_form import render_filing_form

        with reading_session(self._kit.engine) as session:
            form = self._form(session, target.id, self._printer(whole=whole))
        return render_filing_form(form, paper_font())

    def transcript(self, target: PaperTarget) -> Rendered:
        """The 成绩单 of the student that a record is of."""
        from core.apprenticeship.papers.from_records import transcript
        from core.apprenticeship.papers.transcript import render_transcript

        with reading_session(self._kit.engine) as session:
            student_id = find_record(session, "student", target.id)
            view = student_view(session, student_id) if student_id else None
            as_of = get_meta(session, "last_sync") or instant(self._facts.now())
        if view is None:
            raise gone("这名学生")
        paper = transcript(view, self._printer(), office=self._facts.office(), as_of=as_of)
        return render_transcript(paper, paper_font())

    def notice(self, target: PaperTarget) -> Rendered:
        """The 补正告知书 of a return of a filing."""
        from core.apprenticeship.papers.correction_notice import render_correction_notice
        from core.apprenticeship.papers.from_records import correction_notice

        with reading_session(self._kit.engine) as session:
            detail = filing_detail(session, target.notice or target.id)
        if detail is None:
            raise gone("这件申请")
        notice = correction_notice(detail, self._printer(), target.at)
        if notice is None:
            raise KnownError("NOT_RETURNED", "这件申请没有退回补正的记录，没有可打印的补正告知书。")
        return render_correction_notice(notice, paper_font())

    def _full_form(self, target: PaperTarget, reason: str) -> Rendered:
        self._facts.reveal(f"备案表 {target.number} 的完整号码", reason)
        return self.form(target, whole=True)

    def _full_archive(self, target: PaperTarget, number: str, steps: Steps, reason: str) -> Rendered:
        self._facts.reveal(f"档案包 {target.number} 的完整号码", reason)
        return self.archive(target, number, steps, whole=True)

    def _form(self, session: Session, id_: str, printer: Printer) -> FilingForm:
        from core.apprenticeship.papers.from_records import filing_form, register_form

        record = self._record(session, id_)
        detail = establishing(session, record, id_)
        return filing_form(detail, printer) if detail else register_form(record, printer)

    def _record(self, session: Session, id_: str) -> ApprenticeshipRecord:
        """The apprenticeship that any record belongs to."""
        study = find_record(session, "notarisation", id_)
        record = apprenticeship_record(session, study) if study else None
        if record is None:
            raise gone("这条备案")
        return record

    def _printer(self, *, whole: bool = False) -> Printer:
        from core.apprenticeship.papers.from_records import Printer

        facts = self._facts
        at = local_text(instant(facts.now()), seconds=True)
        return Printer(self._kit.setting.dictionaries, facts.person(), at, facts.today(), whole)


class ScanReader:
    """Pictures of a packet one after another, with progress; stops when nobody wants them any more."""

    def __init__(self, images: Attachments, total: int, steps: Steps) -> None:
        self._images = images
        self._total = total
        self._steps = steps
        self._done = 0
        self._offline = False

    def read(self, scan: ArchiveScan) -> bytes | None:
        """The bytes, from this PC or the server; None when they cannot be had now."""
        if self._steps.stopped:
            raise KnownError("STOPPED", "已停止生成。")
        self._done += 1
        words = f"正在取第 {self._done} / {self._total} 份材料…"
        self._steps.tell(self._done, self._total, words)
        try:
            return (self._images.cached if self._offline else self._images.fetch)(scan.sha256)
        except OSError:
            # Held by another program (a virus scanner): its page says so, the packet goes on.
            return None
        except KnownError as error:
            if error.code == "DISK_FULL":
                raise
            # Without a network every further try would wait for its time-out.
            self._offline = error.code == "OFFLINE"
            return None


def establishing(session: Session, record: ApprenticeshipRecord, id_: str) -> FilingDetail | None:
    """The establishing filing: the one asked for by its id, else the newest of the apprenticeship."""
    own = [one.id for one in record.filings if one.kind is FilingKind.ESTABLISH]
    wanted = id_ if id_ in own else next(iter(own), "")
    return filing_detail(session, wanted) if wanted else None


def gone(what: str) -> KnownError:
    return KnownError("NOT_HERE", f"{what}不在本机，可能还没有同步到本机。可以在同步中心同步后再打印。")
