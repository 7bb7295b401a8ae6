"""Make the database out of a backup, bring it up to date, and say so in the audit."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.jobs.runs import Service
from tracker.services.restores import Source, restore


def restore_backup(
    service: Service, at: datetime, file: Path, keys_file: Path | None, *, accept_loss: bool
) -> Iterator[str]:
    """Restore, and give the lines that say what came of it."""
    restored = restore(
        Source(file, keys_file),
        service.config.database_url,
        service.keys,
        service.anchors.read(),
        accept_loss=accept_loss,
    )
    yield f"People who are back, with their keys: {restored.people}."
    if restored.without_key:
        yield f"People without a key, erased since or newer than the keys: {restored.without_key}."
    if restored.lost:
        kept = service.anchors.set_aside(at)
        first, last = restored.lost
        yield f"Events {first} to {last} of the audit are lost; the old anchors are kept in {kept}."
    service.database.bring_up_to_date()
    with service.run(at) as run:
        run.act.note("service.restored")
