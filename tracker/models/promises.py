"""What we agreed: what we said we would do by a day, and what the person said they would try."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import KeptOrNot, WhosePromise
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Day, Key, Sealed, Word

SETTLED = text("answer <> 'not_yet' AND superseded_at IS NULL")


class Promise(Base, Fact):
    """`first_id` is the row it was first written as: its answers stay with that one."""

    __tablename__ = "promise"
    __table_args__ = fact_rules(
        CheckConstraint("promised_at <= known_at", name="was_made_before_it_was_known"),
        CheckConstraint(
            "(whose = 'ours') = (due_on IS NOT NULL)", name="ours_has_a_day_and_theirs_has_none"
        ),
        CheckConstraint(
            "(first_id IS NULL) = (replaces_id IS NULL)", name="is_the_first_or_replaces_one"
        ),
    )

    worker_id: Mapped[int] = mapped_column(Key, ForeignKey("worker.id"))
    contact_id: Mapped[int | None] = mapped_column(Key, ForeignKey("contact.id"))
    first_id: Mapped[int | None] = mapped_column(Key, ForeignKey("promise.id"), index=True)
    whose: Mapped[WhosePromise] = mapped_column(Word(WhosePromise))
    words_ct: Mapped[Sealed]
    promised_at: Mapped[At]
    due_on: Mapped[Day | None]


class PromiseAnswer(Base, Fact):
    """What came of a promise: kept, not yet and a new day, or no longer wanted."""

    __tablename__ = "promise_answer"
    __table_args__ = fact_rules(
        CheckConstraint("answered_at <= known_at", name="was_given_before_it_was_known"),
        CheckConstraint(
            "(answer = 'not_yet') = (due_on IS NOT NULL)", name="only_not_yet_names_a_new_day"
        ),
        Index(
            "uq_promise_answer_settles_a_promise_once",
            "promise_id",
            unique=True,
            sqlite_where=SETTLED,
            postgresql_where=SETTLED,
        ),
    )

    promise_id: Mapped[int] = mapped_column(Key, ForeignKey("promise.id"), index=True)
    answer: Mapped[KeptOrNot] = mapped_column(Word(KeptOrNot))
    answered_at: Mapped[At]
    due_on: Mapped[Day | None]
