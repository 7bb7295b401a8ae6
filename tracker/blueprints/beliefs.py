"""What the key worker believes the person can do: written by them alone, read by all around."""

from flask import Blueprint
from flask_babel import lazy_gettext as _
from werkzeug import Response

from tracker.domain.access import Permission
from tracker.domain.errors import ConflictError, InvalidError
from tracker.queries.about_me import BeliefRow
from tracker.queries.scope import VisiblePerson
from tracker.services import beliefs as services
from tracker.services.beliefs import LONGEST_WORDS, NewBelief
from tracker.web.access import requires
from tracker.web.fields import LinesField
from tracker.web.forms import KeptForm, Seen, show
from tracker.web.here import here
from tracker.web.people import page_of, saved
from tracker.web.profiles import profile_of, refuse_unreadable

blueprint = Blueprint("beliefs", __name__, url_prefix="/people/<public_id:person>/belief")
CONFLICT = 409


class BeliefForm(KeptForm):
    words = LinesField(
        _("What do you believe they can do?"),
        longest=LONGEST_WORDS,
        missing=_("Write what you believe they can do."),
    )
    seen = Seen()


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.WRITE_BELIEF)
def write(person: VisiblePerson) -> Response:
    page, form = page_of(person), _form(profile_of(person).belief)
    form.words.hint = _("%(name)s will see this first, with your name.", name=str(page.name))
    if form.validate_on_submit():
        new = NewBelief(form.words.data, form.seen.data or "")
        try:
            services.write_belief(here.session, form.act, person.person_id, new)
        except InvalidError as error:
            form.refuse(error)
        except ConflictError as error:
            form.refuse(error)
            return _beside(form, person)
        else:
            return saved(person, "belief.written")
    return show("beliefs/write.html", form, page=page, now=None)


def _form(stands: BeliefRow | None) -> BeliefForm:
    """Give the form with what stands in it; what cannot be read is never written over."""
    if stands is None:
        return BeliefForm()
    refuse_unreadable(stands.words)
    return BeliefForm(data={"words": stands.words, "seen": stands.public_id})


def _beside(form: BeliefForm, person: VisiblePerson) -> Response:
    """Show what stands now beside what was typed, to be saved on top of it."""
    now = profile_of(person).belief
    form.seen.data = now.public_id if now else ""
    shown = show("beliefs/write.html", form, page=page_of(person), now=now)
    shown.status_code = CONFLICT
    return shown
