"""Every bad state that the database refuses: what would be wrong, how it is tried, which rule says no.

Where the two databases name the rule differently it is a pair: SQLite's, PostgreSQL's.
"""

from sqlalchemy import text

from tests.models.raw import RECORDED, day, once, then, twice

ENDED = {"end_reason": "other", "end_planned": True, "ended_by": "worker:1"}
COVER = {"role": "cover", "start_reason": "covering"}


def days(start, end, **more):
    return {"started_at": day(start), "ended_at": end and day(end)} | more


def overlap(role):
    return "pairings_never_overlap", f"ex_pairing_{role}s_never_overlap"


def _moved_into_another_time(to):
    to.insert("pairing", **days(1, 10, **ENDED))
    to.update("pairing", to.insert("pairing", **days(10, None)), started_at=day(9))


def _corrected_twice(to):
    old = to.id_of("contact", to.insert("contact", superseded_at=RECORDED))
    to.insert("contact", replaces_id=old, superseded_at=RECORDED)
    to.insert("contact", replaces_id=old)


def _two_records_of_one_meeting(to):
    meeting = to.id_of("meeting", to.insert("meeting"))
    to.insert("contact", meeting_id=meeting)
    to.insert("contact", meeting_id=meeting)


def _moved_to_two(to):
    meeting = to.id_of("meeting", to.insert("meeting"))
    to.insert("meeting", moved_from_id=meeting)
    to.insert("meeting", moved_from_id=meeting)


PAIRINGS = {
    "two open key workers": (
        twice("pairing", {}, {"started_at": day(5)}),
        ("pairing.person_id", "uq_pairing_one_open_key_worker_per_person"),
    ),
    "two open deputies": (
        twice("pairing", {"role": "deputy"}, {"role": "deputy"}),
        ("pairing.person_id", "uq_pairing_one_open_deputy_per_person"),
    ),
    "a key worker while another still is": (
        twice("pairing", days(1, 10, **ENDED), days(9, 20, **ENDED)),
        overlap("key_worker"),
    ),
    "a key worker inside another's time": (
        twice("pairing", days(1, 10, **ENDED), days(4, 5, **ENDED)),
        overlap("key_worker"),
    ),
    "an open key worker from before another ended": (
        twice("pairing", days(5, 10, **ENDED), days(9, None)),
        overlap("key_worker"),
    ),
    "a key worker moved into another's time": (_moved_into_another_time, overlap("key_worker")),
    "cover while someone else covers": (
        twice("pairing", days(1, 10, **COVER), days(9, 20, **COVER)),
        overlap("cover"),
    ),
    "a pairing that ends before it starts": (
        once("pairing", **days(5, 4, **ENDED)),
        "ck_pairing_ends_after_it_starts",
    ),
    "a pairing that ends as it starts": (
        once("pairing", **days(5, 5, **ENDED)),
        "ck_pairing_ends_after_it_starts",
    ),
    "cover without an end": (once("pairing", **COVER), "ck_pairing_cover_has_an_end"),
    **{
        f"an end without {what}": (
            once("pairing", **days(1, 5, **(ENDED | {column: None}))),
            "ck_pairing_end_says_why_whether_planned_and_by_whom",
        )
        for what, column in {
            "a reason": "end_reason",
            "saying whether it was planned": "end_planned",
            "an actor": "ended_by",
        }.items()
    },
    "a reason without an end": (
        once("pairing", **ENDED),
        "ck_pairing_end_says_why_whether_planned_and_by_whom",
    ),
    "a pairing ended by a job": (
        once("pairing", **days(1, 5, **(ENDED | {"ended_by": "system:sweep"}))),
        "ck_pairing_ended_by_a_named_worker",
    ),
    "a pairing closed twice": (
        then("pairing", {}, days(1, 5, **ENDED), {"ended_at": day(6)}),
        "pairing_closes_once",
    ),
    "a pairing opened again": (
        then("pairing", {}, days(1, 5, **ENDED), dict.fromkeys(("ended_at", *ENDED))),
        "pairing_closes_once",
    ),
}

