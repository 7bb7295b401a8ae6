"""Evaluate alerts: what is due or everyone, a batch a transaction; or dry, writing nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import structlog

from tracker.adapters import logs
from tracker.adapters.database import Session
from tracker.domain.errors import ConflictError
from tracker.domain.periods import ONE_HOUR
from tracker.jobs.runs import Run, Service
from tracker.queries.alerts import OpenAlertRow, list_open
from tracker.queries.references import emails_of, references_of
from tracker.services import escalating, judging, replaying, ticks

BY, BY_SWEEP = "system:evaluate-alerts", "system:sweep"
BY_ALERT_TIMES = "system:alert-times"

log = structlog.get_logger()


def sweep(
    service: Service, clock: Callable[[], datetime], limit: int = judging.BATCH
) -> Iterator[int]:
    """Judge who is due, `limit` people a batch, each committed; give how many each was.

    Each batch reads the clock once. Where the clock was set back nobody is due whom someone has
    judged later; nothing is refused. One person who cannot be judged holds up nobody else.
    """
    many = None
    while many != 0:
        at = clock()
        try:
            many = _sweep_once(service, at, limit)
        except ConflictError:  # the database, not a person: the next tick tries again
            raise
        except Exception:  # noqa: BLE001 - whose it was is found and logged one by one
            many = sum(_sweep_each(service, at, limit))
        yield many


def _sweep_once(service: Service, at: datetime, limit: int) -> int:
    with service.run(at, BY_SWEEP) as run:
        people = judging.sweep(run.session, run.act, limit)
        ticks.ticked(run.session, "sweep", at)
    return len(people)


def _sweep_each(service: Service, at: datetime, limit: int) -> Iterator[bool]:
    """Judge who is due one by one; whoever cannot be judged is due again in an hour."""
    with service.run(at, BY_SWEEP) as run:
        people = judging.due(run.session, at, limit)
    for person_id in people:
        try:
            with service.run(at, BY_SWEEP) as run:
                judging.lock_person(run.session, person_id)
                judging.judge(run.session, run.act, person_id)
        except Exception as error:  # noqa: BLE001 - the others come first
            # A traceback quotes what drivers were given; `told` names kind and place
            log.error("not_judged", person=person_id, **logs.told(error))  # noqa: TRY400 - see above
            with service.run(at, BY_SWEEP) as run:
                judging.put_off(run.session, person_id, at, at + ONE_HOUR)
        yield True


def escalate(
    service: Service, clock: Callable[[], datetime], limit: int = escalating.BATCH
) -> Iterator[int]:
    """Bring alerts that nobody answered to the lead, batch after batch, each committed."""
    many = None
    while many != 0:
        with service.run(clock(), BY_ALERT_TIMES) as run:
            many = escalating.escalate(run.session, run.act, limit)
        yield many


def judge(service: Service, at: datetime, *, everyone: bool) -> Iterator[int]:
    """Judge batch after batch at `at`, each committed; give how many people each was.

    Raises ConflictError when something was already judged after `at`.
    """
    with service.look(at) as run:
        judging.refuse_the_past(run.session, at)
    if everyone:
        yield from _judge_everyone(service, at)
        return
    while True:
        with service.run(at, BY) as run:
            people = judging.sweep(run.session, run.act)
        if not people:
            return
        yield len(people)


def _judge_everyone(service: Service, at: datetime) -> Iterator[int]:
    last: int | None = 0
    while last is not None:
        with service.run(at, BY) as run:
            batch = judging.people_after(run.session, last)
            last = judging.judge_everyone(run.session, run.act, last)
        yield len(batch)


def open_now(service: Service, at: datetime) -> list[OpenAlertRow]:
    """Give every open alert as it is written."""
    with service.look(at) as run:
        return list_open(run.session)


def foreseen(service: Service, at: datetime) -> Iterator[list[OpenAlertRow]]:
    """Give, batch after batch, the alerts that would be open after judging everyone at `at`."""
    with service.look(at, BY) as run:
        afresh = _is_past(run.session, at)
        last = 0
        while batch := judging.people_after(run.session, last):
            last = batch[-1]
            yield _rows(run, batch, afresh=afresh)


def _is_past(session: Session, at: datetime) -> bool:
    try:
        judging.refuse_the_past(session, at)
    except ConflictError:
        return True
    return False


def _rows(run: Run, people: list[int], *, afresh: bool) -> list[OpenAlertRow]:
    found = list(replaying.foresee(run.session, run.act, people, afresh=afresh))
    references = references_of(run.session, {one.person_id for one in found})
    emails = emails_of(run.session, {one.owner_id for one in found if one.owner_id})
    return [
        OpenAlertRow(
            reference=references[one.person_id],
            rule=one.finding.rule,
            tier=one.finding.tier,
            true_since=one.finding.true_since,
            opened_at=one.opened_at,
            owner=emails.get(one.owner_id or 0),
            owner_role=one.finding.owner_role,
        )
        for one in found
    ]


def in_order(rows: list[OpenAlertRow]) -> list[dict[str, Any]]:
    """Give alerts as the command prints them, by reference and rule."""
    return [
        {
            "reference": row.reference,
            "rule": row.rule.value,
            "tier": row.tier.value,
            "true_since": instant_text(row.true_since),
            "opened_at": instant_text(row.opened_at),
            "owner": row.owner,
            "owner_role": row.owner_role.value,
        }
        for row in sorted(rows, key=lambda row: (row.reference, row.rule))
    ]


def instant_text(at: datetime) -> str:
    """Write an instant as 2026-11-23T09:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
