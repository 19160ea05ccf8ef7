"""What later answers hide no longer counts, wherever it was taken over."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from tests.factories import make_programme
from tests.forms.documents import field, section, words
from tests.records import look


@pytest.fixture
def anna_with_a_companion(app, anna):
    person = field("name", "name", role="name"), field("email", "email", role="email")
    form = {"key": "hidden", "sections": [
        section("person", *person),
        section("company", field("yes_no", "accompanied")),
        section("companions", field(
            "group", "companions", role="companions", item=words("Companion"),
            fields=[field("text", "first")],
        ), when={"field": "accompanied", "is": True}),
    ]}  # fmt: skip
    look(app, lambda: make_programme("hidden", form=form), writes=True)
    anna.open("/en/programmes/hidden/apply")
    anna.send(name__family="Beispiel", email="anna@stadt.example")
    anna.send(accompanied="yes")
    anna.send(button=("add", "companions"))
    anna.send(companions__0__first="Ben")
    return anna


def party_size(app):
    return look(app, lambda: db.session.scalar(select(Application.party_size)))


def test_a_companion_who_is_hidden_takes_no_place(app, anna_with_a_companion):
    anna = anna_with_a_companion
    assert party_size(app) == 2
    anna.open(anna.address.replace("/summary", "/sections/company"))
    anna.send(accompanied="no")
    assert party_size(app) == 1


def test_a_changed_mind_brings_the_companion_back(app, anna_with_a_companion):
    anna = anna_with_a_companion
    for answer in ("no", "yes"):
        anna.open(anna.address.replace("/summary", "/sections/company"))
        anna.open(anna.address.replace("/sections/companions", "/sections/company"))
        anna.send(accompanied=answer)
    assert party_size(app) == 2
