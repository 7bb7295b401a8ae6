"""Judge one person: what the rules claim together, whose it is, and when to look again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.alerts.facts import Facts
from tracker.domain.alerts.findings import Finding, Rule
from tracker.domain.alerts.rules import PRECEDENCE
from tracker.domain.alerts.tender import tender_moments
from tracker.domain.periods import FAR
from tracker.domain.vocabulary import Closed, OwnerRole, PairingRole, RuleKey


@dataclass(frozen=True)
class Judgement:
    """What should be open at an instant; `hidden` says why a rule's own claim is not shown."""

    findings: tuple[Finding, ...]
    hidden: dict[RuleKey, Closed]
    look_again_at: datetime | None


def judge(facts: Facts, at: datetime, rules: Iterable[Rule]) -> Judgement:
    """Evaluate every rule, and say what to show and when to look again."""
    findings, hidden = show(facts, at, rules)
    return Judgement(findings, hidden, look_again_at(facts, at, rules))


def show(
    facts: Facts, at: datetime, rules: Iterable[Rule]
) -> tuple[tuple[Finding, ...], dict[RuleKey, Closed]]:
    """Silence what a pause silences and let precedence show the first only; the rest is hidden."""
    if not facts.in_stay(at):
        return (), dict.fromkeys(RuleKey, Closed.STAY_ENDED)
    claimed = {}
    hidden: dict[RuleKey, Closed] = {}
    paused = facts.paused(at) is not None
    for rule in rules:
        finding = rule.evaluate(facts, at)
        if finding is None:
            continue
        if paused and rule.silent_while_paused:
            hidden[rule.key] = Closed.PAUSED
        else:
            claimed[rule.key] = finding
    for key in [key for key in PRECEDENCE if key in claimed][1:]:
        del claimed[key]
        hidden[key] = Closed.ANOTHER_FIRST
    return tuple(claimed.values()), hidden


def look_again_at(facts: Facts, at: datetime, rules: Iterable[Rule]) -> datetime | None:
    """Give the first instant after `at` at which anything may change by time alone."""
    if facts.stay is None or (facts.stay.ended_at is not None and facts.stay.ended_at <= at):
        return None
    soon = min((moment for moment in _next_moments(facts, at, rules) if at < moment), default=FAR)
    return None if soon >= FAR else soon


def _next_moments(facts: Facts, at: datetime, rules: Iterable[Rule]) -> Iterator[datetime]:
    yield from facts.edges  # whose an alert is changes with cover
    yield from (end for _, end, _ in facts.coming)  # My people shows the next meeting
    yield from tender_moments(facts)
    for rule in rules:
        for moment in rule.moments(facts):
            if at < moment:
                yield moment
                break


def owner_of(facts: Facts, at: datetime, role: OwnerRole) -> int | None:
    """Give the worker whose alert it is (PRODUCT 5), or None where a team has no lead."""
    held = {p.role: p.worker_id for p in facts.pairings if p.open_at(at)}
    lead, deputy_lead = facts.lead_id, facts.deputy_lead_id
    if role is OwnerRole.WORKER:
        for pairing_role in (PairingRole.COVER, PairingRole.KEY_WORKER, PairingRole.DEPUTY):
            if pairing_role in held:
                return held[pairing_role]
        return lead or deputy_lead
    if lead is not None and held.get(PairingRole.KEY_WORKER) == lead:
        return deputy_lead or lead
    return lead or deputy_lead
