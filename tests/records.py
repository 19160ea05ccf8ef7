"""What the database holds, looked at from outside of the pages."""

import re
from collections.abc import Callable
from typing import Any, Self

from sqlalchemy import event, select

from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.programmes.catalogue import forget_site, site
from registration.programmes.models import Programme, Quota


def look(app: Any, act: Callable[[], Any], *, writes: bool = False) -> Any:
    """What ``act`` answers in a unit of work of its own."""
    with app.app_context(), unit_of_work(writes=writes):
        return act()


def applications(app: Any) -> list[tuple[str, str]]:
    """(state, name) of every application, the oldest first."""
    query = select(Application.state, Application.name).order_by(Application.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def states(app: Any) -> list[str]:
    return [state for state, _ in applications(app)]


def references(app: Any) -> list[str]:
    query = select(Application.reference).order_by(Application.id)
    return look(app, lambda: list(db.session.scalars(query)))


def mails(app: Any) -> list[tuple[str, str, str]]:
    """(notice, recipient, language) of every message, the oldest first."""
    query = select(Message.notice, Message.recipient, Message.language).order_by(Message.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def notices(app: Any) -> list[str]:
    return [notice for notice, *_ in mails(app)]


def mail_states(app: Any) -> list[tuple[str, str]]:
    query = select(Message.notice, Message.state).order_by(Message.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def last_mail(app: Any) -> str:
    query = select(Message.text).order_by(Message.id.desc()).limit(1)
    return look(app, lambda: db.session.scalar(query))


def link_in_last_mail(app: Any) -> str:
    """The path of the applicant's link in the newest message."""
    found = re.search(r"https?://[^/]+(/\w\w/open/\S+)", last_mail(app))
    assert found
    return found[1]


def taken(app: Any, slug: str) -> list[int]:
    """The counters of a programme's quotas."""
    query = select(Quota.taken).join(Programme).where(Programme.slug == slug).order_by(Quota.id)
    return look(app, lambda: list(db.session.scalars(query)))


def change(app: Any, kind: type, changes: dict[str, Any], **which: Any) -> None:
    """Change one record behind the system's back."""

    def act() -> None:
        found = db.session.scalars(select(kind).filter_by(**which)).one()
        for name, value in changes.items():
            setattr(found, name, value)

    look(app, act, writes=True)


class Statements:
    """Counts the SQL statements that the application sends while it is open."""

    def __init__(self, app: Any) -> None:
        self.app = app
        with app.app_context():
            self.engine = db.engine
        self.sent: list[str] = []

    def __enter__(self) -> Self:
        forget_site()
        look(self.app, site)  # it is kept for five seconds, which must not end while we count
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, *args: Any) -> None:
        self.sent.append(args[2])

    def __len__(self) -> int:
        return len(self.sent)
