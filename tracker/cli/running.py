"""Make the database ready, and serve."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

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
def serve(no_scheduler: bool) -> None:  # noqa: ARG001 - the scheduler is still to come
    """Serve the pages until stopped."""
    with opened(writes=True) as service:
        from tracker import create_app
        from tracker.jobs.serving import serve as serve_pages

        app = create_app(service.config, clock.now)
        try:
            serve_pages(service, app, clock.now, lambda line: click.echo(line, err=True))
        finally:
            app.extensions["installation"].engine.dispose()
