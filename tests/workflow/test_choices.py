"""A limited choice is certain once the application is sent, and free again when it is over."""

import pytest

from registration.applications import drafts
from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.workflow.acts import Act
from registration.workflow.deadlines import give_free_places
from registration.workflow.errors import ChoiceFull
from tests.forms.documents import field, limited_form, short_form, words
from tests.workflow.office import DAY

ENDINGS = [
    (Act.REJECT, "submitted", "staff"),
    (Act.REJECT, "waitlisted", "staff"),
    (Act.WITHDRAW, "submitted", "applicant"),
    (Act.WITHDRAW, "returned", "applicant"),
    (Act.WITHDRAW, "waitlisted", "applicant"),
    (Act.WITHDRAW, "confirmed", "staff"),
    (Act.DECLINE, "offered", "applicant"),
    (Act.LAPSE, "offered", "system"),
]
STEPS = [
    (Act.BEGIN_REVIEW, "submitted"),
    (Act.SEND_BACK, "in_review"),
    (Act.WAITLIST, "in_review"),
    (Act.OFFER, "in_review"),
    (Act.OFFER, "waitlisted"),
]


def change_diet(who, diet):
    """What the applicant's page does with another answer, without sending it."""
    with unit_of_work():
        application = db.session.get_one(Application, who)
        drafts.save_section(
            application, "more", typed=[], values={"diet": diet, "data_read": True},
            now=application.changed_at,
        )  # fmt: skip


def test_it_is_taken_when_the_application_is_sent(office):
    office.announce(places=5, form=limited_form(2))
    draft = office.add("Anna", "draft")
    assert office.taken() == [0, 0]
    office.do(Act.SUBMIT, draft, "applicant")
    assert office.taken() == [0, 1]


def test_who_comes_too_late_reads_what_is_full_and_has_a_draft_as_before(office):
    office.announce(places=5, form=limited_form(1))
    office.add("First", "submitted")
    late = office.add("Late", "draft")
    with pytest.raises(ChoiceFull) as refused:
        office.do(Act.SUBMIT, late, "applicant")
    assert (refused.value.field, refused.value.option, refused.value.left) == (
        "diet", words("None"), 0,
    )  # fmt: skip
    assert office.state(late) == "draft"
    assert office.taken() == [0, 1]
    assert office.mails() == []


def test_the_whole_party_counts(office):
    office.announce(places=5, form=limited_form(3))
    office.do(Act.SUBMIT, office.add("Pair", "draft", party_size=2), "applicant")
    assert office.taken() == [0, 2]
    with pytest.raises(ChoiceFull):
        office.do(Act.SUBMIT, office.add("Other", "draft", party_size=2), "applicant")


def test_by_order_of_arrival_it_is_taken_with_the_place(office):
    office.announce(places=1, selection="first_come", form=limited_form(2))
    for name in ("First", "Second"):
        office.do(Act.SUBMIT, office.add(name, "draft"), "applicant")
    assert office.states() == {"First": "confirmed", "Second": "waitlisted"}
    assert office.taken() == [1, 2]


@pytest.mark.parametrize(("act", "state", "by"), ENDINGS)
def test_when_it_is_over_others_can_have_it(office, act, state, by):
    office.announce(places=5, form=limited_form(1))
    waits = {"offer_expires_at": office.now} if state == "offered" else {}
    holder = office.add("Holder", state, **waits)
    if act is Act.DECLINE:
        office.now -= DAY
    office.do(act, holder, by)
    assert office.taken() == [0, 0]
    office.do(Act.SUBMIT, office.add("Next", "draft"), "applicant")
    assert office.taken() == [0, 1]


@pytest.mark.parametrize(("act", "state"), STEPS)
def test_until_then_it_is_held(office, act, state):
    office.announce(places=5, form=limited_form(1))
    office.do(act, office.add("Holder", state), question="Which?")
    assert office.taken()[1] == 1


def test_who_moves_up_brings_along_what_was_chosen(office):
    office.announce(places=1, selection="first_come", form=limited_form(2))
    leaving = office.add("Leaving", "confirmed")
    office.add("Waiting", "waitlisted")
    office.do(Act.WITHDRAW, leaving, "applicant")
    assert office.states()["Waiting"] == "offered"
    assert office.taken() == [1, 1]


def test_places_left_in_a_choice_are_no_places_in_the_programme(office):
    office.announce(places=1, selection="first_come", form=limited_form(9))
    office.add("Here", "confirmed")
    office.add("Waiting", "waitlisted")
    assert give_free_places(office.now) == 0
    assert office.states()["Waiting"] == "waitlisted"


def test_another_answer_is_exchanged_when_it_is_sent_again(office):
    office.announce(places=5, form=limited_form(1))
    holder = office.add("Holder", "returned")
    change_diet(holder, "vegan")
    assert office.taken() == [0, 1]
    office.do(Act.RESUBMIT, holder, "applicant")
    assert office.taken() == [0, 0]


def test_a_party_that_grew_beyond_what_is_left_is_not_sent_again(office):
    office.announce(places=5, form=limited_form(2))
    office.add("Other", "submitted")
    holder = office.add("Holder", "returned")
    office.do(Act.RESUBMIT, holder, "applicant")
    office.do(Act.SEND_BACK, holder, question="How many?")
    with unit_of_work():
        db.session.get_one(Application, holder).party_size = 2
    with pytest.raises(ChoiceFull):
        office.do(Act.RESUBMIT, holder, "applicant")
    assert office.taken() == [0, 2]


def test_a_rejection_is_taken_back_only_while_what_was_chosen_is_free(office):
    office.announce(places=5, form=limited_form(1))
    rejected = office.add("Rejected", "rejected")
    other = office.add("Other", "draft")
    office.do(Act.RECONSIDER, rejected)
    assert office.taken() == [0, 1]
    office.do(Act.REJECT, rejected)
    office.do(Act.SUBMIT, other, "applicant")
    with pytest.raises(ChoiceFull):
        office.do(Act.RECONSIDER, rejected)
    assert office.state(rejected) == "rejected"
    assert office.taken() == [0, 1]


def test_an_offer_that_is_taken_back_gives_back_the_place_alone(office):
    office.announce(places=5, form=limited_form(1))
    offered = office.add("Offered", "offered")
    assert office.taken() == [1, 1]
    office.do(Act.RECONSIDER, offered)
    assert office.taken() == [0, 1]


def test_a_question_that_rules_hide_takes_no_place(office):
    form = limited_form(1)
    form["sections"][1]["fields"][0]["when"] = {"field": "companions", "filled": True}
    office.announce(places=5, form=form)
    office.do(Act.SUBMIT, office.add("Fasting", "draft"), "applicant")
    assert office.taken() == [0, 0]


def test_of_several_answers_each_limited_one_takes_a_place(office):
    form = short_form()
    talks = field("choices", "talks", choices=[
        {"key": key, "label": words(key), "places": places}
        for key, places in (("law", 5), ("art", 5), ("food", None))
    ])  # fmt: skip
    form["sections"][1]["fields"][1] = talks
    office.announce(places=5, form=form)
    draft = office.add("Anna", "draft")
    with unit_of_work():
        application = db.session.get_one(Application, draft)
        more = next(one for one in application.answers if one.section == "more")
        more.values = {"diet": "vegan", "talks": ["art", "food"], "data_read": True}
    office.do(Act.SUBMIT, draft, "applicant")
    assert office.taken() == [0, 0, 1]
