"""How the program is started."""

from __future__ import annotations

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


USAGE = """用法：shicheng [选项]
  --profile 文件夹   存放本机数据的文件夹
  --keyring 种类     system、file:路径 或 memory:（后两种仅供演示）
  --server 地址      首次使用时填入的服务器地址
  --demo             演示环境，数据均为虚构
  --help             显示这段说明
"""


class Usage(SystemExit):
    """The command line is wrong or asked for help; `text` says what, the exit code is 2 or 0."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(code)
        self.text = text


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; raises `Usage`. By hand, since argparse takes 5 ms before the first paint."""
    words = [part for word in arguments for part in _split(word)]
    given: dict[str, str] = {}
    while words:
        name = words.pop(0)
        if name in ("-h", "--help"):
            raise Usage(USAGE, 0)
        if name in ("--demo", "--exit-after-first-paint"):
            given[name] = "yes"
        elif name in ("--profile", "--keyring", "--server") and words:
            given[name] = words.pop(0)
        else:
            raise Usage(f"不认识或不完整的选项：{name}\n{USAGE}", 2)
    return Options(
        profile=Path(given["--profile"]) if "--profile" in given else default_profile(),
        keyring=_keyring(given.get("--keyring", "system")),
        server=given.get("--server", ""),
        demo="--demo" in given,
        exit_after_first_paint="--exit-after-first-paint" in given,
    )


def _split(word: str) -> list[str]:
    """`--server=URL` is two words."""
    return word.split("=", 1) if word.startswith("--") and "=" in word else [word]


def default_profile() -> Path:
    """Give the folder of this account's data, on Windows below LocalAppData (it must not roam)."""
    import platformdirs

    return Path(platformdirs.user_data_dir(FOLDER, appauthor=False))


def _keyring(text: str) -> str:
    if text in ("system", "memory:") or (text.startswith("file:") and len(text) > len("file:")):
        return text
    raise Usage(f"--keyring 应为 system、file:路径 或 memory:\n{USAGE}", 2)
