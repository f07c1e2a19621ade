"""What makes the city's lists fast: indexes, search of scores, notices, policies and the log, kept counts.

As in pc_0001 each kept thing has a view that says what it should hold (`…_tokens`, `tally_counted`,
`log_line_kept`), from which it is filled. `log_line` joins the log of the centre with what only this PC's
own chain knows (its actions begin with a small letter; commands do not).
"""

from alembic import op

revision = "pc_0003"
down_revision = "pc_0002"
branch_labels = None
depends_on = ("core_0002",)

INDEXES = {
    "assessment": (
        "entered_at id",
        "state entered_at id",
        "assessed_on id",
        "type assessed_on id",
        "student_pinyin id",
        "teacher_pinyin id",
        "practice_place id",
        "filing_no id",
        "notarised_on id",
        "tenths id",
        "result tenths id",
        "bureau state entered_at id",
    ),
    "apprenticeship": (
        "state notarised_on id student_id",
        "bureau filing_no id",
        "bureau state filing_no id",
    ),
    "notice": (
        "recipient_name id",
        "template created_at id",
        "filing_no id",
        "bureau state created_at id",
        "attempts created_at id",
        "sent_at id",
        "ended_at id",
    ),
    "policy_notice": ("changed_at id", "state changed_at id", "title id"),
    "log_line": (
        "at id",
        "user_name at id",
        "action at id",
        "label at id",
        "ok at id",
        "place at id",
        "device at id",
        "user user_name",
    ),
}
PASSED = (
    "CREATE INDEX ix_assessment_passed ON assessment (student_id, type, id)"
    " WHERE state = 'published' AND result = 'pass'"
)
"""For G10: who passed what."""

IS_ID = "{0}object GLOB '[a-z]*:*'"
NUMBER = f"CASE WHEN {IS_ID} THEN substr({{0}}object, instr({{0}}object, ':') + 1) ELSE '' END"
WORDS = f"{{0}}label || CASE WHEN {IS_ID} THEN '' ELSE ' ' || {{0}}object END"
SEARCHES = {
    "assessment": (
        "applicant teacher place",
        "search_applicant_1({0}student_name, {0}student_pinyin, {0}student_id_number, {0}filing_no),"
        " search_person_1({0}teacher_name, {0}teacher_pinyin, ''), search_place_1({0}practice_place)",
        "student_name student_pinyin student_id_number filing_no teacher_name teacher_pinyin practice_place",
    ),
    "notice": (
        "words",
        "search_words_1({0}recipient_name, {0}phone, {0}filing_no, {0}text)",
        "recipient_name phone filing_no text",
    ),
    "policy_notice": ("words", "search_words_1('', '', '', {0}title || ' ' || {0}text)", "title text"),
    "log_line": (
        "words",
        f"search_words_1({{0}}user_name, {NUMBER}, {{0}}label, {WORDS})",
        "user_name object label",
    ),
}
"""Table: columns of its search index, what gives their tokens, the columns these depend on."""

FIGURES = {
    "assessment": ("score", "{0}bureau", "{0}state || '/' || {0}type || '/' || {0}result"),
    "notice": ("notice", "{0}bureau", "{0}state || '/' || {0}template"),
    "log_line": ("log", "''", "{0}place || '/' || {0}action || '/' || {0}ok"),
}
"""Table: figure, bureau and part of its kept counts."""

COUNTED = {
    "assessment": "bureau state type result",
    "notice": "bureau state template",
    "log_line": "place action ok",
}
LINE = "id at user user_name action object label ok code place device"
OWN = "{0}action GLOB '[a-z]*'"
OWN_ID = "'pc:' || {0}device || ':' || {0}seq"
OWN_LABEL = f"CASE WHEN {IS_ID} THEN '' ELSE {{0}}object END"


def upgrade() -> None:
    log_lines()
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{columns.replace(' ', '_')}"), table, columns.split())
    op.execute(PASSED)
    for table, (columns, tokens, depends) in SEARCHES.items():
        search(table, columns, tokens, depends)
    figures()


