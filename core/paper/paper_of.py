"""A paper of records as data: its words, what fills it from the store, what draws it.

Descriptions are known at start: `fill` and `render` import what draws (reportlab) when they are called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.files.fonts import FontFile
    from core.paper.pdf import Rendered
    from core.paper.printer import Printer

D = TypeVar("D")


class Subject(NamedTuple):
    """The record a paper is about, and the instant of the event of it that is meant; empty for the last."""

    id: str
    at: str = ""


class Drawing(NamedTuple):
    """What a paper is drawn with.

    `pictures(total)` gives what reads one picture after another by its digest: bytes, or None when they
    cannot be had now; it raises KnownError `STOPPED` when the paper is no longer wanted.
    """

    font: FontFile
    pictures: Callable[[int], Callable[[str], bytes | None]]


@dataclass(frozen=True, slots=True, eq=False)
class PaperOf(Generic[D]):
    """One paper.

    `key` stands in the names of its controls and, after `print_`, in the log; `word` on its button, in the
    title and in the name of the file; `said` is what the log says of it when that is not 打印 and the word.
    `fill` reads all that stands on it (KnownError with a sentence when that is not here), `render` draws it
    after the session is closed. `whole`: it can be had with whole id numbers, for a reason that is logged
    (A7). A `packet` has this prefix of an export number, which the log keeps, and is made with progress.
    """

    key: str
    word: str
    fill: Callable[[Session, Subject, Printer], D]
    render: Callable[[D, Drawing], Rendered]
    whole: bool = False
    packet: str = ""
    said: str = ""

    @property
    def act(self) -> str:
        """The stable word of the log."""
        return f"print_{self.key}"

    @property
    def act_word(self) -> str:
        return self.said or f"打印{self.word}"


AnyPaper: TypeAlias = PaperOf[Any]
