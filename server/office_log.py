"""操作日志 (A4) of what is no command that was applied: refusals, log-ins, passwords, PCs.

Each entry is written in the transaction of what it tells of, beside a link of the audit chain, and goes into
the feed of the office.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import audit
from core.actions.log import label_of, office_scope
from core.domain.commands import COMMANDS, decode_args
from core.domain.errors import KnownError
from core.store.base import scopes_of
from core.store.recorder import Recorder
from core.store.tables import LogEntry
from server import actors
from server.feed import write_feed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command
    from core.store.base import Record
    from server.centre import Centre
    from sync.protocol import Envelope


def link(
    session: Session,
    centre: Centre,
    account_id: str,
    action: str,
    subject: str,
    *,
    ok: bool = True,
    chain: str = audit.CENTRE,
) -> None:
    """Add an act of an account to the audit chain of its office, before anything is written to the feed."""
    actor = actors.named(session, centre.setting, account_id)
    offices = actor.offices(centre.setting.offices) if actor is not None else ()
    audit.append(
        session,
        device=audit.chain_of(offices[0] if len(offices) == 1 else "", account_id, chain),
        time=centre.now,
        user=account_id,
        action=action,
        subject=subject,
        ok=ok,
    )


def note(
    session: Session,
    centre: Centre,
    account_id: str,
    action: str,
    subject: str,
    *,
    device: str = "",
    label: str = "",
    code: str = "",
) -> None:
    """Write an act of an account, whether it is still active or not; `code` says why it was refused.

    Accounts without an office (administrators, unknown ones) stand in the audit chain only. The feed row
    carries no op_id: on the PC that would mean that the command was applied.
    """
    actor = actors.named(session, centre.setting, account_id)
    scope = office_scope(actor, centre.setting) if actor is not None else ""
    if actor is None or not scope:
        return
    with Recorder(session) as recorder:
        session.add(
            LogEntry(
                id=centre.ids.new(),
                scope=scope,
                at=centre.now,
                user=actor.id,
                user_name=actor.name,
                device=device,
                action=action,
                object=subject,
                label=label,
                ok=int(not code),
                code=code,
            )
        )
    write_feed(session, recorder, "")


def note_refusal(
    session: Session, centre: Centre, envelope: Envelope, record: Record | None, code: str
) -> None:
    """Write that a clerk's command was refused: the office sees it, gone accounts too (fault 28)."""
    actor = actors.named(session, centre.setting, envelope.actor_id)
    command = _command(envelope)
    seen = record is not None and actor is not None and actor.reads.intersection(scopes_of(record))
    note(
        session,
        centre,
        envelope.actor_id,
        command.act(record) if command else envelope.name[:120],
        _subject(envelope),
        device=envelope.device_id,
        label=label_of(command, record if seen else None) if command else "",
        code=code,
    )


def _subject(envelope: Envelope) -> str:
    kind = COMMANDS.get((envelope.name, envelope.version))
    name = kind.subject_field.removesuffix("_id") if kind else "op"
    return f"{name}:{envelope.subject if kind else envelope.op_id}"[:120]


def _command(envelope: Envelope) -> Command | None:
    """Give the command, or None when this version cannot read it."""
    try:
        return decode_args(envelope.name, envelope.version, envelope.args)
    except KnownError:
        return None
