"""The residents' roles of the programme (product.md section 1)."""

from __future__ import annotations

from core.domain.values import Role

TEACHER = Role.register("teacher", "老师", (), False, True)
STUDENT = Role.register("student", "学生", (), False, True)
