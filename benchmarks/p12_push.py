"""P12: waiting decisions pushed to the real server on PostgreSQL, against COPY of the rows they change."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import pairs, row, seconds
from core.apprenticeship.commands.filing import ApproveFiling
from core.store.codec import columns_of
from tests.end_to_end.real import RealPc, RealServer
from tests.postgres import Cluster, find_programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.measure import Row

DECISIONS = 140
"""Six rounds of them: the invented people of `tests.kit` end at 999."""
KINDS = ("apprenticeship", "filing", "filing_decision")
GOAL = 0.15


def rows() -> Iterator[Row]:
    """One row, in decisions per second over HTTP; fresh filings arrive and are decided before each run."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        bench = Bench(Path(folder), stack)
        result = pairs(bench.push, bench.copy)
    against = "the rows of the same decisions by COPY into a temporary table and ON CONFLICT"
    yield row(
        f"P12 push of {DECISIONS} decisions",
        result,
        unit="decisions/s",
        against=against,
        goal=GOAL,
        at_least=True,
    )


class Bench:
    """One server process on a throw-away PostgreSQL, and one PC."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        programs = find_programs()
        if programs is None:
            raise RuntimeError("PostgreSQL's server programs are not installed")
        home = Path(tempfile.mkdtemp(prefix="pg-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        cluster = Cluster(home, programs)
        stack.callback(cluster.stop)
        cluster.start()
        self._server = RealServer(folder / "server", cluster.url(cluster.create()))
        stack.callback(self._server.close)
        self._server.account("zhoumin", "周敏")
        self._server.start()
        self._pc = RealPc(folder / "pc", self._server, "zhoumin")
        stack.callback(self._pc.close)
        self._filed = 0
        self._decided: list[str] = []

    def push(self) -> float:
        """Decide what arrived, then time the push alone."""
        filings = self._server.file(DECISIONS, first=self._filed + 1)
        self._filed += DECISIONS
        self._pc.sync.run_once()
        commands = [ApproveFiling(one, 1, "材料齐全", paper_seen=True) for one in filings]
        self._decided = [self._pc.decider.decide(command, 1).op_id for command in commands]
        taken = seconds(self._pc.sync._push)
        state = self._pc.sync.run_once()
        if state.waiting or state.problem:
            raise RuntimeError(f"the push did not succeed: {state.problem}")
        return DECISIONS / taken

    def copy(self) -> float:
        """Write the rows that these decisions changed once more, the fastest way there is."""
        bodies: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        everything = self._server.rows()
        decided = [everything["filing_decision", op_id] for op_id in self._decided]
        bodies["filing_decision"] = decided
        at = columns_of("filing_decision").index("filing_id")
        bodies["filing"] = [everything["filing", body[at]] for body in decided]
        at = columns_of("filing").index("apprenticeship_id")
        bodies["apprenticeship"] = [everything["apprenticeship", body[at]] for body in bodies["filing"]]
        return DECISIONS / seconds(lambda: self._copy(bodies))

    def _copy(self, bodies: dict[str, list[Any]]) -> None:
        with self._server.centre.engine.begin() as connection:
            cursor: Any = connection.connection.cursor()
            for kind, some in bodies.items():
                names = ", ".join(f'"{name}"' for name in columns_of(kind))
                changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns_of(kind))
                cursor.execute(f'CREATE TEMP TABLE incoming (LIKE "{kind}") ON COMMIT DROP')
                with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
                    for body in some:
                        copy.write_row(body)
                cursor.execute(
                    f'INSERT INTO "{kind}" ({names}) SELECT {names} FROM incoming '
                    f"ON CONFLICT (id) DO UPDATE SET {changes}"
                )
                cursor.execute("DROP TABLE incoming")
