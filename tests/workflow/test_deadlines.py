"""What the clock sets off: offers lapse, places go on, reminders go out once."""

import pytest

from registration.workflow import deadlines
from registration.workflow.acts import Act
from tests.workflow.office import DAY


def later(office, days):
    office.now += days * DAY
    return deadlines.run(office.now)


def test_an_offer_lapses_and_the_next_one_is_asked(office):
    office.announce(places=1, confirm_within_days=7)
    office.do(Act.OFFER, office.add("First"))
    office.add("Second", "waitlisted")
    later(office, 6)
    assert office.states() == {"First": "offered", "Second": "waitlisted"}
    later(office, 2)
    assert office.states() == {"First": "lapsed", "Second": "offered"}
    assert office.mails()[-2:] == [("lapsed", "first"), ("moved_up", "second")]
    assert office.taken() == [1]


def test_an_offer_ends_with_a_day_where_the_programme_is(office):
    office.announce(confirm_within_days=7, time_zone="Asia/Shanghai")
    office.do(Act.OFFER, office.add("First"))
    local = office.expiry("Asia/Shanghai")
    assert (local.hour, local.minute) == (23, 59)


def test_what_was_confirmed_in_time_does_not_lapse(office):
    office.announce(confirm_within_days=7)
    one = office.add("First")
    office.do(Act.OFFER, one)
    office.do(Act.CONFIRM, one, "applicant")
    later(office, 9)
    assert office.states() == {"First": "confirmed"}


def test_a_draft_is_reminded_once_and_only_where_its_link_was_mailed(office):
    office.announce(closes_at=office.now + 5 * DAY)
    office.add("Silent", "draft")
    office.mail_link(office.add("Wang", "draft"))
    later(office, 1)
    assert office.mails() == []
    for _ in range(3):
        later(office, 1)
    assert office.mails() == [("deadline_reminder", "wang")]


def test_an_open_offer_is_reminded_once(office):
    office.announce(confirm_within_days=7)
    office.do(Act.OFFER, office.add("Wang"))
    for _ in range(6):
        later(office, 1)
    assert office.mails() == [("offer", "wang"), ("offer_reminder", "wang")]


@pytest.mark.parametrize(("kind", "ahead"), [("seminar", 14), ("exchange", 14), ("event", 2)])
def test_who_has_a_place_is_reminded_once_before_it_begins(office, kind, ahead):
    office.announce(kind=kind, starts_at=office.now + 30 * DAY)
    office.add("Wang", "confirmed")
    office.add("Waiting", "waitlisted")
    later(office, 30 - ahead - 1)
    assert office.mails() == []
    for _ in range(3):
        later(office, 1)
    assert office.mails() == [("programme_reminder", "wang")]


def test_after_the_beginning_nobody_is_reminded_of_it(office):
    office.announce(starts_at=office.now + DAY)
    office.add("Wang", "confirmed")
    later(office, 2)
    assert office.mails() == []


def test_by_order_of_arrival_no_place_stays_free(office):
    office.announce(places=2, selection="first_come")
    for name in ("First", "Second", "Third"):
        office.add(name, "waitlisted")
    assert later(office, 0) == 2
    assert list(office.states().values()) == ["offered", "offered", "waitlisted"]


def test_where_people_decide_the_clock_gives_no_place(office):
    office.announce(places=2)
    office.do(Act.WAITLIST, office.add("Wang"))
    assert later(office, 1) == 0
    assert office.states() == {"Wang": "waitlisted"}


def test_a_second_look_at_the_same_moment_does_nothing(office):
    office.announce(places=1, confirm_within_days=7)
    office.do(Act.OFFER, office.add("First"))
    office.add("Second", "waitlisted")
    later(office, 8)
    before = (office.states(), office.mails())
    assert deadlines.run(office.now) == 0
    assert (office.states(), office.mails()) == before
