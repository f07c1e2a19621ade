"""Who may import whom: the table of ARCHITECTURE.md, read against every import statement there is."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("core", "sync", "server", "desktop", "resources")
PYSIDE = {"PySide6", "shiboken6"}
SCREEN = PYSIDE | {"core.domain", "core.files.fonts", "desktop", "resources"}
EVERYTHING_BUT_SERVER = SCREEN | {"core", "sync", "sqlalchemy", "platformdirs", "keyring", "requests"}

PROGRAMMES = ("apprenticeship", "exam", "residency", "training", "blank")
"""One name in every part: `core.NAME`, `desktop.views.NAME`, `server.residents.NAME` and so on."""

DATA = {"core.domain", "core.store", "core.programme", "msgspec", "sqlalchemy"}
PAPER = {"core.files", "core.workbooks", "core.paper", "core.figures", "resources"}
SHEETS = {"openpyxl", "xlsxwriter", "python_calamine"}
ENGINE = DATA | PAPER | {"core.actions", "core.audit", "core.commons", "core.applications", "core.imports"}

# A part is the longest of these names that a module's name starts with. Besides itself and the standard
# library it may import what stands beside it, and what is below that.
ALLOWED: dict[str, set[str]] = {
    "core": set(),
    "core.domain": {"msgspec", "resources"},
    "core.store": DATA | {"alembic", "sqlcipher3", "pypinyin"},
    "core.actions": DATA | {"core.audit", "pypinyin"},
    "core.audit": DATA,
    "core.programme": DATA | {"core.actions", "core.figures", "core.paper"},
    "core.programmes": {"core"},
    "core.files": {"core.domain", "msgspec", "PIL", "cryptography", "resources", "python_calamine"}
    | {"defusedxml", "pypdfium2"},
    "core.workbooks": DATA | PAPER | SHEETS,
    "core.imports": DATA | PAPER | SHEETS,
    "core.paper": DATA | PAPER | {"reportlab"},
    "core.figures": DATA | PAPER,
    "core.commons": ENGINE,
    "core.applications": ENGINE,
    **{f"core.{name}": ENGINE | SHEETS | {"reportlab", "pypinyin"} for name in PROGRAMMES},
    "sync": {"core", "sqlalchemy", "msgspec", "requests", "urllib3", "zstandard"}
    | {"keyring", "cryptography", "argon2", "platformdirs"},
    "sync.protocol": {"core.domain", "msgspec"},
    "sync.migrations": {"alembic", "sqlalchemy"},
    "server": {"core", "sync.protocol", "sqlalchemy", "msgspec", "litestar", "uvicorn", "psycopg", "httpx"}
    | {"argon2", "cryptography", "zstandard", "resources"},
    "server.migrations": {"alembic", "sqlalchemy"},
    "server.sample": {"core", "server", "sync.protocol", "PIL", "msgspec", "httpx", "sqlalchemy", "litestar"}
    | {"cryptography", "xlsxwriter"},
    "desktop": SCREEN | {"platformdirs"},
    "desktop.models": PYSIDE | {"core.domain"},
    "desktop.views": SCREEN | {"core", "msgspec"},
    "desktop.bootstrap": EVERYTHING_BUT_SERVER,
    "desktop.tour": EVERYTHING_BUT_SERVER | {"openpyxl"},
    "desktop.__main__": EVERYTHING_BUT_SERVER,
    "resources": set(),
}

# What may be named in annotations only; nothing of it is imported while the program runs.
ONLY_TYPES: dict[str, set[str]] = {
    "desktop": {"core", "sync", "sqlalchemy"},
    "desktop.models": {"core"},
    "desktop.views": {"sync", "sqlalchemy"},
}

# Where the programmes are handed to the engine.
ROOTS = (
    *("core.programmes", "desktop.bootstrap", "desktop.tour", "desktop.__main__"),
    *("server.app", "server.cli", "server.sample"),
)


@dataclass(frozen=True)
class Import:
    """One imported name, as far as it is a module: `from core import audit` is core.audit."""

    module: str
    line: int
    target: str
    types_only: bool


def modules() -> list[tuple[str, Path]]:
    """Every module of the program by its full name."""
    found = []
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*.py")):
            names = path.relative_to(ROOT).with_suffix("").parts
            found.append((".".join(names[:-1] if names[-1] == "__init__" else names), path))
    return found


def part_of(module: str) -> str:
    """The longest entry of the table that holds the module."""
    return max((name for name in ALLOWED if is_below(module, name)), key=len)


def is_below(module: str, name: str) -> bool:
    return module == name or module.startswith(f"{name}.")


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def targets(node: ast.stmt, module: str, path: Path) -> Iterator[str]:
    """Full names of what one statement imports; relative imports are resolved."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        above = package.split(".")[: len(package.split(".")) - max(node.level - 1, 0)]
        base = ".".join([*above, node.module or ""]).strip(".") if node.level else str(node.module)
        for alias in node.names:
            name = f"{base}.{alias.name}"
            yield name if base.partition(".")[0] in PARTS and is_module(name) else base


