"""Evaluate alerts: what is due or everyone, a batch a transaction; or dry, writing nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tracker.adapters.database import Session
from tracker.domain.errors import ConflictError
from tracker.jobs.runs import Run, Service
from tracker.queries.alerts import OpenAlertRow, list_open
from tracker.queries.references import emails_of, references_of
from tracker.services import judging, replaying

BY = "system:evaluate-alerts"


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
