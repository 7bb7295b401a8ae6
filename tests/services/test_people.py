"""Writing someone in: a key of their own, a stay from the referral's day, ways to reach them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.factories.bonds import a_team
from tests.factories.people import REFERRED, new_person, written_in
from tests.stored import held, refused
from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.vocabulary import CameFrom, ChannelKind, LikesContactBy
from tracker.models.alerts import Alert, Standing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.stays import Stay
from tracker.services.acts import Note
from tracker.services.people import write_in

pytestmark = pytest.mark.usefixtures("standing_stays_true")
RECORDED = {"known_at": NOW, "recorded_at": NOW}


def only(session, table):
    return session.scalars(select(table)).one()


def test_a_person_is_written_in_with_all_that_is_known_of_them(session, make_act, keys, team, lee):
    act = make_act(lee.id, form_token="a-form")
    new = new_person(
        team,
        name="  Jay \n",
        came_from=CameFrom.POLICE,
        referred_on=date(2026, 11, 18),
        otherwise_nothing=True,
        reference="ab-12",
        pronouns="they/them",
        born_on=date(2009, 3, 1),
        ethnicity="Black Caribbean",
        language="Welsh",
        likes_contact_by=LikesContactBy.TEXT,
        phone=" 07700 900123 ",
    )
    jay = write_in(session, act, new)
    by_lee = RECORDED | {"person_id": jay.id, "recorded_by": f"worker:{lee.id}"}
    assert held(session, keys, jay) == {
        "form_token": "a-form",
        "reference": "AB-12",
        "team_id": team.id,
        "name": "Jay",
        "pronouns": "they/them",
        "born_on": date(2009, 3, 1),
        "ethnicity": "Black Caribbean",
        "language": "Welsh",
        "likes_contact_by": LikesContactBy.TEXT,
        "first_here_at": NOW,
        "written_in_by": f"worker:{lee.id}",
        "version": 1,
    }
    assert held(session, keys, only(session, Stay)) == by_lee | {
        "referred_at": datetime(2026, 11, 18, tzinfo=UTC),
        "came_from": CameFrom.POLICE,
        "otherwise_nothing": True,
    }
    assert held(session, keys, only(session, Channel)) == by_lee | {
        "kind": ChannelKind.PHONE,
        "value": "07700 900123",
    }
    assert act.notes == [Note("person.written_in", jay.id, "person", jay.public_id)]


def test_a_name_is_enough_for_the_first_day(session, make_act, keys, team, lee):
    jay = written_in(session, make_act(lee.id), team)
    assert held(session, keys, jay) == {
        "team_id": team.id,
        "name": "Jay",
        "first_here_at": NOW,
        "written_in_by": f"worker:{lee.id}",
        "version": 1,
    }
    assert session.scalars(select(Channel)).all() == []


def test_the_stay_runs_from_local_midnight_of_the_referral(session, jay):
    assert only(session, Stay).referred_at == REFERRED == datetime(2026, 8, 31, 23, tzinfo=UTC)


def test_texts_are_sealed_with_the_persons_own_key(session, make_act, keys, team):
    jay, amina = (written_in(session, make_act(), team, name=name) for name in ("Jay", "Amina"))
    assert b"Jay" not in jay.name_ct
    wrapped = dict(session.execute(select(PersonKey.person_id, PersonKey.wrapped)).all())
    assert set(wrapped) == {jay.id, amina.id}
    assert wrapped[jay.id] != wrapped[amina.id]


def test_nobody_is_chased_on_the_first_day_and_somebody_is_told_after_two_working_days(
    session, make_act, team
):
    jay = written_in(session, make_act(at=NOW), team, referred_on=date(2026, 11, 20))  # a Friday
    standing = session.get_one(Standing, jay.id)
    assert (standing.judged_at, standing.look_again_at) == (
        NOW,
        datetime(2026, 11, 25, tzinfo=UTC),  # Monday and Tuesday have passed
    )
    assert session.scalars(select(Alert)).all() == []


TOO_LONG = "Use 200 letters or fewer."
BORN = "Check the date of birth."
WRONG = {
    "no name": ({"name": ""}, "Write the name they like to be called.", "name"),
    "a name of blanks": ({"name": " \n "}, "Write the name they like to be called.", "name"),
    "a name no page can show": (
        {"name": "Ja\x00y"},
        "Leave out characters that cannot be shown.",
        "name",
    ),
    "a name that never ends": ({"name": "J" * 201}, TOO_LONG, "name"),
    "pronouns that never end": ({"pronouns": "x" * 201}, TOO_LONG, "pronouns"),
    "a phone number that never ends": (
        {"phone": "0" * 41},
        "Use 40 letters or fewer.",
        "phone",
    ),
    "a reference that grows in capitals": (
        {"reference": "ß" * 21},
        "Use 40 letters or fewer.",
        "reference",
    ),
    "a referral tomorrow": (
        {"referred_on": date(2026, 11, 21)},
        "That day is still to come. Use today or earlier.",
        "referred_on",
    ),
    "a referral in a year no calendar knows": (
        {"referred_on": date(1989, 12, 31)},
        "Check the year.",
        "referred_on",
    ),
    "born tomorrow": ({"born_on": date(2026, 11, 21)}, BORN, "born_on"),
    "born in another age": ({"born_on": date(1899, 12, 31)}, BORN, "born_on"),
}


@pytest.mark.parametrize(("given", "sentence", "field"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_so_is_refused(session, make_act, team, given, sentence, field):
    with refused(session, InvalidError, sentence, field):
        write_in(session, make_act(), new_person(team, **given))


@pytest.mark.parametrize(
    "given",
    [
        {"referred_on": date(2026, 11, 20)},
        {"referred_on": date(1990, 1, 1)},
        {"born_on": date(2026, 11, 20)},
        {"born_on": date(1900, 1, 1)},
        {"name": "J" * 200},
        {"reference": "ß" * 20},
    ],
    ids=[
        "referred today",
        "referred in the first year the calendar knows",
        "born today",
        "born in 1900",
        "the longest name",
        "the longest reference",
    ],
)
def test_what_can_just_be_so_is_taken(session, make_act, team, given):
    assert write_in(session, make_act(), new_person(team, **given)).id


def test_a_team_that_is_not_there_is_refused(session, make_act, team):
    team.id += 1
    with session.no_autoflush, pytest.raises(InvalidError) as caught:
        write_in(session, make_act(), new_person(team))
    assert (caught.value.sentence, caught.value.field) == ("Choose a team.", "team")


def test_a_reference_is_one_persons_whatever_its_letters(session, make_act, team):
    written_in(session, make_act(), team, reference="AB-12")
    sentence = "That reference is in use already. Check it, or leave it empty."
    with refused(session, ConflictError, sentence, "reference"):
        write_in(session, make_act(), new_person(team, reference=" ab-12"))


def test_the_same_form_sent_again_gives_the_same_person_and_writes_nothing(session, make_act, team):
    first = written_in(session, make_act(form_token="a-form"), team)
    again = make_act(at=NOW + timedelta(seconds=2), form_token="a-form")
    assert write_in(session, again, new_person(team, name="Someone else")) is first
    counted = {
        table.__tablename__: session.scalar(select(func.count()).select_from(table))
        for table in (Person, PersonKey, Stay, Standing)
    }
    assert counted == {"person": 1, "person_key": 1, "stay": 1, "standing": 1}
    assert again.notes == []


def test_two_forms_write_two_people(session, make_act, team):
    one = written_in(session, make_act(form_token="one"), team)
    two = written_in(session, make_act(form_token="two"), a_team(session))
    assert one.id != two.id
