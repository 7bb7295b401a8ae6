"""The migrated database is the one the models and the list of triggers speak of, on both."""

import shutil

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.factories.bonds import a_contact, a_pairing, a_person, a_team, a_worker
from tests.house_rules.catalogue import catalogue, differences
from tests.models.bad_states import PAIRINGS, SUPERSEDED_TWICE
from tests.models.raw import Writer, refusal
from tests.stored import everything
from tracker.models import Base, schema, triggers
from tracker.models.people import PersonKey

THROW_AWAY = """
import sqlalchemy as sa
from alembic import op

from tracker.models import Base

revision, down_revision, branch_labels, depends_on = "9999", HEAD, None, None
PERSON = Base.metadata.tables["person"]  # a rebuild keeps only the rules it is told of


def upgrade():
    with op.batch_alter_table("person", copy_from=PERSON, recreate=REBUILD) as batch:
        batch.add_column(sa.Column("nickname", sa.String(40)))
    _index_again()


def downgrade():
    with op.batch_alter_table("person", copy_from=_with_nickname(), recreate=REBUILD) as batch:
        batch.drop_column("nickname")
    _index_again()


def _index_again():
    for column in ("team_id", "written_in_by"):  # indexes said on a column are forgotten
        op.create_index(f"ix_person_{column}", "person", [column], if_not_exists=True)


def _with_nickname():
    table = PERSON.to_metadata(sa.MetaData(naming_convention=Base.metadata.naming_convention))
    table.append_column(sa.Column("nickname", sa.String(40)))
    return table
"""
NICKNAME = {"sqlite": ("TEXT", 0, None), "postgresql": ("character varying(40)", False, None)}


def found(engine):
    with engine.connect() as connection:
        return catalogue(connection)


def of_the_models(engine):
    """Make an empty database what the models and the list of triggers say, and read it."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        triggers.create_all(connection)
    return found(engine)


def test_the_migrations_make_what_the_models_and_the_list_of_triggers_say(
    fresh_engine, database, measure
):
    migrated = found(fresh_engine)
    schema.downgrade(fresh_engine, "base")
    expected = of_the_models(fresh_engine)
    assert differences(migrated, expected) == {}
    assert set(expected["trigger"]) == set(triggers.expected(database))
    count = sum(map(len, expected.values()))
    measure(
        "things of the catalogue as the models say",
        wanted=count,
        reached=sum(map(len, migrated.values())),
        count=count,
        database=database,
    )


def test_down_to_nothing_leaves_nothing_and_up_again_is_the_same(fresh_engine):
    before = found(fresh_engine)
    schema.downgrade(fresh_engine, "base")
    assert [kind for kind, names in found(fresh_engine).items() if names] == []
    schema.upgrade(fresh_engine)
    assert differences(found(fresh_engine), before) == {}


def test_one_migration_down_and_up_again_is_the_same_and_keeps_every_row(fresh_engine, keys):
    """Each migration in turn, from the newest down: what was written before it is as it was."""
    jay_and_all_that_belongs_to_jay(fresh_engine, keys)
    newest, written = found(fresh_engine), rows(fresh_engine)
    schema.downgrade(fresh_engine, "0001")
    assert differences(found(fresh_engine), newest) != {}
    schema.upgrade(fresh_engine)
    assert (differences(found(fresh_engine), newest), rows(fresh_engine)) == ({}, written)


PLANTED = {
    "a column": ("ALTER TABLE person ADD COLUMN risk INTEGER", "columns", "person.risk"),
    "a lost index": (
        "DROP INDEX uq_stay_one_open_per_person",
        "index",
        "uq_stay_one_open_per_person",
    ),
    "an index with another predicate": (
        (
            "DROP INDEX uq_stay_one_open_per_person",
            "CREATE UNIQUE INDEX uq_stay_one_open_per_person ON stay (person_id)",
        ),
        "index",
        "uq_stay_one_open_per_person",
    ),
    "a lost trigger": (
        {
            "sqlite": "DROP TRIGGER pairing_closes_once",
            "postgresql": "DROP TRIGGER pairing_closes_once ON pairing",
        },
        "trigger",
        "pairing_closes_once",
    ),
}
LOST_ON_POSTGRES = {
    "a lost check": ("contact", "ck_contact_happened_before_it_was_known"),
    "a lost exclusion": ("pairing", "ex_pairing_key_workers_never_overlap"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_the_catalogue_sees(session, database, what):
    before = catalogue(session.connection())
    statements, kind, name = PLANTED[what]
    if isinstance(statements, dict):
        statements = statements[database]
    for statement in (statements,) if isinstance(statements, str) else statements:
        session.connection().exec_driver_sql(statement)
    assert name in differences(catalogue(session.connection()), before)[kind]


@pytest.mark.parametrize("what", LOST_ON_POSTGRES)
def test_the_catalogue_sees_a_lost_rule(session, database, what):
    if database == "sqlite":
        with_rule = catalogue(session.connection())["constraints"]
        assert "contact.ck_contact_happened_before_it_was_known" in with_rule
        return
    before = catalogue(session.connection())
    table, rule = LOST_ON_POSTGRES[what]
    session.connection().exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    assert list(differences(catalogue(session.connection()), before)["constraints"]) == [
        f"{table}.{rule}"
    ]


@pytest.fixture
def scripts(tmp_path, database):
    """The migrations, and one more that rebuilds the table every other belongs to."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    rebuild = {"sqlite": "always", "postgresql": "never"}[database]
    script = THROW_AWAY.replace("HEAD", repr(schema.newest_revision()))
    (folder / "versions" / "9999_nicknames.py").write_text(script.replace("REBUILD", repr(rebuild)))
    return folder


