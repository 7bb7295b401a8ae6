"""Write down who did and who looked: one chained event per response, last before the commit."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, column, func, insert, select
from sqlalchemy.orm import Session

from tracker.adapters.anchors import AnchorFile
from tracker.adapters.keys import KeyRing
from tracker.domain.chain import START, Anchor, Link, mac_of
from tracker.domain.errors import InvalidError
from tracker.domain.sealing import Place, SealingKey
from tracker.models.audit import AuditEvent
from tracker.models.prepared import run
from tracker.models.types import instant_text
from tracker.queries.audit import CHAIN, verify
from tracker.queries.sealed import opener_for
from tracker.services.acts import Act, Note

EVENTS, SUBJECTS = (AuditEvent.metadata.tables[n] for n in ("audit_event", "audit_subject"))
COLUMNS = tuple(EVENTS.columns.keys())
_LAST = select(EVENTS.c.seq, EVENTS.c.mac).order_by(EVENTS.c.seq.desc()).limit(1)
_END = func.tracker_end_of_chain().table_valued(EVENTS.c.seq, EVENTS.c.mac)
_WAIT_FOR_LAST = select(_END.c.seq, _END.c.mac)
_EVENT = insert(EVENTS)
_PEOPLE = func.json_each(bindparam("people", type_=Text)).table_valued(column("value"))
_NAMES = insert(SUBJECTS).from_select(
    ["seq", "person_id"], select(bindparam("event", type_=BigInteger), _PEOPLE.c.value)
)
_KEPT = _EVENT.values({n: bindparam(n) for n in COLUMNS}).returning(EVENTS.c.seq).cte("kept")
_ALL = bindparam("people", type_=ARRAY(BigInteger))
_EVENT_AND_NAMES = (
    insert(SUBJECTS)
    .from_select(["seq", "person_id"], select(_KEPT.c.seq, func.unnest(_ALL)))
    .add_cte(_KEPT)
)
_ID_OR_NAME = re.compile(r"[\w.:|+-]{0,80}|\d{4}-\d\d-\d\d [\d:.+-]{5,21}")


def write(
    session: Session,
    act: Act,
    *,
    request_id: str | None = None,
    outcome: str = "done",
    seen: Iterable[int] = (),
    act_name: str | None = None,
) -> AuditEvent | None:
    """Write one event out of what was noted and whom it showed (person ids); None if nothing.

    The first note gives act, object and detail, further ones go into the detail as `also`; without
    a note the act is `act_name`, or `looked`. Reasons are sealed under the person's key when the
    event is about exactly one person who has one, else under the service's. Call it last before
    the commit, in a writing transaction: from here on the end of the chain is locked. Raises
    ValueError when a detail holds what looks like a value.
    """
    shown = set(seen)
    if not (act.notes or shown or act_name):
        return None
    notes = tuple(act.notes) or (Note(act_name or "looked"),)
    act.notes.clear()
    subjects = sorted(shown | {note.person_id for note in notes if note.person_id is not None})
    reason = "\n".join(note.reason for note in notes if note.reason)
    key = _key_for(session, act.keys, subjects) if reason else None
    event = AuditEvent(
        happened_at=act.at,
        actor=act.by,
        act=notes[0].act,
        outcome=outcome,
        object_kind=notes[0].object_kind,
        object_id=notes[0].object_id,
        detail=_detail(notes, several=len(subjects) > 1),
        request_id=request_id,
    )
    session.flush()
    event.seq, event.prev_mac = _take_the_end(session)
    event.reason_ct = key.seal(reason, reason_place(event.seq)) if key else None
    event.mac = mac_of(act.keys.derive(CHAIN), event.prev_mac, _link(event, subjects))
    _keep(session, event, subjects)
    return event


def anchor(session: Session, keys: KeyRing, file: AnchorFile, at: datetime) -> Anchor | None:
    """Pin the head of the chain outside the database; give the newest anchor, None without events.

    Only what is committed may be anchored: call it in a transaction that wrote nothing. What was
    written since the newest anchor is checked first; raises InvalidError with what is wrong.
    """
    anchors = file.read()
    found = verify(session, keys, anchors, since_newest=True)
    if found.wrong:
        raise InvalidError(found.wrong)
    if found.unproven is None:
        return anchors.newest
    head = found.unproven[1]
    made = Anchor(head, found.head_mac, head, at)
    file.append(made)
    return made


def reason_place(seq: int) -> Place:
    return Place("audit_event", "reason_ct", str(seq))


def _key_for(session: Session, keys: KeyRing, subjects: Sequence[int]) -> SealingKey:
    """Choose what seals the reasons: a person's own words go when the person's key goes."""
    if len(subjects) != 1:
        return keys.system
    return opener_for(session, keys, subjects).keys.get(subjects[0], keys.system)


def _detail(notes: Sequence[Note], *, several: bool) -> dict[str, Any] | None:
    also = [_compact(note, several=several) for note in notes[1:]]
    made = {**(notes[0].detail or {}), **({"also": also} if also else {})}
    _hold_no_value(made)
    return json.loads(json.dumps(made)) or None  # hashed in the form in which it is read again


def _compact(note: Note, *, several: bool) -> dict[str, Any]:
    told = {
        **(note.detail or {}),
        "act": note.act,
        "kind": note.object_kind,
        "id": note.object_id,
        "person": note.person_id if several else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _hold_no_value(told: Any) -> None:  # noqa: ANN401 - whatever a detail holds
    """Refuse sentences: nothing can ever be taken out of the audit again."""
    if isinstance(told, dict):
        for name, value in told.items():
            _hold_no_value(name)
            _hold_no_value(value)
    elif isinstance(told, list | tuple):
        for value in told:
            _hold_no_value(value)
    elif isinstance(told, str) and not _ID_OR_NAME.fullmatch(told):
        raise ValueError("The audit holds ids and names of fields, never values.")
    elif not isinstance(told, str | int | None):
        raise TypeError(f"The audit holds ids and names of fields, not a {type(told).__name__}.")


def _take_the_end(session: Session) -> tuple[int, bytes]:
    """Wait for the end of the chain; give the next number and the hash to hold on to."""
    connection = session.connection()
    postgres = connection.dialect.name == "postgresql"  # SQLite's writer is alone already
    last = run(connection, _WAIT_FOR_LAST if postgres else _LAST).first()
    return (last.seq + 1, last.mac) if last else (1, START)


def _link(event: AuditEvent, subjects: Sequence[int]) -> Link:
    return Link(
        seq=event.seq,
        happened_at=instant_text(event.happened_at),
        actor=event.actor,
        act=event.act,
        outcome=event.outcome,
        object_kind=event.object_kind,
        object_id=event.object_id,
        detail=event.detail,
        reason_ct=event.reason_ct,
        request_id=event.request_id,
        subjects=tuple(subjects),
    )


def _keep(session: Session, event: AuditEvent, subjects: Sequence[int]) -> None:
    """Write the event and the whole list of people, however many: one statement on PostgreSQL."""
    connection = session.connection()
    values = {name: getattr(event, name) for name in COLUMNS}
    if subjects and connection.dialect.name == "postgresql":
        run(connection, _EVENT_AND_NAMES, values | {"people": list(subjects)})
        return
    run(connection, _EVENT, values)
    if subjects:
        run(connection, _NAMES, {"event": event.seq, "people": str(list(subjects))})
