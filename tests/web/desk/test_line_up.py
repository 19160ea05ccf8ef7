"""Who belongs together, ranks of nominations, and the order of the waiting list, at the desk."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.core.settings import settings
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import city_form
from tests.records import look, states

HERE = "/en/desk/programmes/exchange/line-up"


@pytest.fixture
def berta(app, sign_in):
    def make():
        programme = make_programme("exchange", places=2, form=city_form())
        for family in ("Mei", "Lan", "Single"):
            make_application(programme, family=family, given="", city="berlin")
        make_application(make_programme("other"), family="Foreign", given="")

    look(app, make, writes=True)
    visitor = sign_in("Berta")
    visitor.open(HERE)
    return visitor


def read(app, *columns):
    """Of each application, in the order of their arrival."""
    query = select(Application.name, *columns).join(Programme).where(
        Programme.slug.in_(["exchange", "other"])).order_by(Application.id)  # fmt: skip
    return look(app, lambda: {row[0]: row[1:] for row in db.session.execute(query)})


def references(app):
    return {name: row[0] for name, row in read(app, Application.reference).items()}


def groups(app):
    found = {name: row[0] for name, row in read(app, Application.group_key).items()}
    return {name for name, key in found.items() if key is not None}


def together(app, berta, *names, go="together"):
    known = references(app)
    return berta.send(reference=[known[name] for name in names], button=("go", go))


def test_those_who_belong_together_are_said_and_taken_apart(app, berta):
    together(app, berta, "Mei", "Lan")
    assert groups(app) == {"Mei", "Lan"}
    assert berta.main.count("Group 1") == 2
    together(app, berta, "Lan", go="apart")
    assert groups(app) == {"Mei"}


def test_ranks_that_were_typed_are_kept_whichever_button_is_pressed(app, berta):
    known = references(app)
    berta.send(
        reference=[known["Mei"], known["Lan"]], button=("go", "together"),
        **{f"rank-{known['Mei']}": "7"},
    )  # fmt: skip
    assert read(app, Application.rank)["Mei"] == (7,)


def test_nonsense_from_a_robot_changes_nothing(app, berta):
    berta.send(reference=["\0", "x" * 999], button=("go", "together"), **{"rank-\0": "1"})
    assert berta.status == 422
    assert groups(app) == set()


def test_whoever_belongs_to_one_of_them_comes_along(app, berta):
    together(app, berta, "Mei", "Lan")
    together(app, berta, "Lan", "Single")
    assert groups(app) == {"Mei", "Lan", "Single"}
    assert berta.main.count("Group 1") == 3


@pytest.mark.parametrize("names", [(), ("Mei",), ("Mei", "Foreign")])
def test_one_alone_or_one_of_another_programme_belongs_to_nobody(app, berta, names):
    together(app, berta, *names)
    assert berta.status == 422
    assert "Please choose at least two applications" in berta.main
    assert groups(app) == set()


def test_order_and_ranks_are_saved(app, berta):
    known = references(app)
    berta.send(
        order="rank", button=("go", "save"),
        **{f"rank-{known['Mei']}": "2", f"rank-{known['Single']}": "1"},
    )  # fmt: skip
    assert "Saved." in berta.main
    assert read(app, Application.rank) == {
        "Mei": (2,), "Lan": (None,), "Single": (1,), "Foreign": (None,),
    }  # fmt: skip
    names = [row.all("th")[0].text for row in berta.page.all("tbody")[0].all("tr")]
    assert names == ["Single", "Mei", "Lan"]


@pytest.mark.parametrize("typed", ["first", "-1", "1.5", "9" * 20])
def test_a_rank_that_is_none_is_said_and_stays_on_the_page(app, berta, typed):
    name = f"rank-{references(app)['Mei']}"
    berta.send(button=("go", "save"), **{name: typed})
    assert berta.status == 422
    assert "A rank is a whole number" in berta.main
    assert next(o["value"] for o in berta.page.all("input") if o["name"] == name) == typed
    assert read(app, Application.rank)["Mei"] == (None,)


def test_substitutes_follow_in_the_order_of_their_ranks(app, berta):
    known = references(app)
    ranks = {"Mei": "1", "Lan": "3", "Single": "2"}
    berta.send(order="rank", button=("go", "save"),
               **{f"rank-{known[name]}": rank for name, rank in ranks.items()})  # fmt: skip
    berta.open("/en/desk/programmes/exchange")
    berta.send(**{"key-new": "partner:berlin", "places-new": "0"})
    decide(berta, known, "waitlist", *ranks)
    berta.open("/en/desk/programmes/exchange")
    berta.send(**{limit_of(berta, "Berlin"): "2"})
    assert "Moved up from the waiting list: 2" in berta.main
    assert {name: row[0] for name, row in read(app, Application.state).items()} == {
        "Mei": "offered", "Single": "offered", "Lan": "waitlisted", "Foreign": "submitted",
    }  # fmt: skip


def test_approved_in_bulk_they_get_places_together_or_not_at_all(app, berta):
    known = references(app)
    together(app, berta, "Mei", "Lan")
    decide(berta, known, "offer", "Single", "Mei", "Lan")
    found = {name: row[0] for name, row in read(app, Application.state).items()}
    assert found["Mei"] == found["Lan"]
    assert states(app).count("confirmed") == 2


def test_for_whom_there_are_not_enough_places_is_told(app, berta):
    known = references(app)
    together(app, berta, "Mei", "Lan", "Single")
    decide(berta, known, "offer", "Single", "Mei", "Lan")
    assert "There are not enough places for all who belong together." in berta.main
    assert "confirmed" not in states(app)


def test_one_of_them_alone_gets_no_place_and_why_is_said(app, berta):
    known = references(app)
    together(app, berta, "Mei", "Lan")
    berta.open(f"/en/desk/applications/{known['Mei']}/decide/offer")
    assert (berta.status, berta.heading) == (409, "Others belong to this application")
    decide(berta, known, "offer", "Mei", "Single")
    assert "Others of its group would be left behind" in berta.main
    assert [one[0] for one in read(app, Application.state).values()] == [
        "submitted", "submitted", "confirmed", "submitted",
    ]  # fmt: skip


def test_on_the_page_of_one_of_them_the_whole_group_gets_its_places(app, berta):
    known = references(app)
    together(app, berta, "Mei", "Lan")
    berta.open(f"/en/desk/applications/{known['Mei']}")
    assert "Belongs together with Lan" in berta.main
    assert "Approve: give a place" not in berta.main
    berta.send(to="bulk")
    assert berta.heading == "Give a place: 2 applications"
    settings.undo_minutes = 0
    berta.send(button=("go", "decide"))
    assert [read(app, Application.state)[name][0] for name in ("Mei", "Lan")] == ["confirmed"] * 2


def test_who_belongs_to_nobody_reads_nothing_of_groups(app, berta):
    berta.open(f"/en/desk/applications/{references(app)['Single']}")
    assert "Belongs together with" not in berta.main
    assert "Approve: give a place" in berta.main


def decide(berta, known, act, *names):
    berta.open("/en/desk")
    berta.send(to="bulk", act=act, reference=[known[name] for name in names])
    settings.undo_minutes = 0
    berta.send(button=("go", "decide"))


def limit_of(berta, title):
    label = next(one for one in berta.page.all("label") if one.text == title)
    return label["for"]
