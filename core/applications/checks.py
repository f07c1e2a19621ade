"""The fields themselves: needed ones are there, none too long, numbers and dates what they should be.

Findings carry the rule `FIELDS`; a clean section gives none.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from core.applications.content import parts_of, section_title, unnumbered
from core.applications.fields import TEXT_MAX, Section, Shape, fields_of, words_of
from core.domain.clock import parse_day
from core.domain.findings import FIELDS, error, field
from core.domain.idnumber import IdNumberError, parse_id_number
from core.domain.phone import ContactError, parse_email, parse_phone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from core.applications.content import Content, Part
    from core.domain.values import Finding

_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Refused signs. Spaces of any width and characters newer than Python's tables (rare names) are not."""
_PARSERS = {Shape.PHONE: parse_phone, Shape.EMAIL: parse_email}


def check_content(content: Content, today: date) -> Iterator[Finding]:
    """All that the description of a form says of what was filled in: fields, numbers, rows, documents."""
    parts = {part.key: part for part in parts_of(type(content))}
    for part in parts.values():
        yield from _check_rows(part, getattr(content, part.key, ()))
        yield from _check_asked(part, content)
    for key, section in content.sections():
        kind, owner = type(section), section_title(parts[unnumbered(key)], key)
        needed, optional = words_of(kind, needed=True), words_of(kind, needed=False)
        yield from check_texts(key, owner, section, needed, optional)
        yield from check_contacts(key, owner, section)
        yield from _check_id_numbers(key, owner, section, today)


def check_texts(
    group: str, owner: str, data: Section, needed: Mapping[str, str], optional: Mapping[str, str]
) -> Iterator[Finding]:
    """What is wrong with the texts of a section; the mappings are name to label.

    `owner` is what the section is called in sentences, `group` its item key.
    """
    described = fields_of(type(data))
    for name, label in {**needed, **optional}.items():
        text, key = str(getattr(data, name, "")), f"{group}.{name}"
        limit = described[name].at_most if name in described else TEXT_MAX
        if not text.strip():
            if name in needed:
                yield error(FIELDS, "FIELD_REQUIRED", f"请填写{owner}信息中的{label}", field(key))
        elif len(text) > limit:
            message = f"{owner}信息中的{label}有 {len(text)} 字，不能超过 {limit} 字"
            yield error(FIELDS, "FIELD_TOO_LONG", message, field(key))
        elif not text.isprintable() and _deceives(text, described[name].shape if name in described else None):
            yield error(FIELDS, "FIELD_SIGNS", f"{owner}信息中的{label}含有无法显示的字符", field(key))


def check_contacts(group: str, owner: str, data: Section) -> Iterator[Finding]:
    """Phone and e-mail, where they are filled in, have the form of one."""
    for name, described in fields_of(type(data)).items():
        parse, text = _PARSERS.get(described.shape), str(getattr(data, name))
        if parse is None or not text.strip():
            continue
        try:
            parse(text)
        except ContactError as fault:
            message = f"{owner}的{fault.message.rstrip('。')}"
            yield error(FIELDS, f"FIELD_{fault.code}", message, field(f"{group}.{name}"))


def check_day(group: str, owner: str, name: str, label: str, text: str, today: date) -> Iterator[Finding]:
    """A date that is filled in is a date and not in the future."""
    key, value = f"{group}.{name}", parse_day(text)
    if text and value is None:
        yield error(FIELDS, "FIELD_DATE", f"{owner}的{label}不是有效日期", field(key, text))
    elif value and value > today:
        yield error(FIELDS, "FIELD_FUTURE", f"{owner}的{label}晚于今天", field(key, text))


def _check_id_numbers(group: str, owner: str, data: Section, today: date) -> Iterator[Finding]:
    for name, described in fields_of(type(data)).items():
        text = str(getattr(data, name))
        if described.shape is not Shape.ID_NUMBER or not text:
            continue
        try:
            parse_id_number(text, today)
        except IdNumberError as fault:
            message = f"{owner}的{fault.message.rstrip('。')}"
            yield error(FIELDS, f"FIELD_{fault.code}", message, field(f"{group}.{name}"))


def _check_rows(part: Part, rows: tuple[Section, ...]) -> Iterator[Finding]:
    if part.rows is None:
        return
    if len(rows) < part.rows.at_least:
        message = f"{part.label}至少填写 {part.rows.at_least} 项"
        yield error(FIELDS, "FIELD_ROWS_FEW", message, field(part.key))
    elif part.rows.at_most and len(rows) > part.rows.at_most:
        message = f"{part.label}有 {len(rows)} 项，最多 {part.rows.at_most} 项"
        yield error(FIELDS, "FIELD_ROWS_MANY", message, field(part.key))


def _check_asked(part: Part, content: Content) -> Iterator[Finding]:
    there = [key for key, _ in content.documents()]
    for asked in part.asked:
        key = f"{part.key}.{asked.kind}"
        count, words = there.count(key), f"{part.label}的{asked.kind.label}"
        if count < asked.at_least:
            yield error(FIELDS, "DOCUMENT_MISSING", f"请上传{words}（至少 {asked.at_least} 页）", field(key))
        elif count > asked.at_most:
            yield error(FIELDS, "DOCUMENT_PAGES", f"{words}最多 {asked.at_most} 页", field(key))


def _deceives(text: str, shape: Shape | None) -> bool:
    kept = "\n\t" if shape is Shape.LINES else ""
    return any(unicodedata.category(sign) in _INVISIBLE and sign not in kept for sign in text)
