"""A service in which every form there is can be sent by someone: matched, waiting, paused, planned."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from itsdangerous import URLSafeTimedSerializer
from passlib.totp import TOTP
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_role, a_team, a_worker
from tests.factories.contacts import logged
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tests.factories.promises import answered, promised, wanted
from tests.web.browser import CSRF
from tracker.domain.vocabulary import Circumstance, LeaveReason, PauseKind, Role
from tracker.models.alerts import Alert
from tracker.models.base import new_public_id
from tracker.models.contacts import Contact
from tracker.models.drafts import Draft
from tracker.models.meetings import Meeting
from tracker.models.people import Person
from tracker.models.promises import Promise, PromiseAnswer
from tracker.services import alerts, drafts, judging, pauses, rhythms
from tracker.services.rhythms import NewRhythm
from tracker.web.first_password import choose_by_command, first_sign_in_link

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PASSWORD = "river lamp orange seven"
NOBODY = "zzzzzzzzzz"
SESSION = "alongside"


@dataclass
class Situations:
    """Who sends, with which cookie, what an address may name, and what only they know."""

    cookies: dict[str, str] = field(default_factory=dict)
    named: dict[str, dict[str, str | None]] = field(default_factory=dict)  # kind -> id -> person
    known: dict[tuple[str, str], str] = field(default_factory=dict)  # (endpoint, field) -> value
    csrf_token: str = ""


def everyone(app, sessions, make_act):
    """Write the service down, set up a second factor, sign everyone in."""
    with sessions.begin() as session:
        sam, rae, lou = _written(session, make_act)
    made = Situations()
    with sessions() as session:
        made.named = _named(session)
    made.named["token"] = {first_sign_in_link(app, lou.id).rsplit("/", 1)[1]: None}
    made.csrf_token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF)
    _set_up_the_door(app, sam, made)
    _come_in(app, made, sam, rae)
    return made


def _written(session, make_act):
    rae = a_worker(session, "Rae", roles=(Role.TEAM_LEAD,))
    north, south = a_team(session, "North", lead=rae), a_team(session, "South")
    sam, ali, omar = (a_worker(session, name) for name in ("Sam", "Ali", "Omar"))
    lou = a_worker(session, "Lou", roles=())
    a_role(session, lou, Role.KEY_WORKER).team_id = north.id
    ago = {days: make_act(sam.id, at=NOW - days * DAY) for days in (0, 1, 10, 30)}
    by_lead = make_act(rae.id, at=NOW - 30 * DAY)

    jay = written_in(session, by_lead, north, name="Jay", reference="N-1", born_on=date(2011, 5, 1))
    matched(session, by_lead, jay, sam, rhythm=NewRhythm(7))
    logged(session, ago[30], jay, sam)
    planned(session, ago[10], jay, sam, NOW - 4 * DAY)  # nothing is recorded of it
    planned(session, ago[10], jay, sam, NOW + 3 * DAY)
    logged(session, make_act(sam.id), jay, sam)  # may still be undone
    logged(session, make_act(rae.id), jay, rae)
    promised(session, ago[10], jay, sam, due_on=date(2026, 11, 12))  # its day is over
    wanted(session, ago[10], jay, sam)
    for worker in (sam, rae):  # may still be undone
        act = make_act(worker.id)
        answered(session, act, promised(session, act, jay, worker))
    _kept(session, make_act(sam.id), sam, jay)

    noa = written_in(session, by_lead, north, name="Noa", born_on=date(1990, 5, 1))
    matched(session, by_lead, noa, sam, deputy=ali)
    rhythms.agree_rhythm(session, ago[10], noa.id, NewRhythm(28, None, Circumstance.CUSTODY))
    planned(session, ago[10], noa, sam, NOW - 3 * DAY)
    pauses.pause(
        session, ago[1], noa.id, pauses.NewPause(PauseKind.HOLIDAY, date(2026, 12, 1), "Away.")
    )
    kit = written_in(session, by_lead, north, name="Kit")  # nobody is with them yet
    mina = written_in(session, make_act(sam.id, at=NOW - DAY), south, name="Mina")
    amina = written_in(session, by_lead, south, name="Amina", reference="S-1")
    matched(session, by_lead, amina, omar)
    for person in (jay, noa, kit, mina, amina):
        judging.judge(session, make_act(), person.id)
    _leave_one(session, make_act(rae.id), kit)
    return sam, rae, lou


def _kept(session, act, worker, person):
    """Keep something the worker typed about the person and has not saved."""
    page = drafts.Page(worker.id, person.id, "contacts.full", new_public_id(), "a page")
    body = {"address": f"/people/{person.public_id}/log/full", "fields": [["agreed", "Ring."]]}
    drafts.keep(session, act, page, json.dumps(body))


def _leave_one(session, act, person):
    alert = session.scalars(select(Alert).where(Alert.person_id == person.id)).first()
    left = alerts.LeaveForNow(LeaveReason.OTHER, date(2026, 11, 25))
    alerts.leave_for_now(session, act, alert.id, left)


def _named(session):
    """Give everything an address may name, by the word in its rule, with whose it is."""
    person = dict(session.execute(select(Person.id, Person.public_id)).all())

    def of(table, *more):
        rows = session.execute(select(table.public_id, table.person_id).where(*more))
        return {public_id: person[person_id] for public_id, person_id in rows}

    contacts = of(Contact)
    return {
        "person": {public_id: public_id for public_id in person.values()},
        "contact": contacts,
        "version": contacts,
        "meeting": of(Meeting),
        "draft": of(Draft),
        "promise": of(Promise),
        "answer": of(PromiseAnswer),
        "alert": of(Alert, Alert.closed_at.is_(None)),
    }


def _set_up_the_door(app, sam, made):
    """Let Sam choose a password and set up an app, and know the codes it shows."""
    choose_by_command(app, sam.id, PASSWORD)
    client = app.test_client().sign_in(sam)
    page = client.get("/account/second-factor").text
    key = re.search(r"<code>([A-Z0-9-]+)</code>", page)[1].replace("-", "")
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', page)[1]
    answer = client.submit("/account/second-factor", sealed=sealed, code=shown(key, -30))
    recovery = re.findall(r"<code>([0-9a-f-]+)</code>", answer.text)[0]
    made.known = {
        ("account.sign_in", "email"): sam.email,
        ("account.sign_in", "password"): PASSWORD,
        ("account.first_password", "password"): PASSWORD,
        ("account.code", "code"): shown(key),
        ("account.recovery_code", "code"): recovery,
        ("account.recovery_codes", "present_code"): shown(key),
        ("account.second_factor", "present_code"): shown(key),
        ("people.open", "reference"): "S-1",
        ("contacts.not_happened", "next_step"): "another",
    }


def shown(key, later=0):
    """Give the code an app shows at NOW, or some seconds later."""
    return TOTP(key=key.replace("-", "")).generate(time=NOW.timestamp() + later).token


def _come_in(app, made, sam, rae):
    """Keep the cookie each of them would send."""
    half_way = app.test_client()
    half_way.submit("/sign-in", email=sam.email, password=PASSWORD)
    clients = {
        "key worker": app.test_client().sign_in(sam),
        "lead": app.test_client().sign_in(rae),
        "half way in": half_way,
        "nobody": app.test_client(),
    }
    for name, client in clients.items():
        with client.session_transaction() as cookie:
            cookie["csrf_token"] = CSRF
        made.cookies[name] = f"{SESSION}={client.get_cookie(SESSION).value}"
