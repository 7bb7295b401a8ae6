"""What must be noticed by someone who runs the service: a log line and a count, never a value."""

from collections.abc import Iterable

import structlog
from prometheus_client import Counter

from tracker.domain.sealing import Place

log = structlog.get_logger()
UNREADABLE = Counter(
    "tracker_record_unavailable", "Sealed values that could not be opened", ["table", "column"]
)


def report_unreadable(places: Iterable[Place]) -> None:
    """Raise the alarm for sealed values that would not open; the page says so in their place."""
    for place in places:
        UNREADABLE.labels(place.table, place.column).inc()
        log.error(
            "record_unavailable", table=place.table, column=place.column, record=place.public_id
        )
