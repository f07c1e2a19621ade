"""What a case says at one revision: sections, some of them repeated, and documents; how two revisions differ.

A programme writes a struct whose fields are annotated with `one`, `many` or `papers`; everything here reads
that description. Item keys are `group.item`, in a repeated section `group[n].item` with n from 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_type_hints

import msgspec

from core.applications.fields import Many, Section, described_by, documents_in, fields_of
from core.domain.values import DocumentKind, DocumentRef, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ROW = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class One:
    """A section that stands once."""

    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is asked for, with how many pages."""

    kind: DocumentKind
    at_least: int = 1
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Papers:
    """Documents of a group: of a section (`group` is its name) or of their own (`label` is theirs)."""

    group: str = ""
    label: str = ""
    asked: tuple[Document, ...] = ()


def one(label: str) -> One:
    """Annotate a section that stands once."""
    return One(label)


def papers(group: str = "", *asked: Document, label: str = "") -> Papers:
    """Annotate a tuple of documents."""
    return Papers(group, label, asked)


@dataclass(frozen=True, slots=True)
class Part:
    """A group of a content: the field that holds its section, and those that hold its documents."""

    key: str
    label: str = ""
    section: type[Section] | None = None
    rows: Many | None = None
    papers: tuple[str, ...] = ()
    asked: tuple[Document, ...] = ()


class Content(Value, frozen=True):
    """What was handed in, kept whole with each revision so that a review never shows later data."""

    FIELDS_FIRST: ClassVar[tuple[str, ...]] = ()
    """Groups in the order of fields, where it is not that of the struct."""
    DOCUMENTS_FIRST: ClassVar[tuple[str, ...]] = ()
    """Groups in the order in which documents are reviewed, where it is not that of the fields."""

    def sections(self) -> Iterator[tuple[str, Section]]:
        """Give every section that is there with its key, `group` or `group[n]`."""
        for part in parts_of(type(self)):
            yield from self._sections_of(part)

    def fields(self) -> dict[str, str]:
        """Give every plain field by item key, such as `borrower.name`."""
        return {
            f"{key}.{name}": str(getattr(section, name))
            for key, section in self.sections()
            for name in fields_of(type(section))
        }

    def documents(self) -> tuple[tuple[str, DocumentRef], ...]:
        """Give all documents with their item key, in the order in which they are reviewed."""
        parts = {part.key: part for part in parts_of(type(self))}
        order = dict.fromkeys([*self.DOCUMENTS_FIRST, *parts])
        return tuple(found for key in order for found in self._documents_of(parts[key]))

    def to_be_seen(self, stage: str = "") -> tuple[DocumentRef, ...]:
        """Give the documents that have to be seen before an approval at a stage (sync.md rule 10)."""
        return tuple(ref for _, ref in self.documents())

    def values(self) -> dict[str, str]:
        """Give a comparable text by item key: fields as written, documents as digests of their originals."""
        parts = {part.key: part for part in parts_of(type(self))}
        found = self.fields()
        for part in parts.values():
            for key, refs in _by_key(self._documents_of(part)).items():
                ordered = sorted(refs, key=lambda ref: ref.page)
                found[key] = " ".join(f"{ref.page}:{ref.original_sha256}" for ref in ordered)
        return found

    @classmethod
    def titles(cls) -> dict[str, str]:
        """Give what each group is called, by its key."""
        return {part.key: part.label for part in parts_of(cls)}

    def labels(self) -> dict[str, str]:
        """Give `借用人 · 姓名` by item key, of each field and each document that is asked for or there."""
        found = {}
        for part in parts_of(type(self)):
            for key, section in self._sections_of(part):
                for name, described in fields_of(type(section)).items():
                    found[f"{key}.{name}"] = f"{section_title(part, key)} · {described.label}"
            for asked in part.asked:
                found[f"{part.key}.{asked.kind}"] = f"{part.label} · {asked.kind.label}"
            for key, ref in self._documents_of(part):
                found.setdefault(key, f"{section_title(part, key)} · {ref.kind.label}")
        return found

    def _sections_of(self, part: Part) -> Iterator[tuple[str, Section]]:
        if part.section is None:
            return
        value = getattr(self, part.key)
        if part.rows is not None:
            yield from ((f"{part.key}[{number}]", row) for number, row in enumerate(value, 1))
        elif value is not None:
            yield part.key, value

    def _documents_of(self, part: Part) -> Iterator[tuple[str, DocumentRef]]:
        for key, section in self._sections_of(part):
            for name in documents_in(type(section)):
                yield from ((f"{key}.{ref.kind}", ref) for ref in getattr(section, name))
        for name in part.papers:
            yield from ((f"{part.key}.{ref.kind}", ref) for ref in getattr(self, name))


