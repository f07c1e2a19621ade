"""G15: what a return, a refusal and a resubmission must keep to; G16: the time limit for review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.rules._common import error, field
from core.apprenticeship.words.values import FilingKind
from core.domain.clock import parse_day
from core.domain.values import Parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from core.apprenticeship.words.content import FilingContent
    from core.apprenticeship.words.values import DissolutionData, FilingFacts
    from core.domain.values import DocumentRef, Finding, ReturnItem
    from core.domain.workdays import Calendar

_DEFAULT = Parameters()

REFUSAL = {FilingKind.ESTABLISH: "不予备案", FilingKind.DISSOLVE: "不予解除"}
"""What a refusal is called, by the kind of filing."""

_TOGETHER = {
    "id_number": ("id_kind", "born_on", "sex"),
    "id_kind": ("id_number", "born_on", "sex"),
    "title": ("title_level",),
    "title_level": ("title",),
}
"""Fields that must change with another one, or its correction would contradict them (G1, G3)."""


def check_opinion_length(opinion: str, parameters: Parameters = _DEFAULT) -> tuple[Finding, ...]:
    """Nothing, or how many characters (not bytes) of the opinion are too many."""
    return check_length("审核意见", opinion, parameters, "opinion")


def check_refusal(
    opinion: str, parameters: Parameters = _DEFAULT, kind: FilingKind = FilingKind.ESTABLISH
) -> tuple[Finding, ...]:
    """G15: a refusal needs a reason."""
    if not opinion.strip():
        message = f"{REFUSAL[kind]}须填写审核意见，说明理由"
        return (error("G15", "G15_OPINION_MISSING", message, field("opinion")),)
    return check_opinion_length(opinion, parameters)


def check_return(
    items: Sequence[ReturnItem],
    opinion: str,
    parameters: Parameters,
    known_item_keys: Collection[str],
) -> tuple[Finding, ...]:
    """G15: at least one item, each known, named once, with a reason; nothing when all is well.

    `known_item_keys` may map keys to labels (`Dictionaries.item_labels`): messages then name the items.
    """
    found = list(check_opinion_length(opinion, parameters))
    if not items:
        found.append(error("G15", "G15_NO_ITEMS", "退回时请至少勾选一项需要补正的内容", field("items")))
    seen: set[str] = set()
    for place, item in enumerate(items, 1):
        found += _item_problems(place, item, parameters, known_item_keys, seen)
        seen.add(item.key)
    return tuple(found)


def _item_problems(
    place: int, item: ReturnItem, parameters: Parameters, known: Collection[str], seen: set[str]
) -> tuple[Finding, ...]:
    evidence = field(item.key)
    if item.key not in known:
        return (error("G15", "G15_ITEM_UNKNOWN", f"第 {place} 项不是备案中的内容，请重新选择", evidence),)
    name = f"第 {place} 项「{_label(item.key, known)}」"
    if item.key in seen:
        return (error("G15", "G15_ITEM_TWICE", f"{name}重复，请合并为一项", evidence),)
    if not item.reason.strip():
        return (error("G15", "G15_REASON_MISSING", f"{name}未填写退回原因", evidence),)
    return check_length(f"{name}的退回原因", item.reason, parameters, item.key)


def check_length(what: str, text: str, parameters: Parameters, key: str) -> tuple[Finding, ...]:
    """Nothing, or how many characters of a text are too many."""
    count, limit = len(text.strip()), parameters.opinion_max
    if count <= limit:
        return ()
    message = f"{what}有 {count} 字，最多 {limit} 字，请删去 {count - limit} 字"
    return (error("G15", "G15_TOO_LONG", message, field(key)),)


def _label(key: str, known: Collection[str]) -> str:
    return str(known[key]) if isinstance(known, Mapping) else key


def unlocked_keys(items: Iterable[ReturnItem]) -> frozenset[str]:
    """Item keys an applicant may change (G15): the named ones and those that must change with them."""
    keys = set()
    for item in items:
        group, _, name = item.key.partition(".")
        keys |= {item.key, *(f"{group}.{other}" for other in _TOGETHER.get(name, ()))}
    return frozenset(keys)


def locked_keys(items: Iterable[ReturnItem], all_keys: Iterable[str]) -> frozenset[str]:
    """Item keys an applicant may not change (G15)."""
    return frozenset(all_keys) - unlocked_keys(items)


def check_locked(
    before: Mapping[str, str],
    after: Mapping[str, str],
    items: Iterable[ReturnItem],
    labels: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """G15: one finding for each changed item that was not named. Values by item key, see `item_values`."""
    names, open_keys = labels or {}, unlocked_keys(items)
    return tuple(
        error("G15", "G15_LOCKED", f"「{names.get(key, key)}」未要求补正，不能修改", field(key))
        for key in changed_keys(before, after)
        if key not in open_keys
    )


def changed_keys(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Item keys whose value differs, in the order of `before`, then new ones; a missing one is empty."""
    keys = dict.fromkeys([*before, *after])
    return tuple(key for key in keys if before.get(key, "") != after.get(key, ""))


def item_values(facts: FilingFacts | FilingContent) -> dict[str, str]:
    """Item key to comparable text: fields as written, documents as digests of their originals."""
    values = {}
    for group in ("student", "teacher", "notarisation"):
        data = getattr(facts, group)
        for one in msgspec.structs.fields(data):
            values[f"{group}.{one.name}"] = str(getattr(data, one.name))
    values |= _digests("student", facts.student_documents)
    values |= _digests("teacher", facts.teacher_documents)
    return values | _digests("notarisation", facts.notarial_pages)


def dissolution_values(data: DissolutionData, proofs: Sequence[DocumentRef]) -> dict[str, str]:
    """Item key to comparable text of what an applicant fills in to dissolve an apprenticeship."""
    values = {f"dissolution.{name}": text for name, text in msgspec.structs.asdict(data).items()}
    return values | _digests("dissolution", proofs)


def _digests(group: str, documents: Sequence[DocumentRef]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for one in sorted(documents, key=lambda document: (document.kind, document.page)):
        values.setdefault(f"{group}.{one.kind.value}", []).append(f"{one.page}:{one.original_sha256}")
    return {key: " ".join(parts) for key, parts in values.items()}


def due_on(submitted_on: date | str, calendar: Calendar, parameters: Parameters = _DEFAULT) -> date:
    """G16: last day for a decision on a filing submitted on a day in Shanghai; ValueError for no date."""
    start = parse_day(submitted_on) if isinstance(submitted_on, str) else submitted_on
    if start is None:
        raise ValueError("the day of submission is missing or impossible")
    return calendar.deadline(start, parameters.review_working_days)
