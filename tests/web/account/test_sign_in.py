"""Signing in with email and password, signing out."""

import re
from datetime import timedelta

import pytest
import time_machine

from registration.staff import members
from tests.staff.cast import NOW
from tests.web.account.browser import (
    ACCOUNT,
    EMAIL,
    SIGN_IN,
    change_person,
    in_database,
    rows_of_all_tables,
)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def comparable(page):
    return re.sub(r'value="[^"]*"', "", page.text)


def test_the_right_password_leads_to_the_desk(visitor):
    answer = visitor.sign_in()
    assert (answer.status_code, answer.location) == (303, "/en/desk")
    assert visitor.is_signed_in()


def test_wrong_password_and_unknown_address_get_the_same_page(visitor):
    wrong = visitor.sign_in(password="not the password")
    unknown = visitor.sign_in(email="nobody@stadt.example")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.count("Email address or password is wrong.") == 1
    assert comparable(wrong) == comparable(unknown)
    assert 'value="berta@stadt.example"' in wrong.text
    assert "not the password" not in wrong.text
    assert not visitor.is_signed_in()


def test_empty_fields_are_named_with_links(visitor):
    page = visitor.post(SIGN_IN, email="", password="")
    assert page.status_code == 422
    assert '<a href="#email">Enter your email address.</a>' in page.text
    assert '<a href="#password">Enter your password.</a>' in page.text


def test_without_the_forms_token_nothing_happens(visitor):
    before = rows_of_all_tables(visitor.app)
    answer = visitor.client.post(SIGN_IN, data={"email": EMAIL, "password": "x"})
    assert answer.status_code == 400
    assert rows_of_all_tables(visitor.app) == before


def test_a_session_planted_before_is_not_kept(visitor, open_browser):
    eve = open_browser("192.0.2.66")
    eve.sign_in("bo@stadt.example")
    eve.client.get_cookie("session")
    visitor.cookie = planted = eve.cookie
    visitor.get("/en/")
    visitor.post("/en/account/sign-out", page=ACCOUNT)
    visitor.cookie = planted
    visitor.sign_in()
    assert visitor.is_signed_in()
    assert visitor.cookie != planted
    assert not eve.is_signed_in()


def test_an_unsigned_session_planted_before_gives_nobody_else_a_way_in(visitor, open_browser):
    eve = open_browser("192.0.2.66")
    eve.get(SIGN_IN)
    visitor.cookie = eve.cookie
    visitor.sign_in()
    assert visitor.is_signed_in()
    assert not eve.is_signed_in()


def test_after_signing_out_the_old_cookie_is_dead(visitor):
    visitor.sign_in()
    visitor.get(ACCOUNT)
    kept = visitor.cookie
    answer = visitor.sign_out()
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    visitor.cookie = kept
    assert not visitor.is_signed_in()


def test_signing_out_takes_a_form(visitor):
    visitor.sign_in()
    assert visitor.get("/en/account/sign-out").status_code == 405
    assert visitor.client.post("/en/account/sign-out").status_code == 400
    assert visitor.is_signed_in()


def test_signing_in_again_ends_the_former_sign_in(visitor):
    visitor.sign_in()
    visitor.get(ACCOUNT)
    former = visitor.cookie
    token = re.search(r'csrf_token" value="([^"]+)', visitor.get(ACCOUNT).text)[1]
    data = {"email": EMAIL, "password": "sieben leise Kraniche am Ufer", "csrf_token": token}
    assert visitor.client.post(SIGN_IN, data=data).status_code == 303
    visitor.cookie = former
    assert not visitor.is_signed_in()


def test_after_two_idle_hours_one_has_to_sign_in_again(visitor, clock):
    visitor.sign_in()
    clock.shift(timedelta(hours=1, minutes=59))
    assert visitor.is_signed_in()
    clock.shift(timedelta(hours=1, minutes=59))
    assert visitor.is_signed_in()
    clock.shift(timedelta(hours=2, minutes=1))
    assert not visitor.is_signed_in()


