"""Teams and workers, by hand."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

from typing import TYPE_CHECKING

import click

from tracker import clock
from tracker.cli.edge import main, opened
from tracker.domain.vocabulary import Role

if TYPE_CHECKING:
    from config import Config


@main.group()
def team() -> None:
    """Add teams and say who leads them."""


@team.command("add")
@click.argument("name")
def add_team(name: str) -> None:
    """Add a team with the calendar of TRACKER_HOLIDAYS."""
    with opened(writes=True) as service, service.run(clock.now()) as run:
        from tracker.services import teams

        made = teams.add(run.session, run.act, name, service.config.holidays)
    click.echo(f"Team {made.name} is there.")


@team.command("lead")
@click.argument("name")
@click.argument("email")
@click.option("--deputy", is_flag=True, help="Make them the deputy lead.")
def lead_team(name: str, email: str, deputy: bool) -> None:
    """Say who leads the team NAME: the worker of EMAIL."""
    with opened(writes=True) as service, service.run(clock.now()) as run:
        from tracker.services import teams

        led = teams.set_lead(run.session, run.act, name, email, deputy=deputy)
    click.echo(f"{email} {'is the deputy lead of' if deputy else 'leads'} {led.name}.")


@main.group()
def user() -> None:
    """Add workers' accounts, and disable them."""


@user.command("add")
@click.argument("email")
@click.option("--name", help="What they are called; needed for someone new.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="What they may do; may be given more than once, needed for someone new.",
)
@click.option("--team", "team_name", metavar="NAME", help="The team they have the role in.")
def add_user(email: str, name: str | None, roles: tuple[str, ...], team_name: str | None) -> None:
    """Add a worker, or complete one who is here, and print a link to choose a password.

    The link works once and for seven days. Give it to them in person.
    """
    with opened(writes=True) as service:
        from tracker.services import teams, workers

        with service.run(clock.now()) as run:
            theirs = teams.by_name(run.session, team_name) if team_name else None
            account = workers.Account(email, name, tuple(map(Role, roles)), theirs)
            worker = workers.add(run.session, run.act, account)
            run.act.note("worker.link_made", thing=("worker", worker.public_id))
        click.echo(_link(service.config, worker.id))


def _link(config: "Config", worker_id: int) -> str:
    from tracker import create_app
    from tracker.web.first_password import first_sign_in_link

    app = create_app(config, clock.now)
    try:
        return first_sign_in_link(app, worker_id)
    finally:
        app.extensions["installation"].engine.dispose()


@user.command("disable")
@click.argument("email")
def disable_user(email: str) -> None:
    """End an account and its sign-ins; who it is with stays until a handover."""
    with opened(writes=True) as service, service.run(clock.now()) as run:
        from tracker.services import workers

        left = workers.disable(run.session, run.act, email)
    click.echo(f"{email} cannot sign in any more.")
    if left:
        click.echo(f"People they are still key worker of: {left}. Plan a handover for each.")
