"""What clerks do with scores on PCs, and what stands there and at the centre afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.domain.values import Role, SeenRecord
from sync.fates import overview
from sync.transactions import reading
from tests.kit import CITY

if TYPE_CHECKING:
    from core.actions import Actor
    from tests.sync.fake import Centre, Pc


def city_clerk(centre: Centre, name: str, role: Role = Role.CITY_OFFICE) -> Actor:
    actor = centre.world.city(role, name)
    centre.actors[actor.id] = actor
    return actor


def active(centre: Centre, sequence: int = 1) -> str:
    made: list[str] = []
    centre._record("", lambda: made.append(centre.world.active(sequence)))
    return made[0]


def record(centre: Centre, pc: Pc, study: str, tenths: int = 860) -> str:
    command = RecordScore(pc.ids.new(), centre.world.entry(study, tenths))
    pc.decider.decide(command, 0)
    return command.assessment_id


def publish(pc: Pc, score_id: str, version: int = 1) -> None:
    pc.decider.decide(PublishScores(pc.ids.new(), (SeenRecord(score_id, version),)), version)


def here(pc: Pc, kind: type[Any], record_id: str) -> Any:
    with reading(pc.unlocked.engine) as session:
        return session.get(kind, record_id)


def refusals(pc: Pc) -> list[str]:
    with reading(pc.unlocked.engine) as session:
        return [entry.code for entry in overview(session) if entry.state == "refused"]


def everything(centre: Centre) -> dict[Any, Any]:
    scopes = sorted(centre.world.city().scopes)
    return {key: body for scope in scopes for key, body in centre.rows(scope).items()}


def undo_publication(centre: Centre, score_id: str, study: str) -> None:
    """The centre is restored from before a publication."""
    connection = centre.session.connection()
    columns = "state = 'unpublished', published_at = '', published_by = '', published_by_name = ''"
    connection.exec_driver_sql("DROP TRIGGER assessment_published")
    connection.exec_driver_sql(
        f"UPDATE assessment SET {columns}, version = 1, scope = ? WHERE id = ?", (CITY, score_id)
    )
    connection.exec_driver_sql(
        "UPDATE apprenticeship SET state = 'active', ended_on = '', unpublished_scores = 1,"
        " version = version - 1 WHERE id = ?",
        (study,),
    )
    centre.session.commit()
