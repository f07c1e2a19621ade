"""Mobile numbers of the mainland and e-mail addresses, as residents type them.

Messages never contain the number or the address.
"""

from __future__ import annotations

import re
import unicodedata

from core.domain.errors import KnownError
from core.domain.idnumber import normalise

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_EMAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s.,;<>\"()]+(\.[^@\s.,;<>\"()]+)+")
_EMAIL_MAX = 254


class ContactError(KnownError):
    """A phone number or e-mail address that cannot be used; `message` says why."""


def normalise_phone(text: str) -> str:
    """Eleven digits where it can be: half-width, without spaces, hyphens and country code 86."""
    digits = normalise(text)
    match = re.fullmatch(r"(?:\+|00)?86(1[0-9]{10})", digits)
    return match[1] if match else digits


def parse_phone(text: str) -> str:
    """The number as stored, 11 digits; ContactError (PHONE_EMPTY, PHONE_LENGTH, PHONE_INVALID) otherwise."""
    phone = normalise_phone(text)
    if not phone:
        raise ContactError("PHONE_EMPTY", "请填写手机号。")
    if len(phone) != 11:
        raise ContactError("PHONE_LENGTH", f"手机号应为 11 位，现为 {len(phone)} 位。")
    if not _MOBILE.fullmatch(phone):
        raise ContactError("PHONE_INVALID", "手机号应为 1 开头的 11 位数字，请核对。")
    return phone


def normalise_email(text: str) -> str:
    """Half-width, without surrounding spaces; nothing else is changed."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_email(text: str) -> str:
    """The address as stored, empty stays empty; ContactError (EMAIL_INVALID).

    A light check of the form: only a mail that arrives can prove an address.
    """
    email = normalise_email(text)
    if email and (len(email) > _EMAIL_MAX or not _EMAIL.fullmatch(email) or not email.isprintable()):
        raise ContactError("EMAIL_INVALID", "电子邮箱格式不正确，应类似 name@example.com。")
    return email