STAYS = {
    "two open stays": (
        twice("stay", {}, {}),
        ("stay.person_id", "uq_stay_one_open_per_person"),
    ),
    "a stay that ends before the referral": (
        once("stay", referred_at=day(5), ended_at=day(4), ending="died"),
        "ck_stay_ends_after_it_starts",
    ),
    "a stay that starts before the referral": (
        once("stay", referred_at=day(5), started_at=day(4)),
        "ck_stay_starts_after_the_referral",
    ),
    "a stay that ends without saying how": (
        once("stay", ended_at=day(4)),
        "ck_stay_end_says_how",
    ),
    "a stay closed twice": (
        then("stay", {}, {"ended_at": day(5), "ending": "died"}, {"ended_at": day(6)}),
        "stay_closes_once",
    ),
    "two open pauses": (
        twice("pause", {}, {}),
        ("pause.person_id", "uq_pause_one_open_per_person"),
    ),
    "a pause that ends before it starts": (
        once("pause", from_at=day(5), ended_at=day(4)),
        "ck_pause_ends_after_it_starts",
    ),
    "a pause decided by a job": (
        once("pause", decided_by="system:sweep"),
        "ck_pause_decided_by_a_named_worker",
    ),
    "a pause closed twice": (
        then("pause", {}, {"ended_at": day(5)}, {"ended_at": day(6)}),
        "pause_closes_once",
    ),
    "a rhythm of no days": (once("rhythm", every_days=0), "ck_rhythm_is_every_1_to_365_days"),
    "a rhythm of more than a year": (
        once("rhythm", every_days=366),
        "ck_rhythm_is_every_1_to_365_days",
    ),
    "breathing room of less than nothing": (
        once("rhythm", breathing_days=-1),
        "ck_rhythm_breathing_room_is_0_to_365_days",
    ),
    "an ordinary rhythm that ends": (
        once("rhythm", ended_at=day(5)),
        "ck_rhythm_only_custody_and_hospital_end",
    ),
    "custody that ends before it was agreed": (
        once("rhythm", circumstance="custody", agreed_at=day(5), ended_at=day(4)),
        "ck_rhythm_ends_after_it_starts",
    ),
    "custody that ends twice": (
        then("rhythm", {"circumstance": "custody"}, {"ended_at": day(5)}, {"ended_at": day(6)}),
        "rhythm_closes_once",
    ),
}

CONTACTS = {
    "a contact after it was known": (
        once("contact", occurred_at=day(9), known_at=day(8)),
        "ck_contact_happened_before_it_was_known",
    ),
    "a contact known after it was recorded": (
        once("contact", known_at=day(9), recorded_at=day(8)),
        "ck_contact_is_known_before_it_is_recorded",
    ),
    "met by letter": (once("contact", way="letter"), "ck_contact_met_is_in_person_or_video"),
    "met by call": (once("contact", way="call"), "ck_contact_met_is_in_person_or_video"),
    "spoke by text": (
        once("contact", outcome="spoke", way="text"),
        "ck_contact_spoke_is_in_person_call_or_video",
    ),
    "messaged in person": (
        once("contact", outcome="messaged"),
        "ck_contact_messaged_is_text_or_letter",
    ),
    "a contact of more than a day": (
        once("contact", minutes=1441),
        "ck_contact_lasts_0_to_1440_minutes",
    ),
    "a contact of less than nothing": (
        once("contact", minutes=-1),
        "ck_contact_lasts_0_to_1440_minutes",
    ),
    "a note held back that is not there": (
        once("contact", held_back_reason_ct=b"sealed"),
        "ck_contact_only_a_team_note_is_held_back",
    ),
    "a contact recorded by nobody": (
        once("contact", recorded_by="nobody"),
        "ck_contact_recorded_by_names_a_worker_or_a_system",
    ),
    "one version corrected twice": (
        _corrected_twice,
        ("contact.replaces_id", "uq_contact_replaces_id"),
    ),
    "a contact brought back after a correction": (
        then("contact", {}, {"superseded_at": day(20)}, {"superseded_at": None}),
        "contact_is_superseded_once",
    ),
    "the relation of the person to themselves": (
        once("justice_contact", relation="brother"),
        "ck_justice_contact_relation_is_of_someone_close",
    ),
    "police contact that is still to come": (
        once("justice_contact", occurred_at=day(9), known_at=day(8), recorded_at=day(8)),
        "ck_justice_contact_happened_before_it_was_recorded",
    ),
}


