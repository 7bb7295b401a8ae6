"""Every address, asked for by everyone, answers as the hand-written table says."""

import pytest
from sqlalchemy.orm import Session

from tests import access_matrix
from tests.house_rules.permissions import NO_PAGE_YET
from tests.web.matrix.expected import ACCEPTED, Answer, Whose, cells_of, may
from tests.web.matrix.scene import CAST, OWN, STRANGERS, THEIRS, Writer
from tests.web.matrix.stage import Stage
from tests.web.matrix.walk import FILLED, HEADS, STRANGE_DOOR, Walk
from tracker.adapters.calendars import Calendars
from tracker.domain.access import Permission
from tracker.domain.vocabulary import Role
from tracker.models.database import make_engine
from tracker.web import access
from tracker.web.access import STATIC, Door

HERE = {Answer.COMES_IN, Answer.MAY_NOT, Answer.NOT_THEIR_OWN}
# What a person's page shows to whom: the mark that stands there, and the permission for it.
ON_THE_PAGE = {
    Permission.SEE_TEAM_NOTES: THEIRS.encode(),
    Permission.SEE_OWN_TEAM_NOTES: OWN.encode(),
    Permission.SEE_JUSTICE: "■".encode(),
    Permission.ANSWER_ALERT: b'action="/alerts/',
}


@pytest.fixture(scope="module")
def walk(database, template, wired_app, keys):
    """The walk through the whole application on one database: what came of every question."""
    url = template.copy()
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        scene = Writer(session, keys, Calendars("Europe/London")).write()
    engine.dispose()
    stage = Stage(wired_app, url)
    wired_app.testing = False  # what breaks is an answer of 500, as it is in life
    try:
        yield Walk(stage, scene).all()
    finally:
        wired_app.testing = True
        stage.close()
        template.drop(url)


def test_every_address_answers_everyone_as_the_table_says(walk, measure, database):
    wrong = [visit for visit in walk.visits if visit.status not in ACCEPTED[visit.answer]]
    to_the_door = [visit for visit in walk.visits if visit.answer is Answer.TO_THE_DOOR]
    wrong += [visit for visit in to_the_door if not visit.location.startswith("/sign-in")]
    wrong += [
        visit
        for visit in walk.visits
        if visit.answer is not Answer.TO_THE_DOOR
        and visit.route.declared.door is not Door.PUBLIC
        and visit.location.startswith("/sign-in")
    ]
    print(f"access matrix on {database}: {len(walk.visits)} cells, {len(wrong)} differences")
    assert wrong == []
    asked = len(walk.visits)
    measure(
        "access matrix: cells visited", wanted=asked, reached=asked, count=asked, database=database
    )


def test_every_route_was_walked_by_everyone_with_every_method(walk, measure, database):
    walked = {
        (v.question.who, v.route.endpoint, v.question.method, v.question.body) for v in walk.visits
    }
    wanted = set()
    for rule in walk.app.url_map.iter_rules():
        if rule.endpoint == STATIC:
            continue
        door = access.of(walk.app, rule.endpoint).door
        everyone = STRANGE_DOOR if door is Door.PUBLIC else tuple(row[0] for row in CAST)
        for method in rule.methods - {"OPTIONS"}:
            bodies = ("empty", "filled in") if method == "POST" else ("",)
            who = set(everyone) & set(HEADS) if method == "HEAD" else everyone
            wanted |= {(name, rule.endpoint, method, body) for name in who for body in bodies}
    assert sorted(wanted - walked) == []
    routes = {endpoint for _who, endpoint, _method, _body in walked}
    measure(
        "access matrix: routes walked",
        wanted=len({endpoint for _who, endpoint, _method, _body in wanted}),
        reached=len(routes),
        count=len(routes),
        database=database,
    )


def test_every_form_goes_through_for_who_may(walk, measure, database):
    """Else a refusal would prove nothing: the same body must be one that is taken."""
    sent = [
        visit
        for visit in walk.visits
        if visit.question.body == FILLED
        and visit.question.whose is Whose.OWN
        and visit.answer is Answer.COMES_IN
        and visit.route.declared.permission
    ]
    routes = {visit.route.endpoint for visit in sent}
    stuck = routes - {
        visit.route.endpoint for visit in sent if visit.status == 302 and visit.changed
    }
    assert stuck == set(), "Say in tests/web/matrix what these forms take."
    refused = [
        visit
        for visit in sent
        if visit.status != 302
        and visit.question.about == walk.goes_through.get(visit.route.endpoint)
    ]
    assert refused == []
    through = sum(visit.status == 302 for visit in sent)
    measure(
        "access matrix: forms that went through",
        wanted=1,
        reached=through,
        count=through,
        database=database,
    )


def test_what_was_refused_changed_nothing(walk, measure, database):
    refused = [v for v in walk.visits if v.status >= 400 or v.question.method != "POST"]
    refused += [visit for visit in walk.visits if visit.answer is Answer.TO_THE_DOOR]
    assert [visit for visit in refused if visit.changed] == []
    posts = sum(visit.question.method == "POST" for visit in refused)
    measure(
        "access matrix: refused posts that changed nothing",
        wanted=1,
        reached=posts,
        count=posts,
        database=database,
    )


