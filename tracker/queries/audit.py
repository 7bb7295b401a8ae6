"""Is the audit what was written? A walk along the whole chain, a few hundred events at a time."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, String, Text, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from tracker.domain.chain import START, Anchors, Link, Verification, Walk
from tracker.domain.sealing import KeyRing
from tracker.models.audit import AuditEvent, AuditSubject

BATCH = 500
CHAIN = "audit chain"
_POSTGRES_TEXT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


def verify(
    session: Session, keys: KeyRing, anchors: Anchors, *, since_newest: bool = False
) -> Verification:
    """Walk the chain and compare it with every anchor; never raises for what it finds.

    `since_newest` begins at the newest anchored event, for the checks that are made often. What is
    written meanwhile is left for the next time.
    """
    walk = Walk(keys.derive(CHAIN), anchors, from_newest=since_newest)
    held, head = session.execute(
        select(func.count(), func.coalesce(func.max(AuditEvent.seq), 0))
    ).one()
    wrong = _walk(session, walk, head) or walk.gone() or _orphans(session, head)
    broken = walk.seq + 1 if wrong else None
    if wrong is None and held != head:
        wrong = f"There are {held} events where {head} were written."
    tail = (walk.proven_to or 0) + 1
    return Verification(
        events=walk.checked,
        broken_seq=broken,
        wrong=" ".join(filter(None, (wrong, *anchors.damage))) or None,
        proven_to=walk.proven_to,
        unproven=(tail, head) if head >= tail else None,
        head_mac=walk.mac or START,
    )


def head(session: Session) -> int:
    """Give the number of the last event, 0 without any."""
    return session.scalars(select(func.coalesce(func.max(AuditEvent.seq), 0))).one()


def _walk(session: Session, walk: Walk, head: int) -> str | None:
    for row, subjects in _events(session, walk.seq, head):
        try:
            link = _link(row, subjects)
        except ValueError:
            return f"The detail of event {walk.seq + 1} was changed."
        wrong = walk.step(link, row.prev_mac, row.mac)
        if wrong:
            return wrong
    return None


def _link(row: Row[*tuple[Any, ...]], subjects: tuple[int, ...]) -> Link:
    return Link(
        seq=row.seq,
        happened_at=row.happened_at,
        actor=row.actor,
        act=row.act,
        outcome=row.outcome,
        object_kind=row.object_kind,
        object_id=row.object_id,
        detail=_detail(row.detail),
        reason_ct=row.reason_ct,
        request_id=row.request_id,
        subjects=subjects,
    )


def _events(
    session: Session, after: int, head: int
) -> Iterator[tuple[Row[*tuple[Any, ...]], tuple[int, ...]]]:
    postgres = session.get_bind().dialect.name == "postgresql"
    columns = select(
        AuditEvent.seq,
        _instant_text(postgres=postgres).label("happened_at"),
        AuditEvent.actor,
        AuditEvent.act,
        AuditEvent.outcome,
        AuditEvent.object_kind,
        AuditEvent.object_id,
        # As text: what was tampered with may be no JSON, and must not stop the walk.
        (cast if postgres else type_coerce)(AuditEvent.detail, Text).label("detail"),
        AuditEvent.reason_ct,
        AuditEvent.request_id,
        AuditEvent.prev_mac,
        AuditEvent.mac,
    )
    page = columns.where(AuditEvent.seq <= head).order_by(AuditEvent.seq).limit(BATCH)
    while rows := session.execute(page.where(AuditEvent.seq > after)).all():
        subjects = _subjects(session, after, rows[-1].seq)
        for row in rows:
            yield row, tuple(subjects[row.seq])
        after = rows[-1].seq


def _instant_text(*, postgres: bool) -> ColumnElement[str | None]:
    """Give the stored instant as the text that was hashed, read by the database, not by us."""
    if postgres:
        return func.to_char(func.timezone("UTC", AuditEvent.happened_at), _POSTGRES_TEXT)
    return type_coerce(AuditEvent.happened_at, String)


def _subjects(session: Session, after: int, last: int) -> dict[int, list[int]]:
    found = defaultdict(list)
    for seq, person_id in session.execute(
        select(AuditSubject.seq, AuditSubject.person_id)
        .where(AuditSubject.seq > after, AuditSubject.seq <= last)
        .order_by(AuditSubject.seq, AuditSubject.person_id)
    ):
        found[seq].append(person_id)
    return found


def _orphans(session: Session, head: int) -> str | None:
    """Find a list of people left behind by an event that is gone from the end."""
    orphan = select(AuditSubject.seq).where((AuditSubject.seq > head) | (AuditSubject.seq < 1))
    known = select(AuditEvent.seq).where(AuditEvent.seq == AuditSubject.seq).exists()
    if session.execute(orphan.where(~known).limit(1)).first() is None:
        return None
    return f"Events after {head} are gone; lists of people they showed are still here."


def _detail(text: str | None) -> Any:  # noqa: ANN401 - whatever JSON holds
    return None if text is None else json.loads(text, object_pairs_hook=_named_once)


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name given twice: readers would not agree on which of the two counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("A name stands there twice.")
    return made
