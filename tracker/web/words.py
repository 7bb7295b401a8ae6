"""The words on screen for what is stored: one list a vocabulary, in the order forms show them.

A house rule compares each with its vocabulary, so that no stored word is without words.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _

from tracker.domain.pictures.eras import Sort
from tracker.domain.quick_log import What
from tracker.domain.standing import Need, Order
from tracker.domain.vocabulary import (
    CameFrom,
    Circumstance,
    Closed,
    HowKnown,
    JusticeKind,
    KeptOrNot,
    LeaveReason,
    LikesContactBy,
    MeetingKind,
    NotUsefulReason,
    Outcome,
    PairingEnd,
    PairingRole,
    PauseKind,
    Role,
    Setting,
    Starter,
    StayEnding,
    Tier,
    Way,
    WithWhom,
)

Words = Mapping[Any, Any]

TAPS: Words = {
    What.MET: _("We met"),
    What.SPOKE: _("We spoke or messaged"),
    What.REACHED: _("I reached out"),
    What.NOT: _("It did not happen"),
}
OUTCOMES: Words = {
    Outcome.MET: _("We met"),
    Outcome.SPOKE: _("We spoke"),
    Outcome.MESSAGED: _("We messaged, both ways"),
    Outcome.WE_TRIED: _("I reached out, no answer yet"),
    Outcome.THEY_TRIED: _("They tried to reach us"),
    Outcome.THEY_CANCELLED: _("They asked to cancel"),
    Outcome.THEY_MOVED: _("They asked to move it"),
    Outcome.WE_CANCELLED: _("We cancelled"),
    Outcome.WE_MOVED: _("We moved it"),
    Outcome.WE_WERE_NOT_THERE: _("We were not there"),
    Outcome.WE_DID_NOT_TELL_THEM: _("We had not told them"),
    Outcome.MISSED_EACH_OTHER: _("We missed each other"),
    Outcome.COULD_NOT_COME: _("They could not come, and told us after"),
    Outcome.COULD_NOT_BE_BROUGHT: _("The adult who brings them could not"),
}
WAYS: Words = {
    Way.IN_PERSON: _("In person"),
    Way.CALL: _("Call"),
    Way.VIDEO: _("Video"),
    Way.TEXT: _("Text"),
    Way.LETTER: _("Letter"),
}
WITH_WHOM: Words = {
    WithWhom.PERSON: _("Them"),
    WithWhom.SOMEONE_CLOSE: _("Someone close"),
    WithWhom.ANOTHER_SERVICE: _("Another service"),
}
SETTINGS: Words = {
    Setting.ONE_TO_ONE: _("One to one"),
    Setting.WITH_OTHERS: _("With others there"),
    Setting.GROUP: _("In a group"),
}
STARTERS: Words = {
    Starter.US: _("We did"),
    Starter.THEM: _("They did"),
}
CAME_FROM: Words = {
    CameFrom.THEMSELVES: _("They came themselves"),
    CameFrom.FAMILY: _("Family or a friend"),
    CameFrom.SCHOOL: _("School or college"),
    CameFrom.YOUTH_SERVICE: _("A youth service"),
    CameFrom.HEALTH: _("Health"),
    CameFrom.SOCIAL_CARE: _("Social care"),
    CameFrom.HOUSING: _("Housing"),
    CameFrom.POLICE: _("Police"),
    CameFrom.COURT: _("Court"),
    CameFrom.ANOTHER_SERVICE: _("Another service"),
    CameFrom.OTHER: _("Another way"),
}
CAME_FROM_SHOWN: Words = {**CAME_FROM, CameFrom.IMPORTED: _("With us before this system")}
LIKES: Words = {
    LikesContactBy.CALL: _("Calls"),
    LikesContactBy.TEXT: _("Texts"),
    LikesContactBy.EITHER: _("Either"),
}
STAY_ENDINGS: Words = {
    StayEnding.MOVED_ON: _("Moved on: it went well"),
    StayEnding.NO_INTERVENTION_NEEDED: _("No intervention needed"),
    StayEnding.THEIR_CHOICE: _("They chose to stop"),
    StayEnding.MOVED_AWAY: _("They moved away"),
    StayEnding.ANOTHER_SERVICE: _("Another service is alongside now"),
    StayEnding.DIED: _("They died"),
    StayEnding.OTHER: _("Another reason"),
}
PAIRING_ENDS: Words = {
    PairingEnd.PERSON_ASKED: _("The person asked"),
    PairingEnd.WORKER_LEFT: _("The worker left"),
    PairingEnd.WORKER_AWAY: _("The worker is away for long"),
    PairingEnd.NOT_A_MATCH: _("It was not a match"),
    PairingEnd.MOVED_TEAM: _("They moved to another team"),
    PairingEnd.OTHER: _("Another reason"),
}
PAIRING_ENDS_SHOWN: Words = {
    **PAIRING_ENDS,
    PairingEnd.HANDOVER: _("A handover"),
    PairingEnd.STAY_ENDED: _("Their time with us ended"),
    PairingEnd.COVER_OVER: _("Cover was over"),
}
PAIRING_ROLES: Words = {
    PairingRole.KEY_WORKER: _("key worker"),
    PairingRole.DEPUTY: _("named deputy"),
    PairingRole.COVER: _("cover"),
}
PAUSES: Words = {
    PauseKind.ASKED_FOR_SPACE: _("They asked for space"),
    PauseKind.HOLIDAY: _("A holiday"),
    PauseKind.LOST_TOUCH: _("We have lost touch"),
}
KEPT_OR_NOT: Words = {
    KeptOrNot.KEPT: _("Kept"),
    KeptOrNot.NOT_YET: _("Not yet"),
    KeptOrNot.LET_GO: _("No longer wanted"),
}
CIRCUMSTANCES: Words = {
    Circumstance.CUSTODY: _("In custody"),
    Circumstance.HOSPITAL: _("In hospital"),
}
MEETING_KINDS: Words = {
    MeetingKind.MEETING: _("A meeting"),
    MeetingKind.COURT: _("A court date"),
}
JUSTICE: Words = {
    JusticeKind.STOP: _("Stopped and searched"),
    JusticeKind.SEARCH_AT_HOME: _("Searched at home"),
    JusticeKind.CAUTION: _("A caution"),
    JusticeKind.RESOLUTION: _("An out-of-court decision"),
    JusticeKind.NO_FURTHER_ACTION: _("No further action"),
    JusticeKind.INTERVIEW: _("A voluntary interview"),
    JusticeKind.ARREST: _("Arrested"),
    JusticeKind.CHARGE: _("Charged"),
    JusticeKind.COURT: _("A court date"),
    JusticeKind.REMAND: _("Held on remand"),
    JusticeKind.SENTENCE: _("Sentenced"),
    JusticeKind.RECALL: _("Recalled"),
    JusticeKind.CUSTODY: _("In custody"),
    JusticeKind.RELEASE: _("Released"),
}
HOW_KNOWN: Words = {
    HowKnown.THEY_TOLD_US: _("They told us"),
    HowKnown.FAMILY: _("Family"),
    HowKnown.LETTER: _("A letter"),
    HowKnown.ANOTHER_SERVICE: _("Another service"),
    HowKnown.POLICE: _("Police"),
    HowKnown.OTHER: _("Another way"),
}
TIERS: Words = {
    Tier.TODAY: _("Today"),
    Tier.THIS_WEEK: _("This week"),
    Tier.WHEN_YOU_CAN: _("When you can"),
}
LEAVE: Words = {
    LeaveReason.ASKED_FOR_SPACE: _("They asked for space"),
    LeaveReason.SEEING_THEM_SOON: _("I am seeing them soon"),
    LeaveReason.NOT_THE_RIGHT_TIME: _("It is not the right time"),
    LeaveReason.OTHER: _("Another reason"),
}
NOT_USEFUL: Words = {
    NotUsefulReason.ALREADY_KNEW: _("I knew already"),
    NotUsefulReason.WRONG_RHYTHM: _("The rhythm is wrong"),
    NotUsefulReason.WRONG_FACTS: _("The facts are wrong"),
    NotUsefulReason.TOO_LATE: _("It came too late"),
    NotUsefulReason.SHOULD_NOT_EXIST: _("This should not be an alert"),
}
NEEDS: Words = {
    Need.YOUR_MOVE: _("Your move"),
    Need.DUE_SOON: _("Due soon"),
    Need.STEADY: _("Steady"),
    Need.PAUSED_TOGETHER: _("Paused together"),
}
ORDERS: Words = {
    Order.NEEDS: _("What the relationship needs"),
    Order.NAME: _("Name"),
    Order.NEXT: _("Next meeting"),
    Order.QUIET: _("Longest quiet"),
}
SORTS: Words = {
    Sort.CONTACTS: _("Contacts"),
    Sort.WORKERS: _("Key workers, deputies and cover"),
    Sort.QUIET: _("Quiet times and pauses"),
    Sort.AGREED: _("What was agreed and promised"),
    Sort.AHEAD: _("Coming up"),
    Sort.JUSTICE: _("Police, court"),
    Sort.STAYS: _("Coming to us and ending"),
}
ALL_OF_IT, ANYONE = _("Everything"), _("Anyone")
NEED_SHAPES: Mapping[Need, tuple[str, str]] = {
    Need.YOUR_MOVE: ("◆", "clay"),
    Need.DUE_SOON: ("◐", "ochre"),
    Need.STEADY: ("●", "moss"),
    Need.PAUSED_TOGETHER: ("‖", "stone"),
}
CLOSED: Words = {
    Closed.CAUSE_GONE: _("The reason is gone"),
    Closed.DONE: _("Done"),
    Closed.NOT_USEFUL: _("Not useful"),
    Closed.ANOTHER_FIRST: _("Another alert comes first"),
    Closed.PAUSED: _("Paused together"),
    Closed.STAY_ENDED: _("Their time with us ended"),
}
ROLES: Words = {
    Role.KEY_WORKER: _("Key worker"),
    Role.TEAM_LEAD: _("Team lead"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.ANALYST: _("Analyst"),
}
OF: Mapping[type[StrEnum], Words] = {
    Outcome: OUTCOMES,
    What: TAPS,
    Way: WAYS,
    WithWhom: WITH_WHOM,
    Setting: SETTINGS,
    Starter: STARTERS,
    CameFrom: CAME_FROM_SHOWN,
    LikesContactBy: LIKES,
    StayEnding: STAY_ENDINGS,
    PairingEnd: PAIRING_ENDS_SHOWN,
    PairingRole: PAIRING_ROLES,
    PauseKind: PAUSES,
    KeptOrNot: KEPT_OR_NOT,
    Circumstance: CIRCUMSTANCES,
    MeetingKind: MEETING_KINDS,
    JusticeKind: JUSTICE,
    HowKnown: HOW_KNOWN,
    Tier: TIERS,
    LeaveReason: LEAVE,
    NotUsefulReason: NOT_USEFUL,
    Need: NEEDS,
    Order: ORDERS,
    Sort: SORTS,
    Closed: CLOSED,
    Role: ROLES,
}


def said(word: StrEnum) -> str:
    """Give the words on screen for a stored word."""
    return str(OF[type(word)][word])