def _answered(*answers, promise=None):
    """Answer one promise, once or more."""

    def write(to):
        made = to.id_of("promise", to.insert("promise", **(promise or {})))
        for answer in answers:
            to.insert("promise_answer", **({"promise_id": made} | answer))

    return write


KEPT, LET_GO = {"answer": "kept"}, {"answer": "let_go"}
WHAT_WE_AGREED = {
    "our promise for no day": (
        once("promise", due_on=None),
        "ck_promise_ours_has_a_day_and_theirs_has_none",
    ),
    "a day by which they must": (
        once("promise", whose="theirs"),
        "ck_promise_ours_has_a_day_and_theirs_has_none",
    ),
    "a promise made after it was known": (
        once("promise", promised_at=day(9), known_at=day(8)),
        "ck_promise_was_made_before_it_was_known",
    ),
    "a promise set right that forgot what it was first": (
        lambda to: to.insert("promise", replaces_id=to.id_of("promise", to.insert("promise"))),
        "ck_promise_is_the_first_or_replaces_one",
    ),
    "a promise kept twice": (
        _answered(KEPT, KEPT),
        ("promise_answer.promise_id", "uq_promise_answer_settles_a_promise_once"),
    ),
    "a promise kept and let go": (
        _answered(KEPT, LET_GO),
        ("promise_answer.promise_id", "uq_promise_answer_settles_a_promise_once"),
    ),
    "not yet, and for no new day": (
        _answered({"answer": "not_yet"}),
        "ck_promise_answer_only_not_yet_names_a_new_day",
    ),
    "kept, and for a new day": (
        _answered(KEPT | {"due_on": "2026-11-09"}),
        "ck_promise_answer_only_not_yet_names_a_new_day",
    ),
    "an answer given after it was known": (
        _answered(KEPT | {"answered_at": day(9), "known_at": day(8)}),
        "ck_promise_answer_was_given_before_it_was_known",
    ),
    "an answer that is no word of ours": (
        _answered({"answer": "breach"}),
        "ck_promise_answer_answer_is_one_of_the_words",
    ),
    "an answer to no promise": (
        _answered(KEPT | {"promise_id": 999_999}),
        ("FOREIGN KEY", "foreign key"),
    ),
    "an answer superseded twice": (
        lambda to: to.update(
            "promise_answer",
            to.insert(
                "promise_answer",
                promise_id=to.id_of("promise", to.insert("promise")),
                superseded_at=day(20),
            ),
            superseded_at=day(21),
        ),
        "promise_answer_is_superseded_once",
    ),
    "two beliefs that stand": (
        twice("belief", {}, {}),
        ("belief.person_id", "uq_belief_one_stands_per_person"),
    ),
    "two things about one person that stand": (
        twice("about_me", {}, {}),
        ("about_me.person_id", "uq_about_me_one_stands_per_person"),
    ),
    "a page about someone that says nothing": (
        once("about_me", likes_ct=None),
        "ck_about_me_says_something",
    ),
}

