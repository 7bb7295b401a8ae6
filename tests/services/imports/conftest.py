"""Bring sheets in: a whole sample file, or a few lines under a kind's header."""

import pytest
from sqlalchemy import select

from tests.services.imports.looking import AS_OF, SAMPLE
from tracker.adapters.spreadsheets import read, read_file
from tracker.models.people import Person
from tracker.services.imports import KINDS, import_sheet

JAY = "P1,Jay,2011-11-12,he/him,ana@x.org,ben@x.org,2026-06-04,14,07700 900014,either,Welsh,Black African"


def sheet_of(kind, *lines):
    columns = KINDS[kind].columns
    if not lines:
        return read_file(SAMPLE / f"{kind}.csv", columns)
    return read("\n".join((",".join(columns), *lines)).encode(), columns)


@pytest.fixture
def bring_in(session, make_act):
    """Import lines (or, without lines, the sample file) and give what came of it."""

    def bring(kind, *lines, at=AS_OF, by="system:import", dry_run=False):
        act = make_act(by=by, at=at)
        done = import_sheet(
            session, act, kind, sheet_of(kind, *lines), region="GB-ENG", dry_run=dry_run
        )
        session.expire_all()
        return done

    return bring


@pytest.fixture
def sample(bring_in):
    """The four sample files, imported in their order."""
    return {kind: bring_in(kind) for kind in KINDS}


@pytest.fixture
def jay(session, bring_in):
    """A service of three workers, one of them in another team, and one person, Jay."""
    bring_in("workers", "ana@x.org,Ana,North", "ben@x.org,Ben,North", "dev@x.org,Dev,South")
    bring_in("people", JAY)
    return session.scalars(select(Person)).one()
