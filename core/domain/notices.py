"""Text messages to student and teacher (product.md G14): templates from data, texts that always fit.

A text is the signature 【…】 and one sentence or two. Characters are counted as carriers do: in UTF-16 units,
70 in a single message, 67 in each part of a longer one. Every placeholder has a longest value, and a file
whose texts could become too long is refused when it is loaded, so that no decision fails for its message.
"""

from __future__ import annotations

import re
import string
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal
from unicodedata import category

import msgspec

from core.domain.errors import KnownError
from core.domain.masking import REDACTED_ID, REDACTED_PHONE, redact
from core.domain.values import Labelled, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILE = "templates.json"
SINGLE, PART = 70, 67
RETRY_WAITS = "已登记重发，上报后由中心发送。"
"""`Notice.reason` on a PC between a clerk's 重发 and the centre's verdict."""

Audience = Literal["student", "teacher"]
AUDIENCES: tuple[Audience, ...] = ("student", "teacher")
Fact = str | tuple[str, ...]
"""What a placeholder becomes; a tuple is a list of which as much is named as there is room for."""

_FEWEST = 3
_NOTHING = "无"
_STOPS = "。．.；;，,、 "
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BRACKETS = str.maketrans("【】", "〔〕")


class NoticeCause(Labelled):
    """What a message tells of; the code is `Notice.template`."""

    APPROVED = "approved", "备案通过"
    RETURNED = "returned", "备案退回补正"
    REFUSED = "refused", "不予备案"
    DISSOLUTION_RETURNED = "dissolution_returned", "解除退回补正"
    DISSOLUTION_REFUSED = "dissolution_refused", "解除不予通过"
    DISSOLVED = "dissolved", "师承解除"
    TERMINATED = "terminated", "强制解除"
    PUBLISHED = "published", "成绩公布"
    CORRECTED = "corrected", "成绩更正"


_COMMON = frozenset({"student", "teacher", "bureau", "filing_no"})
_MORE: Mapping[NoticeCause, frozenset[str]] = {
    NoticeCause.RETURNED: frozenset({"items"}),
    NoticeCause.REFUSED: frozenset({"reason"}),
    NoticeCause.DISSOLUTION_RETURNED: frozenset({"items"}),
    NoticeCause.DISSOLUTION_REFUSED: frozenset({"reason"}),
    NoticeCause.DISSOLVED: frozenset({"date"}),
    NoticeCause.TERMINATED: frozenset({"reason", "basis"}),
    NoticeCause.PUBLISHED: frozenset({"type", "score", "result"}),
    NoticeCause.CORRECTED: frozenset({"type", "score", "result"}),
}


class NoticeTemplateError(KnownError):
    """A file of templates that cannot be used; `message` says where and why."""


class NoticeTemplate(Value, frozen=True):
    """The sentences of one cause; `signed_by` says whose name stands in the signature."""

    cause: NoticeCause
    signed_by: Literal["bureau", "commission"]
    student: str
    teacher: str


class _File(Value, frozen=True):
    longest: int
    limits: dict[str, int]
    templates: tuple[NoticeTemplate, ...]
    note: str = ""


class NoticeTemplates(msgspec.Struct, frozen=True):
    """All templates, with the longest text and the longest value of each placeholder in UTF-16 units."""

    longest: int
    limits: dict[str, int]
    by_cause: dict[NoticeCause, NoticeTemplate]

    def text(self, cause: NoticeCause, audience: Audience, *, issuer: str, facts: Mapping[str, Fact]) -> str:
        """Give the exact message, signature first; never longer than `longest`.

        LookupError when `facts` lacks one that the cause has to bring.
        """
        missing = facts_of(cause) - facts.keys()
        if missing:
            raise LookupError(f"{cause} needs {sorted(missing)}")
        values = {**facts, "issuer": issuer}
        sentence = getattr(self.by_cause[cause], audience)
        filled = (
            literal + (fitted(values[name], self.limits[name]) if name else "")
            for literal, name in _pieces(sentence)
        )
        return f"【{fitted(issuer, self.limits['issuer'])}】{''.join(filled)}"


def facts_of(cause: NoticeCause) -> frozenset[str]:
    """Names of the facts that a message of this cause may use and that have to be there."""
    return _COMMON | _MORE.get(cause, frozenset())


