"""Asked for more after acceptance: who is asked, until when, who is told what, who is late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, update

from registration.applications import answers
from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.decisions.models import Decision
from registration.forms import versions
from registration.mail.models import Message
from registration.parties import supplements
from registration.parties.supplements import Standing
from registration.programmes.models import Programme
from registration.workflow import deciding, supplementing
from registration.workflow.acts import Act
from registration.workflow.errors import (
    AlreadyDecided,
    AskedAlready,
    IllegalTransition,
    Incomplete,
    NothingToAsk,
)
from tests.factories import make_staff
from tests.forms.documents import field, section, shared_form, short_form
from tests.workflow.office import DAY
from tests.workflow.supplements import WHOLE, answer, ask, supplement


def announce(office, **what: Any):
    office.announce(form=shared_form("accepted"), confirm_within_days=7, **what)


def open_for(office, name="Wang", state="confirmed"):
    one = office.add(name, state)
    office.do(Act.ASK_MORE, one, until=(office.now + 7 * DAY).date())
    return one


def told_of(one):
    with unit_of_work(writes=False):
        found = supplement(one)
        return found.state, found.is_late


def everything_leaves(office):
    with unit_of_work():
        db.session.execute(update(Message).values(state="sent", sent_at=office.now))


def test_the_deadline_is_the_end_of_the_day_in_the_programmes_place(office):
    announce(office, time_zone="Asia/Shanghai")
    one = office.add("Wang", "confirmed")
    office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
    with unit_of_work(writes=False):
        due = supplement(one).due_at.astimezone(UTC)
    assert (due.hour, due.minute, due.second) == (15, 59, 59)


def test_the_mail_says_what_is_asked_for_and_until_when_in_the_applicants_language(office):
    announce(office)
    one = office.add("Wang", "confirmed", language="de")
    office.do(Act.ASK_MORE, one, until=datetime(2026, 12, 24, tzinfo=UTC).date(), note="Danke!")
    mail = office.mail()
    assert "24. Dezember 2026" in mail
    for said in ("Travel", "Health", "Danke!", "/de/open/"):
        assert said in mail


def test_state_place_and_answers_stay_as_they_are(office):
    announce(office, places=1)
    one = open_for(office)
    before = office.taken()
    answer(office, one)
    office.do(Act.SEND_MORE, one, "applicant")
    assert (office.state(one), office.taken()) == ("confirmed", before)
    assert told_of(one) == ("sent", False)


def test_a_form_that_asks_for_nothing_more_is_refused(office):
    office.announce(form=short_form())
    one = office.add("Wang", "confirmed")
    with pytest.raises(NothingToAsk):
        office.do(Act.ASK_MORE, one, until=office.now.date())


def test_nobody_is_asked_twice_at_once_and_may_be_asked_again_once_it_arrived(office):
    announce(office)
    one = open_for(office)
    with pytest.raises(AskedAlready):
        office.do(Act.ASK_MORE, one, until=office.now.date())
    answer(office, one)
    office.do(Act.SEND_MORE, one, "applicant")
    office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
    assert told_of(one) == ("asked", False)


def test_of_two_who_ask_at_once_the_second_reads_that_it_was_done(office):
    announce(office)
    one = office.add("Wang", "confirmed")
    until = (office.now + DAY).date()
    office.do(Act.ASK_MORE, one, until=until, seen_revision=0)
    with pytest.raises(AlreadyDecided):
        office.do(Act.ASK_MORE, one, until=until, seen_revision=0)
    assert office.mails() == [("supplement", "wang")]


def test_what_lacks_an_answer_is_not_sent(office):
    announce(office)
    one = open_for(office)
    with pytest.raises(Incomplete) as refused:
        office.do(Act.SEND_MORE, one, "applicant")
    assert refused.value.sections == ("travel", "health")


def test_after_the_deadline_it_can_still_be_sent_and_is_late(office):
    announce(office)
    one = open_for(office)
    answer(office, one)
    office.now += 9 * DAY
    office.do(Act.SEND_MORE, one, "applicant")
    assert told_of(one) == ("sent", True)


def test_what_the_office_closed_cannot_be_sent(office):
    announce(office)
    one = open_for(office)
    answer(office, one)
    office.do(Act.CLOSE_MORE, one)
    with pytest.raises(IllegalTransition):
        office.do(Act.SEND_MORE, one, "applicant")


def test_who_was_not_told_yet_is_not_told_that_it_is_closed(office):
    announce(office)
    one = open_for(office)
    office.do(Act.CLOSE_MORE, one)
    assert (office.mails("queued"), office.mails("cancelled")) == ([], [("supplement", "wang")])


def test_who_was_told_is_told_that_it_is_closed(office):
    announce(office)
    one = open_for(office)
    everything_leaves(office)
    office.do(Act.CLOSE_MORE, one)
    assert office.mails("queued") == [("supplement_closed", "wang")]


@pytest.mark.parametrize(
    ("act", "by", "state"),
    [(Act.WITHDRAW, "applicant", "confirmed"), (Act.DECLINE, "applicant", "offered"),
     (Act.RECONSIDER, "staff", "offered")],
)  # fmt: skip
def test_who_has_no_place_any_more_is_asked_no_more(office, act, by, state):
    announce(office)
    one = open_for(office, state=state)
    answer(office, one)
    office.do(act, one, by)
    assert ("supplement", "wang") in office.mails("cancelled")
    with pytest.raises(IllegalTransition):
        office.do(Act.SEND_MORE, one, "applicant")
    office.now += 6 * DAY
    supplementing.remind(office.now)
    assert ("supplement_reminder", "wang") not in office.mails()


def test_only_what_rules_hide_is_forgotten_when_it_is_sent(office):
    form = shared_form("accepted")
    form["sections"].append(
        section(
            "guests",
            field("text", "kept", when={"by": "accepted"}),
            field("text", "gone", required=False, when={"field": "kept", "is": "no"}),
            by="accepted",
        )
    )
    office.announce(form=form)
    one = open_for(office)
    answer(office, one, {**WHOLE, "guests": {"kept": "yes", "gone": "typed before"}})
    office.do(Act.SEND_MORE, one, "applicant")
    with unit_of_work(writes=False):
        values = {each.section: each.values for each in office.get(one).answers}
    assert values["guests"] == {"kept": "yes"}


class TestByItself:
    """Where the programme gives days for it, whoever has a place for certain is asked at once."""

    @pytest.mark.parametrize(
        ("selection", "state", "act", "by"),
        [("review", "submitted", Act.OFFER, "staff"),
         ("review", "offered", Act.CONFIRM, "applicant"),
         ("first_come", "draft", Act.SUBMIT, "applicant")],
    )  # fmt: skip
    def test_is_asked_who_has_a_place(self, office, selection, state, act, by):
        office.announce(form=shared_form("accepted"), selection=selection, more_within_days=5)
        one = office.add("Wang", state)
        office.do(act, one, by)
        assert office.mails() == [("confirmation", "wang"), ("supplement", "wang")]
        with unit_of_work(writes=False):
            due = supplement(one).due_at
        assert timedelta(days=5) <= due - office.now < timedelta(days=6)

    def test_is_not_asked_who_must_confirm_first(self, office):
        announce(office, more_within_days=5)
        one = office.add("Wang")
        office.do(Act.OFFER, one)
        assert office.mails() == [("offer", "wang")]

    def test_nothing_is_asked_where_the_form_asks_for_nothing(self, office):
        office.announce(form=short_form(), more_within_days=5)
        one = office.add("Wang")
        office.do(Act.OFFER, one)
        assert office.mails() == [("confirmation", "wang")]


class TestAtTheSameMoment:
    """Each in a thread and a unit of work of their own."""

    def at_once(self, app, office, one, *acts):
        barrier = Barrier(len(acts))

        def do(what):
            act, by = what
            barrier.wait(30)
            with app.app_context():
                try:
                    office.do(act, one, by, until=(office.now + DAY).date())
                except (AlreadyDecided, IllegalTransition):
                    return ""
                return str(act)

        with ThreadPoolExecutor(len(acts)) as pool:
            return sorted(filter(None, pool.map(do, acts)))

    def test_of_six_who_ask_one_does(self, app, office):
        announce(office)
        one = office.add("Wang", "confirmed")
        assert self.at_once(app, office, one, *[(Act.ASK_MORE, "staff")] * 6) == ["ask_more"]
        assert office.mails() == [("supplement", "wang")]

    def test_it_is_sent_or_closed_and_never_both(self, app, office):
        announce(office)
        for name in ("Wang", "Li", "Zhao"):
            one = open_for(office, name)
            answer(office, one)
            both = (Act.SEND_MORE, "applicant"), (Act.CLOSE_MORE, "staff")
            [done] = self.at_once(app, office, one, *both)
            assert told_of(one)[0] == {"send_more": "sent", "close_more": "closed"}[done]


class TestReminders:
    def test_one_comes_three_days_before_and_only_once(self, office):
        announce(office)
        open_for(office)
        supplementing.remind(office.now)
        assert office.mails() == [("supplement", "wang")]
        office.now += 5 * DAY
        supplementing.remind(office.now)
        supplementing.remind(office.now + timedelta(hours=1))
        assert office.mails() == [("supplement", "wang"), ("supplement_reminder", "wang")]

    def test_another_day_is_reminded_of_anew(self, office):
        announce(office)
        one = open_for(office)
        office.now += 5 * DAY
        supplementing.remind(office.now)
        office.do(Act.MOVE_DAY, one, until=(office.now + 14 * DAY).date())
        office.now += 12 * DAY
        supplementing.remind(office.now)
        assert [notice for notice, _ in office.mails()] == [
            "supplement", "supplement_reminder", "supplement", "supplement_reminder",
        ]  # fmt: skip

    def test_who_was_asked_a_moment_ago_is_not_reminded(self, office):
        announce(office)
        one = office.add("Wang", "confirmed")
        office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
        supplementing.remind(office.now + timedelta(hours=1))
        assert office.mails() == [("supplement", "wang")]

    def test_coordinators_hear_once_of_all_that_is_overdue(self, office):
        announce(office)
        with unit_of_work():
            make_staff("Berta", "coordinator", partner="berlin")
            make_staff("Rita", "reviewer")
        for name in ("Wang", "Li", "Zhao"):
            ask(office, office.add(name, "confirmed"), days=1)
        office.now += 2 * DAY
        supplementing.remind(office.now)
        supplementing.remind(office.now)
        assert office.mails() == [("supplements_overdue", "berta")]
        assert "3" in office.mail()
        assert "Wang" not in office.mail()


class TestLookedFor:
    def test_by_how_they_stand(self, office):
        announce(office)
        for name, days in (("Wang", 5), ("Li", -1), ("Zhao", -1), ("Sun", 5)):
            ask(office, office.add(name, "confirmed"), days=days)
        with unit_of_work():
            for name in ("Zhao", "Sun"):
                address = f"{name.lower()}@stadt.example"
                query = select(Application.id).where(Application.email == address)
                found = supplement(db.session.scalars(query).one())
                found.state, found.sent_at = "sent", office.now
        ask(office, office.add("Out", "withdrawn"), days=-1)
        assert [self.names(office, one) for one in Standing] == [
            ["Wang", "Li"], ["Li"], ["Zhao", "Sun"], ["Zhao"],
        ]  # fmt: skip
        with unit_of_work(writes=False):
            numbers = supplements.counts(office.programme_id, now=office.now)
        assert list(numbers.values()) == [2, 1, 2, 1]

    def names(self, office, standing):
        with unit_of_work(writes=False):
            query = select(Application).where(supplements.having(standing, now=office.now))
            found = db.session.scalars(query.order_by(Application.id))
            return [one.name.split()[-1] for one in found]


class TestInBulk:
    def test_all_are_asked_and_those_asked_already_are_left_out(self, office):
        announce(office)
        asked = open_for(office, "Li")
        ids = [asked, office.add("Wang", "confirmed"), office.add("Zhao", "submitted")]
        with unit_of_work():
            ada = make_staff("Ada", "administrator")
            chosen = [office.get(one) for one in ids]
            batch = deciding.consider(Act.ASK_MORE, chosen, by=ada, now=office.now)
            until = (office.now + DAY).date()
            deciding.decide(batch, by=ada, now=office.now, until=until)
            found = db.session.scalars(select(Decision).order_by(Decision.id)).all()
            deciding.carry_out([one.id for one in found], now=office.now)
            reasons = [one.reason for one in found]
        assert reasons == ["AskedAlready", None, "IllegalTransition"]
        assert office.mails() == [("supplement", "li"), ("supplement", "wang")]


class TestLaterVersions:
    """The office often finds out after the decisions what it needs."""

    def adopt(self, office, form):
        with unit_of_work():
            programme = db.session.get_one(Programme, office.programme_id)
            key = programme.form_version.form.key
            programme.form_version = versions.publish(key, {**form, "key": key}, now=office.now)

    def announce(self, office, form):
        office.announce(slug="trip", form={**form, "key": "trip"})

    def test_what_is_added_for_after_acceptance_is_asked_of_those_who_applied_before(self, office):
        self.announce(office, short_form())
        one = office.add("Wang", "confirmed")
        self.adopt(office, shared_form("accepted"))
        office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
        answer(office, one)
        office.do(Act.SEND_MORE, one, "applicant")
        with unit_of_work(writes=False):
            given = answers.all_values(office.get(one), by=["accepted"])
        assert given == {"flight": "LH 720"}

    def test_a_version_in_which_more_changed_is_taken_up_by_nobody(self, office):
        self.announce(office, short_form())
        one = office.add("Wang", "confirmed")
        form = shared_form("accepted")
        form["sections"][1]["fields"].append(field("text", "shoes", required=False))
        self.adopt(office, form)
        with pytest.raises(NothingToAsk):
            office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())

    def test_who_was_asked_keeps_the_version_by_which_they_were(self, office):
        self.announce(office, shared_form("accepted"))
        one = office.add("Wang", "confirmed")
        office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
        form = shared_form("accepted")
        form["sections"].append(section("more_yet", field("text", "hotel"), by="accepted"))
        self.adopt(office, form)
        answer(office, one)
        office.do(Act.SEND_MORE, one, "applicant")
        office.do(Act.ASK_MORE, one, until=(office.now + DAY).date())
        with unit_of_work(writes=False):
            asked = answers.visible_sections(office.get(one), by="accepted")
        assert [one.key for one in asked] == ["travel", "health"]
