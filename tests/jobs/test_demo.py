"""The demo: everything it promises is there, nothing lies after its clock, the same seed tells the same."""

import json
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import LargeBinary, func, select

from config import Config
from tests.house_rules.test_templates import BANNED
from tracker.adapters.calendars import calendar
from tracker.domain.access import Relation
from tracker.domain.vocabulary import (
    AlertState,
    Circumstance,
    Closed,
    KeptOrNot,
    MeetingKind,
    MeetingState,
    Outcome,
    PairingEnd,
    PairingRole,
    PairingStart,
    PauseKind,
    RuleKey,
    StayEnding,
    Whose,
    WhosePromise,
)
from tracker.jobs.demo import CAST, TRUTH, Demo, away, cast
from tracker.jobs.demo.plots import Days
from tracker.jobs.demo.stories import stories
from tracker.jobs.runs import open_service
from tracker.jobs.verifications import compare_state, verify_audit
from tracker.models import Base
from tracker.queries.people import list_mine
from tracker.queries.viewers import viewer

AS_OF = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)  # a Wednesday
DAYS = Days(calendar("Europe/London", "GB-ENG"), AS_OF)
T = Base.metadata.tables
RANDOM = {"public_id", "fs_uniquifier", "prev_mac", "mac", "object_id", "detail", "id_hash"}


@contextmanager
def demo(url, key_file, folder, people, weeks, seed=1):
    environment = {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_KEY_FILE": str(key_file),
    }
    with open_service(Config.from_environment(environment), writes=True) as service:
        made = Demo(service, AS_OF, people, seed, weeks)
        steps = list(made.make())
        assert len(steps) <= made.steps
        yield service, made


@pytest.fixture(scope="module")
def filled(template, key_file, tmp_path_factory):
    """A demo of 48 people, their last eight weeks lived again."""
    url = template.copy()
    with demo(url, key_file, tmp_path_factory.mktemp("demo"), people=48, weeks=8) as made:
        yield made
    template.drop(url)


@pytest.fixture
def session(filled):
    service, _ = filled
    with service.look(AS_OF) as run:
        yield run.session


def counted(session, column, *where):
    """Count the rows by the word in a column."""
    return Counter(
        dict(session.execute(select(column, func.count()).where(*where).group_by(column)).all())
    )


def lacking(words, found):
    return [word for word in words if not found[word]]


def test_every_word_that_a_life_can_hold_is_there(session, measure, database):
    contact, pairing, pause, stay = T["contact"].c, T["pairing"].c, T["pause"].c, T["stay"].c
    wanted = [
        (Outcome, contact.outcome, ()),
        (PauseKind, pause.kind, (pause.ended_at.is_(None),)),
        (
            [PauseKind.HOLIDAY, PauseKind.ASKED_FOR_SPACE],
            pause.kind,
            (pause.ended_at.is_not(None),),
        ),
        (StayEnding, stay.ending, (stay.ended_at.is_not(None),)),
        (PairingRole, pairing.role, ()),
        (
            [
                PairingStart.FIRST_MATCH,
                PairingStart.HANDOVER,
                PairingStart.NAMED_DEPUTY,
                PairingStart.COVERING,
            ],
            pairing.start_reason,
            (),
        ),
        (
            [PairingEnd.HANDOVER, PairingEnd.WORKER_LEFT, PairingEnd.STAY_ENDED],
            pairing.end_reason,
            (pairing.role == PairingRole.KEY_WORKER, pairing.ended_at.is_not(None)),
        ),
        (Circumstance, T["rhythm"].c.circumstance, (T["rhythm"].c.circumstance.is_not(None),)),
        (
            [s for s in MeetingState if s is not MeetingState.PLANNED],
            T["meeting"].c.state,
            (T["meeting"].c.starts_at < AS_OF + timedelta(days=30),),
        ),
        ([MeetingKind.MEETING], T["meeting"].c.kind, (T["meeting"].c.starts_at > AS_OF,)),
        (Whose, T["justice_contact"].c.whose, ()),
        (WhosePromise, T["promise"].c.whose, ()),
        (KeptOrNot, T["promise_answer"].c.answer, ()),
        (AlertState, T["alert"].c.state, ()),
        (
            [Closed.CAUSE_GONE, Closed.DONE],
            T["alert"].c.closed_how,
            (T["alert"].c.closed_at < AS_OF,),
        ),
        (
            [
                RuleKey.QUIET,
                RuleKey.MISSED,
                RuleKey.NOTHING_PLANNED,
                RuleKey.OUTCOME_MISSING,
                RuleKey.NO_KEY_WORKER,
            ],
            T["alert"].c.rule,
            (),
        ),
    ]
    found = 0
    for words, column, where in wanted:
        assert lacking(words, counted(session, column, *where)) == [], column
        found += len(list(words))
    measure("words a demo shows", wanted=55, reached=found, count=found, database=database)


