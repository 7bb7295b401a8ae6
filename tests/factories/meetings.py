"""Meetings planned through the service."""

from tracker.services.meetings import NewMeeting, plan_meeting


def planned(session, act, person, worker, starts_at, **more):
    return plan_meeting(session, act, person.id, NewMeeting(worker.id, starts_at, **more))
