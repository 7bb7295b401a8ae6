"""Say out loud what the key worker believes the person can do: the latest stands."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.domain.errors import InvalidError
from tracker.domain.sealing import Place
from tracker.models.beliefs import Belief
from tracker.services import judging
from tracker.services.acts import Act
from tracker.services.conflicts import refuse_unseen
from tracker.services.grounds import fact, made_before, named, open_stay
from tracker.services.sealing import clean, key_of

LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class NewBelief:
    """What is believed; `seen` is the public id of what stood when this was written, or empty."""

    words: str
    seen: str = ""


def write_belief(session: Session, act: Act, person_id: int, new: NewBelief) -> Belief:
    """Write what whoever acts believes, in place of what stood. No rule reads it: none is judged.

    The same form sent twice gives the same row. Raises InvalidError where nothing is said,
    ChangedMeanwhileError when another stands than was shown, ConflictError when the person is not
    with us.
    """
    named(act)
    judging.lock_person(session, person_id)
    if before := made_before(session, act, Belief, person_id):
        return before
    open_stay(session, person_id)
    words = clean(new.words, "words", LONGEST_WORDS)
    if words is None:
        raise InvalidError("Write what you believe they can do.", field="words")
    stood = session.scalar(
        select(Belief).where(Belief.person_id == person_id, Belief.superseded_at.is_(None))
    )
    refuse_unseen(session, act, stood, new.seen)
    if stood is not None:
        stood.superseded_at = act.at
        session.flush()  # one stands per person: the old one gives way first
    own = fact(act, person_id)
    place = Place("belief", "words_ct", own["public_id"])
    belief = Belief(
        **own,
        form_token=act.form_token,
        replaces_id=stood and stood.id,
        worker_id=act.worker_id,
        words_ct=key_of(session, act, person_id).seal(words, place),
    )
    session.add(belief)
    act.note("belief.written", person_id, ("belief", belief.public_id))
    return belief
