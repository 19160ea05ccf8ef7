"""The least application that has an outbox."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from registration.core.db import db, unit_of_work
from registration.core.settings import settings
from registration.mail import outbox
from registration.mail.delivery import deliver_due
from registration.mail.models import Message
from registration.mail.smtp import mail

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


made: list[Flask] = []  # whose connections are still to be closed


def close_connections():
    while made:
        with made.pop().app_context():
            db.engine.dispose()


def make_app(url, port, **config):
    app = Flask("outbox")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=url,
        SECRET_KEY="of the tests",
        TESTING=True,
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=port,
        **config,
    )
    db.init_app(app)
    mail.init_app(app)
    made.append(app)
    settings.mail_sender = "office@berlin.example"
    settings.mail_sender_name = "Büro für Städtepartnerschaften"
    return app


def queue(number=1, **changes):
    """Queue one mail and look at it; the caller is in a unit of work."""
    return db.session.get_one(Message, queue_only(number, **changes))


def queue_only(number=1, **changes):
    """Queue one mail; its id."""
    values = {
        "key": f"application:{number}:receipt:1",
        "about": f"application:{number}",
        "scope": "programme:5",
        "notice": "receipt",
        "recipient": f"anna{number}@example.org",
        "recipient_name": "Anna Weiß",
        "language": "de",
        "subject": f"Bewerbung {number}",
        "text": "Guten Tag,\nIhre Bewerbung ist da.\n",
        "html": "<p>Guten Tag,<br>Ihre Bewerbung ist da.</p>",
        "now": NOW,
    }
    return outbox.queue(**{**values, **changes})


def queue_many(app, count, **changes):
    with app.app_context(), unit_of_work():
        for number in range(1, count + 1):
            queue(number, **changes)


def deliver(app, now=NOW, limit=1000):
    return deliver_due(lambda: now, limit=limit, owner="test", context=app.app_context)


def message(app, number=1):
    """One message as it stands in the database."""
    with app.app_context(), unit_of_work(writes=False):
        found = db.session.scalars(
            db.select(Message).where(Message.key == f"application:{number}:receipt:1")
        ).one()
        db.session.expunge(found)
        return found


def states(app):
    with app.app_context(), unit_of_work(writes=False):
        return list(db.session.scalars(db.select(Message.state).order_by(Message.id)))
