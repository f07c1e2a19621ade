"""Commands that build on others of the same PC: refused, and not run, when one of those was (fault 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import or_, select

from core.domain.acts import act_word
from core.domain.refusals import PREDECESSOR_REJECTED
from server.tables import LEDGER
from sync.protocol import Verdict

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.protocol import Envelope


def require_accepted(session: Session, envelope: Envelope) -> None:
    """Raise Refused PREDECESSOR_REJECTED when a command named in `after` was refused.

    Only commands of the same PC or the same clerk count: nobody learns of others' by naming an id.
    """
    if not envelope.after:
        return
    own = or_(LEDGER.c.device_id == envelope.device_id, LEDGER.c.actor_id == envelope.actor_id)
    wanted = select(LEDGER.c.name, LEDGER.c.verdict).where(
        LEDGER.c.op_id.in_(envelope.after), LEDGER.c.status == "rejected", own
    )
    refused = session.execute(wanted.order_by(LEDGER.c.device_seq).limit(1)).first()
    if refused is not None:
        why = msgspec.json.decode(refused.verdict, type=Verdict).message.rstrip("。")
        raise PREDECESSOR_REJECTED(
            f"这项操作以前一项“{act_word(refused.name)}”为基础，而前一项没有被接受（{why}），因此没有执行。",
        )