def test_someone_outside_gets_the_very_answer_for_nobody(walk, measure, database):
    outside = [visit for visit in walk.visits if visit.answer is Answer.AS_FOR_NOBODY]
    differ = []
    for visit in outside:
        answer, (written,) = visit.nobody
        written_alike = [(event.act, event.outcome) for event in visit.events] == [
            (written.act, written.outcome)
        ]
        if (visit.status, visit.content, visit.headers) != answer or not written_alike:
            differ.append(visit)
        assert (answer[0], written.subjects) == (404, set())
    assert differ == []
    measure(
        "access matrix: answers as for nobody",
        wanted=1,
        reached=len(outside),
        count=len(outside),
        database=database,
    )


def test_every_answer_about_someone_is_one_event_that_names_them_and_no_one_else(
    walk, measure, database
):
    wrong = [visit for visit in walk.visits if not is_told(walk, visit)]
    assert wrong == []
    told = sum(len(visit.events) for visit in walk.visits)
    measure(
        "access matrix: audit events compared",
        wanted=1,
        reached=told,
        count=told,
        database=database,
    )


def is_told(walk, visit):
    """Say whether what was written down is what was shown, touched or refused."""
    who = walk.scene.who[visit.question.who]
    if visit.answer is Answer.ANYONE:  # the door itself: signing in and out, about nobody
        return not visit.shown and not any(event.subjects for event in visit.events)
    if visit.answer is Answer.TO_THE_DOOR:
        return visit.events == []  # of the address only what was typed into it goes along
    about = {*visit.shown, *visit.touched, *({visit.person} if visit.answer in HERE else ())} - {
        None
    }
    nobody = visit.answer is Answer.AS_FOR_NOBODY
    if not about and not nobody:  # at most an act that found no one
        return all(event.subjects == set() for event in visit.events)
    if len(visit.events) != 1 or visit.events[0].actor != f"worker:{who.worker_id}":
        return False
    (event,) = visit.events
    if event.outcome != ("done" if visit.status < 400 else "refused"):
        return False
    if nobody:
        return not visit.shown and is_named_by_what_was_asked(who, visit, event)
    return event.subjects == about


def is_named_by_what_was_asked(who, visit, event):
    """Say whether a refusal confirms no one: it holds what stood in the address."""
    if visit.question.whose is Whose.OF_ANOTHER and may(who, Permission.SEE_PAGE):
        # The person of the address may be seen; what else it names is nothing of theirs.
        return event.subjects <= {visit.person}
    return event.subjects == set() and event.thing in visit.asked.items()


def test_a_page_about_someone_shows_them(walk):
    """Else the walk could have asked for pages on which nothing is."""
    pages = [
        visit
        for visit in walk.visits
        if (visit.question.method, visit.status, visit.answer) == ("GET", 200, Answer.COMES_IN)
        and visit.person
    ]
    assert [visit for visit in pages if visit.person not in visit.shown] == []
    assert {visit.question.who for visit in pages} == {
        name
        for name, roles, bonds, _about in CAST
        if bonds and roles <= {Role.KEY_WORKER, Role.TEAM_LEAD} and roles
    } - STRANGERS


def test_a_persons_page_shows_each_what_the_table_says(walk):
    pages = [
        v
        for v in walk.visits
        if v.route.endpoint == "people.show" and v.status == 200 and v.question.method == "GET"
    ]
    wrong = [
        (visit.question.who, permission)
        for visit in pages
        for permission, mark in ON_THE_PAGE.items()
        if (mark in visit.content) != may(walk.scene.who[visit.question.who], permission)
    ]
    assert wrong == []


def test_no_page_about_someone_offers_what_would_be_refused(walk, measure, database):
    offered, wrong = 0, []
    for visit in walk.visits:
        if visit.person and visit.question.method == "GET" and visit.status == 200:
            who = walk.scene.who[visit.question.who]
            for address, answer in walk.offers(who, visit.content.decode()):
                offered += 1
                if answer not in {Answer.COMES_IN, Answer.ANYONE}:
                    wrong.append((visit, address, answer))
    assert wrong == []
    measure(
        "access matrix: links and forms that lead somewhere",
        wanted=1,
        reached=offered,
        count=offered,
        database=database,
    )


def test_no_answer_holds_a_team_note_for_who_may_not_read_it(walk):
    wrong = []
    for visit in walk.visits:
        who = walk.scene.who[visit.question.who]
        everyones = may(who, Permission.SEE_TEAM_NOTES)
        own = everyones or may(who, Permission.SEE_OWN_TEAM_NOTES)
        if (THEIRS.encode() in visit.content and not everyones) or (
            OWN.encode() in visit.content and not own
        ):
            wrong.append(visit)
    assert wrong == []


def test_every_cell_of_the_table_was_asked_through_the_web(walk, measure, database):
    """Outsiders ask for a page too: what a page would show them is in the answer for nobody."""
    cells = {*access_matrix.about_a_person(), *access_matrix.about_the_service()}
    asked = set()
    for visit in walk.visits:
        who, declared = walk.scene.who[visit.question.who], visit.route.declared
        asked |= cells_of(who, declared.permission)
        if visit.route.endpoint == "people.show":
            asked |= {cell for permission in ON_THE_PAGE for cell in cells_of(who, permission)}
        if visit.route.endpoint == "contacts.edit" and visit.question.whose is Whose.THEIRS:
            asked |= cells_of(who, Permission.CORRECT_CONTACT)
    wanted = {(permission, of) for permission, of in cells if permission not in NO_PAGE_YET}
    assert wanted - asked == set()
    measure(
        "access matrix: cells of the table",
        wanted=len(wanted),
        reached=len(asked & wanted),
        count=len(asked),
        database=database,
    )
