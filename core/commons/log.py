"""操作日志 (A4): what the centre recorded for this office, and what only this PC knows of.

Both stand together in `log_line`, which triggers keep (migration pc_0003). Commands are in the log once they
came to the centre; of this PC's own chain only the rest is shown: views of full numbers, prints, exports,
log-ins.
"""

from __future__ import annotations

from core.domain.values import Value
from core.store.kept import Kept
from core.store.lists import ListOf


class LogQuery(Value, frozen=True):
    """Filter and order of 操作日志 (A4). `ok` is "1", "0" or empty; days are those of Wuhan, included.

    `text` finds the user's name, the label or the object; `place` is `centre`, `pc` or empty.
    """

    text: str = ""
    action: str = ""
    ok: str = ""
    place: str = ""
    at_from: str = ""
    at_to: str = ""
    sort: str = "at"
    descending: bool = True


class LogRow(Value, frozen=True):
    """One act. `place`: recorded at the centre, or by this PC only (views, prints, exports, log-ins)."""

    id: str
    at: str
    user_name: str
    action: str
    object: str
    label: str
    ok: bool
    code: str
    place: str
    device: str


LOG = ListOf(
    "log_line",
    LogQuery,
    LogRow,
    sorts={
        "at": ("at",),
        "user_name": ("user_name", "at"),
        "action": ("action", "at"),
        "label": ("label", "at"),
        "ok": ("ok", "at"),
        "place": ("place", "at"),
        "device": ("device", "at"),
    },
    filters={"ok": lambda where, ok, _: where.add("ok = ?", int(ok))},
    kept=Kept("log", ("place", "action", "ok")),
)
