"""What must hold of the walk. Each rule gives what it looked at, and whether it is right."""

from tests import access_matrix
from tests.house_rules.permissions import NO_PAGE_YET, SENT_TO_LOOK
from tests.web.matrix.expected import ACCEPTED, Answer, Whose, cells_of, counting, may
from tests.web.matrix.scene import CAST, OWN, THEIRS
from tests.web.matrix.walk import EMPTY, FILLED, HEADS, NOTHING, STRANGE_DOOR
from tracker.domain.access import Permission
from tracker.web import access
from tracker.web.access import STATIC, Door

# Open to all, and its status is what it says: in a service without a scheduler all is not well.
UNWELL = {("health.index", 503)}
HERE = {Answer.COMES_IN, Answer.MAY_NOT, Answer.NOT_THEIR_OWN}
# What a person's page shows to whom: the mark that stands there, and the permission for it.
ON_THE_PAGE = {
    Permission.SEE_TEAM_NOTES: THEIRS.encode(),
    Permission.SEE_OWN_TEAM_NOTES: OWN.encode(),
    Permission.SEE_JUSTICE: b'href="#k-own"',
    Permission.ANSWER_ALERT: b'action="/alerts/',
}


def addresses_answer_as_the_table_says(walk):
    for visit in walk.visits:
        right = visit.status in ACCEPTED[visit.answer]
        right |= (visit.route.endpoint, visit.status) in UNWELL
        if visit.route.declared.door is not Door.PUBLIC:
            sent_to_the_door = visit.location.startswith("/sign-in")
            right &= sent_to_the_door == (visit.answer is Answer.TO_THE_DOOR)
        yield visit, right


def routes_are_walked_by_everyone_with_every_method(walk):
    walked = {
        (v.question.who, v.route.endpoint, v.question.method, v.question.body) for v in walk.visits
    }
    for rule in walk.app.url_map.iter_rules():
        if rule.endpoint != STATIC:
            door = access.of(walk.app, rule.endpoint).door
            everyone = STRANGE_DOOR if door is Door.PUBLIC else tuple(row[0] for row in CAST)
            for method in rule.methods - {"OPTIONS"}:
                for who in set(everyone) & set(HEADS) if method == "HEAD" else everyone:
                    for body in (EMPTY, FILLED) if method == "POST" else (NOTHING,):
                        asked = who, rule.endpoint, method, body
                        yield asked, asked in walked


def forms_go_through_for_who_may(walk):
    """Else a refusal would prove nothing: the same body must be one that is taken."""
    sent = [
        visit
        for visit in walk.visits
        if (visit.question.body, visit.question.whose) == (FILLED, Whose.OWN)
        and visit.answer is Answer.COMES_IN
        and visit.route.declared.permission
        and visit.route.endpoint not in SENT_TO_LOOK
    ]
    through = {v.route.endpoint for v in sent if v.status == 302 and v.changed}
    for endpoint in {visit.route.endpoint for visit in sent}:
        yield f"{endpoint}: say in tests/web/matrix what this form takes", endpoint in through
    for visit in sent:
        if visit.question.about == walk.goes_through.get(visit.route.endpoint):
            yield visit, visit.status == 302


def what_was_refused_changed_nothing(walk):
    for visit in walk.visits:
        looks = visit.question.method != "POST" or visit.route.endpoint in SENT_TO_LOOK
        if looks or visit.status >= 400 or visit.answer is Answer.TO_THE_DOOR:
            yield visit, not visit.changed


def someone_outside_gets_the_very_answer_for_nobody(walk):
    for visit in walk.visits:
        if visit.answer is Answer.AS_FOR_NOBODY:
            answer, events = visit.nobody
            alike = (visit.status, visit.content, visit.headers) == answer
            yield visit, alike and told(visit.events) == told(events) and answer[0] == 404


def told(events):
    return [(event.act, event.outcome) for event in events]


def answers_about_someone_are_one_event_that_names_them_and_no_one_else(walk):
    for visit in walk.visits:
        yield visit, is_told(walk.scene.who[visit.question.who], visit)


