"""What every command shares: refusals in one sentence, instants, options, the opened service."""
# ruff: noqa: PLC0415 - asking for --help must load neither Flask nor the database

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from tracker.domain.errors import DomainError

if TYPE_CHECKING:
    from tracker.jobs.runs import Service

FOUND, REFUSED = 1, 2
HANDED_OVER = re.compile("[\ud800-\udfff]")  # how Python writes an argument's stray bytes
FIRST_YEAR, LAST_YEAR = 1900, 2199
T = TypeVar("T")


class Commands(click.Group):
    """Commands that refuse in one sentence on stderr, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else ctx.command_path
            refuse(f"{error.format_message()} Run: {path} --help")
        except DomainError as error:
            refuse(str(error))
        except UnicodeEncodeError as error:
            if not HANDED_OVER.search(error.object):
                raise
            refuse("One of the words after the command is not written in UTF-8. Type it again.")
        except OSError as error:
            named = f"{error.filename}: " if error.filename else ""
            refuse(f"{named}{error.strerror or error}.")


class Instant(click.ParamType[datetime]):
    """An instant with its zone, such as 2026-11-20T20:00:00Z."""

    name = "instant"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an instant such as 2026-11-20T20:00:00Z.", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no zone. Put a Z at its end for UTC.", param, ctx)
        if not FIRST_YEAR < at.year < LAST_YEAR:
            self.fail(f"{value!r} is not an instant we can keep.", param, ctx)
        return at.astimezone(UTC)


def refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def opened(*, writes: bool, ready: bool = True) -> "AbstractContextManager[Service]":
    """Open the installation that the environment names."""
    from config import Config
    from tracker.jobs.runs import open_service

    return open_service(Config.from_environment(os.environ), writes=writes, ready=ready)


def watched(batches: Iterable[T], label: str, length: int | None = None) -> Iterator[T]:
    """Show on stderr that something is going on, where someone is looking."""
    shown, err = sys.stderr.isatty(), sys.stderr
    with click.progressbar(batches, length, label, file=err, hidden=not shown) as each:
        yield from each


as_of = click.option("--as-of", type=Instant(), help="Stands for the clock of this command.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be, and write nothing.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Keep people and their key workers together.

    Exit status: 0 done, 1 found something, 2 refused.
    """
    os.umask(0o077)  # what is written is for the owner's eyes
