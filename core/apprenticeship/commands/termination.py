"""The command that ends an apprenticeship by force (product.md C2; G9)."""

from __future__ import annotations

from core.domain.commands.base import Command
from core.domain.values import DocumentRef, Role


class ForceTerminate(Command, frozen=True):
    """C2 强制解除 (G9): ends an apprenticeship that is 在教; cannot be undone.

    `reason_code` is of the dictionary 强制解除原因, `basis` the number of the document it rests on 依据文号,
    `text` says why, `typed_name` must be the student's name. `documents` are 强制解除依据 pages.
    """

    name, word = "ForceTerminate", "强制解除"
    about = "apprenticeship"
    roles = (Role.CITY_COMMISSION,)

    apprenticeship_id: str
    seen_version: int
    reason_code: str
    basis: str
    text: str
    typed_name: str
    documents: tuple[DocumentRef, ...] = ()
    confirmed: tuple[str, ...] = ()

    @property
    def attached(self) -> tuple[DocumentRef, ...]:
        return self.documents
