"""The people Dev Patel sees first: one of each kind, and one long story told from its start."""

from tracker.domain.vocabulary import JusticeKind, Outcome, PairingEnd, PauseKind
from tracker.jobs.demo.cast import DEV, ELIN, NOOR, SOUTH
from tracker.jobs.demo.plots import LAST, Bond, Fade, Kind, Plot, Spell


def _every(start: int, days: int) -> tuple[tuple[int, int], ...]:
    """Give an interval agreed and renewed each season, last not long ago."""
    return tuple((day, days) for day in range(start, LAST - 10, 84))


def _plot(name: str, age: int, match: int, interval: int, **more: object) -> Plot:
    plot = {
        "kind": "dev",
        "name": name,
        "age": age,
        "team": SOUTH,
        "referred": match - 4,
        "bonds": (Bond(worker=DEV.email, start=match),),
        "every": _every(match, interval),
        **more,
    }
    return Plot(**plot)  # type: ignore[arg-type] # each by its own name


JAY = _plot(
    "Jay",
    17,
    30,
    7,
    bonds=(
        Bond(worker=NOOR.email, start=30, end=NOOR.left, why=PairingEnd.WORKER_LEFT, planned=False),
        Bond(worker=DEV.email, start=(NOOR.left or 0) + 9),
    ),
    every=(*_every(30, 7)[:5], (487, 7), (560, 7), (640, 10), (LAST - 20, 14)),
    deputy=ELIN.email,
    deputy_from=130,
    spells=(
        Spell(kind=Kind.PAUSE, start=210, end=226, pause=PauseKind.HOLIDAY),
        Spell(kind=Kind.QUIET, start=330, end=357),
        Spell(kind=Kind.COVER, start=585, end=601, worker=ELIN.email),
    ),
    justice=((395, JusticeKind.STOP), (LAST - 110, JusticeKind.ARREST)),
    close_justice=290,
    forced=(
        (90, Outcome.THEY_MOVED), (150, Outcome.MISSED_EACH_OTHER), (250, Outcome.WE_CANCELLED),
        (300, Outcome.THEY_TRIED), (430, Outcome.THEY_CANCELLED), (520, Outcome.WE_MOVED),
        (560, Outcome.COULD_NOT_COME), (LAST - 80, Outcome.WE_CANCELLED),
    ),
    meets=LAST + 6,
)  # fmt: skip
FIRST = (
    JAY,
    _plot("Tess", 16, 300, 7, fade=Fade(start=LAST - 41, stops=True)),
    _plot("Kofi", 19, 410, 14, meets=LAST, forced=((500, Outcome.WE_WERE_NOT_THERE),)),
    _plot("Amina", 20, 260, 14, meets=LAST + 2),
    _plot("Ellis", 18, 340, 14, meets=LAST + 8),
    _plot(
        "Nia", 17, 220, 10,
        spells=(
            Spell(kind=Kind.PAUSE, start=LAST - 17, end=LAST + 90,
                  pause=PauseKind.ASKED_FOR_SPACE, look_again=LAST + 18),
        ),
        forced=((400, Outcome.COULD_NOT_BE_BROUGHT),),
    ),
    _plot("Marek", 21, LAST - 40, 7, meets=LAST + 4),
    _plot(
        "Callie", 15, 380, 7, unsaid=True, meets=LAST + 9,
        forced=((600, Outcome.WE_DID_NOT_TELL_THEM),),
    ),
)  # fmt: skip
