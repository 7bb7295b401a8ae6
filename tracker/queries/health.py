"""What is seen of the service from inside: its tables, the last sweep, the clocks."""

from functools import cache

from sqlalchemy import func, null, select
from sqlalchemy.orm import Session

from tracker.domain.health import Signs
from tracker.models import schema
from tracker.models.audit import AuditEvent
from tracker.models.counters import Tick
from tracker.models.types import Instant

newest_revision = cache(schema.newest_revision)


def find_signs(session: Session) -> Signs:
    """Look at the service; where its tables are not those of this code, no further."""
    if schema.revision_in(session.connection()) != newest_revision():
        return Signs()
    postgres = session.get_bind().dialect.name == "postgresql"
    database_at = func.clock_timestamp(type_=Instant) if postgres else null()
    newest = select(AuditEvent.happened_at).order_by(AuditEvent.seq.desc()).limit(1)
    swept = select(Tick.ran_at).where(Tick.name == "sweep")
    swept_at, written_at, now = session.execute(
        select(swept.scalar_subquery(), newest.scalar_subquery(), database_at)
    ).one()
    return Signs(True, swept_at, written_at, now)
