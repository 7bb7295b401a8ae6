"""Who may do what: a permission, the bonds that give it, and the roles a bond counts with.

The table is PRODUCT 4 "Who may see". Three things must hold together before anyone acts on a
person: an active account (there is a `Viewer` at all), a role held now, and a bond held now. A
role alone opens no person; a bond without a role opens none either. Administrator and analyst
count with no bond, so they never see a person, whatever they wrote or opened; someone who is also
a key worker gets what the bond gives, no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.domain.vocabulary import Role


class Relation(StrEnum):
    """How a worker is bound to a person now. Someone outside has none of these."""

    KEY_WORKER = "key_worker"
    LEAD = "lead"  # lead or deputy lead of the person's team
    DEPUTY = "deputy"
    COVER = "cover"  # while it lasts
    OPENED_WITH_REASON = "opened_with_reason"  # for 60 minutes
    WROTE_IN = "wrote_in"  # until the first match is agreed
    # The receiving and the old worker of a handover stand here once there are handovers.


class Permission(StrEnum):
    """What is asked for: about one person, or about the service."""

    SEE_PAGE = "see_page"
    SEE_TEAM_NOTES = "see_team_notes"
    SEE_OWN_TEAM_NOTES = "see_own_team_notes"
    SEE_JUSTICE = "see_justice"
    LOG_CONTACT = "log_contact"
    CORRECT_CONTACT = "correct_contact"
    CORRECT_OWN_CONTACT = "correct_own_contact"
    PLAN_MEETING = "plan_meeting"
    AGREE_MATCH = "agree_match"
    NAME_DEPUTY = "name_deputy"
    AGREE_RHYTHM = "agree_rhythm"
    AGREE_PROMISE = "agree_promise"
    CORRECT_PROMISE = "correct_promise"
    WRITE_BELIEF = "write_belief"
    WRITE_ABOUT_ME = "write_about_me"
    PAUSE = "pause"
    END_PAIRING = "end_pairing"
    END_STAY = "end_stay"
    ANSWER_ALERT = "answer_alert"
    EDIT_PERSON = "edit_person"

    SEE_MY_PEOPLE = "see_my_people"
    SEE_ALERTS = "see_alerts"
    WRITE_PERSON_IN = "write_person_in"
    OPEN_WITH_REASON = "open_with_reason"


KEY_WORKER, LEAD = frozenset({Relation.KEY_WORKER}), frozenset({Relation.LEAD})
STANDING_IN = frozenset({Relation.DEPUTY, Relation.COVER})
WROTE_IN = frozenset({Relation.WROTE_IN})
OPENED = frozenset({Relation.OPENED_WITH_REASON})
RESPONSIBLE = KEY_WORKER | LEAD
AROUND = RESPONSIBLE | STANDING_IN

ABOUT_A_PERSON: Mapping[Permission, frozenset[Relation]] = {
    Permission.SEE_PAGE: AROUND | WROTE_IN | OPENED,
    # What was written for the team stays with the two who answer for the relationship.
    Permission.SEE_TEAM_NOTES: RESPONSIBLE,
    Permission.SEE_OWN_TEAM_NOTES: RESPONSIBLE | WROTE_IN,
    # Someone standing in must know about tomorrow's court date.
    Permission.SEE_JUSTICE: AROUND,
    # Whoever was there writes it down; a first call before the match counts too.
    Permission.LOG_CONTACT: AROUND | WROTE_IN,
    # Others' words are set right by those who answer for the record, one's own by oneself.
    Permission.CORRECT_CONTACT: RESPONSIBLE,
    Permission.CORRECT_OWN_CONTACT: AROUND | WROTE_IN,
    # Standing in means meeting; before the match there is nobody yet to meet.
    Permission.PLAN_MEETING: AROUND,
    # Bonds are made and ended by the lead: nobody gives themselves a person, or gives one away.
    Permission.AGREE_MATCH: LEAD,
    Permission.END_PAIRING: LEAD,
    # A second face is the key worker's to bring in, and to thank (it also ends the deputy's bond).
    Permission.NAME_DEPUTY: RESPONSIBLE,
    # The person agreed these with their key worker; someone standing in keeps to what was agreed.
    Permission.AGREE_RHYTHM: RESPONSIBLE,
    # Whoever stands by the person says what we will do, and owns the alert when its day is over.
    Permission.AGREE_PROMISE: AROUND,
    # Words that were agreed are set right by those who answer for the record.
    Permission.CORRECT_PROMISE: RESPONSIBLE,
    # Nobody believes in someone on another's behalf.
    Permission.WRITE_BELIEF: KEY_WORKER,
    # The person's own page is agreed with them, as the rhythm is.
    Permission.WRITE_ABOUT_ME: RESPONSIBLE,
    Permission.PAUSE: RESPONSIBLE,
    Permission.END_STAY: RESPONSIBLE,
    # Cover and deputy own a worker's alert when the key worker cannot (PRODUCT 5).
    Permission.ANSWER_ALERT: AROUND,
    Permission.EDIT_PERSON: RESPONSIBLE,
}

SUPPORTS = frozenset({Role.KEY_WORKER, Role.TEAM_LEAD})

ABOUT_THE_SERVICE: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE_MY_PEOPLE: SUPPORTS,
    Permission.SEE_ALERTS: SUPPORTS,
    Permission.WRITE_PERSON_IN: SUPPORTS,
    Permission.OPEN_WITH_REASON: SUPPORTS,
}

# The team says who leads it (its lead and deputy lead); the role team_lead opens the pages. A lead
# without the role, and the role without a team, open nothing. A lead may be someone's key worker.
COUNTS_WITH: Mapping[Relation, frozenset[Role]] = {
    Relation.KEY_WORKER: SUPPORTS,
    Relation.LEAD: frozenset({Role.TEAM_LEAD}),
    Relation.DEPUTY: SUPPORTS,
    Relation.COVER: SUPPORTS,
    Relation.OPENED_WITH_REASON: SUPPORTS,
    Relation.WROTE_IN: SUPPORTS,
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A worker with an active account, as of `at`: roles held, teams (ids) led or deputy-led."""

    worker_id: int
    public_id: str
    name: str
    roles: frozenset[Role]
    leads: frozenset[int]
    at: datetime


def counting(viewer: Viewer, relations: frozenset[Relation]) -> frozenset[Relation]:
    """Give those of the bonds that count with the roles the viewer holds now."""
    return frozenset(r for r in relations if not viewer.roles.isdisjoint(COUNTS_WITH[r]))


def can(
    viewer: Viewer, permission: Permission, relations: frozenset[Relation] = frozenset()
) -> bool:
    """Say whether the viewer may; `relations` are the bonds with the person in question, if any."""
    if permission in ABOUT_THE_SERVICE:
        return not viewer.roles.isdisjoint(ABOUT_THE_SERVICE[permission])
    return not ABOUT_A_PERSON[permission].isdisjoint(counting(viewer, relations))
