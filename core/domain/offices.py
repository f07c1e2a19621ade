"""Offices: a tree in data, from the nation down to a department (`resources/offices/*.json`).

Another city replaces `city.json` and nothing else: a folder given to `load_offices` wins file by file over
the shipped ones. The code of an office is also the scope of what it sees.
"""

from __future__ import annotations

from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from core.domain.data_files import DataFiles, DictionaryError, look_up, require_unique
from core.domain.values import OfficeKind, Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path


class Office(Value, frozen=True):
    """One office; `parent` is the code of the one above it, empty at the top.

    A district or functional zone (`zone`) has its bureau and the `prefix` of the numbers it gives (`WC`); a
    city or province its commission 卫健委 and its TCM office 中医处.
    """

    code: str
    name: str
    short: str
    kind: OfficeKind
    parent: str = ""
    bureau: str = ""
    commission: str = ""
    office: str = ""
    prefix: str = ""
    zone: bool = False


class Offices(msgspec.Struct, frozen=True, dict=True):
    """The tree, in the order in which offices are shown."""

    all: tuple[Office, ...]

    def get(self, code: str) -> Office | None:
        return self._by_code.get(code)

    def office(self, code: str) -> Office:
        """DictionaryError (OFFICE_UNKNOWN) for an unknown code."""
        return look_up(self._by_code, code, "OFFICE_UNKNOWN", "机构代码")

    def of_kind(self, kind: OfficeKind) -> tuple[Office, ...]:
        return self._by_kind.get(kind, ())

    def upwards(self, code: str) -> tuple[Office, ...]:
        """Give the office and those above it, up to the top; nothing for an unknown code."""
        found = []
        here = self.get(code)
        while here is not None:
            found.append(here)
            here = self.get(here.parent)
        return tuple(found)

    def at(self, code: str, kind: OfficeKind) -> Office | None:
        """Give the office of this kind to which an office belongs: itself, or one above it."""
        return next((one for one in self.upwards(code) if one.kind is kind), None)

    def lies_below(self, code: str, other: str) -> bool:
        """Whether an office lies somewhere below another one."""
        return code != other and any(one.code == other for one in self.upwards(code))

    def children(self, code: str) -> tuple[Office, ...]:
        """Give the offices right below one, in the order shown."""
        return tuple(one for one in self.all if code and one.parent == code)

    @cached_property
    def _by_code(self) -> Mapping[str, Office]:
        return {one.code: one for one in self.all}

    @cached_property
    def _by_kind(self) -> Mapping[OfficeKind, tuple[Office, ...]]:
        return {kind: tuple(one for one in self.all if one.kind is kind) for kind in OfficeKind}


class _File(Value, frozen=True):
    offices: tuple[Office, ...]
    note: str = ""


def load_offices(folder: Traversable | Path | None = None) -> Offices:
    """The shipped tree; files of `folder` replace shipped ones of the same name.

    DictionaryError (DICTIONARY_FILE, DICTIONARY_DOUBLE, OFFICE_UNKNOWN, OFFICE_MISPLACED) says what is wrong.
    """
    shipped = resources.files("resources") / "offices"
    files = DataFiles(folder, shipped)
    names = sorted(file.name for file in shipped.iterdir() if file.name.endswith(".json"))
    read = [files.read(name, _File).offices for name in names]
    tree = Offices(tuple(one for offices in read for one in offices))
    _check(tree, "、".join(names))
    return tree


def _check(tree: Offices, files: str) -> None:
    prefixes = (one.prefix for one in tree.all if one.prefix or one.kind is OfficeKind.DISTRICT)
    for keys in ((one.code for one in tree.all), prefixes):
        require_unique(files, keys)
    ranks = list(OfficeKind)
    for one in tree.all:
        if one.parent and ranks.index(tree.office(one.parent).kind) >= ranks.index(one.kind):
            raise DictionaryError(
                "OFFICE_MISPLACED", f"{files}：机构「{one.name}」不能设在「{one.parent}」之下。"
            )
    if not tree.of_kind(OfficeKind.CITY):
        raise DictionaryError("DICTIONARY_FILE", f"字典文件 {files} 中没有市。")
