"""Invented lines of a bureau's register, for the tests of its import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.words.register import ImportedFiling
from tests import kit

if TYPE_CHECKING:
    from core.domain.ids import IdSource


def line(sequence: int = 1, teacher: int = 0, **changes: Any) -> ImportedFiling:
    """One line: student `sequence` of teacher `teacher` (the same number when 0), notarised in 2023.

    `changes` are fields of the line, or of a part as `student__name`.
    """
    parts: dict[str, Any] = {
        "teacher": kit.teacher_data(teacher or sequence),
        "student": kit.student_data(sequence),
    }
    day = str(changes.pop("notarised", "2023-01-10"))
    for name in ("teacher", "student"):
        parts[name] = msgspec.structs.replace(parts[name], **_of(name, changes))
    notarisation = kit.notarised(parts["teacher"], day)
    certificate = {"certificate_no": f"（2023）鄂武昌证字第 {sequence} 号"}
    parts["notarisation"] = msgspec.structs.replace(
        notarisation, **certificate | _of("notarisation", changes)
    )
    plain = {key: value for key, value in changes.items() if "__" not in key}
    return ImportedFiling(**parts, **{"filed_on": "2023-02-01", "row": sequence + 1, **plain})


def _of(part: str, changes: dict[str, Any]) -> dict[str, Any]:
    start = f"{part}__"
    return {key.removeprefix(start): value for key, value in changes.items() if key.startswith(start)}


def command(ids: IdSource, *rows: ImportedFiling) -> ImportFilings:
    return ImportFilings(ids.new(), rows)
