"""One key worker with a hundred people, signed in to the whole application, in a large service."""

import random
import secrets
from dataclasses import replace
from datetime import timedelta

from itsdangerous import URLSafeSerializer
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.cohort import AT, OUTCOMES, WAYS, YEAR
from bench.databases import own_folder
from config import Config
from tests.web.filling import form_of
from tracker import create_app
from tracker.domain.vocabulary import CameFrom, Role
from tracker.models.accounts import Worker, WorkerRole
from tracker.models.base import new_public_id
from tracker.models.contacts import Contact
from tracker.services import audit, judging, sign_ins
from tracker.services.acts import Act
from tracker.services.pairings import FirstMatch, agree_first_match
from tracker.services.people import NewPerson, write_in
from tracker.services.rhythms import NewRhythm, agree_rhythm
from tracker.services.sealing import key_of, seal

PEOPLE, CONTACTS, MANY_CONTACTS = 100, 40, 500
SOON_AFTER = AT + timedelta(minutes=1)
BEGAN, PLAN_IS = AT - YEAR, timedelta(days=60)  # as in the cohort
NOTE = "We walked to the library. They had been to the college and liked the workshop. " * 2


class Office:
    """The application on one database, and key workers in it, each with people of their own."""

    def __init__(self, engine):
        self.engine = engine
        url = engine.url.render_as_string(hide_password=False)
        self.app = create_app(
            Config.from_environment(
                {"TRACKER_DATA_DIR": str(own_folder()), "TRACKER_DATABASE_URL": url}
            ),
            clock=lambda: SOON_AFTER,
        )
        wired = self.app.extensions["installation"]
        self.app.extensions["installation"] = replace(wired, engine=engine)
        self.keys, self.calendars = wired.keys, wired.calendars
        self.tokens = URLSafeSerializer(self.app.secret_key, salt="form token")

    def act(self, by, at=BEGAN):
        return Act(at=at, by=by, keys=self.keys, calendars=self.calendars)

    def worker(self, people=PEOPLE, first_has=CONTACTS):
        """Write a key worker down, with people and their contacts; give their signed-in client."""
        with Session(self.engine) as session, session.begin():
            made = _worker(session)
            ids = {}
            for number in range(people):
                act = self.act(f"worker:{made.id}")
                person = _person(session, act, made, number)
                many = CONTACTS if number else first_has
                session.flush()
                rows = contacts(session, act, person, made.id, many)
                session.execute(insert(Contact), list(rows))
                ids[person.id] = person.public_id
            session.flush()
            act = self.act(f"worker:{made.id}", AT)
            judging.judge_people(session, act, list(ids))
            audit.write(session, act)
            opaque_id = sign_ins.begin(session, made.id, AT)
            return Client(self, made.id, list(ids.values()), opaque_id)


class Client:
    """One worker's browser; `people` are the public ids of theirs."""

    def __init__(self, office, worker_id, people, opaque_id):
        self.office, self.worker_id, self.people = office, worker_id, people
        self.browser = office.app.test_client()
        with self.browser.session_transaction() as cookie:
            cookie["id"] = opaque_id

    def get(self, address):
        page = self.browser.get(address)
        assert page.status_code == 200, page.text
        return page

    def form(self, number=0):
        """Load the form that logs a contact with one of their people, the first tap done."""
        address = self._address(number)
        action, body = form_of(self.get(address))
        return action or address, body

    def another(self, form, number=0):
        """Give such a form as it would be if it were loaded now, for any of their people."""
        _address, body = form
        token = self.office.tokens.dumps([secrets.token_urlsafe(24), self.worker_id])
        return self._address(number), body | {"form_token": token}

    def _address(self, number):
        return f"/people/{self.people[number % len(self.people)]}/log?what=spoke"

    def send(self, form):
        address, body = form
        answer = self.browser.post(address, data=body)
        assert answer.status_code == 302, answer.text


def _worker(session):
    number = secrets.token_hex(4)
    made = Worker(
        name="Sam", email=f"{number}@example.org", active=True, fs_uniquifier=number,
        create_datetime=BEGAN,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(WorkerRole(worker_id=made.id, role=Role.KEY_WORKER, from_at=BEGAN))
    return made


def _person(session, act, worker, number):
    new = NewPerson(f"Person {number}", 1, CameFrom.FAMILY, BEGAN.date(), phone="07700 900123")
    person = write_in(session, act, new)
    agree_first_match(session, act, person.id, FirstMatch(worker.id))
    agree_rhythm(session, replace(act, at=AT - PLAN_IS), person.id, NewRhythm(7))
    return person


def contacts(session, act, person, worker_id, many):
    """Give so many contacts of the last year as rows, oldest first, sealed with the person's key."""
    chance, key, step = random.Random(person.id), key_of(session, act, person.id), YEAR / (many + 1)
    for number in range(many):
        at = BEGAN + step * (number + 1)
        outcome = chance.choice(OUTCOMES)
        public_id = new_public_id()
        yield {
            "public_id": public_id, "person_id": person.id, "worker_id": worker_id,
            "occurred_at": at, "known_at": at, "recorded_at": at, "recorded_by": act.by,
            "precision": "exact", "with_whom": "person", "setting": "one_to_one",
            "way": WAYS.get(outcome, "in_person"), "outcome": outcome, "who_started": "us",
            "shared_ct": seal(key, ("contact", "shared_ct", public_id), NOTE),
        }  # fmt: skip
