"""Fill an empty service with a made-up one, to try it."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.edge import as_of, main, opened, refuse, watched

if TYPE_CHECKING:
    from config import Config

PASSWORD = "walk with me a while"  # noqa: S105 - printed on purpose, refused in production


@main.command()
@as_of
@click.option("--people", type=click.IntRange(1, 10_000), default=320, help="How many people.")
@click.option("--seed", type=int, default=1, help="The same seed makes the same lives.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is data already.")
def demo(as_of: datetime | None, people: int, seed: int, if_empty: bool) -> None:
    """Fill an empty service with two years of made-up life and print the sign-ins.

    Never in production, never over data. Which relationships were made to fade is written beside
    the data, in truth.json.
    """
    at = as_of or clock.now()
    with opened(writes=True) as service:
        from tracker.jobs import demo as demos

        if service.config.production:
            refuse("The demo is made-up people. It does not go into production.")
        empty = demos.is_empty(service, at)
        if not empty and not if_empty:
            refuse("There is data here already. Name an empty TRACKER_DATA_DIR to try the demo.")
        made = demos.Demo(service, at, people, seed)
        if empty:
            for _ in watched(made.make(), "Two years of life", made.steps):
                pass
        cast = made.cast() if empty else []
        config, printed = service.config, demos.CAST
    _give_passwords(config, cast)
    click.echo(f"\n  Alongside, a demo, at {config.address}\n  Password for all: {PASSWORD}")
    for one in printed:
        click.echo(f"    {one.what:<14} {one.email}")
    click.echo("")


def _give_passwords(config: "Config", workers: list[int]) -> None:
    """Choose the passwords by the workers' own one-time links."""
    if not workers:
        return
    from tracker import create_app
    from tracker.web.first_password import choose_by_command

    app = create_app(config, clock.now)
    try:
        for worker_id in workers:
            choose_by_command(app, worker_id, PASSWORD)
    finally:
        app.extensions["installation"].engine.dispose()
