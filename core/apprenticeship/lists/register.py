"""The register 台账 (D8): all apprenticeships of the store."""

from __future__ import annotations

from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.values import Origin, Value
from core.store.kept import KeptClosed
from core.store.lists import ListOf, searching


class RegisterQuery(Value, frozen=True):
    """Filter and order of the register 台账 (D8) and of the city's search (C2).

    `text` searches both persons, filing no. and place, `place` the practice place only; `bureau` is a
    district code.
    """

    text: str = ""
    state: str = ""
    filed_from: str = ""
    filed_to: str = ""
    bureau: str = ""
    place: str = ""
    notarised_from: str = ""
    notarised_to: str = ""
    sort: str = "filing_no"
    descending: bool = True


class RegisterRow(Value, frozen=True):
    """One line of the register: an apprenticeship; `origin` is an `Origin`."""

    id: str
    filing_no: str
    state: str
    bureau: str
    student_id: str
    student_name: str
    student_id_number: str
    teacher_id: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    notarised_on: str
    filed_on: str
    ended_on: str
    origin: str = ""

    @property
    def imported(self) -> bool:
        """Taken over from the bureau's register: its documents are on paper (decision 0015)."""
        return self.origin == Origin.REGISTER


REGISTER = ListOf(
    "apprenticeship",
    RegisterQuery,
    RegisterRow,
    sorts={
        "filing_no": ("filing_no",),
        "student_name": ("student_pinyin",),
        "teacher_name": ("teacher_pinyin",),
        "practice_place": ("practice_place",),
        "notarised_on": ("notarised_on",),
        "filed_on": ("filed_on",),
        "ended_on": ("ended_on",),
        "state": ("state", "filing_no"),
        "bureau": ("bureau", "filing_no"),
    },
    filters={
        # Not yet filed ones have no day and would sort before every other.
        "filed_to": lambda where, day, _: where.add("filed_on <= ? AND filed_on <> ''", day),
        "place": searching("place"),
    },
    kept=KeptClosed("apprenticeship", {"state": ApprenticeshipState}),
)
"""Names of people sort by their reading."""
