"""The sample import against parsing the files and bulk-inserting the accepted rows bare."""

import csv
import io
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.databases import database, own_keys
from bench.harness import in_turn
from tracker.adapters.calendars import Calendars
from tracker.adapters.spreadsheets import read_file
from tracker.models import Base
from tracker.services import audit
from tracker.services.acts import Act
from tracker.services.imports import KINDS, import_sheet

SAMPLE = Path(__file__).resolve().parent.parent / "sample"
FILES = ("workers", "people", "contacts", "justice")


def run(kind, at, report):
    keys = own_keys()
    with database(kind, "imported") as first:
        take_in(first, keys, at)
        rows = written(first)
    count = sum(len(many) for _table, many in rows)

    def work(_number):
        opened = fresh(kind, "work")
        return lambda: take_in(opened, keys, at)

    def floor(_number):
        opened = fresh(kind, "floor")
        return lambda: bare(opened, rows)

    held, names = [], []

    def fresh(kind, name):
        context = database(kind, f"import_{name}_{len(names)}")
        names.append(name)
        engine = context.__enter__()
        held.append(context)
        while len(held) > 2:
            held.pop(0).__exit__(None, None, None)
        return engine

    ratios, took = in_turn(work, floor)
    for context in held:
        context.__exit__(None, None, None)
    report.ratio(f"the sample import, {count:,} rows ({kind})", 8, ratios, took)


def take_in(engine, keys, at):
    for kind in FILES:
        with Session(engine) as session, session.begin():
            act = Act(at=at, by="system:import", keys=keys, calendars=Calendars("Europe/London"))
            sheet = read_file(SAMPLE / f"{kind}.csv", KINDS[kind].columns)
            done = import_sheet(session, act, kind, sheet, region="GB-ENG", dry_run=False)
            session.flush()
            audit.write(session, act, seen=done.people)


def written(engine):
    with engine.connect() as connection:
        return [
            (table, [dict(row) for row in connection.execute(select(table)).mappings()])
            for table in Base.metadata.sorted_tables
        ]


def bare(engine, rows):
    for kind in FILES:
        text = (SAMPLE / f"{kind}.csv").read_text(encoding="utf-8-sig")
        list(csv.DictReader(io.StringIO(text)))
    with engine.begin() as connection:
        for table, many in rows:
            if many and not table.name.startswith("audit_"):
                connection.execute(insert(table), many)
        _events(connection, {table.name: many for table, many in rows})


def _events(connection, rows):
    """People are named beside the newest event only, so each event comes with its own."""
    tables = Base.metadata.tables
    for event in sorted(rows["audit_event"], key=lambda row: row["seq"]):
        connection.execute(insert(tables["audit_event"]), [event])
        named = [row for row in rows["audit_subject"] if row["seq"] == event["seq"]]
        if named:
            connection.execute(insert(tables["audit_subject"]), named)
