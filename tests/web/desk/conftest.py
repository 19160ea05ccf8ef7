"""Berta (Berlin) and Bo (Beijing) coordinate, Rita reviews, Ada administers; Eve has no account."""

from collections.abc import Callable

import pytest

from registration import worker
from registration.applications.models import Application
from registration.core.db import unit_of_work
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.page import Visitor
from tests.records import change, references


@pytest.fixture
def ground(app):
    """Two programmes with one application each: ``both`` of both cities, ``berlin`` of one."""
    with app.app_context(), unit_of_work():
        both = make_programme("both", places=2)
        berlin = make_programme("berlin-only", partners=("berlin",), confirm_within_days=7)
        make_application(both, given="Xiaoming", family="Wang", native="王晓明", language="zh")
        make_application(berlin, given="Jürgen", family="Müller", institution="Amtsgericht Mitte")
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
        make_staff("Bo", RoleName.COORDINATOR, partner="beijing")
        make_staff("Rita", RoleName.REVIEWER)
        make_staff("Ada", RoleName.ADMINISTRATOR)
    return app


@pytest.fixture
def sign_in(ground, visit) -> Callable[[str], Visitor]:
    """Somebody of the staff in a browser of their own, in front of the queue."""

    def signed_in(name: str) -> Visitor:
        visitor = visit()
        visitor.open("/en/account/sign-in")
        visitor.send(email=f"{name.lower()}@stadt.example", password=PASSWORD)
        assert visitor.status == 200
        visitor.open("/en/desk")
        return visitor

    return signed_in


@pytest.fixture
def receive(app) -> Callable[[object], int]:
    """Hand a mail to ``flask mail receive``; its exit code."""

    def received(mail) -> int:
        raw = bytes(mail)
        return app.test_cli_runner().invoke(args=["mail", "receive"], input=raw).exit_code

    return received


@pytest.fixture
def juergen(app, ground) -> str:
    """The reference of the application that only Berlin may see; its address is known."""
    change(app, Application, {"email": "mueller@stadt.example"}, name="Jürgen Müller")
    return references(app)[1]


@pytest.fixture
def sent(app, smtp, sign_in, juergen) -> str:
    """The Message-ID of a mail to Jürgen that has left: Berta has rejected him."""
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{juergen}/decide/reject")
    berta.send(button=("go", "decide"))
    worker.once(app)
    return str(smtp.messages[-1]["Message-ID"])
