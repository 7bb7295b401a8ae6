"""Write what was decided about alerts: alerts, their steps, standing. In bulk, in one order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from tracker.domain.alerts.reconcile import Change, Close, Decision, Open, OpenAlert, Reconciled
from tracker.domain.alerts.rules import PRECEDENCE, RULES_VERSION
from tracker.domain.standing import Summary
from tracker.domain.vocabulary import AlertState, RuleKey, Tier
from tracker.models.alerts import Alert, AlertStep, Standing
from tracker.models.base import new_public_id
from tracker.queries.alerts import open_by_person
from tracker.services.acts import Act

ALERTS, STANDING = Alert.metadata.tables["alert"], Standing.metadata.tables["standing"]
SUMMARY = tuple(field.name for field in fields(Summary))
ORDER = (*PRECEDENCE, *(key for key in RuleKey if key not in PRECEDENCE))


@dataclass(frozen=True)
class Judged:
    """One person as judged, before anything is written."""

    summary: Summary
    standing_open: list[OpenAlert]
    reconciled: Reconciled


def apply(session: Session, act: Act, judged: Mapping[int, Judged]) -> None:
    """Write the decisions for these people at `act.at`, and note them for the audit."""
    if not judged:
        return
    changed = [
        (person_id, decision)
        for person_id, one in judged.items()
        for decision in one.reconciled.decisions
    ]
    stand = {alert.id: alert for one in judged.values() for alert in one.standing_open}
    _close(session, act, [d for _, d in changed if isinstance(d, Close)], stand)
    _change(session, act, [d for _, d in changed if isinstance(d, Change)], stand)
    _open(session, act, [(p, d) for p, d in changed if isinstance(d, Open)])
    tops = _tops(session, list(judged), judged, changed)
    _write_standing(session, act, judged, tops)
    for person_id, decision in changed:
        act.note(_verb(decision), person_id)


def _verb(decision: Decision) -> str:
    return {Open: "alert.opened", Change: "alert.changed", Close: "alert.closed"}[type(decision)]


def _open(session: Session, act: Act, opens: list[tuple[int, Open]]) -> None:
    if not opens:
        return
    named = [(new_public_id(), person_id, opened) for person_id, opened in opens]
    rows = [
        {
            "public_id": public_id,
            "person_id": person_id,
            "rule": opened.finding.rule,
            "tier": opened.finding.tier,
            "owner_id": opened.owner_id,
            "owner_role": opened.finding.owner_role,
            "true_since": opened.finding.true_since,
            "opened_at": act.at,
            "act_by": opened.act_by,
            "state": AlertState.OPEN,
            "numbers": opened.finding.numbers,
            "version": 1,
        }
        for public_id, person_id, opened in named
    ]
    # named by public id, not by order: SQLite could keep the order only one row at a time
    made = dict(session.execute(insert(Alert).returning(Alert.public_id, Alert.id), rows).all())
    _steps(
        session,
        act,
        [
            (made[public_id], None, AlertState.OPEN, opened.finding.tier, "opened")
            for public_id, _, opened in named
        ],
    )


def _change(
    session: Session, act: Act, changes: list[Change], stand: Mapping[int, OpenAlert]
) -> None:
    if not changes:
        return
    after = {c.alert_id: AlertState.OPEN if c.returns else stand[c.alert_id].state for c in changes}
    session.connection().execute(
        update(ALERTS)
        .where(ALERTS.c.id == bindparam("alert_id"))
        .values(version=ALERTS.c.version + 1),
        [
            {
                "alert_id": change.alert_id,
                "tier": change.finding.tier,
                "true_since": change.finding.true_since,
                "owner_id": change.owner_id,
                "act_by": change.act_by,
                "numbers": change.finding.numbers,
                "state": after[change.alert_id],
                "left_until": None if change.returns else stand[change.alert_id].left_until,
                "next_at": None if change.returns else stand[change.alert_id].left_until,
            }
            for change in changes
        ],
    )
    _steps(
        session,
        act,
        [
            (c.alert_id, stand[c.alert_id].state, after[c.alert_id], c.finding.tier, c.why)
            for c in changes
        ],
    )


def _close(session: Session, act: Act, closes: list[Close], stand: Mapping[int, OpenAlert]) -> None:
    if not closes:
        return
    session.connection().execute(
        update(ALERTS)
        .where(ALERTS.c.id == bindparam("alert_id"))
        .values(version=ALERTS.c.version + 1),
        [
            {
                "alert_id": closed.alert_id,
                "state": AlertState.CLOSED,
                "closed_at": act.at,
                "closed_how": closed.how,
                "left_until": None,
                "next_at": None,
            }
            for closed in closes
        ],
    )
    _steps(
        session,
        act,
        [
            (c.alert_id, stand[c.alert_id].state, AlertState.CLOSED, stand[c.alert_id].tier, c.how)
            for c in closes
        ],
    )


def _steps(
    session: Session,
    act: Act,
    steps: list[tuple[int, AlertState | None, AlertState, Tier, str]],
) -> None:
    session.execute(
        insert(AlertStep),
        [
            {
                "alert_id": alert_id,
                "stepped_at": act.at,
                "actor": act.by,
                "from_state": before,
                "to_state": after,
                "tier": tier,
                "why": str(why),
            }
            for alert_id, before, after, tier, why in steps
        ],
    )


def _tops(
    session: Session,
    person_ids: list[int],
    judged: Mapping[int, Judged],
    changed: list[tuple[int, Decision]],
) -> dict[int, int]:
    """Give each person's top alert; asks the database only where something changed."""
    fresh = {person_id for person_id, _ in changed}
    stand = {p: judged[p].standing_open for p in person_ids if p not in fresh}
    stand |= open_by_person(session, sorted(fresh)) if fresh else {}
    return {person_id: top_alert(alerts).id for person_id, alerts in stand.items() if alerts}


def top_alert(alerts: Sequence[OpenAlert]) -> OpenAlert:
    """Give the alert that speaks first: not left, soonest tier, then the order of the rules."""
    return min(
        alerts,
        key=lambda a: (a.state is AlertState.LEFT, a.tier.working_days, ORDER.index(a.rule)),
    )


def _write_standing(
    session: Session, act: Act, judged: Mapping[int, Judged], tops: Mapping[int, int]
) -> None:
    session.connection().execute(
        update(STANDING)
        .where(STANDING.c.person_id == bindparam("of_person"))
        .values(version=STANDING.c.version + 1),
        [
            {
                "of_person": person_id,
                "look_again_at": one.reconciled.look_again_at,
                "judged_at": act.at,
                "rules_version": RULES_VERSION,
                "top_alert_id": tops.get(person_id),
                **{name: getattr(one.summary, name) for name in SUMMARY},
            }
            for person_id, one in judged.items()
        ],
    )
