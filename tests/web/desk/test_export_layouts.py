"""Chosen columns, narrowed tables, and layouts that are shared without widening any right."""

import json

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import make_application
from tests.records import look
from tests.web.desk.test_export import (
    SENT_AT,
    entries,
    export,
    fill,
    sheet,
    table,
    trip,
)

__all__ = ["export", "trip"]
CHOSEN = {"shown": "codes", "chosen": "yes"}
PAGE = "/en/desk/programmes/trip/export"


@pytest.fixture
def rejected(app, trip):
    """A second application to the trip, which was rejected."""

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        application = make_application(programme, now=SENT_AT, state="rejected", language="de")
        fill(application)
        return application.reference

    return look(app, add, writes=True)


def keep(visitor, name, **chosen):
    visitor.open(PAGE)
    return send(visitor, "new", chosen="yes", layout_name=name, **chosen)


def send(visitor, go, **typed):
    action = PAGE
    form = next(one for one in visitor.page.all("form") if "/answers." in one["action"])
    form.attributes["action"] = action
    return visitor.send(button=("go", go), **typed)


def layouts(visitor):
    visitor.open(PAGE)
    bars = [one for one in visitor.page.all("nav") if one["aria-label"] == "Saved layouts"]
    return {one.text: one["href"] for bar in bars for one in bar.all("a")}


def ticked(visitor):
    boxes = [one for one in visitor.page.all("input") if one["name"] == "column"]
    return [one["value"] for one in boxes if "checked" in one.attributes]


def test_only_chosen_columns_are_in_the_file_those_with_a_number_first(trip, export):
    chosen = {
        "column": ["_reference", "years", "wish", "_email", "_partner"],
        "place.wish": "1", "place._email": "2",
    }  # fmt: skip
    header, row = table(export(**CHOSEN, **chosen))
    assert header == ["wish", "_email", "_reference", "_partner", "years"]
    assert row[2] == trip
    head = [cell.value for cell in sheet(export("xlsx", **CHOSEN, **chosen))[1]]
    assert head == header


def test_json_has_the_questions_of_the_chosen_columns(trip, export):
    answer = export("json", **CHOSEN, column=["_reference", "home.city"])
    [record] = json.loads(answer.data)
    assert list(record) == ["_reference", "home"]


def test_the_table_is_narrowed_by_state(app, trip, rejected, export):
    rows = table(export(**CHOSEN, column="_reference", state="rejected"))
    assert rows == [["_reference"], [rejected]]
    [(_, _, details)] = entries(app)
    assert (details["rows"], details["columns"]) == (1, ["_reference"])
    assert details["filters"] == [["state", "rejected"]]


def test_the_filters_of_the_queue_come_along(trip, rejected, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk?programme=trip&state=rejected&speaks=de")
    [link] = [a for a in berta.page.all("a") if a.text == "Export these applications"]
    berta.open(link["href"])
    assert "Language: Deutsch" in berta.main
    boxes = [one for one in berta.page.all("input") if one["name"] == "state"]
    assert [one["value"] for one in boxes if "checked" in one.attributes] == ["rejected"]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, "Please choose at least one column."),
        ({"column": "nothing"}, "Please choose at least one column."),
        ({"column": "diet"}, "Please choose at least one column."),
        (
            {"column": "wish", "place.wish": "first"},
            "Please write the position of a column as a whole number, for example 3.",
        ),
        (
            {"column": "wish", "from": "2026-02-30"},
            "There is no such day. Please check day, month and year.",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_explained_and_gives_nothing(app, export, chosen, told):
    answer = export(**CHOSEN, **chosen)
    assert answer.status_code == 422
    assert told in answer.text
    assert entries(app) == []


def test_a_layout_is_kept_and_found_by_all_who_export(trip, sign_in):
    berta, rita = sign_in("Berta"), sign_in("Rita")
    keep(berta, "  Consulate ", column=["_reference", "wish"], **{"place.wish": "1"}, shown="codes")
    assert "The layout was saved." in berta.main
    rita.open(layouts(rita)["Consulate"])
    assert ticked(rita) == ["_reference", "wish"]
    assert table(send_csv(rita))[0] == ["wish", "_reference"]


def send_csv(visitor):
    """What comes of the page's form as it stands, as CSV."""
    form = next(one for one in visitor.page.all("form") if "/answers." in one["action"])
    form.attributes["action"] = "/en/desk/programmes/trip/answers.csv"
    visitor.send()
    return visitor.answer


def test_a_layout_can_be_renamed_changed_and_deleted(trip, sign_in):
    berta = sign_in("Berta")
    keep(berta, "Consulate", column=["wish"])
    berta.open(layouts(berta)["Consulate"])
    send(berta, "change", layout_name="Hotel", column=["years"])
    assert sorted(layouts(berta)) == ["Everything", "Hotel"]
    berta.open(layouts(berta)["Hotel"])
    assert ticked(berta) == ["years"]
    send(berta, "delete")
    assert layouts(berta) == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("  ", "Please give the layout a name."),
        ("x" * 81, "Please use at most 80 characters for the name."),
        ("Hotel", "There is a layout with this name already. Please choose another one."),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_the_choice_stays(trip, sign_in, name, told):
    berta = sign_in("Berta")
    keep(berta, "Hotel", column=["wish"])
    keep(berta, name, column=["years"])
    assert berta.status == 422
    assert told in berta.main
    assert ticked(berta) == ["years"]
    berta.open(layouts(berta)["Hotel"])
    assert ticked(berta) == ["wish"]


def test_a_layout_with_sensitive_columns_gives_them_only_for_a_reason(trip, sign_in, export):
    keep(sign_in("Berta"), "Kitchen", column=["_reference", "diet"])
    rita = sign_in("Rita")
    rita.open(layouts(rita)["Kitchen"])
    assert ticked(rita) == ["_reference"]
    assert "diet" not in rita.answer.text
    chosen = {**CHOSEN, "column": ["_reference", "diet"]}
    assert table(export(**chosen))[0] == ["_reference"]
    assert table(export(who="Rita", **chosen))[0] == ["_reference"]
    assert export(**chosen, sensitive="yes").status_code == 422
    header, row = table(export(**chosen, sensitive="yes", reason="Kitchen"))
    assert (header, row[1]) == (["_reference", "diet"], "vegan")


def test_a_reviewer_uses_layouts_but_keeps_none(trip, sign_in):
    rita = sign_in("Rita")
    rita.open(PAGE)
    assert not [one for one in rita.page.all("input") if one["name"] == "layout_name"]
    send(rita, "new", layout_name="Mine")
    assert rita.status == 403


def test_layouts_of_other_programmes_cannot_be_reached(trip, sign_in):
    berta, ada = sign_in("Berta"), sign_in("Ada")
    keep(berta, "Hotel", column=["wish"])
    number = layouts(berta)["Hotel"].rpartition("=")[2]
    ada.open(f"/en/desk/programmes/both/export?layout={number}")
    assert ada.status == 404
