"""The done line: what was just saved, once, on the page that follows, with a way to undo it.

Only a key and ids go into the cookie; the words and the addresses are made when it is shown.
"""

from dataclasses import dataclass
from typing import Any

from flask import Flask, get_flashed_messages, url_for
from flask import session as cookie
from flask_babel import lazy_gettext as _

DONE = {
    "contact.logged": _("Saved. You can undo this for 10 minutes."),
    "contact.logged_in_full": _("Saved. You can undo this for 10 minutes."),
    "contact.logged_and_next": _(
        "Saved, and the next meeting is in the plan. You can undo both for 10 minutes."
    ),
    "contact.corrected": _("Set right. What stood before is kept beside it."),
    "contact.undone": _("Undone. It is as if it had not been logged."),
    "meeting.planned": _("Planned."),
    "meeting.withdrawn": _("Taken out of the plan."),
    "meeting.did_not_happen": _("Saved. Thank you for writing it down."),
    "person.written_in": _("Written in. A team lead agrees who will be alongside them."),
    "pairing.agreed": _("Agreed. They have a key worker now."),
    "deputy.named": _("Saved. They have a second person who knows them."),
    "pairing.ended": _("Ended. The lead sees that they need someone alongside them."),
    "rhythm.agreed": _("Agreed."),
    "rhythm.ended": _("Saved. What was agreed before applies again."),
    "promise.made": _("Written down."),
    "promise.kept": _("Saved as kept. You can undo this for 10 minutes."),
    "promise.not_yet": _("Saved. The new day counts from now on."),
    "promise.let_go": _("Let go. You can undo this for 10 minutes."),
    "promise.answer_undone": _("Undone. It is open again."),
    "promise.corrected": _("Set right. What stood before is kept beside it."),
    "belief.written": _("Said. It stands on their page with your name."),
    "about_me.written": _("Saved. It is theirs, in their words."),
    "pause.started": _("Paused together. The door stays open."),
    "pause.ended": _("The pause is over."),
    "stay.ended": _("Their time with us has ended."),
    "alert.done": _("Marked as done."),
    "alert.left": _("Left for now. It comes back by itself."),
    "alert.brought_back": _("It is back in the list."),
    "alert.not_useful": _("Thank you. It will not be raised again for this reason."),
    "draft.kept": _("Kept. It is not saved yet: you find it under Drafts."),
    "draft.back": _("Your words are back in the form. They are not saved yet."),
    "draft.discarded": _("Discarded."),
    "settings.saved": _("Saved."),
    "person.sought": _(
        "If there is someone with that reference, their page is open to you for 60 minutes."
    ),
}

UNDO = {
    "contact.logged": "contacts.undo",
    "contact.logged_in_full": "contacts.undo",
    "contact.logged_and_next": "contacts.undo",
    "meeting.did_not_happen": "contacts.undo",
    "promise.kept": "promises.undo",
    "promise.not_yet": "promises.undo",
    "promise.let_go": "promises.undo",
    "alert.left": "alerts.bring_back",
}
MORE = {"contact.logged": "contacts.edit", "contact.logged_and_next": "contacts.edit"}

WAITING = "_flashes"  # where Flask looks for them


@dataclass(frozen=True, slots=True)
class Line:
    """One done line; `undo` is the address to post to, `more` the page to add to it, or empty."""

    sentence: str
    undo: str
    more: str


def say(key: str, **of: str) -> None:
    """Show the sentence of `key` on the next page; raises KeyError for one without words.

    `of` is what the address to undo it names. It takes the place of a line that no page showed: a
    cookie that grows past 4 kB is lost, and the sign-in with it.
    """
    DONE[key]
    cookie[WAITING] = [("done", [key, of])]


def lines() -> list[Line]:
    return [
        _line(key, of)
        for key, of in map(_told, get_flashed_messages(category_filter=["done"]))
        if key in DONE
    ]


def _told(waiting: object) -> tuple[str, dict[str, Any]]:
    """Read what waits in the cookie; what an earlier version left there says nothing."""
    match waiting:
        case [str(key), dict(of)]:
            return key, of
        case _:
            return "", {}


def _line(key: str, of: dict[str, Any]) -> Line:
    undo = url_for(UNDO[key], **of) if key in UNDO else ""
    more = url_for(MORE[key], **of, more="1") if key in MORE else ""
    return Line(str(DONE[key]), undo, more)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(done_lines=lines)
