"""A clerk's desk as bootstrap makes it, over a real encrypted store with a small world in it.

    def test_it(office: Office) -> None:
        office.fill(lambda world: world.filed())
        page = NOTICES.make(office.desk(Role.DISTRICT_REVIEWER))

The store is a copy of one that was migrated once a session (fixtures `empty_store` and `office` of conftest).
"""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from core.actions import Actor, execute
from core.domain.values import DocumentKind, PolicyFile, Role
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from core.store.tables import AuditEntry
from desktop.bootstrap.desk import StoreDesk
from desktop.bootstrap.facts import Facts
from desktop.bootstrap.pages import make_page
from desktop.settings import UiSettings
from sync.migrations import PC_VERSIONS
from sync.outbox import Decided
from tests import kit
from tests.desktop import filed
from tests.desktop.shell_samples import FakeCentre

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

KEY = bytes(32)
T = TypeVar("T")


def make_store(path: Path) -> None:
    """Make a migrated store with nothing in it; closing it brings all of it into the one file."""
    engine = open_store(path, KEY)
    migrate(engine, [PC_VERSIONS])
    engine.dispose()


class Office:
    """`decided` are the commands taken at any of its desks; `fault` is raised instead while it is set."""

    def __init__(self, path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine = open_store(path, KEY)
        self.lanes, self.prompts = lanes, prompts
        self.memory = UiSettings(path.parent / "window")
        self.factory = session_factory(self.engine)
        self.decided: list[Command] = []
        self.superseded: list[str] = []
        self.fault: KnownError | None = None
        nothing: Any = None
        self.world = kit.World(nothing)

    def close(self) -> None:
        """After the lanes."""
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[kit.World]:
        """The world with a session of its own, committed at the end."""
        with self.factory.begin() as session:
            self.world.session = session
            yield self.world

    def fill(self, tell: Callable[[kit.World], T]) -> T:
        """Let something happen in the world, as the centre judges it."""
        with self.writing() as world:
            return tell(world)

    def add(self, *records: object) -> None:
        """Put records into the store as they are."""
        with self.factory.begin() as session:
            session.add_all(records)

    def noted(self) -> list[tuple[str, str]]:
        """Act and subject of what this PC's own log keeps."""
        with self.factory() as session:
            kept = select(AuditEntry.action, AuditEntry.object).order_by(AuditEntry.seq)
            return [(action, subject) for action, subject in session.execute(kept)]

    def actor(self, role: Role) -> Actor:
        """The clerk of a role; those of a district are of 武昌区."""
        if role in (Role.CITY_OFFICE, Role.CITY_COMMISSION):
            return self.world.city(role)
        return Actor("clerk", "周敏", role, frozenset({kit.WUCHANG}))

    def desk(self, role: Role = Role.DISTRICT_REVIEWER, **changes: Any) -> StoreDesk:
        """Make the desk of a role; `changes` are fields of it."""
        unlocked: Any = SimpleNamespace(engine=self.engine, device_id="device-1", actor=self.actor(role))
        facts = Facts(unlocked, self.world.setting, self.world.clock)
        values: dict[str, Any] = {
            "engine": self.engine,
            "facts": facts,
            "setting": self.world.setting,
            "lanes": self.lanes,
            "prompts": self.prompts,
            "memory": self.memory,
            "decide": self.deciding(role),
            "new_id": self.world.ids.new,
            "images": SimpleNamespace(fetch=scan, refetch=scan, cached=scan),
            "outgoing": SimpleNamespace(keep_picture=keep_picture, keep_file=keep_file),
            "role": role,
            "districts": facts.districts(),
            "centre": FakeCentre(),
        }
        return StoreDesk(**(values | changes))

    def page(self, key: str, role: Role = Role.DISTRICT_REVIEWER, **changes: Any) -> Any:
        """Make a page as the program does."""
        return make_page(self.desk(role, **changes), key)

    def deciding(self, role: Role) -> Callable[..., Decided]:
        """As on a PC: one transaction, judged, not settled."""

        def decide(command: Command, base_version: int, supersedes: str = "") -> Decided:
            if self.fault is not None:
                raise self.fault
            context = self.world.context(self.actor(role), settles=False)
            with self.factory.begin() as session:
                outcome = execute(session, command, context)
            self.decided.append(command)
            self.superseded.append(supersedes)
            return Decided(context.op_id, outcome)

        return decide


def scan(_: str) -> bytes:
    return filed.scan("样例", (300, 420))


def keep_picture(data: bytes, kind: Any, page: int, mark: Any) -> Any:
    return kit.ref(kind, "chosen", page)


def keep_file(name: str, data: bytes) -> PolicyFile:
    return PolicyFile(name, kit.ref(DocumentKind.POLICY_FILE, name))
