"""What blueprints share. A page is written with `here`, `requires`, a form and a template.

    @blueprint.get("/people/<public_id:person>")
    @requires(Permission.SEE_PAGE)
    def page(person: VisiblePerson) -> str:
        return render_template("people/page.html", page=queries.page(here.session, person, here.at))

- `access`: every route says who may come in; `person` arrives already found and allowed.
- `transactions`: a GET reads one snapshot, a POST writes one transaction; the edge commits, with
  one audit event for everyone shown. A list says whom it showed: `here.shows(*ids)`.
- `forms`, `templates/components/forms.html`: fields that keep what was typed and say what to do.
- `errors`: raise the errors of `tracker.domain.errors`; each has its page.
"""

from pathlib import Path

from flask import Flask

from tracker.web import (
    boundary,
    converters,
    done,
    drafts,
    errors,
    headers,
    pictures,
    rendering,
    sessions,
    strips,
    telling,
)
from tracker.web.access import refuse_undeclared
from tracker.web.application import Application

__all__ = ["TEMPLATES", "Application", "come_first", "init_app", "refuse_undeclared"]

BESIDE = Path(__file__).resolve().parent.parent
TEMPLATES = next(
    place for place in (BESIDE / "_templates", BESIDE.parent / "templates") if place.is_dir()
)


def come_first(app: Flask) -> None:
    """Register what looks at a request before any extension does, and at an answer last."""
    sessions.init_app(app)
    headers.init_app(app)
    boundary.init_app(app)


def init_app(app: Flask) -> None:
    converters.init_app(app)
    errors.init_app(app)
    rendering.init_app(app)
    telling.init_app(app)
    done.init_app(app)
    drafts.init_app(app)
    strips.init_app(app)
    pictures.init_app(app)
