"""A life with a service as plain values: who was alongside, what happened, what was planned.

Workers are named by their email; `known_at` is when the service knew and wrote it down, `by` who
wrote. Where one thing belongs to another it says its place in the life's own list.
"""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.vocabulary import (
    CameFrom,
    Circumstance,
    HowKnown,
    JusticeKind,
    KeptOrNot,
    LikesContactBy,
    MeetingKind,
    MeetingState,
    Outcome,
    PairingEnd,
    PairingRole,
    PairingStart,
    PauseKind,
    Precision,
    Setting,
    Starter,
    StayEnding,
    Way,
    Whose,
    WhosePromise,
    WithWhom,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedFact:
    """What every fact says of itself; `replaces` is the place of the one it sets right."""

    known_at: datetime
    by: str
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    replaces: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedStay(LivedFact):
    """A time with us."""

    referred_at: datetime
    came_from: CameFrom
    otherwise_nothing: bool | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ending: StayEnding | None = None
    ended_by: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedPairing(LivedFact):
    """A bond with one worker."""

    worker: str
    role: PairingRole
    started_at: datetime
    start_reason: PairingStart
    started_by: str
    ended_at: datetime | None = None
    end_reason: PairingEnd | None = None
    end_planned: bool | None = None
    ended_by: str | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedRhythm(LivedFact):
    """How often both agreed to be in touch."""

    every_days: int
    agreed_at: datetime
    agreed_with_person: bool = True
    breathing_days: int | None = None
    circumstance: Circumstance | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedPause(LivedFact):
    """A pause both agreed; `by` decided it."""

    kind: PauseKind
    from_at: datetime
    look_again_on: date
    words: str
    ended_at: datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedMeeting:
    """Something planned; `moved_from` is the place of the meeting it stands for."""

    worker: str
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    planned_by: str
    way: Way = Way.IN_PERSON
    kind: MeetingKind = MeetingKind.MEETING
    place: str | None = None
    state: MeetingState = MeetingState.PLANNED
    settled_at: datetime | None = None
    settled_by: str | None = None
    moved_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedContact(LivedFact):
    """Something that happened or was tried; `meeting` is the place of the meeting it came of."""

    worker: str
    occurred_at: datetime
    outcome: Outcome
    way: Way
    who_started: Starter = Starter.US
    precision: Precision = Precision.EXACT
    with_whom: WithWhom = WithWhom.PERSON
    setting: Setting = Setting.ONE_TO_ONE
    minutes: int | None = None
    place: str | None = None
    agreed: str | None = None
    shared: str | None = None
    team: str | None = None
    held_back_reason: str | None = None
    worried_told_who: str | None = None
    meeting: int | None = None
    also_there: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedJustice(LivedFact):
    """Contact with police, court or custody."""

    kind: JusticeKind
    occurred_at: datetime
    occurred_on: date
    how_known: HowKnown
    whose: Whose = Whose.PERSON
    relation: str | None = None
    precision: Precision = Precision.EXACT
    force: bool | None = None
    words: str | None = None
    wants: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedPromise(LivedFact):
    """Something agreed; `contact` is the place of the contact it was said in."""

    worker: str
    whose: WhosePromise
    words: str
    promised_at: datetime
    due_on: date | None = None
    contact: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedAnswer(LivedFact):
    """What came of the promise at its place."""

    promise: int
    answer: KeptOrNot
    answered_at: datetime
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedBelief(LivedFact):
    """What a worker believes the person can do."""

    worker: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedAboutMe(LivedFact):
    """What the person says about themselves."""

    worker: str
    agreed_on: date
    likes: str | None = None
    matters: str | None = None
    support: str | None = None
    not_again: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedChannel(LivedFact):
    """A way to reach the person."""

    value: str
    safe: bool | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One person's life with us, each list in order of time."""

    reference: str
    name: str
    team: str
    first_here_at: datetime
    written_in_by: str
    pronouns: str | None = None
    born_on: date | None = None
    ethnicity: str | None = None
    language: str | None = None
    likes_contact_by: LikesContactBy | None = None
    channels: tuple[LivedChannel, ...] = ()
    stays: tuple[LivedStay, ...] = ()
    pairings: tuple[LivedPairing, ...] = ()
    rhythms: tuple[LivedRhythm, ...] = ()
    pauses: tuple[LivedPause, ...] = ()
    meetings: tuple[LivedMeeting, ...] = ()
    contacts: tuple[LivedContact, ...] = ()
    justice: tuple[LivedJustice, ...] = ()
    promises: tuple[LivedPromise, ...] = ()
    answers: tuple[LivedAnswer, ...] = ()
    beliefs: tuple[LivedBelief, ...] = ()
    about_me: tuple[LivedAboutMe, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAway:
    """A worker's time away."""

    worker: str
    from_at: datetime
    until_at: datetime | None
    planned: bool
    known_at: datetime
    by: str
