"""Dictionaries: districts, titles, educations, assessment types, items of a filing, templates.

They are data in `resources/dictionaries/*.json`. Another city replaces `districts.json` and nothing else:
a folder given to `load_dictionaries` wins file by file over the shipped ones.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.apprenticeship.words.values import FilingKind, TitleLevel
from core.domain.errors import KnownError
from core.domain.values import DocumentKind, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path


class DictionaryError(KnownError):
    """A dictionary file that cannot be used, or a code that no dictionary knows."""


class City(Value, frozen=True):
    """The city with its commission 市卫健委 and its TCM office 市中医处."""

    code: str
    name: str
    short: str
    commission: str
    office: str


class District(Value, frozen=True):
    """A district or functional zone (`zone`), its bureau, the prefix of its filing numbers (`WC`)."""

    code: str
    name: str
    short: str
    bureau: str
    prefix: str
    zone: bool = False


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
    notarisation: tuple[DocumentKind, ...] = (DocumentKind.NOTARIAL_PAGE,)
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


class _Districts(Value, frozen=True):
    city: City
    districts: tuple[District, ...]
    note: str = ""


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


class Dictionaries(msgspec.Struct, frozen=True, dict=True):
    """All dictionaries, in the order in which they are shown, with lookups."""

    city: City
    districts: tuple[District, ...]
    titles: tuple[Title, ...]
    educations: tuple[Education, ...]
    assessment_types: tuple[AssessmentType, ...]
    item_groups: tuple[ItemGroup, ...]
    attachments: Attachments
    return_reasons: ReturnReasons
    opinions: Opinions
    dissolution_opinions: Opinions
    termination_reasons: tuple[TerminationReason, ...]

    def district(self, code: str) -> District:
        """DictionaryError (DISTRICT_UNKNOWN) for an unknown code."""
        return _get(self._districts, code, "DISTRICT_UNKNOWN", "区划代码")

    def has_district(self, code: str) -> bool:
        return code in self._districts

    def district_name(self, code: str) -> str:
        """`武昌区`; an unknown code is shown as it is, so that a list never fails."""
        found = self._districts.get(code)
        return found.name if found else code

    def short_name(self, code: str) -> str:
        """The short name of a district, for charts; an unknown code is shown as it is."""
        found = self._districts.get(code)
        return found.short if found else code

    def bureau_name(self, code: str) -> str:
        """`武昌区卫生健康局`; the city's code gives its commission, an unknown code is shown as it is."""
        if code == self.city.code:
            return self.city.commission
        found = self._districts.get(code)
        return found.bureau if found else code

    def title_level(self, name: str) -> TitleLevel | None:
        """Level of a title by its name; None when the dictionary does not know it."""
        return self.title_levels.get(name)

    def education(self, code: str) -> Education:
        """DictionaryError (EDUCATION_UNKNOWN) for an unknown code."""
        return _get(self._educations, code, "EDUCATION_UNKNOWN", "文化程度代码")

    def has_education(self, code: str) -> bool:
        return code in self._educations

    def education_name(self, code: str) -> str:
        """`本科`; an unknown code is shown as it is."""
        found = self._educations.get(code)
        return found.name if found else code

    def assessment_type(self, code: str) -> AssessmentType:
        """DictionaryError (ASSESSMENT_TYPE_UNKNOWN) for an unknown code."""
        return _get(self._assessment_types, code, "ASSESSMENT_TYPE_UNKNOWN", "考核类型代码")

    def assessment_name(self, code: str) -> str:
        """`出师考核`; an unknown code is shown as it is."""
        found = self._assessment_types.get(code)
        return found.name if found else code

    def termination_reason(self, code: str) -> TerminationReason:
        """DictionaryError (TERMINATION_REASON_UNKNOWN) for an unknown code."""
        return _get(self._termination_reasons, code, "TERMINATION_REASON_UNKNOWN", "强制解除原因")

    def termination_reason_name(self, code: str) -> str:
        """`其他`; an unknown code is shown as it is."""
        found = self._termination_reasons.get(code)
        return found.name if found else code

    def item(self, key: str) -> Item:
        """DictionaryError (ITEM_UNKNOWN) for an unknown key."""
        return _get(self._items, key, "ITEM_UNKNOWN", "项目")

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
    def _districts(self) -> dict[str, District]:
        return {one.code: one for one in self.districts}

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


T = TypeVar("T")


def _get(table: Mapping[str, T], key: str, code: str, what: str) -> T:
    try:
        return table[key]
    except KeyError:
        raise DictionaryError(code, f"字典中没有{what}「{key}」。") from None


def load_dictionaries(folder: Traversable | Path | None = None) -> Dictionaries:
    """The shipped dictionaries; files of `folder` replace shipped ones of the same name.

    DictionaryError (DICTIONARY_FILE, DICTIONARY_DOUBLE) names a bad file. The shipped ones are read once.
    """
    return _shipped() if folder is None else _load(folder)


@cache
def _shipped() -> Dictionaries:
    return _load(None)


def _load(folder: Traversable | Path | None) -> Dictionaries:
    places = [*([folder] if folder is not None else []), resources.files("resources") / "dictionaries"]
    files = _Reader(places)
    districts = files.read("districts.json", _Districts)
    groups = files.read("items.json", _Items).groups
    loaded = Dictionaries(
        city=districts.city,
        districts=districts.districts,
        titles=files.read("titles.json", _Titles).titles,
        educations=files.read("educations.json", _Educations).educations,
        assessment_types=files.read("assessment_types.json", _AssessmentTypes).assessment_types,
        item_groups=groups,
        attachments=files.read("attachments.json", Attachments),
        return_reasons=files.read("return_reasons.json", ReturnReasons),
        opinions=files.read("opinions.json", Opinions),
        dissolution_opinions=files.read("dissolution_opinions.json", Opinions),
        termination_reasons=files.read("termination_reasons.json", _TerminationReasons).termination_reasons,
    )
    _check(loaded)
    return loaded


class _Reader:
    def __init__(self, places: list[Traversable | Path]) -> None:
        self._places = places

    def read(self, name: str, kind: type[T]) -> T:
        file = next((place / name for place in self._places if (place / name).is_file()), None)
        if file is None:
            raise DictionaryError("DICTIONARY_FILE", f"缺少字典文件 {name}。")
        try:
            return msgspec.json.decode(file.read_bytes(), type=kind)
        except msgspec.DecodeError as error:
            raise DictionaryError("DICTIONARY_FILE", f"字典文件 {name} 无法读取：{error}") from error


def _check(loaded: Dictionaries) -> None:
    _unique("districts.json", [loaded.city.code, *(one.code for one in loaded.districts)])
    _unique("districts.json", (one.prefix for one in loaded.districts))
    _unique("titles.json", (one.name for one in loaded.titles))
    _unique("educations.json", (one.code for one in loaded.educations))
    _unique("assessment_types.json", (one.code for one in loaded.assessment_types))
    _unique("termination_reasons.json", (one.code for one in loaded.termination_reasons))
    _unique(
        "items.json", (f"{group.key}.{item.name}" for group in loaded.item_groups for item in group.items)
    )
    unknown = sorted(set(loaded.return_reasons.items) - set(loaded.item_keys))
    if unknown:
        raise DictionaryError(
            "ITEM_UNKNOWN", f"字典文件 return_reasons.json 中的项目「{unknown[0]}」不存在。"
        )


def _unique(file: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if not key or key in seen:
            raise DictionaryError("DICTIONARY_DOUBLE", f"字典文件 {file} 中的「{key}」为空或重复。")
        seen.add(key)
