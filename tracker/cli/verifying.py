"""Check that what is written is what it should be."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

import sys

import click

from tracker import clock
from tracker.cli.edge import FOUND, main, opened, watched


@main.command("verify-state")
def verify_state() -> None:
    """Compare what is written about alerts with the facts."""
    people, wrong = 0, list[str]()
    with opened(writes=False) as service:
        from tracker.jobs.verifications import compare_state

        for count, sentences in watched(compare_state(service, clock.now()), "Comparing"):
            people, wrong = people + count, wrong + sentences
    for sentence in wrong:
        click.echo(sentence)
    click.echo(f"People compared: {people}. Differences: {len(wrong)}.")
    sys.exit(FOUND if wrong else 0)


@main.command("verify-audit")
def verify_audit() -> None:
    """Check that the audit is what was written, and say up to where that is proven."""
    with opened(writes=False) as service:
        from tracker.jobs.verifications import verify_audit as verify

        found = verify(service, clock.now())
    if found.wrong:
        click.echo(found.wrong)
        sys.exit(FOUND)
    click.echo(f"Events that are what was written: {found.events}.")
    if found.unproven:
        first, last = found.unproven
        click.echo(f"No anchor covers events {first} to {last}: a cut there would leave no trace.")