def test_after_twelve_hours_one_has_to_sign_in_again_however_busy(visitor, clock):
    visitor.sign_in()
    for _ in range(11):
        clock.shift(timedelta(hours=1))
        assert visitor.is_signed_in()
    clock.shift(timedelta(hours=1))
    assert not visitor.is_signed_in()


def test_who_is_deactivated_is_out_with_the_next_page(visitor):
    visitor.sign_in()
    change_person(visitor.app, lambda berta: members.deactivate(berta, by="system", now=NOW))
    assert not visitor.is_signed_in()
    assert visitor.sign_in().status_code == 422


def test_the_sixth_guess_has_to_wait_and_the_page_says_how_long(visitor, clock):
    for _ in range(5):
        assert visitor.sign_in(password="a wrong password").status_code == 422
    refused = visitor.sign_in()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert "Try again in one minute." in refused.text
    clock.shift(timedelta(seconds=61))
    assert visitor.sign_in().status_code == 303


def test_guesses_from_many_addresses_at_one_account_count_together(open_browser):
    statuses = [
        open_browser(f"192.0.2.{number}").sign_in(password="a wrong password").status_code
        for number in range(8)
    ]
    assert statuses == [422] * 5 + [429] * 3


def test_one_address_is_slowed_down_over_many_accounts(open_browser):
    visitor = open_browser("192.0.2.66")
    statuses = [visitor.sign_in(f"p{number}@stadt.example").status_code for number in range(27)]
    assert statuses == [422] * 25 + [429] * 2
    assert open_browser("192.0.2.67").sign_in().status_code == 303


def test_the_owner_gets_in_from_her_own_browser_while_a_stranger_guesses(visitor, open_browser):
    visitor.sign_in()
    visitor.sign_out()
    eve = open_browser("192.0.2.66")
    for _ in range(9):
        eve.sign_in(password="a wrong password")
    assert eve.sign_in().status_code == 429
    assert visitor.sign_in().status_code == 303


def test_the_mark_of_a_browser_helps_for_no_other_account(visitor, open_browser):
    visitor.sign_in("bo@stadt.example")
    visitor.sign_out()
    eve = open_browser("192.0.2.66")
    for _ in range(9):
        eve.sign_in(password="a wrong password")
    assert visitor.sign_in().status_code == 429


def test_a_forged_mark_helps_nobody(visitor):
    visitor.client.set_cookie("known_browser", "WyJhIiwiYiJd.forged.mark")
    statuses = [visitor.sign_in(password="a wrong password").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_the_page_that_was_asked_for_is_opened_after_signing_in(visitor):
    asked = visitor.get("/de/account?from=mail")
    assert (asked.status_code, asked.location) == (303, "/de/account/sign-in")
    assert visitor.sign_in().location == "/de/account?from=mail"


@pytest.mark.parametrize("name", ["next", "url", "return_to"])
def test_no_parameter_says_where_to_go(visitor, name):
    visitor.get(f"{SIGN_IN}?{name}=//evil.example")
    answer = visitor.post(
        f"{SIGN_IN}?{name}=//evil.example", email=EMAIL, password="wrong", next="//e"
    )
    assert answer.status_code == 422
    assert visitor.sign_in().location == "/en/desk"


def test_opening_pages_changes_no_row(visitor):
    visitor.sign_in()
    before = rows_of_all_tables(visitor.app)
    for path in ("", "/password", "/second-factor", "/sign-in", "/forgotten", "/reset", "/reset/x"):
        assert visitor.get(f"/en/account{path}").status_code < 500
    assert rows_of_all_tables(visitor.app) == before


def test_cookies_are_for_this_site_only(visitor):
    cookies = visitor.sign_in().headers.getlist("Set-Cookie")
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == ["known_browser", "session"]
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_the_session_holds_no_name_and_no_address(visitor):
    visitor.sign_in()
    held = visitor.app.session_interface.get_signing_serializer(visitor.app).loads(visitor.cookie)
    assert set(held) <= {"sign_in", "seen", "csrf_token", "_fresh"}
    assert in_database(visitor.app, lambda: "berta" not in str(held))
