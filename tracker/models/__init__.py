"""Tables and constraints only; one noun a file. Importing this package knows them all."""

from tracker.models import (
    about_me,
    absences,
    accounts,
    alerts,
    audit,
    beliefs,
    contacts,
    counters,
    drafts,
    imports,
    justice_contacts,
    meetings,
    openings,
    pairings,
    people,
    promises,
    rhythms,
    stays,
    teams,
)
from tracker.models.base import Base, bound_every_column

bound_every_column(Base.metadata)

__all__ = [
    "Base",
    "about_me",
    "absences",
    "accounts",
    "alerts",
    "audit",
    "beliefs",
    "contacts",
    "counters",
    "drafts",
    "imports",
    "justice_contacts",
    "meetings",
    "openings",
    "pairings",
    "people",
    "promises",
    "rhythms",
    "stays",
    "teams",
]
