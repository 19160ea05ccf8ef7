"""The second step, as people meet it."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine

from registration.staff import members
from tests.staff.cast import NOW, PASSWORD
from tests.web.account.browser import ACCOUNT, CODE, EMAIL, SIGN_IN, change_person, mails

FACTOR = "/en/account/second-factor"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def set_up(visitor):
    """Turn it on in a signed-in visitor; the secret and the recovery codes."""
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", visitor.get(FACTOR).text)[1].replace(" ", "")
    page = visitor.post(FACTOR, code=pyotp.TOTP(secret).now(), password=PASSWORD)
    assert page.status_code == 200
    return secret, re.findall(r"<code>([a-z2-7-]+)</code>", page.text)


@pytest.fixture
def berta(visitor, clock):
    visitor.sign_in()
    secret, codes = set_up(visitor)
    visitor.sign_out()
    clock.shift(timedelta(minutes=1))
    visitor.secret, visitor.codes = secret, codes
    return visitor


def code(visitor):
    return pyotp.TOTP(visitor.secret).now()


def test_the_password_alone_opens_nothing(berta):
    answer = berta.sign_in()
    assert (answer.status_code, answer.location) == (303, CODE)
    assert not berta.is_signed_in()
    assert berta.get("/en/desk").status_code == 303


def test_the_code_completes_the_sign_in_and_leads_to_the_page_asked_for(berta):
    berta.get("/zh/account")
    berta.sign_in()
    assert berta.post(CODE, code=code(berta)).location == "/zh/account"
    assert berta.is_signed_in()


def test_a_code_seen_by_somebody_signs_nobody_else_in(berta, open_browser):
    berta.sign_in()
    berta.post(CODE, code=code(berta))
    eve = open_browser("192.0.2.66")
    eve.sign_in()
    assert eve.post(CODE, code=code(berta)).status_code == 422
    assert not eve.is_signed_in()


def test_a_wrong_code_is_said_and_the_sixth_has_to_wait(berta):
    berta.sign_in()
    answers = [berta.post(CODE, code="000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "This code is not valid." in answers[0].text
    assert answers[5].headers["Retry-After"] == "60"


def test_signing_in_again_gives_no_new_guesses(berta):
    berta.sign_in()
    for _ in range(5):
        berta.post(CODE, code="000000")
    berta.sign_in()
    assert berta.post(CODE, code=code(berta)).status_code == 429


def test_a_recovery_code_stands_in_once(berta):
    berta.sign_in()
    assert berta.post(CODE, code=berta.codes[0]).status_code == 303
    berta.sign_out()
    berta.sign_in()
    assert berta.post(CODE, code=berta.codes[0]).status_code == 422


def test_after_ten_minutes_the_password_is_asked_for_again(berta, clock):
    berta.sign_in()
    clock.shift(timedelta(minutes=10, seconds=1))
    answer = berta.post(CODE, page="/en/account/forgotten", code=code(berta))
    assert (answer.status_code, answer.location) == (303, SIGN_IN)


def test_a_changed_password_ends_the_half_sign_in(berta):
    berta.sign_in()
    new = "neun blaue Fahrräder ohne Klingel"
    change_person(berta.app, lambda person: members.set_password(person, new, by="system", now=NOW))
    assert berta.get(CODE).location == SIGN_IN


def test_without_the_first_step_there_is_no_second(visitor):
    assert visitor.get(CODE).location == SIGN_IN


def test_turning_it_on_takes_code_and_password(visitor):
    visitor.sign_in()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", visitor.get(FACTOR).text)[1].replace(" ", "")
    right = pyotp.TOTP(secret).now()
    assert visitor.post(FACTOR, code=right, password="wrong").status_code == 422
    assert visitor.post(FACTOR, code="000000", password=PASSWORD).status_code == 422
    assert visitor.post(FACTOR, code=right, password=PASSWORD).status_code == 200
    assert visitor.get(FACTOR).location == ACCOUNT


def test_the_waiting_secret_cannot_be_read_from_the_cookie(visitor):
    visitor.sign_in()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", visitor.get(FACTOR).text)[1].replace(" ", "")
    serializer = visitor.app.session_interface.get_signing_serializer(visitor.app)
    assert secret not in str(serializer.loads(visitor.cookie))


def test_the_picture_is_the_key(visitor):
    visitor.sign_in()
    page = visitor.get(FACTOR).text
    assert '<img src="data:image/svg+xml' in page
    assert "style=" not in page


def test_every_change_is_told_to_the_owner_and_ends_other_sign_ins(visitor, open_browser, clock):
    other = open_browser("192.0.2.2")
    other.sign_in()
    visitor.sign_in()
    set_up(visitor)
    assert not other.is_signed_in()
    assert visitor.is_signed_in()
    clock.shift(timedelta(minutes=1))
    assert visitor.post(f"{FACTOR}/recovery-codes", password=PASSWORD).status_code == 200
    assert visitor.post(f"{FACTOR}/off", password=PASSWORD).status_code == 303
    assert mails(visitor.app) == [("new_second_factor", EMAIL)] * 3


@pytest.mark.parametrize("act", ["off", "recovery-codes"])
def test_grave_changes_ask_for_the_password(berta, act):
    berta.sign_in()
    berta.post(CODE, code=code(berta))
    assert berta.post(f"{FACTOR}/{act}", password="wrong").status_code == 422
    assert "You have 10 recovery codes left." in berta.get(ACCOUNT).text


def test_the_owners_password_cannot_be_guessed_from_an_open_session(berta):
    berta.sign_in()
    berta.post(CODE, code=code(berta))
    statuses = [berta.post(f"{FACTOR}/off", password="wrong").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
