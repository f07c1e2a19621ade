"""Dictionaries of 师承备案: titles, educations, assessment types, items of a filing, templates.

They are data in `resources/apprenticeship/dictionaries/*.json`; a folder given to `load_dictionaries` wins
file by file over the shipped ones.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from core.apprenticeship.words.kinds import NOTARIAL_PAGE
from core.apprenticeship.words.values import FilingKind, TitleLevel
from core.domain.data_files import DictionaryError, look_up, require_unique
from core.domain.dictionaries import Part, registered
from core.domain.values import DocumentKind, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.domain.data_files import DataFiles
    from core.domain.dictionaries import Dictionaries


class Title(Value, frozen=True):
    """A professional title; its name is what a teacher's record carries."""

    name: str
    level: TitleLevel
    series: str


class Education(Value, frozen=True):
    """文化程度."""

    code: str
    name: str


class AssessmentType(Value, frozen=True):
    """考核类型 (G10, G12): years of study, pass mark of 100, whether a pass ends the study."""

    code: str
    name: str
    years: int
    pass_mark: int
    graduates: bool
    source: str = ""


class TerminationReason(Value, frozen=True):
    """强制解除原因 (G9); `hint` says what the text should hold."""

    code: str
    name: str
    hint: str


class Item(Value, frozen=True):
    """A field or document within its group; `document` is set for documents."""

    name: str
    label: str
    document: DocumentKind | None = None


class ItemGroup(Value, frozen=True):
    """学生, 老师, 公证 or 解除 with its items; the key of an item is `group.item`.

    `kind` is the kind of filing in which the items may be returned for correction (G15).
    """

    key: str
    label: str
    items: tuple[Item, ...]
    kind: FilingKind = FilingKind.ESTABLISH


class Attachments(Value, frozen=True):
    """Required documents (G5)."""

    teacher: tuple[DocumentKind, ...]
    student: tuple[DocumentKind, ...]
    notarisation: tuple[DocumentKind, ...] = (NOTARIAL_PAGE,)
    note: str = ""


class ReturnReasons(Value, frozen=True):
    """Templates for the reason of an item to correct (G15): for every item, and by item key."""

    common: tuple[str, ...]
    items: dict[str, tuple[str, ...]]


class Opinions(Value, frozen=True, rename={"return_": "return"}):
    """Templates for the opinion 审核意见 by outcome."""

    approve: tuple[str, ...]
    return_: tuple[str, ...]
    refuse: tuple[str, ...]


class _Titles(Value, frozen=True):
    titles: tuple[Title, ...]
    note: str = ""


class _Educations(Value, frozen=True):
    educations: tuple[Education, ...]
    note: str = ""


class _AssessmentTypes(Value, frozen=True):
    assessment_types: tuple[AssessmentType, ...]
    note: str = ""


class _TerminationReasons(Value, frozen=True):
    termination_reasons: tuple[TerminationReason, ...]
    note: str = ""


class _Items(Value, frozen=True):
    groups: tuple[ItemGroup, ...]
    note: str = ""


