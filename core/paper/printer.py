"""Who prints, when and with which words; how days and numbers stand on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.domain.clock import local_date, parse_day
from core.domain.masking import mask_id_number, mask_phone

if TYPE_CHECKING:
    from datetime import date

    from core.domain.dictionaries import Dictionaries


class Printer(NamedTuple):
    """Who prints, when (as `core.domain.clock.local_text` gives it) and on which day, with which words.

    `whole` shows id numbers and phones as they are; the caller has logged why (A7). `office` is that of who
    prints, `as_of` the day or instant of the data, `export_number` that of a packet (empty for others).
    """

    words: Dictionaries
    person: str
    at: str
    today: date
    whole: bool = False
    office: str = ""
    as_of: str = ""
    export_number: str = ""

    def number(self, text: str) -> str:
        return text if self.whole else mask_id_number(text)

    def phone(self, text: str) -> str:
        return text if self.whole else mask_phone(text)


def paper_day(text: str) -> str:
    """`2026年3月5日` of a day (`2026-03-05`) or an instant; empty for none, other texts as they are."""
    day = local_date(text) if "T" in text else parse_day(text)
    return f"{day.year}年{day.month}月{day.day}日" if day else text
