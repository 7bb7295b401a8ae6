"""Tables and constraints only; one noun a file. Importing this package knows them all."""

from tracker.models import (
    absences,
    accounts,
    alerts,
    audit,
    contacts,
    counters,
    drafts,
    imports,
    justice_contacts,
    meetings,
    openings,
    pairings,
    people,
    rhythms,
    stays,
    teams,
)
from tracker.models.base import Base, bound_every_column

bound_every_column(Base.metadata)

__all__ = [
    "Base",
    "absences",
    "accounts",
    "alerts",
    "audit",
    "contacts",
    "counters",
    "drafts",
    "imports",
    "justice_contacts",
    "meetings",
    "openings",
    "pairings",
    "people",
    "rhythms",
    "stays",
    "teams",
]
