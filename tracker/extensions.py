"""The unbound extensions, what they are set to, and what a request needs of the installation."""

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask, current_app, g
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import FSQLALiteUserDatastore, Security, Totp, UserMixin
from flask_wtf.csrf import CSRFProtect
from passlib.totp import TotpMatch
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config import Config
from tracker.adapters import logs
from tracker.adapters.calendars import Calendars
from tracker.adapters.keys import KeyRing
from tracker.adapters.rate_limits import SCHEME
from tracker.domain.periods import Calendar
from tracker.models.accounts import Passkey, SecurityRole, Worker
from tracker.models.database import begin_snapshot, end_snapshot, make_engine

LARGEST_BODY = 1_000_000
LARGEST_TEXT = 500_000
MOST_FORM_PARTS = 1_000
SHORTEST_PASSWORD = 12
RECOVERY_CODES = 8
SERVICE_NAME = "Alongside"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Installation:
    """What every request of this installation shares."""

    config: Config
    clock: Clock
    engine: Engine
    keys: KeyRing
    calendars: Mapping[str, Calendar]

    @property
    def calendar(self) -> Calendar:
        """The service's own calendar; a team may have another."""
        return self.calendars[self.config.holidays]


def installation() -> Installation:
    return cast(Installation, current_app.extensions["installation"])


class Database:
    """One engine an application, one session a transaction; `session` is the one now open."""

    @property
    def engine(self) -> Engine:
        return installation().engine

    @property
    def session(self) -> Session:
        return cast(Session, g.session)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Read one moment; holds no one up."""
        with self._opened() as session:
            begin_snapshot(session)
            yield session
            end_snapshot(session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write in one transaction, committed at the end; an exception undoes all of it."""
        with self._opened() as session, session.begin():
            yield session

    @contextmanager
    def _opened(self) -> Iterator[Session]:
        outer = g.get("session")
        with Session(self.engine, expire_on_commit=False) as session:
            g.session = session
            try:
                yield session
            finally:
                g.session = outer


class DoorLimiter(Limiter):
    """Counts the tries of what asks for it with `limit`; no limit is every page's."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


db = Database()
csrf = CSRFProtect()
limiter = DoorLimiter(
    get_remote_address,
    storage_uri=f"{SCHEME}://",
    storage_options=cast(Any, {"installation": installation}),
)
babel = Babel()


class OnceTotp(Totp):
    """Codes by our clock, each usable once: the last counter is kept with the worker."""

    def __init__(self, secrets: dict[int, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = self._totp.using(now=lambda: installation().clock().timestamp())
        # Our key is random and long: stretching it, as passlib does for a password, gains nothing.
        self._totp.wallet.encrypt_cost = 1

    def get_last_counter(self, user: UserMixin) -> int | None:
        return cast(Worker, user).totp_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        cast(Worker, user).totp_last_counter = tmatch.counter


def configure(app: Flask, config: Config, clock: Clock) -> None:
    """Set what Flask and the extensions read; open the engine and the key file."""
    logs.configure()
    keys = KeyRing.from_file(config.key_file)
    engine = make_engine(config.database_url)
    calendars = Calendars(config.timezone)
    app.extensions["installation"] = Installation(config, clock, engine, keys, calendars)
    app.secret_key = config.secret_key
    app.config.update(
        TRUSTED_HOSTS=config.trusted_hosts,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-alongside" if config.production else "alongside",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_COOKIE_SAMESITE="Lax",
        PREFERRED_URL_SCHEME=config.address.partition(":")[0],
        BABEL_DEFAULT_TIMEZONE=config.timezone,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; typed words outlive an hour
        WTF_I18N_ENABLED=False,  # its words are ours: no catalogue of WTForms' own is read
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer; the token is the proof
        **_sign_in_settings(config, keys),
    )


def _sign_in_settings(config: Config, keys: KeyRing) -> dict[str, object]:
    """Give Flask-Security's settings: how passwords, codes and their secrets are kept."""
    quick = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
    totp_key = base64.urlsafe_b64encode(keys.derive("second factor")).decode()
    return {
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SALT": keys.derive("passwords").hex(),
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": quick if config.quick_passwords else {},
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TOTP_SECRETS": {1: totp_key},
        "SECURITY_TOTP_ISSUER": SERVICE_NAME,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [
            base64.urlsafe_b64encode(keys.derive("recovery codes"))
        ],
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
    }


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app)
    accounts = FSQLALiteUserDatastore(cast(Any, db), Worker, SecurityRole, Passkey)
    # Only its machinery: the pages, the transactions and the sessions are ours.
    with app.app_context():  # its codes ask our clock once
        security = Security(app, accounts, register_blueprint=False, totp_cls=OnceTotp)
    # Who is here is found out in the request's own transaction.
    security.login_manager.request_loader(lambda _request: None)
    security.principal.identity_loaders.clear()