MEETINGS_AND_ALERTS = {
    "two records of one meeting": (
        _two_records_of_one_meeting,
        ("contact.meeting_id", "uq_contact_one_per_meeting"),
    ),
    "one meeting moved to two": (
        _moved_to_two,
        ("meeting.moved_from_id", "uq_meeting_moved_from_id"),
    ),
    "a meeting that ends as it starts": (
        once("meeting", ends_at=day(1)),
        "ck_meeting_ends_after_it_starts",
    ),
    "a meeting that left the plan at no instant": (
        once("meeting", state="happened"),
        "ck_meeting_leaves_the_plan_at_an_instant",
    ),
    "a planned meeting that has left the plan": (
        once("meeting", settled_at=day(2)),
        "ck_meeting_leaves_the_plan_at_an_instant",
    ),
    "two open alerts of one rule": (
        twice("alert", {}, {"tier": "this_week"}),
        ("alert.person_id, alert.rule", "uq_alert_one_open_per_person_and_rule"),
    ),
    "an open alert beside a left one of its rule": (
        twice("alert", {"state": "left", "left_until": day(9)}, {}),
        ("alert.person_id, alert.rule", "uq_alert_one_open_per_person_and_rule"),
    ),
    "an alert closed without saying how": (
        once("alert", state="closed", closed_at=day(3)),
        "ck_alert_closed_says_when_and_how",
    ),
    "an open alert that is closed": (
        once("alert", closed_at=day(3), closed_how="done"),
        "ck_alert_closed_says_when_and_how",
    ),
    "an alert left for ever": (once("alert", state="left"), "ck_alert_left_says_until_when"),
    "an alert that opened before it was true": (
        once("alert", true_since=day(3)),
        "ck_alert_is_true_before_it_opens",
    ),
    "a page opened for no time": (
        once("opening", until_at=day(1)),
        "ck_opening_ends_after_it_starts",
    ),
}


def _said(statement):
    """Write about the person, the worker and the team there are."""
    return lambda to: to.session.execute(text(statement), {"worker": to.worker.id})


ROLE = "INSERT INTO worker_role (worker_id, role, from_at) VALUES (:worker, 'key_worker', '{}')"
WHO_IS_HERE = {
    "a reference in small letters": (
        _said("UPDATE person SET reference = 'ab-12'"),
        "ck_person_reference_is_in_capitals",
    ),
    "a reference of nothing": (
        _said("UPDATE person SET reference = ''"),
        "ck_person_reference_is_1_to_40_letters",
    ),
    "an address in capitals": (
        _said("UPDATE worker SET email = 'Sam@example.org'"),
        "ck_worker_email_is_in_small_letters",
    ),
    "a worker without a name": (
        _said("UPDATE worker SET name = ''"),
        "ck_worker_name_is_1_to_200_letters",
    ),
    "one role held twice at once": (
        _said(ROLE.format(day(1))),
        ("worker_role.worker_id, worker_role.role", "uq_worker_role_one_open_of_a_kind"),
    ),
    "a role that ends before it starts": (
        _said(f"UPDATE worker_role SET until_at = '{day(1)}', from_at = '{day(2)}'"),
        "ck_worker_role_ends_after_it_starts",
    ),
    "a lead who is the deputy lead": (
        _said("UPDATE team SET lead_id = :worker, deputy_lead_id = :worker"),
        "ck_team_lead_and_deputy_lead_are_two",
    ),
}

FACTS = (
    "channel", "stay", "pause", "pairing", "rhythm", "contact", "justice_contact", "promise",
    "about_me", "belief",
)  # fmt: skip
SUPERSEDED_TWICE = {
    f"a {table} superseded twice": (
        then(table, {}, {"superseded_at": day(20)}, {"superseded_at": day(21)}),
        f"{table}_is_superseded_once",
    )
    for table in FACTS
}

ONE_FORM = {"form_token": "a-form"}
ENDED_FIRST = {  # where only one may be open
    "pairing": days(1, 2, **ENDED),
    "pause": {"ended_at": day(2)},
    "stay": {"ended_at": day(2), "ending": "moved_on"},
    "about_me": {"superseded_at": RECORDED},
    "belief": {"superseded_at": RECORDED},
}
SENT_TWICE = {
    f"one form that makes two rows of {table}": (
        twice(table, ONE_FORM | ENDED_FIRST.get(table, {}), ONE_FORM),
        (f"{table}.form_token", f"uq_{table}_form_token"),
    )
    for table in (*FACTS, "meeting", "opening")
}

REFUSED = (
    PAIRINGS
    | STAYS
    | CONTACTS
    | WHAT_WE_AGREED
    | MEETINGS_AND_ALERTS
    | WHO_IS_HERE
    | SUPERSEDED_TWICE
    | SENT_TWICE
)
