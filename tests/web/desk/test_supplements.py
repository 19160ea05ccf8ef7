"""Further information at the desk: asked of one or many, looked for, read, exported, closed."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from registration.applications.models import Application, SectionAnswers
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.parties.models import Supplement
from registration.programmes.models import Programme
from registration.workflow.actors import APPLICANT, Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from tests.factories import make_application, make_programme
from tests.forms.documents import shared_form
from tests.records import Statements, look, notices
from tests.web.party.people import go_to, post

STAFF = Actor("staff", 1)
NAMES = ("Wang", "Li", "Zhao")


@pytest.fixture
def trip(ground):
    """A programme that asks for more after acceptance, with three who have a place."""

    def lay():
        programme = make_programme("trip", form=shared_form("accepted"))
        return [
            make_application(programme, state="confirmed", family=name, given="").reference
            for name in NAMES
        ]

    return look(ground, lay, writes=True)


@pytest.fixture
def ada(trip, sign_in):
    return sign_in("Ada")


def day(number):
    return (clock.now().date() + timedelta(days=number)).isoformat()


def do(app, reference, act, by=STAFF, days=7):
    def change():
        one = db.session.scalars(select(Application).filter_by(reference=reference)).one()
        until = clock.now().date() + timedelta(days=days)
        if act is Act.SEND_MORE:
            for section, values in {"travel": {"flight": "LH 720"}, "health": {}}.items():
                one.answers.append(
                    SectionAnswers(section=section, typed=[], values=values, saved_at=clock.now())
                )
        transition(one, act, by=by, now=clock.now(), until=until)

    look(app, change, writes=True)


def overdue(app, reference):
    one = select(Application.id).where(Application.reference == reference).scalar_subquery()
    past = update(Supplement).where(Supplement.application_id == one)
    past = past.values(due_at=clock.now() - timedelta(days=2))
    look(app, lambda: db.session.execute(past), writes=True)


def named(visitor):
    """Whose rows stand in the queue."""
    return {one.text for one in visitor.page.all("th") if one.text in NAMES}


class TestOne:
    def test_is_asked_with_the_mail_shown_before(self, app, trip, ada):
        ada.open(f"/en/desk/applications/{trip[0]}")
        go_to(ada, "Ask for further information")
        assert "This mail will go" in ada.main
        assert "Travel" in ada.main
        ada.send(button=("go", "preview"), until=day(10), note="Bring it along.")
        assert "Bring it along." in ada.main
        assert notices(app) == []
        ada.send(button=("go", "decide"))
        assert "Can be sent until" in ada.main
        assert "Asked for further information" in ada.main
        assert notices(app) == ["supplement"]

    @pytest.mark.parametrize(
        ("until", "problem"),
        [
            ("", "Please give the day by which it can be sent."),
            ("31.2.", "There is no such day. Please check day, month and year."),
            ("2020-01-01", "This day is over. Please give one that is still to come."),
        ],
    )
    def test_without_a_day_that_can_be_nobody_is_asked(self, app, trip, ada, until, problem):
        ada.open(f"/en/desk/applications/{trip[0]}/decide/ask_more")
        ada.send(button=("go", "decide"), until=until, note="Kept.")
        assert (ada.status, problem in ada.main, "Kept." in ada.main) == (422, True, True)
        assert notices(app) == []

    def test_gets_another_day_or_is_asked_no_more(self, app, trip, ada):
        do(app, trip[0], Act.ASK_MORE)
        ada.open(f"/en/desk/applications/{trip[0]}")
        go_to(ada, "Another day for the further information")
        ada.send(button=("go", "decide"), until=day(20))
        assert notices(app) == ["supplement", "supplement"]
        go_to(ada, "Further information is no longer needed")
        ada.send(button=("go", "decide"))
        assert "Is no longer asked for." in ada.main
        query = select(AuditEntry.act).where(AuditEntry.about.like("application:%"))
        acts = look(app, lambda: list(db.session.scalars(query.order_by(AuditEntry.id))))
        assert acts == ["ask_more", "move_day", "close_more"]

    def test_second_coordinator_reads_that_it_was_asked(self, app, trip, ada):
        ada.open(f"/en/desk/applications/{trip[0]}/decide/ask_more")
        do(app, trip[0], Act.ASK_MORE)
        ada.send(button=("go", "decide"), until=day(10))
        assert ada.status == 409
        assert notices(app) == ["supplement"]

    def test_whose_form_asks_for_nothing_has_no_button(self, app, ada):
        def add():
            return make_application(make_programme("plain"), state="confirmed").reference

        reference = look(app, add, writes=True)
        ada.open(f"/en/desk/applications/{reference}")
        assert "Ask for further information" not in ada.main

    def test_answers_are_read_once_they_were_sent_and_late_ones_are_marked(self, app, trip, ada):
        do(app, trip[0], Act.ASK_MORE)
        ada.open(f"/en/desk/applications/{trip[0]}")
        assert "Travel" not in ada.main
        overdue(app, trip[0])
        ada.open(f"/en/desk/applications/{trip[0]}")
        assert "Overdue since" in ada.main
        do(app, trip[0], Act.SEND_MORE, by=APPLICANT)
        ada.open(f"/en/desk/applications/{trip[0]}")
        assert "LH 720" in ada.main
        assert "Late: it was to be sent until" in ada.main
        assert "Applicant, after acceptance" in ada.main


def test_the_programme_says_whether_they_are_asked_by_itself(app, trip, ada):
    ada.open("/en/desk/programmes/both")
    assert "Days to send further information" not in ada.main
    ada.open("/en/desk/programmes/trip")
    ada.send(more_within_days="many")
    assert (ada.status, "Please give a whole number." in ada.main) == (422, True)
    ada.send(more_within_days="14")
    kept = select(Programme.more_within_days).where(Programme.slug == "trip")
    assert look(app, lambda: db.session.scalar(kept)) == 14


class TestMany:
    def test_are_asked_in_one_go_after_a_look_at_what_would_happen(self, app, trip, ada):
        do(app, trip[2], Act.ASK_MORE)
        ada.open("/en/desk?programme=trip")
        ada.send(button=("everything", "yes"), act="ask_more")
        assert ada.heading == "Ask for further information: 2 applications"
        assert "English: 2" in ada.main
        assert "It is being asked already." in ada.main
        assert "This mail will go" in ada.main
        ada.send(button=("go", "decide"), until="")
        assert (ada.status, notices(app)) == (422, ["supplement"])
        ada.send(button=("go", "decide"), until=day(9))
        assert "Done for 2 applications." in ada.main
        assert notices(app) == ["supplement"] * 3

    def test_get_another_day(self, app, trip, ada):
        for one in trip:
            do(app, one, Act.ASK_MORE)
        ada.open("/en/desk?programme=trip")
        ada.send(button=("everything", "yes"), act="move_day")
        ada.send(button=("go", "decide"), until=day(30))
        assert "Done for 3 applications." in ada.main

    def test_are_found_by_how_they_stand(self, app, trip, ada):
        for one in trip:
            do(app, one, Act.ASK_MORE)
        overdue(app, trip[1])
        do(app, trip[2], Act.SEND_MORE, by=APPLICANT)
        for standing, who in {
            "owed": {"Wang", "Li"}, "overdue": {"Li"}, "sent": {"Zhao"}, "late": set(),
        }.items():  # fmt: skip
            ada.open(f"/en/desk?further={standing}")
            assert named(ada) == who
        ada.open("/en/desk?further=overdue")
        assert "Further information: Overdue" in " ".join(ada.main.split())
        assert "Further information overdue since" in ada.main
        ada.open("/en/desk?further=nonsense")
        assert named(ada) == set(NAMES)

    def test_are_counted_on_the_page_of_the_programme(self, app, trip, ada):
        ada.open("/en/desk/programmes/trip")
        assert "Further information" not in ada.main
        for one in trip:
            do(app, one, Act.ASK_MORE)
        overdue(app, trip[0])
        ada.open("/en/desk/programmes/trip")
        assert "Asked for, not sent yet: 3" in ada.main
        go_to(ada, "Overdue: 1")
        assert named(ada) == {"Wang"}

    def test_however_many_take_the_same_number_of_statements(self, app, trip, ada):
        do(app, trip[0], Act.ASK_MORE)
        with Statements(app) as one:
            ada.open("/en/desk?further=owed")
        for more in trip[1:]:
            do(app, more, Act.ASK_MORE)
        with Statements(app) as three:
            ada.open("/en/desk?further=owed")
        assert named(ada) == set(NAMES)
        assert len(one) == len(three)

    def test_stand_in_exports_once_they_were_sent(self, app, trip, ada):
        for one in trip[:2]:
            do(app, one, Act.ASK_MORE)
        do(app, trip[0], Act.SEND_MORE, by=APPLICANT)
        export = "/en/desk/programmes/trip/answers.json"
        rows = json.loads(post(ada, export, shown="codes").text)
        assert [row.get("flight") for row in rows] == ["LH 720", None, None]

    def test_take_the_filter_along_into_exports(self, app, trip, ada):
        do(app, trip[1], Act.ASK_MORE)
        export = "/en/desk/programmes/trip/answers.json"
        rows = json.loads(post(ada, export, shown="codes", further="owed").text)
        assert [row["_reference"] for row in rows] == [trip[1]]
