"""What may stand in an address: anything else is the same page as for nobody."""

from flask import Flask
from werkzeug.routing import BaseConverter

from tracker.models.base import ALPHABET


class PublicIdConverter(BaseConverter):
    """Ten characters of the public-id alphabet."""

    regex = f"[{ALPHABET}]{{10}}"


class LinkTokenConverter(BaseConverter):
    """A signed text, as one-time links carry it."""

    regex = r"[A-Za-z0-9_.\-]{20,400}"


def init_app(app: Flask) -> None:
    app.url_map.converters["public_id"] = PublicIdConverter
    app.url_map.converters["link_token"] = LinkTokenConverter
