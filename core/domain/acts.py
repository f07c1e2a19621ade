"""Chinese words for what people do: commands, and what else the log keeps (A2, A4)."""

from __future__ import annotations

OF_PERSONS = {
    "log_in": "登录",
    "log_in_failed": "登录失败",
    "password_changed": "修改密码",
    "device_enrolled": "登记电脑",
    "view_full_number": "查看完整号码",
}
OF_THE_HOUSE = {
    "print_report": "打印报送版",
    "print_stat": "打印统计表",
    "export_list": "导出列表",
    "save_report": "另存报送版",
    "compare_report": "比较报送版",
    "export_full_numbers": "导出完整号码",
    "second_person_failed": "第二人确认未通过",
    "save_document": "另存附件",
    "OP_REUSED": "操作编号重复（已拒绝）",
    "QUARANTINED": "操作暂存待处理",
    "BIND": "居民绑定账号",
    "UNBIND": "居民解除绑定",
}
"""Other acts by the stable word of the log; what begins with a small letter may stand in a PC's own chain."""

ACTS: dict[str, str] = {**OF_PERSONS, **OF_THE_HOUSE}
"""Every act: the above, each command and its variant as soon as it is defined, what programmes add."""


def act_word(action: str) -> str:
    """What a log shows of an action; an unknown one is shown as it is, so that nothing is hidden."""
    return ACTS.get(action, action)


OBJECTS = {
    "account": "用户账号",
    "device": "电脑",
    "op": "操作",
    "log": "操作日志",
}
"""What an act was about, by the kind before the colon; kinds of records bring their word themselves."""


def object_word(subject: str) -> str:
    """`用户账号` for `account:0190…`: a person reads a word, the number stands in a column of its own."""
    kind, _, _ = subject.partition(":")
    return OBJECTS.get(kind, subject)
