"""Views that are kept under a name: one's own, shared ones, and what they never show."""

import pytest
from sqlalchemy import func, select

from registration.applications.saved_views import MOST, SavedView, save
from registration.core import clock
from registration.core.db import db
from registration.staff.members import find_by_email
from tests.factories import make_application, make_programme
from tests.forms.documents import choices, field, short_form
from tests.records import look
from tests.web.desk.test_queue import names

FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("choice", "motive", choices=choices("work", "joy"), visible_to=["reviewer"]),
]


@pytest.fixture
def guests(app, ground):
    def add():
        programme = make_programme("choosy", form=FORM)
        for name, diet, motive in (("Anna", "vegan", "joy"), ("Bert", "none", "work")):
            answers = {"diet": diet, "motive": motive}
            make_application(programme, given=name, family="", more=answers)

    look(app, add, writes=True)


def keep(visitor, address, **typed):
    visitor.open(f"/en/desk/views/new?{address}")
    visitor.send(**typed)


def views(visitor):
    """The saved views above the queue, and their addresses."""
    visitor.open("/en/desk")
    bars = [one for one in visitor.page.all("nav") if one["class"] == "views"]
    return {one.text: one["href"] for bar in bars for one in bar.all("a")}


def link(visitor, words):
    return next(one["href"] for one in visitor.page.all("a") if one.text == words)


def test_a_view_is_saved_from_the_queue_and_opened_again(guests, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk?programme=choosy&answer.diet=vegan&column=diet&sort=name")
    ada.open(link(ada, "Save this view"))
    assert "Diet: Vegan" in ada.main
    ada.send(name="  Vegan   guests ")
    assert "The view was saved." in ada.main
    ada.open(views(ada)["Vegan guests"])
    assert "programme=choosy" in ada.address
    assert names(ada) == ["Anna"]
    heads = [one.text for one in ada.page.all("th") if one["scope"] == "col"]
    assert heads[-1] == "Diet"


def test_a_view_is_private_until_it_is_shared(guests, sign_in):
    ada, berta = sign_in("Ada"), sign_in("Berta")
    keep(ada, "programme=choosy", name="Guests")
    assert views(berta) == {}
    ada.open(f"{views(ada)['Guests']}/change")
    ada.send(name="Guests", shared="y")
    assert list(views(berta)) == ["Guests (shared by Ada)"]
    berta.open(f"{views(berta)['Guests (shared by Ada)']}/change")
    assert berta.status == 404


def test_a_shared_view_never_widens_what_another_may_see(app, guests, sign_in):
    def far():
        make_application(make_programme("far", partners=("berlin",)), given="Far", family="")

    look(app, far, writes=True)
    rita, ada, berta, bo = (sign_in(name) for name in ("Rita", "Ada", "Berta", "Bo"))
    keep(rita, "programme=choosy&answer.motive=joy&column=motive", name="Joyful", shared="y")
    keep(ada, "programme=far", name="Far away", shared="y")
    assert set(views(bo)) == {"Joyful (shared by Rita)"}
    bo.open(views(bo)["Joyful (shared by Rita)"])
    assert "motive" not in bo.address
    assert names(bo) == ["Bert", "Anna"]
    assert "Motive" not in bo.main
    bo.open(views(ada)["Far away (shared)"])
    assert bo.status == 404
    assert set(views(berta)) == {"Joyful (shared by Rita)", "Far away (shared by Ada)"}


def test_a_view_is_renamed_overwritten_and_deleted(guests, sign_in):
    ada = sign_in("Ada")
    keep(ada, "programme=choosy&answer.diet=vegan", name="Guests")
    ada.open(views(ada)["Guests"])
    ada.open(ada.address.replace("answer.diet=vegan", "answer.diet=none"))
    ada.open(link(ada, "Change “Guests”"))
    assert "Diet: None" in ada.main
    ada.send(name="Eaters")
    assert list(views(ada)) == ["Eaters"]
    ada.open(views(ada)["Eaters"])
    assert names(ada) == ["Bert"]
    ada.open(f"{views(ada)['Eaters']}/change")
    assert "Diet: None" in ada.main
    ada.send(button=("go", "delete"))
    assert "The view was deleted." in ada.main
    assert views(ada) == {}


@pytest.mark.parametrize(
    ("typed", "address", "said"),
    [
        ({"name": " "}, "programme=choosy", "Please give the view a name."),
        ({"name": "x" * 81}, "programme=choosy", "Please use at most 80 characters for the name."),
        (
            {"name": "Mine"},
            "programme=choosy",
            "You have a view with this name already. Please choose another one.",
        ),
        (
            {"name": "New", "shared": "y"},
            "sort=name",
            "Only a view of one programme can be shared. Choose a programme in the filters first.",
        ),
    ],
)
def test_what_cannot_be_saved_is_explained_and_kept(guests, sign_in, typed, address, said):
    ada = sign_in("Ada")
    keep(ada, "sort=oldest", name="Mine")
    keep(ada, address, **typed)
    assert ada.status == 422
    assert ada.errors == [said]
    held = {one["name"]: one["value"] for one in ada.page.all("input")}
    assert held["name"] == typed["name"]
    assert address.partition("=")[0] in held
    assert list(views(ada)) == ["Mine"]


def test_nobody_piles_up_views(app, guests, sign_in):
    def fill():
        ada = find_by_email("ada@stadt.example")
        whose = {"pairs": [], "programme": None, "shared": False, "by": ada, "now": clock.now()}
        for number in range(MOST):
            save(None, f"View {number}", **whose)

    look(app, fill, writes=True)
    ada = sign_in("Ada")
    keep(ada, "sort=name", name="One more")
    assert ada.errors == ["You have 50 views already. Please delete one first."]
    count = select(func.count()).select_from(SavedView)
    assert look(app, lambda: db.session.scalar(count)) == MOST
