"""Names of files that people gave, as they may be shown, sent and offered for saving (security.md, row 7)."""

from __future__ import annotations

import unicodedata

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    PDF: ("pdf",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
}
"""By media type, the endings a file's name may have."""
FILE_NAME_MAX = 120
_FORBIDDEN = frozenset(':*?"<>|')
_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"})
_NUMBERED = frozenset("0123456789¹²³")


def shown_name(name: str) -> str:
    """Give a file's name without folders, control or direction signs and what Windows forbids; may be empty.

    A name that Windows takes for a device (`CON.pdf`) gets an underscore before it; the ending is kept.
    """
    plain = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in plain if _may_stand(sign)).strip(" .")
    stem = kept.partition(".")[0].strip().casefold()
    if stem in _DEVICES or (stem[:3] in ("com", "lpt") and len(stem) == 4 and stem[3] in _NUMBERED):
        kept = f"_{kept}"
    front, dot, ending = kept.rpartition(".")
    if len(kept) > FILE_NAME_MAX:
        kept = front[: FILE_NAME_MAX - len(ending) - 1] + dot + ending
    return kept


def fits(name: str, media_type: str = "") -> bool:
    """Whether a shown name has a stem and an ending of the file's kind; of any kind when none is said."""
    stem, _, ending = name.rpartition(".")
    kinds = (ENDINGS.get(media_type, ()),) if media_type else ENDINGS.values()
    return bool(stem.strip()) and any(ending.casefold() in endings for endings in kinds)


def _may_stand(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] != "C" and category not in ("Zl", "Zp") and sign not in _FORBIDDEN
