"""A role at a province, as a programme will bring one: import the fixture with `# noqa: F401`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.domain.values import OfficeKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

PROVINCE = "420000"


@pytest.fixture
def province_office() -> Iterator[Role]:
    """A role that is held at a province and sees below; forgotten after the test."""
    role = Role.register("province_office", "省局", (OfficeKind.PROVINCE,), True)
    yield role
    Role._member_names_.remove(role.name)
    del Role._member_map_[role.name], Role._value2member_map_[role.value]
