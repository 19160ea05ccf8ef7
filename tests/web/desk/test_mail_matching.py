"""To which application a mail belongs that somebody wrote to the office."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.parties.contributions import Person, name_somebody
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import shared_form
from tests.records import change, look
from tests.web.desk.replies import kept, reply


def test_a_reply_belongs_to_the_application_it_answers(app, sent, juergen, receive):
    assert receive(reply(In_Reply_To=sent, From="other@elsewhere.example")) == 0
    assert kept(app) == [(juergen, "other@elsewhere.example")]


def test_so_does_one_that_only_names_ours_among_its_references(app, sent, juergen, receive):
    receive(reply(References=f"<x@y.example> {sent}", From="other@elsewhere.example"))
    assert kept(app) == [(juergen, "other@elsewhere.example")]


def test_and_one_that_is_enclosed_in_another_mail(app, sent, juergen, receive):
    outer = reply(From="berta@stadt.example", Message_ID="<forward@x>")
    outer.add_attachment(reply(In_Reply_To=sent))
    receive(outer)
    assert kept(app) == [(juergen, "berta@stadt.example")]


@pytest.mark.parametrize("sender", ["mueller@stadt.example", "Mueller@Stadt.Example"])
def test_a_new_mail_belongs_to_the_only_live_application_of_its_sender(
    app, juergen, receive, sender
):
    receive(reply(From=f'"Wang, X." <{sender}>'))
    assert kept(app) == [(juergen, sender)]


def test_a_sender_with_two_applications_names_the_one_they_mean(app, juergen, receive):
    other = look(app, lambda: _second_of(app), writes=True)
    receive(reply())
    receive(reply(Message_ID="<2@x>", Subject=f"Question ({other.lower()})"))
    receive(reply(Message_ID="<3@x>", Subject=f"Both, {other} and {juergen}"))
    assert [reference for reference, _ in kept(app)] == [None, other, None]


@pytest.mark.parametrize("sender", ["stranger@elsewhere.example", "", "nonsense"])
def test_the_reference_alone_proves_nothing(app, juergen, receive, sender):
    receive(reply(From=sender, Subject=f"Re: {juergen}"))
    assert kept(app) == [(None, sender if "@" in sender else "")]


def test_a_rejected_application_gets_no_mail_by_its_address_alone(app, sent, receive):
    receive(reply())
    assert kept(app) == [(None, "mueller@stadt.example")]


def test_a_draft_gets_none(app, juergen, receive):
    change(
        app, Application, {"state": "draft", "submitted_at": None}, reference=juergen
    )  # behind the engine's back
    receive(reply())
    assert kept(app) == [(None, "mueller@stadt.example")]


def test_a_guardian_is_known_too(app, ground, receive):
    def make():
        programme = make_programme("shared", form=shared_form("guardian"))
        application = make_application(programme)
        gerda = Person("Gerda", "gerda@familie.example", "en")
        name_somebody(application, "guardian", gerda, now=clock.now())
        return application.reference

    reference = look(app, make, writes=True)
    receive(reply(From="Gerda <gerda@familie.example>"))
    assert kept(app) == [(reference, "gerda@familie.example")]


def _second_of(app) -> str:
    programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
    return make_application(programme, email="mueller@stadt.example").reference