def is_told(who, visit):
    """Say whether what was written down is what was shown, touched or refused."""
    if visit.answer is Answer.ANYONE:  # the door itself: signing in and out, about nobody
        return not visit.shown and not any(event.subjects for event in visit.events)
    if visit.answer is Answer.TO_THE_DOOR:
        return visit.events == []  # of the address only what was typed into it goes along
    about = visit.shown | visit.touched | ({visit.person} if visit.answer in HERE else set())
    nobody = visit.answer is Answer.AS_FOR_NOBODY
    if about <= {None} and not nobody:  # at most an act that found no one
        return all(event.subjects == set() for event in visit.events)
    if len(visit.events) != 1:
        return False
    (event,) = visit.events
    outcome = "done" if visit.status < 400 else "refused"
    if (event.actor, event.outcome) != (f"worker:{who.worker_id}", outcome):
        return False
    return confirms_no_one(who, visit, event) if nobody else event.subjects == about - {None}


def confirms_no_one(who, visit, event):
    """Say whether a refusal holds what stood in the address, and nothing we know."""
    if visit.question.whose is Whose.OF_ANOTHER and may(who, Permission.SEE_PAGE):
        # The person of the address may be seen; what else it names is nothing of theirs.
        return event.subjects <= {visit.person} and not visit.shown
    return not event.subjects and not visit.shown and event.thing in visit.asked.items()


def pages_about_someone_show_them(walk):
    """Else the walk could have asked for pages on which nothing is."""
    pages = [visit for visit in looked_at(walk) if visit.person]
    for visit in pages:
        yield visit, visit.person in visit.shown
    seers = {visit.question.who for visit in pages}
    for who in walk.scene.who.values():
        yield who.name, (who.name in seers) == (who.signed_in and counting(who) != {None})


def a_persons_page_shows_each_what_the_table_says(walk):
    for visit in looked_at(walk):
        if visit.route.endpoint == "people.show":
            who = walk.scene.who[visit.question.who]
            for permission, mark in ON_THE_PAGE.items():
                yield (who.name, permission), (mark in visit.content) == may(who, permission)


def pages_about_someone_offer_nothing_that_would_be_refused(walk):
    for visit in looked_at(walk):
        if visit.person:
            who = walk.scene.who[visit.question.who]
            for address, answer in walk.offers(who, visit.content.decode()):
                yield (visit, address, answer), answer in {Answer.COMES_IN, Answer.ANYONE}


def looked_at(walk):
    return [v for v in walk.visits if (v.question.method, v.status) == ("GET", 200)]


def no_answer_holds_a_team_note_for_who_may_not_read_it(walk):
    for visit in walk.visits:
        who = walk.scene.who[visit.question.who]
        everyones = may(who, Permission.SEE_TEAM_NOTES)
        own = everyones or may(who, Permission.SEE_OWN_TEAM_NOTES)
        yield visit, (everyones or THEIRS.encode() not in visit.content)
        yield visit, (own or OWN.encode() not in visit.content)


def cells_of_the_table_are_asked_for(walk):
    """Outsiders ask for a page too: what a page would show them is in the answer for nobody."""
    asked = set()
    for visit in walk.visits:
        who, inside = walk.scene.who[visit.question.who], set()
        if visit.route.endpoint == "people.show":
            inside = {*ON_THE_PAGE}
        elif visit.route.endpoint == "contacts.edit" and visit.question.whose is Whose.THEIRS:
            inside = {Permission.CORRECT_CONTACT}
        for permission in (visit.route.declared.permission, *inside):
            asked |= cells_of(who, permission)
    for cell in (*access_matrix.about_a_person(), *access_matrix.about_the_service()):
        if cell[0] not in NO_PAGE_YET:
            yield cell, cell in asked


RULES = (
    addresses_answer_as_the_table_says,
    routes_are_walked_by_everyone_with_every_method,
    forms_go_through_for_who_may,
    what_was_refused_changed_nothing,
    someone_outside_gets_the_very_answer_for_nobody,
    answers_about_someone_are_one_event_that_names_them_and_no_one_else,
    pages_about_someone_show_them,
    a_persons_page_shows_each_what_the_table_says,
    pages_about_someone_offer_nothing_that_would_be_refused,
    no_answer_holds_a_team_note_for_who_may_not_read_it,
    cells_of_the_table_are_asked_for,
)
