"""Parts of others within the life of an application: what waits for them, and what does not."""

import pytest

from registration.applications.models import Application, SectionAnswers
from registration.core.db import db, unit_of_work
from registration.forms import versions
from registration.parties import contributions
from registration.parties.contributions import Person
from registration.programmes.models import Programme
from registration.workflow import contributing, new_version
from registration.workflow.acts import Act
from registration.workflow.errors import IllegalTransition, Incomplete, PartsMissing
from tests.forms.documents import shared_form
from tests.workflow.office import STAFF

GERDA = Person("Gerda", "gerda@familie.example", "zh")
WHOLE = {
    "guardian": {"custody": {"phone": "1"}, "agrees": {"alone": "yes"}},
    "referee": {"recommends": {"letter": "Good."}},
}


def announce(office, *parties, **what):
    office.announce(form=shared_form(*parties), **what)


def name(office, one, party="guardian"):
    with unit_of_work():
        application = db.session.get_one(Application, one)
        contributions.name_somebody(application, party, GERDA, now=office.now)


def send(office, one, party="guardian", answers=WHOLE):
    """The part with these answers; else with all that are needed."""
    with unit_of_work():
        application = db.session.get_one(Application, one)
        for section, values in answers.get(party, {}).items():
            application.answers.append(
                SectionAnswers(section=section, typed=[], values=values, saved_at=office.now)
            )
        contributing.send_part(contributions.by_party(application)[party], now=office.now)


def give_back(office, one):
    with unit_of_work():
        application = db.session.get_one(Application, one)
        part = contributions.by_party(application)["guardian"]
        contributing.return_part(part, question="Why?", by=STAFF, now=office.now)


@pytest.mark.parametrize("act", [Act.OFFER, Act.WAITLIST])
@pytest.mark.parametrize("state", ["submitted", "in_review"])
def test_no_place_is_given_while_a_part_is_missing(office, act, state):
    announce(office, "guardian", "referee", "coordinator")
    one = office.add("Wang", state)
    for party in ("guardian", "referee"):
        name(office, one, party)
    send(office, one, "referee")
    with pytest.raises(PartsMissing) as refused:
        office.do(act, one)
    assert refused.value.parties == ("guardian",)
    assert (office.state(one), office.taken()) == (state, [0])
    send(office, one)
    office.do(act, one)
    assert office.state(one) != state


def test_what_the_office_fills_in_itself_holds_nothing_up(office):
    announce(office, "coordinator")
    one = office.add("Wang")
    office.do(Act.OFFER, one)
    assert office.states() == {"Wang": "confirmed"}


def test_rejecting_and_withdrawing_wait_for_nobody(office):
    announce(office, "guardian")
    first, second = office.add("Wang"), office.add("Li")
    office.do(Act.REJECT, first)
    office.do(Act.WITHDRAW, second, "applicant")
    assert office.states() == {"Wang": "rejected", "Li": "withdrawn"}


def test_an_application_is_sent_without_the_parts_but_not_without_the_names(office):
    announce(office, "guardian")
    one = office.add("Wang", "draft")
    with pytest.raises(Incomplete):
        office.do(Act.SUBMIT, one, "applicant")
    assert office.mails() == []
    name(office, one)
    office.do(Act.SUBMIT, one, "applicant")
    assert office.state(one) == "submitted"
    assert office.mails() == [("invitation", "gerda"), ("receipt", "wang")]


def test_an_incomplete_part_is_not_sent(office):
    announce(office, "guardian")
    one = office.add("Wang")
    name(office, one)
    with pytest.raises(Incomplete) as refused:
        send(office, one, answers={})
    assert refused.value.sections == ("custody", "agrees")


def test_a_part_is_sent_once(office):
    announce(office, "guardian")
    one = office.add("Wang")
    name(office, one)
    send(office, one)
    with pytest.raises(IllegalTransition):
        send(office, one, answers={})
    assert office.history(one) == [("contribute", "guardian")]


