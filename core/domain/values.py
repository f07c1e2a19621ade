"""Closed sets and frozen values of the field (product.md sections 2, 3 and 9).

Enum members carry the stable code that is stored and sent; `label` gives the Chinese word for the screen.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self, TypeVar, cast

import msgspec


class Labelled(StrEnum):
    """A closed set whose members know their Chinese word."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Labelled:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class OpenSet(Labelled):
    """A set of labelled values to which a programme adds its own, once, when its words are imported.

    An added member is a member in every way: found by its code, decoded by msgspec, met in iterations.
    """

    @classmethod
    def register(cls, code: str, *more: object) -> Self:
        """Add a member; `more` is what stands behind the code of the members written in the class.

        TypeError when the code or its name is taken.
        """
        name = code.upper()
        if code in cls._value2member_map_ or name in cls._member_map_:
            raise TypeError(f"{cls.__name__} has {code} already")
        member: Self = cls.__new_member__(cls, code, *more)  # type: ignore[attr-defined]
        member._name_ = name
        cls._member_names_.append(name)
        cls._member_map_[name] = cls._value2member_map_[code] = member
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """For msgspec, which looks members up in a table of its own, made before others were added."""
        return cast("Self | None", cls._value2member_map_.get(value))


class OfficeKind(OpenSet):
    """What an office is in the tree of offices (core/domain/offices.py)."""

    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区"
    SITE = "site", "单位"
    DEPARTMENT = "department", "科室"


class Role(OpenSet):
    """Who may do what (product.md section 1).

    `held_by` are the kinds of office in which an account may have the role, none for residents and
    administrators; a role that `sees_below` reads what lies with the offices below its own. Roles of
    residents (`resident`) are had by log-in with a phone, never by an account somebody makes.
    """

    held_by: tuple[OfficeKind, ...]
    sees_below: bool
    resident: bool

    def __new__(
        cls,
        code: str,
        label: str = "",
        held_by: tuple[OfficeKind, ...] = (),
        sees_below: bool = False,
        resident: bool = False,
    ) -> Role:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.held_by = held_by
        member.sees_below = sees_below
        member.resident = resident
        return member

    DISTRICT_REVIEWER = "district_reviewer", "审核员", (OfficeKind.DISTRICT,)
    DISTRICT_VIEWER = "district_viewer", "查阅员", (OfficeKind.DISTRICT,)
    CITY_OFFICE = "city_office", "市中医处", (OfficeKind.CITY,), True
    CITY_COMMISSION = "city_commission", "市卫健委", (OfficeKind.CITY,), True
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"


CITY_ROLES = (Role.CITY_OFFICE, Role.CITY_COMMISSION)
"""Who works for the whole city: enters and publishes scores, reads every district."""


class Sex(Labelled):
    MALE = "male", "男"
    FEMALE = "female", "女"


class IdKind(Labelled):
    """Identity documents; only the resident identity card can be checked (G3)."""

    RESIDENT = "resident", "居民身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


class DocumentKind(OpenSet):
    """Attachments (G5); a kind that is `paged` shows the number of each page even when there is one."""

    paged: bool

    def __new__(cls, code: str, label: str = "", paged: bool = False) -> DocumentKind:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.paged = paged
        return member

    ID_FRONT = "id_front", "身份证正面"
    ID_BACK = "id_back", "身份证反面"
    POLICY_FILE = "policy_file", "公告附件"
    REPORT_FILE = "report_file", "报送版"


class OwnerKind(OpenSet):
    """To what a document belongs."""

    POLICY = "policy_notice", "政策公告"
    REPORT = "report", "报送版"


class Origin(Labelled):
    """How a filing came in: by the resident, or from the bureau's register of before (台账导入)."""

    RESIDENT = "", "居民端"
    REGISTER = "register", "台账导入"


class CaseState(Labelled):
    """How a case stands that offices review."""

    PENDING = "pending", "待审核"
    APPROVED = "approved", "已通过"
    RETURNED = "returned", "退回补正"
    REFUSED = "refused", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"


class NoticeState(Labelled):
    """A text message (G14): queued, with the carrier, delivered; failed ones are tried again or given up."""

    WAITING = "waiting", "待发"
    SENT = "sent", "已提交"
    DELIVERED = "delivered", "送达"
    FAILED = "failed", "失败"
    GIVEN_UP = "given_up", "放弃"


class PolicyState(Labelled):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class Level(Labelled):
    """Level of a finding as the clerk sees it."""

    PASS = "pass", "通过"
    CHECK = "check", "核对"
    CONFLICT = "conflict", "冲突"


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every frozen value; extra fields in a request are refused (security.md section 5, row 10)."""


class Evidence(Value, frozen=True):
    """Where a finding comes from: a field (`borrower.id_number`) or a document (`list`, page from 1)."""

    field: str = ""
    document: str = ""
    page: int = 0
    text: str = ""


class Finding(Value, frozen=True):
    """What a rule says of the facts.

    `rule` is the id of product.md section 3 ("G1"), `code` is stable ("G1_TITLE_TOO_LOW"), `message` is a
    Chinese sentence, `blocking` findings refuse the command, all others may be confirmed by the person
    who decides.
    """

    rule: str
    code: str
    level: Level
    message: str
    evidence: tuple[Evidence, ...] = ()
    blocking: bool = False


N = TypeVar("N", bound=Value)


class Parameters(Value, frozen=True):
    """Numbers that a rule reads and an office may change; defaults are those of product.md section 3.

    `own` holds what differs from the defaults of a programme's own numbers.
    """

    review_working_days: int = 20
    due_soon_days: int = 3
    opinion_max: int = 2000
    policy_files_max: int = 10
    notice_attempts: int = 5
    full_export_rows: int = 5000
    own: tuple[Value, ...] = ()

    def of(self, kind: type[N]) -> N:
        """Give a programme's own numbers."""
        return next((one for one in self.own if isinstance(one, kind)), None) or kind()


class DocumentRef(Value, frozen=True):
    """One uploaded image: digests (hex SHA-256) of the watermarked copy and of the sealed original (G17).

    `page` counts from 1; `size` is that of the copy in bytes; `width` and `height` are its pixels.
    """

    kind: DocumentKind
    sha256: str
    original_sha256: str
    page: int = 1
    size: int = 0
    width: int = 0
    height: int = 0
    media_type: str = "image/jpeg"


class ReturnItem(Value, frozen=True):
    """An item to correct (G15): `key` names a field (`borrower.phone`) or document (`borrower.id_front`)."""

    key: str
    reason: str


class SeenRecord(Value, frozen=True):
    """A record as a person saw it: with another version now, the person looks again."""

    id: str
    version: int


class PolicyFile(Value, frozen=True):
    """A file of a policy notice: its name as shown (cleaned), and the bytes by digest."""

    name: str
    document: DocumentRef
