"""What is shown of all that is claimed: precedence, silence in a pause, after a stay; and whose it is."""

from dataclasses import dataclass
from itertools import product

import pytest

from tests.factories.facts import ANA, DEE, DOT, KIT, LEE, LONDON, SAM, at, facts
from tracker.domain.alerts.engine import Judgement, judge, look_again_at, owner_of
from tracker.domain.alerts.findings import Finding
from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.domain.vocabulary import Closed, OwnerRole, RuleKey, Tier

NOW = at("2026-09-20 12:00")
PRECEDENCE = (RuleKey.NO_KEY_WORKER, RuleKey.NEVER_STARTED, RuleKey.QUIET, RuleKey.NOTHING_PLANNED)
BESIDE = (
    RuleKey.MISSED,
    RuleKey.WE_CANCELLED,
    RuleKey.OUTCOME_MISSING,
    RuleKey.PROMISE_PAST,
)
SILENT = {RuleKey.NEVER_STARTED, RuleKey.QUIET, RuleKey.MISSED, RuleKey.NOTHING_PLANNED}


@dataclass(frozen=True)
class Says:
    """A rule that claims, or does not, whatever the facts."""

    key: RuleKey
    claims: bool
    moment: str | None = None

    @property
    def silent_while_paused(self):
        return self.key in SILENT

    @property
    def finding(self):
        return Finding(self.key, Tier.THIS_WEEK, at("2026-09-19"), {})

    def evaluate(self, _facts, _at):
        return self.finding if self.claims else None

    def moments(self, _facts):
        return iter([at(self.moment)] if self.moment else [])


def test_the_rules_in_force_are_the_eight_and_know_their_silence():
    assert [rule.key for rule in DEFAULT_RULES] == [*PRECEDENCE, *BESIDE]
    assert {rule.key for rule in DEFAULT_RULES if rule.silent_while_paused} == SILENT


@pytest.mark.parametrize("claimed", list(product([True, False], repeat=4)), ids=str)
def test_of_a_persons_rhythm_rules_only_the_first_is_shown(claimed):
    rules = [Says(key, claims) for key, claims in zip(PRECEDENCE, claimed, strict=True)]
    found = judge(facts(), NOW, rules)
    true = [rule for rule in rules if rule.claims]
    assert found.findings == tuple(rule.finding for rule in true[:1])
    assert found.hidden == {rule.key: Closed.ANOTHER_FIRST for rule in true[1:]}


def test_the_other_rules_are_shown_beside_it():
    rules = [Says(key, claims=True) for key in (*PRECEDENCE, *BESIDE)]
    found = judge(facts(), NOW, rules)
    assert [finding.rule for finding in found.findings] == [RuleKey.NO_KEY_WORKER, *BESIDE]


def test_in_a_pause_the_silent_ones_are_hidden_and_hide_nothing():
    rules = [Says(key, claims=True) for key in (*PRECEDENCE, *BESIDE)]
    found = judge(facts(pauses="2026-09-10 holiday"), NOW, rules)
    assert [finding.rule for finding in found.findings] == [
        RuleKey.NO_KEY_WORKER,
        RuleKey.WE_CANCELLED,
        RuleKey.OUTCOME_MISSING,
        RuleKey.PROMISE_PAST,
    ]
    assert found.hidden == dict.fromkeys(SILENT, Closed.PAUSED)


