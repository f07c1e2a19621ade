"""Big stores for measuring: any number of invented filings with their persons, the same for the same number.

Written straight into the tables (a few seconds for 10⁵), not through the actions; the sample data of the
demo is made elsewhere. `content` gives the newest filings a revision that the workbench can open.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import histories
from core.applications.content import encode_content
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData, TitleLevel
from core.domain.clock import instant, local_date
from core.domain.idnumber import check_character
from core.domain.values import Sex
from core.store.base import KINDS
from core.store.codec import columns_of, insert_sql
from core.store.derived import begin_load, end_load
from core.store.engine import RELAXED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from core.store.codec import Body

TODAY = date(2026, 11, 20)
"""The day the invented work stands at."""

BATCH = 5000
STUDENTS_PER_TEACHER = 3
MOVED = 0.05
_START = datetime(2016, 1, 4, 1, tzinfo=UTC)
_SURNAME_LINES = """
    王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun
    马ma 朱zhu 胡hu 郭guo 何he 高gao 林lin 罗luo 郑zheng 梁liang 谢xie 宋song
    唐tang 许xu 邓deng 韩han 冯feng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 袁yuan
    潘pan 于yu 蒋jiang 蔡cai 余yu 杜du 叶ye 程cheng 苏su 魏wei 吕lv 丁ding
"""
_GIVEN_LINES = """
    伟wei 芳fang 娜na 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang
    勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang
    桂gui 英ying 华hua 玉yu 兰lan 红hong 志zhi 远yuan 清qing 禾he
    舟zhou 亦yi 文wen 建jian 国guo 春chun 梅mei 海hai 燕yan 宇yu
    浩hao 轩xuan 涵han 梓zi 子zi 雨yu 欣xin 怡yi 佳jia 琪qi
    思si 博bo 晨chen 阳yang 天tian 一yi 诺nuo 泽ze 瑞rui 嘉jia
    俊jun 诗shi 若ruo 可ke 安an 康kang 宁ning 德de 仁ren
