"""Where to go next: only ever a page of ours."""

from urllib.parse import urlsplit

from flask import request, url_for

from tracker.web.boundary import CONTROL


def safe_next() -> str:
    """Give the local address asked for with `?next=`, or the start page."""
    wanted = request.args.get("next", "")
    return wanted if _is_local(wanted) else url_for("home.index")


def _is_local(address: str) -> bool:
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc or CONTROL.search(address))
