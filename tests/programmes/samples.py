"""A filled-in form of any description, made from its types alone."""

from __future__ import annotations

import types
import typing
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from core.domain.values import DocumentKind, DocumentRef
from tests.kit import ref

if TYPE_CHECKING:
    from core.applications.content import Content

C = TypeVar("C", bound="Content")


def filled(content: type[C]) -> C:
    """Every section is there, repeated ones twice, every text says something."""
    made: C = sample(content)
    return made


def sample(kind: Any) -> Any:
    """A value of a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return sample(next(one for one in inner if one is not type(None)))
    if origin is tuple:
        return (sample(inner[0]),) if inner[0] is DocumentRef else (sample(inner[0]), sample(inner[0]))
    if kind is DocumentRef:
        return ref(DocumentKind.ID_FRONT, "sample")
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return kind(**{name: sample(hints[name]) for name in kind.__struct_fields__})
    if issubclass(kind, Enum):
        return next(iter(kind))
    return {str: "一", int: 1, bool: True}[kind]
