"""A worker's time away, as rows."""

from datetime import UTC, datetime

from tracker.models.absences import Absence

KNOWN = datetime(2026, 9, 1, tzinfo=UTC)


def an_absence(session, worker, since, *, until=None, **more):
    """Write down that a worker is away, planned and long known."""
    row = Absence(
        worker_id=worker.id,
        from_at=since,
        until_at=until,
        **{
            "planned": True,
            "known_at": KNOWN,
            "recorded_at": KNOWN,
            "recorded_by": "system:test",
        }
        | more,
    )
    session.add(row)
    session.flush()
    return row
