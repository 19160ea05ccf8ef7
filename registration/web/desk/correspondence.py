"""What an application's page shows of the mails in and out."""

from collections.abc import Sequence
from datetime import datetime

from registration.applications.models import Application
from registration.inbox import desk as inbox
from registration.inbox.models import ReceivedMail
from registration.mail.models import Message


def correspondence(
    found: Application, messages: Sequence[Message], *, may_decide: bool
) -> list[tuple[datetime, Message | None, ReceivedMail | None, bool]]:
    """(when, what left or what arrived, whether its sender is unknown), the newest first.

    A mail that arrived may hold anything, so only those who decide read it.
    """
    mails = inbox.of(found) if may_decide else ()
    strangers = inbox.strangers(found, mails)
    arrived = [(one.received_at, None, one, one in strangers) for one in mails]
    left = [(one.sent_at or one.created_at, one, None, False) for one in messages]
    return sorted([*left, *arrived], key=lambda row: row[0], reverse=True)
