"""A person and their key worker, agreed through the service."""

from tracker.services.pairings import FirstMatch, agree_first_match


def matched(session, act, person, worker, *, deputy=None, rhythm=None):
    match = FirstMatch(worker.id, deputy and deputy.id, rhythm)
    return agree_first_match(session, act, person.id, match)
