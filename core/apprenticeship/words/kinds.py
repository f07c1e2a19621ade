"""What 师承备案 adds to the open sets: documents, their owners, statistics that can be frozen."""

from __future__ import annotations

from core.domain.reports import ReportKind
from core.domain.values import DocumentKind, OwnerKind

TITLE_FRONT = DocumentKind.register("title_front", "职称证正面")
TITLE_BACK = DocumentKind.register("title_back", "职称证反面")
QUALIFICATION_FRONT = DocumentKind.register("qualification_front", "资格证正面")
QUALIFICATION_BACK = DocumentKind.register("qualification_back", "资格证反面")
LICENCE = DocumentKind.register("licence", "执业证")
ORGANISATION = DocumentKind.register("organisation", "机构代码证")
DIPLOMA = DocumentKind.register("diploma", "学历证书")
NOTARIAL_PAGE = DocumentKind.register("notarial_page", "公证书", True)
DISSOLUTION_PROOF = DocumentKind.register("dissolution_proof", "解除证明", True)
TERMINATION_BASIS = DocumentKind.register("termination_basis", "强制解除依据")

OF_TEACHER = OwnerKind.register("teacher", "老师")
OF_STUDENT = OwnerKind.register("student", "学生")
OF_NOTARISATION = OwnerKind.register("notarisation", "公证")
OF_FILING = OwnerKind.register("filing", "备案申请")
OF_TERMINATION = OwnerKind.register("termination", "强制解除")

YEARS = ReportKind.register("years", "各区年度备案情况")
TEACHERS = ReportKind.register("teachers", "各老师带教学生情况")
PASSES = ReportKind.register("passes", "考核合格人员统计")
