"""What stands about a person: what is believed of them, and what they say themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from tracker.domain.sealing import Opened, Place
from tracker.models.about_me import AboutMe
from tracker.models.accounts import Worker
from tracker.models.beliefs import Belief
from tracker.models.people import Person
from tracker.queries.sealed import Opener

BELIEVER, AGREED_WITH = aliased(Worker, name="believer"), aliased(Worker, name="agreed_with")


@dataclass(frozen=True, slots=True)
class BeliefRow:
    """What a worker believes the person can do, opened for reading."""

    public_id: str
    words: Opened
    worker_id: int
    worker_name: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class AboutMeRow:
    """The person's own page, opened for reading; what they did not speak of is None."""

    public_id: str
    worker_id: int
    worker_name: str
    agreed_on: date
    likes: Opened | None
    matters: Opened | None
    support: Opened | None
    not_again: Opened | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Both, as far as they are written."""

    belief: BeliefRow | None
    about_me: AboutMeRow | None


def read_profile(session: Session, opener: Opener, person_id: int) -> Profile:
    """Give what stands about a person now (one statement)."""
    row = session.execute(beside_person(select(Person.id)).where(Person.id == person_id)).one()
    return profile_of(opener, *row[1:])


def beside_person(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Add what stands about them to a statement that selects from Person: four columns more."""
    return (
        statement.add_columns(Belief, BELIEVER.name, AboutMe, AGREED_WITH.name)
        .outerjoin(Belief, and_(Belief.person_id == Person.id, Belief.superseded_at.is_(None)))
        .outerjoin(BELIEVER, BELIEVER.id == Belief.worker_id)
        .outerjoin(AboutMe, and_(AboutMe.person_id == Person.id, AboutMe.superseded_at.is_(None)))
        .outerjoin(AGREED_WITH, AGREED_WITH.id == AboutMe.worker_id)
    )


def profile_of(
    opener: Opener,
    belief: Belief | None,
    believer: str,
    about_me: AboutMe | None,
    agreed_with: str,
) -> Profile:
    """Open the four columns of `beside_person`; the names are empty where nothing is written."""
    return Profile(
        None if belief is None else _belief(opener, belief, believer),
        None if about_me is None else _about_me(opener, about_me, agreed_with),
    )


def _belief(opener: Opener, row: Belief, worker_name: str) -> BeliefRow:
    place = Place("belief", "words_ct", row.public_id)
    words = opener.text(row.person_id, row.words_ct, place)
    return BeliefRow(row.public_id, words, row.worker_id, worker_name, row.known_at)


def _about_me(opener: Opener, row: AboutMe, worker_name: str) -> AboutMeRow:
    def text(name: str) -> Opened | None:
        place = Place("about_me", name, row.public_id)
        sealed: bytes | None = getattr(row, name)
        return opener.text(row.person_id, sealed, place)

    return AboutMeRow(
        public_id=row.public_id,
        worker_id=row.worker_id,
        worker_name=worker_name,
        agreed_on=row.agreed_on,
        likes=text("likes_ct"),
        matters=text("matters_ct"),
        support=text("support_ct"),
        not_again=text("not_again_ct"),
    )
