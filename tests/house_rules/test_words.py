"""Nothing stored is without words, and no rule without its sentences."""

from pathlib import Path

import pytest

from tracker.domain.alerts.rules import DEFAULT_RULES
from tracker.web import words
from tracker.web.done import DONE

RULES = Path(__file__).resolve().parents[2] / "templates" / "alerts" / "rules"
SAID = ("title", "brief", "why", "unseen", "step", "ladder")


@pytest.mark.parametrize("vocabulary", list(words.OF), ids=lambda kind: kind.__name__)
def test_every_stored_word_has_words_on_screen(vocabulary):
    assert set(words.OF[vocabulary]) == set(vocabulary)
    assert all(str(said).strip() for said in words.OF[vocabulary].values())


@pytest.mark.parametrize("rule", list(DEFAULT_RULES), ids=lambda rule: rule.key.value)
def test_every_rule_says_what_is_at_stake_why_and_one_small_step(rule):
    text = (RULES / f"{rule.key}.html").read_text()
    assert [name for name in SAID if f"macro {name}(" not in text] == []


def test_no_sentences_stand_for_a_rule_that_is_gone():
    assert {path.stem for path in RULES.glob("*.html")} == {
        rule.key.value for rule in DEFAULT_RULES
    }


def test_every_done_line_is_a_sentence():
    assert [key for key, said in DONE.items() if not str(said).endswith(".")] == []
