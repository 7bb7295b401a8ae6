"""How statements of ours are sent: words stand in them, and a row added is the session's own."""

from sqlalchemy import event, inspect, select

from tracker.domain.vocabulary import Circumstance, PairingRole
from tracker.models.database import begin_snapshot, end_snapshot
from tracker.models.pairings import Pairing
from tracker.models.prepared import add
from tracker.models.rhythms import Rhythm
from tracker.models.teams import Team


def test_a_word_stands_in_the_statement_and_anything_else_is_a_parameter():
    """SQLite plans anew, each time, for a parameter that meets a partial index with a word."""
    told = (Pairing.role == PairingRole.COVER) & (Rhythm.circumstance != Circumstance.CUSTODY)
    made = (told & (Pairing.worker_id == 7)).compile()
    assert str(made) == (
        "pairing.role = 'cover' AND rhythm.circumstance != 'custody' "
        "AND pairing.worker_id = :worker_id_1"
    )
    assert made.params == {"worker_id_1": 7}


def test_a_row_that_was_added_is_written_once_and_follows_what_is_set(session):
    sent = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    row = Team(name="North", calendar="GB-ENG")
    add(session, row)
    session.flush()
    assert [statement.split()[0] for statement in sent] == ["INSERT"]
    assert inspect(row).persistent
    row.name = "South"
    session.flush()
    session.expire(row)
    assert session.execute(select(Team.id, Team.name)).all() == [(row.id, "South")]


def test_a_read_ends_without_writing_what_was_changed_in_it(fresh_sessions):
    with fresh_sessions.begin() as session:
        session.add(Team(name="North", calendar="GB-ENG"))
    with fresh_sessions() as session:
        begin_snapshot(session)
        session.scalars(select(Team)).one().name = "South"
        end_snapshot(session)
    with fresh_sessions() as session:
        assert session.scalars(select(Team.name)).one() == "North"
