"""Dictionaries: the offices, and a part of each programme with its own words.

They are data in `resources/offices/*.json` and `resources/PROGRAMME/dictionaries/*.json`. Another
city replaces `city.json` and nothing else: a folder given to `load_dictionaries` wins file by file over the
shipped ones.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec

from core.domain.data_files import DataFiles, look_up
from core.domain.offices import Office, Offices, load_offices
from core.domain.values import OfficeKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.resources.abc import Traversable
    from pathlib import Path
    from typing import Self


class Part(msgspec.Struct, frozen=True):
    """The dictionaries of a programme."""

    @classmethod
    def load(cls, files: DataFiles) -> Self:
        """Read them; DictionaryError names a bad file."""
        raise LookupError(f"{cls.__name__} is read from nowhere")


P = TypeVar("P", bound=Part)

_PROGRAMMES: dict[type[Part], str] = {}


def registered(programme: str) -> Callable[[type[P]], type[P]]:
    """Make the decorated class a programme's part; `programme` is the name of its folder of resources."""

    def put(part: type[P]) -> type[P]:
        _PROGRAMMES[part] = programme
        return part

    return put


class Dictionaries(msgspec.Struct, frozen=True, dict=True):
    """All dictionaries, in the order in which they are shown, with lookups.

    `parts` are those of the programmes.
    """

    offices: Offices
    parts: dict[type[Part], Part]

    def part(self, kind: type[P]) -> P:
        """Give the dictionaries of a programme; KeyError when they were not known at loading."""
        return cast("P", self.parts[kind])

    @property
    def city(self) -> Office:
        """The city whose districts these are."""
        return self.offices.of_kind(OfficeKind.CITY)[0]

    @property
    def districts(self) -> tuple[Office, ...]:
        return self.offices.of_kind(OfficeKind.DISTRICT)

    def district(self, code: str) -> Office:
        """DictionaryError (DISTRICT_UNKNOWN) for an unknown code."""
        return look_up(self._districts, code, "DISTRICT_UNKNOWN", "区划代码")

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
        """`武昌区卫生健康局`, of a city or province its commission; an unknown code is shown as it is."""
        found = self.offices.get(code)
        return (found and (found.bureau or found.commission)) or code

    @cached_property
    def _districts(self) -> dict[str, Office]:
        return {one.code: one for one in self.districts}


def load_dictionaries(folder: Traversable | Path | None = None) -> Dictionaries:
    """The shipped dictionaries; files of `folder` replace shipped ones of the same name.

    DictionaryError (DICTIONARY_FILE, DICTIONARY_DOUBLE and those of `load_offices`) names a bad file. The
    shipped ones are read once.
    """
    return _shipped(frozenset(_PROGRAMMES)) if folder is None else _load(folder)


@cache
def _shipped(known: frozenset[type[Part]]) -> Dictionaries:
    return _load(None)


def _load(folder: Traversable | Path | None) -> Dictionaries:
    shipped = resources.files("resources")
    parts = {
        part: part.load(DataFiles(folder, shipped / programme / "dictionaries"))
        for part, programme in _PROGRAMMES.items()
    }
    return Dictionaries(load_offices(folder), parts)
