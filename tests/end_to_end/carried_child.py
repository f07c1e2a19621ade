"""The server as `serve` runs it, with a carrier of a test and messages looked for without a pause.

`python -m tests.end_to_end.carried_child DATA CARRIER SECRET`
"""

from __future__ import annotations

import sys
from pathlib import Path

from server.config import Config
from server.serving import serve


def main(data: str, carrier: str, secret: str) -> None:
    folder = Path(data)
    config = Config(
        data=folder,
        argon2_kib=64,
        argon2_rounds=1,
        gateway="http",
        gateway_url=carrier,
        gateway_secret=secret,
        notice_pause_seconds=0.05,
    )
    serve(config, host="127.0.0.1", port=0, ready_file=folder / "ready.json")


if __name__ == "__main__":
    main(*sys.argv[1:])
