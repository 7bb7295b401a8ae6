"""Contact with police, court or custody, of this person or someone close."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.vocabulary import HowKnown, JusticeKind, Precision, Whose
from tracker.models.base import Base, Fact, fact_rules
from tracker.models.types import At, Day, Key, Sealed, Word


class JusticeContact(Base, Fact):
    __tablename__ = "justice_contact"
    __table_args__ = fact_rules(
        CheckConstraint("occurred_at <= recorded_at", name="happened_before_it_was_recorded"),
        CheckConstraint(
            "relation IS NULL OR whose = 'someone_close'", name="relation_is_of_someone_close"
        ),
    )

    whose: Mapped[Whose] = mapped_column(Word(Whose))
    relation: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[JusticeKind] = mapped_column(Word(JusticeKind))
    occurred_on: Mapped[Day]
    occurred_at: Mapped[At]  # local 00:00 of the day where only the day is known
    precision: Mapped[Precision] = mapped_column(Word(Precision))
    how_known: Mapped[HowKnown] = mapped_column(Word(HowKnown))
    force: Mapped[bool | None]
    words_ct: Mapped[Sealed | None]
    wants_ct: Mapped[Sealed | None]
    same_as_id: Mapped[int | None] = mapped_column(Key, ForeignKey("justice_contact.id"))
    import_row_id: Mapped[int | None] = mapped_column(Key, ForeignKey("import_row.id"))
