"""Python's cyclic garbage is collected in the window's thread, and only there.

Python collects in whichever thread happens to allocate. What it finds there may be a window that nobody
holds any more; destroyed outside of the window's thread, it leaves timers behind that fire into freed memory,
and the program ends by a signal.
"""

from __future__ import annotations

import gc

OLD = 4
"""How many times Python's own threshold the old objects wait: a full collection takes the longest."""


def spare_program() -> None:
    """Leave all that was loaded with the program out of every later collection; any thread may ask.

    Most objects are modules, classes and mappings, which live as long as the program. Looking through them
    again and again would stall the window for 0.1 s (performance.md P15). To be called before somebody logs
    in: what a session made must go with it.
    """
    gc.freeze()


class WindowGarbage:
    """Takes collecting over from Python until `give_back`; `collect` is for the window's thread."""

    def __init__(self) -> None:
        self._took = gc.isenabled()
        gc.disable()

    def collect(self) -> None:
        """Collect what is due by Python's thresholds; nothing, most times."""
        new, young, old = gc.get_threshold()
        news, youngs, olds = gc.get_count()
        if news > new:
            gc.collect(2 if olds > old * OLD else 1 if youngs > young else 0)

    def give_back(self) -> None:
        """Let Python collect again: there is one thread only."""
        if self._took:
            gc.enable()
        self._took = False
