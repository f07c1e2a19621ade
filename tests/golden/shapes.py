"""What commands and records look like, as plain JSON without any name of a Python class.

So a class may move or be renamed; its name on the wire, its fields, their types and defaults may not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from core.domain.commands import COMMANDS
from core.store.base import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ARRAYS = (inspect.VarTupleType, inspect.TupleType, inspect.ListType, inspect.SetType, inspect.FrozenSetType)
PLAIN: dict[type, str] = {
    inspect.StrType: "text",
    inspect.IntType: "integer",
    inspect.BoolType: "boolean",
    inspect.FloatType: "number",
    inspect.NoneType: "none",
    inspect.AnyType: "anything",
}


def commands() -> list[dict[str, Any]]:
    """Every command by name and version: the field that names its subject, and its arguments in order."""
    return [
        {
            "name": name,
            "version": version,
            "subject": kind.subject_field,
            "args": _shape(inspect.type_info(kind)),
        }
        for (name, version), kind in COMMANDS.items()
    ]


def kinds() -> list[dict[str, Any]]:
    """Every kind of record in the order of a snapshot, with the columns of its bodies in order."""
    return [
        {
            "kind": kind,
            "columns": [[column.name, _of_column(column)] for column in table.__table__.columns],
        }
        for kind, table in KINDS.items()
    ]


def misfits(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Say what of an old shape does not fit into the new one: what was sent must still be understood.

    Fields may be added at the end and with a default, codes to a closed set, alternatives to a union.
    """
    if "union" in new and "union" not in old:
        if all(list(misfits(old, one, path)) for one in new["union"]):
            yield f"{path}: {old} is none of {new['union']}"
    elif old.keys() != new.keys():
        yield f"{path}: was {sorted(old)}, is {sorted(new)}"
    elif "struct" in old:
        yield from _struct(old["struct"], new["struct"], path)
    elif "array" in old:
        yield from misfits(old["array"], new["array"], f"{path}[]")
    elif "union" in old:
        for one in old["union"]:
            yield from misfits(one, new, path)
    elif "codes" in old:
        if gone := sorted(set(old["codes"]) - set(new["codes"])):
            yield f"{path}: no longer known: {gone}"
    elif old != new:
        yield f"{path}: was {old}, is {new}"


def _struct(old: list[Any], new: list[Any], path: str) -> Iterator[str]:
    for number, (name, shape, *default) in enumerate(old):
        if number >= len(new) or new[number][0] != name:
            yield f"{path}.{name}: is not field {number} any more"
            return
        yield from misfits(shape, new[number][1], f"{path}.{name}")
        if default != new[number][2:]:
            yield f"{path}.{name}: default was {default}, is {new[number][2:]}"
    for name, _, *default in new[len(old) :]:
        if not default:
            yield f"{path}.{name}: new and without a default"


def _shape(kind: Any) -> dict[str, Any]:
    if isinstance(kind, inspect.StructType):
        return {"struct": [_field(field) for field in kind.fields]}
    if isinstance(kind, inspect.EnumType):
        return {"codes": [member.value for member in kind.cls]}
    if isinstance(kind, inspect.LiteralType):
        return {"codes": list(kind.values)}
    if isinstance(kind, inspect.UnionType):
        return {"union": [_shape(one) for one in kind.types]}
    if isinstance(kind, ARRAYS):
        return {"array": _shape(kind.item_type)}  # type: ignore[union-attr]
    return {"type": PLAIN[type(kind)]}


def _field(field: inspect.Field) -> list[Any]:
    shape = [field.encode_name, _shape(field.type)]
    if field.required:
        return shape
    factory = field.default_factory
    value = field.default if factory is msgspec.NODEFAULT else factory()
    return [*shape, msgspec.json.decode(msgspec.json.encode(value))]


def _of_column(column: Any) -> str:
    return "integer" if column.type.python_type is int else "text"
