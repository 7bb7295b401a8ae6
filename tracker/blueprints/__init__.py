"""Thin entry points, one noun each. A new blueprint is added to the list below."""

from flask import Flask

from tracker.blueprints import (
    about_me,
    account,
    alerts,
    beliefs,
    contacts,
    drafts,
    health,
    helping,
    home,
    meetings,
    pairings,
    people,
    promises,
    settings,
    stays,
)

BLUEPRINTS = (
    home.blueprint,
    account.blueprint,
    people.blueprint,
    pairings.blueprint,
    stays.blueprint,
    alerts.blueprint,
    contacts.blueprint,
    meetings.blueprint,
    promises.blueprint,
    about_me.blueprint,
    beliefs.blueprint,
    drafts.blueprint,
    settings.blueprint,
    helping.blueprint,
    health.blueprint,
)


def register(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
