"""报送版 filled with functions over the store, the outbox and the attachments."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.commons.report_commands import FreezeReport
from core.commons.reports import REPORTS, frozen_report
from core.domain.errors import KnownError
from core.domain.reports import read_filter, report_hash
from core.files.saving import saving
from core.store.engine import reading
from desktop.bootstrap.exports import export_ports
from desktop.bootstrap.lists import list_port
from desktop.bootstrap.papers import paper_ports
from desktop.bootstrap.report_making import ReportMaker
from desktop.views.commons.report_ports import ComparedReport, ReportPorts, Verified
from desktop.views.commons.reports import ReportsPage
from desktop.views.papers.on_paper import set_on_paper

if TYPE_CHECKING:
    from core.commons.reports import FrozenReport
    from core.domain.values import PolicyFile
    from core.paper.pdf import Rendered
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.shell.page import Page

DAMAGED = "这份报送版的内容与生成时的校验值不一致，不能打开或打印。请联系系统管理员核查本机数据。"
FILE_DAMAGED = "报送版的文件与生成时的校验值不一致，没有打开。请联网后重试；仍不行请联系系统管理员。"


def make(kit: StoreDesk) -> tuple[Page, ...]:
    """Make the page."""
    return (ReportsPage(report_ports(kit)),)


def report_ports(kit: StoreDesk) -> ReportPorts:
    """Fill the ports; statistics are made and compared on a lane of their own."""
    maker = ReportMaker(kit)
    kept = KeptReports(kit, maker)
    return ReportPorts(
        reports=list_port(
            kit.engine,
            kit.lanes.reader,
            REPORTS.first_page,
            REPORTS.ids,
            REPORTS.rows,
            REPORTS.count,
            export_ports(kit),
        ),
        lane=kit.lanes.more("reports"),
        writer=kit.lanes.writer,
        plan=maker.plan,
        freeze=maker.freeze,
        decide=kit.decide,
        report=kept.report,
        paper=kept.paper,
        save=kept.save,
        compare=kept.compare,
        compared_paper=kept.compared_paper,
        verify=kept.verify,
        papers=paper_ports(kit),
        prompts=kit.prompts,
        memory=kit.memory,
        dictionaries=kit.setting.dictionaries,
        bureaus=kit.districts,
        years=maker.years,
        types=tuple((one.name, one.code) for one in of(kit.setting.dictionaries).assessment_types),
        may_freeze=kit.may(FreezeReport),
    )


class KeptReports:
    """The reports as functions; they run on lanes."""

    def __init__(self, kit: StoreDesk, maker: ReportMaker) -> None:
        self._kit = kit
        self._maker = maker

    def report(self, report_id: str) -> FrozenReport:
        """One report whole; KnownError REPORT_NOT_FOUND."""
        with reading(self._kit.engine) as source:
            found = frozen_report(source, report_id)
        if found is None:
            raise KnownError("REPORT_NOT_FOUND", "没有找到这份报送版，它可能没有被接受。请刷新列表。")
        return found

    def paper(self, report_id: str) -> Rendered:
        """The paper as it was frozen, byte for byte."""
        from core.paper.pdf import Rendered

        file = self._right(report_id).facts.files[0]
        return Rendered(self._bytes(file), missing=(), shortened=(), font="", substituted=False)

    def save(self, report_id: str, page: int, path: str) -> int:
        """Write the paper (1) or the workbook (2) where the person asked for; gives how many files that are.

        The further parts of a large workbook lie beside the first; none takes the place of another file.
        """
        files = self._right(report_id).facts.files
        chosen = files[:1] if page == 1 else files[1:]
        paths = [part_path(Path(path), number) for number in range(1, len(chosen) + 1)]
        for one in paths[1:]:
            if one.exists():
                message = f"“{one.name}”已经存在，没有保存。请换一个文件名或文件夹，再保存一次。"
                raise KnownError("FILE_EXISTS", message)
        for file, place in zip(chosen, paths, strict=True):
            data = self._bytes(file)
            with saving(place) as part:
                part.write_bytes(data)
        self._kit.facts.note("save_report", f"report:{report_id}")
        return len(chosen)

    def compare(self, report_id: str) -> ComparedReport:
        """Lay the report beside the same statistic of now."""
        from core.apprenticeship.figures.frozen import collect, read_facts, read_figures
        from core.apprenticeship.figures.frozen_compare import compare
        from core.apprenticeship.figures.frozen_lines import figure_lines

        report = self._right(report_id)
        facts = report.facts
        filtered = read_filter(facts.filtered)
        before = read_facts(self._bytes(file) for file in facts.files[1:])
        question = self._maker.question(facts.kind, filtered, date.fromisoformat(facts.as_of))
        with reading(self._kit.engine) as source:
            now = collect(source, facts.kind, filtered)
            lines = figure_lines(source, question, self._kit.setting.dictionaries)
        words, city = self._kit.setting.dictionaries, len(self._kit.districts) > 1
        seen = filtered.bureaus if city and words.has_district(facts.office) else ()
        found = compare(question, before, now, read_figures(facts.figures), lines, seen=seen)
        self._kit.facts.note("compare_report", f"report:{report_id}")
        return ComparedReport(report, found, self._maker.moment())

    def compared_paper(self, compared: ComparedReport) -> Rendered:
        """Set a comparison on paper, as it stands on the screen."""
        from core.figures.frozen_paper import comparison_table

        table = comparison_table(
            compared.report,
            compared.found,
            self._kit.setting.dictionaries,
            office=self._kit.facts.office(),
            compared_at=compared.compared_at,
            made_by=self._kit.facts.made_by(),
        )
        return set_on_paper(table)

    def verify(self, report_id: str) -> Verified:
        """Compute the hash anew and look at the files; one that is not on this PC is fetched."""
        report = self.report(report_id)
        computed = report_hash(report.facts)
        files = tuple((one.name, self._state(one)) for one in report.facts.files)
        return Verified(computed, computed == report.hash, files)

    def _state(self, file: PolicyFile) -> str:
        try:
            self._bytes(file)
        except KnownError as error:
            return "bad" if error.code in ("REPORT_DAMAGED", "BLOB_BROKEN") else "absent"
        return "ok"

    def _right(self, report_id: str) -> FrozenReport:
        """A report whose hash is right; what was changed since is never shown."""
        report = self.report(report_id)
        if report_hash(report.facts) != report.hash:
            raise KnownError("REPORT_DAMAGED", DAMAGED)
        return report

    def _bytes(self, file: PolicyFile) -> bytes:
        data = self._kit.images.fetch(file.document.sha256)
        if hashlib.sha256(data).hexdigest() != file.document.sha256:
            raise KnownError("REPORT_DAMAGED", FILE_DAMAGED)
        return data


def part_path(path: Path, number: int) -> Path:
    """Where a part of a workbook is saved: `明细.xlsx`, `明细_第2部分.xlsx`."""
    return path if number == 1 else path.with_name(f"{path.stem}_第{number}部分{path.suffix}")
