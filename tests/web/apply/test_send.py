"""Checking, sending, and what happens when somebody sends twice, late or elsewhere."""

from datetime import timedelta

import pytest

from registration.core import clock
from registration.core.settings import settings
from tests.web.apply.ground import PERSON, REST
from tests.web.apply.records import applications, link_in_last_mail, mails, set_window


def fill_in(visitor, slug="party", language="en", **more):
    visitor.open(f"/{language}/programmes/{slug}/apply")
    visitor.send(**PERSON | more)
    visitor.send(**REST)
    return visitor


def test_the_summary_shows_all_answers(anna):
    fill_in(anna)
    assert anna.heading == "Check your answers"
    assert "Anna Beispiel" in anna.main
    assert "anna@stadt.example" in anna.main
    assert "Vegan" in anna.main


def test_each_answer_can_be_changed_from_the_summary(anna):
    fill_in(anna)
    address = next(a["href"] for a in anna.page.all("a") if a.text == "Change : Diet")
    anna.open(address)
    anna.send(diet="none")
    assert anna.heading == "Check your answers"
    assert "Vegan" not in anna.main


def test_sending_gives_a_place_a_reference_and_a_mail(app, anna):
    fill_in(anna).send()
    assert anna.status == 200
    assert "Your place is certain." in anna.main
    assert applications(app) == [("confirmed", "Anna Beispiel")]
    assert mails(app) == [("confirmation", "anna@stadt.example", "en")]


