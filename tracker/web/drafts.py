"""What is typed into a form is kept while it is typed, and stands in it when it is opened again.

The script sends the form where it would go anyway, asking to `keep` it; who may send it may have
it kept. A form that is saved lets go of its draft in the same transaction.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, Response, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy.orm import Session
from werkzeug import Response as Answer
from werkzeug.datastructures import MultiDict

from tracker.models.base import ALPHABET, new_public_id
from tracker.queries import drafts as queries
from tracker.queries.drafts import DraftRow
from tracker.queries.sealed import Opener
from tracker.services import drafts as services
from tracker.services.drafts import Page
from tracker.web import done
from tracker.web.alarms import report_unreadable
from tracker.web.here import Here, here
from tracker.web.telling import clock
from tracker.web.tokens import own_token, page_of_token

KEEP, BY_HAND = "keep", "by hand"
NOT_TYPED = frozenset({"csrf_token", "form_token", KEEP, "draft", "kept"})
ABOUT = ("what", "meeting")  # what an address asks that makes it another form
A_VERSION = re.compile("[0-9]{1,9}")
AN_ID = re.compile(f"[{ALPHABET}]{{10}}")
FORMS = {
    "contacts.log": lazy("a contact"),
    "contacts.full": lazy("a contact"),
    "contacts.not_happened": lazy("a meeting that did not happen"),
    "contacts.edit": lazy("a contact to be set right"),
    "meetings.plan": lazy("a meeting to come"),
    "promises.new": lazy("what you agreed"),
    "promises.edit": lazy("what you agreed, to be set right"),
    "about_me.edit": lazy("the page in their own words"),
    "beliefs.write": lazy("what you believe they can do"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(form_words=form_words, draft_address=address_of)


def form_words(form: str) -> str:
    """Say what a form is about; a form of an earlier version has no words of its own."""
    return str(FORMS.get(form.partition(":")[0], _("a form")))


def name_of_form(endpoint: str, given: Mapping[str, Any], asked: Mapping[str, str]) -> str:
    """Name a form and what it is about, but for the person: the same address, the same form."""
    about = [str(given[name]) for name in sorted(given) if name != "person"]
    return ":".join([endpoint, *about, *(asked[name] for name in ABOUT if asked.get(name))])[:60]


def is_kept() -> bool:
    """Say whether the words of this request's form are kept while they are typed."""
    return request.endpoint in FORMS


def asks_to_keep() -> bool:
    return request.method == "POST" and is_kept() and KEEP in request.form


def keep() -> Response:
    """Keep what was sent as it stands; it shows nobody, and is no record yet: no audit event."""
    body = written(request.full_path, request.form)
    draft = services.keep(here.session, here.act, _page(), body)
    here.shown.clear()
    if request.form[KEEP] == BY_HAND:
        done.say("draft.kept")
        person = cast(Any, here.person).public_id
        return make_response(redirect(url_for("people.show", person=person)))
    said = _("Kept at %(time)s. Not saved yet.", time=clock(here.at))
    return jsonify(draft=draft, said=said)


def carried_to_the_door() -> Answer | None:
    """Send a form that came too late for its sign-in to the door, with its words; else None."""
    sends_words = is_kept() and "draft" in request.form and KEEP not in request.form
    if request.method != "POST" or not sends_words:
        return None
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 307)


def let_go(session: Session, now: Here) -> None:
    """Let go of the draft of a form that was just saved, where one was begun."""
    begun = is_kept() and now.person and is_begun() and not asks_to_keep()
    if begun:
        services.spend(session, now.act, _page())


def is_begun() -> bool:
    """Say whether the page that was sent began a draft, or was filled from one."""
    return bool(A_VERSION.fullmatch(request.form.get("kept", "")))


def refuse_saved() -> None:
    """Raise ConflictError when another page saved what this form's draft held."""
    services.refuse_saved(here.session, _page())


def found() -> DraftRow | None:
    """Give what the viewer typed into this form and has not saved, if it can be read."""
    if here.person is None or not is_kept():
        return None
    opener = Opener(here.act.keys)
    whose = (here.viewer.worker_id, here.person.person_id, _form())
    row = queries.find(here.session, opener, whose, here.at, request.args.get("draft"))
    report_unreadable(opener.failed)
    return row if row and isinstance(row.body, str) else None


def written(address: str, fields: MultiDict[str, str]) -> str:
    """Write down what was typed, and on which page."""
    typed = [(name, text) for name, text in fields.items(multi=True) if name not in NOT_TYPED]
    path, _mark, query = address.rstrip("?").partition("?")
    asked = "&".join(one for one in query.split("&") if one and not one.startswith("draft="))
    return json.dumps({"address": f"{path}?{asked}" if asked else path, "fields": typed})


def typed_in(row: DraftRow) -> MultiDict[str, str]:
    return MultiDict(tuple(pair) for pair in json.loads(str(row.body))["fields"])


def address_of(row: DraftRow) -> str:
    """Give the address of the form, with this draft in it."""
    address = json.loads(str(row.body))["address"]
    return f"{address}{'&' if '?' in address else '?'}draft={row.public_id}"


def id_of(given: str | None) -> str:
    """Give the id of a form's draft: the one it was sent with, or a new one."""
    return given if given and AN_ID.fullmatch(given) else new_public_id()


def version_of(given: str | None) -> int:
    """Give the version of the draft that a page was filled from; 0 for none."""
    return int(given) if given and A_VERSION.fullmatch(given) else 0


def _page() -> Page:
    sent = request.form
    return Page(
        worker_id=here.viewer.worker_id,
        person_id=cast(Any, here.person).person_id,
        form=_form(),
        draft=id_of(sent.get("draft")),
        page=page_of_token(own_token(sent.get("form_token"))),
        version=version_of(sent.get("kept")),
    )


def _form() -> str:
    return name_of_form(str(request.endpoint), request.view_args or {}, request.args)