def test_a_part_is_not_returned_once_the_place_is_given(office):
    announce(office, "guardian", confirm_within_days=7)
    one = office.add("Wang")
    name(office, one)
    send(office, one)
    office.do(Act.OFFER, one)
    with pytest.raises(IllegalTransition):
        give_back(office, one)


def test_a_correction_that_needs_nobody_else_gives_the_place_at_once(office):
    form = shared_form("guardian")
    for part in form["sections"][-2:]:
        part["when"] = {"field": "diet", "is": "vegan"}
    office.announce(form=form, selection="first_come")
    one = office.add("Wang", "draft")
    name(office, one)
    change(one, "vegan")
    office.do(Act.SUBMIT, one, "applicant")
    assert office.state(one) == "submitted"
    change(one, "none")
    office.do(Act.CORRECT, one, "applicant")
    assert (office.state(one), office.taken()) == ("confirmed", [1])


def test_a_part_that_comes_after_the_programme_has_begun_gives_no_place(office):
    announce(office, "guardian", selection="first_come")
    one = office.add("Wang", "draft")
    name(office, one)
    office.do(Act.SUBMIT, one, "applicant")
    office.change(starts_at=office.now)
    send(office, one)
    assert (office.state(one), office.taken()) == ("submitted", [0])


def test_two_people_of_one_party_are_both_waited_for(office):
    announce(office, "guardian")
    one = office.add("Wang")
    name(office, one)
    with unit_of_work():
        application = db.session.get_one(Application, one)
        first = contributions.by_party(application)["guardian"]
        db.session.add(
            type(first)(application=application, party="guardian", name="Georg", state="invited",
                        email="georg@familie.example", language="de", created_at=office.now)
        )  # fmt: skip
    send(office, one)
    with pytest.raises(PartsMissing):
        office.do(Act.OFFER, one)


def test_a_new_version_that_asks_somebody_else_goes_back_to_say_who(office):
    office.announce()
    one = office.add("Wang")
    adopt(office, shared_form("guardian"))
    assert office.state(one) == "returned"
    name(office, one)
    office.do(Act.RESUBMIT, one, "applicant")
    assert office.mails()[-2:] == [("invitation", "gerda"), ("receipt", "wang")]


def test_in_a_new_version_nobodys_words_become_somebody_elses(office):
    announce(office, "guardian")
    one = office.add("Wang", "draft")
    with unit_of_work():
        application = db.session.get_one(Application, one)
        application.answers.append(
            SectionAnswers(section="custody", typed=[["phone", "030 1234"]], values=None,
                           saved_at=office.now)
        )  # fmt: skip
    moved = shared_form("guardian")
    phone = moved["sections"][2]["fields"].pop(0)
    moved["sections"][1]["fields"].append(phone)
    adopt(office, moved)
    with unit_of_work(writes=False):
        kept = {each.section: each for each in db.session.get_one(Application, one).answers}
        assert ["phone", "030 1234"] not in kept["more"].typed


def adopt(office, document):
    """The programme asks by a new version; whoever lacks something is asked."""
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        key = programme.form_version.form.key
        version = versions.publish(key, {**document, "key": key}, now=office.now)
        new_version.adopt(
            version, [programme], drafts_follow=True, ask={"en": "Who?"}, by=STAFF, now=office.now
        )


def change(one, diet):
    with unit_of_work():
        application = db.session.get_one(Application, one)
        [kept] = [each for each in application.answers if each.section == "more"]
        kept.values = {**kept.values, "diet": diet}


@pytest.mark.parametrize(
    ("places", "settled", "taken"),
    [(2, ["offered", "confirmed"], [2]), (1, ["waitlisted", "waitlisted"], [0])],
)
def test_the_last_part_of_a_group_brings_all_of_it_places_or_none(office, places, settled, taken):
    announce(office, "guardian", selection="first_come", places=places)
    office.add("Mei", "waitlisted", group_key="sisters")
    lan = office.add("Lan", group_key="sisters")
    name(office, lan)
    send(office, lan)
    assert list(office.states().values()) == settled
    assert office.taken() == taken
