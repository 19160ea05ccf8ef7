"""The waiting list moves up by itself: in order, whole, and only into places that are its own."""

import pytest

from registration.core.db import db, unit_of_work
from registration.programmes.models import Programme
from registration.workflow.acts import Act
from registration.workflow.engine import fill_places
from tests.records import Statements
from tests.workflow.office import DAY


def wait(office, name, **more):
    office.now += DAY / 24
    return office.add(name, "waitlisted", **more)


def test_a_freed_place_goes_to_the_head_and_not_further(office):
    office.announce(places=1)
    leaving = office.add("Leaving", "confirmed")
    for name in ("First", "Second"):
        wait(office, name)
    office.do(Act.WITHDRAW, leaving, "applicant")
    assert office.states() == {"Leaving": "withdrawn", "First": "offered", "Second": "waitlisted"}
    assert office.mails() == [("withdrawal", "leaving"), ("moved_up", "first")]
    assert office.taken() == [1]


@pytest.mark.parametrize("act", [Act.DECLINE, Act.RECONSIDER, Act.WITHDRAW])
def test_however_a_place_becomes_free_somebody_moves_up(office, act):
    office.announce(places=1)
    leaving = office.add("Leaving", "offered", offer_expires_at=office.now + 9 * DAY)
    wait(office, "First")
    office.do(act, leaving, "staff" if act is Act.RECONSIDER else "applicant")
    assert office.states()["First"] == "offered"
    assert office.taken() == [1]


def test_a_party_moves_up_whole_or_not_at_all_and_nobody_overtakes_it(office):
    office.announce(places=3, selection="first_come")
    leaving = [office.add(f"Leaving{number}", "confirmed") for number in range(3)]
    wait(office, "Family", party_size=2)
    wait(office, "Single")
    office.do(Act.WITHDRAW, leaving[0], "applicant")
    assert (office.states()["Family"], office.states()["Single"]) == ("waitlisted", "waitlisted")
    office.do(Act.WITHDRAW, leaving[1], "applicant")
    assert (office.states()["Family"], office.states()["Single"]) == ("offered", "waitlisted")
    office.do(Act.WITHDRAW, leaving[2], "applicant")
    assert office.states()["Single"] == "offered"
    assert office.taken() == [3]


def test_a_place_on_one_evening_goes_to_the_first_who_wants_that_evening(office):
    office.announce(places=None, dates={"film": 1, "talk": 1}, selection="first_come")
    film = office.add("Film", "confirmed", date_keys=["film"])
    office.add("Talk", "confirmed", date_keys=["talk"])
    wait(office, "Both", date_keys=["film", "talk"])
    wait(office, "Late", date_keys=["film"])
    office.do(Act.WITHDRAW, film, "applicant")
    assert office.states()["Both"] == "waitlisted"
    assert office.states()["Late"] == "waitlisted"  # else Both would wait for ever
    assert office.taken() == [0, 1]


def test_a_newcomer_does_not_overtake_those_who_wait(office):
    office.announce(places=3, selection="first_come")
    for number in range(2):
        office.add(f"Here{number}", "confirmed")
    wait(office, "Family", party_size=2)
    office.do(Act.SUBMIT, office.add("Newcomer", "draft"), "applicant")
    assert office.states()["Newcomer"] == "waitlisted"


