"""How pages speak of days and instants: near, in words, in the service's own time zone."""

from datetime import date, datetime, timedelta

from flask import Flask, current_app
from flask_babel import gettext as _
from jinja2.environment import TemplateModule

from tracker.domain.vocabulary import RuleKey
from tracker.extensions import installation
from tracker.web.words import said

WEEK = 7
NOON = 12


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(rule_words=rule_words)
    app.jinja_env.filters.update(
        said=said,
        capitalize_first=lambda words: words[:1].upper() + words[1:],
        near=near,
        days_ago=days_ago,
        clock=clock,
        short_day=short_day,
        soon=soon,
        local_day=_day,
    )


def rule_words(rule: RuleKey) -> TemplateModule:
    """Give the sentences of a rule's alerts, as its template has them: made once, not a row."""
    return current_app.jinja_env.get_template(f"alerts/rules/{rule}.html").module


def _day(at: datetime | date | str) -> date:
    """Give the local day of an instant, or of its text as an alert's numbers keep it."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    return installation().calendar.day_of(at) if isinstance(at, datetime) else at


def _today() -> date:
    return installation().calendar.day_of(installation().clock())


def days_ago(at: datetime | date | str) -> int:
    """Give how many local days lie between a day and today."""
    return (_today() - _day(at)).days


def near(at: datetime | date | str) -> str:
    """Say a day as one would: today, yesterday, on Friday, on 3 October."""
    day, ago = _day(at), days_ago(at)
    if ago in (0, 1, -1):
        return str({0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}[ago])
    if -WEEK < ago < WEEK:
        return str(_("on %(day)s", day=f"{day:%A}"))
    year = f" {day.year}" if abs(_today() - day) > timedelta(days=300) else ""
    return str(_("on %(day)s", day=f"{day.day} {day:%B}{year}"))


def short_day(at: datetime | date | str) -> str:
    day = _day(at)
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != _today().year else "")


def soon(at: datetime) -> str:
    """Write the day of what is to come: `today`, or as `short_day` does."""
    return short_day(at) if days_ago(at) else str(_("today"))


def clock(at: datetime | str) -> str:
    """Say the local time of an instant: 2pm, 2:30pm."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    local = at.astimezone(installation().calendar.zone)
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % NOON or NOON}{minutes}{'am' if local.hour < NOON else 'pm'}"
