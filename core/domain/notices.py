"""Text messages that follow a decision (product.md G14): templates from data, texts that always fit.

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
from core.domain.values import OpenSet, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILE = "templates.json"
SINGLE, PART = 70, 67
RETRY_WAITS = "已登记重发，上报后由中心发送。"
"""`Notice.reason` on a PC between a clerk's 重发 and the centre's verdict."""

Fact = str | tuple[str, ...]
"""What a placeholder becomes; a tuple is a list of which as much is named as there is room for."""

_FEWEST = 3
_NOTHING = "无"
_STOPS = "。．.；;，,、 "
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BRACKETS = str.maketrans("【】", "〔〕")


class NoticeCause(OpenSet):
    """What a message tells of; the code is `Notice.template`. Every one is that of a programme.

    `roles` are those whom it is told, `facts` what a text may name of it and what has to be there.
    """

    programme: str
    roles: tuple[str, ...]
    facts: frozenset[str]

    def __new__(
        cls,
        code: str,
        label: str = "",
        programme: str = "",
        roles: tuple[str, ...] = (),
        facts: frozenset[str] = frozenset(),
    ) -> NoticeCause:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.programme = programme
        member.roles = roles
        member.facts = facts
        return member


def programme_of(template: str) -> str:
    """Give whose cause a code is, empty when no programme here knows it."""
    return next((cause.programme for cause in NoticeCause if cause == template), "")


def causes_of(programme: str) -> list[NoticeCause]:
    """Give the causes that a programme registered."""
    return [cause for cause in NoticeCause if cause.programme == programme]


class NoticeTemplateError(KnownError):
    """A file of templates that cannot be used; `message` says where and why."""


class NoticeTemplate(Value, frozen=True):
    """The sentences of one cause by role; `signed_by` says whose name stands in the signature."""

    cause: NoticeCause
    signed_by: Literal["bureau", "commission"]
    sentences: dict[str, str]


class _Head(Value, frozen=True):
    cause: NoticeCause
    signed_by: Literal["bureau", "commission"]


class _File(Value, frozen=True):
    longest: int
    limits: dict[str, int]
    templates: tuple[dict[str, str], ...]
    note: str = ""


class NoticeTemplates(msgspec.Struct, frozen=True):
    """The templates of a programme, with the longest text and the longest value of each placeholder.

    Lengths are UTF-16 units.
    """

    longest: int
    limits: dict[str, int]
    by_cause: dict[NoticeCause, NoticeTemplate]

    def text(self, cause: NoticeCause, role: str, *, issuer: str, facts: Mapping[str, Fact]) -> str:
        """Give the exact message to a role, signature first; never longer than `longest`.

        LookupError when `facts` lacks one that the cause has to bring.
        """
        missing = cause.facts - facts.keys()
        if missing:
            raise LookupError(f"{cause} needs {sorted(missing)}")
        values = {**facts, "issuer": issuer}
        sentence = self.by_cause[cause].sentences[role]
        filled = (
            literal + (fitted(values[name], self.limits[name]) if name else "")
            for literal, name in _pieces(sentence)
        )
        return f"【{fitted(issuer, self.limits['issuer'])}】{''.join(filled)}"


def load_notice_templates(programme: str, folder: Traversable | Path | None = None) -> NoticeTemplates:
    """Give a programme's templates of `folder`, or the shipped ones; NoticeTemplateError names what is wrong.

    Codes: NOTICE_FILE, NOTICE_CAUSES, NOTICE_LIMITS, NOTICE_PLACEHOLDER, NOTICE_SIGNS, NOTICE_TOO_LONG.
    """
    file = (folder or resources.files("resources") / programme / "notices") / FILE
    try:
        read = msgspec.json.decode(file.read_bytes(), type=_File)
        templates = [_template(one) for one in read.templates]
    except (OSError, msgspec.DecodeError) as error:
        raise NoticeTemplateError("NOTICE_FILE", f"短信模板文件 {FILE} 无法读取：{error}") from error
    known, causes = causes_of(programme), [one.cause for one in templates]
    if sorted(causes) != sorted(known):
        wrong = sorted(set(known) ^ set(causes)) or sorted(one for one in causes if causes.count(one) > 1)
        raise NoticeTemplateError("NOTICE_CAUSES", f"短信模板文件中“{wrong[0]}”缺少或重复。")
    _check_limits(read, known)
    for template in templates:
        for role in template.sentences:
            _check_text(read, template, role)
    return NoticeTemplates(read.longest, read.limits, {one.cause: one for one in templates})


def _template(read: dict[str, str]) -> NoticeTemplate:
    head = {name: text for name, text in read.items() if name in _Head.__struct_fields__}
    cause, signed_by = msgspec.structs.astuple(msgspec.convert(head, _Head))
    sentences = {name: text for name, text in read.items() if name not in head}
    if set(sentences) != set(cause.roles):
        wrong = sorted(set(sentences) ^ set(cause.roles))[0]
        raise msgspec.ValidationError(f"“{cause.label}”中缺少或多出“{wrong}”")
    return NoticeTemplate(cause, signed_by, sentences)


@cache
def shipped_notice_templates(programme: str) -> NoticeTemplates:
    """A programme's templates as they come with the program, read once."""
    return load_notice_templates(programme)


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


def _check_limits(read: _File, causes: list[NoticeCause]) -> None:
    known = {"issuer", *frozenset().union(*(cause.facts for cause in causes))}
    if set(read.limits) != known:
        wrong = sorted(known ^ set(read.limits))[0]
        raise NoticeTemplateError("NOTICE_LIMITS", f"短信模板文件的 limits 中缺少或多出“{wrong}”。")
    if min(read.limits.values()) < _FEWEST or not SINGLE <= read.longest <= 10 * PART:
        raise NoticeTemplateError(
            "NOTICE_LIMITS", f"短信模板文件的字数上限不合适：每项至少 {_FEWEST} 字，全文 70 至 670 字。"
        )


def _check_text(read: _File, template: NoticeTemplate, role: str) -> None:
    text, where = template.sentences[role], f"短信模板“{template.cause.label}”（{role}）"
    try:
        found = list(_pieces(text))
    except ValueError as error:
        raise NoticeTemplateError("NOTICE_PLACEHOLDER", f"{where}的占位符写法不对：{error}") from error
    names = [name for _, name in found if name]
    unknown = [name for name in names if name not in template.cause.facts]
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
