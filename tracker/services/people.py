"""Write a person in: who they are, how they came, how to reach them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.domain.sealing import Place, SealingKey
from tracker.domain.vocabulary import CameFrom, ChannelKind, LikesContactBy
from tracker.models.alerts import Standing
from tracker.models.base import new_public_id
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.stays import Stay
from tracker.models.teams import Team
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.sealing import clean, seal

LONGEST_NAME = 200
EARLIEST_BIRTH = date(1900, 1, 1)
EARLIEST_REFERRAL = date(1990, 1, 1)  # from here on the calendars know the working days


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known of someone on the day they are written in."""

    name: str
    team_id: int
    came_from: CameFrom
    referred_on: date
    otherwise_nothing: bool | None = None
    reference: str | None = None
    pronouns: str | None = None
    born_on: date | None = None
    ethnicity: str | None = None
    language: str | None = None
    likes_contact_by: LikesContactBy | None = None
    phone: str | None = None


def write_in(session: Session, act: Act, new: NewPerson) -> Person:
    """Write a person in with their own key, a stay from the referral, and ways to reach them.

    The same form sent twice gives the same person. Raises InvalidError naming the field at fault,
    ConflictError when the reference is taken.
    """
    before = _already(session, act)
    if before is not None:
        return before
    name = " ".join((clean(new.name, "name", LONGEST_NAME) or "").split())
    if not name:
        raise InvalidError("Write the name they like to be called.", field="name")
    pronouns, phone = clean(new.pronouns, "pronouns", LONGEST_NAME), clean(new.phone, "phone", 40)
    referred_at = _referred_at(session, act, new)
    public_id = new_public_id()
    made = act.keys.new_person_key(public_id)
    person = _person(session, act, new, public_id)
    person.name_ct = made.key.seal(name, Place("person", "name_ct", public_id))
    person.pronouns_ct = seal(made.key, ("person", "pronouns_ct", public_id), pronouns)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        before = _already(session, act)  # the same form, sent twice at the same moment
        if before is None:
            raise
        return before
    session.add(PersonKey(person_id=person.id, wrapped=made.wrapped, key_version=made.version))
    session.add(Standing(person_id=person.id, look_again_at=act.at))
    session.add(_stay(act, new, person.id, referred_at))
    if phone is not None:
        _add_phone(session, act, person.id, made.key, phone)
    act.note("person.written_in", person.id, ("person", public_id))
    judging.judge(session, act, person.id)
    return person


def _already(session: Session, act: Act) -> Person | None:
    if act.form_token is None:
        return None
    return session.scalar(select(Person).where(Person.form_token == act.form_token))


def _referred_at(session: Session, act: Act, new: NewPerson) -> datetime:
    team = session.get(Team, new.team_id)
    if team is None:
        raise InvalidError("Choose a team.", field="team")
    calendar = act.calendars[team.calendar]
    if new.referred_on > calendar.day_of(act.at):
        raise InvalidError("That day is still to come. Use today or earlier.", field="referred_on")
    if new.referred_on < EARLIEST_REFERRAL:
        raise InvalidError("Check the year.", field="referred_on")
    if new.born_on and not EARLIEST_BIRTH <= new.born_on <= calendar.day_of(act.at):
        raise InvalidError("Check the date of birth.", field="born_on")
    return calendar.start_of(new.referred_on)


def _person(session: Session, act: Act, new: NewPerson, public_id: str) -> Person:
    reference = clean((new.reference or "").upper(), "reference", 40)  # capitals may be more
    if reference and session.scalar(select(Person.id).where(Person.reference == reference)):
        raise ConflictError(
            "That reference is in use already. Check it, or leave it empty.", field="reference"
        )
    return Person(
        public_id=public_id,
        form_token=act.form_token,
        reference=reference,
        team_id=new.team_id,
        born_on=new.born_on,
        ethnicity=clean(new.ethnicity, "ethnicity", 100),
        language=clean(new.language, "language", 100),
        likes_contact_by=new.likes_contact_by,
        first_here_at=act.at,
        written_in_by=act.by,
    )


def _stay(act: Act, new: NewPerson, person_id: int, referred_at: datetime) -> Stay:
    return Stay(
        person_id=person_id,
        referred_at=referred_at,
        came_from=new.came_from,
        otherwise_nothing=new.otherwise_nothing,
        known_at=act.at,
        recorded_at=act.at,
        recorded_by=act.by,
    )


def _add_phone(session: Session, act: Act, person_id: int, key: SealingKey, number: str) -> None:
    public_id = new_public_id()
    value = seal(key, ("channel", "value_ct", public_id), number)
    session.add(
        Channel(
            public_id=public_id,
            person_id=person_id,
            kind=ChannelKind.PHONE,
            value_ct=value,
            known_at=act.at,
            recorded_at=act.at,
            recorded_by=act.by,
        )
    )
