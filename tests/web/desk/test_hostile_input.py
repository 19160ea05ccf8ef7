"""Whatever is sent to the desk: no page breaks, and no row changes."""

from typing import Any

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Programme, Quota
from tests.records import look, mails, references, states

LONG = "9" * 25
ADDRESSES = [
    "?after=0001-01-01T00:00:00%2B14:00_1",
    "?before=9999-12-31T23:59:59-14:00_1",
    "?after=2026-01-01T00:00:00%2B00:00_999999999999999999",
    "?text=%25_'\"王",
    f"/messages/{LONG}",
    "/messages/2147483648",
    "/messages?before=999999999",
    "/messages?state=sent&before=999999999",
    f"/applications/{LONG}",
]
POSTS: list[tuple[str, dict[str, str]]] = [
    ("/programmes/both", {"opens_at": "0001-01-01T00:00"}),
    ("/programmes/both", {"closes_at": "9999-12-31T23:59"}),
    ("/programmes/both", {"opens_at": "soon\0"}),
    ("/programmes/both", {"confirm_within_days": "9" * 6000}),
    ("/programmes/both", {"places": "0" * 9 + "9" * 12}),
    ("/programmes/both", {"places": "9" * 6000}),
    ("/applications/{reference}/decide/reject", {"revision": "²"}),
    ("/applications/{reference}/decide/reject", {"revision": "999999999"}),
    ("/applications/{reference}/decide/reject", {"revision": "0", "note": "x" * 3001}),
    (f"/messages/{LONG}/hold", {}),
    ("/messages/2147483648/cancel", {}),
    ("/bulk", {"act": "reject", "reference": "\0"}),
    ("/bulk", {"act": "reject", "everything": "yes", "text": "王\0"}),
    (f"/decisions/{LONG}", {}),
    ("/decisions/2147483648", {}),
    (f"/decisions/{LONG}/undo", {}),
    ("/programmes/both/decisions", {"go": "approve", "decision": LONG}),
    ("/programmes/both/decisions", {"go": "undo", "decision": "\0"}),
    ("/programmes/both/decisions", {"go": "nonsense", "decision": "²"}),
    ("/programmes/both/decisions", {"go": "release"}),
    ("/programmes/both/rules", {"release_at": "soon\0", "release_together": "yes"}),
]


def everything(app: Any) -> Any:
    def kept():
        programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
        window = (programme.opens_at, programme.closes_at, programme.confirm_within_days)
        return (window, list(db.session.scalars(select(Quota.places).order_by(Quota.id))))

    return look(app, kept), states(app), mails(app)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_breaks_a_page(sign_in, address):
    answer = sign_in("Ada").client.get(f"/en/desk{address}")
    assert answer.status_code in {200, 404}


@pytest.mark.parametrize(("address", "typed"), POSTS)
def test_no_post_breaks_a_page_or_changes_a_row(app, sign_in, address, typed):
    ada = sign_in("Ada")
    reference = references(app)[0]
    token = next(one["value"] for one in ada.page.all("input") if one["name"] == "csrf_token")
    ada.open("/en/desk/programmes/both")
    places = next(one["name"] for one in ada.page.all("input") if one["name"].startswith("places-"))
    data = {"csrf_token": token, "go": "decide", places: "5"}
    for name, value in typed.items():
        data[places if name == "places" else name] = value.replace("{reference}", reference)
    before = everything(app)
    answer = ada.client.post("/en/desk" + address.format(reference=reference), data=data)
    assert answer.status_code in {200, 303, 404, 405, 409, 422}
    assert everything(app) == before


def test_leading_noughts_are_no_larger_number(app, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/programmes/both")
    places = next(one["name"] for one in ada.page.all("input") if one["name"].startswith("places-"))
    ada.send(**{places.replace("-", "__"): "0" * 5000 + "7"})
    assert ada.status == 200
    assert everything(app)[0][1][0] == 7


def test_errors_stand_in_the_language_of_the_page(sign_in):
    ada = sign_in("Ada")
    for language, number, day in (
        ("en", "Please give a whole number.", "There is no such day."),
        ("de", "ganze Zahl", "Diesen Tag gibt es nicht."),
        ("zh", "整数", "该日期不存在"),
    ):
        ada.open(f"/{language}/desk/programmes/both")
        ada.send(confirm_within_days="many", opens_at="soon")
        assert ada.status == 422
        assert number in ada.main
        assert day in ada.main