def migrate(engine, scripts, where):
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if where.startswith("-") else command.upgrade)(config, where)
        connection.commit()


def jay_and_all_that_belongs_to_jay(engine, keys):
    with Session(engine, expire_on_commit=False) as session:
        sam, team = a_worker(session, "Sam"), a_team(session)
        jay = a_person(session, team, keys)
        a_pairing(session, jay, sam)
        a_contact(session, jay, sam)
        session.commit()
    return jay, sam


def rows(engine):
    with Session(engine) as session:
        return everything(session)


def test_a_rebuilt_table_keeps_every_row_that_belongs_to_it_and_every_guard(
    fresh_engine, scripts, keys, database, measure
):
    jay, sam = jay_and_all_that_belongs_to_jay(fresh_engine, keys)
    written, before = rows(fresh_engine), found(fresh_engine)
    assert len(written[PersonKey.__tablename__]) == 1
    for _ in ("up", "and once more"):
        migrate(fresh_engine, scripts, "head")
        added = {"columns": {"person.nickname": (NICKNAME[database], None)}}
        assert differences(found(fresh_engine), before) == added
        assert rows(fresh_engine) == written
        migrate(fresh_engine, scripts, "-1")
        assert differences(found(fresh_engine), before) == {}
        assert rows(fresh_engine) == written
    with Session(fresh_engine) as session:
        tried = PAIRINGS | SUPERSEDED_TWICE
        writer = Writer(session, jay, sam)
        taken = [
            n
            for n, (write, _) in tried.items()
            if refusal(session, lambda w=write: w(writer)) == "accepted"
        ]
        assert taken == []
    measure(
        "bad states refused after a rebuild",
        wanted=len(tried),
        reached=len(tried),
        count=len(tried),
        database=database,
    )


def test_a_rebuild_that_would_orphan_rows_is_refused_whole(fresh_engine, scripts, keys, database):
    """A script that loses the person leaves the database as it was."""
    jay_and_all_that_belongs_to_jay(fresh_engine, keys)
    written, before = rows(fresh_engine), found(fresh_engine)
    script = next((scripts / "versions").glob("9999*"))
    script.write_text(
        script.read_text().replace(
            "def upgrade():", "def upgrade():\n    op.execute('DELETE FROM person')"
        )
    )
    with pytest.raises(Exception, match=r"orphan|foreign key"):
        migrate(fresh_engine, scripts, "head")
    assert (rows(fresh_engine), differences(found(fresh_engine), before)) == (written, {})
    if database == "sqlite":
        with fresh_engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
