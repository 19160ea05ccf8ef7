"""The life of an application: which act leads where, who may, what must hold, what follows."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db, unit_of_work
from registration.core.errors import Forbidden, RuleBroken
from registration.programmes.models import Quota
from registration.workflow.acts import Act
from registration.workflow.errors import (
    AlreadyDecided,
    IllegalTransition,
    Incomplete,
    NotYetOpen,
    OfferExpired,
    ProgrammeFull,
    WindowClosed,
)
from tests.forms.documents import shared_form
from tests.workflow.office import ACTORS, DAY
from tests.workflow.supplements import answer, ask

UNDECIDED = {"submitted", "in_review"}
OTHERS = {"guardian", "institution", "referee"}
STAYS = ""
ACCEPTED = {"offered", "confirmed", "attended"}
OF_MORE = {Act.MOVE_DAY, Act.CLOSE_MORE, Act.SEND_MORE}
LIVE = {"draft", "submitted", "in_review", "returned", "offered", "confirmed", "waitlisted"}
# The design's picture of the life of an application, once more and in other words.
WAYS = {
    Act.SUBMIT: ({"draft"}, "submitted", {"applicant"}),
    Act.CORRECT: ({"submitted"}, "submitted", {"applicant"}),
    Act.CONTRIBUTE: (UNDECIDED | {"returned"}, STAYS, OTHERS),
    Act.RETURN_PART: (UNDECIDED | {"returned"}, STAYS, {"staff"}),
    Act.ADMIT: ({"submitted"}, "confirmed", {"system"}),
    Act.QUEUE_UP: ({"submitted"}, "waitlisted", {"system"}),
    Act.BEGIN_REVIEW: ({"submitted"}, "in_review", {"staff"}),
    Act.OFFER: (UNDECIDED | {"waitlisted"}, "offered", {"staff"}),
    Act.SETTLE: ({"offered"}, "confirmed", {"system"}),
    Act.WAITLIST: (UNDECIDED, "waitlisted", {"staff"}),
    Act.REJECT: (UNDECIDED | {"waitlisted"}, "rejected", {"staff"}),
    Act.SEND_BACK: (UNDECIDED, "returned", {"staff"}),
    Act.RESUBMIT: ({"returned"}, "submitted", {"applicant"}),
    Act.RECONSIDER: ({"offered", "waitlisted", "rejected"}, "in_review", {"staff"}),
    Act.CONFIRM: ({"offered"}, "confirmed", {"applicant"}),
    Act.DECLINE: ({"offered"}, "declined", {"applicant"}),
    Act.LAPSE: ({"offered"}, "lapsed", {"system"}),
    Act.MOVE_UP: ({"waitlisted"}, "offered", {"system"}),
    Act.WITHDRAW: (LIVE, "withdrawn", {"applicant", "staff"}),
    Act.ASK_MORE: (ACCEPTED, STAYS, {"staff", "system"}),
    Act.MOVE_DAY: (ACCEPTED, STAYS, {"staff"}),
    Act.CLOSE_MORE: (ACCEPTED, STAYS, {"staff"}),
    Act.SEND_MORE: (ACCEPTED, STAYS, {"applicant"}),
    Act.ATTEND: ({"confirmed", "absent"}, "attended", {"staff"}),
    Act.MISS: ({"confirmed", "attended"}, "absent", {"staff"}),
}
NOTICES = {
    Act.SUBMIT: "receipt",
    Act.ADMIT: "confirmation",
    Act.QUEUE_UP: "waiting_list",
    Act.OFFER: "offer",
    Act.SETTLE: "confirmation",
    Act.WAITLIST: "waiting_list",
    Act.REJECT: "rejection",
    Act.SEND_BACK: "returned",
    Act.RESUBMIT: "receipt",
    Act.RECONSIDER: "reconsidered",
    Act.CONFIRM: "confirmation",
    Act.DECLINE: "declined",
    Act.LAPSE: "lapsed",
    Act.MOVE_UP: "moved_up",
    Act.WITHDRAW: "withdrawal",
    Act.ASK_MORE: "supplement",
    Act.MOVE_DAY: "supplement",
    Act.SEND_MORE: "supplement_receipt",
}


def announce(office, act):
    """A programme in which nothing but state and person can stand in the way of the act."""
    begun = {"starts_at": office.now - DAY} if act in {Act.ATTEND, Act.MISS} else {}
    if act in OF_MORE | {Act.ASK_MORE}:
        begun["form"] = shared_form("accepted")
    office.announce(places=100, confirm_within_days=7, **begun)


def add(office, act, state):
    over = office.now - DAY if act is Act.LAPSE else office.now + DAY
    offer = {"offer_expires_at": over} if state == State.OFFERED else {}
    one = office.add("Wang", state, **offer)
    if act in OF_MORE:
        ask(office, one)
        answer(office, one)
    return one


def day_for(office, act):
    return {"until": (office.now + 7 * DAY).date()} if act in {Act.ASK_MORE, Act.MOVE_DAY} else {}


def test_every_act_has_its_way():
    assert set(WAYS) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_an_act_leads_only_from_its_states_to_its_state_by_its_people(office, act):
    announce(office, act)
    came_from, leads_to, people = WAYS[act]
    for state in State:
        for by in ACTORS:
            one = add(office, act, state)
            if state in came_from and by in people:
                office.do(act, one, by, **day_for(office, act))
                assert office.state(one) == (leads_to or state)
            else:
                refusal = Forbidden if state in came_from else IllegalTransition
                with pytest.raises(refusal):
                    office.do(act, one, by)
                assert office.state(one) == state
                assert office.history(one) == []


@pytest.mark.parametrize("act", Act)
def test_an_act_is_written_down_and_tells_the_applicant_once(office, act):
    announce(office, act)
    came_from, _, people = WAYS[act]
    one = add(office, act, min(came_from))
    by = min(people)
    office.do(act, one, by, **day_for(office, act))
    assert office.history(one) == [(act, ACTORS[by].label)]
    assert office.mails() == ([(NOTICES[act], "wang")] if act in NOTICES else [])


class TestWhatMustHold:
    def test_nothing_is_sent_before_the_window_opens(self, office):
        office.announce(opens_at=office.now + DAY)
        self.refuse(office, Act.SUBMIT, "draft", NotYetOpen, by="applicant")

    def test_nothing_is_sent_long_after_the_deadline(self, office):
        office.announce(closes_at=office.now - DAY)
        self.refuse(office, Act.SUBMIT, "draft", WindowClosed, by="applicant")

    def test_an_incomplete_application_is_not_sent(self, office):
        office.announce()
        one = office.add("Wang", "draft")
        with unit_of_work():
            answers = {each.section: each for each in db.session.get_one(Application, one).answers}
            answers["more"].values = None
        with pytest.raises(Incomplete) as refused:
            office.do(Act.SUBMIT, one, "applicant")
        assert refused.value.sections == ("more",)

    def test_an_expired_offer_cannot_be_confirmed(self, office):
        office.announce()
        over = {"offer_expires_at": office.now}
        self.refuse(office, Act.CONFIRM, "offered", OfferExpired, by="applicant", **over)

    def test_an_offer_does_not_lapse_before_its_time(self, office):
        office.announce()
        later = {"offer_expires_at": office.now + DAY}
        self.refuse(office, Act.LAPSE, "offered", IllegalTransition, by="system", **later)

    @pytest.mark.parametrize(
        ("act", "state"),
        [
            (Act.BEGIN_REVIEW, "submitted"),
            (Act.SEND_BACK, "submitted"),
            (Act.RECONSIDER, "offered"),
        ],
    )
    def test_what_goes_by_order_of_arrival_is_not_reviewed(self, office, act, state):
        office.announce(selection="first_come")
        self.refuse(office, act, state, IllegalTransition)

    @pytest.mark.parametrize("act", [Act.OFFER, Act.WAITLIST])
    def test_places_of_a_programme_that_is_over_are_not_given(self, office, act):
        office.announce(starts_at=office.now - 2 * DAY, ends_at=office.now)
        self.refuse(office, act, "submitted", IllegalTransition)

    @pytest.mark.parametrize("act", [Act.ATTEND, Act.MISS])
    def test_nobody_was_there_before_it_began(self, office, act):
        office.announce()
        self.refuse(office, act, "confirmed", IllegalTransition)

    def test_a_party_that_does_not_fit_gets_no_place_at_all(self, office):
        office.announce(places=2)
        self.refuse(office, Act.OFFER, "submitted", ProgrammeFull, party_size=3)
        assert office.taken() == [0]

    def refuse(self, office, act, state, error, *, by="staff", **more):
        one = office.add("Wang", state, **more)
        before = office.taken()
        with pytest.raises(error):
            office.do(act, one, by)
        assert (office.state(one), office.history(one), office.mails()) == (state, [], [])
        assert office.taken() == before


class TestWhatFollows:
    def test_by_order_of_arrival_a_place_comes_at_once(self, office):
        office.announce(selection="first_come", places=1)
        for name in ("First", "Second"):
            office.do(Act.SUBMIT, office.add(name, "draft"), "applicant")
        assert office.states() == {"First": "confirmed", "Second": "waitlisted"}
        assert office.mails() == [("confirmation", "first"), ("waiting_list", "second")]
        assert office.taken() == [1]

    def test_where_nobody_has_to_confirm_an_approval_is_a_confirmation(self, office):
        office.announce(confirm_within_days=None)
        one = office.add("Wang")
        office.do(Act.OFFER, one, note="Welcome to Berlin.")
        assert office.states() == {"Wang": "confirmed"}
        assert office.mails() == [("confirmation", "wang")]
        assert "Welcome to Berlin." in office.mail()
        assert office.history(one) == [("offer", "staff:1"), ("settle", "system")]

    def test_a_decision_taken_back_recalls_its_mail_and_its_place(self, office):
        office.announce(confirm_within_days=7, places=1)
        one = office.add("Wang")
        office.do(Act.OFFER, one)
        office.do(Act.RECONSIDER, one)
        assert (office.mails("queued"), office.mails("cancelled")) == ([], [("offer", "wang")])
        assert office.taken() == [0]
        office.do(Act.REJECT, one)
        assert office.mails("queued") == [("rejection", "wang")]

    def test_a_question_is_kept_until_it_is_answered(self, office):
        office.announce()
        one = office.add("Wang")
        office.do(Act.SEND_BACK, one, question="Which court?")
        question = select(Application.question)
        assert "Which court?" in office.mail()
        with unit_of_work(writes=False):
            assert db.session.scalars(question).one() == "Which court?"
        office.do(Act.RESUBMIT, one, "applicant")
        with unit_of_work(writes=False):
            assert db.session.scalars(question).one() is None

    def test_whoever_looked_at_an_older_state_decides_nothing(self, office):
        office.announce()
        one = office.add("Wang")
        office.do(Act.BEGIN_REVIEW, one, seen_revision=0)
        with pytest.raises(AlreadyDecided):
            office.do(Act.REJECT, one, seen_revision=0)
        assert office.states() == {"Wang": "in_review"}


@pytest.mark.parametrize(
    "wrong",
    [
        update(Application).values(state="approved"),
        update(Application).values(party_size=0),
        update(Application).values(submitted_at=None),
        update(Quota).values(taken=Quota.places + 1),
        update(Quota).values(taken=-1),
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_must_never_be(office, wrong):
    office.announce()
    office.add("Wang")
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(wrong)


def test_every_refusal_is_a_broken_rule():
    refusals = (
        AlreadyDecided, IllegalTransition, Incomplete, NotYetOpen, OfferExpired, ProgrammeFull,
        WindowClosed, Forbidden,
    )  # fmt: skip
    assert all(issubclass(one, RuleBroken) for one in refusals)
