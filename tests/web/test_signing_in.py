"""The door: who comes in, who does not, and when it closes behind them."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from passlib.totp import TOTP
from sqlalchemy import select, text, update

from tracker.domain.errors import NotFoundError
from tracker.models.accounts import Worker, WorkerSession
from tracker.models.counters import RateLimit
from tracker.web.first_password import first_sign_in_link

PASSWORD = "river lamp orange seven"
NO_MATCH = "That email and password do not match. Check both and try again."
WAIT = "Wait 15 minutes, or ask your administrator to reset it."
NO_FIT = "That code does not fit."


def first_link(app, worker):
    """The path of the worker's one-time link."""
    return urlsplit(first_sign_in_link(app, worker.id)).path


@pytest.fixture
def sam(app, cast, client):
    """A worker who has chosen a password through the one-time link."""
    client.submit(first_link(app, cast.key_worker), password=PASSWORD)
    return cast.key_worker


@pytest.fixture
def phone(app, sam, client, clock):
    """Sam's authenticator app, set up; gives the code it shows now, or in some seconds."""
    client.sign_in(sam)
    page = client.get("/account/second-factor").text
    key = re.search(r"<code>([A-Z0-9-]+)</code>", page)[1].replace("-", "")
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', page)[1]

    def shown(later=0):
        return TOTP(key=key).generate(time=clock().timestamp() + later).token

    answer = client.submit("/account/second-factor", sealed=sealed, code=shown())
    assert answer.status_code == 200
    shown.recovery_codes = re.findall(r"<code>([0-9a-f-]+)</code>", answer.text)
    shown.key, shown.sealed = key, sealed
    client.submit("/sign-out")
    clock.forward(minutes=1)
    return shown


def come_in(client, worker, password=PASSWORD, address="/sign-in"):
    return client.submit(address, email=worker.email, password=password)


def is_in(client):
    return client.get("/account").status_code == 200


def test_the_right_password_opens_the_start_page(client, sam, audit_trail):
    answer = come_in(client, sam)
    assert (answer.status_code, answer.location) == (302, "/")
    assert is_in(client)
    assert audit_trail()[-1] == ("worker.signed_in", "done", f"worker:{sam.id}", set())


def test_the_email_is_taken_in_any_case(client, sam):
    assert (
        client.submit("/sign-in", email=f" {sam.email.upper()} ", password=PASSWORD).location == "/"
    )


@pytest.mark.parametrize("who", ["wrong password", "nobody", "disabled", "no password yet"])
def test_whoever_does_not_come_in_hears_the_same(who, client, sam, cast, fresh_sessions):
    email, password = sam.email, PASSWORD
    if who == "wrong password":
        password = "another river lamp seven"
    elif who == "nobody":
        email = "nobody@example.org"
    elif who == "no password yet":
        email = cast.deputy.email
    else:
        with fresh_sessions.begin() as session:
            session.execute(update(Worker).where(Worker.id == sam.id).values(active=False))
    answer = client.submit("/sign-in", email=email, password=password)
    assert answer.status_code == 422
    assert NO_MATCH in answer.text
    with_email = answer.text.replace(email, "EMAIL")
    expected = client.submit("/sign-in", email="other@example.org", password="a wrong one here")
    tokens = re.compile(r'name="csrf_token" value="[^"]+"')
    assert tokens.sub("", with_email) == tokens.sub(
        "", expected.text.replace("other@example.org", "EMAIL")
    )
    assert not is_in(client)


@pytest.mark.parametrize("known", [True, False], ids=["an account of ours", "an unknown email"])
def test_after_five_tries_it_takes_fifteen_minutes(client, sam, clock, known):
    email = sam.email if known else "nobody@example.org"
    said = [
        client.submit("/sign-in", email=email, password=f"wrong {n} wrong").text for n in range(6)
    ]
    assert [NO_MATCH in page for page in said] == [True] * 4 + [False] * 2
    assert [WAIT in page for page in said] == [False] * 4 + [True] * 2
    assert WAIT in client.submit("/sign-in", email=email, password=PASSWORD).text
    clock.forward(minutes=14, seconds=59)
    assert WAIT in client.submit("/sign-in", email=email, password=PASSWORD).text
    clock.forward(seconds=2)
    answer = client.submit("/sign-in", email=email, password=PASSWORD)
    assert (answer.location == "/") if known else (NO_MATCH in answer.text)


def test_the_fifteen_minutes_begin_with_the_fifth_try(client, sam, clock):
    come_in(client, sam, "wrong 0 wrong")
    clock.forward(minutes=14)
    for n in range(4):
        come_in(client, sam, f"wrong {n} again")
    clock.forward(minutes=14, seconds=59)
    assert WAIT in come_in(client, sam).text
    clock.forward(seconds=2)
    assert come_in(client, sam).location == "/"