def log_lines() -> None:
    """The table behind 操作日志, filled and kept from the log of the centre and this PC's own chain."""
    columns = ", ".join(f"{name} {'INTEGER' if name == 'ok' else 'TEXT'} NOT NULL" for name in LINE.split())
    names = ", ".join(LINE.split())
    op.execute(f"CREATE TABLE log_line ({columns}, CONSTRAINT pk_log_line PRIMARY KEY (id))")
    op.execute(
        f"CREATE VIEW log_line_kept ({names}) AS SELECT id, at, user, user_name, action, object, label, ok,"
        " code, 'centre', device FROM log_entry"
        f" UNION ALL SELECT {OWN_ID.format('audit.')}, time, audit.user, coalesce(known.user_name, ''),"
        f" action, object, {OWN_LABEL.format('audit.')}, ok, '', 'pc', device FROM audit LEFT JOIN"
        " (SELECT user, max(user_name) AS user_name FROM log_entry GROUP BY user) AS known"
        f" ON known.user = audit.user WHERE {OWN.format('audit.')}"
    )
    op.execute("INSERT INTO log_line SELECT * FROM log_line_kept")
    put_in = (
        "INSERT INTO log_line VALUES (new.id, new.at, new.user, new.user_name, new.action, new.object,"
        " new.label, new.ok, new.code, 'centre', new.device);"
        " UPDATE log_line SET user_name = new.user_name"
        " WHERE user = new.user AND user_name = '' AND new.user_name <> '' AND place = 'pc';"
    )
    triggers(
        "log_entry",
        "line",
        "id at user user_name action object label ok code device",
        put_in,
        "DELETE FROM log_line WHERE id = old.id;",
    )
    known = "SELECT user_name FROM log_line WHERE user = new.user AND user_name <> '' LIMIT 1"
    op.execute(
        f"CREATE TRIGGER audit_line_insert AFTER INSERT ON audit WHEN {OWN.format('new.')} BEGIN"
        f" INSERT INTO log_line VALUES ({OWN_ID.format('new.')}, new.time, new.user, coalesce(({known}), ''),"
        f" new.action, new.object, {OWN_LABEL.format('new.')}, new.ok, '', 'pc', new.device); END"
    )


def search(table: str, columns: str, tokens: str, depends: str) -> None:
    """An index of the tokens of a table, kept by triggers (as in pc_0001)."""
    index, names = f"{table}_fts", ", ".join(columns.split())
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='', columnsize=0,"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(f"INSERT INTO {index}({index}, rank) VALUES ('secure-delete', 1)")
    op.execute(
        f"CREATE VIEW {table}_tokens (number, {names}) AS SELECT rowid, {tokens.format('')} FROM {table}"
    )
    op.execute(f"INSERT INTO {index}(rowid, {names}) SELECT * FROM {table}_tokens")
    take_out = (
        f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.rowid, {tokens.format('old.')});"
    )
    put_in = f"INSERT INTO {index}(rowid, {names}) VALUES (new.rowid, {tokens.format('new.')});"
    triggers(table, "fts", depends, put_in, take_out)


def figures() -> None:
    """Counts of scores, notices and lines of the log, beside those of pc_0001."""
    before = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = 'tally_counted'"
    )
    views = [
        f"SELECT '{figure}', {bureau.format('')}, {part.format('')}, 0, count(*) FROM {table} GROUP BY 2, 3"
        for table, (figure, bureau, part) in FIGURES.items()
    ]
    counted = " UNION ALL ".join([before.scalar_one(), *views])
    op.execute("DROP VIEW tally_counted")
    op.execute(counted)
    for view in views:
        op.execute(f"INSERT INTO tally (figure, bureau, part, year, count) {view}")
    for table, (figure, bureau, part) in FIGURES.items():
        put_in, take_out = (
            "INSERT INTO tally (figure, bureau, part, year, count)"
            f" VALUES ('{figure}', {bureau.format(row)}, {part.format(row)}, 0, {by})"
            " ON CONFLICT (figure, bureau, part, year) DO UPDATE SET count = count + excluded.count;"
            for row, by in (("new.", 1), ("old.", -1))
        )
        triggers(table, "tally", COUNTED[table], put_in, take_out)


def triggers(table: str, name: str, columns: str, put_in: str, take_out: str) -> None:
    """Keep something beside a table: `put_in` and `take_out` are statements about `new` and `old`."""
    names = columns.split()
    differs = " OR ".join(f"old.{column} <> new.{column}" for column in names)
    prefix = f"CREATE TRIGGER {table}_{name}"
    op.execute(f"{prefix}_insert AFTER INSERT ON {table} BEGIN {put_in} END")
    op.execute(f"{prefix}_delete AFTER DELETE ON {table} BEGIN {take_out} END")
    op.execute(
        f"{prefix}_update AFTER UPDATE OF {', '.join(names)} ON {table}"
        f" WHEN {differs} BEGIN {take_out} {put_in} END"
    )
