"""The worker's part: claim messages, hand them over, write down what became of each.

At least once: a message is marked as sent in a commit of its own right after the server's answer.
Only a crash between the two can repeat it, once, with the same Message-ID and bytes.
"""

import random
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from registration.core.db import unit_of_work
from registration.mail import claims
from registration.mail.claims import Begun, Fate
from registration.mail.models import Delivery
from registration.mail.smtp import (
    Connection,
    ConnectionLost,
    Refused,
    is_suppressed,
    open_connection,
)

BATCH = 50
RENEW_SECONDS = 20.0
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=4)
SERVER_AWAY_DELAY = timedelta(minutes=1)
LOSSES_IN_A_ROW = 3  # then the server is taken to be away
JITTER = 0.25

log = structlog.get_logger()

Context = Callable[[], AbstractContextManager[object]]
Now = Callable[[], datetime]


def deliver_due(now_fn: Now, *, limit: int, owner: str, context: Context) -> int:
    """Send what is due, over one connection; any number of workers may do so at once.

    Args:
        now_fn: the clock.
        limit: how many messages at most.
        owner: who sends, for the logs and the lease, e.g. host name and process id.
        context: opens an application context; called for this thread and for the one that
            renews the lease.

    Returns:
        How many messages were tried, with whatever result.
    """
    with context():
        if is_suppressed():
            return 0
        return _Round(now_fn, f"{owner[:100]}:{secrets.token_hex(4)}").run(limit, context)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: 1 minute, doubling to 1 hour, up to a quarter more."""
    plain = min(FIRST_DELAY * (1 << min(attempts - 1, 16)), LONGEST_DELAY)
    return plain * random.uniform(1, 1 + JITTER)  # noqa: S311  # spreads load, guards nothing


class _Round:
    """One call of ``deliver_due``: its lease and its connection."""

    def __init__(self, now_fn: Now, owner: str) -> None:
        self._now = now_fn
        self._owner = owner
        self._connection: Connection | None = None
        self._losses = 0
        self._tried = 0

    def run(self, limit: int, context: Context) -> int:
        batch = self._claim(limit)
        if not batch:
            return 0
        try:
            with _lease_renewed(self._owner, self._now, context):
                while batch:
                    self._carry(batch)
                    batch = self._claim(limit - self._tried)
        except ConnectionLost as lost:
            self._server_is_away(lost)
        except BaseException:
            self._give_back()
            raise
        finally:
            if self._connection is not None:
                self._connection.close()
        return self._tried

    def _claim(self, limit: int) -> list[int]:
        now = self._now()
        with unit_of_work(writes=False):
            if limit <= 0 or not claims.work_waits(now):
                return []
        with unit_of_work():
            lost = claims.take_back_lost(now)
            batch = claims.claim(self._owner, limit=min(limit, BATCH), now=now)
        for message_id in lost:
            log.warning("mail_worker_died", message=message_id)
        return batch

    def _carry(self, batch: list[int]) -> None:
        fate: Fate | None = None
        for message_id in batch:
            connection = self._connection
            if connection is None or not connection.usable:
                self._turn(fate, None)
                fate = None
                connection = self._connect()
            begun = self._turn(fate, message_id)
            fate = None if begun is None else self._hand_over(begun, connection)
        self._turn(fate, None)

    def _connect(self) -> Connection:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._losses >= LOSSES_IN_A_ROW:
            raise ConnectionLost("The server breaks off one connection after the other.")
        self._connection = open_connection()
        return self._connection

    def _turn(self, fate: Fate | None, next_id: int | None) -> Begun | None:
        """Commit the fate of the last message, and with it that the next one is begun."""
        if fate is None and next_id is None:
            return None
        try:
            with unit_of_work():
                settled = fate is None or claims.settle(fate, self._owner)
                begun = next_id and claims.begin(next_id, self._owner, now=self._now())
        except DBAPIError:
            self._settle_alone(fate)
            raise
        if fate is not None and not settled:
            log.warning("mail_lease_lost", message=fate.id)
        return begun or None

    def _settle_alone(self, fate: Fate | None) -> None:
        """A fate must not be forgotten because the database stumbled over the next message."""
        if fate is not None:
            with unit_of_work():
                claims.settle(fate, self._owner)

    def _hand_over(self, message: Begun, connection: Connection) -> Fate:
        self._tried += 1
        try:
            connection.send_raw(message.envelope_from, message.recipient, message.raw)
        except Refused as refused:
            log.warning("mail_refused", message=message.id, code=refused.code)
            self._losses = 0 if connection.usable else self._losses + 1
            error = f"{refused.code} {refused.answer}"
            return self._failed(message, error) if refused.for_good else self._later(message, error)
        except ConnectionLost as lost:
            log.warning("mail_connection_lost", message=message.id)
            self._losses += 1
            return self._later(message, lost.reason, may_repeat=lost.may_have_arrived)
        except ValueError as error:  # what no server should see, such as a line break in an address
            log.exception("mail_unsendable", message=message.id)
            return self._failed(message, f"{type(error).__name__}: {error}")
        self._losses = 0
        return Fate(message.id, Delivery.SENT, self._now())

    def _failed(self, message: Begun, error: str) -> Fate:
        return Fate(message.id, Delivery.FAILED, self._now(), error=error)

    def _later(self, message: Begun, error: str, *, may_repeat: bool = False) -> Fate:
        now = self._now()
        if now - message.first_tried_at >= GIVE_UP_AFTER:
            return self._failed(message, error)
        next_at = now + delay_after(message.attempts)
        return Fate(message.id, Delivery.QUEUED, now, next_at, error, may_repeat)

    def _give_back(self) -> None:
        with suppress(DBAPIError), unit_of_work():
            claims.give_back(self._owner)

    def _server_is_away(self, lost: ConnectionLost) -> None:
        log.warning("mail_server_away", reason=lost.reason)
        now = self._now()
        with unit_of_work():
            claims.postpone(self._owner, now=now, until=now + SERVER_AWAY_DELAY, error=lost.reason)


@contextmanager
def _lease_renewed(owner: str, now_fn: Now, context: Context) -> Iterator[None]:
    """Renew the lease as long as the block runs: a slow server is not a dead worker."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                with context(), unit_of_work():
                    claims.renew(owner, now=now_fn())
            except DBAPIError:
                log.exception("mail_lease_not_renewed")

    thread = threading.Thread(target=renew, name="mail lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
