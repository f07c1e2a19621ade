"""What a clerk can do about a refused decision, by the stable code of the refusal (A2).

`tests/sync/test_advice.py` finds every code in the source that a PC can be told.
"""

from __future__ import annotations

REDO = "请查看服务器上的当前情况：同意则点“知道了”归入历史；仍需办理的，点“重新决定”。"
LOOK = "请查看服务器上的当前情况。确认后点“知道了”归入历史；仍需办理的，请到相应页面重新办理。"
ADVICE = {
    "ACTOR_DISABLED": "办理人的账号已停用，本项决定不生效。仍需办理的，请由在岗人员重新办理。",
    "ALREADY_CORRECTED": "这条成绩已有人录入更正，请在成绩列表中打开更正成绩核对，需要时直接修改。",
    "ALREADY_DECIDED": "该件已由他人办理，以服务器的结果为准。确认后点“知道了”。",
    "APPRENTICESHIP_NOT_FOUND": "服务器上没有这条师承关系，本项决定不生效。确认后点“知道了”。",
    "ASSESSMENT_NOT_FOUND": "这条成绩已被删除，本项决定不生效。仍需录入的，请在“考试成绩录入”中重新录入。",
    "ASSESSMENT_TYPE_UNKNOWN": "服务器上没有这种考核类型，请升级程序后重新录入。",
    "BAD_ARGUMENTS": "这项决定的内容服务器读不出来。请升级程序后重新办理；仍不行请联系系统管理员。",
    "BAD_PROOF": "本机的签名没有通过核对。请重新登录后再办理；仍不行请联系系统管理员。",
    "CHANGED_MEANWHILE": "您办理时看到的内容已被他人修改，请打开查看最新内容，再决定是否重新办理。",
    "CORRECTION_UNKNOWN": "要更正的成绩已不在或尚未公布，请在成绩列表中核对后重新办理。",
    "DISSOLUTION_FORBIDDEN": "请按列出的规则问题核对解除材料，再决定退回补正或不予解除。",
    "DOCUMENTS_NOT_SEEN": "请打开该件，查看全部材料或确认已核对纸质原件后重新办理。",
    "FILING_CHANGED": "申请人已更新材料，请打开该件，按新材料重新审核。",
    "FILING_FORBIDDEN": "请按列出的规则问题核对材料，再决定退回补正或不予备案。",
    "CONTENT_NOT_HERE": "等本机同步完成后，打开该件重新办理。",
    "FILING_KIND": "该件的类型与所作的决定不符，请打开该件，按现在的情况重新办理。",
    "FILING_NOT_FOUND": "该件已不在本区管辖范围内，本项决定不生效。确认后点“知道了”。",
    "FILING_STATE": "该件的状态已有变化，请打开查看现在的情况，再决定是否重新办理。",
    "FINDINGS_NOT_CONFIRMED": "服务器核验时出现了需要确认的提示，请打开该件，核对列出的提示后重新办理。",
    "IMPORT_FORBIDDEN": "这批台账整批没有导入。请再次导入同一文件，已有的行会自动略过，有错的行请更正。",
    "IMPORT_NOT_OURS": "只能导入本区的台账，本项决定不生效。确认后点“知道了”。",
    "IMPORT_TOO_LARGE": "一次导入的内容过多，请升级程序后再次导入同一文件。",
    "NOTARISATION_NOT_FOUND": "服务器上没有这份公证资料，本项决定不生效。确认后点“知道了”。",
    "NOTHING_SELECTED": "这次没有包含任何学员，请重新选择后办理。",
    "NOTICE_NOT_FAILED": "该短信已不是失败状态，无需重发。确认后点“知道了”。",
    "NOTICE_NOT_FOUND": "服务器上没有这条短信，无需处理。确认后点“知道了”。",
    "NOTICE_NO_PHONE": "收件人没有可用的手机号，请联系本人更新资料后再重发。",
    "NOT_ALLOWED": "办理人当时的权限已被收回，请联系主管确认。",
    "NOT_YOURS": "该件不由本单位办理，本项决定不生效。确认后点“知道了”。",
    "OPINION_TOO_LONG": "请打开该件，缩短审核意见后重新办理。",
    "OP_REUSED": "请联系系统管理员核查本机数据。",
    "OUT_OF_SCOPE": "该件已转出本区，本项决定不生效。确认后点“知道了”。",
    "POLICY_EXISTS": "这条公告已经保存过，请打开公告查看现在的内容。",
    "POLICY_FILE": "请打开公告，换成符合要求的附件后重新保存。",
    "POLICY_INCOMPLETE": "请打开公告，补全标题和正文后重新保存。",
    "POLICY_NOTICE_NOT_FOUND": "这条公告已被删除，本项决定不生效。确认后点“知道了”。",
    "POLICY_REASON_MISSING": "请打开公告，写明撤回原因后重新撤回。",
    "POLICY_REASON_TOO_LONG": "请打开公告，缩短撤回原因后重新撤回。",
    "POLICY_STATE": "该公告的状态已有变化，请打开公告查看现在的情况，再决定是否重新办理。",
    "POLICY_TOO_LONG": "请打开公告，缩短标题或正文后重新保存。",
    "POLICY_TOO_MANY_FILES": "请打开公告，减少附件后重新保存。",
    "PREDECESSOR_REJECTED": "请先处理前一项决定，再回到这里决定是否重新办理。",
    "PUBLICATION_FORBIDDEN": "这次公布整批没有生效。请按列出的问题处理，仍需公布的点“重新决定”。",
    "REFUSAL_INCOMPLETE": "请打开该件，写明理由后重新办理。",
    "RETURN_INCOMPLETE": "请打开该件，勾选需补正的项目并逐项写明原因后重新退回。",
    "REPORT_CLOCK": "请把本机的日期和时间调准，再在“报送版”中重新生成。",
    "REPORT_DAY": "统计日与生成时间不符，没有被接受。请在“报送版”中重新生成。",
    "REPORT_EXISTS": "这份报送版已经生成过，请在“报送版”列表中查看。确认后点“知道了”。",
    "REPORT_FILE": "报送版的文件没有被接受。请在“报送版”中重新生成。",
    "REPORT_HASH": "报送版的内容在上报前有变动，没有被接受。请在“报送版”中重新生成。",
    "REPORT_INCOMPLETE": "报送版的内容不完整，没有被接受。请在“报送版”中重新生成。",
    "REPORT_OFFICE": "报送版的单位或统计范围不属于本单位。请按本单位的范围重新生成。",
    "REPORT_TOO_LARGE": "统计数据过大，没有被接受。请分年度或分区重新生成。",
    "REPORT_YEAR": "报送版的统计年度不能使用。请在“报送版”中选择年度后重新生成。",
    "SCORES_FORBIDDEN": "这批成绩整批没有录入。请按列出的问题更正后，在“考核成绩批量录入”中重新录入。",
    "SCORE_EXISTS": "这名学生该类型的成绩已有人录入，请在成绩列表中打开核对，需要时直接修改。",
    "SCORE_FORBIDDEN": "请按列出的规则问题核对成绩和考核日期，更正后重新录入。",
    "SCORE_OF_ANOTHER": "这条成绩属于另一名学员，请在成绩列表中核对后重新录入。",
    "SCORE_PUBLISHED": "已公布的成绩不能修改。确有错误的，请录入更正成绩。",
    "STUDENT_NOT_FOUND": "服务器上没有这名学生的资料，本项决定不生效。确认后点“知道了”。",
    "TEACHER_NOT_FOUND": "服务器上没有这名老师的资料，本项决定不生效。确认后点“知道了”。",
    "TERMINATION_FORBIDDEN": "强制解除没有生效。请按列出的问题核对该师承关系现在的情况。",
    "TOO_MANY_SCORES": "一次办理的人数超过上限，请分几次办理。",
    "UNKNOWN_COMMAND": "服务器不认识这项操作，请升级程序后重新办理。",
}
"""What the clerk can do about a refusal, by its stable code."""


def advice(code: str, *, can_redo: bool) -> str:
    """Say what to do; `can_redo` when the decision can be taken anew from 同步中心."""
    return ADVICE.get(code, REDO if can_redo else LOOK)
