"""A command that names who acts obeys too: a worker we do not know, or not any more, acts no more."""

import click
import pytest

from tests.cli.conftest import SAMPLE, refused
from tests.services.imports.looking import checksums
from tracker.cli import main

DISABLED = "ana.reid@example.org"
BY = {"nobody we know": "no@example.org", "a disabled account": DISABLED}
SENTENCE = "There is no worker {} with an active account. Run: tracker user add"
KINDS = ("workers", "people", "contacts", "justice")


def commands_with(option, command=main, path=()):
    """Give every command, however deep, that takes the option."""
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            yield from commands_with(option, child, (*path, name))
    elif any(option in parameter.opts for parameter in command.params):
        yield path


def test_import_is_the_only_command_that_lets_one_say_who_acts():
    """Another one belongs into the test below."""
    assert list(commands_with("--by")) == [("import",)]


@pytest.mark.parametrize("who", BY)
def test_nobody_acts_through_a_command_who_could_not_sign_in(
    who, sample, tracker, sessions, measure, database
):
    assert tracker("user", "disable", DISABLED).exit_code == 0
    with sessions() as session:
        before = checksums(session)
    tried = [(kind, more) for kind in KINDS for more in ((), ("--dry-run",))]
    for kind, more in tried:
        by = ("--by", f" {BY[who].upper()}", *more)
        file = str(SAMPLE / f"{kind}.csv")
        refused(tracker("import", kind, file, *by), SENTENCE.format(BY[who]))
    with sessions() as session:
        assert checksums(session) == before  # the audit too
    measure(
        f"commands refused by {who}",
        wanted=8,
        reached=len(tried),
        count=len(tried),
        database=database,
    )