def test_every_kind_of_story_is_there(session, measure, database):
    contact, pairing, stay, meeting = T["contact"].c, T["pairing"].c, T["stay"].c, T["meeting"].c
    cover = pairing.role == PairingRole.COVER
    key_worker = pairing.role == PairingRole.KEY_WORKER
    before, shorter = T["pairing"].alias().c, T["rhythm"].alias().c
    stories_of = {
        "cover that is over": (cover, pairing.ended_at < AS_OF),
        "cover now": (cover, pairing.started_at <= AS_OF, pairing.ended_at > AS_OF),
        "a change badly done": (key_worker, pairing.end_planned.is_(False)),
        "a change well done, told first": (key_worker, pairing.told_at.is_not(None)),
        "days without a key worker": (
            key_worker,
            before.person_id == pairing.person_id,
            before.role == PairingRole.KEY_WORKER,
            before.ended_at < pairing.started_at,
        ),
        "a rhythm that grew longer": (
            shorter.person_id == T["rhythm"].c.person_id,
            shorter.agreed_at < T["rhythm"].c.agreed_at,
            shorter.every_days < T["rhythm"].c.every_days,
        ),
        "inside still, inside no more": (T["rhythm"].c.ended_at.is_not(None),),
        "a stay without a match": (
            stay.ending == StayEnding.NO_INTERVENTION_NEEDED,
            stay.started_at.is_(None),
        ),
        "nobody said what came of it": (
            meeting.state == MeetingState.PLANNED,
            meeting.ends_at < AS_OF - timedelta(days=1),
        ),
        "a meeting ahead": (meeting.state == MeetingState.PLANNED, meeting.starts_at > AS_OF),
        "set right": (contact.replaces_id.is_not(None), contact.reason_ct.is_not(None)),
        "written down days later": (contact.known_at > contact.occurred_at, contact.known_at > AS_OF - timedelta(days=700)),
        "a note held back": (contact.held_back_reason_ct.is_not(None),),
        "someone else was there": (T["contact_worker"].c.contact_id == contact.id,),
        "opened with a reason": (T["opening"].c.opened_at < AS_OF,),
        "away": (T["absence"].c.from_at <= AS_OF,),
        "a belief": (T["belief"].c.superseded_at.is_(None),),
        "about me": (T["about_me"].c.superseded_at.is_(None),),
        "a phone": (T["channel"].c.superseded_at.is_(None),),
        "left for now": (T["alert_step"].c.to_state == AlertState.LEFT,),
    }  # fmt: skip
    found = {
        name: session.scalar(select(func.count()).where(*where))
        for name, where in stories_of.items()
    }
    assert [name for name, count in found.items() if not count] == []
    measure(
        "stories a demo tells",
        wanted=len(stories_of),
        reached=len(found),
        count=sum(found.values()),
        database=database,
    )


def test_what_is_written_is_what_the_facts_say_and_the_audit_holds(filled, measure, database):
    service, made = filled
    compared = list(compare_state(service, AS_OF))
    assert [sentence for _, found in compared for sentence in found] == []
    assert verify_audit(service, AS_OF).wrong is None
    people = sum(count for count, _ in compared)
    assert people == made.people
    measure("people of the demo judged", wanted=48, reached=people, count=people, database=database)


def test_only_plans_lie_after_the_clock(session):
    ahead = {
        f"{table.name}.{column.name}"
        for table in T.values()
        for column in table.columns
        if type(column.type).__name__ == "Instant"
        and session.scalar(select(func.count()).where(column > AS_OF))
    }
    assert ahead <= {
        "meeting.starts_at", "meeting.ends_at", "pairing.started_at", "pairing.ended_at",
        "absence.from_at", "absence.until_at", "standing.look_again_at", "standing.quiet_from",
        "standing.next_meeting_at", "alert.act_by", "alert.next_at", "alert.left_until",
    }  # fmt: skip
    rows = session.execute(
        select(T["pairing"].c.role).where(T["pairing"].c.ended_at > AS_OF).distinct()
    )
    assert rows.scalars().all() == [PairingRole.COVER]  # only cover says its end from the start


def test_three_teams_are_led_and_fourteen_people_work_in_them(session):
    teams = session.execute(
        select(T["team"].c.name, T["team"].c.lead_id, T["team"].c.deputy_lead_id)
    )
    assert sorted(name for name, lead, deputy in teams if lead and deputy) == [
        "East", "North", "South",
    ]  # fmt: skip
    working = select(func.count(T["worker_role"].c.worker_id.distinct())).where(
        T["worker"].c.id == T["worker_role"].c.worker_id,
        T["worker"].c.active,
        T["worker_role"].c.team_id.is_not(None),
    )
    assert session.scalar(working) == 14


