"""What a message says at the desk is what leaves, also when it is changed while workers send.

The negative control writes without comparing, and the same assertion must fail.
"""

import time

from sqlalchemy import func, select

from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.mail import claims, rewriting
from registration.mail.models import Message
from registration.mail.outbox import WAITING
from tests.mail.ground import queue_only
from tests.races.runners import DAWDLE_SECONDS, RUNNERS, race

ROUNDS = 6
OLD, NEW = "old words\n", "new words\n"


def change_or_send(number: int, message_id: int) -> str:
    """Change one message at the desk, or send the next as a worker does."""
    if number % 2:
        return _change(message_id)
    time.sleep(10 * DAWDLE_SECONDS * (number + 1) / RUNNERS)  # so that some of them come in between
    return _send(f"worker {number}")


def _change(message_id: int) -> str:
    message = db.session.get_one(Message, message_id)
    seen = rewriting.version(message)
    rewriting.rewrite(
        message, subject="New", text=NEW, html="<p>", due_at=message.due_at, seen=seen
    )
    return "changed"


def _send(owner: str) -> str:
    now = clock.now()
    for message_id in claims.claim(owner, limit=1, now=now):
        begun = claims.begin(message_id, owner, now=now)
        if begun is not None:
            return "sent new" if NEW.strip().encode() in begun.raw else "sent old"
    return "nothing to send"


def changing_race(database_url, *, unguarded: bool) -> bool:
    """Whether workers got what stands in the rows, and each change that was told is kept."""
    with unit_of_work():
        ids = [
            queue_only(number, text=OLD, now=clock.now()) for number in range(RUNNERS // 2 * ROUNDS)
        ]
    subjects = [one for _round in range(ROUNDS) for one in _pairs(ids, _round)]
    outcomes = race(change_or_send, database_url, subjects, unguarded=unguarded)
    expected = {"changed", "TooLate", "ChangedMeanwhile", "sent old", "sent new", "nothing to send"}
    return (
        set(outcomes) <= expected
        and _count(NEW) == outcomes["changed"]
        and _count(NEW, begun=True) == outcomes["sent new"]
        and _count(OLD, begun=True) == outcomes["sent old"]
    )


def _pairs(ids, number):
    """For each of sixteen runners the message that it may change; workers take what is due."""
    first = number * RUNNERS // 2
    return [ids[first + runner // 2] for runner in range(RUNNERS)]


def _count(text, *, begun=None):
    query = select(func.count(Message.id)).where(Message.text == text, Message.state.in_(WAITING))
    if begun:
        query = query.where(Message.sending_since.is_not(None))
    with unit_of_work(writes=False):
        return db.session.scalar(query)


def test_holds_with_the_comparison(app, database_url):
    with app.app_context():
        assert changing_race(database_url, unguarded=False)


def test_fails_without_the_comparison(app, database_url):
    with app.app_context():
        assert not changing_race(database_url, unguarded=True)
