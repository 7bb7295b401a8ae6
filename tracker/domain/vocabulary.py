"""The closed word lists. Values are what is stored; the words on screen live in templates."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff may be; a worker can hold several, each dated."""

    KEY_WORKER = "key_worker"
    TEAM_LEAD = "team_lead"
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"


class PairingRole(StrEnum):
    """How a worker is bound to a person (PRODUCT 3)."""

    KEY_WORKER = "key_worker"
    DEPUTY = "deputy"
    COVER = "cover"


class PairingStart(StrEnum):
    """Why a pairing began."""

    FIRST_MATCH = "first_match"
    HANDOVER = "handover"
    RETURN = "return"
    NAMED_DEPUTY = "named_deputy"
    COVERING = "covering"
    IMPORTED = "imported"


class PairingEnd(StrEnum):
    """Why a pairing ended. Said by a named worker, never by a job."""

    HANDOVER = "handover"
    WORKER_LEFT = "worker_left"
    WORKER_AWAY = "worker_away"
    PERSON_ASKED = "person_asked"
    NOT_A_MATCH = "not_a_match"
    MOVED_TEAM = "moved_team"
    STAY_ENDED = "stay_ended"
    COVER_OVER = "cover_over"
    OTHER = "other"


class CameFrom(StrEnum):
    """How a person came to us."""

    THEMSELVES = "themselves"
    FAMILY = "family"
    SCHOOL = "school"
    YOUTH_SERVICE = "youth_service"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    HOUSING = "housing"
    POLICE = "police"
    COURT = "court"
    ANOTHER_SERVICE = "another_service"
    IMPORTED = "imported"
    OTHER = "other"


class StayEnding(StrEnum):
    """How a time with us ended."""

    MOVED_ON = "moved_on"
    NO_INTERVENTION_NEEDED = "no_intervention_needed"
    MOVED_AWAY = "moved_away"
    THEIR_CHOICE = "their_choice"
    ANOTHER_SERVICE = "another_service"
    DIED = "died"
    OTHER = "other"


class PauseKind(StrEnum):
    """Why a person and their worker paused together."""

    ASKED_FOR_SPACE = "asked_for_space"
    HOLIDAY = "holiday"
    LOST_TOUCH = "lost_touch"


class Circumstance(StrEnum):
    """Where a person is when another rhythm is agreed: not a pause (PRODUCT 4)."""

    CUSTODY = "custody"
    HOSPITAL = "hospital"


class Outcome(StrEnum):
    """What came of a contact (the table of PRODUCT 4)."""

    MET = "met"
    SPOKE = "spoke"
    MESSAGED = "messaged"
    THEY_CANCELLED = "they_cancelled"
    THEY_MOVED = "they_moved"
    MISSED_EACH_OTHER = "missed_each_other"
    COULD_NOT_BE_BROUGHT = "could_not_be_brought"
    COULD_NOT_COME = "could_not_come"
    WE_CANCELLED = "we_cancelled"
    WE_MOVED = "we_moved"
    WE_WERE_NOT_THERE = "we_were_not_there"
    WE_DID_NOT_TELL_THEM = "we_did_not_tell_them"
    THEY_TRIED = "they_tried"
    WE_TRIED = "we_tried"


REACHED = frozenset({Outcome.MET, Outcome.SPOKE, Outcome.MESSAGED})
TOLD_US = frozenset({Outcome.THEY_CANCELLED, Outcome.THEY_MOVED})
MISSED = frozenset({Outcome.MISSED_EACH_OTHER, Outcome.COULD_NOT_BE_BROUGHT})
OUR_PART = frozenset(
    {
        Outcome.WE_CANCELLED,
        Outcome.WE_MOVED,
        Outcome.WE_WERE_NOT_THERE,
        Outcome.WE_DID_NOT_TELL_THEM,
        Outcome.THEY_TRIED,
    }
)
CLEARS_MISSED = REACHED | TOLD_US


class Way(StrEnum):
    """How a contact was made or tried."""

    IN_PERSON = "in_person"
    CALL = "call"
    VIDEO = "video"
    TEXT = "text"
    LETTER = "letter"


class WithWhom(StrEnum):
    """Who the contact was with."""

    PERSON = "person"
    SOMEONE_CLOSE = "someone_close"
    ANOTHER_SERVICE = "another_service"


class Setting(StrEnum):
    """Who else was in the room."""

    ONE_TO_ONE = "one_to_one"
    WITH_OTHERS = "with_others"
    GROUP = "group"


class Starter(StrEnum):
    """Who started a contact."""

    US = "us"
    THEM = "them"


class Precision(StrEnum):
    """How exactly an instant is known; `day` is local 00:00 of that day."""

    EXACT = "exact"
    DAY = "day"


class MeetingKind(StrEnum):
    """What was planned."""

    MEETING = "meeting"
    COURT = "court"


