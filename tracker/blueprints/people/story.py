"""The whole story of one person, to find a past thing.

What is looked for by kind, worker and days stands in the address; words are sealed where they lie,
so they are sent, and looked for here in memory.
"""

from flask import Response, request

from tracker.blueprints.people import blueprint
from tracker.blueprints.people.forms import SoughtForm, WordsForm
from tracker.domain.access import Permission
from tracker.domain.pictures.eras import Sort
from tracker.queries.scope import VisiblePerson
from tracker.queries.sealed import Opener
from tracker.web import stories, words
from tracker.web.access import requires
from tracker.web.alarms import report_unreadable
from tracker.web.forms import Form
from tracker.web.forms import show as show_form
from tracker.web.here import here


@blueprint.get("/<public_id:person>/story")
@requires(Permission.SEE_PAGE)
def story(person: VisiblePerson) -> Response:
    seeking = SoughtForm(request.args)
    return _page(person, seeking, WordsForm(), seeking)


@blueprint.post("/<public_id:person>/story")
@requires(Permission.SEE_PAGE)
def find_in_story(person: VisiblePerson) -> Response:
    """Look for words in this story; they stand in no address and are kept nowhere."""
    typed = WordsForm()
    typed.validate_on_submit()
    return _page(person, SoughtForm(request.args), typed, typed)


def _page(person: VisiblePerson, seeking: SoughtForm, typed: WordsForm, sent: Form) -> Response:
    opener = Opener(here.act.keys)
    page, story = stories.read_story(opener, person)
    report_unreadable(opener.failed)
    seeking.sort.offer({"": words.ALL_OF_IT} | _sorts())
    seeking.worker.offer({"": words.ANYONE} | stories.workers(story))
    seeking.validate()
    wanted = typed.words.data if not typed.errors else None
    eras = stories.find(story, seeking.sought(story), wanted or "")
    return show_form(
        "people/story.html",
        sent,
        seeking=seeking,
        typed=typed,
        page=page,
        told=stories.Told(page, story),
        eras=eras,
        number=sum(len(things) for _era, things in eras),
        at=here.at,
        filters=seeking.chosen(story),
        asked=seeking.asked(),
    )


def _sorts() -> dict[Sort, object]:
    """Give what may be looked for: nothing of police and court to whoever may not see it."""
    sees = here.may(Permission.SEE_JUSTICE)
    return {sort: said for sort, said in words.SORTS.items() if sees or sort is not Sort.JUSTICE}
