"""The sweep: its cost follows what became due, not the caseload.

Two budgets are wider than first set, and why is in docs/adr/0013.
"""

import random
import resource
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from bench.cohort import AT, fill
from bench.databases import database, own_keys
from bench.harness import in_turn
from tracker.adapters.calendars import calendar
from tracker.models.alerts import Alert, AlertStep, Standing
from tracker.models.audit import AuditEvent, AuditSubject
from tracker.services import audit, judging
from tracker.services.acts import Act

ALL_OPEN = {"sqlite": 7, "postgresql": 5}
FULL_EVALUATION = {"sqlite": 15, "postgresql": 45}
FACT_ROWS = {
    "contact": "person_id, occurred_at, id, worker_id, outcome",
    "stay": "person_id, referred_at, started_at, ended_at, ending",
    "pairing": "person_id, role, worker_id, started_at, ended_at, end_planned",
    "rhythm": "person_id, agreed_at, every_days, breathing_days, circumstance, ended_at",
    "pause": "person_id, kind, from_at, look_again_on, ended_at",
    "meeting": "person_id, id, worker_id, starts_at, ends_at, planned_at, settled_at",
    "justice_contact": "person_id, occurred_at, kind",
}


class Bench:
    """A judged cohort in one database."""

    def __init__(self, engine, people, report):
        self.engine, self.people, self.report = engine, people, report
        self.keys = own_keys()
        self.calendars = {"GB-ENG": calendar("Europe/London", "GB-ENG")}
        self.later = AT

    @property
    def kind(self):
        return self.engine.dialect.name

    def act(self, at=None):
        return Act(at=at or self.later, by="system:sweep", keys=self.keys, calendars=self.calendars)

    def judge_all(self, at=AT):
        last = 0
        while last is not None:
            with Session(self.engine) as session, session.begin():
                act = self.act(at)
                last = judging.judge_everyone(session, act, last)
                audit.write(session, act)
        return at

    def some(self, number, k):
        return sorted(random.Random(number).sample(range(1, self.people + 1), k))

    def make_due(self, ids):
        with Session(self.engine) as session, session.begin():
            for start in range(0, len(ids), 5000):
                judging.look_again(session, ids[start : start + 5000], AT)

    def sweep(self, at=None):
        def work():
            while True:
                with Session(self.engine) as session, session.begin():
                    act = self.act(at)
                    done = judging.sweep(session, act)
                    audit.write(session, act)
                if not done:
                    return

        return work

    def due_sweep(self, k):
        def ready(number):
            self.later += timedelta(seconds=1)
            self.make_due(self.some(number, k))
            return self.sweep()

        return ready

    def due_floor(self, k):
        """Read those people's fact rows by index, and one bare UPDATE of k rows."""

        def ready(number):
            ids = self.some(number, k)
            marks = ", ".join(map(str, ids))

            def work():
                raw = self.engine.raw_connection()
                cursor = raw.cursor()
                for table, columns in FACT_ROWS.items():
                    cursor.execute(f"SELECT {columns} FROM {table} WHERE person_id IN ({marks})")
                    cursor.fetchall()
                cursor.execute(
                    f"UPDATE standing SET version = version + 1 WHERE person_id IN ({marks})"
                )
                raw.commit()
                raw.close()

            return work

        return ready


