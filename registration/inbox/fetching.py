"""Take in what lies in the office's mailbox."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from registration.core.db import unit_of_work
from registration.inbox import receiving
from registration.mail import imap
from registration.mail.imap import Account, Mailbox

TAKEN, FAILED = "taken", "failed"

log = structlog.get_logger()


def fetch(
    account: Account,
    *,
    now: Callable[[], datetime],
    largest: int,
    stopped: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Take in every mail of the folder, each in a unit of work of its own, and put it away.

    A mail leaves the folder after the commit only. What a second worker fetches at the same time is
    known already. What cannot be taken in goes to the folder for that, and the next follows.

    Returns:
        How many were taken in, and how many were not.

    Raises:
        registration.mail.imap.MailboxAway: what is left is for the next time.
        sqlalchemy.exc.DBAPIError: the database is away; the mail stays where it is.
    """
    done: Counter[str] = Counter()
    with imap.opened(account) as mailbox:
        for uid in mailbox.waiting():
            if stopped():
                break
            taken = _take(mailbox, uid, now=now(), largest=largest)
            mailbox.put_away(uid, failed=not taken)
            done[TAKEN if taken else FAILED] += 1
    return done


def _take(mailbox: Mailbox, uid: str, *, now: datetime, largest: int) -> bool:
    raw = mailbox.read(uid, largest=largest)
    if not raw:
        log.warning("mail_not_fetched", uid=uid)  # too large, empty, or gone meanwhile
        return False
    try:
        with unit_of_work():
            receiving.receive(raw, now=now)
    except Exception as error:  # one mail must not stop the others
        if _is_away(error):
            raise
        log.error("mail_not_taken_in", uid=uid, error=type(error).__name__, exc_info=error)  # noqa: TRY400  # structured
        return False
    return True


def _is_away(error: Exception) -> bool:
    """Whether nothing can be stored now, which is not the mail's fault."""
    stores_nothing = isinstance(error, DBAPIError | OSError)
    return stores_nothing and not isinstance(error, DataError | IntegrityError)
