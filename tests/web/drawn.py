"""The life of the reference drawing: Dana, then nobody for 9 days, then Sam, with Ali beside."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.factories.bonds import a_team, a_worker
from tests.factories.fact_rows import a_bond, a_contact, a_rhythm
from tests.factories.justice import a_justice_contact
from tests.factories.meetings import planned
from tests.factories.people import written_in
from tracker.adapters.calendars import calendar
from tracker.domain.vocabulary import (
    JusticeKind,
    Outcome,
    PairingEnd,
    PairingRole,
    Role,
    Whose,
    WithWhom,
)
from tracker.models.accounts import Worker
from tracker.models.people import Person

LONDON = calendar("Europe/London", "GB-ENG")
MET, SPOKE, MISSED = Outcome.MET, Outcome.SPOKE, Outcome.MISSED_EACH_OTHER
OURS, THEIRS = Outcome.WE_CANCELLED, Outcome.THEY_MOVED
DANAS = (
    ("01-12", MET), ("01-20", MET), ("01-29", SPOKE), ("02-05", MET), ("02-13", MISSED),
    ("02-20", MET), ("03-02", OURS), ("03-09", MET), ("03-19", MET), ("03-30", SPOKE),
    ("04-09", MET), ("04-16", OURS),
)  # fmt: skip
SAMS = (
    ("05-01", MISSED), ("05-06", SPOKE), ("05-13", MET), ("05-21", MET), ("05-28", MET),
    ("06-04", THEIRS), ("06-08", MET), ("06-18", MET), ("06-25", SPOKE), ("07-02", MET),
    ("07-09", MET), ("07-20", MET), ("07-30", MET), ("08-06", MET), ("08-14", SPOKE),
    ("08-27", MET), ("09-03", MET), ("09-10", MET), ("09-21", MISSED), ("09-24", SPOKE),
    ("10-01", MET), ("10-08", MET), ("10-15", MET), ("10-22", MET), ("10-29", OURS),
    ("11-07", SPOKE),
)  # fmt: skip


def on(text, hour=0):
    """Give an instant of 2026 by its month, day and London hour."""
    day = date.fromisoformat(f"2026-{text}")
    return LONDON.start_of(day) + timedelta(hours=hour)


@dataclass(frozen=True)
class Drawn:
    """Jay, and the workers around Jay; Lee leads the team."""

    jay: Person
    sam: Worker
    ali: Worker
    lee: Worker
    at: datetime

    @property
    def address(self):
        return f"/people/{self.jay.public_id}"


def the_life_of_the_drawing(session, make_act):
    """Write the life down; the caller commits."""
    lee = a_worker(session, "Lee", roles=(Role.TEAM_LEAD, Role.KEY_WORKER))
    dana, sam, ali = (a_worker(session, name) for name in ("Dana", "Sam", "Ali"))
    act = make_act(lee.id, at=on("01-12", 9))
    jay = written_in(
        session, act, a_team(session, "North", lead=lee), referred_on=date(2026, 1, 12)
    )
    ended = {"end_reason": PairingEnd.WORKER_LEFT, "end_planned": False, "ended_by": "worker:1"}
    a_bond(session, jay, dana, on("01-12"), ended_at=on("04-20"), **ended)
    a_bond(session, jay, sam, on("04-29"))
    a_bond(session, jay, ali, on("05-18"), PairingRole.DEPUTY)
    a_bond(session, jay, ali, on("08-10"), PairingRole.COVER, ended_at=on("08-24"))
    a_rhythm(session, jay, sam, on("09-10"), breathing_days=4)
    for worker, contacts in ((dana, DANAS), (sam, SAMS)):
        for day, outcome in contacts:
            a_contact(session, jay, worker, on(day, 14), outcome)
    for day, whose, kind in (
        ("05-09", Whose.PERSON, JusticeKind.STOP),
        ("10-31", Whose.SOMEONE_CLOSE, JusticeKind.ARREST),
    ):
        a_justice_contact(session, jay, on(day), kind, whose=whose)
    planned(
        session, make_act(sam.id, at=on("11-08")), jay, sam, on("11-26", 14), place="The library"
    )
    return Drawn(jay, sam, ali, lee, on("11-23", 12))


def and_more_marks(session, drawn):
    """Write down what the drawing has no mark for: trying, being called, someone else."""
    tried, called = Outcome.WE_TRIED, Outcome.THEY_TRIED
    a_contact(session, drawn.jay, drawn.sam, on("11-10", 15), tried)
    a_contact(session, drawn.jay, drawn.sam, on("11-12", 15), called)
    a_contact(session, drawn.jay, drawn.sam, on("11-14", 15), with_whom=WithWhom.SOMEONE_CLOSE)
