"""When to meet next if nothing else is said: the same weekday and time, after the agreed rhythm."""

from datetime import UTC, date, datetime, timedelta

from tracker.domain.periods import Calendar

WEEK = 7


def next_time(last: datetime, every_days: int, at: datetime, calendar: Calendar) -> datetime:
    """Give the instant to suggest after `at`, at the local time of `last`.

    A rhythm of a week or more keeps the weekday: whole weeks, never later than agreed. Where that
    day has passed, or is a holiday, it is the next such weekday. A shorter rhythm counts days, and
    passes over a day off unless `last` was on one.
    """
    local = last.astimezone(calendar.zone)
    weekly = every_days >= WEEK
    nudge = timedelta(days=WEEK if weekly else 1)
    day = local.date() + timedelta(days=every_days // WEEK * WEEK if weekly else every_days)
    day += max((calendar.day_of(at) - day) // nudge, 0) * nudge
    while _on(day, local, calendar) <= at or not _fits(day, local, calendar):
        day += nudge
    return _on(day, local, calendar)


def that_day_at(day: datetime, time: datetime, calendar: Calendar) -> datetime:
    """Give the instant on the local day of `day`, at the local time of `time`."""
    return _on(calendar.day_of(day), time.astimezone(calendar.zone), calendar)


def _on(day: date, local: datetime, calendar: Calendar) -> datetime:
    return datetime.combine(day, local.time(), calendar.zone).astimezone(UTC)


def _fits(day: date, local: datetime, calendar: Calendar) -> bool:
    usual = calendar.weekdays | {local.weekday()}
    return day not in calendar.holidays and day.weekday() in usual
