"""What the database holds, looked at from outside."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.programmes.models import Programme


def look(app: Any, act: Callable[[], Any], *, writes: bool = False) -> Any:
    with app.app_context(), unit_of_work(writes=writes):
        return act()


def applications(app: Any) -> list[tuple[str, str]]:
    """(state, name) of every application, the oldest first."""
    query = select(Application.state, Application.name).order_by(Application.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def mails(app: Any) -> list[tuple[str, str, str]]:
    """(notice, recipient, language) of every message, the oldest first."""
    query = select(Message.notice, Message.recipient, Message.language).order_by(Message.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def link_in_last_mail(app: Any) -> str:
    """The path of the applicant's link in the newest message."""
    query = select(Message.text).order_by(Message.id.desc()).limit(1)
    text = look(app, lambda: db.session.scalar(query))
    found = re.search(r"https?://[^/]+(/\w\w/open/\S+)", text)
    assert found, text
    return found[1]


def set_window(app: Any, slug: str, **moments: Any) -> None:
    def change() -> None:
        programme = db.session.scalars(select(Programme).filter_by(slug=slug)).one()
        for name, value in moments.items():
            setattr(programme, name, value)

    look(app, change, writes=True)
