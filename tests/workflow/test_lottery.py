"""The lottery: a seed committed to beforehand, one draw, whole parties, and the rest in order."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.programmes.models import Draw, Programme
from registration.workflow import lottery
from registration.workflow.acts import Act
from registration.workflow.errors import NotTheTimeToDraw
from registration.workflow.quotas import Limit, set_limits
from tests.forms.documents import city_form, shared_form
from tests.workflow.office import DAY, STAFF

SEED = "00" * 31 + "2a"
AFTER = 31 * DAY


def announce(office, **more):
    office.announce(selection="lottery", **more)


def step(office, rule):
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        rule(programme, by=STAFF, now=office.now)


def commit(office, seed=SEED):
    step(office, lottery.commit)
    with unit_of_work():
        db.session.scalars(select(Draw)).one().seed = seed


def draw(office):
    office.now += AFTER
    step(office, lottery.make)


def drawn(office):
    """(name, state, rank) of everybody in the order of the rank."""
    with unit_of_work(writes=False):
        query = select(Application).order_by(Application.rank, Application.id)
        return [(one.name.split()[-1], one.state, one.rank) for one in db.session.scalars(query)]


def entries(office):
    with unit_of_work(writes=False):
        return db.session.scalars(select(Draw)).one().result["entries"]


def name_references(office, **references):
    """Give everybody a reference that is known, as the order depends on it."""
    with unit_of_work():
        for one in db.session.scalars(select(Application)):
            one.reference = references[one.name.split()[-1]]


def test_the_order_is_that_of_the_tickets(office):
    announce(office, places=1)
    for name in ("Ada", "Bo", "Cem"):
        office.add(name)
    references = {"Ada": "AAAA-AAAA", "Bo": "BBBB-BBBB", "Cem": "CCCC-CCCC"}
    name_references(office, **references)
    commit(office)
    draw(office)
    order = sorted(references, key=lambda name: lottery.ticket(SEED, references[name]))
    assert drawn(office) == [
        (order[0], "confirmed", 1), (order[1], "waitlisted", 2), (order[2], "waitlisted", 3),
    ]  # fmt: skip
    assert office.taken() == [1]
    assert sorted(office.mails()) == sorted(
        [("confirmation", order[0].lower())]
        + [("waiting_list", name.lower()) for name in order[1:]]
    )


def test_the_ticket_is_the_hash_of_the_bytes_of_the_seed_and_the_reference():
    # printf '%064x' 42 | xxd -r -p | cat - <(printf 7KQM-3XWA) | sha256sum
    assert lottery.ticket(SEED, "7KQM-3XWA") == (
        "18d6d3034cc9e54b7ae0007bb4d667f95e51064ecb910214d851285a7e028277"
    )


def test_a_freed_place_goes_on_in_the_drawn_order(office):
    announce(office, places=1)
    people = [office.add(name) for name in ("Ada", "Bo", "Cem")]
    commit(office)
    draw(office)
    before = [name for name, _, _ in drawn(office)]
    winner = next(one for one in people if office.state(one) == "confirmed")
    office.do(Act.WITHDRAW, winner)
    assert office.states()[before[1]] == "offered"
    assert office.states()[before[2]] == "waitlisted"


def test_limits_hold_and_a_full_partner_keeps_nobody_else_back(office):
    announce(office, places=4, form=city_form())
    for n in range(4):
        office.add(f"Berlin{n}", city="berlin")
        office.add(f"Beijing{n}", city="beijing")
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        set_limits(programme, {"total": Limit(4), "partner:berlin": Limit(1)})
    commit(office)
    draw(office)
    winners = [name for name, state, _ in drawn(office) if state == "confirmed"]
    assert sum(name.startswith("Berlin") for name in winners) <= 1
    assert len(winners) == 4


def test_a_party_and_those_who_belong_together_are_drawn_whole(office):
    announce(office, places=3)
    for name in ("Mei", "Lan"):
        office.add(name, group_key="sisters", party_size=2)
    office.add("Single")
    commit(office)
    draw(office)
    states = office.states()
    assert states["Mei"] == states["Lan"] == "waitlisted"  # four of them, and three places
    ranks = {name: rank for name, _, rank in drawn(office)}
    assert abs(ranks["Mei"] - ranks["Lan"]) == 1


def test_who_comes_or_leaves_after_the_commitment_changes_nobody_elses_order(office):
    announce(office, places=0)
    leaving = office.add("Leaving")
    for name in ("Ada", "Bo", "Cem"):
        office.add(name)
    commit(office)
    with unit_of_work(writes=False):
        known = list(db.session.scalars(select(Application).order_by(Application.reference)))
        order = [party[0].name for party in lottery.drawn_order(SEED, known)]
    office.do(Act.WITHDRAW, leaving, "applicant")
    office.add("Late")
    draw(office)
    left = [name for name, state, _ in drawn(office) if state == "waitlisted" and name != "Late"]
    assert left == [name.split()[-1] for name in order if "Leaving" not in name]


def test_what_still_waits_for_others_takes_no_part(office):
    announce(office, places=5, form=shared_form("guardian"))
    office.add("Waiting")
    commit(office)
    draw(office)
    assert (office.states(), entries(office)) == ({"Waiting": "submitted"}, [])


@pytest.mark.parametrize("state", ["returned", "waitlisted"])
def test_whose_group_cannot_be_drawn_whole_takes_no_part(office, state):
    announce(office, places=5)
    office.add("Mei", group_key="sisters")
    office.add("Lan", state, group_key="sisters")
    office.add("Single")
    commit(office)
    draw(office)
    assert office.states() == {"Mei": "submitted", "Lan": state, "Single": "confirmed"}
    assert len(entries(office)) == 1


class TestTheTime:
    def test_a_seed_is_committed_to_once(self, office):
        announce(office)
        commit(office)
        with pytest.raises(NotTheTimeToDraw):
            step(office, lottery.commit)

    def test_not_after_the_deadline(self, office):
        announce(office)
        office.now += AFTER
        with pytest.raises(NotTheTimeToDraw):
            step(office, lottery.commit)

    def test_not_where_it_is_no_lottery(self, office):
        office.announce(selection="review")
        with pytest.raises(NotTheTimeToDraw):
            step(office, lottery.commit)

    def test_nothing_is_drawn_while_somebody_can_still_send(self, office):
        announce(office)
        commit(office)
        office.now += 30 * DAY
        with pytest.raises(NotTheTimeToDraw):
            step(office, lottery.make)

    def test_nothing_is_drawn_without_a_commitment(self, office):
        announce(office)
        with pytest.raises(NotTheTimeToDraw):
            draw(office)

    def test_nothing_is_drawn_twice(self, office):
        announce(office, places=1)
        office.add("Ada")
        commit(office)
        draw(office)
        before = entries(office)
        with pytest.raises(NotTheTimeToDraw):
            step(office, lottery.make)
        assert entries(office) == before
