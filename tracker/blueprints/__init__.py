"""Thin entry points, one noun each. A new blueprint is added to the list below."""

from flask import Flask

from tracker.blueprints import account, home

BLUEPRINTS = (home.blueprint, account.blueprint)


def register(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
