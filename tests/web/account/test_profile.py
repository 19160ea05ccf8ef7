"""One's own account."""

import re

from tests.staff.cast import PASSWORD
from tests.web.account.browser import ACCOUNT, EMAIL, SIGN_IN, mails

NEW = "neun blaue Fahrräder ohne Klingel"
CHANGE = "/en/account/password"


def change(visitor, old=PASSWORD, new=NEW):
    return visitor.post(CHANGE, password=old, new_password=new, new_password_again=new)


def ways_to_end(page):
    return re.findall(r'action="(/en/account/sign-ins/\d+/end)"', page.text)


def test_strangers_are_sent_to_sign_in(visitor):
    for path in ("", "/password", "/second-factor", "/second-factor/off"):
        answer = visitor.get(f"/en/account{path}")
        assert (answer.status_code, answer.location) == (303, SIGN_IN)


def test_the_old_password_is_asked_for(visitor):
    visitor.sign_in()
    refused = change(visitor, old="not my password")
    assert refused.status_code == 422
    assert "This is not your password." in refused.text
    visitor.sign_out()
    assert visitor.sign_in().status_code == 303


def test_a_new_password_signs_out_other_browsers_and_tells_the_owner(visitor, open_browser):
    other = open_browser("192.0.2.2")
    other.sign_in()
    visitor.sign_in()
    assert change(visitor).status_code == 303
    assert "Your password is changed." in visitor.get(ACCOUNT).text
    assert not other.is_signed_in()
    assert mails(visitor.app) == [("password_changed", EMAIL)]
    visitor.sign_out()
    assert visitor.sign_in(password=NEW).status_code == 303


def test_a_password_made_of_the_own_name_is_refused(visitor):
    visitor.sign_in()
    refused = change(visitor, new="Berta Stadt 2026")
    assert refused.status_code == 422
    assert "This password is easy to guess." in refused.text


def test_where_one_is_signed_in_is_listed_and_can_be_ended(visitor, open_browser):
    phone = open_browser("192.0.2.2", "Mozilla/5.0 (iPhone) Safari/605.1")
    phone.sign_in()
    visitor.sign_in()
    page = visitor.get(ACCOUNT)
    assert "Safari, iPhone" in page.text
    assert "Firefox, Windows" in page.text
    (way,) = ways_to_end(page)
    assert visitor.post(way, page=ACCOUNT).status_code == 303
    assert not phone.is_signed_in()
    assert visitor.is_signed_in()


def test_all_others_can_be_ended_at_once(visitor, open_browser):
    others = [open_browser(f"192.0.2.{number}") for number in (2, 3)]
    for other in others:
        other.sign_in()
    visitor.sign_in()
    assert visitor.post("/en/account/sign-ins/end-others", page=ACCOUNT).status_code == 303
    assert [other.is_signed_in() for other in others] == [False, False]
    assert visitor.is_signed_in()


def test_nobody_ends_the_sign_in_of_somebody_else(visitor, open_browser):
    bo = open_browser("192.0.2.2")
    bo.sign_in("bo@stadt.example")
    visitor.sign_in()
    for number in range(1, 5):
        path = f"/en/account/sign-ins/{number}/end"
        if path not in ways_to_end(bo.get(ACCOUNT)):
            visitor.post(path, page=ACCOUNT)
    assert bo.is_signed_in()


def test_the_language_is_kept(visitor):
    visitor.sign_in()
    answer = visitor.post("/en/account/language", page=ACCOUNT, language="zh")
    assert answer.location == "/zh/account"
    assert re.search(r'value="zh" checked', visitor.get("/en/account").text)


def test_a_language_we_do_not_speak_is_refused(visitor):
    visitor.sign_in()
    answer = visitor.post("/en/account/language", page=ACCOUNT, language="tlh")
    assert answer.status_code == 422
