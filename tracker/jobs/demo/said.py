"""What was said aloud: what we agreed and what came of it, what we believe, what they like."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from tracker.domain.lives import (
    LivedAboutMe,
    LivedAnswer,
    LivedBelief,
    LivedContact,
    LivedPairing,
    LivedPromise,
)
from tracker.domain.vocabulary import (
    REACHED,
    KeptOrNot,
    Outcome,
    PairingRole,
    WhosePromise,
    WithWhom,
)
from tracker.jobs.demo import words
from tracker.jobs.demo.plots import Days

PROMISED_SINCE = 400  # what we agreed is written down since then


class Said:
    """Draws what was said in a person's contacts."""

    def __init__(self, days: Days, chance: Random) -> None:
        self.days, self.chance = days, chance

    def promises(
        self, contacts: tuple[LivedContact, ...]
    ) -> tuple[tuple[LivedPromise, ...], tuple[LivedAnswer, ...]]:
        """Give what was agreed in these contacts, and what came of it."""
        made: list[LivedPromise] = []
        answers: list[LivedAnswer] = []
        since = self.days.at(PROMISED_SINCE, 0)
        for place, contact in enumerate(contacts):
            plain = contact.outcome in REACHED and contact.superseded_at is None
            if not plain or contact.occurred_at < since or contact.with_whom is not WithWhom.PERSON:
                continue
            drawn = self.chance.random()
            if drawn < 0.12:
                whose = WhosePromise.OURS if drawn < 0.08 else WhosePromise.THEIRS
                made.append(self._promise(contact, place, whose))
                answers += self._answers(made[-1], len(made) - 1)
        return tuple(made), tuple(answers)

    def _promise(self, contact: LivedContact, place: int, whose: WhosePromise) -> LivedPromise:
        ours = whose is WhosePromise.OURS
        due = self.days.calendar.day_of(contact.known_at) + timedelta(
            days=self.chance.randint(4, 14)
        )
        return LivedPromise(
            worker=contact.worker,
            whose=whose,
            words=self.chance.choice(words.OURS if ours else words.THEIRS),
            promised_at=contact.known_at,
            due_on=due if ours else None,
            contact=place,
            known_at=contact.known_at,
            by=contact.by,
        )

    def _answers(self, promise: LivedPromise, place: int) -> Iterator[LivedAnswer]:
        at = promise.promised_at + timedelta(days=self.chance.randint(1, 4), hours=1)
        drawn = self.chance.random()
        if promise.due_on is None:
            if drawn < 0.3 and at <= self.days.end:
                yield self._answer(promise, place, KeptOrNot.LET_GO, at)
            return
        if drawn < 0.1 and at <= self.days.end:
            yield self._answer(promise, place, KeptOrNot.NOT_YET, at)
            at += timedelta(days=7)
        recent = (self.days.end - at).days < 30
        if at <= self.days.end and not (recent and drawn > 0.85):
            kept = KeptOrNot.LET_GO if 0.1 < drawn < 0.16 else KeptOrNot.KEPT
            yield self._answer(promise, place, kept, at)

    def _answer(
        self, promise: LivedPromise, place: int, answer: KeptOrNot, at: datetime
    ) -> LivedAnswer:
        later = self.days.calendar.day_of(at) + timedelta(days=10)
        return LivedAnswer(
            promise=place,
            answer=answer,
            answered_at=at,
            due_on=later if answer is KeptOrNot.NOT_YET else None,
            known_at=at,
            by=promise.by,
        )

    def about(
        self, contacts: tuple[LivedContact, ...], pairings: tuple[LivedPairing, ...]
    ) -> tuple[tuple[LivedBelief, ...], tuple[LivedAboutMe, ...]]:
        """Give what a key worker believes the person can do, and what the person says."""
        met = [c for c in contacts if c.outcome is Outcome.MET and c.superseded_at is None]
        if not met:
            return (), ()
        beliefs: tuple[LivedBelief, ...] = ()
        about: tuple[LivedAboutMe, ...] = ()
        last, first = next((c for c in reversed(met) if _by_key_worker(c, pairings)), None), met[0]
        if self.chance.random() < 0.5:
            said = self.chance.choice(words.BELIEFS)
            if last is not None:
                beliefs = (
                    LivedBelief(worker=last.worker, words=said, known_at=last.known_at, by=last.by),
                )
        if self.chance.random() < 0.55:
            about = (self._about_me(first),)
        return beliefs, about

    def _about_me(self, contact: LivedContact) -> LivedAboutMe:
        chance = self.chance
        return LivedAboutMe(
            worker=contact.worker,
            agreed_on=self.days.calendar.day_of(contact.occurred_at),
            likes=chance.choice(words.LIKES),
            matters=chance.choice((*words.MATTERS, None)),
            support=chance.choice((*words.SUPPORT, None)),
            not_again=chance.choice((*words.NOT_AGAIN, None, None)),
            known_at=contact.known_at,
            by=contact.by,
        )


def _by_key_worker(contact: LivedContact, pairings: tuple[LivedPairing, ...]) -> bool:
    """Say whether the person's key worker at that time was there and wrote it down."""
    return contact.by == contact.worker and any(
        bond.role is PairingRole.KEY_WORKER
        and bond.worker == contact.worker
        and bond.started_at <= contact.occurred_at
        and (bond.ended_at is None or contact.known_at < bond.ended_at)
        for bond in pairings
    )
