"""Facts from sentences, so that a row of a decision table can be read aloud.

Times are London's; a bare day is its 00:00. Parts of a sentence are divided by `;`:

    facts(
        stay="2026-08-01",                                  # or "2026-08-01 to 2026-10-01 died"
        key_worker="sam 2026-08-01 to 2026-09-01 unplanned; ana 2026-09-03",
        cover="kit 2026-09-05 to 2026-09-12",
        contacts="2026-08-03 14:00 met; 2026-08-10 spoke by ana; 2026-08-11 met by ana with sam",
        agreed="2026-08-01 7; 2026-08-20 14 breathing 3; 2026-09-01 28 custody to 2026-10-01",
        pauses="2026-09-01 holiday to 2026-09-10",
        meetings="2026-09-20 14:00 planned 2026-09-01 by ana settled 2026-09-20 15:00",
        justice="2026-09-02 arrest",
        promises="2026-09-01 10:00 for 2026-09-10 answered 2026-09-11 09:00",
        born="2009-03-01",
    )

Unless told otherwise Sam is key worker from the stay's first day, Lee leads, Dot is deputy lead,
and the first day here is long past. Contacts and meetings are by Sam and numbered from 1 as written, promises are numbered too.
"""

import re
from datetime import UTC, date, datetime, timedelta

from tracker.adapters.calendars import calendar
from tracker.domain.alerts.facts import (
    ContactFact,
    Facts,
    JusticeFact,
    MeetingFact,
    PairingFact,
    PauseFact,
    PromiseFact,
    RhythmFact,
    StayFact,
)
from tracker.domain.vocabulary import (
    Circumstance,
    JusticeKind,
    Outcome,
    PairingRole,
    PauseKind,
    StayEnding,
)

LONDON = calendar("Europe/London", "GB-ENG")
SAM, ANA, KIT, DEE, LEE, DOT = range(1, 7)
WORKERS = {"sam": SAM, "ana": ANA, "kit": KIT, "dee": DEE, "lee": LEE, "dot": DOT, None: None}
INSTANT = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"


def at(text):
    """Read a London day, or a day and a time, as an instant; a bare day is 00:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON.zone).astimezone(UTC)


def stamp(text):
    """Give an instant as a finding's numbers write it."""
    return at(text).isoformat().replace("+00:00", "Z")


def just_before(instant):
    return instant - timedelta(microseconds=1)


def facts(
    *,
    stay="2026-08-01",
    key_worker="sam 2026-08-01",
    deputy="",
    cover="",
    contacts="",
    agreed="",
    pauses="",
    meetings="",
    justice="",
    promises="",
    born=None,
    here="2020-01-01",
    lead="lee",
    deputy_lead="dot",
):
    roles = {
        PairingRole.KEY_WORKER: key_worker,
        PairingRole.DEPUTY: deputy,
        PairingRole.COVER: cover,
    }
    return Facts(
        person_id=1,
        calendar=LONDON,
        first_here_at=at(here),
        born_on=date.fromisoformat(born) if born else None,
        stay=_stay(stay) if stay else None,
        pairings=_sorted(
            _pairing(role, part) for role, text in roles.items() for part in _parts(text)
        ),
        rhythms=_sorted(map(_rhythm, _parts(agreed))),
        pauses=_sorted(map(_pause, _parts(pauses))),
        meetings=_sorted(_meeting(n, part) for n, part in enumerate(_parts(meetings), 1)),
        contacts=_sorted(_contact(n, part) for n, part in enumerate(_parts(contacts), 1)),
        justice=_sorted(map(_justice, _parts(justice))),
        promises=_sorted(_promise(n, part) for n, part in enumerate(_parts(promises), 1)),
        lead_id=WORKERS[lead],
        deputy_lead_id=WORKERS[deputy_lead],
    )


def _parts(text):
    return [part.strip() for part in text.split(";") if part.strip()]


_WHEN = {
    ContactFact: "occurred_at",
    PairingFact: "started_at",
    RhythmFact: "agreed_at",
    PauseFact: "from_at",
    MeetingFact: "starts_at",
    JusticeFact: "occurred_at",
    PromiseFact: "said_at",
}


def _sorted(rows):
    return tuple(sorted(rows, key=lambda row: getattr(row, _WHEN[type(row)])))


def _read(pattern, part):
    """Match a whole part; `@` in a pattern stands for an instant."""
    found = re.fullmatch(pattern.replace("@", INSTANT), part)
    assert found, f"cannot read {part!r} as {pattern}"
    return found.groupdict()


def _at(text):
    return at(text) if text else None


def _stay(part):
    r = _read(r"(?P<since>@)(?: to (?P<until>@) (?P<ending>\w+))?", part)
    ending = StayEnding(r["ending"]) if r["ending"] else None
    return StayFact(at(r["since"]), at(r["since"]), _at(r["until"]), ending)


def _pairing(role, part):
    r = _read(
        r"(?P<who>\w+) (?P<since>@)(?: to (?P<until>@)(?: (?P<how>planned|unplanned))?)?", part
    )
    planned = {"planned": True, "unplanned": False, None: None}[r["how"]]
    return PairingFact(role, WORKERS[r["who"]], at(r["since"]), _at(r["until"]), planned)


def _rhythm(part):
    r = _read(
        r"(?P<when>@) (?P<every>\d+)(?: breathing (?P<room>\d+))?"
        r"(?: (?P<where>custody|hospital)(?: to (?P<until>@))?)?",
        part,
    )
    room = int(r["room"]) if r["room"] else None
    where = Circumstance(r["where"]) if r["where"] else None
    return RhythmFact(at(r["when"]), int(r["every"]), room, where, _at(r["until"]))


def _pause(part):
    r = _read(r"(?P<since>@) (?P<kind>\w+)(?: to (?P<until>@))?", part)
    since = at(r["since"])
    look_again = LONDON.day_of(since) + timedelta(days=28)
    return PauseFact(PauseKind(r["kind"]), since, look_again, _at(r["until"]))


def _meeting(number, part):
    r = _read(
        r"(?P<starts>@)(?: until (?P<ends>@))? planned (?P<planned>@)(?: by (?P<who>\w+))?"
        r"(?: settled (?P<settled>@))?",
        part,
    )
    starts = at(r["starts"])
    ends = _at(r["ends"]) or starts + timedelta(hours=1)
    who = WORKERS[r["who"] or "sam"]
    return MeetingFact(number, who, starts, ends, at(r["planned"]), _at(r["settled"]))


def _contact(number, part):
    r = _read(r"(?P<when>@) (?P<what>\w+)(?: by (?P<who>\w+))?(?: with (?P<others>\w+))?", part)
    others = (WORKERS[r["others"]],) if r["others"] else ()
    return ContactFact(
        at(r["when"]), number, WORKERS[r["who"] or "sam"], Outcome(r["what"]), others
    )


def _justice(part):
    r = _read(r"(?P<when>@) (?P<kind>\w+)", part)
    return JusticeFact(at(r["when"]), JusticeKind(r["kind"]))


def _promise(number, part):
    r = _read(r"(?P<said>@) for (?P<day>\d{4}-\d\d-\d\d)(?: answered (?P<answered>@))?", part)
    day = date.fromisoformat(r["day"])
    return PromiseFact(number, at(r["said"]), day, _at(r["answered"]))
