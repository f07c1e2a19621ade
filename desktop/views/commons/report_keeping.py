"""Frozen reports as they are kept: nothing that fails its digest is ever given out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.commons.compared import comparison_table
from core.commons.reports import frozen_report
from core.domain.errors import KnownError
from core.domain.reports import report_hash
from core.files.saving import saving
from desktop.views.papers.on_paper import set_on_paper

if TYPE_CHECKING:
    from core.commons.compared import Compared
    from core.commons.reports import FrozenReport
    from core.domain.values import PolicyFile
    from core.paper.pdf import Rendered
    from desktop.desk import Desk

REPORTS = "reports"
"""The lane on which statistics are frozen and compared."""
DAMAGED = "这份报送版的内容与生成时的校验值不一致，不能打开或打印。请联系系统管理员核查本机数据。"
FILE_DAMAGED = "报送版的文件与生成时的校验值不一致，没有打开。请联网后重试；仍不行请联系系统管理员。"


class ComparedReport(NamedTuple):
    """A report beside today; `compared_at` is an instant."""

    report: FrozenReport
    found: Compared
    compared_at: str


class Verified(NamedTuple):
    """What 验证 found: the hash computed anew, and of each file what became of it (`ok`, `bad`, `absent`)."""

    computed: str
    hash_right: bool
    files: tuple[tuple[str, str], ...]

    @property
    def right(self) -> bool:
        return self.hash_right and all(state != "bad" for _, state in self.files)


class KeptReports:
    """The reports as functions; they run on lanes and raise KnownErrors."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def report(self, report_id: str) -> FrozenReport:
        """One report whole; KnownError REPORT_NOT_FOUND."""
        with self._desk.reading() as source:
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
        self._desk.note("save_report", f"report:{report_id}")
        return len(chosen)

    def compare(self, report_id: str) -> ComparedReport:
        """Lay the report beside the same statistic of now."""
        report = self._right(report_id)
        books = (self._bytes(file) for file in report.facts.files[1:])
        with self._desk.reading() as source:
            found = self._desk.reporting.compare(source, report, books)
        self._desk.note("compare_report", f"report:{report_id}")
        return ComparedReport(report, found, self._desk.reporting.moment())

    def compared_paper(self, compared: ComparedReport) -> Rendered:
        """Set a comparison on paper, as it stands on the screen."""
        desk = self._desk
        table = comparison_table(
            compared.report,
            compared.found,
            office=desk.office,
            compared_at=compared.compared_at,
            made_by=desk.facts.made_by(),
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
        data = self._desk.images.fetch(file.document.sha256)
        if hashlib.sha256(data).hexdigest() != file.document.sha256:
            raise KnownError("REPORT_DAMAGED", FILE_DAMAGED)
        return data


def part_path(path: Path, number: int) -> Path:
    """Where a part of a workbook is saved: `明细.xlsx`, `明细_第2部分.xlsx`."""
    return path if number == 1 else path.with_name(f"{path.stem}_第{number}部分{path.suffix}")
