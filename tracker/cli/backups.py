"""Keep a copy, and make a service out of one."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

import sys
from pathlib import Path

import click

from tracker import clock
from tracker.cli.edge import FOUND, main, opened

PATH = click.Path(dir_okay=False, path_type=Path)


@main.command()
@click.argument("file", type=PATH)
def backup(file: Path) -> None:
    """Write everything to FILE, and people's keys to FILE.keys; runs beside a server.

    Keep the two apart: the data is unreadable without the keys and the key file.
    """
    with opened(writes=False) as service:
        from tracker.services.backups import back_up

        made = back_up(service.config.database_url, service.keys, file, service.anchors.read())
    click.echo(f"People in {made.file}: {made.people}. Their keys are in {made.keys_file}.")
    if made.audit.wrong:
        click.echo(f"The copy is whole, but its audit is not what was written. {made.audit.wrong}")
        sys.exit(FOUND)


@main.command()
@click.argument("file", type=PATH)
@click.option("--keys", "keys_file", type=PATH, help="The newest file of keys, if not FILE.keys.")
@click.option("--accept-loss", is_flag=True, help="Restore although newer events are known of.")
def restore(file: Path, keys_file: Path | None, accept_loss: bool) -> None:
    """Make the database out of a backup; there must be none yet."""
    with opened(writes=True, ready=False) as service:
        from tracker.jobs.restoring import restore_backup

        for line in restore_backup(service, clock.now(), file, keys_file, accept_loss=accept_loss):
            click.echo(line)
