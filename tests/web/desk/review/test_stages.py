"""Stages are set up at the desk; criteria keep their measure once points were given."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.review.models import Assignment, ReviewStage
from tests.records import look
from tests.web.desk.review import office

NEW = "/en/desk/programmes/both/review/new"
TYPED = {
    "title-en": "Short list", "due": "2031-05-01", "per_application": "3",
    "criterion-0-title-en": "Motivation", "criterion-0-weight": "2", "criterion-0-lowest": "0",
    "criterion-0-highest": "10", "criterion-0-order": "2",
    "criterion-1-title-de": "Eignung", "criterion-1-title-en": "Fit", "criterion-1-order": "1",
}  # fmt: skip


def typed(**more):
    return {name.replace("-", "__"): value for name, value in {**TYPED, **more}.items()}


def stage_of(app):
    def read():
        found = db.session.scalars(select(ReviewStage)).one()
        criteria = [
            (one.title["en"], one.weight, one.lowest, one.highest) for one in found.criteria
        ]
        return found.title, found.per_application, found.blind_names, found.due_at, criteria

    return look(app, read)


def test_a_stage_is_made_with_its_criteria_in_their_order(app, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/both/review")
    assert "No stage yet" in berta.main
    berta.open(NEW)
    berta.send(**typed())
    assert berta.heading == "Short list"
    title, each, blind, due, criteria = stage_of(app)
    assert (title, each, blind) == ({"en": "Short list"}, 3, True)
    assert due.isoformat() == "2031-05-01T21:59:00+00:00"  # the end of the day in Berlin
    assert criteria == [("Fit", 1, 1, 5), ("Motivation", 2, 0, 10)]
    berta.open("/en/desk/programmes/both/review")
    assert "Short list 1 May 2031, 23:59 3 Names and other scores Fit, Motivation" in berta.main


def test_a_stage_without_a_title_is_called_by_its_number(app, sign_in):
    office.make_stage(app)
    office.make_stage(app)
    berta = sign_in("Berta")
    berta.open("/de/desk/programmes/both/review")
    assert [one.text for one in berta.page.all("tbody")[0].all("a")] == [
        "Begutachtung 1",
        "Begutachtung 2",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"per_application": "0"}, "Please give a whole number from 1 to 20."),
        ({"due": "2031-02-31"}, "There is no such day. Please check day, month and year."),
        ({"criterion-0-highest": "0"}, "The highest number of points must be above the lowest."),
        ({"criterion-0-weight": "heavy"}, "Please give a whole number from 1 to 100."),
        (
            {"criterion-2-hint-en": "?"},
            "Please give this criterion a title, or delete its explanation.",
        ),
        (
            {"criterion-0-title-en": "", "criterion-1-title-en": "", "criterion-1-title-de": ""},
            "Please give at least one criterion a title.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app, sign_in, wrong, told):
    berta = sign_in("Berta")
    berta.open(NEW)
    berta.send(**typed(**wrong))
    assert (berta.status, berta.errors) == (422, [told])
    values = {one["name"]: one["value"] for one in berta.page.all("input")}
    expected = {**TYPED, **wrong}
    assert {name: values[name] for name in expected} == expected
    assert look(app, lambda: db.session.scalars(select(ReviewStage)).all()) == []


def test_words_can_be_changed_after_points_were_given_but_no_scale(app, sign_in):
    stage = office.make_stage(app)
    [review] = office.assign(app, stage, "Rita", *office.add(app, "Zhao"))
    office.send(app, review, motivation=4)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/both/review/{stage}/settings")
    assert "Points were given already" in berta.main
    berta.send(criterion__0__title__en="Drive", criterion__0__order="3")
    assert stage_of(app)[4] == [("Fit", 1, 0, 20), ("Drive", 3, 1, 5)]
    for change in ({"criterion__1__highest": "9"}, {"criterion__1__weight": "7"}):
        berta.open(f"/en/desk/programmes/both/review/{stage}/settings")
        berta.send(**change)
        assert berta.status == 409
        assert "Criteria keep their number, weights and scales" in berta.main
    assert stage_of(app)[4] == [("Fit", 1, 0, 20), ("Drive", 3, 1, 5)]


def test_before_that_criteria_come_and_go(app, sign_in):
    stage = office.make_stage(app)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/both/review/{stage}/settings")
    nothing = dict.fromkeys(
        ("criterion__1__title__de", "criterion__1__title__en", "criterion__1__title__zh"), ""
    )
    berta.send(**nothing, criterion__2__title__en="Language", criterion__0__highest="9")
    assert stage_of(app)[4] == [("Motivation", 3, 1, 9), ("Language", 1, 1, 5)]


def test_a_stage_in_which_nothing_happened_is_deleted(app, sign_in):
    stage, other = office.make_stage(app), office.make_stage(app)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/both/review/{stage}/settings")
    assert "It is the only stage" not in berta.main
    berta.send(to="/delete")
    assert berta.heading == "Review"
    assert [one.text for one in berta.page.all("tbody")[0].all("a")] == ["Review 2"]
    berta.open(f"/en/desk/programmes/both/review/{other}/settings")
    assert "It is the only stage: without one, people who only review" in berta.main
    berta.send(to="/delete")
    assert "No stage yet" in berta.main


def test_a_stage_in_which_somebody_reviews_or_was_written_to_stays(app, sign_in):
    stage = office.make_stage(app)
    berta = sign_in("Berta")
    page = f"/en/desk/programmes/both/review/{stage}/settings"
    berta.open(page)
    [review] = office.assign(app, stage, "Rita", *office.add(app, "Zhao"))
    berta.send(to="/delete")
    assert (berta.status, berta.heading) == (409, "This stage is in use")
    berta.open(page)
    assert "Delete the stage" not in berta.main
    berta.open(f"/en/desk/programmes/both/review/{stage}")
    berta.send(to="/remind")
    look(app, lambda: db.session.delete(db.session.get_one(Assignment, review)), writes=True)
    berta.open(page)
    assert "Delete the stage" not in berta.main
    assert stage_of(app)[1] == 2


def test_places_by_order_of_arrival_are_not_reviewed(app, sign_in, first_come):
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/{first_come}/review")
    assert "go by order of arrival" in berta.main
    berta.open(f"/en/desk/programmes/{first_come}/review/new")
    assert berta.status == 409


def test_a_stage_of_another_programme_is_not_there(app, sign_in):
    stage = office.make_stage(app, "berlin-only")
    berta = sign_in("Berta")
    berta.open(f"/en/desk/programmes/both/review/{stage}")
    assert berta.status == 404