def load_notice_templates(folder: Traversable | Path | None = None) -> NoticeTemplates:
    """Give the templates of `folder`, or the shipped ones; NoticeTemplateError names what is wrong.

    Codes: NOTICE_FILE, NOTICE_CAUSES, NOTICE_LIMITS, NOTICE_PLACEHOLDER, NOTICE_SIGNS, NOTICE_TOO_LONG.
    """
    file = (folder or resources.files("resources") / "notices") / FILE
    try:
        read = msgspec.json.decode(file.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise NoticeTemplateError("NOTICE_FILE", f"短信模板文件 {FILE} 无法读取：{error}") from error
    causes = [one.cause for one in read.templates]
    if sorted(causes) != sorted(NoticeCause):
        wrong = sorted(set(NoticeCause) - set(causes)) or sorted(
            one for one in causes if causes.count(one) > 1
        )
        raise NoticeTemplateError("NOTICE_CAUSES", f"短信模板文件中“{wrong[0]}”缺少或重复。")
    _check_limits(read)
    for template in read.templates:
        for audience in AUDIENCES:
            _check_text(read, template, audience)
    return NoticeTemplates(read.longest, read.limits, {one.cause: one for one in read.templates})


@cache
def shipped_notice_templates() -> NoticeTemplates:
    """The templates that come with the program, read once."""
    return load_notice_templates()


def units(text: str) -> int:
    """Length as carriers count it: a character beyond the basic plane counts twice."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def parts(text: str) -> int:
    """How many messages a carrier makes of a text; no character is split."""
    if units(text) <= SINGLE:
        return 1
    count, room = 1, PART
    for sign in text:
        if units(sign) > room:
            count, room = count + 1, PART
        room -= units(sign)
    return count


def fitted(value: Fact, limit: int) -> str:
    """Bring a value into a form that can stand in a message, at most `limit` units.

    Line breaks and what cannot be seen go, numbers of id cards and phones are replaced, what is too long
    ends with an ellipsis, of a list the first are named and the others counted.
    """
    if isinstance(value, tuple):
        return _listed([plain(one) for one in value], limit)
    return _cut(plain(value).rstrip(_STOPS) or _NOTHING, limit)


def item_words(full_label: str) -> str:
    """`学生学历证书` for `学生 · 学历证书`, `解除证明` for `解除 · 解除证明`."""
    group, _, label = full_label.partition(" · ")
    return label if label.startswith(group) else f"{group}{label}"


def plain(text: str) -> str:
    """One line without control characters, brackets of a signature, and numbers of id cards and phones."""
    seen = "".join(" " if category(sign) in _UNSEEN else sign for sign in text)
    line = re.sub(r"\s+", " ", seen).strip().translate(_BRACKETS)
    hidden = redact(line)
    return hidden if REDACTED_ID in hidden or REDACTED_PHONE in hidden else line


def _cut(text: str, limit: int) -> str:
    if units(text) <= limit:
        return text
    kept, room = "", limit - 1
    for sign in text:
        if units(sign) > room:
            break
        kept, room = kept + sign, room - units(sign)
    return f"{kept.rstrip()}…"


def _listed(words: list[str], limit: int) -> str:
    whole = "、".join(words)
    if units(whole) <= limit:
        return whole or _NOTHING
    rest = f"等{len(words)}项"
    named = ""
    for word in words:
        longer = f"{named}、{word}" if named else word
        if units(longer) + units(rest) > limit:
            break
        named = longer
    return _cut(named or _cut(words[0], max(limit - units(rest), 1)), limit - units(rest)) + rest


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Literal text and the name of the placeholder after it, empty at the end.

    ValueError for single braces and for anything but a bare name between braces.
    """
    for literal, name, spec, conversion in string.Formatter().parse(text):
        if spec or conversion or (name is not None and not re.fullmatch(r"[a-z_]+", name)):
            raise ValueError(f"“{{{name}}}”")
        yield literal, name or ""


def _check_limits(read: _File) -> None:
    known = {"issuer", *_COMMON.union(*_MORE.values())}
    if set(read.limits) != known:
        wrong = sorted(known ^ set(read.limits))[0]
        raise NoticeTemplateError("NOTICE_LIMITS", f"短信模板文件的 limits 中缺少或多出“{wrong}”。")
    if min(read.limits.values()) < _FEWEST or not SINGLE <= read.longest <= 10 * PART:
        raise NoticeTemplateError(
            "NOTICE_LIMITS", f"短信模板文件的字数上限不合适：每项至少 {_FEWEST} 字，全文 70 至 670 字。"
        )


def _check_text(read: _File, template: NoticeTemplate, audience: Audience) -> None:
    text, where = getattr(template, audience), f"短信模板“{template.cause.label}”（{audience}）"
    try:
        found = list(_pieces(text))
    except ValueError as error:
        raise NoticeTemplateError("NOTICE_PLACEHOLDER", f"{where}的占位符写法不对：{error}") from error
    names = [name for _, name in found if name]
    unknown = [name for name in names if name not in facts_of(template.cause)]
    if unknown:
        raise NoticeTemplateError("NOTICE_PLACEHOLDER", f"{where}不能使用占位符“{unknown[0]}”。")
    literal = "".join(part for part, _ in found)
    if not literal.strip() or plain(literal) != literal.strip():
        raise NoticeTemplateError("NOTICE_SIGNS", f"{where}为空，或含有换行、【】、号码等不能使用的内容。")
    total = units(literal) + sum(read.limits[name] for name in names) + read.limits["issuer"] + 2
    if total > read.longest:
        raise NoticeTemplateError(
            "NOTICE_TOO_LONG", f"{where}连同签名最长可达 {total} 字，超过 {read.longest} 字，请缩短。"
        )
