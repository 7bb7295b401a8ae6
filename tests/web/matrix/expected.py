"""What the hand-written table says of one request, in the words of an answer."""

from enum import StrEnum

from tests import access_matrix
from tracker.domain.access import Permission
from tracker.web.access import Door

PERSON = access_matrix.about_a_person()
SERVICE = access_matrix.about_the_service()
COUNTS = access_matrix.bond_counts_with_role()


class Answer(StrEnum):
    """What someone who asks may get."""

    ANYONE = "open to all"
    COMES_IN = "comes in"
    MAY_NOT = "may not do this"
    NOT_THEIR_OWN = "may do this with what they wrote, and this is someone else's"
    AS_FOR_NOBODY = "the answer for nobody"
    TO_THE_DOOR = "to the sign-in page"


class Whose(StrEnum):
    """Whose contact an address names, or that what it names is about another person."""

    OWN = "own"
    THEIRS = "theirs"
    OF_ANOTHER = "of another person"


ACCEPTED = {
    Answer.ANYONE: {200, 302, 404, 422},  # 404: a link that never was one
    # 422 and 409 are about what was sent and what stands, not about who asks.
    Answer.COMES_IN: {200, 302, 409, 422},
    Answer.MAY_NOT: {403},
    Answer.NOT_THEIR_OWN: {403, 409},
    Answer.AS_FOR_NOBODY: {404},
    Answer.TO_THE_DOOR: {302, 307},
}


def may(who, permission):
    """Say what the table says of this permission for these bonds and roles."""
    if (permission, None) in SERVICE:
        return any(SERVICE[permission, role] for role in who.roles or {None})
    return any(PERSON[permission, bond] for bond in counting(who))


def counting(who):
    """Give the bonds that count with these roles; an outsider's where there is none."""
    bonds = {b for b in who.bonds if any(COUNTS[b, role] for role in who.roles or {None})}
    return bonds or {None}


def expected(who, declared, whose=Whose.OWN):
    """Give the answer for someone asking where this is declared."""
    if declared.door is Door.PUBLIC:
        return Answer.ANYONE
    if not who.signed_in:
        return Answer.TO_THE_DOOR
    permission = declared.permission
    if permission is None:
        return Answer.COMES_IN
    if (permission, None) in SERVICE:
        return Answer.COMES_IN if may(who, permission) else Answer.MAY_NOT
    return _about_someone(who, permission, whose)


def _about_someone(who, permission, whose):
    if not may(who, Permission.SEE_PAGE) or whose is Whose.OF_ANOTHER:
        return Answer.AS_FOR_NOBODY
    if not may(who, permission):
        return Answer.MAY_NOT
    own_only = permission is Permission.CORRECT_OWN_CONTACT and whose is Whose.THEIRS
    if own_only and not may(who, Permission.CORRECT_CONTACT):
        return Answer.NOT_THEIR_OWN
    return Answer.COMES_IN


def cells_of(who, permission):
    """Give the cells of the hand-written table that decide about this permission."""
    if not who.signed_in or permission is None:
        return set()
    if (permission, None) in SERVICE:
        return {(permission, role) for role in who.roles or {None}}
    return {(permission, bond) for bond in counting(who)}
