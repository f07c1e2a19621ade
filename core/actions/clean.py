"""What people type, without signs that deceive."""

from __future__ import annotations

from unicodedata import category

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories nobody types on purpose; rare characters that this Python does not know are not among them."""
BREAKS = "\n\t"
"""Control characters that a longer text keeps."""


def clean_text(text: str, kept: str = "") -> str:
    """Strip a text; control and direction signs not in `kept` become spaces, so that none deceives."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if category(sign) in UNSEEN and sign not in kept else sign for sign in plain).strip()


def one_line(text: str) -> str:
    """Take the white space off both ends of a text; control characters inside become spaces."""
    return "".join(" " if category(sign) in UNSEEN else sign for sign in text).strip()
