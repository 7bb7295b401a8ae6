"""Alerts as the sweep and the acts write them, and what is to be read of them."""

from sqlalchemy import select

from tracker.domain.vocabulary import RuleKey
from tracker.models.alerts import Alert, AlertStep
from tracker.services import judging


def swept(session, make_act, at):
    """Sweep until nobody is due; give who was judged."""
    judged = []
    for _ in range(100):
        found = judging.sweep(session, make_act("system:sweep", at=at))
        if not found:
            return judged
        judged += found
    raise AssertionError("whoever was judged is due again at once")


def the_alert(session, person, rule=RuleKey.QUIET):
    """Give the latest alert of a rule, read anew."""
    found = select(Alert).where(Alert.person_id == person.id, Alert.rule == rule)
    latest = found.order_by(Alert.id.desc()).limit(1)
    return session.scalar(latest.execution_options(populate_existing=True))


def steps_of(session, alert):
    """Give the alert's history: when, who, from, to, tier, why."""
    rows = select(
        AlertStep.stepped_at,
        AlertStep.actor,
        AlertStep.from_state,
        AlertStep.to_state,
        AlertStep.tier,
        AlertStep.why,
    ).where(AlertStep.alert_id == alert.id)
    return [tuple(row) for row in session.execute(rows.order_by(AlertStep.id))]


def rules_open(session, person):
    """Give the rules whose alerts stand, open or left, in the order they opened."""
    rows = select(Alert.rule).where(Alert.person_id == person.id, Alert.closed_at.is_(None))
    return session.scalars(rows.order_by(Alert.id)).all()
