"""The permissions no address declares, each with where it is asked instead, or why it is not."""

from tracker.domain.access import Permission

ASKED_INSIDE = {
    Permission.SEE_TEAM_NOTES: "a person's page and a contact show the note or leave it out",
    Permission.SEE_OWN_TEAM_NOTES: "the same, for a note one wrote oneself",
    Permission.SEE_JUSTICE: "a person's page shows contact with police and court or leaves it out",
    Permission.CORRECT_CONTACT: "setting right is open to who may for their own contact; this is for others'",
}
NO_PAGE_YET = {
    Permission.EDIT_PERSON: "what is known of a person cannot be changed on a page yet",
}
