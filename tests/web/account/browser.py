"""A browser that fills in forms: it opens the page, takes its token, posts."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.staff import members
from registration.staff.models import StaffMember
from tests.staff.cast import PASSWORD

EMAIL = "berta@stadt.example"
SIGN_IN = "/en/account/sign-in"
CODE = "/en/account/sign-in/code"
ACCOUNT = "/en/account"
Answer = TypeVar("Answer")


class Browser:
    def __init__(self, app: Flask, address: str, agent: str) -> None:
        self.app = app
        self.client = app.test_client()
        self.surroundings = {"environ_base": {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}}

    def get(self, path: str, **more) -> TestResponse:
        return self.client.get(path, **self.surroundings, **more)

    def post(self, path: str, *, page: str | None = None, **fields: str) -> TestResponse:
        """Open the page with the form (if it is not at ``path`` itself) and send the form."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or path).text)
        data = {**fields, "csrf_token": found[1] if found else ""}
        return self.client.post(path, data=data, **self.surroundings)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
        return self.post(SIGN_IN, email=email, password=password)

    def sign_out(self) -> TestResponse:
        return self.post("/en/account/sign-out", page=ACCOUNT)

    def is_signed_in(self) -> bool:
        return self.get(ACCOUNT).status_code == 200

    @property
    def cookie(self) -> str:
        return self.client.get_cookie("session").value

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.set_cookie("session", value)


def in_database(app: Flask, act: Callable[[], Answer]) -> Answer:
    """What ``act`` answers in a unit of work of its own."""
    with app.app_context(), unit_of_work():
        return act()


def change_person(app: Flask, change: Callable[[StaffMember], object], email: str = EMAIL) -> None:
    in_database(app, lambda: change(members.find_by_email(email)))


def mails(app: Flask) -> list[tuple[str, str]]:
    """(notice, recipient) of every message in the outbox, the oldest first."""
    query = select(Message.notice, Message.recipient).order_by(Message.id)
    return in_database(app, lambda: [tuple(row) for row in db.session.execute(query)])


def last_mail(app: Flask) -> str:
    query = select(Message.text).order_by(Message.id.desc()).limit(1)
    return in_database(app, lambda: db.session.scalar(query))


def rows_of_all_tables(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Everything the database holds."""
    return in_database(
        app,
        lambda: {
            table.name: [tuple(row) for row in db.session.execute(select(table))]
            for table in db.metadata.sorted_tables
        },
    )
