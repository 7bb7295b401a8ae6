"""Typed settings, read from the environment only; nonsense is refused with one clear sentence."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tracker.adapters.calendars import calendar
from tracker.adapters.keys import KeyRing
from tracker.domain.errors import InvalidError

SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10
OTHERS_MAY_READ = 0o007
DATABASES = frozenset({"sqlite", "postgresql"})
LOOPBACK = ("localhost", "127.0.0.1")
ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - names to leave out, not to listen on


@dataclass(frozen=True, slots=True)
class Config:
    """One installation's settings. `quick_passwords` is for tests and never read from outside."""

    production: bool
    data_dir: Path
    database_url: str
    secret_key: str
    key_file: Path
    host: str = "127.0.0.1"
    port: int = 8000
    address: str = "http://127.0.0.1:8000"
    timezone: str = "Europe/London"
    holidays: str = "GB-ENG"
    smtp_url: str | None = None
    quick_passwords: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Config":
        """Read the TRACKER_ settings; raise InvalidError with the sentence that says what to do.

        In development a missing secret and key file are made in the data directory.
        """
        production = _one_of(environ, "TRACKER_ENV", ("development", "production")) == "production"
        data_dir = Path(_value(environ, "TRACKER_DATA_DIR") or "var").absolute()
        host = _value(environ, "TRACKER_HOST") or "127.0.0.1"
        port = _port(_value(environ, "TRACKER_PORT") or "8000")
        timezone = _value(environ, "TRACKER_TIMEZONE") or "Europe/London"
        holidays = _value(environ, "TRACKER_HOLIDAYS") or "GB-ENG"
        calendar(timezone, holidays)
        return cls(
            production=production,
            data_dir=data_dir,
            database_url=_database(_value(environ, "TRACKER_DATABASE_URL"), data_dir),
            secret_key=_secret(_value(environ, "TRACKER_SECRET_KEY"), data_dir, production),
            key_file=_key_file(_value(environ, "TRACKER_KEY_FILE"), data_dir, production),
            host=host,
            port=port,
            address=_address(_value(environ, "TRACKER_ADDRESS"), host, port),
            timezone=timezone,
            holidays=holidays,
            smtp_url=_smtp(_value(environ, "TRACKER_SMTP_URL")),
        )

    @property
    def trusted_hosts(self) -> list[str]:
        """The names this service answers to; any other Host header is refused.

        An IPv6 address is reached by a name, such as localhost.
        """
        named = {self.host, urlsplit(self.address).hostname or ""} - ANY_ADDRESS
        return sorted({*LOOPBACK, *named})


def _value(environ: Mapping[str, str], name: str) -> str | None:
    return environ.get(name, "").strip() or None


def _one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    value = _value(environ, name) or words[0]
    if value not in words:
        raise InvalidError(f"{name} is {value!r}. Set it to {' or '.join(words)}.")
    return value


def _port(value: str) -> int:
    if value.isascii() and value.isdecimal() and 0 < int(value[:6]) < 1 << 16:
        return int(value)
    raise InvalidError(f"TRACKER_PORT is {value!r}. Set it to a number from 1 to 65535.")


def _database(value: str | None, data_dir: Path) -> str:
    if value is None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return f"sqlite:///{data_dir / 'alongside.db'}"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() not in DATABASES:
        raise InvalidError(
            "TRACKER_DATABASE_URL is not a database we know. Use sqlite:////path/to/file.db or "
            "postgresql://user@host/name."
        )
    if not url.database or url.database == ":memory:":
        raise InvalidError(
            "TRACKER_DATABASE_URL names no database. Add a file or a name at its end."
        )
    return value


def _secret(value: str | None, data_dir: Path, production: bool) -> str:
    if value is None and not production:
        return _made_secret(data_dir / "secret_key")
    if value is None:
        raise InvalidError("TRACKER_SECRET_KEY is not set. Give it a long random text.")
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_DIFFERENT:
        raise InvalidError(
            f"TRACKER_SECRET_KEY is too weak. Give it {SHORTEST_SECRET} random letters or more."
        )
    return value


def _made_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        made = secrets.token_urlsafe(SHORTEST_SECRET)
        file.write(made)
    return made


def _key_file(value: str | None, data_dir: Path, production: bool) -> Path:
    if value is None and production:
        raise InvalidError("TRACKER_KEY_FILE is not set. Name the file that holds the keys.")
    path = Path(value).absolute() if value else data_dir / "keys.json"
    if not path.exists() and not production:
        KeyRing.create_file(path)
    KeyRing.from_file(path)
    if production and path.stat().st_mode & OTHERS_MAY_READ:
        raise InvalidError(f"Anyone on this machine can read {path}. Run: chmod o= {path}")
    return path


def _address(value: str | None, host: str, port: int) -> str:
    """Give the address people type, without a path: links and the Host check follow it."""
    if value is None:
        shown = "127.0.0.1" if host in ANY_ADDRESS else host
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    parts = _split(value)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidError(
            f"TRACKER_ADDRESS is {value!r}. Give the address people type, such as "
            "https://alongside.example.org."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _smtp(value: str | None) -> str | None:
    if value is None:
        return None
    parts = _split(value)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InvalidError(
            "TRACKER_SMTP_URL is not a mail server. Use smtp://user:secret@host:587."
        )
    return value


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts
