"""Pages made for the test: each does one thing a real page may do."""

from flask import Blueprint, abort, g, redirect, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tracker.domain.access import Permission
from tracker.domain.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    OutsideCalendarError,
    UnreadableError,
)
from tracker.domain.vocabulary import Way
from tracker.models.counters import RateLimit
from tracker.models.people import Person
from tracker.web import done
from tracker.web.access import public, requires, signed_in
from tracker.web.fields import (
    DayField,
    LinesField,
    NumberField,
    TextField,
    TickField,
    WhenField,
    WordField,
)
from tracker.web.forms import CreateForm, Form, show
from tracker.web.here import here

probes = Blueprint("probe", __name__, url_prefix="/probe", template_folder="templates")
FAILURES = {
    "not found": NotFoundError("No."),
    "conflict": ConflictError("Ali changed this at 10:42."),
    "invalid": InvalidError("Choose what happened."),
    "calendar": OutsideCalendarError("The calendar knows 1990 to 2075."),
    "unreadable": UnreadableError("Sealed."),
    "too big": OverflowError("Python int too large to convert to SQLite INTEGER"),
    "half a letter": UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
}


class EverythingForm(Form):
    line = TextField("A line", missing="Write a line.", hint="Anything.", longest=20)
    lines = LinesField("Lines", longest=100)
    number = NumberField("A number", lowest=1, highest=90)
    day = DayField("A day")
    when = WhenField("When", needs_time="Write the time.")
    about = WhenField("About when")
    way = WordField("How", words={Way.CALL: "By phone", Way.TEXT: "By text"}, missing="Choose how.")
    tick = TickField("Tick")


class OneForm(CreateForm):
    key = TextField("Key", missing="Write a key.")


class Busy(Exception):  # noqa: N818 - stands for a driver's error
    sqlstate = "40001"


@probes.get("/people")
@requires(Permission.SEE_MY_PEOPLE)
def people():
    here.shows(*here.session.scalars(select(Person.id)))
    return "Jay and Amina"


@probes.get("/people/<public_id:person>")
@requires(Permission.SEE_PAGE)
def person(person):
    if request.args.get("fails"):
        raise FAILURES[request.args["fails"]]
    return f"Page {person.public_id} for {here.viewer.name}"


@probes.get("/people/<public_id:person>/team-notes")
@requires(Permission.SEE_TEAM_NOTES)
def team_notes(person):
    return "notes"


@probes.get("/people/<public_id:person>/contacts/<public_id:contact>")
@requires(Permission.SEE_PAGE)
def contact(person, contact):
    return f"{contact} of {person.public_id}"


@probes.get("/nobody")
@signed_in
def nobody():
    return "a page about no one"


@probes.get("/broken")
@signed_in
def broken():
    return {}["secret-value"]


@probes.post("/people/<public_id:person>/write")
@requires(Permission.LOG_CONTACT)
def write(person):
    form = OneForm()
    if not form.validate_on_submit():
        return show("probe/form.html", form)
    g.calls = g.get("calls", 0) + 1
    here.session.add(RateLimit(key=form.key.data, window_ends_at=here.at, hits=g.calls))
    here.session.flush()
    done.say("promise.made")
    here.act.note("contact.logged", person.person_id)
    match request.args.get("then"):
        case "busy once" if g.calls == 1:
            raise OperationalError("UPDATE", {}, Busy())
        case "always busy":
            raise OperationalError("UPDATE", {}, Busy())
        case "refuse":
            return "no", 422
        case "give up":
            abort(409)
        case str(key) if key in FAILURES:
            raise FAILURES[key]
    return redirect("/")


@probes.route("/everything", methods=["GET", "POST"])
@signed_in
def everything():
    form = EverythingForm()
    if form.validate_on_submit():
        seen = {f.name: f.data for f in form if f.name != "csrf_token"}
        return "|".join(f"{name}={value!r}" for name, value in seen.items())
    return show("probe/form.html", form)


@probes.get("/open")
@public
def open_to_all():
    return _("hello")
