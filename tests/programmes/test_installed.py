"""What every installed programme passes, beside `tests/core/test_programmes.py` and `test_rights.py`."""

from __future__ import annotations

import ast
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.applications.checks import check_content
from core.applications.clean import clean_content
from core.applications.content import decode_content, encode_content, parts_of, together_in
from core.applications.returns import check_locked, check_return, unlocked_keys
from core.domain.dictionaries import load_dictionaries
from core.domain.notices import causes_of, load_notice_templates
from core.domain.values import Parameters, ReturnItem
from core.files.workbooks import WorkbookError
from core.imports.books import write_template
from core.imports.checking import check
from core.imports.importing import Against
from core.programme import INSTALLED
from core.store.engine import open_sqlite, reading
from core.store.horizon import Horizon
from core.store.lists import Given
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.programmes.samples import filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from core.applications.form import Form
    from core.figures.table import Table
    from core.programme import Programme
    from core.store.lists import ListOf

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 20)
PROGRAMMES = list(INSTALLED.values())


def each(name: str) -> Any:
    """Every description of a sort, of every programme, by a name that a test report can show."""
    found = [(one, thing) for one in PROGRAMMES for thing in getattr(one, name)]
    names = [f"{one.key}-{getattr(thing, 'key', getattr(thing, 'table', ''))}" for one, thing in found]
    return pytest.mark.parametrize("described", [thing for _, thing in found], ids=names)


every = pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)


# forms: filled, returned, corrected


@each("forms")
def test_a_form_is_filled_kept_and_read_back(described: Form) -> None:
    content = filled(described.content)
    assert decode_content(encode_content(content), described.content) == content
    assert clean_content(content) == content
    assert set(content.values()) <= set(content.labels())
    assert {part.key for part in parts_of(described.content)} == set(described.content.titles())
    known = {*content.values(), *content.labels(), *(part.key for part in parts_of(described.content))}
    found = list(check_content(content, TODAY))
    assert {one.evidence[0].field for one in found} <= known


@each("forms")
def test_every_item_of_a_form_is_returned_and_corrected_alone(described: Form) -> None:
    content = filled(described.content)
    labels, before, together = content.labels(), content.values(), together_in(described.content)
    for key in before:
        items = [ReturnItem(key, "不清楚。")]
        assert check_return(items, "", Parameters(), labels, described.title) == ()
        unlocked = unlocked_keys(items, together)
        assert check_locked(before, {**before, key: "别的"}, unlocked, labels) == ()
        others = set(before) - unlocked
        changed = {**before, **dict.fromkeys(others, "别的")}
        locked = {one.evidence[0].field for one in check_locked(before, changed, unlocked, labels)}
        assert locked == others


@each("forms")
def test_a_form_has_stages_with_keys_of_their_own(described: Form) -> None:
    keys = [stage.key for stage in described.stages]
    assert keys
    assert len(keys) == len(set(keys))
    assert len(keys) == 1 or all(stage.key and stage.label for stage in described.stages)


# lists, figures, imports


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """The store of a PC with nothing in it."""
    engine = open_sqlite(tmp_path / "pc.db")
    migrate(engine, [PC_VERSIONS])
    for one in PROGRAMMES:
        for kind in one.kinds:
            kind.metadata.tables[kind.__tablename__].create(engine, checkfirst=True)
    with reading(engine) as source:
        yield source
    engine.dispose()


@each("lists")
def test_a_list_is_asked_for_every_field_in_every_order(
    connection: Connection, described: ListOf[Any, Any]
) -> None:
    given = Given(Horizon(TODAY.isoformat(), TODAY.isoformat()), load_dictionaries(), Parameters())
    plain = described.query()
    for sort in described.sorts:
        for descending in (False, True):
            query = described.query(sort=sort, descending=descending)
            assert described.first_page(connection, query, given=given) == []
    for name in described.query.__struct_fields__:
        if isinstance(getattr(plain, name), str) and name != "sort":
            day = name.endswith(("_from", "_to"))
            query = described.query(**{name: "2026-11-20" if day else "1"})
            assert described.ids(connection, query, given=given) == []
            assert described.count(connection, query, given=given) == 0


@each("figures")
def test_a_figure_counts_nothing_in_an_empty_store(connection: Connection, described: Table) -> None:
    for one in described.columns:
        assert one.counts.by_place(connection) == {}
        assert one.name in one.definition.name
        assert one.sentence.endswith("。")
    for chart in described.charts:
        assert [described.figure(key) for key in chart.figures]


@each("imports")
def test_an_import_knows_its_own_template(described: Any, tmp_path: Path) -> None:
    """The header is found; the example is no row."""
    path, nothing = tmp_path / "template.xlsx", None
    words = load_dictionaries()
    write_template(path, described, words)
    districts = (words.districts[0].code,)
    against = Against(nothing, words, Parameters(), TODAY, districts)  # type: ignore[arg-type]
    with pytest.raises(WorkbookError) as error:
        check(described, path, against)
    assert error.value.code == "WORKBOOK_NO_ROWS"


# words and rules


@every
def test_a_programme_that_tells_people_has_a_text_for_each_cause(programme: Programme) -> None:
    assert set(programme.notices) == set(causes_of(programme.key))
    if programme.notices:
        templates = load_notice_templates(programme.key)
        assert set(templates.by_cause) == set(programme.notices)


@every
def test_a_programme_has_its_folder_of_resources(programme: Programme) -> None:
    assert not programme.resources or (resources.files("resources") / programme.resources).is_dir()


@every
def test_every_rule_is_named_by_a_test(programme: Programme) -> None:
    """The code of whatever a rule warns of or refuses stands in a test."""
    missing = sorted(code for code in _codes(programme.key) if code not in _tests())
    assert not missing, missing


def _codes(key: str) -> set[str]:
    room = ROOT / "core" / key
    files = [*room.glob("rules.py"), *room.glob("rules/*.py")]
    calls = [
        node
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"error", "check", "conflict"}
    ]
    codes = (node.args[1] for node in calls if len(node.args) > 1)
    return {str(code.value) for code in codes if isinstance(code, ast.Constant)}


@cache
def _tests() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))
