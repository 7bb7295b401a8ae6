"""Import one file: read it, take it in as one transaction, remember whom it touched."""

from datetime import datetime
from pathlib import Path

from tracker.adapters.spreadsheets import read_file
from tracker.jobs.runs import Service
from tracker.services.imports import KINDS, Imported, import_sheet

BY = "system:import"


def take_in(
    service: Service, kind: str, file: Path, at: datetime, *, by: str | None, dry_run: bool
) -> Imported:
    """Import a file of a kind at `at`, as the worker of the address `by` or as the system."""
    sheet = read_file(file, KINDS[kind].columns)
    actor = service.worker(by) if by else BY
    with (service.look if dry_run else service.run)(at, actor) as run:
        done = import_sheet(
            run.session, run.act, kind, sheet, region=service.config.holidays, dry_run=dry_run
        )
        run.touched.update(done.people)
    return done
