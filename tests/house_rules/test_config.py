"""Nonsense in the environment is refused with one sentence that says what to do."""

import stat

import pytest

from config import Config
from tracker.adapters.keys import KeyRing
from tracker.adapters.process_lock import only_writer
from tracker.domain.errors import ConflictError, InvalidError

SECRET = "mp3vXq8rT1yZ0wKc7bHs5dLf2gJn9eAu"


@pytest.fixture
def environ(tmp_path):
    """Production, as it should be."""
    path = tmp_path / "keys.json"
    KeyRing.create_file(path)
    return {
        "TRACKER_ENV": "production",
        "TRACKER_DATA_DIR": str(tmp_path),
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_KEY_FILE": str(path),
    }


def test_what_is_not_set_has_a_default(tmp_path):
    config = Config.from_environment({"TRACKER_DATA_DIR": str(tmp_path)})
    assert config == Config(
        production=False,
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/alongside.db",
        secret_key=(tmp_path / "secret_key").read_text(),
        key_file=tmp_path / "keys.json",
        host="127.0.0.1",
        port=8000,
        address="http://127.0.0.1:8000",
        timezone="Europe/London",
        holidays="GB-ENG",
        smtp_url=None,
        quick_passwords=False,
    )


def test_everything_can_be_set(environ, tmp_path):
    config = Config.from_environment(
        environ
        | {
            "TRACKER_DATABASE_URL": "postgresql://a@b/c",
            "TRACKER_HOST": "0.0.0.0",
            "TRACKER_PORT": "443",
            "TRACKER_ADDRESS": "https://alongside.example.org/ignored",
            "TRACKER_TIMEZONE": "Europe/Paris",
            "TRACKER_HOLIDAYS": "FR",
            "TRACKER_SMTP_URL": "smtp://u:p@mail.example.org:587",
        }
    )
    assert config == Config(
        production=True,
        data_dir=tmp_path,
        database_url="postgresql://a@b/c",
        secret_key=SECRET,
        key_file=tmp_path / "keys.json",
        host="0.0.0.0",
        port=443,
        address="https://alongside.example.org",
        timezone="Europe/Paris",
        holidays="FR",
        smtp_url="smtp://u:p@mail.example.org:587",
    )
    assert config.trusted_hosts == ["127.0.0.1", "alongside.example.org", "localhost"]


def test_development_makes_its_secret_and_keys_once_for_their_owner_only(tmp_path):
    folder = tmp_path / "var"
    first, second = (Config.from_environment({"TRACKER_DATA_DIR": str(folder)}) for _ in range(2))
    assert first == second
    assert len(first.secret_key) >= 32
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"secret_key": 0o600, "keys.json": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


NONSENSE = {
    "environment": ({"TRACKER_ENV": "prod"}, "Set it to development or production."),
    "no secret": ({"TRACKER_SECRET_KEY": ""}, "TRACKER_SECRET_KEY is not set."),
    "short secret": ({"TRACKER_SECRET_KEY": SECRET[:31]}, "TRACKER_SECRET_KEY is too weak."),
    "dull secret": ({"TRACKER_SECRET_KEY": "secretsecret" * 4}, "TRACKER_SECRET_KEY is too weak."),
    "no key file": ({"TRACKER_KEY_FILE": ""}, "TRACKER_KEY_FILE is not set."),
    "lost key file": ({"TRACKER_KEY_FILE": "/nowhere/keys"}, "There is no key file at"),
    "unknown database": ({"TRACKER_DATABASE_URL": "mysql://a/b"}, "not a database we know"),
    "no database": ({"TRACKER_DATABASE_URL": "nonsense"}, "not a database we know"),
    "nameless database": ({"TRACKER_DATABASE_URL": "postgresql://a"}, "names no database"),
    "memory database": ({"TRACKER_DATABASE_URL": "sqlite://"}, "names no database"),
    "port nought": ({"TRACKER_PORT": "0"}, "Set it to a number from 1 to 65535."),
    "large port": ({"TRACKER_PORT": "65536"}, "Set it to a number from 1 to 65535."),
    "huge port": ({"TRACKER_PORT": "9" * 5000}, "Set it to a number from 1 to 65535."),
    "wordy port": ({"TRACKER_PORT": "http"}, "Set it to a number from 1 to 65535."),
    "full-width port": (
        {"TRACKER_PORT": "\uff18\uff10\uff10\uff10"},
        "Set it to a number from 1 to 65535.",
    ),
    "time zone": (
        {"TRACKER_TIMEZONE": "Mars/Base"},
        "There is no calendar for GB-ENG in Mars/Base",
    ),
    "region": ({"TRACKER_HOLIDAYS": "ZZ"}, "There is no calendar for ZZ"),
    "part of a region": ({"TRACKER_HOLIDAYS": "GB-XXX"}, "There is no calendar for GB-XXX"),
    "address": ({"TRACKER_ADDRESS": "alongside"}, "Give the address people type"),
    "address with no port": ({"TRACKER_ADDRESS": "https://a:b"}, "Give the address people type"),
    "mail server": ({"TRACKER_SMTP_URL": "mail.example.org"}, "is not a mail server"),
}


@pytest.mark.parametrize(("wrong", "sentence"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_refused(environ, wrong, sentence):
    Config.from_environment(environ)
    with pytest.raises(InvalidError) as refused:
        Config.from_environment(environ | wrong)
    assert sentence in refused.value.sentence
    assert refused.value.sentence.endswith(".")


def test_a_key_file_anyone_can_read_is_refused_in_production_only(environ, tmp_path):
    (tmp_path / "keys.json").chmod(0o604)
    with pytest.raises(InvalidError, match="Anyone on this machine can read"):
        Config.from_environment(environ)
    Config.from_environment({**environ, "TRACKER_ENV": "development"})


@pytest.mark.parametrize("held", ["", "{", "[]", '{"1": "short"}', '{"1": 5}', "\xff"])
@pytest.mark.parametrize("env", ["development", "production"])
def test_a_damaged_key_file_is_refused_never_made_anew(environ, tmp_path, env, held):
    path = tmp_path / "keys.json"
    path.write_text(held)
    with pytest.raises(InvalidError, match="key"):
        Config.from_environment({**environ, "TRACKER_ENV": env})
    assert path.read_text() == held


def test_only_one_process_writes_to_sqlite_and_the_other_is_told_both_ways_out(tmp_path):
    url = f"sqlite:///{tmp_path}/service.db"
    with only_writer(url):
        with pytest.raises(ConflictError) as refused, only_writer(url):
            pass
        assert refused.value.sentence == (
            "Another process is writing to service.db. Stop that one first (it may be `tracker "
            "serve`), or use PostgreSQL: set TRACKER_DATABASE_URL to postgresql://user@host/name."
        )
    with only_writer(url):
        assert (tmp_path / "service.db.lock").exists()


def test_any_number_of_processes_write_to_postgresql():
    with only_writer("postgresql://a@b/c"), only_writer("postgresql://a@b/c"):
        assert True
