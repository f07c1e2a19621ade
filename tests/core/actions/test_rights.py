"""Who may give which command: every command is refused to every other role, before anything is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.actions import Actor, execute, may
from core.domain.commands import COMMANDS
from core.domain.errors import Refused
from core.domain.values import Role
from tests.kit import CITY, HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from core.domain.commands import Command
    from tests.kit import World

ALL = frozenset({CITY, WUCHANG, HONGSHAN})


@pytest.mark.parametrize("kind", COMMANDS.values(), ids=lambda kind: kind.name)
def test_another_role_is_refused(world: World, kind: type[Command]) -> None:
    command = kind(**dict.fromkeys(kind.__struct_fields__))
    for role in Role:
        assert may(role, kind) is (role in kind.roles)
        if not may(role, kind):
            with pytest.raises(Refused) as error:
                execute(world.session, command, world.context(Actor("u", "某人", role, ALL)))
            assert error.value.code == "NOT_ALLOWED"
            assert role.label in error.value.message
            assert error.value.message.endswith(
                f"此操作只能由{'、'.join(one.label for one in kind.roles)}办理。"
            )
