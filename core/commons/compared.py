"""A frozen report beside today, in words: the numbers that differ, and the records because of which.

A programme compares (`Compared` is what it found, said); screen and paper are made from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.clock import local_text
from core.domain.values import Value
from core.figures.stat import StatColumn, StatTable

if TYPE_CHECKING:
    from core.commons.reports import FrozenReport

NAMED = 3
"""Records named beside a number; all stand in the rows below."""
LISTED = 2000
"""Records listed at most."""


class Difference(Value, frozen=True):
    """A number that differs: where it stands, what it is called, then and now, and its changed records.

    `office` and `year` say where on paper, `where` on the screen; `called` is the name on paper.
    """

    office: str
    year: str
    where: str
    name: str
    called: str
    before: int
    now: int
    records: tuple[str, ...]

    @property
    def signed(self) -> str:
        """`+3`, `−1`."""
        return f"{'+' if self.now > self.before else '−'}{abs(self.now - self.before):,}"


class Change(Value, frozen=True):
    """A record that is not what it was. `cells` are its line on the screen, `what` with its `tone` first.

    `short` names it beside a number, `words` say it on paper; `kind` and `target` are the record window that
    it opens, `target` empty for none.
    """

    id: str
    what: str
    tone: str
    cells: tuple[str, ...]
    office: str
    short: str
    words: str
    kind: str
    target: str


class Compared(Value, frozen=True):
    """`heads` are the titles of the lines of `changes`, `opens` what the button that opens one says.

    `how` says how it was compared, `proved` that the numbers frozen agree with the records frozen.
    """

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    proved: bool
    heads: tuple[str, ...]
    opens: str
    how: str

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Those without a record behind them."""
        return tuple(one for one in self.differences if not one.records)

    @property
    def proof(self) -> str:
        return "生成时的数字与当时的明细一致。" if self.proved else "生成时的数字与当时的明细不一致。"


def comparison_table(
    report: FrozenReport, compared: Compared, *, office: str, compared_at: str, made_by: str
) -> StatTable:
    """Make the comparison of a report with the data of `compared_at` (an instant) as a table."""
    facts = report.facts
    more = len(compared.changes) - LISTED
    left = (f"另有 {more:,} 条记录有变化，没有列出。",) if more > 0 else ()
    records = {one.id: one for one in compared.changes}
    return StatTable(
        title=f"{facts.title}与现在比较",
        office=office,
        period=f"报送版 {local_text(facts.made_at)} 生成，校验值 {report.hash[:12]}",
        filtered="只列有变化的数字和记录",
        as_of=facts.as_of,
        data_at=local_text(compared_at),
        made_by=made_by,
        columns=(
            StatColumn("区", "text", 14),
            StatColumn("年度", "text", 8),
            StatColumn("数字／变化", "text", 16),
            StatColumn("生成时"),
            StatColumn("现在"),
            StatColumn("增减", "text", 8),
            StatColumn("有关的记录", "text", 52),
        ),
        rows=(
            *(_row(one, records) for one in compared.differences),
            *((one.office, "—", one.what, None, None, "—", one.words) for one in compared.changes[:LISTED]),
        ),
        definitions=(compared.how, *left),
        proof=compared.proof,
        empty="数字和记录都与生成时相同。",
    )


def _row(one: Difference, records: dict[str, Change]) -> tuple[str | int, ...]:
    named = "；".join(records[id_].short for id_ in one.records[:NAMED])
    rest = f"等 {len(one.records):,} 条" if len(one.records) > NAMED else ""
    behind = f"{named}{rest}" or "没有找到对应的记录"
    return one.office, one.year, one.called, one.before, one.now, one.signed, behind