@registered("apprenticeship")
class FilingDictionaries(Part, frozen=True, dict=True):
    """The programme's dictionaries, in the order in which they are shown, with lookups."""

    titles: tuple[Title, ...]
    educations: tuple[Education, ...]
    assessment_types: tuple[AssessmentType, ...]
    item_groups: tuple[ItemGroup, ...]
    attachments: Attachments
    return_reasons: ReturnReasons
    opinions: Opinions
    dissolution_opinions: Opinions
    termination_reasons: tuple[TerminationReason, ...]

    @classmethod
    def load(cls, files: DataFiles) -> FilingDictionaries:
        """Read all files; DictionaryError names a bad one."""
        loaded = cls(
            titles=files.read("titles.json", _Titles).titles,
            educations=files.read("educations.json", _Educations).educations,
            assessment_types=files.read("assessment_types.json", _AssessmentTypes).assessment_types,
            item_groups=files.read("items.json", _Items).groups,
            attachments=files.read("attachments.json", Attachments),
            return_reasons=files.read("return_reasons.json", ReturnReasons),
            opinions=files.read("opinions.json", Opinions),
            dissolution_opinions=files.read("dissolution_opinions.json", Opinions),
            termination_reasons=files.read(
                "termination_reasons.json", _TerminationReasons
            ).termination_reasons,
        )
        _check(loaded)
        return loaded

    def title_level(self, name: str) -> TitleLevel | None:
        """Level of a title by its name; None when the dictionary does not know it."""
        return self.title_levels.get(name)

    def education(self, code: str) -> Education:
        """DictionaryError (EDUCATION_UNKNOWN) for an unknown code."""
        return look_up(self._educations, code, "EDUCATION_UNKNOWN", "文化程度代码")

    def has_education(self, code: str) -> bool:
        return code in self._educations

    def education_name(self, code: str) -> str:
        """`本科`; an unknown code is shown as it is."""
        found = self._educations.get(code)
        return found.name if found else code

    def assessment_type(self, code: str) -> AssessmentType:
        """DictionaryError (ASSESSMENT_TYPE_UNKNOWN) for an unknown code."""
        return look_up(self._assessment_types, code, "ASSESSMENT_TYPE_UNKNOWN", "考核类型代码")

    def assessment_name(self, code: str) -> str:
        """`出师考核`; an unknown code is shown as it is."""
        found = self._assessment_types.get(code)
        return found.name if found else code

    def termination_reason(self, code: str) -> TerminationReason:
        """DictionaryError (TERMINATION_REASON_UNKNOWN) for an unknown code."""
        return look_up(self._termination_reasons, code, "TERMINATION_REASON_UNKNOWN", "强制解除原因")

    def termination_reason_name(self, code: str) -> str:
        """`其他`; an unknown code is shown as it is."""
        found = self._termination_reasons.get(code)
        return found.name if found else code

    def item(self, key: str) -> Item:
        """DictionaryError (ITEM_UNKNOWN) for an unknown key."""
        return look_up(self._items, key, "ITEM_UNKNOWN", "项目")

    def label(self, key: str) -> str:
        """`学历证书` for `student.diploma`; an unknown key is shown as it is."""
        found = self._items.get(key)
        return found.label if found else key

    def full_label(self, key: str) -> str:
        """`学生 · 学历证书` for `student.diploma`; an unknown key is shown as it is."""
        return self.item_labels.get(key, key)

    def reasons_for(self, key: str) -> tuple[str, ...]:
        """Reason templates for an item: its own first, then the common ones."""
        return self.return_reasons.items.get(key, ()) + self.return_reasons.common

    def groups_of(self, kind: FilingKind) -> tuple[ItemGroup, ...]:
        """The groups whose items may be returned in a filing of this kind."""
        return tuple(group for group in self.item_groups if group.kind is kind)

    def labels_of(self, kind: FilingKind) -> Mapping[str, str]:
        """Item key to full label of a kind's items; `check_return` takes it as the known keys."""
        return self._labels[kind]

    def opinions_of(self, kind: FilingKind) -> Opinions:
        """Templates for the opinion on a filing of this kind."""
        return self.opinions if kind is FilingKind.ESTABLISH else self.dissolution_opinions

    @cached_property
    def item_labels(self) -> Mapping[str, str]:
        """Item key to full label of all kinds of filings, in the order shown."""
        return {key: label for labels in self._labels.values() for key, label in labels.items()}

    @cached_property
    def _labels(self) -> dict[FilingKind, dict[str, str]]:
        return {
            kind: {
                f"{group.key}.{item.name}": f"{group.label} · {item.label}"
                for group in self.groups_of(kind)
                for item in group.items
            }
            for kind in FilingKind
        }

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(self.item_labels)

    @cached_property
    def title_levels(self) -> Mapping[str, TitleLevel]:
        """Title name to level, as rule G1 takes it."""
        return {title.name: title.level for title in self.titles}

    @cached_property
    def _educations(self) -> dict[str, Education]:
        return {one.code: one for one in self.educations}

    @cached_property
    def _assessment_types(self) -> dict[str, AssessmentType]:
        return {one.code: one for one in self.assessment_types}

    @cached_property
    def _termination_reasons(self) -> dict[str, TerminationReason]:
        return {one.code: one for one in self.termination_reasons}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {f"{group.key}.{item.name}": item for group in self.item_groups for item in group.items}


def of(dictionaries: Dictionaries) -> FilingDictionaries:
    """Give the programme's part of all dictionaries."""
    return dictionaries.part(FilingDictionaries)


def _check(loaded: FilingDictionaries) -> None:
    require_unique("titles.json", (one.name for one in loaded.titles))
    require_unique("educations.json", (one.code for one in loaded.educations))
    require_unique("assessment_types.json", (one.code for one in loaded.assessment_types))
    require_unique("termination_reasons.json", (one.code for one in loaded.termination_reasons))
    require_unique(
        "items.json", (f"{group.key}.{item.name}" for group in loaded.item_groups for item in group.items)
    )
    unknown = sorted(set(loaded.return_reasons.items) - set(loaded.item_keys))
    if unknown:
        raise DictionaryError(
            "ITEM_UNKNOWN", f"字典文件 return_reasons.json 中的项目「{unknown[0]}」不存在。"
        )