def test_coming_in_forgets_the_wrong_tries(client, sam):
    for _ in range(3):
        for n in range(4):
            come_in(client, sam, f"wrong {n} wrong")
        assert come_in(client, sam).location == "/"


def test_fifty_wrong_passwords_at_once_are_fifty_tries(app, sam, fresh_sessions, measure, database):
    def guess(n):
        with app.test_client() as client:
            return come_in(client, sam, f"wrong {n} wrong").text

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(guess, range(50)))
    checked = sum(NO_MATCH in page for page in said)
    assert checked <= 4, "the fifth wrong one already says to wait"
    assert sum(WAIT in page for page in said) == 50 - checked
    with fresh_sessions() as session:
        counted = session.scalar(select(RateLimit.hits).where(RateLimit.key.like("password:%")))
    measure(
        "wrong passwords at once, counted", wanted=50, reached=counted, count=50, database=database
    )
    with app.test_client() as client:
        assert WAIT in come_in(client, sam).text, "the right one too has to wait"


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/account?x=1", "/account?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("account", "/"),
    ],
)
def test_signing_in_leads_only_to_a_page_of_ours(client, sam, wanted, led_to):
    form = client.get("/sign-in", query_string={"next": wanted})
    assert form.status_code == 200
    answer = come_in(client, sam, address=f"/sign-in?{urlencode({'next': wanted})}")
    assert answer.location == led_to


def test_a_stranger_is_led_back_to_where_they_wanted_to_go(client, sam):
    asked = client.get("/account/recovery-codes?x=1")
    assert asked.location == "/sign-in?next=/account/recovery-codes?x%3D1"
    assert come_in(client, sam, address=asked.location).location == "/account/recovery-codes?x=1"


def test_signing_out_ends_every_copy_of_the_cookie(app, client, sam):
    come_in(client, sam)
    copied = client.get_cookie("alongside").value
    client.submit("/sign-out")
    thief = app.test_client()
    thief.set_cookie("alongside", copied)
    assert thief.get("/account").location == "/sign-in?next=/account"
    assert not is_in(client)


def test_signing_in_gives_a_new_cookie_and_a_new_token(client, sam):
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        before = dict(cookie)
    come_in(client, sam)
    with client.session_transaction() as cookie:
        assert set(cookie) == {"id"}, "an opaque id, nothing else"
        assert before["csrf_token"] not in cookie.values()


def test_only_a_hash_of_the_id_is_kept(client, sam, fresh_sessions):
    come_in(client, sam)
    with client.session_transaction() as cookie:
        opaque_id = cookie["id"]
    with fresh_sessions() as session:
        kept = session.scalars(select(WorkerSession.id_hash)).all()
    assert opaque_id not in kept
    assert all(len(each) == 64 for each in kept)


def test_half_an_hour_without_a_page_ends_it(client, sam, clock):
    come_in(client, sam)
    clock.forward(minutes=29, seconds=59)
    assert is_in(client)
    clock.forward(minutes=30)
    assert not is_in(client)


def test_a_page_now_and_then_keeps_it_up_to_twelve_hours(client, sam, clock):
    come_in(client, sam)
    for _ in range(35):
        clock.forward(minutes=20)
        assert is_in(client)
    clock.forward(minutes=20)
    assert not is_in(client)


def test_use_is_written_down_at_most_once_a_minute(client, sam, clock, fresh_sessions):
    def seen():
        with fresh_sessions() as session:
            return session.scalars(select(WorkerSession.seen_at)).one()

    come_in(client, sam)
    start = clock()
    clock.forward(seconds=59)
    client.get("/account")
    assert seen() == start
    clock.forward(seconds=1)
    client.get("/account")
    assert seen() == clock()


def test_a_disabled_account_is_out_at_once(client, sam, fresh_sessions):
    come_in(client, sam)
    with fresh_sessions.begin() as session:
        session.execute(update(Worker).where(Worker.id == sam.id).values(active=False))
    assert not is_in(client)


# The second factor


def test_with_the_app_a_code_is_asked_for_and_lets_in(client, sam, phone):
    answer = come_in(client, sam, address="/sign-in?next=/account")
    assert answer.location == "/sign-in/code?next=/account"
    assert not is_in(client)
    assert client.submit(answer.location, code=phone()).location == "/account"
    assert is_in(client)


def test_a_code_works_once(app, client, sam, phone):
    code = phone()
    come_in(client, sam)
    assert client.submit("/sign-in/code", code=code).location == "/"
    second = app.test_client()
    come_in(second, sam)
    again = second.submit("/sign-in/code", code=code)
    assert again.status_code == 422
    assert NO_FIT in again.text
    assert not is_in(second)


