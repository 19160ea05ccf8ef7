"""Mail that comes back to the office by itself."""

from datetime import datetime

from registration.audit import trail
from registration.mail import bounces

RETURNED = "mail_returned"


def receive(raw: bytes, *, now: datetime) -> bool:
    """Take in a delivery report; False where it is none, or about no message of ours.

    What came back is marked at the message, with the reason, and noted in the trail. The same
    report again changes nothing.
    """
    returned = bounces.read_report(raw)
    if returned is None:
        return False
    for about, notice in bounces.note(returned, now=now):
        trail.record(RETURNED, about=about, by="system", now=now, notice=notice)
    return bounces.is_ours(returned)
