"""Whatever is posted to a form: no 5xx, and nothing changes that was not one's own draft."""

import pytest

from registration.core.db import unit_of_work
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_programme, make_staff
from tests.forms.documents import long_form
from tests.page import controls, held
from tests.records import applications, mails, notices, references
from tests.web.apply.ground import PERSON

NASTY = [
    "",
    "\0",
    "x" * 20_000,
    "9" * 5000,
    "-1",
    "1e999",
    "NaN",
    "٣",  # a digit that is not ASCII
    "²",
    "0000-00-00",
    "' OR 1=1 --",
    "<script>alert(1)</script>{{ 7*7 }}%(name)s",
    "\r\nBcc: everybody@stadt.example",
    "\u202eevitaN\u200b\ufeff",
    "👩‍👩‍👧‍👦" * 50,
    "a@" + "b" * 300 + ".example",
    "../../etc/passwd",
    "[1, 2]",
]
BODIES = [
    (b"name-family=%ff%fe%00&email=%ed%a0%80", "application/x-www-form-urlencoded"),
    (b"&&&===;%%%", "application/x-www-form-urlencoded"),
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    (b"no boundary at all", "multipart/form-data"),
    (b'{"csrf_token": {"a": 1}}', "application/json"),
    (b"a=1&" * 5000, "application/x-www-form-urlencoded"),
    (b"\xff\xfe", "text/plain; charset=utf-16"),
]


@pytest.fixture
def ground(app):
    with app.app_context(), unit_of_work():
        make_programme("talks", form=long_form(), dates={"opening": 5})
        make_staff("Ada", RoleName.ADMINISTRATOR)
    return app


def attack(visitor, address):
    """Post every nasty value in every field of the page's form, then broken bodies."""
    visitor.open(address)
    assert visitor.status == 200, address
    form = next(one for one in visitor.page.all("form") if one.within("main"))
    names = {one["name"] for one in controls(form)} | {"go", "add", "remove", "remove_file"}
    kept = dict(held(form))
    target = form["action"] or address
    for nasty in NASTY:
        for typed in (dict.fromkeys(names, nasty), {f"{name}-0-x": nasty for name in names}):
            answer = visitor.client.post(target, data={**kept, **typed})
            assert answer.status_code < 500, (target, nasty[:20])
    many = {name: [kept.get("csrf_token", "")] * 30 for name in names}
    assert visitor.client.post(target, data={**kept, **many}).status_code < 500
    for body, kind in BODIES:
        answer = visitor.client.post(target, data=body, content_type=kind)
        assert answer.status_code < 500, (target, body[:20])


@pytest.mark.parametrize(
    "address", ["/en/new-link", "/en/account/sign-in", "/en/account/forgotten", "/en/open/x"]
)
def test_forms_for_everybody(ground, visit, address):
    attack(visit(), address)
    assert (applications(ground), mails(ground)) == ([], [])


def test_the_first_page_makes_drafts_at_most(ground, visit):
    attack(visit(), "/en/programmes/talks/apply")
    assert {state for state, _ in applications(ground)} <= {"draft"}
    assert mails(ground) == []


def test_pages_of_a_draft_send_nothing(ground, visit):
    anna = visit()
    anna.open("/en/programmes/talks/apply")
    anna.send(**PERSON)
    own = f"/en/apply/{references(ground)[0]}"
    for section in long_form()["sections"]:
        attack(anna, f"{own}/sections/{section['key']}")
    attack(anna, f"{own}/later")
    assert [state for state, _ in applications(ground)] == ["draft"]
    assert set(notices(ground)) <= {"resume"}


def test_forms_of_the_account_change_no_password(ground, visit):
    ada = visit()
    ada.open("/en/account/sign-in")
    ada.send(email="ada@stadt.example", password=PASSWORD)
    attack(ada, "/en/account/second-factor")
    attack(ada, "/en/account/password")
    again = visit()
    again.open("/en/account/sign-in")
    again.send(email="ada@stadt.example", password=PASSWORD)
    again.open("/en/desk")
    assert again.heading == "Applications"


def test_a_mail_header_cannot_be_smuggled_in(ground, visit):
    anna = visit()
    anna.open("/en/programmes/talks/apply")
    anna.send(**{**PERSON, "email": "anna@stadt.example\r\nBcc: all@stadt.example"})
    assert anna.status == 422
    assert mails(ground) == []