def test_one_code_used_twenty_times_at_once_lets_one_in(app, client, sam, phone, measure, database):
    code = phone()
    come_in(client, sam)
    with client.session_transaction() as cookie:
        half_way = cookie["half"]

    def try_it(_n):
        with app.test_client() as other:
            with other.session_transaction() as cookie:
                cookie["half"] = half_way
            return other.submit("/sign-in/code", code=code).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_it, range(20)))
    assert answers.count(302) == 1
    measure(
        "uses of one code at once, refused",
        wanted=19,
        reached=answers.count(422),
        count=20,
        database=database,
    )


def test_the_code_of_the_step_before_and_after_fits_and_no_other(client, sam, phone, clock):
    clock.forward(minutes=5)
    for later, fits in ((-90, False), (90, False), (-30, True), (30, True)):
        come_in(client, sam)
        answer = client.submit("/sign-in/code", code=phone(later))
        assert (answer.status_code == 302) is fits, later


@pytest.mark.parametrize(
    "typed", ["", "12345", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16", "1" * 30, "0\x00"]
)
def test_what_is_no_code_is_refused_in_words(client, sam, phone, typed):
    come_in(client, sam)
    answer = client.submit("/sign-in/code", code=typed)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_five_wrong_codes_take_fifteen_minutes_even_with_the_right_one(client, sam, phone, clock):
    come_in(client, sam)
    said = [client.submit("/sign-in/code", code="000000").text for _ in range(5)]
    assert [NO_FIT in page for page in said] == [True] * 4 + [False]
    assert WAIT in client.submit("/sign-in/code", code=phone()).text
    clock.forward(minutes=16)
    come_in(client, sam)
    assert client.submit("/sign-in/code", code=phone()).location == "/"


def test_ten_minutes_after_the_password_it_is_asked_for_again(client, sam, phone, clock):
    come_in(client, sam)
    clock.forward(minutes=10, seconds=1)
    assert client.submit("/sign-in/code", code=phone()).location == "/sign-in"


def test_the_code_page_is_closed_to_who_gave_no_password(client, sam, phone):
    assert client.submit("/sign-in/code", code=phone()).location == "/sign-in"
    assert client.get("/sign-in/recovery-code").location == "/sign-in"


def test_a_recovery_code_works_once(app, client, sam, phone):
    code = phone.recovery_codes[3]
    come_in(client, sam)
    assert client.submit("/sign-in/recovery-code", code=code).location == "/"
    assert "7 recovery codes left" in client.get("/account").text
    second = app.test_client()
    come_in(second, sam)
    assert second.submit("/sign-in/recovery-code", code=code).status_code == 422


def test_neither_the_secret_nor_the_recovery_codes_are_kept_in_clear(sam, phone, fresh_sessions):
    with fresh_sessions() as session:
        worker = session.get(Worker, sam.id)
        assert len(worker.tf_totp_secret) <= 255
        kept = worker.tf_totp_secret + json.dumps(worker.mf_recovery_codes)
        raw = str(session.execute(text("SELECT * FROM worker")).all())
    assert len(worker.mf_recovery_codes) == 8
    for clear in (phone.key, PASSWORD, *phone.recovery_codes):
        assert clear not in kept + raw


def test_another_phone_asks_for_a_code_of_the_present_one(client, sam, phone, clock):
    client.sign_in(sam)
    page = client.get("/account/second-factor").text
    key = re.search(r"<code>([A-Z0-9-]+)</code>", page)[1].replace("-", "")
    sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', page)[1]
    new = TOTP(key=key).generate(time=clock().timestamp()).token
    sent = {"sealed": sealed, "code": new}
    assert client.submit("/account/second-factor", **sent).status_code == 422
    assert client.submit("/account/second-factor", **sent, present_code="000000").status_code == 422
    answer = client.submit("/account/second-factor", **sent, present_code=phone())
    assert answer.status_code == 200
    clock.forward(minutes=2)
    client.submit("/sign-out")
    come_in(client, sam)
    assert client.submit("/sign-in/code", code=phone()).status_code == 422, "the old phone is out"


def test_an_offered_secret_is_for_its_worker_and_for_half_an_hour(client, cast, clock):
    def offered():
        page = client.get("/account/second-factor").text
        key = re.search(r"<code>([A-Z0-9-]+)</code>", page)[1].replace("-", "")
        sealed = re.search(r'name="sealed" type="hidden" value="([^"]+)"', page)[1]
        return TOTP(key=key), sealed

    def confirm(totp, sealed):
        code = totp.generate(time=clock().timestamp()).token
        return client.submit("/account/second-factor", sealed=sealed, code=code).status_code

    client.sign_in(cast.key_worker)
    theirs = offered()
    client.sign_in(cast.deputy)
    assert confirm(*theirs) == 422
    assert confirm(theirs[0], "nonsense") == 422
    mine = offered()
    clock.forward(minutes=29)
    client.get("/account")
    clock.forward(minutes=1, seconds=1)
    assert confirm(*mine) == 422
    assert confirm(*offered()) == 200


def test_new_recovery_codes_take_the_place_of_the_old(client, sam, phone):
    client.sign_in(sam)
    assert client.submit("/account/recovery-codes", present_code="000000").status_code == 422
    answer = client.submit("/account/recovery-codes", present_code=phone())
    made = re.findall(r"<code>([0-9a-f-]+)</code>", answer.text)
    assert len(made) == 8
    assert not set(made) & set(phone.recovery_codes)
    client.submit("/sign-out")
    come_in(client, sam)
    assert client.submit("/sign-in/recovery-code", code=phone.recovery_codes[0]).status_code == 422
    assert client.submit("/sign-in/recovery-code", code=made[0]).status_code == 302


def test_production_asks_every_worker_to_set_it_up_first(production, cast):
    client = production.test_client().sign_in(cast.key_worker)
    assert client.get("/").location == "/account/second-factor"
    assert client.get("/account/second-factor").status_code == 200
    assert client.get("/account/recovery-codes").location == "/account/second-factor"


def test_production_opens_to_who_has_set_it_up(production, client, sam, phone):
    come_in(client, sam)
    client.submit("/sign-in/code", code=phone())
    assert client.get("/").status_code in {200, 302}
    assert client.get("/").location != "/account/second-factor"


# The first link


def test_the_first_link_works_once(app, client, cast):
    assert first_sign_in_link(app, cast.deputy.id).startswith("http://127.0.0.1:8000/welcome/")
    link = first_link(app, cast.deputy)
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert client.submit(link, password=PASSWORD).location == "/sign-in?done=password"
    assert "Your password is set." in client.get("/sign-in?done=password").text
    assert client.get(link).status_code == 404
    assert client.submit(link, password="another one of mine").status_code == 404
    assert come_in(client, cast.deputy).location == "/"


def test_the_first_link_lasts_seven_days(app, client, cast, clock):
    link = first_link(app, cast.deputy)
    clock.forward(days=7)
    assert client.get(link).status_code == 200
    clock.forward(seconds=1)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("token", ["x" * 20, "WyJhIl0.x" + "y" * 27, "a.b.c.d.e.f.g.h.i.j.k.l"])
def test_a_link_we_did_not_make_opens_nothing(client, cast, token):
    assert client.get(f"/welcome/{token}").status_code == 404


def test_there_is_no_link_for_nobody_or_a_disabled_account(app, cast, fresh_sessions):
    with fresh_sessions.begin() as session:
        session.execute(update(Worker).where(Worker.id == cast.deputy.id).values(active=False))
    for worker_id in (cast.deputy.id, 10**6):
        with pytest.raises(NotFoundError):
            first_sign_in_link(app, worker_id)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "12121212121212", "x" * 201])
