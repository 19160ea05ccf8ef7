"""A forgotten password."""

import re
import statistics
import time
from datetime import timedelta

import pytest
import time_machine

from registration.staff import members, second_factor
from tests.staff.cast import NOW, PASSWORD
from tests.web.account.browser import (
    CODE,
    EMAIL,
    SIGN_IN,
    change_person,
    last_mail,
    mails,
    rows_of_all_tables,
)

FORGOTTEN = "/en/account/forgotten"
RESET = "/en/account/reset"
NEW = "neun blaue Fahrräder ohne Klingel"


def ask(visitor, email=EMAIL):
    return visitor.post(FORGOTTEN, email=email)


def link_in_mail(visitor):
    """The path of the link in the newest mail."""
    return re.search(r"http://127\.0\.0\.1:8000(/de/account/reset/\S+)", last_mail(visitor.app))[1]


def choose(visitor, password=NEW, again=None):
    return visitor.post(RESET, new_password=password, new_password_again=again or password)


def test_the_answer_is_the_same_for_known_and_unknown_addresses(visitor):
    known, unknown = ask(visitor), ask(visitor, "nobody@stadt.example")
    assert known.status_code == unknown.status_code == 303
    assert known.location == unknown.location == "/en/account/forgotten/sent"
    assert known.text == unknown.text
    names = [[name for name, _ in answer.headers] for answer in (known, unknown)]
    assert names[0] == names[1]
    assert mails(visitor.app) == [("password_reset", EMAIL)]


def test_the_answer_takes_as_long_for_unknown_addresses(open_browser):
    times = {EMAIL: [], "nobody@stadt.example": []}
    for number in range(6):
        for email, taken in times.items():
            visitor = open_browser(f"198.51.100.{number}")
            visitor.get(FORGOTTEN)
            start = time.perf_counter()
            ask(visitor, email)
            taken.append(time.perf_counter() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert unknown == pytest.approx(known, rel=0.05)


def test_the_link_sets_the_password_once_and_signs_nobody_in(visitor):
    ask(visitor)
    link = link_in_mail(visitor)
    opened = visitor.get(link)
    assert (opened.status_code, opened.location) == (303, "/de/account/reset")
    assert choose(visitor).location == SIGN_IN
    assert not visitor.is_signed_in()
    assert "Your password is changed." in visitor.get(SIGN_IN).text
    assert visitor.sign_in(password=PASSWORD).status_code == 422
    assert visitor.sign_in(password=NEW).status_code == 303
    visitor.get(link)
    assert visitor.get(RESET).status_code == 404


def test_opening_the_link_uses_nothing_up(visitor, open_browser):
    ask(visitor)
    link = link_in_mail(visitor)
    before = rows_of_all_tables(visitor.app)
    scanner = open_browser("203.0.113.9")
    for _ in range(3):
        scanner.get(link)
        scanner.get(RESET)
        scanner.client.head(link)
    assert rows_of_all_tables(visitor.app) == before
    visitor.get(link)
    assert choose(visitor).status_code == 303


def test_the_owner_hears_of_it_and_is_signed_out_everywhere(visitor, open_browser):
    other = open_browser("192.0.2.2")
    other.sign_in()
    ask(visitor)
    visitor.get(link_in_mail(visitor))
    choose(visitor)
    assert not other.is_signed_in()
    assert mails(visitor.app) == [("password_reset", EMAIL), ("password_changed", EMAIL)]


def test_the_second_step_stays(visitor):
    change_person(
        visitor.app,
        lambda berta: setattr(
            berta, "totp_secret", second_factor.seal(second_factor.new_secret(), berta)
        ),
    )
    ask(visitor)
    visitor.get(link_in_mail(visitor))
    choose(visitor)
    assert visitor.sign_in(password=NEW).location == CODE
    assert not visitor.is_signed_in()


def test_a_weak_password_or_two_different_ones_are_refused_and_the_link_stays_good(visitor):
    ask(visitor)
    visitor.get(link_in_mail(visitor))
    short = choose(visitor, "elf Zeichen")
    assert short.status_code == 422
    assert "The password needs at least 12 characters." in short.text
    assert choose(visitor, "password123456").status_code == 422
    assert choose(visitor, NEW, again=NEW + " ").status_code == 422
    assert choose(visitor).status_code == 303


def test_after_an_hour_the_page_offers_a_new_link(visitor):
    with time_machine.travel(NOW, tick=False) as clock:
        ask(visitor)
        visitor.get(link_in_mail(visitor))
        clock.shift(timedelta(minutes=61))
        page = visitor.get(RESET)
    assert page.status_code == 404
    assert "Send me a new link" in page.text


def test_the_link_leads_to_our_address_whatever_host_was_asked(visitor):
    visitor.get(FORGOTTEN)
    token = re.search(r'csrf_token" value="([^"]+)', visitor.get(FORGOTTEN).text)[1]
    visitor.client.post(
        FORGOTTEN,
        data={"email": EMAIL, "csrf_token": token},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )
    assert "evil" not in last_mail(visitor.app)
    assert link_in_mail(visitor)


def test_nobodys_inbox_is_flooded(open_browser):
    for number in range(6):
        visitor = open_browser(f"198.51.100.{number}")
        assert ask(visitor).status_code == 303
    assert mails(visitor.app) == [("password_reset", EMAIL)] * 3


def test_one_visitor_cannot_ask_for_everybody(visitor):
    statuses = [ask(visitor, f"p{number}@stadt.example").status_code for number in range(26)]
    assert statuses == [303] * 25 + [429]


def test_a_deactivated_person_gets_no_mail(visitor):
    change_person(visitor.app, lambda berta: members.deactivate(berta, by="system", now=NOW))
    assert ask(visitor).status_code == 303
    assert mails(visitor.app) == []


@pytest.mark.parametrize("token", ["x", "a" * 3000, "%00", "..%2f..", "0"])
def test_a_made_up_link_opens_nothing(visitor, token):
    assert visitor.get(f"{RESET}/{token}").status_code in {303, 404}
    assert visitor.get(RESET).status_code == 404