def walk(nodes: list[ast.stmt], types_only: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Every statement, and whether it stands below `if TYPE_CHECKING`."""
    for node in nodes:
        yield node, types_only
        below = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for field in ("body", "handlers", "finalbody", "cases"):
            yield from walk(getattr(node, field, []), types_only or below)
        yield from walk(getattr(node, "orelse", []), types_only)


def imports(module: str, path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node, types_only in walk(tree.body):
        for target in targets(node, module, path):
            if target.partition(".")[0] not in sys.stdlib_module_names:
                yield Import(module, node.lineno, target, types_only)


def is_allowed(found: Import) -> bool:
    part = part_of(found.module)
    allowed = {part} | ALLOWED[part] | (ONLY_TYPES.get(part, set()) if found.types_only else set())
    if any(is_below(found.target, name) for name in allowed):
        # A part below an allowed one that is nobody else's: `desktop` may not reach over to bootstrap.
        return not (is_below(found.target, "desktop.bootstrap") and part not in {*COMPOSERS})
    return False


COMPOSERS = {"desktop.bootstrap", "desktop.tour", "desktop.__main__"}


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_imports_follow_the_table(part: str) -> None:
    found = [item for name, path in modules() if part_of(name) == part for item in imports(name, path)]
    wrong = [f"{item.module}:{item.line} imports {item.target}" for item in found if not is_allowed(item)]
    assert not wrong, "\n".join(wrong)


def programme_of(module: str) -> str:
    """The programme in whose rooms a module lies; empty for the engine."""
    rooms = ("core", "desktop.views", "server.residents", "server.pages", "server.sample")
    return next((name for name in PROGRAMMES for room in rooms if is_below(module, f"{room}.{name}")), "")


def is_root(module: str) -> bool:
    return any(is_below(module, root) for root in ROOTS)


def crosses(found: Import) -> bool:
    """The engine imports a programme, or a programme another one."""
    theirs, ours = programme_of(found.target), programme_of(found.module)
    return bool(theirs) and theirs != ours and not (is_root(found.module) and not ours)


def test_the_engine_and_the_programmes_stay_apart() -> None:
    found = [item for name, path in modules() for item in imports(name, path) if crosses(item)]
    wrong = [f"{item.module}:{item.line} imports {item.target}" for item in found]
    assert not wrong, "\n".join(wrong)


def test_programmes_know_qt_only_in_their_views() -> None:
    found = [item for name, path in modules() if programme_of(name) for item in imports(name, path)]
    wrong = [
        f"{item.module}:{item.line}"
        for item in found
        if item.target.partition(".")[0] in PYSIDE and not item.module.startswith("desktop.views.")
    ]
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("module", "target", "types_only", "allowed"),
    [
        ("core.domain.values", "sqlalchemy", False, False),
        ("core.domain.values", "core.store.tables", True, False),
        ("core.apprenticeship.actions.review", "core.store.tables", False, True),
        ("core.store.engine", "core.actions", False, False),
        ("sync.engine", "PySide6.QtCore", True, False),
        ("server.app", "sync.protocol", False, True),
        ("server.app", "sync.engine", False, False),
        ("desktop.models.filings", "core.apprenticeship.lists", False, False),
        ("desktop.views.apprenticeship.review.review", "sync.outbox", False, False),
        ("desktop.views.apprenticeship.review.review", "sync.outbox", True, True),
        ("desktop.views.apprenticeship.review.review", "desktop.bootstrap", False, False),
        ("desktop.bootstrap", "server.app", False, False),
        ("desktop.bootstrap", "sync.engine", False, True),
    ],
)
def test_the_table_tells_right_from_wrong(module: str, target: str, types_only: bool, allowed: bool) -> None:
    assert is_allowed(Import(module, 1, target, types_only)) is allowed


def test_core_and_sync_import_without_qt() -> None:
    """Every module of core and sync comes up in a process that has no PySide6."""
    names = [name for name, _ in modules() if name.partition(".")[0] in {"core", "sync"}]
    names = [name for name in names if "migrations." not in name]  # alembic runs those inside its environment
    program = (
        "import importlib, sys\n"
        "sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
    )
    command = [sys.executable, "-W", "error", "-c", program, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
