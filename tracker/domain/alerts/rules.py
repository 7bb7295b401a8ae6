"""The rules in force, with their numbers, and which comes first."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace

from tracker.domain.alerts.bond_rules import NeverStarted, NoKeyWorker, NothingPlanned, Quiet
from tracker.domain.alerts.contact_rules import Missed, OutcomeMissing, WeCancelled
from tracker.domain.alerts.findings import Rule
from tracker.domain.alerts.promise_rules import PromisePast
from tracker.domain.vocabulary import RuleKey


@dataclass(frozen=True)
class Rules:
    """The rules in force with their numbers, in order of precedence where they have one."""

    no_key_worker: NoKeyWorker = field(default_factory=NoKeyWorker)
    never_started: NeverStarted = field(default_factory=NeverStarted)
    quiet: Quiet = field(default_factory=Quiet)
    nothing_planned: NothingPlanned = field(default_factory=NothingPlanned)
    missed: Missed = field(default_factory=Missed)
    we_cancelled: WeCancelled = field(default_factory=WeCancelled)
    outcome_missing: OutcomeMissing = field(default_factory=OutcomeMissing)
    promise_past: PromisePast = field(default_factory=PromisePast)

    def __iter__(self) -> Iterator[Rule]:
        yield self.no_key_worker
        yield self.never_started
        yield self.quiet
        yield self.nothing_planned
        yield self.missed
        yield self.we_cancelled
        yield self.outcome_missing
        yield self.promise_past

    def with_setting(self, rule: RuleKey, name: str, value: int) -> "Rules":
        """Give the rules with one number changed; raise KeyError for one that does not exist."""
        held = getattr(self, rule.value, None)
        if held is None or name not in {setting.name for setting in fields(held)}:
            raise KeyError(f"{rule.value}.{name}")
        return replace(self, **{rule.value: replace(held, **{name: value})})


DEFAULT_RULES = Rules()
PRECEDENCE = (
    RuleKey.NO_KEY_WORKER,
    RuleKey.NEVER_STARTED,
    RuleKey.QUIET,
    RuleKey.NOTHING_PLANNED,
)
RULES_VERSION = 2
