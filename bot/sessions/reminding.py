"""Decides which reminder of a session is due. Pure."""

from datetime import datetime, timedelta

BEFORE = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10))
FURTHEST = max(BEFORE)


def due_reminder(starts_at: datetime, since: datetime, now: datetime) -> timedelta | None:
    """Return how long before the start the reminder is that is due; None if none is.

    Only the nearest one whose time has come, because a missed reminder must not follow a newer
    one, and none whose time had come before `since`: the member has just read when it is.

    Args:
        starts_at: When the session begins.
        since: When the member began to follow it, or was notified of its present time.
        now: The present time.
    """
    if now >= starts_at:
        return None
    come = [before for before in BEFORE if since < starts_at - before <= now]
    return min(come, default=None)