class MeetingState(StrEnum):
    """Where a planned meeting stands."""

    PLANNED = "planned"
    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did_not_happen"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class WhosePromise(StrEnum):
    """Who said it: we would do something by a day, or they would try something."""

    OURS = "ours"
    THEIRS = "theirs"


class KeptOrNot(StrEnum):
    """What came of a promise. Theirs is never kept or not: it is only let go."""

    KEPT = "kept"
    NOT_YET = "not_yet"
    LET_GO = "let_go"


class ChannelKind(StrEnum):
    """A way to reach the person."""

    PHONE = "phone"
    EMAIL = "email"
    OTHER = "other"


class LikesContactBy(StrEnum):
    """How the person likes to be in touch."""

    CALL = "call"
    TEXT = "text"
    EITHER = "either"


class Whose(StrEnum):
    """Whose contact with police or court it was."""

    PERSON = "person"
    SOMEONE_CLOSE = "someone_close"


class JusticeKind(StrEnum):
    """What happened to or around the person."""

    STOP = "stop"
    SEARCH_AT_HOME = "search_at_home"
    CAUTION = "caution"
    RESOLUTION = "resolution"
    NO_FURTHER_ACTION = "no_further_action"
    INTERVIEW = "interview"
    ARREST = "arrest"
    CHARGE = "charge"
    COURT = "court"
    REMAND = "remand"
    SENTENCE = "sentence"
    RECALL = "recall"
    CUSTODY = "custody"
    RELEASE = "release"


class HowKnown(StrEnum):
    """How we came to know."""

    THEY_TOLD_US = "they_told_us"
    FAMILY = "family"
    LETTER = "letter"
    ANOTHER_SERVICE = "another_service"
    POLICE = "police"
    OTHER = "other"


class RuleKey(StrEnum):
    """Every alert rule of PRODUCT 5."""

    NO_KEY_WORKER = "no_key_worker"
    NEVER_STARTED = "never_started"
    QUIET = "quiet"
    DECIDE_TOGETHER = "decide_together"
    MISSED = "missed"
    WE_CANCELLED = "we_cancelled"
    NOTHING_PLANNED = "nothing_planned"
    OUTCOME_MISSING = "outcome_missing"
    JUSTICE_CONTACT = "justice_contact"
    HANDOVER_NEEDED = "handover_needed"
    HANDOVER_STALLED = "handover_stalled"
    WATCH_STEP = "watch_step"
    NEW_WORKER_QUIET = "new_worker_quiet"
    COVER_NEEDED = "cover_needed"
    STILL_COVER = "still_cover"
    NO_DEPUTY = "no_deputy"
    RATING_LOW = "rating_low"
    RATING_DROP = "rating_drop"
    RATING_SLIDE = "rating_slide"
    ASKED_TO_TALK = "asked_to_talk"
    NOT_ASKED = "not_asked"
    ASK_WAITING = "ask_waiting"
    PROMISE_PAST = "promise_past"
    TOO_MANY_FACES = "too_many_faces"
    TOO_MUCH = "too_much"
    DO_LESS = "do_less"
    TURNING_18 = "turning_18"
    UNDELIVERED = "undelivered"


class Tier(StrEnum):
    """How soon an alert asks to be acted on."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    WHEN_YOU_CAN = "when_you_can"

    @property
    def working_days(self) -> int:
        """Working days to act in: 1, 3 or 10 (PRODUCT 5)."""
        return {"today": 1, "this_week": 3, "when_you_can": 10}[self.value]

    @property
    def lifted(self) -> "Tier":
        """One tier sooner; `today` stays."""
        return Tier.THIS_WEEK if self is Tier.WHEN_YOU_CAN else Tier.TODAY

    def sooner_than(self, other: "Tier") -> bool:
        return self.working_days < other.working_days


class OwnerRole(StrEnum):
    """Whose alert it is by its rule: the worker's, or the lead's about us."""

    WORKER = "worker"
    LEAD = "lead"


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    LEFT = "left"
    CLOSED = "closed"


class Closed(StrEnum):
    """How an alert closed."""

    CAUSE_GONE = "cause_gone"
    DONE = "done"
    NOT_USEFUL = "not_useful"
    ANOTHER_FIRST = "another_first"
    PAUSED = "paused"
    STAY_ENDED = "stay_ended"


class LeaveReason(StrEnum):
    """Why an alert is left for now."""

    ASKED_FOR_SPACE = "asked_for_space"
    SEEING_THEM_SOON = "seeing_them_soon"
    NOT_THE_RIGHT_TIME = "not_the_right_time"
    OTHER = "other"


class NotUsefulReason(StrEnum):
    """Why an alert was not useful."""

    ALREADY_KNEW = "already_knew"
    WRONG_RHYTHM = "wrong_rhythm"
    WRONG_FACTS = "wrong_facts"
    TOO_LATE = "too_late"
    SHOULD_NOT_EXIST = "should_not_exist"