C = TypeVar("C", bound=Content)


@cache
def parts_of(content: type[Content]) -> tuple[Part, ...]:
    """Give the groups of a content in the order of its fields."""
    parts: dict[str, Part] = {}
    for name, kind in get_type_hints(content, include_extras=True).items():
        single, rows = described_by(kind, One), described_by(kind, Many)
        filed = described_by(kind, Papers)
        if single is not None or rows is not None:
            label = (single or rows).label
            before = parts.get(name, Part(name))
            parts[name] = Part(name, label, _section_in(kind), rows, before.papers, before.asked)
        elif filed is not None:
            group = filed.group or name
            before = parts.get(group, Part(group))
            label = before.label or filed.label
            names, asked = (*before.papers, name), (*before.asked, *filed.asked)
            parts[group] = Part(group, label, before.section, before.rows, names, asked)
    return tuple(parts[key] for key in dict.fromkeys([*content.FIELDS_FIRST, *parts]))


def _section_in(kind: Any) -> type[Section]:
    """Give the section class that an annotation names, within a tuple or beside None too."""
    if isinstance(kind, type):
        if issubclass(kind, Section):
            return kind
        raise TypeError(f"{kind.__name__} is no section")
    return next(_section_in(inner) for inner in kind.__args__ if inner is not type(None))


@cache
def together_in(content: type[Content]) -> Mapping[str, tuple[str, ...]]:
    """Give the fields that open with another one, by `group.name`."""
    return {
        f"{part.key}.{name}": described.together
        for part in parts_of(content)
        if part.section is not None
        for name, described in fields_of(part.section).items()
        if described.together
    }


def section_title(part: Part, key: str) -> str:
    """`仪器 2` for a key in the second row."""
    row = _ROW.search(key)
    return f"{part.label} {row[0][1:-1]}" if row else part.label


def unnumbered(key: str) -> str:
    """`cases.proof` for `cases[2].proof`."""
    return _ROW.sub("", key)


class Change(Value, frozen=True):
    """One difference between two revisions.

    `key` is an item key. A field has texts in `before` and `after`; a document has its references
    (`None`: not there), and `page` counts from 1.
    """

    key: str
    before: str = ""
    after: str = ""
    document_before: DocumentRef | None = None
    document_after: DocumentRef | None = None
    page: int = 0

    @property
    def is_document(self) -> bool:
        return self.document_before is not None or self.document_after is not None


def differences(before: Content, after: Content) -> tuple[Change, ...]:
    """Give the fields and documents that differ, fields first; a document differs when its original does."""
    return (*_field_changes(before.fields(), after.fields()), *_document_changes(before, after))


def encode_content(content: Content) -> str:
    """Give the canonical JSON that is stored with a revision."""
    return msgspec.json.encode(content, order="sorted").decode()


def decode_content(text: str, kind: type[C]) -> C:
    """Read a stored revision back; unknown fields of a newer server are not accepted (schema migrates)."""
    return msgspec.json.decode(text, type=kind)


def merge_documents(
    present: Iterable[DocumentRef], replacing: Iterable[DocumentRef]
) -> tuple[DocumentRef, ...]:
    """Replace documents of the same kind and page, keep the others, in a stable order."""
    merged = {(ref.kind, ref.page): ref for ref in present}
    merged.update({(ref.kind, ref.page): ref for ref in replacing})
    return tuple(merged.values())


def _by_key(documents: Iterable[tuple[str, DocumentRef]]) -> dict[str, list[DocumentRef]]:
    found: dict[str, list[DocumentRef]] = {}
    for key, ref in documents:
        found.setdefault(key, []).append(ref)
    return found


def _field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key, ""), after.get(key, "")
        if was != now:
            yield Change(key=key, before=was, after=now)


def _document_changes(before: Content, after: Content) -> Iterator[Change]:
    old = {f"{key}/{ref.page}": (key, ref) for key, ref in before.documents()}
    new = {f"{key}/{ref.page}": (key, ref) for key, ref in after.documents()}
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was and now and was[1].original_sha256 == now[1].original_sha256:
            continue
        key, ref = now or was or ("", None)
        yield Change(
            key=key,
            document_before=was[1] if was else None,
            document_after=now[1] if now else None,
            page=ref.page if ref else 0,
        )
