"""Raw SQL about one person, past every service: the least row of each table, and few verbs."""

from itertools import count

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

RECORDED = "2026-11-30T00:00:00.000000Z"
HERE = 1  # stands for the worker of the test
_number = count(1)


def day(number):
    return f"2026-11-{number:02}T00:00:00.000000Z"


FACT = {"known_at": RECORDED, "recorded_at": RECORDED, "recorded_by": "worker:1"}
ROWS = {
    "channel": FACT | {"kind": "phone", "value_ct": b"sealed"},
    "stay": FACT | {"referred_at": day(1), "came_from": "family"},
    "pause": FACT
    | {
        "kind": "holiday",
        "from_at": day(1),
        "look_again_on": "2026-12-01",
        "words_ct": b"sealed",
        "decided_by": "worker:1",
    },
    "pairing": FACT
    | {
        "worker_id": HERE,
        "role": "key_worker",
        "started_at": day(1),
        "start_reason": "first_match",
        "started_by": "worker:1",
    },
    "rhythm": FACT | {"every_days": 7, "agreed_at": day(1), "agreed_with_person": True},
    "contact": FACT
    | {
        "worker_id": HERE,
        "occurred_at": day(1),
        "precision": "exact",
        "with_whom": "person",
        "setting": "one_to_one",
        "way": "in_person",
        "outcome": "met",
        "who_started": "us",
    },
    "justice_contact": FACT
    | {
        "whose": "person",
        "kind": "stop",
        "occurred_on": "2026-11-01",
        "occurred_at": day(1),
        "precision": "day",
        "how_known": "family",
    },
    "promise": FACT
    | {
        "worker_id": HERE,
        "whose": "ours",
        "words_ct": b"sealed",
        "promised_at": day(1),
        "due_on": "2026-11-05",
    },
    "about_me": FACT | {"worker_id": HERE, "agreed_on": "2026-11-01", "likes_ct": b"sealed"},
    "belief": FACT | {"worker_id": HERE, "words_ct": b"sealed"},
    "meeting": {
        "worker_id": HERE,
        "kind": "meeting",
        "starts_at": day(1),
        "ends_at": day(2),
        "way": "call",
        "state": "planned",
        "planned_at": day(1),
        "planned_by": "worker:1",
        "version": 1,
    },
    "alert": {
        "rule": "quiet",
        "tier": "today",
        "owner_role": "worker",
        "true_since": day(1),
        "opened_at": day(2),
        "act_by": day(3),
        "state": "open",
        "numbers": "{}",
        "version": 1,
    },
    "opening": {
        "worker_id": HERE,
        "reason_ct": b"sealed",
        "opened_at": day(1),
        "until_at": day(2),
    },
}

BELONGS = {"promise_answer": FACT | {"answer": "kept", "answered_at": day(2)}}  # to another row


class Writer:
    """Writes rows about one person."""

    def __init__(self, session, person, worker):
        self.session, self.person, self.worker = session, person, worker

    def insert(self, table, **more):
        """Insert the least row of a table, but for what is said; give its public id."""
        row = {"public_id": f"x{next(_number):09}", "person_id": self.person.id}
        row |= (ROWS | BELONGS)[table] | more
        if row.get("worker_id") == HERE:
            row["worker_id"] = self.worker.id
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
        return row["public_id"]

    def update(self, table, public_id, **changed):
        sets = ", ".join(f"{name} = :{name}" for name in changed)
        statement = text(f"UPDATE {table} SET {sets} WHERE public_id = :which")
        self.session.execute(statement, changed | {"which": public_id})

    def id_of(self, table, public_id):
        found = text(f"SELECT id FROM {table} WHERE public_id = :which")
        return self.session.scalar(found, {"which": public_id})


def refusal(session, write):
    """Give what the database said, or `accepted`; nothing stays either way."""
    undone = session.begin_nested()
    try:
        write()
    except DatabaseError as error:
        return str(error.orig)
    finally:
        undone.rollback()
    return "accepted"


def once(table, **row):
    return lambda to: to.insert(table, **row)


def twice(table, first, second):
    return lambda to: (to.insert(table, **first), to.insert(table, **second))


def then(table, first, *changes):
    """Insert a row, then change it in turn."""

    def write(to):
        made = to.insert(table, **first)
        for change in changes:
            to.update(table, made, **change)

    return write
