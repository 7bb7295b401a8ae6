"""What a database says it holds: tables, columns, constraints, indexes and triggers, as plain text."""

import re

from sqlalchemy import text

NOT_OURS = {"alembic_version"}


def catalogue(connection):
    """Give `{kind: {name: definition}}`, whatever order things were made in."""
    read = _sqlite if connection.dialect.name == "sqlite" else _postgres
    return read(connection)


def _plain(sql):
    """Write a definition with single blanks and no quotes that mean nothing."""
    sql = re.sub(r"\s+", " ", sql.replace('"', "")).strip()
    return sql.replace("( ", "(").replace(" )", ")")


def _rows(connection, sql, **values):
    return connection.execute(text(sql), values).all()


def _sqlite(connection):
    made = {"columns": {}, "constraints": {}, "strict": {}}
    for name, sql in _rows(
        connection,
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    ):
        if name in NOT_OURS:
            continue
        for column in _rows(connection, f"PRAGMA table_xinfo({name})"):
            kept = column.type, column.notnull, column.dflt_value
            made["columns"][f"{name}.{column.name}"] = kept
        made["constraints"] |= dict(_constraints(name, sql))
        made["strict"][name] = sql.rstrip().endswith("STRICT")
    for kind in ("index", "trigger"):
        listed = "SELECT name, sql FROM sqlite_master WHERE type = :kind AND sql IS NOT NULL"
        made[kind] = {name: _plain(sql) for name, sql in _rows(connection, listed, kind=kind)}
    return made


def _constraints(table, sql):
    """Give each named constraint of a CREATE TABLE, up to the comma that ends it."""
    sql = _plain(sql)
    for found in re.finditer(r"CONSTRAINT (\w+) ", sql):
        depth, end = 0, found.end()
        while depth > 0 or sql[end] not in ",)":
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        yield f"{table}.{found[1]}", sql[found.end() : end].strip()


POSTGRES = {
    "columns": """
        SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
          AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'alembic_version'
    """,
    "constraints": """
        SELECT c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'
    """,
    "index": """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    """,
    "trigger": """
        SELECT tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal
    """,
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def _postgres(connection):
    return {
        kind: {name: tuple(rest) for name, *rest in _rows(connection, sql)}
        for kind, sql in POSTGRES.items()
    }


def differences(found, expected):
    """Give `{kind: {name: (found, expected)}}` of what is not the same; {} when all is."""
    wrong = {
        kind: {
            name: (found.get(kind, {}).get(name), expected.get(kind, {}).get(name))
            for name in found.get(kind, {}).keys() | expected.get(kind, {}).keys()
            if found.get(kind, {}).get(name) != expected.get(kind, {}).get(name)
        }
        for kind in found.keys() | expected.keys()
    }
    return {kind: names for kind, names in wrong.items() if names}