def test_a_password_that_is_easily_guessed_is_refused(app, client, cast, weak):
    link = first_link(app, cast.deputy)
    answer = client.submit(link, password=weak)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_choosing_a_password_ends_every_sign_in(app, client, cast):
    client.sign_in(cast.deputy)
    link = first_link(app, cast.deputy)
    app.test_client().submit(link, password=PASSWORD)
    assert not is_in(client)


def test_a_new_link_ends_the_wait_and_the_lost_phone(app, client, sam, phone):
    for n in range(6):
        come_in(client, sam, f"wrong {n} wrong")
    client.submit(first_link(app, sam), password="another one of mine")
    assert come_in(client, sam).text.count(WAIT) == 0
    assert come_in(client, sam, "another one of mine").location == "/"


# What protects the door itself


def test_a_form_without_its_token_is_refused_in_words(client, sam):
    answer = client.post("/sign-in", data={"email": sam.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "open too long" in answer.text


def test_too_many_tries_from_one_place_are_slowed_in_every_process(client, cast, fresh_sessions):
    for n in range(100):
        client.submit("/sign-in", email=f"n{n}@example.org", password="")
    answer = client.submit("/sign-in", email="n@example.org", password="")
    assert answer.status_code == 429
    assert "Wait a minute, then try again." in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    with fresh_sessions() as session:
        assert session.scalar(select(RateLimit.hits).where(RateLimit.key.like("LIMITER%"))) == 101


def test_without_the_count_nobody_comes_in(client, sam, fresh_engine):
    with fresh_engine.begin() as connection:
        connection.execute(text("ALTER TABLE rate_limit RENAME TO rate_limit_gone"))
    assert come_in(client, sam).status_code in {500, 503}
    assert not is_in(client)