QUIET_TOO = {"stay": "2026-03-01", "key_worker": "sam 2026-03-01", "agreed": "2026-08-01 7",
             "contacts": "2026-09-01 met; 2026-09-16 missed_each_other"}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "shown", "hidden"),
    [
        pytest.param({}, ["never_started"], {"nothing_planned": Closed.ANOTHER_FIRST}, id="never started, nothing planned"),
        pytest.param(QUIET_TOO, ["quiet", "missed"], {"nothing_planned": Closed.ANOTHER_FIRST}, id="quiet, nothing planned"),
        pytest.param(QUIET_TOO | {"meetings": "2026-09-23 14:00 planned 2026-09-01"}, ["missed"], {},
                     id="a meeting in three days: neither"),
        pytest.param(QUIET_TOO | {"meetings": "2026-09-21 11:00 planned 2026-09-01; 2026-09-18 10:00 planned 2026-09-01"},
                     ["missed"], {}, id="a meeting tomorrow, and one whose working day is not over"),
        pytest.param(QUIET_TOO | {"agreed": "2026-08-01 14"}, ["nothing_planned", "missed"], {}, id="nothing planned alone"),
        pytest.param(QUIET_TOO | {"pauses": "2026-09-19 12:00 holiday"}, [],
                     {"quiet": Closed.PAUSED, "nothing_planned": Closed.PAUSED, "missed": Closed.PAUSED}, id="paused"),
        pytest.param(QUIET_TOO | {"pauses": "2026-09-19 12:00 holiday to 2026-09-20 12:00"}, ["quiet", "missed"],
                     {"nothing_planned": Closed.ANOTHER_FIRST}, id="the instant the pause ends"),
        pytest.param(QUIET_TOO | {"pauses": "2026-09-05 holiday"}, [], {"missed": Closed.PAUSED},
                     id="paused before it was quiet: no claim that could be hidden"),
        pytest.param(QUIET_TOO | {"key_worker": "sam 2026-03-01 to 2026-09-10 unplanned"}, ["no_key_worker", "missed"], {},
                     id="nobody"),
        pytest.param(QUIET_TOO | {"key_worker": "sam 2026-03-01 to 2026-09-10 unplanned", "pauses": "2026-09-12 holiday"},
                     ["no_key_worker"], {"missed": Closed.PAUSED}, id="nobody, in a pause"),
        pytest.param({"stay": "2026-08-01 to 2026-09-20 12:00 moved_on"}, [], dict.fromkeys(RuleKey, Closed.STAY_ENDED),
                     id="the instant the stay ends"),
        pytest.param(QUIET_TOO | {"stay": "2026-03-01 to 2026-09-10 died"}, [], dict.fromkeys(RuleKey, Closed.STAY_ENDED),
                     id="they died: nothing opens"),
        pytest.param({"stay": None}, [], dict.fromkeys(RuleKey, Closed.STAY_ENDED), id="never with us"),
    ],
)  # fmt: skip
def test_judged_by_the_rules_in_force(known, shown, hidden):
    found = judge(facts(**known), NOW, DEFAULT_RULES)
    assert [finding.rule for finding in found.findings] == shown
    assert found.hidden == {RuleKey(key): how for key, how in hidden.items()}


WORKER, LEAD = OwnerRole.WORKER, OwnerRole.LEAD
ALL = {
    "key_worker": "sam 2026-03-01",
    "deputy": "dee 2026-03-01",
    "cover": "kit 2026-09-15 to 2026-09-25",
}


@pytest.mark.parametrize(
    ("known", "when", "worker", "lead"),
    [
        pytest.param(ALL, "2026-09-14 23:59:59.999999", SAM, LEE, id="before cover: the key worker"),
        pytest.param(ALL, "2026-09-15", KIT, LEE, id="cover, from its first instant"),
        pytest.param(ALL, "2026-09-24 23:59:59.999999", KIT, LEE, id="cover, to its last"),
        pytest.param(ALL, "2026-09-25", SAM, LEE, id="it ends by itself"),
        pytest.param(ALL | {"key_worker": ""}, "2026-09-20", KIT, LEE, id="cover without a key worker"),
        pytest.param(ALL | {"key_worker": "sam 2026-03-01 to 2026-09-01 planned", "cover": ""}, "2026-09-20", DEE, LEE,
                     id="no key worker: the deputy"),
        pytest.param({"key_worker": ""}, "2026-09-20", LEE, LEE, id="nobody: the lead"),
        pytest.param({"key_worker": "", "lead": None}, "2026-09-20", DOT, DOT, id="nobody, no lead: the deputy lead"),
        pytest.param({"key_worker": "", "lead": None, "deputy_lead": None}, "2026-09-20", None, None,
                     id="nobody at all: administrators see that this team has no lead"),
        pytest.param({"lead": None, "deputy_lead": None}, "2026-09-20", SAM, None, id="no lead: the worker's alerts have an owner"),
        pytest.param({"key_worker": "lee 2026-03-01"}, "2026-09-20", LEE, DOT, id="the lead is key worker: the deputy lead"),
        pytest.param({"key_worker": "lee 2026-03-01", "deputy_lead": None}, "2026-09-20", LEE, LEE,
                     id="the lead is key worker, no deputy lead: better the lead than nobody"),
        pytest.param({"key_worker": "lee 2026-03-01 to 2026-09-20 planned; ana 2026-09-20"}, "2026-09-20", ANA, LEE,
                     id="the lead was key worker until now"),
        pytest.param({"key_worker": "dot 2026-03-01"}, "2026-09-20", DOT, LEE, id="the deputy lead is key worker"),
        pytest.param({"key_worker": "dot 2026-03-01", "lead": None}, "2026-09-20", DOT, DOT,
                     id="the deputy lead is key worker, no lead"),
        pytest.param({"key_worker": "sam 2026-03-01", "cover": "lee 2026-09-15 to 2026-09-25"}, "2026-09-20", LEE, LEE,
                     id="the lead covers: still the lead's own"),
    ],
)  # fmt: skip
def test_whose_an_alert_is(known, when, worker, lead):
    known = facts(**{"stay": "2026-03-01"} | known)
    assert (owner_of(known, at(when), WORKER), owner_of(known, at(when), LEAD)) == (worker, lead)


