"""One contact as it was written, and what stands in its place now."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.sealing import Opened
from tracker.domain.vocabulary import REACHED, Setting, WithWhom
from tracker.models.accounts import Worker
from tracker.models.contacts import Contact, ContactWorker
from tracker.models.prepared import prepared
from tracker.queries.sealed import Opener
from tracker.queries.stories import ContactRow, contact_row


@dataclass(frozen=True, slots=True)
class Version:
    """A contact as one person wrote it down, with all that a correction carries on.

    `stands` until something else stands in its place or it is undone.
    """

    row: ContactRow
    setting: Setting
    also_there: frozenset[int]
    also_names: tuple[str, ...]
    recorded_by_name: str | None
    stands: bool

    @property
    def texts(self) -> tuple[Opened | None, ...]:
        """Give every text of it, opened or not."""
        row = self.row
        return (
            row.place, row.agreed, row.shared, row.team, row.held_back_reason, row.worried_told_who,
        )  # fmt: skip


def find_version(
    session: Session, opener: Opener, person_id: int, public_id: str
) -> Version | None:
    """Give a contact of this person, standing or not, its team note opened too."""
    found = session.execute(
        select(Contact, Worker.name)
        .join(Worker, Worker.id == Contact.worker_id)
        .where(Contact.public_id == public_id, Contact.person_id == person_id)
    ).one_or_none()
    if found is None:
        return None
    contact, worker_name = found
    others = session.execute(
        select(Worker.id, Worker.name)
        .join(ContactWorker, ContactWorker.worker_id == Worker.id)
        .where(ContactWorker.contact_id == contact.id)
        .order_by(Worker.name, Worker.id)
    ).all()
    return Version(
        row=contact_row(opener, contact, worker_name, team=True),
        setting=contact.setting,
        also_there=frozenset(worker_id for worker_id, _name in others),
        also_names=tuple(name for _id, name in others),
        recorded_by_name=_name_of(session, contact.recorded_by),
        stands=contact.superseded_at is None,
    )


def _name_of(session: Session, actor: str) -> str | None:
    """Give a worker's name; None for what no worker did."""
    kind, _, number = actor.partition(":")
    if kind != "worker":
        return None
    return session.scalar(select(Worker.name).where(Worker.id == int(number)))


def standing_now(session: Session, public_id: str) -> str | None:
    """Give the public id of what stands in a contact's place now; None when it was undone."""
    written = (
        select(Contact.id, Contact.public_id, Contact.superseded_at)
        .where(Contact.public_id == public_id)
        .cte("written", recursive=True)
    )
    written = written.union_all(
        select(Contact.id, Contact.public_id, Contact.superseded_at).join(
            written, Contact.replaces_id == written.c.id
        )
    )
    return session.scalar(select(written.c.public_id).where(written.c.superseded_at.is_(None)))


def last_reached(session: Session, opener: Opener, person_id: int) -> ContactRow | None:
    """Give the latest standing contact that reached the person, its team note left shut."""
    found = session.execute(*_reached_last(person_id)).one_or_none()
    return None if found is None else contact_row(opener, found[0], found[1], team=False)


@prepared
def _reached_last(person_id: int) -> Select[Contact, str]:
    return (
        select(Contact, Worker.name)
        .join(Worker, Worker.id == Contact.worker_id)
        .where(
            Contact.person_id == person_id,
            Contact.superseded_at.is_(None),
            Contact.with_whom == WithWhom.PERSON,
            Contact.outcome.in_(REACHED),
        )
        .order_by(Contact.occurred_at.desc(), Contact.id.desc())
        .limit(1)
    )
