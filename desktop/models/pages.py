"""The documents of a case as pages in the order of review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.domain.values import DocumentRef

_SIDES = ("正面", "反面")


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One image: `key` is its item key (`borrower.id_front`), `number` of `total` within its kind.

    `group` is what its group is called (学生); a `paged` one shows its number even when it is the only one.
    """

    key: str
    kind: str
    label: str
    number: int
    total: int
    sha256: str
    note: str = ""
    group: str = ""
    paged: bool = False

    @property
    def title(self) -> str:
        """`公证书 第 1 / 6 页`, `老师 · 执业证`; `note` (补正前) goes first."""
        words = self.label if self.label.startswith(self.group) else f"{self.group} · {self.label}"
        if self.paged or self.total > 1:
            words = f"{words}　第 {self.number} / {self.total} 页"
        return f"{self.note}：{words}" if self.note else words

    @property
    def lines(self) -> tuple[str, str]:
        """The two short lines below a thumbnail: `身份证` / `正面`, `公证书` / `2`."""
        if self.paged:
            return self.label, str(self.number)
        for side in _SIDES:
            if self.label.endswith(side):
                return self.label.removesuffix(side), side
        half = len(self.label) - 2
        number = f" {self.number}" if self.total > 1 else ""
        return (self.label[:half], f"{self.label[half:]}{number}") if half > 1 else (self.label, "")


def pages_of(
    documents: Sequence[tuple[str, DocumentRef]], titles: Mapping[str, str]
) -> tuple[DocumentPage, ...]:
    """Give the pages of documents with their item keys, in the order of review; `titles` as for `page_of`."""
    totals: dict[str, int] = {}
    for key, _ in documents:
        totals[key] = totals.get(key, 0) + 1
    return tuple(page_of(key, ref, titles, totals[key]) for key, ref in documents)


def page_of(
    key: str, ref: DocumentRef, titles: Mapping[str, str], total: int = 1, note: str = ""
) -> DocumentPage:
    """Give the page of one document; `titles` are the groups of its content."""
    return DocumentPage(
        key=key,
        kind=ref.kind,
        label=ref.kind.label,
        number=ref.page,
        total=max(total, ref.page),
        sha256=ref.sha256,
        note=note,
        group=titles.get(key.partition(".")[0].partition("[")[0], ""),
        paged=ref.kind.paged,
    )


def find_page(pages: Iterable[DocumentPage], key: str, kind: str, number: int) -> int:
    """Place of the page that evidence names, -1 when it is not there; an empty `key` matches by kind."""
    for place, page in enumerate(pages):
        if (page.key == key if key else page.kind == kind) and page.number == max(number, 1):
            return place
    return -1
