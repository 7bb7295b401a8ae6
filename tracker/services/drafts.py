"""Keep what is typed until it is saved: losing words is worse than keeping them twice."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tracker.domain.errors import ConflictError, InvalidError
from tracker.models.base import new_public_id
from tracker.models.drafts import Draft
from tracker.services.acts import Act
from tracker.services.sealing import key_of, seal

KEPT_FOR = timedelta(days=30)
LATE = timedelta(days=1)  # how long what was on its way to be kept may come after the save
LONGEST_BODY = 200_000
SAVED_ELSEWHERE = (
    "This was saved already, from another page. What you typed is still here: save it again if it "
    "is something else."
)


@dataclass(frozen=True, slots=True)
class Page:
    """One opened form of a worker about a person.

    `form` says which form and about what, `draft` the draft it writes, `page` this very opening of
    it, `version` the version of the draft it was filled from, 0 for none.
    """

    worker_id: int
    person_id: int
    form: str
    draft: str
    page: str
    version: int = 0


def keep(session: Session, act: Act, typed: Page, body: str) -> str:
    """Keep a page's words for 30 days; give the public id of the draft they are in.

    It is another draft than the page's where a second page wrote that one meanwhile: neither loses
    a word. What comes late, after this page was saved, is not kept. Raises InvalidError for more
    than a form holds.
    """
    if len(body) > LONGEST_BODY:
        raise InvalidError("That is more than can be kept. Save it in parts.")
    row = _lock(session, typed.draft)
    if row is None:
        row = _begin(session, act, typed, typed.draft)
    elif not _is_of(row, typed):
        row = _begin(session, act, typed, new_public_id())
    elif row.body_ct is None:
        return row.public_id
    row.body_ct = seal(
        key_of(session, act, typed.person_id), ("draft", "body_ct", row.public_id), body
    )
    _touch(row, act, typed, KEPT_FOR)
    return row.public_id


def refuse_saved(session: Session, typed: Page) -> None:
    """Raise ConflictError when another page saved what this draft held."""
    row = session.scalars(select(Draft).where(Draft.public_id == typed.draft)).one_or_none()
    if row is not None and _is_saved_elsewhere(row, typed):
        raise ConflictError(SAVED_ELSEWHERE)


def spend(session: Session, act: Act, typed: Page) -> None:
    """Let go of a page's draft in the act that saves its words.

    Another page's words stay. Raises ConflictError when another page saved them first.
    """
    row = _lock(session, typed.draft)
    if row is None:
        row = _begin(session, act, typed, typed.draft)
    elif _is_saved_elsewhere(row, typed):
        raise ConflictError(SAVED_ELSEWHERE)
    elif not _is_of(row, typed):
        return
    row.body_ct = None
    _touch(row, act, typed, LATE)


def discard(session: Session, worker_id: int, public_id: str) -> None:
    """Throw a worker's own draft away."""
    session.execute(delete(Draft).where(Draft.public_id == public_id, Draft.worker_id == worker_id))


def _lock(session: Session, public_id: str) -> Draft | None:
    wanted = select(Draft).where(Draft.public_id == public_id).with_for_update()
    return session.scalars(wanted).one_or_none()


def _begin(session: Session, act: Act, typed: Page, public_id: str) -> Draft:
    row = Draft(
        public_id=public_id,
        worker_id=typed.worker_id,
        person_id=typed.person_id,
        form=typed.form,
        page=typed.page,
        version=0,
        touched_at=act.at,
        expires_at=act.at,
    )
    session.add(row)
    return row


def _touch(row: Draft, act: Act, typed: Page, stays: timedelta) -> None:
    row.page = typed.page
    row.version += 1
    row.touched_at = act.at
    row.expires_at = act.at + stays


def _is_of(row: Draft, typed: Page) -> bool:
    """Say whether a page may write this draft: it wrote last, or nobody did since it was filled."""
    is_theirs = (row.worker_id, row.person_id, row.form) == (
        typed.worker_id,
        typed.person_id,
        typed.form,
    )
    unchanged = row.body_ct is not None and row.version == typed.version
    return is_theirs and (row.page == typed.page or unchanged)


def _is_saved_elsewhere(row: Draft, typed: Page) -> bool:
    own = row.worker_id == typed.worker_id and row.person_id == typed.person_id
    return own and row.body_ct is None and row.page != typed.page
