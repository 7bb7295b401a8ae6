"""What the tables about quiet share.

The usual row: with Sam since 1 March (no tender time any more), about every 7 days agreed on
1 August (current until 30 October), met on 1 September. 17.5 days of quiet are allowed, so quiet
begins on 19 September, and asks for today from 6 October, 35 days after they met.
"""

from tests.factories.facts import at, facts, stamp
from tracker.domain.alerts.bond_rules import Quiet
from tracker.domain.alerts.findings import Finding
from tracker.domain.vocabulary import RuleKey, Tier

USUAL = {
    "stay": "2026-03-01",
    "key_worker": "sam 2026-03-01",
    "agreed": "2026-08-01 7",
    "contacts": "2026-09-01 10:00 met",
}
MET = "2026-09-01 10:00"
THIS_WEEK, TODAY = Tier.THIS_WEEK, Tier.TODAY


def quiet(
    tier, since, *, reached=MET, settled=None, contact=1, agreed=7, current=True, allowed=17.5
):
    return Finding(
        RuleKey.QUIET,
        tier,
        at(since),
        {
            "agreed_days": agreed,
            "plan_is_current": current,
            "allowed_days": allowed,
            "last_reached": stamp(reached),
            "settled": stamp(settled or reached),
            "contacts": [contact],
        },
    )


def expect(known, when, finding):
    instant = at(when) if isinstance(when, str) else when
    assert Quiet().evaluate(facts(**USUAL | known), instant) == finding


SINCE_THE_19TH = quiet(THIS_WEEK, "2026-09-19")
SINCE_THE_19TH_TODAY = quiet(TODAY, "2026-09-19")
