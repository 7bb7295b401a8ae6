"""Someone else was here first: who, and when by the team's clock."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError
from tracker.models.base import Fact
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.grounds import name_of

UNDO_WITHIN = timedelta(minutes=10)


class ChangedMeanwhileError(ConflictError):
    """Someone wrote this anew first: `newer` is the public id of what stands now."""

    def __init__(self, sentence: str, newer: str) -> None:
        super().__init__(sentence)
        self.newer = newer


def changed_by(session: Session, act: Act, newer: Fact) -> ChangedMeanwhileError:
    """Give the refusal that says who wrote the fact that stands now, and when."""
    kind, _, number = newer.recorded_by.partition(":")
    name = name_of(session, int(number) if kind == "worker" else None)
    when = when_it_was(session, act, newer.person_id, newer.recorded_at)
    return ChangedMeanwhileError(f"{name} changed this {when}. Look at it again.", newer.public_id)


def when_it_was(session: Session, act: Act, person_id: int, at: datetime) -> str:
    """Say an instant as the person's team would: `at 11:20` today, else `on Friday 3 July`."""
    calendar = judging.calendar_of(session, act, person_id)
    local = at.astimezone(calendar.zone)
    if local.date() == calendar.day_of(act.at):
        return f"at {local:%H:%M}"
    return f"on {local:%A} {local.day} {local:%B}"


def refuse_unseen(session: Session, act: Act, stands: Fact | None, seen: str) -> None:
    """Raise ChangedMeanwhileError unless what stands is what was shown: `seen` is its public id."""
    if stands is not None and stands.public_id != seen:
        raise changed_by(session, act, stands)
