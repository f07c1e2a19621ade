"""What people type, brought into the one form that is stored."""

from __future__ import annotations

from typing import TypeVar
from unicodedata import category

import msgspec

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories nobody types on purpose; rare characters that this Python does not know are not among them."""
BREAKS = "\n\t"
"""Control characters that a longer text keeps."""

S = TypeVar("S", bound=msgspec.Struct)


def clean_text(text: str, kept: str = "") -> str:
    """Strip a text; control and direction signs not in `kept` become spaces, so that none deceives."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if category(sign) in UNSEEN and sign not in kept else sign for sign in plain).strip()


def stripped(data: S) -> S:
    """Take the white space off both ends of every text; control characters inside become spaces."""
    texts = {
        name: "".join(" " if category(sign) in UNSEEN else sign for sign in value).strip()
        for name, value in msgspec.structs.asdict(data).items()
        if type(value) is str
    }
    return msgspec.structs.replace(data, **texts)
