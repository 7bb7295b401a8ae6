"""How a contact was made and what is written about it."""

from random import Random
from typing import Any

from tracker.domain.vocabulary import REACHED, Outcome, Setting, Way
from tracker.jobs.demo import words

SPOKEN = {Outcome.MET: words.MET, Outcome.SPOKE: words.SPOKE, Outcome.MESSAGED: words.MESSAGED}
TOLD = SPOKEN | words.NOT_HAPPENED


class Notes:
    """One person's notes: their places, and texts that do not say the same twice in a row."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.places = chance.sample(words.PLACES, 3)
        self.before: dict[Outcome, str] = {}

    def way(self, outcome: Outcome, *, inside: bool) -> Way:
        if outcome is Outcome.MESSAGED:
            return Way.LETTER if inside or self.chance.random() < 0.04 else Way.TEXT
        if outcome is Outcome.SPOKE:
            return Way.IN_PERSON if self.chance.random() < 0.08 else Way.CALL
        if outcome in {Outcome.WE_TRIED, Outcome.THEY_TRIED}:
            return self.chance.choice((Way.CALL, Way.TEXT, Way.CALL))
        return Way.VIDEO if self.chance.random() < 0.05 else Way.IN_PERSON

    def minutes(self, outcome: Outcome, way: Way) -> int | None:
        if outcome not in REACHED or way in {Way.TEXT, Way.LETTER}:
            return None
        return self.chance.choice(
            (30, 45, 60, 60, 75, 90) if outcome is Outcome.MET else (5, 10, 15)
        )

    def place(self, outcome: Outcome, way: Way, *, inside: bool) -> str | None:
        if way is not Way.IN_PERSON or outcome in {Outcome.WE_TRIED, Outcome.THEY_TRIED}:
            return None
        return "The visiting room" if inside else self.chance.choice(self.places)

    def told(self, outcome: Outcome) -> dict[str, Any]:
        """Give the words of a contact: mostly shared, at times for the team, seldom held back."""
        reached, chance = outcome in REACHED, self.chance.random
        made: dict[str, Any] = {"shared": self._text(outcome) if chance() < 0.85 else None}
        if reached and chance() < 0.35:
            made["agreed"] = self.chance.choice(words.AGREED)
        if chance() < 0.1:
            made["team"] = self.chance.choice(words.TEAM_NOTES)
            if chance() < 0.15:
                made["held_back_reason"] = words.HELD_BACK
        if reached and chance() < 0.008:
            made["worried_told_who"] = words.WORRIED
        if outcome is Outcome.MET and chance() < 0.06:
            made["setting"] = Setting.GROUP if chance() < 0.3 else Setting.WITH_OTHERS
        return made

    def _text(self, outcome: Outcome) -> str:
        choices = [text for text in TOLD[outcome] if text != self.before.get(outcome)]
        self.before[outcome] = self.chance.choice(choices or list(TOLD[outcome]))
        return self.before[outcome]
