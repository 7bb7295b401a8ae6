"""Fill an empty service with a made-up one, to try it."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.edge import as_of, main, opened, refuse

if TYPE_CHECKING:
    from config import Config

PASSWORD = "walk with me a while"  # noqa: S105 - printed on purpose, refused in production


@main.command()
@as_of
@click.option("--if-empty", is_flag=True, help="Do nothing where there is data already.")
def demo(as_of: datetime | None, if_empty: bool) -> None:
    """Fill an empty service from the sample spreadsheets and print the sign-ins.

    Never in production, never over data.
    """
    at = as_of or clock.now()
    with opened(writes=True) as service:
        from tracker.jobs import demo as demos

        if service.config.production:
            refuse("The demo is made-up people. It does not go into production.")
        empty = demos.is_empty(service, at)
        if not empty and not if_empty:
            refuse("There is data here already. Name an empty TRACKER_DATA_DIR to try the demo.")
        cast = demos.fill(service, at) if empty else []
        config, people = service.config, demos.CAST
    for worker_id in cast:
        _give_password(config, worker_id)
    click.echo(f"\n  Alongside, a demo, at {config.address}\n  Password for all: {PASSWORD}")
    for one in people:
        click.echo(f"    {one.what:<14} {one.email}")
    click.echo("")


def _give_password(config: "Config", worker_id: int) -> None:
    """Choose the password by the worker's own one-time link."""
    from tracker import create_app
    from tracker.web.first_password import choose_by_command

    app = create_app(config, clock.now)
    try:
        choose_by_command(app, worker_id, PASSWORD)
    finally:
        app.extensions["installation"].engine.dispose()