def run(kind, people, report):
    """Every ratio of the sweep on one database; a service of a tenth the size stands beside it."""
    k, fewer = min(1000, people // 20), people // 10
    with (
        _judged(kind, fewer, report) as small,
        _judged(kind, people, report) as bench,
    ):
        due = f"sweep, {k} due of {people:,}, nothing changes ({kind})"
        report.ratio(due, 4, *in_turn(bench.due_sweep(k), bench.due_floor(k)))
        same = f"sweep of the same k at {people:,} against {fewer:,} people ({kind})"
        report.ratio(same, 1.5, *in_turn(bench.due_sweep(k), small.due_sweep(k)))
        _nothing_due(bench)
        _all_open(bench)
        _everyone(bench)


@contextmanager
def _judged(kind, people, report):
    with database(kind, f"cohort_{people}") as engine:
        fill(engine, people)
        bench = Bench(engine, people, report)
        bench.judge_all()
        yield bench


def _nothing_due(bench):
    due = Standing.look_again_at
    wanted = select(Standing.person_id).where(due <= AT).order_by(due)  # else not by its index

    def empty(_number):
        def work():
            for _ in range(50):
                with bench.engine.connect() as connection:
                    connection.execute(wanted.limit(1)).all()

        return work

    def nothing(_number):
        return lambda: [bench.sweep(AT)() for _ in range(50)]

    bench.sweep(AT)()
    ratios, took = in_turn(nothing, empty)
    bench.report.ratio(
        f"sweep with nothing due, {bench.people:,} people, 50 times ({bench.kind})", 3, ratios, took
    )


def _all_open(bench):
    """Everyone due opens an alert; the floor bulk-inserts the same rows bare."""
    k = min(10_000, bench.people // 2)
    at = AT + timedelta(days=200)  # everyone is quiet by then
    seen = {}

    def ready(number):
        ids = bench.some(number, k)

        def work():
            with Session(bench.engine) as session, session.begin():
                act = bench.act(at)
                for start in range(0, k, judging.BATCH):
                    batch = ids[start : start + judging.BATCH]
                    judging.judge_people(session, act, batch)
                audit.write(session, act)
                session.flush()
                if number not in seen:
                    seen[number] = _written(session, at)
                session.rollback()

        _forget_alerts(bench)
        return work

    def floor(_number):
        if not seen:
            ready(0)()
        rows = seen[min(seen)]

        def work():
            with Session(bench.engine) as session, session.begin():
                for table, many in rows:
                    session.execute(insert(table), many)
                session.rollback()

        return work

    ratios, took = in_turn(ready, floor)
    opened = len(seen[min(seen)][0][1])
    named = f"sweep, {k:,} due and {opened:,} alerts open ({bench.kind})"
    bench.report.ratio(named, ALL_OPEN[bench.kind], ratios, took)


def _forget_alerts(bench):
    with Session(bench.engine) as session, session.begin():
        session.execute(update(Standing).values(top_alert_id=None))
        session.execute(text("DELETE FROM alert_step"))
        session.execute(text("DELETE FROM alert"))


def _written(session, at):
    """Give the rows a sweep wrote, table by table, with ids moved out of the way."""
    written = []
    for table, where in (
        (Alert, Alert.opened_at == at),
        (AlertStep, AlertStep.stepped_at == at),
        (AuditEvent, AuditEvent.happened_at == at),
    ):
        columns = table.__table__.columns
        written.append(
            (
                table,
                [dict(row) for row in session.execute(select(*columns).where(where)).mappings()],
            )
        )
    seqs = [row["seq"] for row in written[2][1]]
    subjects = session.execute(
        select(*AuditSubject.__table__.columns).where(AuditSubject.seq.in_(seqs))
    )
    written.append((AuditSubject, [dict(row) for row in subjects.mappings()]))
    return written


def _everyone(bench):
    """A full evaluation against one scan of the facts it uses, and the memory it took."""

    def scan(_number):
        def work():
            with bench.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
                for table, columns in FACT_ROWS.items():
                    held = ", ".join(
                        f"count({name})" if name == "end_planned" else f"max({name})"
                        for name in columns.split(", ")
                    )
                    connection.exec_driver_sql(f"SELECT count(*), {held} FROM {table}").all()

        return work

    def everyone(number):
        return lambda: bench.judge_all(AT + timedelta(minutes=number))

    ratios, took = in_turn(everyone, scan, rounds=3 if bench.people >= 100_000 else 5)
    named = f"full evaluation of {bench.people:,} people ({bench.kind})"
    bench.report.ratio(named, FULL_EVALUATION[bench.kind], ratios, took)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bench.report.ratio(
        f"memory of the whole run, MB ({bench.kind})", 1, [peak / 400], {"of 400 MB": [peak / 1000]}
    )
