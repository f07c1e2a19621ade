"""Reading the data files that ship with the program, of which an office may replace single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

T = TypeVar("T")


class DictionaryError(KnownError):
    """A dictionary file that cannot be used, or a code that no dictionary knows."""


class DataFiles:
    """The JSON files of some folders; of two with the same name the one in the earlier folder counts."""

    def __init__(self, *folders: Traversable | Path | None) -> None:
        self._folders = [folder for folder in folders if folder is not None]

    def read(self, name: str, kind: type[T]) -> T:
        """Read a file as a value of the kind; raises DictionaryError DICTIONARY_FILE."""
        file = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
        if file is None:
            raise DictionaryError("DICTIONARY_FILE", f"缺少字典文件 {name}。")
        try:
            return msgspec.json.decode(file.read_bytes(), type=kind)
        except msgspec.DecodeError as error:
            raise DictionaryError("DICTIONARY_FILE", f"字典文件 {name} 无法读取：{error}") from error


def look_up(table: Mapping[str, T], key: str, code: str, what: str) -> T:
    """Give the entry of a key; raises DictionaryError with the code."""
    try:
        return table[key]
    except KeyError:
        raise DictionaryError(code, f"字典中没有{what}「{key}」。") from None


def require_unique(file: str, keys: Iterable[str]) -> None:
    """Raise DictionaryError DICTIONARY_DOUBLE for an empty key and for one that stands twice."""
    seen: set[str] = set()
    for key in keys:
        if not key or key in seen:
            raise DictionaryError("DICTIONARY_DOUBLE", f"字典文件 {file} 中的「{key}」为空或重复。")
        seen.add(key)
