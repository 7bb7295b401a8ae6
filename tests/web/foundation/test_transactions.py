"""One request, one transaction, one audit event."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select, text

from tests.factories.bonds import a_contact
from tests.web.counting import counted
from tracker.models.audit import AuditEvent
from tracker.models.counters import RateLimit

BREAK_AUDIT = {
    "sqlite": [
        "CREATE TRIGGER broken BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'full'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION broken() RETURNS trigger AS $$BEGIN RAISE EXCEPTION 'full'; END$$ LANGUAGE plpgsql",
        "CREATE TRIGGER broken BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}


@pytest.fixture
def keys_written(fresh_sessions):
    def read():
        with fresh_sessions() as session:
            return dict(
                session.execute(
                    select(RateLimit.key, RateLimit.hits).where(RateLimit.key.like("k%"))
                ).all()
            )

    return read


@pytest.fixture
def make_contact(fresh_sessions, cast):
    def make(person):
        with fresh_sessions.begin() as session:
            return a_contact(session, person, cast.key_worker).public_id

    return make


@pytest.fixture
def form_token(client):
    """The token of a form this client was shown."""

    def read(person):
        page = client.submit(f"/probe/people/{person.public_id}/write")
        return page.text.split('name="form_token" type="hidden" value="')[1].split('"')[0]

    return read


def test_a_page_about_a_person_is_written_down_once(client, cast, audit_trail):
    page = client.sign_in(cast.key_worker).get(f"/probe/people/{cast.person.public_id}")
    assert page.text == f"Page {cast.person.public_id} for Sam"
    sam = f"worker:{cast.key_worker.id}"
    assert audit_trail() == [("probe.person", "done", sam, {cast.person.id})]


def test_asking_for_the_head_of_a_page_is_written_down_too(client, cast, audit_trail):
    client.sign_in(cast.key_worker).head(f"/probe/people/{cast.person.public_id}")
    assert len(audit_trail()) == 1


def test_a_list_is_one_event_that_names_everyone_it_showed(client, cast, audit_trail):
    client.sign_in(cast.key_worker).get("/probe/people")
    everyone = {cast.person.id, cast.other.id}
    assert audit_trail() == [
        ("probe.people", "done", f"worker:{cast.key_worker.id}", everyone),
    ]


def test_a_page_about_no_one_is_not_written_down(client, cast, audit_trail):
    assert client.sign_in(cast.key_worker).get("/probe/nobody").status_code == 200
    assert audit_trail() == []


def test_the_event_carries_the_id_of_the_request(client, cast, fresh_sessions):
    client.sign_in(cast.key_worker)
    for _ in range(2):
        client.get(f"/probe/people/{cast.person.public_id}")
    with fresh_sessions() as session:
        ids = session.scalars(select(AuditEvent.request_id)).all()
    assert len(set(ids)) == 2
    assert all(len(each) == 16 for each in ids)


@pytest.mark.parametrize("who", ["outsider", "administrator", "analyst"])
def test_someone_outside_gets_the_answer_for_nobody_and_both_are_written_down_alike(
    who, client, cast, audit_trail, fresh_sessions
):
    client.sign_in(getattr(cast, who))
    hidden = client.get(f"/probe/people/{cast.person.public_id}")
    nobody = client.get("/probe/people/zzzzzzzzzz")
    malformed = client.get("/probe/people/NOT-AN-ID")
    assert hidden.status_code == nobody.status_code == malformed.status_code == 404
    assert hidden.text == nobody.text == malformed.text
    assert "Jay" not in hidden.text
    actor = f"worker:{getattr(cast, who).id}"
    assert audit_trail() == [("probe.person", "refused", actor, set())] * 2
    with fresh_sessions() as session:
        sought = session.execute(select(AuditEvent.object_kind, AuditEvent.object_id)).all()
    assert sought == [("person", cast.person.public_id), ("person", "zzzzzzzzzz")]


def test_what_a_viewer_may_not_do_with_someone_they_see_is_refused_and_names_the_person(
    client, cast, audit_trail
):
    page = client.sign_in(cast.deputy).get(f"/probe/people/{cast.person.public_id}/team-notes")
    assert page.status_code == 403
    deputy = f"worker:{cast.deputy.id}"
    assert audit_trail() == [("probe.team_notes", "refused", deputy, {cast.person.id})]


def test_a_contact_of_someone_else_is_not_found_under_a_persons_address(
    client, cast, fresh_sessions, make_contact
):
    mine, theirs = make_contact(cast.person), make_contact(cast.other)
    client.sign_in(cast.key_worker)
    address = f"/probe/people/{cast.person.public_id}/contacts"
    assert client.get(f"{address}/{mine}").status_code == 200
    assert client.get(f"{address}/{theirs}").status_code == 404
    assert client.get(f"/probe/people/{cast.other.public_id}/contacts/{mine}").status_code == 404


def test_a_write_is_committed_with_its_event(client, cast, audit_trail, keys_written, form_token):
    client.sign_in(cast.key_worker)
    token = form_token(cast.person)
    before = len(audit_trail())
    answer = client.submit(
        f"/probe/people/{cast.person.public_id}/write", key="k1", form_token=token
    )
    assert answer.status_code == 302
    assert keys_written() == {"k1": 1}
    sam = f"worker:{cast.key_worker.id}"
    assert audit_trail()[before:] == [("contact.logged", "done", sam, {cast.person.id})]


@pytest.mark.parametrize(
    ("then", "status"),
    [("refuse", 422), ("give up", 409), ("conflict", 409), ("invalid", 422), ("not found", 404)],
)
def test_what_is_refused_is_undone_written_down_and_leaves_no_done_line(
    then, status, client, cast, audit_trail, keys_written, form_token
):
    client.sign_in(cast.key_worker)
    token = form_token(cast.person)
    before = len(audit_trail())
    address = f"/probe/people/{cast.person.public_id}/write?then={then}"
    answer = client.submit(address, key="k1", form_token=token)
    assert answer.status_code == status
    assert keys_written() == {}
    sam = f"worker:{cast.key_worker.id}"
    assert audit_trail()[before:] == [("probe.write", "refused", sam, {cast.person.id})]
    with client.session_transaction() as cookie:
        assert "_flashes" not in cookie


def test_a_form_to_put_right_is_a_refusal_about_the_person(client, cast, audit_trail, form_token):
    client.sign_in(cast.key_worker)
    answer = client.submit(f"/probe/people/{cast.person.public_id}/write")
    assert answer.status_code == 422
    assert [event[1:2] for event in audit_trail()] == [("refused",)]


def test_a_clash_of_two_writers_is_tried_again_and_done_once(
    client, cast, keys_written, form_token
):
    client.sign_in(cast.key_worker)
    token = form_token(cast.person)
    address = f"/probe/people/{cast.person.public_id}/write?then=busy once"
    assert client.submit(address, key="k1", form_token=token).status_code == 302
    assert keys_written() == {"k1": 2}  # the second try wrote; of the first nothing is left
    with client.session_transaction() as cookie:
        assert len(cookie["_flashes"]) == 1


def test_done_lines_that_no_page_showed_do_not_pile_up_in_the_cookie(client, cast, form_token):
    client.sign_in(cast.key_worker)
    for number in range(3):
        token = form_token(cast.person)
        address = f"/probe/people/{cast.person.public_id}/write"
        assert client.submit(address, key=f"k{number}", form_token=token).status_code == 302
    with client.session_transaction() as cookie:
        assert len(cookie["_flashes"]) == 1


@pytest.mark.parametrize("left", ["contact.logged /people/x/log/y/undo ", ["gone.since", {}], 7])
def test_a_done_line_that_an_earlier_version_left_in_the_cookie_says_nothing(left, client, cast):
    client.sign_in(cast.key_worker)
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("done", left)]
    page = client.get("/people")
    assert page.status_code == 200
    assert "Saved." not in page.text
    with client.session_transaction() as cookie:
        assert "_flashes" not in cookie


def test_a_clash_that_does_not_end_says_when_to_try_again(client, cast, keys_written, form_token):
    client.sign_in(cast.key_worker)
    token = form_token(cast.person)
    address = f"/probe/people/{cast.person.public_id}/write?then=always busy"
    answer = client.submit(address, key="k1", form_token=token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "taking too long on our side" in answer.text
    assert keys_written() == {}


def test_no_audit_no_page(client, cast, database, fresh_engine):
    client.sign_in(cast.key_worker)
    with fresh_engine.begin() as connection:
        for statement in BREAK_AUDIT[database]:
            connection.execute(text(statement))
    person = cast.person.public_id
    answers = [client.get(address) for address in (f"/probe/people/{person}", "/probe/people")]
    assert [(a.status_code, a.headers["Retry-After"]) for a in answers] == [(503, "5")] * 2
    assert not any(shown in a.text for a in answers for shown in (person, "Jay", "Amina"))
    assert client.get("/probe/nobody").status_code == 200  # shows no one: nothing to write down


def test_no_audit_no_write(client, cast, database, fresh_engine, keys_written, form_token):
    client.sign_in(cast.key_worker)
    token = form_token(cast.person)
    with fresh_engine.begin() as connection:
        for statement in BREAK_AUDIT[database]:
            connection.execute(text(statement))
    answer = client.submit(
        f"/probe/people/{cast.person.public_id}/write", key="k1", form_token=token
    )
    assert answer.status_code == 503
    assert keys_written() == {}


def test_what_every_page_stands_on_takes_few_statements(client, cast, fresh_engine, database):
    """The sign-in with its viewer and the person, the end of the chain, the event, whom it showed.

    PostgreSQL writes the last two in one.
    """
    client.sign_in(cast.key_worker)
    with counted(fresh_engine) as asked:
        client.get(f"/probe/people/{cast.person.public_id}")
    assert len(asked) == (3 if database == "postgresql" else 4), asked


def test_a_page_ends_its_read_with_a_commit_so_that_what_was_made_ready_is_kept(
    client, cast, fresh_engine, database
):
    client.sign_in(cast.key_worker)
    ends = []
    event.listen(fresh_engine, "commit", lambda _connection: ends.append("commit"))
    event.listen(fresh_engine, "rollback", lambda _connection: ends.append("rollback"))
    pages = 8  # psycopg makes a statement ready when it is sent for the sixth time
    for _ in range(pages):
        client.get(f"/probe/people/{cast.person.public_id}")
    assert ends == ["commit", "commit"] * pages  # the read, then the event
    if database == "postgresql":
        with fresh_engine.connect() as connection:
            ready = connection.scalars(
                text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :begins"),
                {"begins": "SELECT worker.id%"},
            ).one()
        assert ready == 1


def test_many_at_once_all_get_their_page_and_their_event(app, cast, audit_trail, measure, database):
    def look(_n):
        with app.test_client() as client:
            return client.sign_in(cast.key_worker).get(f"/probe/people/{cast.person.public_id}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(look, range(40)))
    done = sum(answer.status_code == 200 for answer in answers)
    events = len(audit_trail())
    assert events == 40
    measure(
        "pages at once, each with its event",
        wanted=40,
        reached=done,
        count=events,
        database=database,
    )
