"""Lee leads North; Sam and Ana work there; whoever a test needs is written in through the service."""

from datetime import UTC, datetime

import pytest

from tests.factories.bonds import a_team, a_worker
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tracker.domain.vocabulary import Role

WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
MATCHED = datetime(2026, 9, 2, 10, tzinfo=UTC)


@pytest.fixture
def lee(session):
    return a_worker(session, "Lee", roles=(Role.TEAM_LEAD, Role.KEY_WORKER))


@pytest.fixture
def sam(session):
    return a_worker(session, "Sam")


@pytest.fixture
def ana(session):
    return a_worker(session, "Ana")


@pytest.fixture
def team(session, lee):
    return a_team(session, "North", lead=lee)


@pytest.fixture
def someone(session, make_act, team, lee):
    """Write someone in, with a key worker unless told otherwise."""

    def make(name="Jay", worker=None, **more):
        person = written_in(session, make_act(lee.id, at=WRITTEN_IN), team, name=name, **more)
        if worker:
            matched(session, make_act(lee.id, at=MATCHED), person, worker)
        return person

    return make
