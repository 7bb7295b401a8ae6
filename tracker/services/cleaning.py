"""Throw away what has served: drafts nobody came back to, sign-ins and counts that are over."""

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from tracker.models.accounts import WorkerSession
from tracker.models.counters import RateLimit
from tracker.models.drafts import Draft
from tracker.queries.sign_ins import IDLE, LONGEST
from tracker.services import ticks
from tracker.services.acts import Act

CLEAN_UP = "clean-up"
A_DAY = timedelta(days=1)  # a sign-in that is over stays that long: clocks differ


def clean_up(session: Session, act: Act, calendar_name: str) -> dict[str, int] | None:
    """Throw away once a local day of that calendar; give how much of what, None if done already.

    Drafts go as they expire (30 days after they were last saved), sign-ins a day after they ended
    or ran out, counts of tries with their window.
    """
    day = act.calendars[calendar_name].day_of(act.at)
    if not ticks.claim_day(session, CLEAN_UP, day, act.at):
        return None
    over = act.at - A_DAY
    ended = or_(
        WorkerSession.ended_at <= over,
        WorkerSession.seen_at <= over - IDLE,
        WorkerSession.created_at <= over - LONGEST,
    )
    wanted = {
        "drafts": delete(Draft).where(Draft.expires_at <= act.at),
        "sign_ins": delete(WorkerSession).where(ended),
        "counts": delete(RateLimit).where(RateLimit.window_ends_at <= act.at),
    }
    gone = {
        what: session.connection().execute(statement).rowcount for what, statement in wanted.items()
    }
    ticks.day_done(session, CLEAN_UP, day, act.at)
    if any(gone.values()):
        act.note("service.cleaned_up", detail=gone)
    return gone
