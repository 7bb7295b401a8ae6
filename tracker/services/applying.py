"""Write what was decided about alerts: alerts, their steps, standing. In bulk, in one order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from tracker.domain.alerts.escalation import ESCALATES
from tracker.domain.alerts.reconcile import Change, Close, Decision, Open, OpenAlert, Reconciled
from tracker.domain.alerts.rules import PRECEDENCE, RULES_VERSION
from tracker.domain.standing import Summary
from tracker.domain.vocabulary import AlertState, RuleKey, Tier
from tracker.models.alerts import Alert
from tracker.models.base import new_public_id
from tracker.models.lists import among
from tracker.models.prepared import run
from tracker.services import escalating
from tracker.services.acts import Act

ALERTS, STEPS, STANDING = (Alert.metadata.tables[n] for n in ("alert", "alert_step", "standing"))
SUMMARY = tuple(field.name for field in fields(Summary))
KEPT = ("top_alert_id", *SUMMARY)
_values = attrgetter(*SUMMARY)
JUDGED = update(STANDING).values(version=STANDING.c.version + 1)
EACH = JUDGED.where(STANDING.c.person_id == bindparam("of_person"))
ALIKE = JUDGED.where(among(STANDING.c.person_id, bindparam("of_people")))
NEW = insert(ALERTS)
OPENED = select(ALERTS.c.public_id, ALERTS.c.id).where(
    among(ALERTS.c.person_id, bindparam("people")), ALERTS.c.opened_at == bindparam("at")
)
ORDER = (*PRECEDENCE, *(key for key in RuleKey if key not in PRECEDENCE))


@dataclass(frozen=True)
class Judged:
    """One person as judged, before anything is written."""

    summary: Summary
    standing_open: list[OpenAlert]
    reconciled: Reconciled
    reached: tuple[int, ...] = ()  # alerts that came to someone else, and need not have any more


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
    if reached := [alert_id for one in judged.values() for alert_id in one.reached]:
        escalating.end(session, reached, act.at)
    _close(session, act, [d for _, d in changed if isinstance(d, Close)], stand)
    _change(session, act, [d for _, d in changed if isinstance(d, Change)], stand)
    opened = _open(session, act, [(p, d) for p, d in changed if isinstance(d, Open)])
    tops = {
        person_id: top_alert(alerts).id
        for person_id, one in judged.items()
        if (alerts := [*_still_open(one), *opened.get(person_id, ())])
    }
    _write_standing(session, act, judged, tops)
    for person_id, decision in changed:
        act.note(_verb(decision), person_id)


def _verb(decision: Decision) -> str:
    return {Open: "alert.opened", Change: "alert.changed", Close: "alert.closed"}[type(decision)]


def _open(session: Session, act: Act, opens: list[tuple[int, Open]]) -> dict[int, list[OpenAlert]]:
    """Open them, and give them by person as they stand now."""
    if not opens:
        return {}
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
            "next_at": next_at(opened.finding.tier, opened.act_by),
            "state": AlertState.OPEN,
            "numbers": opened.finding.numbers,
            "version": 1,
        }
        for public_id, person_id, opened in named
    ]
    # then asked for: to give each back as it is written takes longer the more there are
    run(session.connection(), NEW, rows)
    asked = {"people": [person_id for person_id, _ in opens], "at": act.at}
    made: dict[str, int] = {
        row.public_id: row.id for row in run(session.connection(), OPENED, asked)
    }
    _steps(
        session,
        act,
        [
            (made[public_id], None, AlertState.OPEN, opened.finding.tier, "opened")
            for public_id, _, opened in named
        ],
    )
    stand = defaultdict(list)
    for public_id, person_id, opened in named:
        found = opened.finding
        stand[person_id].append(
            OpenAlert(
                made[public_id], found.rule, found.tier, AlertState.OPEN, found.true_since, act.at,
                opened.owner_id, found.numbers, owner_role=found.owner_role,
            )
        )  # fmt: skip
    return stand


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
                "next_at": _next_at(change, stand[change.alert_id]),
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


def next_at(tier: Tier, act_by: datetime) -> datetime | None:
    """Give when an open alert is due to come to someone else as well, if it ever is."""
    return act_by if tier in ESCALATES else None


def _next_at(change: Change, stands: OpenAlert) -> datetime | None:
    """Give the same after a change; one that is left comes back first."""
    if stands.left_until is not None and not change.returns:
        return stands.left_until
    return next_at(change.finding.tier, change.act_by)


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
    escalating.end(session, [closed.alert_id for closed in closes], act.at)
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
    session.connection().execute(
        insert(STEPS),
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


def _still_open(one: Judged) -> list[OpenAlert]:
    """Give what stood open before and still does, with the tier and state that it has now."""
    decided = {d.alert_id: d for d in one.reconciled.decisions if not isinstance(d, Open)}
    still = []
    for alert in one.standing_open:
        decision = decided.get(alert.id)
        if isinstance(decision, Change):
            state = AlertState.OPEN if decision.returns else alert.state
            still.append(replace(alert, tier=decision.finding.tier, state=state))
        elif decision is None:
            still.append(alert)
    return still


def top_alert(alerts: Sequence[OpenAlert]) -> OpenAlert:
    """Give the alert that speaks first: not left, soonest tier, then the order of the rules."""
    return min(
        alerts,
        key=lambda a: (a.state is AlertState.LEFT, a.tier.working_days, ORDER.index(a.rule)),
    )


def _write_standing(
    session: Session, act: Act, judged: Mapping[int, Judged], tops: Mapping[int, int]
) -> None:
    """Write of each standing what changed, and when to look again: that alone, as a rule.

    Most are next looked at as a day begins, so one statement serves many of them.
    """
    stood = _kept(session, judged) if len(judged) > 1 else {}
    together: defaultdict[datetime | None, list[int]] = defaultdict(list)
    changed: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for person_id, one in judged.items():
        look_again_at = one.reconciled.look_again_at
        stands = (tops.get(person_id), *_values(one.summary))
        news = _news(stood.get(person_id), stands)
        if news:
            row = {"of_person": person_id, "look_again_at": look_again_at, **news, **_now(act)}
            changed[tuple(news)].append(row)
        else:
            together[look_again_at].append(person_id)
    for look_again_at, people in together.items():
        row = {"of_people": people, "look_again_at": look_again_at, **_now(act)}
        run(session.connection(), ALIKE, row)
    for rows in changed.values():
        run(session.connection(), EACH, rows)


def _news(stood: tuple[Any, ...] | None, stands: tuple[Any, ...]) -> dict[str, Any]:
    if stood is None:
        return dict(zip(KEPT, stands, strict=True))
    if stood == stands:
        return {}
    both = zip(KEPT, stood, stands, strict=True)
    return {name: now for name, before, now in both if before != now}


def _now(act: Act) -> dict[str, Any]:
    return {"judged_at": act.at, "rules_version": RULES_VERSION}


def _kept(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Give each person's top alert and summary as they are written."""
    columns = (STANDING.c[name] for name in ("person_id", *KEPT))
    rows = session.connection().execute(
        select(*columns).where(among(STANDING.c.person_id, person_ids))
    )
    return {row[0]: tuple(row[1:]) for row in rows}
