"""Write down what a person says of themselves, as it was agreed with them: the latest stands."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import InvalidError
from tracker.models.about_me import AboutMe
from tracker.models.accounts import Worker
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.conflicts import refuse_unseen
from tracker.services.grounds import fact, made_before, open_stay
from tracker.services.sealing import clean, key_of, seal

LONGEST_WORDS = 2_000
EARLIEST_YEAR = 1990
TEXTS = ("likes", "matters", "support", "not_again")


@dataclass(frozen=True, slots=True)
class NewAboutMe:
    """Their page in their words, who of us agreed it with them, and on which day.

    `seen` is the public id of what stood when this was written, or empty.
    """

    worker_id: int
    agreed_on: date
    likes: str | None = None
    matters: str | None = None
    support: str | None = None
    not_again: str | None = None
    seen: str = ""


def write_about_me(session: Session, act: Act, person_id: int, new: NewAboutMe) -> AboutMe:
    """Write the page anew, in place of what stood. No rule reads it: nobody is judged.

    The same form sent twice gives the same row. Raises InvalidError naming the field at fault,
    ChangedMeanwhileError when another stands than was shown, ConflictError when the person is not
    with us.
    """
    judging.lock_person(session, person_id)
    if before := made_before(session, act, AboutMe, person_id):
        return before
    open_stay(session, person_id)
    texts = _check(session, act, person_id, new)
    stood = session.scalar(
        select(AboutMe).where(AboutMe.person_id == person_id, AboutMe.superseded_at.is_(None))
    )
    refuse_unseen(session, act, stood, new.seen)
    if stood is not None:
        stood.superseded_at = act.at
        session.flush()  # one stands per person: the old one gives way first
    own, key = fact(act, person_id), key_of(session, act, person_id)
    row = AboutMe(
        **own,
        form_token=act.form_token,
        replaces_id=stood and stood.id,
        worker_id=new.worker_id,
        agreed_on=new.agreed_on,
        **{
            f"{name}_ct": seal(key, ("about_me", f"{name}_ct", own["public_id"]), text)
            for name, text in texts.items()
        },
    )
    session.add(row)
    act.note("about_me.written", person_id, ("about_me", row.public_id))
    return row


def _check(session: Session, act: Act, person_id: int, new: NewAboutMe) -> dict[str, str | None]:
    """Give the texts, cleaned; at least one of them says something."""
    texts = {name: clean(getattr(new, name), name, LONGEST_WORDS) for name in TEXTS}
    if not any(texts.values()):
        raise InvalidError("Write at least one thing they said.", field="likes")
    today = judging.calendar_of(session, act, person_id).day_of(act.at)
    if new.agreed_on.year < EARLIEST_YEAR or new.agreed_on > today:
        raise InvalidError("Choose today, or the day on which you agreed it.", field="agreed_on")
    if session.get(Worker, new.worker_id) is None:
        raise InvalidError("Choose who agreed it with them.", field="worker")
    return texts
