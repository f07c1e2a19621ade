"""The group of the navigation under which the pages of 师承备案 stand."""

from __future__ import annotations

GROUP = "个体师承备案"
