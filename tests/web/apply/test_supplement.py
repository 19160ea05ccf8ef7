"""Further information after acceptance: told before, asked for, filled in, sent, read, late."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from registration.applications.models import AnswerVersion, Application, SectionAnswers
from registration.core import clock
from registration.core.db import db
from registration.parties.models import Supplement
from registration.workflow.actors import Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from tests.factories import make_programme
from tests.forms.documents import shared_form
from tests.records import last_mail, link_in_last_mail, look, notices
from tests.web.apply.ground import PERSON, REST
from tests.web.party.people import go_to, post

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OFFICE = Actor("staff", 1)


@pytest.fixture
def anna(app, visit):
    """Anna, who has sent her application for the trip."""
    look(app, lambda: make_programme("trip", form=shared_form("accepted")), writes=True)
    visitor = visit()
    visitor.open("/en/programmes/trip/apply")
    visitor.send(**PERSON)
    visitor.send(**REST)
    visitor.send()
    assert visitor.heading == "Your application"
    return visitor


@pytest.fixture
def asked(app, anna):
    """The same, who has a place and is asked for more."""
    act(app, Act.OFFER)
    act(app, Act.ASK_MORE)
    anna.open(anna.address)
    return anna


def act(app, what, days=7):
    def do():
        one = db.session.scalars(select(Application)).one()
        day = clock.now().date() + timedelta(days=days)
        transition(one, what, by=OFFICE, now=clock.now(), until=day)

    look(app, do, writes=True)


def overdue(app):
    past = clock.now() - timedelta(days=1)
    look(app, lambda: db.session.execute(update(Supplement).values(due_at=past)), writes=True)


def fill_in(anna):
    go_to(anna, "Fill in the further information")
    anna.send(flight="LH 720")
    anna.send(allergy="nuts")
    return anna


def supplement(app):
    query = select(Supplement.state, Supplement.sent_at)
    return look(app, lambda: db.session.execute(query).one())


def typed(app, section):
    query = select(SectionAnswers.typed).where(SectionAnswers.section == section)
    return look(app, lambda: db.session.scalar(query))


def test_who_applies_reads_what_may_be_asked_later_and_is_not_asked_now(app, visit, anna):
    visitor = visit()
    visitor.open("/en/programmes/trip/apply")
    told = "If you are accepted, we may ask you for further information: Travel and Health."
    assert told in visitor.main
    visitor.send(**PERSON)
    visitor.send(**REST)
    assert visitor.heading == "Check your answers"
    assert told in visitor.main
    assert "Flight" not in visitor.main
    assert "Further information" not in anna.main


def test_before_it_is_asked_for_its_pages_lead_to_the_status(anna):
    status = anna.address
    for page in ("/further", "/further/travel"):
        anna.open(status + page)
        assert anna.heading == "Your application"
        assert post(anna, status + page, flight="LH 720").status_code == 303
    anna.open(f"{status}/further/person")
    assert anna.status == 404
    anna.open(f"{status}/sections/travel")
    assert anna.status in {404, 409}


def test_the_link_in_the_mail_leads_to_what_is_asked_for(app, visit, asked):
    assert "we need further information from you" in last_mail(app)
    browser = visit()
    browser.open(link_in_last_mail(app))
    browser.send()
    assert "Further information is needed" in browser.main
    go_to(browser, "Fill in the further information")
    assert browser.heading == "Travel"


def test_it_is_filled_in_section_by_section_checked_and_sent(app, asked):
    fill_in(asked)
    assert asked.heading == "Check your answers"
    assert ("LH 720" in asked.main, "Vegan" in asked.main) == (True, False)
    asked.send()
    assert asked.heading == "Your application"
    assert "Your further information has arrived. Thank you." in asked.main
    assert "LH 720" in asked.main
    assert notices(app)[-1] == "supplement_receipt"
    assert look(app, lambda: db.session.scalar(select(Application.state))) == "confirmed"


def test_sensitive_answers_are_sealed(app, asked):
    fill_in(asked)
    assert "nuts" not in str(typed(app, "health"))


def test_what_is_wrong_is_said_and_kept(app, asked):
    go_to(asked, "Fill in the further information")
    asked.send(flight="")
    assert (asked.status, asked.heading) == (422, "Travel")
    go_to_summary = asked.address.rpartition("/")[0]
    answer = post(asked, go_to_summary)
    assert answer.status_code == 422
    assert supplement(app).state == "asked"


def test_a_file_can_be_handed_in_and_looked_at_again(asked):
    go_to(asked, "Fill in the further information")
    asked.send(flight="LH 720", ticket=(BytesIO(PDF), "ticket.pdf"))
    asked.send(allergy="")
    asked.send()
    link = next(a["href"] for a in asked.page.all("a") if a.text == "ticket.pdf")
    assert asked.client.get(link).data == PDF


def test_what_was_typed_is_there_again_later_also_after_the_deadline(app, asked):
    go_to(asked, "Fill in the further information")
    asked.send(button=("go", "later"), flight="LH 720")
    assert asked.heading == "Your application"
    overdue(app)
    asked.open(asked.address)
    assert "The time for it is over, but you can still send it." in asked.main
    go_to(asked, "Fill in the further information")
    asked.send(allergy="")
    asked.send()
    sent = supplement(app)
    assert sent.state == "sent"


def test_nothing_else_can_be_changed_meanwhile(asked):
    status = asked.address
    asked.open(f"{status}/sections/person")
    assert asked.status == 409


def test_a_second_click_sends_nothing_twice(app, asked):
    fill_in(asked)
    page = asked.address
    for _ in range(2):
        assert post(asked, page).status_code == 303
    assert notices(app).count("supplement_receipt") == 1


def test_what_the_office_closed_meanwhile_is_kept_and_not_sent(app, asked):
    fill_in(asked)
    page = asked.address
    act(app, Act.CLOSE_MORE)
    assert post(asked, page).status_code == 303
    asked.open(page)
    assert "is no longer needed" in asked.main
    assert supplement(app).state == "closed"
    assert typed(app, "travel") == [["flight", "LH 720"]]


def test_who_withdrew_is_not_asked_any_more(app, asked):
    page = asked.address
    act(app, Act.WITHDRAW)
    asked.open(f"{page}/further/travel")
    assert asked.heading == "Your application"
    assert "is no longer needed" in asked.main


def test_what_was_sent_before_stays_as_a_version_when_it_is_asked_for_again(app, asked):
    fill_in(asked).send()
    act(app, Act.ASK_MORE)
    asked.open(asked.address)
    go_to(asked, "Fill in the further information")
    asked.open(f"{asked.address.partition('/further')[0]}/further/travel")
    asked.send(flight="CA 931")
    query = select(AnswerVersion.section, AnswerVersion.values)
    assert [tuple(row) for row in look(app, lambda: list(db.session.execute(query)))] == [
        ("travel", {"flight": "LH 720"})
    ]