def test_sending_twice_makes_one_application_and_one_mail(app, anna):
    fill_in(anna)
    summary, form = anna.address, {"csrf_token": anna.page.all("form")[-1].all("input")[0]["value"]}
    answers = [anna.client.post(summary, data=form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert {answer.location for answer in answers} == {summary.removesuffix("/summary")}
    assert len(applications(app)) == 1
    assert len(mails(app)) == 1


def test_an_incomplete_application_is_not_sent(app, anna):
    anna.open("/en/programmes/party/apply")
    anna.send(**PERSON)
    anna.open(anna.address.replace("/sections/more", "/summary"))
    assert anna.errors == ["More"]
    token = anna.page.all("form")
    answer = anna.client.post(anna.address, data={"csrf_token": _token(anna)})
    assert answer.status_code == 422
    assert applications(app) == [("draft", "Anna Beispiel")]
    assert token == []


def test_when_all_places_are_taken_one_joins_the_waiting_list(app, visit):
    for number in range(3):
        fill_in(visit(), email=f"guest{number}@stadt.example").send()
    assert [state for state, _ in applications(app)] == ["confirmed", "confirmed", "waitlisted"]
    assert [notice for notice, *_ in mails(app)] == ["confirmation", "confirmation", "waiting_list"]


def test_a_minute_after_the_deadline_what_was_begun_can_still_be_sent(app, anna):
    fill_in(anna)
    set_window(app, "party", closes_at=clock.now() - timedelta(seconds=-1))
    set_window(app, "party", closes_at=clock.now())
    anna.open(anna.address)
    anna.send()
    assert applications(app) == [("confirmed", "Anna Beispiel")]


def test_long_after_the_deadline_nothing_is_sent_and_nothing_is_lost(app, anna):
    fill_in(anna)
    late = timedelta(minutes=settings.submit_grace_minutes + 1)
    set_window(app, "party", closes_at=clock.now() - late)
    answer = anna.client.post(anna.address, data={"csrf_token": _token(anna)})
    assert answer.status_code == 409
    anna.open(anna.address)
    assert "The deadline has passed" in anna.main
    assert "Vegan" in anna.main
    assert applications(app) == [("draft", "Anna Beispiel")]


def test_by_review_one_gets_a_receipt_and_may_correct_until_it_is_read(app, anna):
    set_window(app, "party", selection="review")
    fill_in(anna).send()
    assert [notice for notice, *_ in mails(app)] == ["receipt"]
    anna.open(next(a["href"] for a in anna.page.all("a") if a.text == "Change : Name"))
    anna.send(name__given="Annelie")
    assert anna.heading == "Your application"
    assert applications(app) == [("submitted", "Annelie Beispiel")]


def test_a_wrong_correction_harms_nothing_that_was_acknowledged(app, anna):
    set_window(app, "party", selection="review")
    fill_in(anna).send()
    anna.open(next(a["href"] for a in anna.page.all("a") if a.text == "Change : Name"))
    anna.send(name__given="", name__family="", email="nonsense")
    assert anna.status == 422
    assert applications(app) == [("submitted", "Anna Beispiel")]


def test_a_place_can_be_given_back_and_a_second_click_changes_nothing(app, anna):
    fill_in(anna).send()
    anna.open(next(a["href"] for a in anna.page.all("a") if a.text == "Withdraw the application"))
    anna.send()
    assert "This application was withdrawn." in anna.main
    address = anna.address + "/withdraw"
    assert anna.client.post(address, data={"csrf_token": _token(anna)}).status_code == 303
    assert [notice for notice, *_ in mails(app)] == ["confirmation", "withdrawal"]


def test_the_next_in_line_is_asked_and_can_confirm_over_the_link(app, visit):
    guests = [fill_in(visit(), email=f"guest{number}@stadt.example") for number in range(3)]
    for guest in guests:
        guest.send()
    first = guests[0]
    first.open(f"{first.address}/withdraw")
    first.send()
    assert mails(app)[-1] == ("moved_up", "guest2@stadt.example", "en")
    phone = visit()
    phone.open(link_in_last_mail(app))
    assert [state for state, _ in applications(app)] == ["withdrawn", "confirmed", "offered"]
    phone.send()
    phone.send(to="/confirm")
    assert [state for state, _ in applications(app)] == ["withdrawn", "confirmed", "confirmed"]


class TestLinks:
    def test_opening_shows_and_a_button_acts(self, app, anna, visit):
        fill_in(anna).send()
        phone = visit()
        phone.open(link_in_last_mail(app))
        assert phone.heading == "Open your application"
        assert "Anna" not in phone.main
        phone.send()
        assert phone.heading == "Your application"

    def test_a_draft_goes_on_on_another_device(self, app, anna, visit):
        anna.open("/en/programmes/party/apply")
        anna.send(**PERSON)
        anna.send(button=("go", "later"), diet="vegan")
        anna.send(email="anna@stadt.example")
        assert anna.heading == "Please look into your mailbox"
        phone = visit()
        phone.open(link_in_last_mail(app))
        phone.send()
        assert phone.heading == "More"
        phone.send(data_read="yes")
        assert "Vegan" in phone.main

    def test_an_unknown_link_says_how_to_get_a_new_one(self, anna):
        anna.open("/en/open/nonsense")
        anna.send()
        assert anna.status == 404
        assert anna.heading == "This link does not work any more"

    @pytest.mark.parametrize("address", ["anna@stadt.example", "nobody@stadt.example"])
    def test_the_answer_never_tells_whether_an_address_is_known(self, anna, visit, address):
        fill_in(anna).send()
        other = visit()
        other.open("/en/new-link")
        other.send(email=address)
        assert other.heading == "Please look into your mailbox"
        assert other.main.replace(address, "…") == (
            "Please look into your mailbox If there is an application with …, a link to it is on "
            "its way. It can take a few minutes. If nothing arrives, check whether you applied "
            "with another address, and look into your spam folder."
        )

    def test_nobody_can_flood_a_mailbox(self, app, anna, visit):
        fill_in(anna).send()
        other = visit()
        for _ in range(3):
            other.open("/en/new-link")
            other.send(email="anna@stadt.example")
        assert len(mails(app)) <= 2

    def test_on_a_shared_computer_the_application_can_be_closed(self, anna):
        fill_in(anna).send()
        address = anna.address
        anna.send(to="/forget")
        anna.open(address)
        assert anna.status == 404


def _token(visitor):
    visitor_page = visitor.page
    tokens = [one["value"] for one in visitor_page.all("input") if one["name"] == "csrf_token"]
    if tokens:
        return tokens[0]
    visitor.open("/en/new-link")
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")