"""
_SURNAMES, _GIVEN = _SURNAME_LINES.split(), _GIVEN_LINES.split()
_PLACES = ("中医医院", "中西医结合医院", "社区卫生服务中心", "中医馆", "国医堂", "中医门诊部")
AREAS = ("420102", "420103", "420104", "420105", "420106", "420107", "420111", "420112", "420115", "420117")
_PREFIXES = ("JA", "JH", "QK", "HY", "WC", "QS", "HS", "DXH", "JX", "XZ")
_OUTCOMES = ("approved",) * 90 + ("refused",) * 4 + ("withdrawn",) * 3 + ("returned",) * 3
_STATE_OF = {"approved": "active", "refused": "refused", "withdrawn": "withdrawn"}


def fill(engine: Engine, filings: int, *, content: int = 200) -> None:
    """Write `filings` filings into a migrated, empty store of a PC: one transaction, indexes last."""
    with engine.execution_options(**RELAXED).begin() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -262144")
        begin_load(connection)
        write(connection, filings, content)
        end_load(connection)
        connection.exec_driver_sql("PRAGMA cache_size = -65536")
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()


def make(path: Path, key: bytes, filings: int) -> Engine:
    """Open a new encrypted store at `path` and fill it."""
    from core.store.engine import open_store
    from core.store.migrations import migrate
    from sync.migrations import PC_VERSIONS

    engine = open_store(path, key)
    migrate(engine, [PC_VERSIONS])
    fill(engine, filings)
    return engine


def write(connection: Connection, filings: int, content: int) -> None:
    """Insert the bodies in batches, kind by kind in one pass."""
    waiting: dict[str, list[Body]] = {kind: [] for kind in KINDS}
    for kind, body in bodies(filings, content):
        waiting[kind].append(body)
        if len(waiting[kind]) == BATCH:
            _insert(connection, kind, waiting[kind])
    for kind, rows in waiting.items():
        _insert(connection, kind, rows)


def _insert(connection: Connection, kind: str, rows: list[Body]) -> None:
    if rows:
        connection.exec_driver_sql(insert_sql(kind, "?"), rows)
        rows.clear()


def bodies(filings: int, content: int = 0) -> Iterator[tuple[str, Body]]:
    """Give kind and body of every record, oldest first; also what a feed of that size would carry."""
    luck, fate = random.Random(20261120), random.Random(20161120)
    step = (datetime(2026, 11, 20, 1, tzinfo=UTC) - _START) / max(filings, 1)
    teacher: dict[str, Any] = {}
    for number in range(filings):
        moment = _START + number * step
        if number % STUDENTS_PER_TEACHER == 0:
            teacher = _teacher(luck, number, moment)
            yield "teacher", _body("teacher", teacher)
        student = _student(luck, number, moment)
        yield "student", _body("student", student)
        filing, apprenticeship = _case(luck, number, moment, _moved(fate, teacher), student)
        results = _results(fate, number, moment, apprenticeship)
        yield "apprenticeship", _body("apprenticeship", apprenticeship)
        for score in results:
            yield "assessment", _body("assessment", score)
        yield "filing", _body("filing", filing)
        if number >= filings - content:
            yield "filing_revision", _revision(number, moment, filing, teacher, student)


def _moved(fate: random.Random, teacher: dict[str, Any]) -> dict[str, Any]:
    """Some teachers have filings in two districts, as those who moved (G7)."""
    if fate.random() > MOVED:
        return teacher
    return teacher | {"district": AREAS[(AREAS.index(teacher["district"]) + 1) % len(AREAS)]}


def _results(
    fate: random.Random, number: int, moment: datetime, apprenticeship: dict[str, Any]
) -> list[dict[str, Any]]:
    """The scores of an apprenticeship 在教, which may end it."""
    if apprenticeship["state"] != "active":
        return []
    found: list[dict[str, Any]] = []
    for place, score in enumerate(histories.scores(fate, apprenticeship, TODAY)):
        score["id"] = record_id(7, number * 8 + place, moment)
        if score.get("corrects"):
            score["corrects"] = found[-1]["id"]
        found.append(score)
    return found


def record_id(kind: int, number: int, moment: datetime) -> str:
    """A UUIDv7 in shape: time first, then the number."""
    milliseconds = int(moment.timestamp() * 1000)
    head = f"{milliseconds:012x}"
    return f"{head[:8]}-{head[8:]}-7{kind:03x}-8{number >> 36:03x}-{number & 0xFFFFFFFFF:012x}"


def _body(kind: str, values: dict[str, Any]) -> Body:
    return tuple(values.get(name, 1 if name in ("version", "revision") else "") for name in columns_of(kind))


def _name(luck: random.Random) -> tuple[str, str]:
    parts = [_SURNAMES[int(len(_SURNAMES) * luck.random() ** 2)], luck.choice(_GIVEN)]
    if luck.random() < 0.85:
        parts.append(luck.choice(_GIVEN))
    return "".join(part[0] for part in parts), " ".join(part[1:] for part in parts)


def _person(luck: random.Random, number: int, moment: datetime, oldest: int, youngest: int) -> dict[str, Any]:
    name, pinyin = _name(luck)
    born = date(luck.randint(oldest, youngest), luck.randint(1, 12), luck.randint(1, 28))
    first = f"{AREAS[number % 10]}{born:%Y%m%d}{number % 1000:03d}"
    return {
        "name": name,
        "name_pinyin": pinyin,
        "sex": "male" if number % 2 else "female",
        "id_kind": "resident",
        "id_number": first + check_character(first),
        "phone": f"199{number % 100_000_000:08d}",
        "born_on": born.isoformat(),
        "registered_at": instant(moment),
        "updated_at": instant(moment),
        "scope": AREAS[number // STUDENTS_PER_TEACHER % 10],
    }


def _teacher(luck: random.Random, number: int, moment: datetime) -> dict[str, Any]:
    district = AREAS[number // STUDENTS_PER_TEACHER % 10]
    person = _person(luck, number, moment, 1945, 1975)
    return person | {
        "id": record_id(1, number, moment),
        "title": "主任医师",
        "title_level": "senior",
        "title_on": "2010-05-01",
        "qualification_no": f"Q{number:09d}",
        "qualification_on": "1995-05-01",
        "licence_no": f"L{number:09d}",
        "licence_on": "1996-05-01",
        "practice_place": f"{person['name'][0]}氏第{number % 900 + 1}{luck.choice(_PLACES)}",
        "district": district,
    }


def _student(luck: random.Random, number: int, moment: datetime) -> dict[str, Any]:
    person = _person(luck, number, moment, 1970, 2003)
    return person | {"id": record_id(2, number, moment), "education": "bachelor"}


def _case(
    luck: random.Random, number: int, moment: datetime, teacher: dict[str, Any], student: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A filing and its apprenticeship: the last weeks are pending, what came before is decided."""
    submitted = moment.date()
    pending = (TODAY - submitted).days < max(26, luck.randint(10, 45))
    state = "pending" if pending else luck.choice(_OUTCOMES)
    decided = "" if pending else instant(moment + timedelta(days=luck.randint(3, 25)))
    district = teacher["district"]
    prefix = _PREFIXES[AREAS.index(district)]
    both = {
        "id": record_id(3, number, moment),
        "scope": district,
        "bureau": district,
        "teacher_id": teacher["id"],
        "student_id": student["id"],
        "filing_no": f"{prefix}-{moment.year}-{number:04d}",
        "teacher_name": teacher["name"],
        "teacher_pinyin": teacher["name_pinyin"],
        "teacher_id_number": teacher["id_number"],
        "teacher_title": teacher["title"],
        "practice_place": teacher["practice_place"],
        "student_name": student["name"],
        "student_pinyin": student["name_pinyin"],
        "student_id_number": student["id_number"],
        "notarised_on": (submitted - timedelta(days=luck.randint(5, 90))).isoformat(),
    }
    filing = both | {
        "kind": "establish" if luck.random() < 0.92 else "dissolve",
        "apprenticeship_id": both["id"],
        "id": record_id(4, number, moment),
        "state": state,
        "first_submitted_at": instant(moment),
        "submitted_at": instant(moment),
        "due_on": (submitted + timedelta(days=28)).isoformat(),
        "decided_at": decided,
        "decided_by": "clerk" if decided else "",
        "settled_at": decided,
    }
    ended = state in ("refused", "withdrawn")
    apprenticeship = both | {
        "notarisation_id": record_id(5, number, moment),
        "state": _STATE_OF.get(state, "pending"),
        "created_at": instant(moment),
        "filed_on": _day(decided) if state == "approved" else "",
        "ended_on": _day(decided) if ended else "",
    }
    return filing, apprenticeship


