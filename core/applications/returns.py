"""G15: what a return, a refusal and a resubmission must keep to, of any content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.applications.content import unnumbered
from core.domain.findings import error, field
from core.domain.values import Parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from core.domain.values import Finding, ReturnItem

_DEFAULT = Parameters()


def check_opinion_length(opinion: str, parameters: Parameters = _DEFAULT) -> tuple[Finding, ...]:
    """Nothing, or how many characters (not bytes) of the opinion are too many."""
    return check_length("审核意见", opinion, parameters, "opinion")


def check_refusal(opinion: str, parameters: Parameters, refusal: str) -> tuple[Finding, ...]:
    """G15: a refusal needs a reason; `refusal` is what it is called."""
    if not opinion.strip():
        message = f"{refusal}须填写审核意见，说明理由"
        return (error("G15", "G15_OPINION_MISSING", message, field("opinion")),)
    return check_opinion_length(opinion, parameters)


def check_return(
    items: Sequence[ReturnItem],
    opinion: str,
    parameters: Parameters,
    known_item_keys: Collection[str],
    what: str,
) -> tuple[Finding, ...]:
    """G15: at least one item, each known, named once, with a reason; nothing when all is well.

    `known_item_keys` may map keys to labels (`Content.labels`): messages then name the items. `what` is what
    the form is called.
    """
    found = list(check_opinion_length(opinion, parameters))
    if not items:
        found.append(error("G15", "G15_NO_ITEMS", "退回时请至少勾选一项需要补正的内容", field("items")))
    seen: set[str] = set()
    for place, item in enumerate(items, 1):
        if item.key not in known_item_keys:
            message = f"第 {place} 项不是{what}中的内容，请重新选择"
            found.append(error("G15", "G15_ITEM_UNKNOWN", message, field(item.key)))
        else:
            found += _item_problems(place, item, parameters, known_item_keys, seen)
        seen.add(item.key)
    return tuple(found)


def _item_problems(
    place: int, item: ReturnItem, parameters: Parameters, known: Collection[str], seen: set[str]
) -> tuple[Finding, ...]:
    evidence = field(item.key)
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


def unlocked_keys(
    items: Iterable[ReturnItem], together: Mapping[str, tuple[str, ...]] | None = None
) -> frozenset[str]:
    """Keys an applicant may change (G15): the named ones and those that must change with them.

    `together` says which, as `content.together_in` gives it. A named section or row opens all in it.
    """
    keys = set()
    for item in items:
        group = item.key.rpartition(".")[0]
        others = (together or {}).get(unnumbered(item.key), ())
        keys |= {item.key, *(f"{group}.{other}" for other in others)}
    return frozenset(keys)


def is_unlocked(key: str, unlocked: Collection[str]) -> bool:
    """Whether an item, its row or its whole section may be changed."""
    row = key.rpartition(".")[0]
    return key in unlocked or row in unlocked or row.partition("[")[0] in unlocked


def check_locked(
    before: Mapping[str, str],
    after: Mapping[str, str],
    unlocked: Collection[str],
    labels: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """G15: one finding for each changed item that is locked. Values by item key, see `Content.values`."""
    names = labels or {}
    return tuple(
        error("G15", "G15_LOCKED", f"「{names.get(key, key)}」未要求补正，不能修改", field(key))
        for key in changed_keys(before, after)
        if not is_unlocked(key, unlocked)
    )


def changed_keys(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """Item keys whose value differs, in the order of `before`, then new ones; a missing one is empty."""
    keys = dict.fromkeys([*before, *after])
    return tuple(key for key in keys if before.get(key, "") != after.get(key, ""))
