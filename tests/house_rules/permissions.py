"""Which address asks for which permission, written by hand; and the permissions no address asks for.

The walk of tests/web/test_matrix.py believes what an address declares; here it is said twice.
"""

from tracker.domain.access import Permission

# A new address that asks for a permission gets its name here, by who may use it.
ADDRESSES = {
    Permission.SEE_MY_PEOPLE: {"people.index", "people.find", "people.order"},
    Permission.SEE_ALERTS: {"alerts.index"},
    Permission.WRITE_PERSON_IN: {"people.new"},
    Permission.OPEN_WITH_REASON: {"people.open", "people.opened"},
    Permission.SEE_PAGE: {
        "people.show",
        "people.story",
        "people.find_in_story",
        "contacts.show",
        "promises.index",
        "about_me.show",
    },
    Permission.LOG_CONTACT: {"contacts.log", "contacts.full", "contacts.not_happened"},
    Permission.CORRECT_OWN_CONTACT: {"contacts.edit", "contacts.undo"},
    Permission.PLAN_MEETING: {"meetings.plan", "meetings.withdraw"},
    Permission.AGREE_MATCH: {"pairings.match"},
    Permission.END_PAIRING: {"pairings.end"},
    Permission.NAME_DEPUTY: {"pairings.deputy"},
    Permission.AGREE_RHYTHM: {"stays.rhythm", "stays.end_circumstance"},
    Permission.AGREE_PROMISE: {
        "promises.new",
        "promises.keep",
        "promises.not_yet",
        "promises.let_go",
        "promises.undo",
    },
    Permission.CORRECT_PROMISE: {"promises.edit"},
    Permission.WRITE_BELIEF: {"beliefs.write"},
    Permission.WRITE_ABOUT_ME: {"about_me.edit"},
    Permission.PAUSE: {"stays.pause", "stays.end_pause"},
    Permission.END_STAY: {"stays.end"},
    Permission.ANSWER_ALERT: {
        "alerts.do",
        "alerts.mark_done",
        "alerts.leave",
        "alerts.bring_back",
        "alerts.not_useful",
    },
}
# Sent, to look and change nothing: a name or words someone looks for stand in no address.
SENT_TO_LOOK = {"people.find", "people.find_in_story"}
ASKED_INSIDE = {
    Permission.SEE_TEAM_NOTES: "a person's page and a contact show the note or leave it out",
    Permission.SEE_OWN_TEAM_NOTES: "the same, for a note one wrote oneself",
    Permission.SEE_JUSTICE: "a person's page shows contact with police and court or leaves it out",
    Permission.CORRECT_CONTACT: "setting right is open to who may for their own contact; this is for others'",
}
NO_PAGE_YET = {
    Permission.EDIT_PERSON: "what is known of a person cannot be changed on a page yet",
}
