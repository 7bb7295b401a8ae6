"""Take in a service's own spreadsheets."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from tracker import clock
from tracker.cli.edge import FOUND, as_json, as_of, dry_run, main, opened

KINDS = ("workers", "people", "contacts", "justice")


@main.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_of
@click.option("--by", metavar="EMAIL", help="The worker whose act it is.")
@dry_run
@as_json
def import_(
    kind: str, file: Path, as_of: datetime | None, by: str | None, dry_run: bool, as_json: bool
) -> None:
    """Take in a CSV file: good rows go in, the others are named with what to do.

    The same file again adds nothing. A file goes in as one transaction.
    """
    with opened(writes=not dry_run) as service:
        from tracker.jobs.imports import take_in

        done = take_in(service, kind, file, as_of or clock.now(), by=by, dry_run=dry_run)
    rejected = [asdict(rejection) for rejection in done.rejected]
    if as_json:
        click.echo(json.dumps({"ok": done.ok, "rejected": rejected, "unchanged": done.unchanged}))
    else:
        for row in rejected:
            click.echo("Line {row}: {reason}. To do: {help}.".format_map(row))
        went_in = "Rows that would go in" if dry_run else "Rows that went in"
        click.echo(
            f"{went_in}: {done.ok}. Here already: {done.unchanged}. Not taken: {len(rejected)}."
        )
    sys.exit(FOUND if rejected else 0)
