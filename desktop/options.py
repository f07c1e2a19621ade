"""How the program is started."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "shicheng"


class Options(NamedTuple):
    """`profile` is the folder of store and settings; `keyring` is `system`, `file:PATH` or `memory:`.

    `server` proposes an address at the first start; `demo` marks a new profile as invented data, which alone
    may use a keyring that is not the system's.
    """

    profile: Path
    keyring: str = "system"
    server: str = ""
    demo: bool = False
    exit_after_first_paint: bool = False


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; a wrong one ends the program with a sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="shicheng", description="师承备案桌面端")
    parser.add_argument("--profile", type=Path, help="存放本机数据的文件夹")
    parser.add_argument(
        "--keyring", type=_keyring, default="system", help="system、file:路径 或 memory:（后两种仅供演示）"
    )
    parser.add_argument("--server", default="", help="首次使用时填入的服务器地址")
    parser.add_argument("--demo", action="store_true", help="演示环境，数据均为虚构")
    parser.add_argument("--exit-after-first-paint", action="store_true", help=argparse.SUPPRESS)
    found = parser.parse_args(list(arguments))
    return Options(
        profile=found.profile or default_profile(),
        keyring=found.keyring,
        server=found.server,
        demo=found.demo,
        exit_after_first_paint=found.exit_after_first_paint,
    )


def default_profile() -> Path:
    """Give the folder of this account's data, on Windows below LocalAppData (it must not roam)."""
    import platformdirs

    return Path(platformdirs.user_data_dir(FOLDER, appauthor=False))


def _keyring(text: str) -> str:
    if text in ("system", "memory:") or (text.startswith("file:") and len(text) > len("file:")):
        return text
    raise argparse.ArgumentTypeError("应为 system、file:路径 或 memory:")
