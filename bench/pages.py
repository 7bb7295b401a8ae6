"""Pages and writing as people use them: each whole request against the least that could answer."""

import threading
import time
from contextlib import contextmanager

from flask import Flask, g, redirect, request, template_rendered
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from bench.cohort import fill, settle
from bench.databases import database
from bench.harness import in_turn
from bench.office import MANY_CONTACTS, PEOPLE, Office, contacts
from tracker.models.contacts import Contact
from tracker.models.people import Person
from tracker.web.here import known

LOGGING = {"sqlite": 4, "postgresql": 5}  # why PostgreSQL's is wider: docs/adr/0015
PAGES, POSTS = 2, 4  # in one go, little enough that what else the machine does weighs on both
ROUNDS = 25
THREADS, SECONDS = 16, 8
NO_STATEMENTS = ("BEGIN", "COMMIT", "ROLLBACK", "SET", "SAVEPOINT", "RELEASE")


def run(kind, people, report):
    """Every ratio of pages and of logging a contact on one database."""
    with database(kind, "office") as engine:
        fill(engine, people)
        office = Office(engine)
        sam = office.worker(first_has=MANY_CONTACTS)
        settle(engine)  # as PostgreSQL does by itself, within a minute of so many new rows
        _page(office, sam, "/people", 5, f"My people, {PEOPLE} people ({kind})", report)
        _page(
            office, sam, f"/people/{sam.people[0]}", 9,
            f"a person with {MANY_CONTACTS} contacts ({kind})", report,
        )  # fmt: skip
        _logging(office, sam, LOGGING[kind], f"logging a contact ({kind})", report)
        if kind == "sqlite":
            _sixteen_at_once(office, report)


def _page(office, client, address, statements, name, report):
    """A whole page, signed in and audited, against its template from what is ready in a list."""
    client.get(address)
    with _counted(office.engine) as sent, _rendered(office.app) as (made, context, here):
        client.get(address)
    report.most(f"{name}: statements", statements, len(sent))
    template, ready, arrived = made[-1], context[-1], here[-1]

    def page(_number):
        return lambda: [client.get(address) for _ in range(PAGES)]

    def rendering(_number):
        def work():
            with office.app.test_request_context(address):
                g.here = arrived
                for _ in range(PAGES):
                    template.render(ready)

        return work

    report.ratio(name, 2.5, *in_turn(page, rendering, ROUNDS))


@contextmanager
def _counted(engine):
    sent = []

    def listen(_connection, _cursor, statement, *_rest):
        if not statement.startswith(NO_STATEMENTS):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield sent
    event.remove(engine, "before_cursor_execute", listen)


@contextmanager
def _rendered(app):
    """Keep what was rendered: templates, what they were given, who was here."""
    kept = ([], [], [])

    def listen(_app, template, context):
        for known_by_now, one in zip(kept, (template, context, known()), strict=True):
            known_by_now.append(one)

    with template_rendered.connected_to(listen, app):
        yield kept


def _logging(office, client, budget, name, report):
    """The whole request (evaluate, audit, commit) against a bare post that commits one row.

    Those it is about have their next meeting in the plan, so the form asks for none.
    """
    first = client.form(1)
    for number in range(POSTS):
        client.send(client.another(first, 1 + number))
    form = client.form(1)
    assert "starts_at" in first[1]
    assert "starts_at" not in form[1]
    bare, address = _bare(office, client), "/log"

    def whole(_number):
        forms = [client.another(form, 1 + n) for n in range(POSTS)]
        return lambda: [client.send(one) for one in forms]

    def floor(_number):
        browser = bare.test_client()
        forms = [client.another(form)[1] for _ in range(POSTS)]

        def work():
            for body in forms:
                assert browser.post(address, data=body).status_code == 302

        return work

    report.ratio(name, budget, *in_turn(whole, floor, ROUNDS))


def _bare(office, client):
    """A Flask application that knows one form, and inserts and commits one row for it."""
    with Session(office.engine) as session:
        person = session.query(Person).filter_by(public_id=client.people[-1]).one()
        rows = contacts(session, office.act("system:bench"), person, client.worker_id, 10_000)
        rows = iter(list(rows))
    app = Flask("bare")

    @app.post("/log")
    def log():
        row = next(rows) | {
            "form_token": request.form["form_token"][:40],
            "outcome": "spoke",
            "way": "call",
        }
        with office.engine.begin() as connection:
            connection.execute(insert(Contact.__table__), row)
        return redirect("/")

    return app


def _sixteen_at_once(office, report):
    """Let sixteen key workers log at once: nobody is refused, nobody starves."""
    clients = [office.worker(people=2) for _ in range(THREADS)]
    forms = [client.form() for client in clients]
    logged, errors = [0] * THREADS, []
    until = threading.Event()

    def log(number):
        while not until.is_set():
            try:
                clients[number].send(clients[number].another(forms[number], logged[number]))
                logged[number] += 1
            except Exception as error:  # noqa: BLE001 - counted
                errors.append(error)

    threads = [threading.Thread(target=log, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    until.set()
    for thread in threads:
        thread.join()
    report.most(f"{THREADS} threads logging at once: errors (sqlite)", 0, len(errors))
    report.say(f"    {sum(logged)} contacts in {SECONDS} s, each thread {sorted(logged)}")
    report.ratio(
        f"{THREADS} threads logging at once: mean of all against the slowest (sqlite)",
        4, [sum(logged) / THREADS / max(min(logged), 0.1)], {"all": [SECONDS]},
    )  # fmt: skip
