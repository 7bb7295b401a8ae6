"""What every template may use: addresses of static files, navigation, words, dates."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from jinja2 import StrictUndefined

from tracker.domain.access import Permission
from tracker.extensions import SERVICE_NAME, installation
from tracker.queries.sign_ins import count_new_alerts
from tracker.web.here import known


@dataclass(frozen=True, slots=True)
class Link:
    """One item of the navigation."""

    label: str
    address: str
    current: bool
    keys: str


NAVIGATION = (
    ("people.index", _("My people"), Permission.SEE_MY_PEOPLE, "g p"),
    ("alerts.index", _("Alerts"), Permission.SEE_ALERTS, "g a"),
)
# The pages about one person, in their order; those there are.
PERSON_PAGES = (
    ("people.show", _("Overview")),
    ("people.story", _("Story")),
    ("promises.index", _("Agreements")),
    ("about_me.show", _("About me")),
)


def init_app(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        service_name=SERVICE_NAME,
        static_address=static_address,
        navigation=navigation,
        person_pages=person_pages,
        viewer=lambda: (mine := known()) and mine.viewer,
        may=may,
        new_alerts=new_alerts,
        shortcuts=lambda: (mine := known()) and mine.signed_in.shortcuts,
        printed_at=lambda: installation().clock(),
    )
    app.jinja_env.filters.update(day=day_in_words, instant=instant_in_words)


def may(permission: str) -> bool:
    """Say whether the viewer may, with the person of this address; for showing a button."""
    mine = known()
    return mine is not None and mine.may(Permission(permission))


def navigation() -> list[Link]:
    """Give the links this viewer's roles may use, of the pages there are."""
    mine = known()
    if mine is None:
        return []
    return [
        Link(_with_news(endpoint, label), url_for(endpoint), request.endpoint == endpoint, keys)
        for endpoint, label, permission, keys in NAVIGATION
        if endpoint in current_app.view_functions and may(permission)
    ]


def person_pages(public_id: str) -> list[Link]:
    """Give the links between the pages about a person; whoever may see one may see all."""
    return [
        Link(str(label), url_for(endpoint, person=public_id), request.endpoint == endpoint, "")
        for endpoint, label in PERSON_PAGES
        if endpoint in current_app.view_functions
    ]


def _with_news(endpoint: str, label: str) -> str:
    """Say in words how many alerts are new: no red circles."""
    news = new_alerts() if endpoint == "alerts.index" else 0
    return ngettext("Alerts (%(num)s new)", "Alerts (%(num)s new)", news) if news else label


def new_alerts() -> int:
    """Give how many alerts of the viewer nobody has taken up yet."""
    mine = known()
    if mine is None:
        return 0
    if mine.signed_in.new_alerts is None:  # a form that was sent is shown again after all
        many = count_new_alerts(mine.session, mine.viewer.worker_id)
        mine.signed_in = replace(mine.signed_in, new_alerts=many)
    return mine.signed_in.new_alerts or 0


def static_address(name: str) -> str:
    """Give the address of a static file, with its content's hash: it may be kept for ever."""
    return url_for("static", filename=name, v=_hash(Path(current_app.static_folder or "") / name))


@cache
def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def day_in_words(day: date) -> str:
    """Write a day as `Thursday 26 November`, with its year where it is not this one."""
    this_year = installation().clock().year
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != this_year else "")


def instant_in_words(at: datetime) -> str:
    """Write an instant in the service's time zone as `Thursday 26 November, 2pm`."""
    local = at.astimezone(installation().calendar.zone)
    minutes = f":{local:%M}" if local.minute else ""
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004 - noon
    return f"{day_in_words(local.date())}, {local.hour % 12 or 12}{minutes}{half}"