@pytest.mark.parametrize(
    ("known", "rules", "moment"),
    [
        pytest.param({}, [Says(RuleKey.QUIET, True, "2026-10-01"), Says(RuleKey.MISSED, False, "2026-09-30")],
                     "2026-09-30", id="the first moment of any rule, whether it claims or not"),
        pytest.param({}, [Says(RuleKey.QUIET, True, "2026-09-20 12:00")], None, id="not this instant itself"),
        pytest.param({}, [Says(RuleKey.QUIET, True, "2026-09-19")], None, id="nor one that is past"),
        pytest.param({"cover": "kit 2026-09-15 to 2026-09-25"}, [], "2026-09-25", id="the end of cover: another owner"),
        pytest.param({"cover": "kit 2026-09-22 to 2026-09-25"}, [], "2026-09-22", id="its beginning"),
        pytest.param({"meetings": "2026-09-21 10:00 planned 2026-09-01"}, [], "2026-09-21 10:00",
                     id="a meeting begins: My people shows the next"),
        pytest.param({"key_worker": "", "agreed": "2026-08-01 28 custody to 2026-09-28"}, [], "2026-09-28",
                     id="a plan ends, though there is no clock: My people shows what was agreed"),
        pytest.param({"key_worker": "sam 2026-08-01"}, [], "2026-10-24", id="the first twelve weeks end"),
        pytest.param({"stay": "2026-08-01 to 2026-09-30 moved_on"}, [], "2026-09-30", id="a stay that will end"),
        pytest.param({"stay": "2026-08-01 to 2026-09-20 12:00 moved_on", "cover": "kit 2026-09-15 to 2026-09-25"},
                     [Says(RuleKey.QUIET, False, "2026-10-01")], None, id="a stay that has: never again"),
        pytest.param({"stay": None}, [Says(RuleKey.QUIET, False, "2026-10-01")], None, id="no stay"),
    ],
)  # fmt: skip
def test_when_to_look_again(known, rules, moment):
    known = facts(**{"key_worker": "sam 2026-03-01"} | known)
    expected = at(moment) if moment else None
    assert look_again_at(known, NOW, rules) == expected
    assert judge(known, NOW, rules).look_again_at == expected


def test_a_judgement_is_a_value():
    known = facts(**QUIET_TOO)
    assert judge(known, NOW, DEFAULT_RULES) == judge(facts(**QUIET_TOO), NOW, DEFAULT_RULES)
    assert isinstance(judge(known, NOW, DEFAULT_RULES), Judgement)
    assert known.calendar is LONDON


def test_a_setting_changes_one_number_of_one_rule():
    changed = DEFAULT_RULES.with_setting(RuleKey.NEVER_STARTED, "days", 10)
    assert changed.never_started.days == 10
    assert changed.quiet == DEFAULT_RULES.quiet
    for rule, name in [
        (RuleKey.NEVER_STARTED, "key"),
        (RuleKey.QUIET, "days"),
        (RuleKey.DO_LESS, "days"),
    ]:
        with pytest.raises(KeyError, match=f"{rule}.{name}"):
            DEFAULT_RULES.with_setting(rule, name, 1)