class TestWherePeopleDecide:
    def test_places_that_were_never_given_stay_theirs_to_give(self, office):
        office.announce(places=5)
        one = office.add("Wang")
        office.do(Act.WAITLIST, one)
        office.do(Act.WITHDRAW, office.add("Other"), "applicant")
        assert office.states() == {"Wang": "waitlisted", "Other": "withdrawn"}
        assert office.taken() == [0]

    def test_only_the_freed_place_goes_to_the_list(self, office):
        office.announce(places=5)
        leaving = office.add("Leaving", "confirmed")
        for name in ("First", "Second"):
            wait(office, name)
        office.do(Act.WITHDRAW, leaving, "applicant")
        assert (office.states()["First"], office.states()["Second"]) == ("offered", "waitlisted")

    def test_a_party_at_the_head_may_use_places_that_are_free_besides(self, office):
        office.announce(places=3)
        leaving = office.add("Leaving", "confirmed")
        wait(office, "Family", party_size=3)
        office.do(Act.WITHDRAW, leaving, "applicant")
        assert office.states()["Family"] == "offered"
        assert office.taken() == [3]

    def test_added_places_go_to_the_list(self, office):
        office.announce(places=2)
        for number in range(3):
            wait(office, f"Waiting{number}")
        assert fill(office, added=2) == 2
        assert list(office.states().values()) == ["offered", "offered", "waitlisted"]


def test_once_it_has_begun_nobody_is_called_up(office):
    office.announce(places=1, selection="first_come", starts_at=office.now)
    leaving = office.add("Leaving", "confirmed")
    wait(office, "First")
    office.do(Act.WITHDRAW, leaving, "applicant")
    assert office.states()["First"] == "waitlisted"


def test_who_moves_up_has_three_days_to_answer_but_not_past_the_beginning(office):
    office.announce(places=1, selection="first_come", starts_at=office.now + DAY)
    wait(office, "First")
    fill(office, added=0)
    assert office.states()["First"] == "offered"
    assert office.expiry() == office.programme_start()


def fill(office, *, added):
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        return fill_places(programme, added=added, now=office.now)


@pytest.mark.parametrize("act", ["withdraw", "add"])
def test_the_same_number_of_statements_however_many_move_up(app, office, act):
    counts = set()
    for many in (1, 3, 20):
        office.announce(places=many, selection="first_come", party_max=99)
        leaving = office.add(f"Leaving{many}", "confirmed", party_size=many)
        for number in range(many):
            wait(office, f"Waiting{many}n{number}")
        with unit_of_work():  # nothing of it is remembered
            db.session.expire_all()
        with Statements(app) as statements:
            if act == "withdraw":
                office.do(Act.WITHDRAW, leaving, "applicant")
            else:
                office.change_places(2 * many)
                fill(office, added=many)
        counts.add(len(statements))
        moved = [name for name, state in office.states().items() if state == "offered"]
        assert len([name for name in moved if name.startswith(f"Waiting{many}n")]) == many
    assert len(counts) == 1


class TestThoseWhoBelongTogether:
    def test_move_up_together_or_not_at_all(self, office):
        office.announce(places=2, selection="first_come")
        leaving = [office.add(f"Leaving{number}", "confirmed") for number in range(2)]
        wait(office, "Mei", group_key="sisters")
        wait(office, "Single")
        wait(office, "Lan", group_key="sisters")
        office.do(Act.WITHDRAW, leaving[0], "applicant")
        assert {office.states()[name] for name in ("Mei", "Lan", "Single")} == {"waitlisted"}
        office.do(Act.WITHDRAW, leaving[1], "applicant")
        states = office.states()
        assert (states["Mei"], states["Lan"], states["Single"]) == (
            "offered", "offered", "waitlisted",
        )  # fmt: skip
        assert office.taken() == [2]
        assert office.mails("queued")[-2:] == [("moved_up", "mei"), ("moved_up", "lan")]


class TestTheOrder:
    @pytest.mark.parametrize(
        ("order", "first"), [("arrival", "Early"), ("score", "Good"), ("rank", "Drawn")]
    )
    def test_is_that_of_the_programme(self, office, order, first):
        office.announce(places=1, selection="first_come", waiting_order=order)
        leaving = office.add("Leaving", "confirmed")
        wait(office, "Early")
        wait(office, "Good", score=9.5, rank=2)
        wait(office, "Drawn", score=3.0, rank=1)
        office.do(Act.WITHDRAW, leaving, "applicant")
        moved = [name for name, state in office.states().items() if state == "offered"]
        assert moved == [first]
