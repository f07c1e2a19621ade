"""Why a command can be refused: stable code, short words, what a clerk can do about it (A2, A4).

A refusal is a constant beside the action that raises it, by calling it: `raise ALREADY_DECIDED("…")`. Here
stand those of every action and of every reviewed case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.errors import Refused

if TYPE_CHECKING:
    from core.domain.values import Finding

REFUSALS: dict[str, Refusal] = {}
"""Every refusal by its code; one is in it as soon as it is defined."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to refuse. `code` is on the wire and in logs and never changes.

    `short` stands in a column of the log: at most 12 characters. `advice` is what 同步中心 tells the clerk to
    do; empty where nobody sees it there (residents read the sentence itself). `says` is the sentence
    when it is always the same.
    """

    code: str
    short: str
    advice: str = ""
    says: str = ""

    def __post_init__(self) -> None:
        if REFUSALS.setdefault(self.code, self) != self:
            raise TypeError(f"{self.code} is a refusal already")

    def __call__(self, message: str = "", findings: tuple[Finding, ...] = ()) -> Refused:
        """Give the error to raise, with a Chinese sentence."""
        return Refused(self.code, message or self.says, findings)


def refusal_word(code: str) -> str:
    """Why something was refused, for a list; no code without words, and none is hidden."""
    if code in REFUSALS or not code:
        return REFUSALS[code].short if code else ""
    if code.endswith("_NOT_FOUND"):
        return "没有找到这条记录"
    return "办理时出现意外" if code.startswith("QUARANTINED_") else f"其他原因（{code}）"


NOT_ALLOWED = Refusal(
    "NOT_ALLOWED", short="没有这项权限", advice="办理人当时的权限已被收回，请联系主管确认。"
)
NOT_YOURS = Refusal(
    "NOT_YOURS", short="不是本人的事项", advice="该件不由本单位办理，本项决定不生效。确认后点“知道了”。"
)
ACTOR_DISABLED = Refusal(
    "ACTOR_DISABLED",
    short="用户已被停用",
    advice="办理人的账号已停用，本项决定不生效。仍需办理的，请由在岗人员重新办理。",
)
BAD_PROOF = Refusal(
    "BAD_PROOF",
    short="签名无效",
    advice="本机的签名没有通过核对。请重新登录后再办理；仍不行请联系系统管理员。",
)
BAD_ARGUMENTS = Refusal(
    "BAD_ARGUMENTS",
    short="内容不完整或格式不对",
    advice="这项决定的内容服务器读不出来。请升级程序后重新办理；仍不行请联系系统管理员。",
)
UNKNOWN_COMMAND = Refusal(
    "UNKNOWN_COMMAND", short="程序版本过低", advice="服务器不认识这项操作，请升级程序后重新办理。"
)
OP_REUSED = Refusal("OP_REUSED", short="操作编号重复", advice="请联系系统管理员核查本机数据。")
OUT_OF_SCOPE = Refusal(
    "OUT_OF_SCOPE", short="已转出本区", advice="该件已转出本区，本项决定不生效。确认后点“知道了”。"
)
PREDECESSOR_REJECTED = Refusal(
    "PREDECESSOR_REJECTED",
    short="前一项决定未被接受",
    advice="请先处理前一项决定，再回到这里决定是否重新办理。",
)
CHANGED_MEANWHILE = Refusal(
    "CHANGED_MEANWHILE",
    short="资料已有更新",
    advice="您办理时看到的内容已被他人修改，请打开查看最新内容，再决定是否重新办理。",
)
FINDINGS_NOT_CONFIRMED = Refusal(
    "FINDINGS_NOT_CONFIRMED",
    short="有提示未确认",
    advice="服务器核验时出现了需要确认的提示，请打开该件，核对列出的提示后重新办理。",
)

ALREADY_DECIDED = Refusal(
    "ALREADY_DECIDED", short="已由他人办理", advice="该件已由他人办理，以服务器的结果为准。确认后点“知道了”。"
)
FILING_STATE = Refusal(
    "FILING_STATE",
    short="申请的状态不符",
    advice="该件的状态已有变化，请打开查看现在的情况，再决定是否重新办理。",
)
FILING_CHANGED = Refusal(
    "FILING_CHANGED", short="申请已有更新", advice="申请人已更新材料，请打开该件，按新材料重新审核。"
)
DOCUMENTS_NOT_SEEN = Refusal(
    "DOCUMENTS_NOT_SEEN",
    short="材料未查看",
    advice="请打开该件，查看全部材料或确认已核对纸质原件后重新办理。",
)
CONTENT_NOT_HERE = Refusal(
    "CONTENT_NOT_HERE", short="内容还没有同步完", advice="等本机同步完成后，打开该件重新办理。"
)
OFFICE_WRONG = Refusal("OFFICE_WRONG", short="受理单位不对", says="请选择受理这项申请的单位。")
FORM_INCOMPLETE = Refusal("FORM_INCOMPLETE", short="填写不符合要求")
ITEM_LOCKED = Refusal("ITEM_LOCKED", short="不在补正项目内")
RETURN_INCOMPLETE = Refusal(
    "RETURN_INCOMPLETE",
    short="退回项目不完整",
    advice="请打开该件，勾选需补正的项目并逐项写明原因后重新退回。",
)
REFUSAL_INCOMPLETE = Refusal(
    "REFUSAL_INCOMPLETE", short="没有写明理由", advice="请打开该件，写明理由后重新办理。"
)
OPINION_TOO_LONG = Refusal(
    "OPINION_TOO_LONG", short="审核意见过长", advice="请打开该件，缩短审核意见后重新办理。"
)

WRONG_CREDENTIALS = Refusal("WRONG_CREDENTIALS", short="用户名或密码不正确")
WRONG_PASSWORD = Refusal("WRONG_PASSWORD", short="用户名或密码不正确")
LOCKED = Refusal("LOCKED", short="连续输错，暂时锁定")
