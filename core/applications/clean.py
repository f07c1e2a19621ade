"""What an applicant typed, brought into the one form that is stored, as the fields of its section say."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.actions.clean import BREAKS, clean_text, one_line
from core.applications.content import C, parts_of
from core.applications.fields import Section, Shape, fields_of
from core.domain.idnumber import normalise
from core.domain.phone import normalise_email, normalise_phone

if TYPE_CHECKING:
    from collections.abc import Callable

S = TypeVar("S", bound=Section)

_SHAPES: dict[Shape, Callable[[str], str]] = {
    Shape.LINES: lambda text: clean_text(text, BREAKS),
    Shape.ID_NUMBER: normalise,
    Shape.PHONE: normalise_phone,
    Shape.EMAIL: normalise_email,
}


def clean(section: S) -> S:
    """Strip every text, and bring numbers and addresses into their stored form (G3), so that they compare."""
    texts = {
        name: _SHAPES.get(described.shape, one_line)(getattr(section, name))
        for name, described in fields_of(type(section)).items()
        if type(getattr(section, name)) is str
    }
    return msgspec.structs.replace(section, **texts)


def clean_content(content: C) -> C:
    """Bring every section of a form into its stored form."""
    found = {}
    for part in parts_of(type(content)):
        value = getattr(content, part.key) if part.section is not None else None
        if value is not None:
            found[part.key] = clean(value) if part.rows is None else tuple(map(clean, value))
    return msgspec.structs.replace(content, **found)
