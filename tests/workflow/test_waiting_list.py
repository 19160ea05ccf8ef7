"""The waiting list moves up by itself: in order, whole, and only into places that are its own."""

import pytest
from sqlalchemy import select

from registration.core.db import db, unit_of_work
from registration.programmes.models import Programme
from registration.review import conflicts, scoring, stages
from registration.review.models import Assignment
from registration.review.stages import Plan, Wanted
from registration.staff.models import RoleName, StaffMember
from registration.workflow import reviewing
from registration.workflow.acts import Act
from registration.workflow.engine import fill_places
from tests.factories import make_staff
from tests.forms.documents import words
from tests.records import Statements
from tests.workflow.office import DAY, STAFF


def wait(office, name, **more):
    office.now += DAY / 24
    return office.add(name, "waitlisted", **more)


def reviewed(office, *names):
    """Three who have places, and others who can be reviewed by Rita; their ids."""
    office.announce(places=3, waiting_order="score")
    with unit_of_work():
        make_staff("Rita", RoleName.REVIEWER)
    leaving = [office.add(f"Leaving{number}", "confirmed") for number in range(3)]
    return leaving, {name: office.add(name) for name in names}


def score(office, waiting, points):
    """A new stage in which Rita gives these points to each by name."""
    with unit_of_work():
        [rita] = db.session.scalars(select(StaffMember))
        programme = db.session.get_one(Programme, office.programme_id)
        plan = Plan(
            None, None, 1, blind_names=True, blind_scores=True,
            criteria=[Wanted(None, words("Fit"), None, weight=1, lowest=0, highest=10)],
        )  # fmt: skip
        stage = stages.create(programme, plan, by="system", now=office.now)
        pairs = [(office.get(waiting[name]), rita) for name in points]
        reviewing.assign(stage, pairs, by=STAFF, now=office.now)
        for review, given in zip(stage_reviews(stage), points.values(), strict=True):
            scoring.send(review, {stage.criteria[0].id: given}, "", by="staff:1", now=office.now)


def stage_reviews(stage):
    query = select(Assignment).where(Assignment.stage_id == stage.id)
    return db.session.scalars(query.order_by(Assignment.id)).all()


def moving_up(office, leaving, waiting):
    """Who moves up, in this order, as one after the other leaves."""
    for who in waiting.values():
        office.do(Act.WAITLIST, who)
    moved = []
    for who in leaving:
        office.do(Act.WITHDRAW, who, "applicant")
        states = office.states()
        moved += [name for name in waiting if states[name] == "offered" and name not in moved]
    return moved


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

    @pytest.mark.parametrize("state", ["submitted", "in_review", "returned"])
    def test_are_passed_over_while_one_does_not_wait_yet(self, office, state):
        office.announce(places=2, selection="first_come")
        leaving = [office.add(f"Leaving{number}", "confirmed") for number in range(2)]
        wait(office, "Mei", group_key="sisters")
        wait(office, "Single")
        lan = office.add("Lan", state, group_key="sisters")
        office.do(Act.WITHDRAW, leaving[0], "applicant")
        assert (office.states()["Mei"], office.states()["Single"]) == ("waitlisted", "offered")
        office.do(Act.WITHDRAW, lan, "applicant")
        office.do(Act.WITHDRAW, leaving[1], "applicant")
        assert office.states()["Mei"] == "offered"


class TestTheOrder:
    @pytest.mark.parametrize(("order", "first"), [("arrival", "Early"), ("rank", "Drawn")])
    def test_is_that_of_the_programme(self, office, order, first):
        office.announce(places=1, selection="first_come", waiting_order=order)
        leaving = office.add("Leaving", "confirmed")
        wait(office, "Early")
        wait(office, "Good", rank=2)
        wait(office, "Drawn", rank=1)
        office.do(Act.WITHDRAW, leaving, "applicant")
        moved = [name for name, state in office.states().items() if state == "offered"]
        assert moved == [first]

    def test_by_score_is_that_of_the_reviews_that_count(self, office):
        leaving, waiting = reviewed(office, "Unread", "Poor", "Biased", "Good")
        score(office, waiting, {"Poor": 2, "Biased": 10, "Good": 9})
        with unit_of_work():
            [rita] = db.session.scalars(select(StaffMember))
            biased = office.get(waiting["Biased"])
            conflicts.declare(biased, rita, reason="", by="staff:1", now=office.now)
        assert moving_up(office, leaving, waiting) == ["Good", "Poor", "Unread"]

    def test_by_score_whoever_reached_a_later_stage_comes_first(self, office):
        leaving, waiting = reviewed(office, "Good", "Shortlisted")
        score(office, waiting, {"Good": 9, "Shortlisted": 8})
        score(office, waiting, {"Shortlisted": 1})
        assert moving_up(office, leaving, waiting) == ["Shortlisted", "Good"]
