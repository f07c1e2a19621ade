"""Chinese words for what people do: commands, and what else the log keeps (A2, A4)."""

from __future__ import annotations

ACTS: dict[str, str] = {}
"""Words of commands and of their variants by name; a command is in it as soon as it is defined."""

OTHER_WORDS = {
    "log_in": "登录",
    "log_in_failed": "登录失败",
    "password_changed": "修改密码",
    "device_enrolled": "登记电脑",
    "view_full_number": "查看完整号码",
    "print_check_sheet": "生成双人核对单",
    "print_form": "打印备案表",
    "print_archive": "生成档案包",
    "print_transcript": "打印成绩单",
    "print_notice": "打印补正告知书",
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
"""By the stable word of the log; what begins with a small letter may stand in a PC's own chain."""


def act_word(action: str) -> str:
    """What a log shows of an action; an unknown one is shown as it is, so that nothing is hidden."""
    return ACTS.get(action) or OTHER_WORDS.get(action) or action


REFUSALS = {
    "NOT_ALLOWED": "没有这项权限",
    "NOT_YOURS": "不是本人的事项",
    "ACTOR_DISABLED": "用户已被停用",
    "BAD_PROOF": "签名无效",
    "BAD_ARGUMENTS": "内容不完整或格式不对",
    "UNKNOWN_COMMAND": "程序版本过低",
    "OP_REUSED": "操作编号重复",
    "OUT_OF_SCOPE": "已转出本区",
    "PREDECESSOR_REJECTED": "前一项决定未被接受",
    "ALREADY_DECIDED": "已由他人办理",
    "CHANGED_MEANWHILE": "资料已有更新",
    "FILING_CHANGED": "申请已有更新",
    "FILING_STATE": "申请的状态不符",
    "FILING_NOT_FOUND": "没有找到这件申请",
    "FILING_FORBIDDEN": "不符合备案规定",
    "DISSOLUTION_FORBIDDEN": "不符合解除规定",
    "FINDINGS_NOT_CONFIRMED": "有提示未确认",
    "DOCUMENTS_NOT_SEEN": "材料未查看",
    "CONTENT_NOT_HERE": "内容还没有同步完",
    "FILING_KIND": "不是这一类申请",
    "FIELD_LOCKED": "已锁定的项目",
    "ITEM_LOCKED": "不在补正项目内",
    "RETURN_INCOMPLETE": "退回项目不完整",
    "REFUSAL_INCOMPLETE": "没有写明理由",
    "OPINION_TOO_LONG": "审核意见过长",
    "ALREADY_REGISTERED": "已经注册",
    "TEACHER_NOT_QUALIFIED": "不符合带教条件",
    "TEACHER_NOT_REGISTERED": "老师尚未注册",
    "STUDENT_INCOMPLETE": "学生资料不完整",
    "NOTARISATION_USED": "公证书已用于备案",
    "UNKNOWN_DISTRICT": "没有这个区",
    "IMPORT_FORBIDDEN": "台账中有不能导入的行",
    "IMPORT_NOT_OURS": "不是本区的台账",
    "IMPORT_TOO_LARGE": "一次导入的内容过多",
    "TERMINATION_FORBIDDEN": "不符合强制解除规定",
    "SCORE_EXISTS": "已有未公布成绩",
    "SCORE_FORBIDDEN": "不符合成绩录入规定",
    "SCORES_FORBIDDEN": "不符合成绩录入规定",
    "SCORE_OF_ANOTHER": "不是同一段师承关系",
    "SCORE_PUBLISHED": "成绩已公布",
    "TOO_MANY_SCORES": "一次的人数过多",
    "ASSESSMENT_TYPE_UNKNOWN": "没有这种考核",
    "CORRECTION_UNKNOWN": "没有要更正的成绩",
    "ALREADY_CORRECTED": "已经更正过",
    "NOTHING_SELECTED": "没有选择成绩",
    "PUBLICATION_FORBIDDEN": "不符合公布规定",
    "NOTICE_NOT_FAILED": "短信不是失败状态",
    "NOTICE_NO_PHONE": "没有可用的手机号",
    "POLICY_EXISTS": "公告已经存在",
    "POLICY_STATE": "公告的状态不符",
    "POLICY_FILE": "附件不能使用",
    "POLICY_INCOMPLETE": "公告不完整",
    "POLICY_TOO_LONG": "公告过长",
    "POLICY_TOO_MANY_FILES": "附件过多",
    "POLICY_REASON_MISSING": "没有写明撤回原因",
    "POLICY_REASON_TOO_LONG": "撤回原因过长",
    "REPORT_CLOCK": "本机时钟不准",
    "REPORT_DAY": "统计日不符",
    "REPORT_EXISTS": "报送版已经存在",
    "REPORT_FILE": "文件不能使用",
    "REPORT_HASH": "校验值不一致",
    "REPORT_INCOMPLETE": "报送版不完整",
    "REPORT_OFFICE": "不是本单位的报送",
    "REPORT_TOO_LARGE": "统计数据过大",
    "REPORT_YEAR": "统计年度不符",
    "WRONG_CREDENTIALS": "用户名或密码不正确",
    "APPRENTICESHIP_NOT_FOUND": "没有找到师承关系",
    "ASSESSMENT_NOT_FOUND": "没有找到这条成绩",
    "NOTICE_NOT_FOUND": "没有找到这条短信",
    "POLICY_NOTICE_NOT_FOUND": "没有找到这条公告",
    "TEACHER_NOT_FOUND": "没有找到老师资料",
    "STUDENT_NOT_FOUND": "没有找到学生资料",
    "NOTARISATION_NOT_FOUND": "没有找到公证资料",
    "WRONG_PASSWORD": "用户名或密码不正确",
    "LOCKED": "连续输错，暂时锁定",
}
"""Short words for the codes of refusals; the whole sentence was told to the person who decided."""


def refusal_word(code: str) -> str:
    """Why something was refused, for a list; no code without words, and none is hidden."""
    if code in REFUSALS or not code:
        return REFUSALS.get(code, "")
    if code.endswith("_NOT_FOUND"):
        return "没有找到这条记录"
    return "办理时出现意外" if code.startswith("QUARANTINED_") else f"其他原因（{code}）"


OBJECTS = {
    "account": "用户账号",
    "device": "电脑",
    "teacher": "老师资料",
    "student": "学生资料",
    "filing": "备案申请",
    "apprenticeship": "师承关系",
    "assessment": "考核成绩",
    "notice": "短信",
    "policy_notice": "政策公告",
    "report": "报送版",
    "op": "操作",
    "log": "操作日志",
}
"""What an act was about, by the kind before the colon."""


def object_word(subject: str) -> str:
    """`用户账号` for `account:0190…`: a person reads a word, the number stands in a column of its own."""
    kind, _, _ = subject.partition(":")
    return OBJECTS.get(kind, subject)
