"""The edge of a command: one opened installation; one transaction, one audit event, one commit."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from config import Config
from tracker.adapters.anchors import FILE_NAME, AnchorFile
from tracker.adapters.calendars import Calendars
from tracker.adapters.database import Database, Engine, Session, make_room, require_file
from tracker.adapters.keys import KeyRing
from tracker.adapters.process_lock import only_writer
from tracker.jobs.collector import calm_the_collector
from tracker.queries.readiness import require_ready
from tracker.services import audit
from tracker.services.acts import Act
from tracker.services.workers import active_by_email

BY_COMMAND = "system:command"


@dataclass
class Run:
    """One transaction of a command, and whose rows it showed or touched."""

    session: Session
    act: Act
    touched: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Service:
    """An installation as a command has it."""

    config: Config
    database: Database
    keys: KeyRing
    calendars: Calendars

    @property
    def anchors(self) -> AnchorFile:
        return AnchorFile(self.config.data_dir / FILE_NAME, self.keys)

    def on(self, engine: Engine) -> "Service":
        """Give the same installation on an engine that others in this process use too.

        On SQLite writers of one engine queue up fairly; those of two only wait for the file.
        """
        return replace(self, database=Database(self.database.url, engine))

    def act(self, at: datetime, by: str = BY_COMMAND) -> Act:
        return Act(at=at, by=by, keys=self.keys, calendars=self.calendars)

    @contextmanager
    def run(self, at: datetime, by: str = BY_COMMAND) -> Iterator[Run]:
        """Write in one transaction: the audit event last, then the commit, or none of it."""
        with self.database.write() as session:
            run = Run(session, self.act(at, by))
            yield run
            session.flush()
            audit.write(session, run.act, seen=run.touched)

    @contextmanager
    def look(self, at: datetime, by: str = BY_COMMAND) -> Iterator[Run]:
        """Read one moment and write nothing, not even an audit event."""
        with self.database.snapshot() as session:
            yield Run(session, self.act(at, by))

    def worker(self, email: str) -> str:
        """Name a worker as an actor; raise NotFoundError where there is no active account."""
        with self.database.snapshot() as session:
            return f"worker:{active_by_email(session, email).id}"


@contextmanager
def open_service(config: Config, *, writes: bool, ready: bool = True) -> Iterator[Service]:
    """Open an installation; `writes` makes it the only writing process (SQLite).

    Raises ConflictError when another process writes, InvalidError when the key file or (unless
    `ready` is False) the tables are not what this code knows.
    """
    (require_file if ready else make_room)(config.database_url)
    calm_the_collector()
    with ExitStack() as stack:
        if writes:
            stack.enter_context(only_writer(config.database_url))
        keys = KeyRing.from_file(config.key_file)
        database = Database(config.database_url)
        stack.callback(database.close)
        if ready:
            require_ready(database.engine)
        yield Service(config, database, keys, Calendars(config.timezone))
