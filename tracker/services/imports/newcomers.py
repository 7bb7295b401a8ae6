"""People to write in, many at once: keys, stays, pairings, rhythms, phones, when to look again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.adapters.keys import WrappedKey
from tracker.domain.sealing import Place
from tracker.domain.vocabulary import (
    CameFrom,
    ChannelKind,
    LikesContactBy,
    PairingRole,
    PairingStart,
)
from tracker.models.alerts import Standing
from tracker.models.base import new_public_id
from tracker.models.pairings import Pairing
from tracker.models.people import Channel, Person, PersonKey
from tracker.models.rhythms import Rhythm
from tracker.models.stays import Stay
from tracker.services.acts import Act
from tracker.services.imports.bulk import insert_all
from tracker.services.imports.known import KnownWorker


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the sheet, read; `started_at` is local 00:00 in the key worker's team."""

    reference: str
    name: str
    born_on: date | None
    pronouns: str | None
    key_worker: KnownWorker
    team_id: int
    deputy: KnownWorker | None
    started_on: date
    started_at: datetime
    every_days: int | None
    phone: str | None
    likes_contact_by: LikesContactBy | None
    language: str | None
    ethnicity: str | None

    @property
    def identity(self) -> tuple[object, ...]:
        return (self.reference,)

    @property
    def content(self) -> tuple[object, ...]:
        return (self.reference, *self.by_column.values())

    @property
    def by_column(self) -> dict[str, object]:
        """Give what the row says under the names of its columns, the key worker first."""
        return {
            "key_worker_email": self.key_worker.email,
            "deputy_email": self.deputy and self.deputy.email,
            "started_on": self.started_on,
            "agreed_every_days": self.every_days,
            "chosen_name": self.name,
            "date_of_birth": self.born_on,
            "pronouns": self.pronouns,
            "phone": self.phone,
            "likes_contact_by": self.likes_contact_by,
            "language": self.language,
            "ethnicity": self.ethnicity,
        }


def write_in(session: Session, act: Act, rows: Mapping[int, PersonRow]) -> None:
    """Write these people in under these ids, seven statements for all of them."""
    keys: dict[int, tuple[str, WrappedKey]] = {}
    for id_ in rows:
        public_id = new_public_id()
        keys[id_] = (public_id, act.keys.new_person_key(public_id))
    insert_all(session, Person, [_person(act, id_, row, *keys[id_]) for id_, row in rows.items()])
    insert_all(
        session,
        PersonKey,
        [
            {"person_id": id_, "wrapped": key.wrapped, "key_version": key.version}
            for id_, (_, key) in keys.items()
        ],
    )
    insert_all(session, Standing, [{"person_id": id_, "look_again_at": act.at} for id_ in rows])
    insert_all(session, Stay, [_stay(act, id_, row) for id_, row in rows.items()])
    insert_all(session, Pairing, [one for item in rows.items() for one in _pairings(act, *item)])
    insert_all(
        session, Rhythm, [_rhythm(act, id_, row) for id_, row in rows.items() if row.every_days]
    )
    insert_all(
        session,
        Channel,
        [_phone(act, id_, row.phone, keys[id_][1]) for id_, row in rows.items() if row.phone],
    )


def _person(act: Act, id_: int, row: PersonRow, public_id: str, key: WrappedKey) -> dict[str, Any]:
    def sealed(column: str, text: str | None) -> bytes | None:
        return key.key.seal(text, Place("person", column, public_id)) if text else None

    return {
        "id": id_,
        "public_id": public_id,
        "reference": row.reference,
        "team_id": row.team_id,
        "name_ct": sealed("name_ct", row.name),
        "pronouns_ct": sealed("pronouns_ct", row.pronouns),
        "born_on": row.born_on,
        "ethnicity": row.ethnicity,
        "language": row.language,
        "likes_contact_by": row.likes_contact_by,
        "first_here_at": act.at,
        "written_in_by": act.by,
    }


def _fact(act: Act, person_id: int, known_at: datetime) -> dict[str, Any]:
    return {
        "public_id": new_public_id(),
        "person_id": person_id,
        "known_at": known_at,
        "recorded_at": act.at,
        "recorded_by": act.by,
    }


def _stay(act: Act, person_id: int, row: PersonRow) -> dict[str, Any]:
    return {
        **_fact(act, person_id, row.started_at),
        "referred_at": row.started_at,
        "started_at": row.started_at,
        "came_from": CameFrom.IMPORTED,
    }


def _pairings(act: Act, person_id: int, row: PersonRow) -> list[dict[str, Any]]:
    workers = {PairingRole.KEY_WORKER: row.key_worker, PairingRole.DEPUTY: row.deputy}
    return [
        {
            **_fact(act, person_id, row.started_at),
            "worker_id": worker.id,
            "role": role,
            "started_at": row.started_at,
            "start_reason": PairingStart.IMPORTED,
            "started_by": act.by,
        }
        for role, worker in workers.items()
        if worker
    ]


def _rhythm(act: Act, person_id: int, row: PersonRow) -> dict[str, Any]:
    return {
        **_fact(act, person_id, row.started_at),
        "every_days": row.every_days,
        "agreed_at": row.started_at,
        "agreed_with_person": True,
    }


def _phone(act: Act, person_id: int, number: str, key: WrappedKey) -> dict[str, Any]:
    fact = _fact(act, person_id, act.at)
    return {
        **fact,
        "kind": ChannelKind.PHONE,
        "value_ct": key.key.seal(number, Place("channel", "value_ct", fact["public_id"])),
    }
