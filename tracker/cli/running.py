"""Make the database ready, and serve."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

from contextlib import nullcontext

import click

from tracker import clock
from tracker.cli.edge import main, opened


@main.command("init-db")
def init_db() -> None:
    """Make the database's tables, or bring them up to date."""
    with opened(writes=True, ready=False) as service:
        service.database.bring_up_to_date()
    click.echo("The database is ready.")


@main.command()
@click.option("--no-scheduler", is_flag=True, help="Serve pages only; nothing runs by itself.")
def serve(no_scheduler: bool) -> None:
    """Serve the pages until stopped.

    On SQLite the scheduler runs inside; on PostgreSQL it is a command of its own, `tracker
    scheduler`.
    """
    with opened(writes=True) as service:
        from tracker import create_app
        from tracker.jobs.runner import Runner
        from tracker.jobs.serving import serve as serve_pages

        app = create_app(service.config, clock.now)
        engine = app.extensions["installation"].engine
        inside = engine.dialect.name == "sqlite" and not no_scheduler
        beside = Runner(service.on(engine), clock.now) if inside else nullcontext()
        try:
            serve_pages(service, app, clock.now, _say, beside)
        finally:
            engine.dispose()


@main.command()
def scheduler() -> None:
    """Open, raise and bring back alerts as their time comes, until stopped.

    On PostgreSQL as many as you like, beside any number of `tracker serve`. On SQLite it runs
    inside `tracker serve`; alone it is the only process that writes.
    """
    with opened(writes=True) as service:
        from tracker.jobs.runner import Runner
        from tracker.jobs.serving import keep_running

        keep_running(Runner(service, clock.now), _say)


def _say(line: str) -> None:
    click.echo(line, err=True)
