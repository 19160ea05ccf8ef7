"""The ranking: places and ties, where the places end, how quotas fill; and on to the decision."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.core.settings import settings
from registration.programmes.models import Quota
from tests.records import Statements, look, states
from tests.web.desk.review import office


@pytest.fixture
def stage(app, ground):
    """Rita is strict, Rolf is generous; both rank Li before He before Wu."""
    stage = office.make_stage(app)
    office.hire(app, "Rolf")
    names = office.add(app, "Li", "He", "Wu")
    for reviewer, points in (("Rita", (3, 2, 1)), ("Rolf", (5, 4, 3))):
        reviews = office.assign(app, stage, reviewer, *names)
        for review, motivation in zip(reviews, points, strict=True):
            office.send(app, review, motivation)
    return stage


def address(stage):
    return f"/en/desk/programmes/both/review/{stage}/ranking"


def rows(visitor):
    lines = visitor.page.all("tbody")[0].all("tr")
    return [[cell.text for cell in line.all("th", "td")][1:] for line in lines]


def test_the_table_shows_places_scores_and_how_far_they_lie_apart(app, sign_in, stage):
    berta = sign_in("Berta")
    berta.open(address(stage))
    first = rows(berta)[0]
    assert first[:2] == ["1", "Li"]
    assert first[3] == "Rita: 50 (79.6) Rolf: 87.5 (79.6)"
    assert first[4:] == ["18.8", "1", "In review"]
    assert [row[0] for row in rows(berta) if row] == ["1", "2", "3"]


def test_the_raw_means_are_beside_by_a_link(app, sign_in, stage):
    berta = sign_in("Berta")
    berta.open(address(stage))
    berta.open(f"{address(stage)}?by=raw")
    assert "By the raw means" in berta.main
    assert rows(berta)[0][:3] == ["1", "Li", "68.8"]


def test_the_line_is_drawn_where_the_places_end(app, sign_in, stage):
    berta = sign_in("Berta")
    berta.open(address(stage))
    drawn = [row.text for row in berta.page.all("tbody")[0].all("tr")]
    assert drawn[2] == "The places end here"
    assert "2 applications above the line still need one." in berta.main
    assert "All places: 0 of 2 taken" in berta.main
    [meter] = berta.page.all("meter")
    assert (meter["value"], meter["max"]) == ("0", "2")


def test_without_a_limit_there_is_no_line(app, sign_in, stage):
    look(app, lambda: [db.session.delete(one) for one in _quotas()], writes=True)
    berta = sign_in("Berta")
    berta.open(address(stage))
    assert "The places end here" not in berta.main


def test_equals_share_a_place_and_the_line_between_them_is_told(app, sign_in):
    stage = office.make_stage(app)
    names = office.add(app, "Li", "He", "Wu")
    for review in office.assign(app, stage, "Rita", *names):
        office.send(app, review, motivation=4)
    berta = sign_in("Berta")
    berta.open(address(stage))
    assert [row[0] for row in rows(berta) if row] == ["1", "1", "1"]
    assert "The line parts applications that share a rank" in berta.main
    assert "Left as they are" in berta.main


def test_what_nobody_scored_comes_last_without_a_place(app, sign_in, stage):
    office.assign(app, stage, "Rita", *office.add(app, "Zou"))
    berta = sign_in("Berta")
    berta.open(address(stage))
    assert rows(berta)[-1][:4] == ["–", "Zou", "–", "Not scored yet"]


def test_scores_of_who_has_a_conflict_do_not_count(app, sign_in, stage):
    berta = sign_in("Berta")
    reference = office.add(app, "Qin")[0]
    [review] = office.assign(app, stage, "Rita", reference)
    office.send(app, review, motivation=5)
    berta.open(f"/en/desk/applications/{reference}/reviewers")
    berta.send(to="/conflict", reviewer=look(app, lambda: office.person("Rita").id))
    berta.open(address(stage))
    assert "Qin" not in berta.main


def test_the_agreement_is_said_once_it_can_be(app, sign_in, stage):
    berta = sign_in("Berta")
    berta.open(address(stage))
    assert "Krippendorff’s alpha: 0 1 is perfect" in berta.main  # they differ as much as by chance
    empty = office.make_stage(app)
    berta.open(address(empty))
    assert "Not yet to be said" in berta.main
    assert "No application is assigned in this stage yet." in berta.main


def test_the_best_are_ticked_and_decided_in_bulk(app, sign_in, stage):
    berta = sign_in("Berta")
    berta.open(address(stage))
    best = [one["value"] for one in berta.page.all("input") if one["name"] == "reference"][:2]
    berta.send(to="/desk/bulk", reference=best, act="offer")
    assert berta.heading == "Give a place: 2 applications"
    settings.undo_minutes = 0
    berta.send(button=("go", "decide"))
    assert states(app)[2:] == ["confirmed", "confirmed", "in_review"]
    berta.open(address(stage))
    assert "All places: 2 of 2 taken" in berta.main
    assert [row.text for row in berta.page.all("tbody")[0].all("tr")][2] == "The places end here"


def test_who_still_has_to_send_reviews_does_not_see_the_ranking(app, sign_in, stage):
    [reference] = office.add(app, "Mao")
    [review] = office.assign(app, stage, "Berta", reference)
    berta = sign_in("Berta")
    berta.open(address(stage))
    assert "You still have reviews to send in this stage" in berta.main
    assert berta.page.all("table") == []
    office.send(app, review, motivation=3)
    berta.open(address(stage))
    assert "Mao" in berta.main


def test_the_ranking_asks_as_much_for_twenty_as_for_three(app, sign_in, stage):
    berta = sign_in("Berta")
    with Statements(app) as few:
        berta.open(address(stage))
    names = office.add(app, *(f"More{number}" for number in range(17)))
    for review in office.assign(app, stage, "Rita", *names):
        office.send(app, review, motivation=2)
    with Statements(app) as many:
        berta.open(address(stage))
    assert len(few) == len(many)


def _quotas():
    return db.session.scalars(select(Quota)).all()
