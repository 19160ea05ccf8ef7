"""The office limits partners, institutions and groups of people, and allows overbooking."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.programmes.models import Programme, Quota
from tests.factories import make_application, make_programme
from tests.forms.documents import city_form
from tests.records import Statements, look

HERE = "/en/desk/programmes/limited"


@pytest.fixture
def berta(app, sign_in):
    def make():
        programme = make_programme("limited", places=5, form=city_form())
        for state in ("confirmed", "offered", "waitlisted"):
            make_application(programme, state=state, city="berlin")

    look(app, make, writes=True)
    visitor = sign_in("Berta")
    visitor.open(HERE)
    return visitor


def limits(app):
    """(places, overbooking, taken) of each limit of the programme, by its key."""
    query = select(Quota).join(Quota.programme).filter_by(slug="limited")
    return look(
        app,
        lambda: {
            one.key: (one.places, one.overbooking, one.taken) for one in db.session.scalars(query)
        },
    )


def own(visitor, what, kind="places"):
    """The name of an input of the limit with this title."""
    title = {"places": what, "overbooking": f"{what}: Overbooking (optional)",
             "ends": f"Remove this limit : {what}"}[kind]  # fmt: skip
    label = next(one for one in visitor.page.all("label") if one.text.replace(" :", ":")
                 == title.replace(" :", ":"))  # fmt: skip
    return next(one for one in visitor.page.all("input") if one["id"] == label["for"])["name"]


def add(visitor, key, places, **more):
    return visitor.send(**{"key-new": key, "places-new": places, **more})


@pytest.mark.parametrize("key", ["partner:berlin", "category:diet:none"])
def test_a_limit_is_added_and_counts_who_has_a_place(app, berta, key):
    add(berta, key, "3")
    assert "Saved." in berta.main
    assert limits(app) == {"total": (5, 0, 2), key: (3, 0, 2)}


def test_what_can_be_limited_is_named(berta):
    options = [one.text for one in berta.page.all("option")]
    assert options == [
        "Please choose", "Berlin", "Beijing", "Diet: None", "Diet: Vegan", "Diet: Other",
    ]  # fmt: skip


def test_a_new_limit_below_what_is_taken_is_refused_and_stays_on_the_page(app, berta):
    add(berta, "partner:berlin", "1")
    assert berta.status == 422
    assert "2 places are taken already; the number cannot be smaller." in berta.main
    assert next(one for one in berta.page.all("input") if one["id"] == "places-new")["value"] == "1"
    assert limits(app) == {"total": (5, 0, 2)}


@pytest.mark.parametrize(
    ("key", "places", "told"),
    [
        ("", "3", "Please choose what is to be limited."),
        ("partner:nowhere", "3", "Please choose what is to be limited."),
        ("choice:diet:none", "3", "Please choose what is to be limited."),
        ("total", "3", "Please choose what is to be limited."),
        ("partner:berlin", "many", "Please give a whole number."),
        ("partner:berlin", "-1", "Please give a whole number."),
        ("partner:berlin", "9" * 30, "Please give a whole number."),
        ("partner:berlin", "", "Please give a whole number."),
    ],
)
def test_what_cannot_be_a_limit_is_said(app, berta, key, places, told):
    add(berta, key, places)
    assert berta.status == 422
    assert told in berta.main
    assert limits(app) == {"total": (5, 0, 2)}


def test_a_limit_is_changed_and_removed(app, berta):
    add(berta, "partner:berlin", "3")
    berta.send(**{own(berta, "Berlin"): "1"})
    assert berta.status == 422
    berta.open(HERE)
    berta.send(**{own(berta, "Berlin"): "2"})
    assert limits(app)["partner:berlin"] == (2, 0, 2)
    berta.send(**{own(berta, "Berlin", "ends"): "on"})
    assert limits(app) == {"total": (5, 0, 2)}


def test_the_limit_of_all_places_cannot_be_removed(app, berta):
    total = own(berta, "All places").removeprefix("places-")
    berta.send(**{f"ends-{total}": "on"})
    assert limits(app) == {"total": (5, 0, 2)}


def test_overbooking_lets_the_waiting_list_move_up_and_is_said_plainly(app, berta):
    berta.send(**{own(berta, "All places"): "2"})
    berta.send(**{own(berta, "All places", "overbooking"): "1"})
    assert "Moved up from the waiting list: 1" in berta.main
    assert "Taken: 3 · 1 over the limit, as allowed" in berta.main
    assert limits(app) == {"total": (2, 1, 3)}
    berta.open("/en/desk/programmes")
    assert "3 of 2 1 over the limit, as allowed" in berta.main


def test_overbooking_that_is_used_cannot_be_taken_back(app, berta):
    berta.send(**{own(berta, "All places"): "2"})
    berta.send(**{own(berta, "All places", "overbooking"): "1"})
    berta.send(**{own(berta, "All places", "overbooking"): ""})
    assert berta.status == 422
    assert "3 places are taken already" in berta.main
    assert limits(app) == {"total": (2, 1, 3)}


def test_a_partners_unused_places_get_a_date(app, berta):
    add(berta, "partner:berlin", "3")
    name = own(berta, "Berlin").replace("places", "returns")
    berta.send(**{name: "2031-05-07"})
    assert "Saved." in berta.main
    value = next(one["value"] for one in berta.page.all("input") if one["name"] == name)
    assert value == "2031-05-07"
    moment = look(app, lambda: db.session.scalar(select(Quota.return_at).where(
        Quota.return_at.is_not(None))))  # fmt: skip
    assert moment.isoformat() == "2031-05-07T22:00:00+00:00"  # midnight in Berlin


@pytest.mark.parametrize("typed", ["soon", "31.12.2031", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said_and_stays_on_the_page(app, berta, typed):
    add(berta, "partner:berlin", "3")
    name = own(berta, "Berlin").replace("places", "returns")
    berta.send(**{name: typed})
    assert berta.status == 422
    assert "There is no such day." in berta.main
    assert typed in [one["value"] for one in berta.page.all("input")]


def test_the_public_page_says_how_many_places_each_partner_has_left(app, berta, visit):
    add(berta, "partner:berlin", "3")
    add(berta, "partner:beijing", "9")
    somebody = visit()
    somebody.open("/en/programmes/limited")
    assert "Berlin – 1 place left" in somebody.main
    assert "Beijing – 3 places left" in somebody.main


def test_an_application_says_what_is_left_under_each_limit_that_it_needs(app, berta):
    add(berta, "partner:berlin", "3")
    add(berta, "partner:beijing", "2")
    berta.open(f"/en/desk/applications/{waiting_in_berlin(app)}")
    assert "In this programme: 3 places left Berlin: 1 place left" in berta.main
    assert "Beijing: " not in berta.main


def test_before_many_are_decided_what_each_limit_lacks_is_said(app, berta):
    add(berta, "partner:berlin", "3")
    look_ahead(app, berta, 2)
    assert "3 places are needed. 3 places left." in berta.main
    assert "Berlin: 3 places are needed. 1 place left." in berta.main
    assert "Those for whom no place is left stay as they are." in berta.main


def test_limits_cost_no_statement_for_each_application(app, berta):
    add(berta, "partner:berlin", "3")
    counted = []
    for more in (1, 3):
        look_ahead(app, berta, more)
        with Statements(app) as statements:
            berta.open(berta.address)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def waiting_in_berlin(app):
    query = select(Application.reference).where(Application.state == "waitlisted")
    return look(app, lambda: db.session.scalar(query))


def look_ahead(app, berta, more):
    """Consider the one who waits with so many more of Berlin."""

    def make():
        programme = db.session.scalars(select(Programme).filter_by(slug="limited")).one()
        made = [make_application(programme, city="berlin") for _ in range(more)]
        return [one.reference for one in made]

    chosen = [waiting_in_berlin(app), *look(app, make, writes=True)]
    berta.open("/en/desk")
    berta.send(to="bulk", act="offer", reference=chosen)
