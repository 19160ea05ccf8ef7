"""A mail worker in a process of its own, to be killed.

python -m tests.mail.worker_process DATABASE PORT LIMIT [careless]
"""

import os
import sys

from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.mail import claims
from registration.mail.claims import Begun
from registration.mail.delivery import deliver_due
from registration.mail.models import Message
from tests.mail.ground import make_app


def claim_carelessly(owner, *, limit, now):
    """The negative control: takes what is there, whoever else may have it."""
    waiting = select(Message.id).where(Message.state == "queued").order_by(Message.id)
    return list(db.session.scalars(waiting.limit(limit)))


def begin_carelessly(message_id, owner, *, now):
    message = db.session.get_one(Message, message_id)
    return Begun(message_id, message.recipient, message.envelope_from, message.raw, 1, now)


def main(database_url, port, limit, *how):
    if how == ("careless",):
        claims.claim = claim_carelessly
        claims.begin = begin_carelessly
    app = make_app(database_url, int(port))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    deliver_due(
        clock.now, limit=int(limit), owner=f"process:{os.getpid()}", context=app.app_context
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
