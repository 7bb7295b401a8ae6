"""Every trigger and function, on both databases: one list, made anew after each migration.

SQLite drops a table's triggers when a batch rebuilds it, so migrations never create them one by
one: `create_all` runs at the end of every upgrade, and a house rule compares the catalogue.
"""

from sqlalchemy import Connection, inspect, text

FACTS = (
    "channel",
    "stay",
    "pause",
    "pairing",
    "rhythm",
    "contact",
    "justice_contact",
    "promise",
    "promise_answer",
    "about_me",
    "belief",
)
CLOSES_ONCE = ("stay", "pause", "pairing", "rhythm")
NEVER_OVERLAP = ("key_worker", "cover")


def _sqlite() -> dict[str, str]:
    made = {}
    for table in FACTS:
        made[f"{table}_is_superseded_once"] = (
            f"BEFORE UPDATE OF superseded_at ON {table} WHEN OLD.superseded_at IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{table}_is_superseded_once'); END"
        )
    for table in CLOSES_ONCE:
        made[f"{table}_closes_once"] = (
            f"BEFORE UPDATE OF ended_at ON {table} "
            f"WHEN OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at "
            f"BEGIN SELECT RAISE(ABORT, '{table}_closes_once'); END"
        )
    for when, name in (("INSERT", "insert"), ("UPDATE", "update")):
        made[f"pairings_never_overlap_on_{name}"] = (
            f"AFTER {when} ON pairing "  # noqa: S608 - our own words
            "WHEN NEW.role IN ('key_worker', 'cover') AND NEW.superseded_at IS NULL AND EXISTS ("
            "SELECT 1 FROM pairing x WHERE x.person_id = NEW.person_id AND x.role = NEW.role "
            "AND x.id <> NEW.id AND x.superseded_at IS NULL "
            "AND x.started_at < coalesce(NEW.ended_at, '9') "
            "AND NEW.started_at < coalesce(x.ended_at, '9')) "
            "BEGIN SELECT RAISE(ABORT, 'pairings_never_overlap'); END"
        )
    for table in ("audit_event", "audit_subject"):
        for verb in ("UPDATE", "DELETE"):
            made[f"{table}_refuses_{verb.lower()}"] = (
                f"BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END"
            )
    made["audit_event_goes_up_by_one"] = (
        "BEFORE INSERT ON audit_event "
        "WHEN NEW.seq <> coalesce((SELECT max(seq) FROM audit_event), 0) + 1 "
        "BEGIN SELECT RAISE(ABORT, 'audit_goes_up_by_one'); END"
    )
    made["audit_subject_joins_the_last_event"] = (
        "BEFORE INSERT ON audit_subject "
        "WHEN NEW.seq IS NOT (SELECT max(seq) FROM audit_event) OR EXISTS ("
        "SELECT 1 FROM audit_subject x WHERE x.seq = NEW.seq AND x.person_id = NEW.person_id) "
        "BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END"
    )
    return made


_POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION tracker_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES_UP_BY_ONE = """
CREATE OR REPLACE FUNCTION tracker_audit_up_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> coalesce((SELECT max(seq) FROM audit_event), 0) + 1 THEN
    RAISE EXCEPTION 'audit_goes_up_by_one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRES_JOINS_THE_LAST = """
CREATE OR REPLACE FUNCTION tracker_audit_joins_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added
             WHERE seq IS DISTINCT FROM (SELECT max(seq) FROM audit_event)) THEN
    RAISE EXCEPTION 'audit_is_append_only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$
"""

# Two statements in a function see what was committed while the first waited; one alone would not.
_POSTGRES_END_OF_CHAIN = """
CREATE OR REPLACE FUNCTION tracker_end_of_chain(OUT seq bigint, OUT mac bytea)
RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(418431069799);  -- "along", in letters
  RETURN QUERY SELECT e.seq, e.mac FROM audit_event e ORDER BY e.seq DESC LIMIT 1;
END $$
"""


def _postgres() -> dict[str, str]:
    made = {}
    for table in FACTS:
        made[f"{table}_is_superseded_once"] = (
            f"BEFORE UPDATE OF superseded_at ON {table} FOR EACH ROW "
            f"WHEN (OLD.superseded_at IS NOT NULL) "
            f"EXECUTE FUNCTION tracker_refuse('{table}_is_superseded_once')"
        )
    for table in CLOSES_ONCE:
        made[f"{table}_closes_once"] = (
            f"BEFORE UPDATE OF ended_at ON {table} FOR EACH ROW "
            f"WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at) "
            f"EXECUTE FUNCTION tracker_refuse('{table}_closes_once')"
        )
    for table in ("audit_event", "audit_subject"):
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
            made[f"{table}_refuses_{verb.lower()}"] = (
                f"BEFORE {verb} ON {table} FOR EACH {each} "
                "EXECUTE FUNCTION tracker_refuse('audit_is_append_only')"
            )
    made["audit_event_goes_up_by_one"] = (
        "BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION tracker_audit_up_by_one()"
    )
    made["audit_subject_joins_the_last_event"] = (
        "AFTER INSERT ON audit_subject REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION tracker_audit_joins_the_last()"
    )
    return made


def expected(dialect: str) -> dict[str, str]:
    """Give every trigger's name and body on a database."""
    return _postgres() if dialect == "postgresql" else _sqlite()


def create_all(connection: Connection) -> None:
    """Drop and make every trigger, so that a rebuilt table has its guards again.

    At an older migration the tables of a later one are not there, and nor are their guards.
    """
    postgres = connection.dialect.name == "postgresql"
    there = set(inspect(connection).get_table_names())
    if postgres:
        connection.execute(text(_POSTGRES_REFUSE))
        connection.execute(text(_POSTGRES_UP_BY_ONE))
        connection.execute(text(_POSTGRES_JOINS_THE_LAST))
        connection.execute(text(_POSTGRES_END_OF_CHAIN))
    for name, body in expected(connection.dialect.name).items():
        table = body.split(" ON ")[1].split()[0]
        if table not in there:
            continue
        on_table = f" ON {table}" if postgres else ""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")
        if postgres and table.startswith("audit"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def drop_all(connection: Connection) -> None:
    """Drop every trigger: a downgrade to nothing leaves nothing behind."""
    postgres = connection.dialect.name == "postgresql"
    for name, body in expected(connection.dialect.name).items():
        table = body.split(" ON ")[1].split()[0]
        on_table = f" ON {table}" if postgres else ""
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on_table}")
    if postgres:
        connection.execute(text("DROP FUNCTION IF EXISTS tracker_refuse"))
        connection.execute(text("DROP FUNCTION IF EXISTS tracker_audit_up_by_one"))
        connection.execute(text("DROP FUNCTION IF EXISTS tracker_audit_joins_the_last"))
        connection.execute(text("DROP FUNCTION IF EXISTS tracker_end_of_chain"))
