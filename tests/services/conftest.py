"""Jay, those around Jay, and a standing that must tell the truth after every act."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories.bonds import a_team, a_worker
from tests.factories.meetings import planned
from tests.factories.pairings import matched
from tests.factories.people import written_in
from tracker.domain.vocabulary import Role, Way
from tracker.models.alerts import Standing
from tracker.services.replaying import differences

WRITTEN_IN = datetime(2026, 9, 1, 10, tzinfo=UTC)
MATCHED = datetime(2026, 9, 2, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 14, tzinfo=UTC)


@pytest.fixture
def lee(session):
    return a_worker(session, "Lee", roles=(Role.TEAM_LEAD, Role.KEY_WORKER))


@pytest.fixture
def dot(session):
    return a_worker(session, "Dot", roles=(Role.TEAM_LEAD, Role.KEY_WORKER))


@pytest.fixture
def sam(session):
    return a_worker(session, "Sam")


@pytest.fixture
def ana(session):
    return a_worker(session, "Ana")


@pytest.fixture
def team(session, lee, dot):
    return a_team(session, lead=lee, deputy_lead=dot)


@pytest.fixture
def jay(session, make_act, team, lee):
    """Jay came on Tuesday 1 September 2026 and was written in that day."""
    return written_in(session, make_act(lee.id, at=WRITTEN_IN), team)


@pytest.fixture
def with_sam(session, make_act, jay, sam, lee):
    """Jay's pairing with Sam, since Wednesday 2 September 2026."""
    return matched(session, make_act(lee.id, at=MATCHED), jay, sam)


@pytest.fixture
def meeting(session, make_act, jay, with_sam, sam):
    """Jay meets Sam on Tuesday 24 November 2026 at two."""
    return planned(session, make_act(sam.id), jay, sam, TUESDAY, way=Way.VIDEO)


@pytest.fixture
def standing_stays_true(session, make_act):
    """After the test, what is written about everyone is what their facts say."""
    yield
    people = session.scalars(select(Standing.person_id)).all()
    assert list(differences(session, make_act(at=NOW), people)) == []