def test_the_first_screen_shows_one_of_each(filled, session):
    service, _ = filled
    email = CAST[0].email
    worker_id = session.scalar(select(T["worker"].c.id).where(T["worker"].c.email == email))
    looks = viewer(session, worker_id, AS_OF)
    mine, _ = list_mine(
        session, looks, service.keys, service.calendars, frozenset({Relation.KEY_WORKER})
    )
    by_name = {str(row.name): row for row in mine}
    assert mine[0].alert.rule is RuleKey.QUIET
    needs = [by_name[name].where.need.value for name in ("Tess", "Kofi", "Amina", "Ellis", "Nia")]
    assert needs == ["your_move", "due_soon", "due_soon", "steady", "paused_together"]
    assert DAYS.calendar.day_of(by_name["Kofi"].summary.next_meeting_at) == DAYS.date(730)
    assert by_name["Callie"].alert.rule is RuleKey.OUTCOME_MISSING


def test_the_truth_is_written_beside_the_data(filled, session, measure, database):
    service, _ = filled
    told = json.loads((service.config.data_dir / TRUTH).read_text())
    assert (told["as_of"], told["seed"], told["people"]) == ("2026-11-25T12:30:00Z", 1, 48)
    references = set(session.scalars(select(T["person"].c.reference)))
    began = [one["began_at"] for one in told["fading"] if one["reference"] in references]
    assert len(began) == len(told["fading"])
    assert all(at < told["as_of"] for at in began)
    measure("planted fades", wanted=4, reached=len(began), count=len(began), database=database)


def rows_of(url, key_file, folder):
    """Give every row of a small demo but for what is random: public ids, keys, sealed words."""
    with (
        demo(url, key_file, folder, people=12, weeks=2) as (service, _),
        service.look(AS_OF) as run,
    ):
        found = {}
        for table in Base.metadata.sorted_tables:
            same = [
                column
                for column in table.columns
                if column.name not in RANDOM and not isinstance(column.type, LargeBinary)
            ]
            found[table.name] = sorted(map(str, run.session.execute(select(*same)).all()))
        return found


def test_the_same_seed_and_clock_make_the_same_rows(template, key_file, tmp_path, measure):
    urls = [template.copy(), template.copy()]
    first, again = (
        rows_of(url, key_file, tmp_path / str(number)) for number, url in enumerate(urls)
    )
    assert first == again
    for url in urls:
        template.drop(url)
    count = sum(map(len, first.values()))
    measure("rows made twice the same", wanted=1000, reached=count, count=count)


def lives(people, seed):
    return [story.life for story in stories(people, seed, DAYS, away.absences(seed))]


def test_another_seed_tells_other_lives_with_as_many_people_a_worker(measure):
    told = lives(330, seed=1)
    assert lives(60, seed=1) == told[:60]
    assert lives(60, seed=2) != told[:60]
    alongside = Counter(
        pairing.worker
        for life in told
        for pairing in life.pairings
        if pairing.role is PairingRole.KEY_WORKER and pairing.ended_at is None
    )
    assert set(alongside) == {one.email for one in cast.KEY_WORKERS}
    assert all(22 <= count <= 28 for count in alongside.values())
    measure("lives told twice", wanted=330, reached=len(told), count=len(told))


def texts(value):
    """Give every text in a value, as deep as it goes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))


def test_only_a_key_worker_says_what_they_believe_someone_can_do(measure):
    believing = [(life, belief) for life in lives(320, seed=1) for belief in life.beliefs]
    others = [
        life.reference
        for life, belief in believing
        if not any(
            bond.role is PairingRole.KEY_WORKER
            and bond.worker == belief.worker == belief.by
            and bond.started_at <= belief.known_at
            and (bond.ended_at is None or belief.known_at < bond.ended_at)
            for bond in life.pairings
        )
    ]
    assert others == []
    count = len(believing)
    measure("beliefs of the demo, by key workers", wanted=100, reached=count, count=count)


def test_no_life_is_told_in_words_of_blame(measure):
    words = set(texts(lives(60, seed=3)))
    blame = BANNED.pattern.replace(
        "must|please|oops|whoops|invalid|illegal|submit|abort(ed)?", "oops"
    )
    assert [word for word in words if re.search(blame, word, re.IGNORECASE)] == []
    measure("texts of the demo read", wanted=200, reached=len(words), count=len(words))
