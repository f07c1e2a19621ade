"""What a field of a form is: its label, what may stand in it, and which fields go with it.

A section annotates its fields, `name: Annotated[str, text("姓名", at_most=40)]`; pages of residents, the
dialog of a return, cleaning and checks read the same description.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from core.domain.values import DocumentRef, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT_MAX = 200
"""Characters that a field may hold unless it says otherwise."""


class Shape(StrEnum):
    """What the text of a field has to look like."""

    TEXT = "text"
    LINES = "lines"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    EMAIL = "email"
    DAY = "day"
    CHOICE = "choice"
    CODE = "code"


class Section(Value, frozen=True):
    """A part of what an applicant fills in; its fields are annotated with a `Field`.

    A field that is a tuple of `DocumentRef`s holds the section's documents.
    """


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `label` on pages and in the dialog of a return, `said` in the sentences of findings.

    `together` names fields of the same section that open with this one when a return names it, as its
    correction would contradict them.
    """

    label: str
    shape: Shape = Shape.TEXT
    at_most: int = TEXT_MAX
    needed: bool = True
    said: str = ""
    together: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """What a finding calls the field."""
        return self.said or self.label


def text(
    label: str,
    *,
    at_most: int = TEXT_MAX,
    needed: bool = True,
    said: str = "",
    together: tuple[str, ...] = (),
) -> Field:
    """One line."""
    return Field(label, Shape.TEXT, at_most, needed, said, together)


def lines(label: str, *, at_most: int, needed: bool = True, said: str = "") -> Field:
    """A longer text, which keeps its line breaks."""
    return Field(label, Shape.LINES, at_most, needed, said)


def id_number(
    label: str = "身份证号", *, needed: bool = True, said: str = "", together: tuple[str, ...] = ()
) -> Field:
    """A number of an identity document, stored in capitals without spaces."""
    return Field(label, Shape.ID_NUMBER, TEXT_MAX, needed, said, together)


def phone(label: str = "联系电话", *, needed: bool = True, said: str = "") -> Field:
    """A mobile number, stored as eleven digits."""
    return Field(label, Shape.PHONE, TEXT_MAX, needed, said)


def email(label: str = "邮箱", *, needed: bool = False, said: str = "") -> Field:
    """An e-mail address."""
    return Field(label, Shape.EMAIL, TEXT_MAX, needed, said)


def day(label: str, *, needed: bool = True, said: str = "") -> Field:
    """A day as ISO text."""
    return Field(label, Shape.DAY, TEXT_MAX, needed, said)


def choice(label: str, *, needed: bool = True, said: str = "", together: tuple[str, ...] = ()) -> Field:
    """An entry of a dictionary."""
    return Field(label, Shape.CHOICE, TEXT_MAX, needed, said, together)


def code(label: str, *, together: tuple[str, ...] = ()) -> Field:
    """A member of a closed set, which reading the value checks."""
    return Field(label, Shape.CODE, together=together)


@dataclass(frozen=True, slots=True)
class Many:
    """A section that repeats: its label and how many rows it may have."""

    label: str
    at_least: int = 0
    at_most: int = 0


def many(label: str, at_least: int = 0, at_most: int = 0) -> Many:
    """Annotate a tuple of sections; `at_most` 0 is no limit."""
    return Many(label, at_least, at_most)


@cache
def fields_of(section: type[Section]) -> Mapping[str, Field]:
    """Give the fields of a section by name, in their order; TypeError when one is not described."""
    found: dict[str, Field] = {}
    for name, kind in get_type_hints(section, include_extras=True).items():
        described = described_by(kind, Field)
        if described is not None:
            found[name] = described
        elif not is_documents(kind) and name in section.__struct_fields__:
            raise TypeError(f"{section.__name__}.{name} is not described")
    return {name: found[name] for name in section.__struct_fields__ if name in found}


def words_of(section: type[Section], *, needed: bool) -> dict[str, str]:
    """Give what findings call the needed fields of a section, or the others, by name."""
    return {
        name: one.word
        for name, one in fields_of(section).items()
        if one.needed is needed and one.shape is not Shape.CODE
    }


@cache
def documents_in(section: type[Section]) -> tuple[str, ...]:
    """Give the names of the fields of a section that hold documents."""
    return tuple(name for name, kind in get_type_hints(section).items() if is_documents(kind))


def described_by(kind: Any, description: type[Any]) -> Any:
    """Give what an annotation says besides the type, of one class; None when it says nothing."""
    if get_origin(kind) is not Annotated:
        return None
    return next((one for one in get_args(kind)[1:] if isinstance(one, description)), None)


def is_documents(kind: Any) -> bool:
    """Whether a type is a tuple of documents."""
    return bool(get_origin(kind) is tuple and get_args(kind)[:1] == (DocumentRef,))
