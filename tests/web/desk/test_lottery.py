"""A lottery at the desk, and what everybody can check of it afterwards."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from registration.core import clock
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.records import change, look, notices, states

ROOT = Path(__file__).parent.parent.parent.parent
DESK, PUBLIC = "/en/desk/programmes/tombola/draw", "/en/programmes/tombola/draw"


@pytest.fixture
def berta(app, sign_in):
    def make():
        programme = make_programme("tombola", selection="lottery", places=3)
        for number in range(6):
            group = "pair" if number in {1, 4} else None
            make_application(programme, group_key=group, party_size=1 + number % 2)

    look(app, make, writes=True)
    return sign_in("Berta")


def pass_deadline(app):
    change(app, Programme, {"closes_at": clock.now() - timedelta(hours=2)}, slug="tombola")


def commit(berta):
    berta.open(DESK)
    berta.send(to="commit")


def drawn(app, berta):
    commit(berta)
    pass_deadline(app)
    berta.open(DESK)
    berta.send()


def published(visit):
    somebody = visit()
    somebody.open(f"{PUBLIC}.json")
    return json.loads(somebody.answer.text)


def check(tmp_path, draw):
    """What the script says that anybody can run."""
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(draw))
    return subprocess.run(
        [sys.executable, "-I", ROOT / "docs" / "check_draw.py", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_commitment_is_public_before_the_draw_and_the_seed_is_not(app, berta, visit):
    commit(berta)
    assert "its commitment is published" in berta.main
    draw = published(visit)
    assert draw.keys() == {"programme", "committed_at", "commitment"}
    somebody = visit()
    somebody.open("/en/programmes/tombola")
    assert "The draw: what is fixed already" in somebody.main
    assert draw["commitment"] in somebody.main
    somebody.open(PUBLIC)
    assert draw["commitment"] in somebody.main


def test_before_the_commitment_there_is_nothing_to_see(berta, visit):
    somebody = visit()
    for address in (PUBLIC, f"{PUBLIC}.json"):
        somebody.open(address)
        assert somebody.status == 404


def test_the_page_says_what_will_happen_and_offers_the_draw_in_time(app, berta):
    commit(berta)
    assert "6 applications take part, 9 people." in berta.main
    assert "3 places left" in berta.main
    assert "You can draw from:" in berta.main
    assert berta.page.all("button")[-1].text != "Draw now"
    pass_deadline(app)
    berta.open(DESK)
    assert "Draw now" in berta.main


def test_what_was_drawn_can_be_checked_by_anybody(app, berta, visit, tmp_path):
    drawn(app, berta)
    assert "It is drawn." in berta.main
    draw = published(visit)
    assert len(draw["entries"]) == 6
    found = check(tmp_path, draw)
    assert (found.returncode, found.stdout) == (
        0, "Right: seed, order and outcome of 6 applications.\n",
    )  # fmt: skip
    somebody = visit()
    somebody.open(PUBLIC)
    rows = [row.all("th")[0].text for row in somebody.page.all("tr")[1:]]
    assert rows == [one["reference"] for one in draw["entries"]]


@pytest.mark.parametrize("part", ["seed", "order", "outcome", "twice"])
def test_the_check_finds_what_was_changed(app, berta, visit, tmp_path, part):
    drawn(app, berta)
    draw = published(visit)
    entries = draw["entries"]
    if part == "seed":
        draw["seed"] = "ff" * 32
    elif part == "order":
        first, last = entries[0], entries[-1]
        first["position"], last["position"] = last["position"], first["position"]
    elif part == "outcome":
        other = {"place": "waiting", "waiting": "place"}
        entries[0]["outcome"] = other[entries[0]["outcome"]]
    else:
        entries[1]["reference"] = entries[0]["reference"]
    assert check(tmp_path, draw).returncode == 1


def test_nothing_that_is_published_tells_who_anybody_is(app, berta, visit):
    drawn(app, berta)
    draw = published(visit)
    assert draw["entries"][0].keys() == {
        "position", "reference", "party", "places", "limits", "outcome",
    }  # fmt: skip
    somebody = visit()
    somebody.open(PUBLIC)
    assert "Beispiel" not in somebody.answer.text


def test_a_second_click_finds_it_done(app, berta, visit):
    drawn(app, berta)
    before = (published(visit), states(app), notices(app))
    berta.open(DESK)
    token = next(o["value"] for o in berta.page.all("input") if o["name"] == "csrf_token")
    berta.client.post(DESK, data={"csrf_token": token})
    assert (published(visit), states(app), notices(app)) == before


def test_another_partners_lottery_is_not_there(app, sign_in):
    look(
        app,
        lambda: make_programme("tombola", selection="lottery", partners=("berlin",)),
        writes=True,
    )
    bo = sign_in("Bo")
    bo.open(DESK)
    assert bo.status == 404
