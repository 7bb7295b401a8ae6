"""Evaluate alerts."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

import json
from datetime import datetime

import click

from tracker import clock
from tracker.cli.edge import as_json, as_of, dry_run, main, opened, watched


@main.command("evaluate-alerts")
@as_of
@click.option("--all", "everyone", is_flag=True, help="Judge everyone, not only who is due.")
@dry_run
@as_json
def evaluate_alerts(as_of: datetime | None, everyone: bool, dry_run: bool, as_json: bool) -> None:
    """Judge who is due and list the alerts that are open.

    An instant before something already judged is refused, but for a dry run.
    """
    at = as_of or clock.now()
    with opened(writes=not dry_run) as service:
        from tracker.jobs import evaluations

        if dry_run:
            rows = [
                row
                for some in watched(evaluations.foreseen(service, at), "Judging")
                for row in some
            ]
        else:
            sum(watched(evaluations.judge(service, at, everyone=everyone), "Judging"))
            rows = evaluations.open_now(service, at)
    told = evaluations.in_order(rows)
    if as_json:
        click.echo(json.dumps(told, indent=1))
        return
    for row in told:
        click.echo("{reference}\t{rule}\t{tier}\t{true_since}\t{owner}".format_map(row))
    click.echo(f"Alerts {'that would be ' if dry_run else ''}open: {len(told)}.")
