"""Previous and next on an application's page, in the queue that somebody came from."""

from datetime import timedelta

import pytest

from registration.core import clock
from tests.factories import make_application, make_programme
from tests.records import Statements, look

MINUTE = timedelta(minutes=1)


@pytest.fixture
def five(app, ground):
    """Five applications of one programme, the oldest first; the third is in review."""

    def make():
        programme = make_programme("five", partners=("berlin",))
        states = ("submitted", "submitted", "in_review", "submitted", "submitted")
        begun = clock.now() - 9 * MINUTE
        made = [
            make_application(programme, given=f"N{number}", state=state, submitted_at=begun)
            for number, state in enumerate(states)
        ]
        made[4].submitted_at = begun + MINUTE  # the others came at the same moment
        return [one.reference for one in made]

    return look(app, make, writes=True)


def links(visitor):
    """(previous, next) as the page offers them."""
    found = {one["rel"]: one for one in visitor.page.all("a") if one["rel"]}
    return [found[way]["href"] if way in found else None for way in ("prev", "next")]


def names(visitor):
    """The names in the order in which "next" leads through them."""
    seen = [visitor.heading]
    while links(visitor)[1]:
        visitor.open(links(visitor)[1])
        seen.append(visitor.heading)
    return seen


def test_next_leads_through_the_queue_as_it_was_filtered(five, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk?text=Beispiel&state=submitted")
    berta.open(next(one["href"] for one in berta.page.all("a") if "from=" in one["href"]))
    assert names(berta) == ["N4 Beispiel", "N3 Beispiel", "N1 Beispiel", "N0 Beispiel"]
    back = next(one["href"] for one in berta.page.all("a") if one.text == "Back to the queue")
    assert back == "/en/desk?text=Beispiel&state=submitted"
    berta.open(links(berta)[0])
    assert berta.heading == "N1 Beispiel"


def test_what_was_decided_still_has_its_neighbours(five, sign_in):
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{five[1]}/decide/begin_review?from=state%3Dsubmitted")
    berta.send(button=("go", "decide"))
    assert "In review" in berta.main
    berta.open(links(berta)[1])
    assert berta.heading == "N0 Beispiel"


def test_without_a_queue_there_are_no_neighbours(five, sign_in):
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{five[1]}")
    assert links(berta) == [None, None]


def test_neighbours_are_never_foreign(five, sign_in):
    bo = sign_in("Bo")
    bo.open(next(one["href"] for one in bo.page.all("a") if "from=" in one["href"]))
    assert bo.heading == "王晓明 (Xiaoming Wang)"
    assert links(bo) == [None, None]


@pytest.mark.parametrize("nonsense", ["%00", "programme=999", "&".join(["a=b"] * 99), "%ff", "=="])
def test_nonsense_filters_nothing(five, sign_in, nonsense):
    berta = sign_in("Berta")
    answer = berta.client.get(f"/en/desk/applications/{five[2]}", query_string={"from": nonsense})
    assert answer.status_code == 200


def test_neighbours_take_as_many_statements_as_the_page_of_the_programmes_and_two(
    app, five, sign_in
):
    berta = sign_in("Berta")
    address = f"/en/desk/applications/{five[2]}"
    with Statements(app) as alone:
        berta.open(address)
    with Statements(app) as beside:
        berta.open(f"{address}?from=")
    assert len(beside) - len(alone) == 3
