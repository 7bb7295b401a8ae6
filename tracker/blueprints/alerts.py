"""The inbox: what asks for someone, why, and the four answers."""

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug import Response

from tracker.domain.access import Permission
from tracker.domain.errors import InvalidError
from tracker.domain.quick_log import What
from tracker.domain.vocabulary import AlertState, RuleKey
from tracker.extensions import installation
from tracker.queries import alerts as queries
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener
from tracker.services import alerts as services
from tracker.web import done, words
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.fields import DayField, WordField
from tracker.web.forms import Form, show
from tracker.web.here import here

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")

# Where "Do this" leads: the page on which the suggested step is taken.
LEADS_TO = {
    RuleKey.NO_KEY_WORKER: "pairings.match",
    RuleKey.NOTHING_PLANNED: "meetings.plan",
    RuleKey.WE_CANCELLED: "people.show",
    RuleKey.OUTCOME_MISSING: "people.show",
    RuleKey.PROMISE_PAST: "promises.index",
}
A_WEEK = 7
LOGGED_AFTER = {RuleKey.QUIET, RuleKey.NEVER_STARTED, RuleKey.MISSED}


class LeaveForm(Form):
    reason = WordField(_("Why?"), words=words.LEAVE, missing=_("Choose why."))
    until = DayField(
        _("Until which day?"),
        hint=_("At most 14 days."),
        missing=_("Choose the day it comes back."),
    )


class NotUsefulForm(Form):
    reason = WordField(_("Why?"), words=words.NOT_USEFUL, missing=_("Choose why."))


@blueprint.get("")
@requires(Permission.SEE_ALERTS)
def index() -> str:
    opener = Opener(here.act.keys)
    cards = queries.inbox(here.session, opener, here.viewer)
    report_unreadable(opener.failed)
    here.shows(*(card.person_id for card in cards))
    return render_template("alerts/index.html", cards=cards, sections=words.TIERS.items())


@blueprint.post("/<public_id:alert>/do")
@requires(Permission.ANSWER_ALERT)
def do(person: VisiblePerson, alert: str) -> Response:
    card = _card(alert)
    services.take_up(here.session, here.act, card.alert_id)
    if card.rule in LOGGED_AFTER:  # the smallest step is to reach out: one tap more saves it
        return redirect(url_for("contacts.log", person=person.public_id, what=What.REACHED))
    return redirect(url_for(LEADS_TO.get(card.rule, "contacts.log"), person=person.public_id))


@blueprint.post("/<public_id:alert>/done")
@requires(Permission.ANSWER_ALERT)
def mark_done(person: VisiblePerson, alert: str) -> Response:
    card, onward = _card(alert), _onward(alert)
    services.mark_done(here.session, here.act, card.alert_id)
    done.say("alert.done")
    if card.rule in LOGGED_AFTER:  # what was done is worth a line in the story
        return redirect(url_for("contacts.log", person=person.public_id))
    return redirect(onward)


@blueprint.route("/<public_id:alert>/leave", methods=["GET", "POST"])
@requires(Permission.ANSWER_ALERT)
def leave(person: VisiblePerson, alert: str) -> Response:  # noqa: ARG001 - found for us
    card = _card(alert)
    form = LeaveForm(data={"until": _comes_back(card)})
    if form.validate_on_submit():
        chosen, onward = services.LeaveForNow(form.reason.data, form.until.data), _onward(alert)
        try:
            services.leave_for_now(here.session, here.act, card.alert_id, chosen)
        except InvalidError as error:
            form.refuse(error)
        else:
            done.say("alert.left", alert=alert)
            return redirect(onward)
    return show("alerts/leave.html", form, a=card)


@blueprint.post("/<public_id:alert>/bring-back")
@requires(Permission.ANSWER_ALERT)
def bring_back(person: VisiblePerson, alert: str) -> Response:  # noqa: ARG001 - found for us
    services.bring_back(here.session, here.act, _card(alert).alert_id)
    done.say("alert.brought_back")
    return redirect(_at(alert))


@blueprint.route("/<public_id:alert>/not-useful", methods=["GET", "POST"])
@requires(Permission.ANSWER_ALERT)
def not_useful(person: VisiblePerson, alert: str) -> Response:  # noqa: ARG001 - found for us
    card, form = _card(alert), NotUsefulForm()
    if form.validate_on_submit():
        onward = _onward(alert)
        services.mark_not_useful(here.session, here.act, card.alert_id, form.reason.data)
        done.say("alert.not_useful")
        return redirect(onward)
    return show("alerts/not_useful.html", form, a=card)


def _comes_back(card: queries.AlertCard) -> date:
    """Suggest the day to look again: after what was agreed, else a week, at most 14 days."""
    days = min(card.numbers.get("agreed_days") or A_WEEK, services.LONGEST_LEAVE_DAYS)
    return installation().calendar.day_of(here.at) + timedelta(days=days)


def _onward(alert: str) -> str:
    """Give where to go on after an answer: the inbox, at the alert that comes after this one."""
    cards = queries.inbox(here.session, Opener(here.act.keys), here.viewer)
    waiting = [card.public_id for card in cards if card.state is AlertState.OPEN]
    if alert not in waiting:
        return url_for("alerts.index")
    here_now = waiting.index(alert)
    others = waiting[here_now + 1 :] or waiting[:here_now]
    return _at(others[0]) if others else url_for("alerts.index")


def _at(alert: str) -> str:
    return url_for("alerts.index", _anchor=f"alert-{alert}")


def _card(alert: str) -> queries.AlertCard:
    opener = Opener(here.act.keys)
    card = queries.find_card(here.session, opener, alert)
    report_unreadable(opener.failed)
    return card or abort(404)
