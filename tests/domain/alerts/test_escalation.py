"""Whom an alert comes to when nobody has answered it: a decision table.

The alert opened on Monday 16 November 2026 at nine for this week: act by the end of Thursday. It is
Sam's; Lee leads the team, Dot is the deputy lead. Each row says what is different, when it is, whom
it comes to then and when it is looked at again.
"""

from dataclasses import replace

import pytest

from tests.factories.facts import DOT, KIT, LEE, SAM, at, just_before
from tracker.adapters.calendars import calendar
from tracker.domain.alerts.escalation import Lead, Next, Told, Untouched, decide
from tracker.domain.vocabulary import Tier

LONDON = calendar("Europe/London", "GB-ENG")
OPENED, BY = at("2026-11-16 09:00"), at("2026-11-20")
NOTHING_MORE = Next(None, None)
ALERT = Untouched(
    tier=Tier.THIS_WEEK,
    act_by=BY,
    opened_at=OPENED,
    asked_at=OPENED,
    owner_id=SAM,
    lead=Lead(LEE),
    deputy_lead=Lead(DOT),
)
TWO_DAYS_ON = at("2026-11-25")  # after Friday the 20th: Monday and Tuesday
WITH_LEE = replace(ALERT, told=(Told(LEE, BY),))
LEE_AWAY, DOT_AWAY = Lead(LEE, away=True), Lead(DOT, away=True)
# Left on Tuesday until the next Tuesday: it asks anew then, for three working days.
BACK = replace(ALERT, asked_at=at("2026-11-24"), answered_at=None)
BACK_BY = at("2026-11-28")


def but(alert=ALERT, **different):
    return replace(alert, **different)


@pytest.mark.parametrize(
    ("alert", "when", "expected"),
    [
        # past its act-by, and not a moment before
        pytest.param(ALERT, just_before(BY), Next(None, BY), id="not yet"),
        pytest.param(ALERT, BY, Next(LEE, TWO_DAYS_ON), id="past its act-by: the lead"),
        pytest.param(but(tier=Tier.TODAY, act_by=at("2026-11-18")), at("2026-11-18"),
                     Next(LEE, at("2026-11-21")), id="today: after one working day"),
        pytest.param(but(tier=Tier.WHEN_YOU_CAN), at("2026-12-24"), NOTHING_MORE, id="when you can: to nobody, ever"),
        pytest.param(ALERT, at("2026-11-23 10:00"), Next(LEE, at("2026-11-26")),
                     id="three days late: the lead now, with two full days"),
        # then the deputy lead, after two more working days, and there it ends
        pytest.param(WITH_LEE, just_before(TWO_DAYS_ON), Next(None, TWO_DAYS_ON), id="the lead has two working days"),
        pytest.param(WITH_LEE, TWO_DAYS_ON, Next(DOT, None), id="then the deputy lead"),
        pytest.param(but(told=(Told(LEE, BY), Told(DOT, TWO_DAYS_ON))), at("2027-01-04"), NOTHING_MORE,
                     id="both know: there it ends"),
        # whoever is away is skipped
        pytest.param(but(lead=LEE_AWAY), BY, Next(DOT, None), id="the lead is away: the deputy lead at once"),
        pytest.param(but(lead=LEE_AWAY, told=(Told(DOT, BY),)), at("2027-01-04"), NOTHING_MORE,
                     id="the deputy lead has it: the lead, back or not, is not asked again"),
        pytest.param(but(WITH_LEE, deputy_lead=DOT_AWAY), TWO_DAYS_ON, Next(None, at("2026-11-26")),
                     id="the deputy lead is away: looked at again as each working day begins"),
        pytest.param(but(lead=LEE_AWAY, deputy_lead=DOT_AWAY), BY, Next(None, at("2026-11-23")),
                     id="both are away on a Friday: again on Monday"),
        # teams with one lead or none
        pytest.param(but(deputy_lead=Lead(None)), BY, Next(LEE, None), id="a lead alone: there it ends"),
        pytest.param(but(lead=Lead(None)), BY, Next(DOT, None), id="no lead: the deputy lead"),
        pytest.param(but(lead=Lead(None), deputy_lead=Lead(None)), BY, Next(None, at("2026-11-23")),
                     id="neither: looked at again as each working day begins, until there is one"),
        pytest.param(but(told=(Told(KIT, BY),)), TWO_DAYS_ON, Next(LEE, at("2026-11-28")),
                     id="it came to a lead who leads no more: to the new one"),
        # never to whoever has it already, or is what it is about
        pytest.param(but(owner_id=LEE), BY, Next(DOT, None), id="the lead's own: the deputy lead"),
        pytest.param(but(owner_id=DOT), BY, Next(LEE, None), id="the deputy lead's own: the lead"),
        pytest.param(but(owner_id=DOT, about_id=LEE), BY, Next(None, at("2026-11-23")),
                     id="about the lead, with the deputy lead: to nobody else"),
        pytest.param(but(owner_id=None), BY, Next(LEE, TWO_DAYS_ON), id="nobody's: the lead"),
        # untouched means that nobody answered since it last asked
        pytest.param(but(answered_at=at("2026-11-17")), BY, NOTHING_MORE, id="taken up"),
        pytest.param(but(WITH_LEE, answered_at=at("2026-11-23")), TWO_DAYS_ON, NOTHING_MORE,
                     id="taken up by the lead"),
        pytest.param(but(BACK, answered_at=at("2026-11-17")), BACK_BY, Next(LEE, at("2026-12-02")),
                     id="taken up, left, and back: it asks anew"),
        pytest.param(BACK, just_before(BACK_BY), Next(None, BACK_BY), id="back: three working days from then"),
        pytest.param(but(BACK, act_by=at("2026-12-01")), BACK_BY, Next(None, at("2026-12-01")),
                     id="back, with a later act-by: that"),
        pytest.param(but(BACK, told=(Told(LEE, BY),)), BACK_BY, Next(LEE, at("2026-12-02")),
                     id="back: whom it came to before does not count"),
        # any contact that reached the person stops it
        pytest.param(but(reached_at=at("2026-11-19 15:00")), BY, NOTHING_MORE, id="reached since it opened"),
        pytest.param(but(WITH_LEE, reached_at=at("2026-11-23")), TWO_DAYS_ON, NOTHING_MORE,
                     id="reached since the lead has it"),
        pytest.param(but(reached_at=at("2026-11-16")), BY, NOTHING_MORE, id="reached that day, no time known"),
        pytest.param(but(reached_at=just_before(at("2026-11-16"))), BY, Next(LEE, TWO_DAYS_ON),
                     id="reached the day before: it opened all the same"),
        pytest.param(but(BACK, reached_at=at("2026-11-19")), BACK_BY, Next(LEE, at("2026-12-02")),
                     id="reached, left, and back: it asks anew"),
    ],
)  # fmt: skip
def test_whom_it_comes_to_and_when(alert, when, expected):
    assert decide(alert, when, LONDON) == expected
