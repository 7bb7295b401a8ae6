"""Judge without writing: what would be open, and where the written differs from the facts."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.alerts.findings import Finding
from tracker.domain.alerts.reconcile import Change, Open
from tracker.models.alerts import Standing
from tracker.services.acts import Act
from tracker.services.applying import top_alert
from tracker.services.judging import decide


@dataclass(frozen=True)
class Difference:
    """Where what is written differs from what the facts say."""

    person_id: int
    what: str
    written: Any
    should_be: Any


def differences(session: Session, act: Act, person_ids: Sequence[int]) -> Iterator[Difference]:
    """Compare standing and open alerts with the facts as of each person's `judged_at`."""
    written = {
        row.person_id: row
        for row in session.scalars(select(Standing).where(Standing.person_id.in_(person_ids)))
    }
    for person_id, one in decide(session, act, person_ids, as_judged=True).items():
        row = written[person_id]
        if row.judged_at is None:
            continue
        yield from (
            Difference(person_id, f"alerts: {type(d).__name__.lower()}", None, d)
            for d in one.reconciled.decisions
        )
        wanted = asdict(one.summary)
        if not one.reconciled.decisions:
            stand = one.standing_open
            wanted["top_alert_id"] = top_alert(stand).id if stand else None
        if row.look_again_at is None or row.look_again_at > row.judged_at:
            wanted["look_again_at"] = one.reconciled.look_again_at
        for name, value in wanted.items():
            if getattr(row, name) != value:
                yield Difference(person_id, name, getattr(row, name), value)


@dataclass(frozen=True)
class Foreseen:
    """An alert that would be open after judging at an instant."""

    person_id: int
    finding: Finding
    opened_at: datetime
    owner_id: int | None


def foresee(
    session: Session, act: Act, person_ids: Sequence[int], *, afresh: bool
) -> Iterator[Foreseen]:
    """Give the alerts that would be open after judging at `act.at`, writing nothing.

    `afresh` judges as if nothing had been open or answered before: for an instant already past.
    """
    for person_id, one in decide(session, act, person_ids, afresh=afresh).items():
        kept = {alert.id: alert for alert in one.standing_open}
        for decision in one.reconciled.decisions:
            if isinstance(decision, Open):
                yield Foreseen(person_id, decision.finding, act.at, decision.owner_id)
            elif isinstance(decision, Change):
                opened_at = kept.pop(decision.alert_id).opened_at
                yield Foreseen(person_id, decision.finding, opened_at, decision.owner_id)
            else:
                del kept[decision.alert_id]
        for alert in kept.values():
            finding = Finding(
                alert.rule, alert.tier, alert.true_since, dict(alert.numbers), alert.owner_role
            )
            yield Foreseen(person_id, finding, alert.opened_at, alert.owner_id)
