"""Contact with police or court, as rows."""

from datetime import UTC, datetime

from tracker.domain.vocabulary import HowKnown, JusticeKind, Precision, Whose
from tracker.models.justice_contacts import JusticeContact


def a_justice_contact(session, person, at, kind=JusticeKind.STOP, **more):
    row = JusticeContact(
        person_id=person.id,
        kind=kind,
        occurred_at=at,
        occurred_on=at.date(),
        **{
            "whose": Whose.PERSON,
            "precision": Precision.EXACT,
            "how_known": HowKnown.THEY_TOLD_US,
            "known_at": at,
            "recorded_at": datetime(2030, 1, 1, tzinfo=UTC),
            "recorded_by": "system:test",
        }
        | more,
    )
    session.add(row)
    session.flush()
    return row
