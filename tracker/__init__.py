"""Alongside: keeps people and their key workers together. The relationship is the record."""
# ruff: noqa: PLC0415 - importing the domain, or asking for --help, must not load Flask

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from config import Config


def create_app(config: Config, clock: Callable[[], datetime] | None = None) -> Flask:
    """Wire an application together; nothing is decided here. Tests give their own clock."""
    from tracker import blueprints, extensions, web
    from tracker.clock import now

    app = web.Application("tracker", template_folder=web.TEMPLATES)
    extensions.configure(app, config, clock or now)
    web.come_first(app)
    extensions.init_app(app)
    web.init_app(app)
    blueprints.register(app)
    web.refuse_undeclared(app)
    return app