def _day(moment: str) -> str:
    return local_date(moment).isoformat()


def _revision(
    number: int, moment: datetime, filing: dict[str, Any], teacher: dict[str, Any], student: dict[str, Any]
) -> Body:
    notarisation = NotarisationData(
        office="武汉市公证处",
        certificate_no=f"N{number}",
        notarised_on=filing["notarised_on"],
        teaching_start=filing["notarised_on"],
        teaching_end="2029-12-31",
        teaching_place=teacher["practice_place"],
        teacher_name=teacher["name"],
        teacher_phone=teacher["phone"],
        teacher_id_number=teacher["id_number"],
    )
    filled = FilingContent(
        teacher=TeacherData(**_only(TeacherData, teacher, title_level=TitleLevel.SENIOR)),
        teacher_registered_on=moment.date().isoformat(),
        teacher_documents=(),
        student=StudentData(**_only(StudentData, student)),
        student_documents=(),
        notarisation=notarisation,
        notarial_pages=(),
    )
    values = {
        "id": record_id(6, number, moment),
        "scope": filing["scope"],
        "filing_id": filing["id"],
        "number": 1,
        "submitted_at": filing["submitted_at"],
        "content": encode_content(filled),
    }
    return _body("filing_revision", values)


def _only(kind: type[Any], values: dict[str, Any], **more: Any) -> dict[str, Any]:
    chosen = {name: values[name] for name in kind.__struct_fields__ if name in values}
    return {**chosen, "sex": Sex(values["sex"]), **more}
