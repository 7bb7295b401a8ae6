"""Open alerts and findings in, what to open, change and close out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.alerts.engine import Judgement, owner_of
from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.findings import Finding
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import AlertState, Closed, OwnerRole, RuleKey, Tier

REOPENS_AFTER_DAYS = 14


@dataclass(frozen=True)
class OpenAlert:
    """An alert that stands open or left, as it was last written."""

    id: int
    rule: RuleKey
    tier: Tier
    state: AlertState
    true_since: datetime
    opened_at: datetime
    owner_id: int | None
    numbers: Mapping[str, Any]
    left_until: datetime | None = None
    owner_role: OwnerRole = OwnerRole.WORKER
    escalated_from: datetime | None = None  # a reached contact from then on ends its escalation


@dataclass(frozen=True)
class Answered:
    """The latest human answer that closed an alert of a rule: done, or not useful."""

    rule: RuleKey
    how: Closed
    tier: Tier
    true_since: datetime
    closed_at: datetime


@dataclass(frozen=True)
class Open:
    """Open a new alert."""

    finding: Finding
    owner_id: int | None
    act_by: datetime


@dataclass(frozen=True)
class Change:
    """Bring an open alert up to date; `returns` takes it back from being left."""

    alert_id: int
    finding: Finding
    owner_id: int | None
    act_by: datetime
    why: str
    returns: bool


@dataclass(frozen=True)
class Close:
    """Close an alert whose cause is gone or hidden."""

    alert_id: int
    how: Closed


Decision = Open | Change | Close


@dataclass(frozen=True)
class Reconciled:
    """What to do, and when an answer given earlier stops holding an alert closed."""

    decisions: tuple[Decision, ...]
    look_again_at: datetime | None


def reconcile(
    facts: Facts,
    at: datetime,
    judgement: Judgement,
    standing_open: Iterable[OpenAlert],
    answered: Iterable[Answered],
) -> Reconciled:
    """Decide for one person. Applied and asked again at the same instant, it decides nothing."""
    open_now = {alert.rule: alert for alert in standing_open}
    answers = {answer.rule: answer for answer in answered}
    decisions: list[Decision] = []
    moments = [judgement.look_again_at]
    for finding in judgement.findings:
        alert = open_now.pop(finding.rule, None)
        if alert is not None and finding.true_since > alert.opened_at:
            # what the alert spoke of is over, and the same rule became true anew
            decisions.append(Close(alert.id, Closed.CAUSE_GONE))
        elif alert is not None:
            change = _change(facts, at, alert, finding)
            decisions += [change] if change else []
            continue
        held_until = _held_closed_until(facts, finding, answers.get(finding.rule))
        if held_until is None or held_until <= at:
            decisions.append(_open(facts, at, finding))
        else:
            moments.append(held_until)
    for rule, alert in open_now.items():
        decisions.append(Close(alert.id, judgement.hidden.get(rule, Closed.CAUSE_GONE)))
    known = [moment for moment in moments if moment is not None and at < moment < FAR]
    return Reconciled(tuple(decisions), min(known, default=None))


def act_by(facts: Facts, opened_at: datetime, tier: Tier) -> datetime:
    return facts.calendar.end_of_working_days(opened_at, tier.working_days)


def _open(facts: Facts, at: datetime, finding: Finding) -> Open:
    owner = owner_of(facts, at, finding.owner_role)
    return Open(finding, owner, act_by(facts, at, finding.tier))


def _change(facts: Facts, at: datetime, alert: OpenAlert, finding: Finding) -> Change | None:
    raised = finding.tier.sooner_than(alert.tier)
    over = alert.left_until is not None and at >= alert.left_until
    returns = alert.state is AlertState.LEFT and (raised or over)
    owner = owner_of(facts, at, finding.owner_role)
    same = (alert.tier, alert.true_since, alert.owner_id, dict(alert.numbers)) == (
        finding.tier,
        finding.true_since,
        owner,
        finding.numbers,
    )
    if same and not returns:
        return None
    why = "raised" if raised else "returned" if returns else "changed"
    due = act_by(facts, alert.opened_at, finding.tier)
    return Change(alert.id, finding, owner, due, why, returns)


def _held_closed_until(facts: Facts, finding: Finding, answer: Answered | None) -> datetime | None:
    """Give until when an answer keeps the rule closed (FAR: for good); None where it does not."""
    if answer is None or answer.true_since != finding.true_since:
        return None
    if finding.tier.sooner_than(answer.tier):
        return None
    if answer.how is Closed.DONE:
        return facts.calendar.days_later(answer.closed_at, REOPENS_AFTER_DAYS)
    return FAR
