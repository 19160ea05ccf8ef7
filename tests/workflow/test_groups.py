"""Those who belong together get places all of them or none, whichever way somebody decides."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.decisions import waiting
from registration.decisions.models import Decision
from registration.parties import contributions
from registration.staff.models import RoleName, StaffMember
from registration.workflow import deciding
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import GroupNotWhole
from tests.factories import make_staff
from tests.records import Statements
from tests.workflow.office import DAY, STAFF

SOON = DAY / 100


@pytest.fixture
def sisters(office):
    """Mei and Lan belong together; Single belongs to nobody."""
    office.announce(places=3)
    with unit_of_work():
        make_staff("Ada", RoleName.ADMINISTRATOR)
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
        make_staff("Bo", RoleName.COORDINATOR, partner="beijing")
    return {
        "Mei": office.add("Mei", group_key="sisters"),
        "Lan": office.add("Lan", group_key="sisters"),
        "Single": office.add("Single"),
    }


def person(name):
    return db.session.scalars(select(StaffMember).filter_by(name=name)).one()


def consider(office, *who, act=Act.OFFER, by="Ada"):
    """The id of a batch about these."""
    with unit_of_work():
        query = select(Application).where(Application.id.in_(who)).order_by(Application.id)
        query = query.options(
            joinedload(Application.programme),
            selectinload(Application.decisions),
            *contributions.loaded(),
        )
        applications = db.session.scalars(query).all()
        return deciding.consider(act, applications, by=person(by), now=office.now).id


def decide(office, batch_id, by="Ada"):
    with unit_of_work():
        batch = db.session.get_one(deciding.Batch, batch_id)
        deciding.decide(batch, by=person(by), now=office.now, undo_for=SOON)


def approve(office, *who, by):
    with unit_of_work():
        query = select(Decision).where(Decision.application_id.in_(who))
        deciding.approve(db.session.scalars(query).all(), by=person(by), now=office.now)


def wait_and_carry_out(office, limit=100):
    office.now += 2 * SOON
    with unit_of_work():
        deciding.carry_out(waiting.due(office.now, limit=limit), now=office.now)


def outcomes(office):
    """(state of the decision, why it was refused) by the family name."""
    with unit_of_work(writes=False):
        query = select(Decision).order_by(Decision.id)
        return {
            one.application.name.split()[-1]: (one.state, one.reason)
            for one in db.session.scalars(query)
        }


WAITS, SPLIT = ("waiting", None), ("refused", "GroupNotWhole")


class TestOneAlone:
    def test_gets_no_place_while_another_is_open(self, office, sisters):
        with pytest.raises(GroupNotWhole):
            office.do(Act.OFFER, sisters["Mei"])
        assert set(office.states().values()) == {"submitted"}
        assert office.taken() == [0]
        assert office.mails() == []

    @pytest.mark.usefixtures("sisters")
    @pytest.mark.parametrize("state", ["submitted", "in_review", "returned", "waitlisted"])
    def test_waits_for_others_in_every_open_state(self, office, state):
        cousin = office.add("Cousin", group_key="cousins")
        office.add("Other", state, group_key="cousins")
        with pytest.raises(GroupNotWhole):
            office.do(Act.OFFER, cousin)

    @pytest.mark.usefixtures("sisters")
    @pytest.mark.parametrize(
        "state", ["offered", "confirmed", "rejected", "declined", "lapsed", "withdrawn"]
    )
    def test_does_not_wait_for_others_with_a_place_or_settled(self, office, state):
        cousin = office.add("Cousin", group_key="cousins")
        office.add("Other", state, group_key="cousins")
        office.do(Act.OFFER, cousin)
        assert office.state(cousin) == "confirmed"

    @pytest.mark.usefixtures("sisters")
    def test_does_not_wait_for_a_group_of_the_same_key_in_another_programme(self, office):
        office.announce(places=1)
        mei = office.add("Mei", group_key="sisters")
        office.do(Act.OFFER, mei)
        assert office.state(mei) == "confirmed"

    @pytest.mark.parametrize("act", [Act.REJECT, Act.WAITLIST, Act.WITHDRAW])
    def test_is_rejected_or_put_off_by_itself(self, office, sisters, act):
        office.do(act, sisters["Mei"])
        assert office.states()["Lan"] == "submitted"

    def test_waits_for_those_it_was_put_together_with_since_it_was_loaded(self, office, sisters):
        with unit_of_work():
            single = office.get(sisters["Single"])
            behind_its_back = update(Application).where(Application.id == single.id)
            db.session.execute(
                behind_its_back.values(group_key="sisters"),
                execution_options={"synchronize_session": False},
            )
            with pytest.raises(GroupNotWhole):
                transition(single, Act.OFFER, by=STAFF, now=office.now)

    def test_is_proposed_no_more_than_approved(self, office, sisters):
        office.change(release_together=True)
        with unit_of_work():
            mei = office.get(sisters["Mei"])
            with pytest.raises(GroupNotWhole):
                deciding.propose(
                    mei, Act.OFFER, by=person("Ada"), now=office.now, seen_revision=mei.revision
                )
        assert outcomes(office) == {}


class TestABatch:
    def test_gives_the_whole_group_its_places(self, office, sisters):
        decide(office, consider(office, *sisters.values()))
        assert set(outcomes(office).values()) == {WAITS}
        wait_and_carry_out(office)
        assert set(office.states().values()) == {"confirmed"}
        assert office.taken() == [3]

    def test_leaves_out_whom_others_are_not_chosen_with(self, office, sisters):
        consider(office, sisters["Mei"], sisters["Single"])
        assert outcomes(office) == {"Mei": SPLIT, "Single": ("considered", None)}

    def test_leaves_out_the_others_of_whom_a_rule_refuses(self, office, sisters):
        with unit_of_work():
            office.get(sisters["Lan"]).state = "returned"
        consider(office, *sisters.values())
        assert outcomes(office) == {
            "Mei": SPLIT, "Lan": ("refused", "IllegalTransition"), "Single": ("considered", None),
        }  # fmt: skip

    def test_refuses_the_others_of_whom_changed_since_it_was_considered(self, office, sisters):
        batch = consider(office, *sisters.values())
        office.do(Act.CORRECT, sisters["Lan"], "applicant")
        decide(office, batch)
        assert outcomes(office) == {
            "Mei": SPLIT, "Lan": ("refused", "AlreadyDecided"), "Single": WAITS,
        }  # fmt: skip
        assert office.taken() == [1]

    @pytest.mark.parametrize("corrected", ["Mei", "Lan"])
    def test_gives_no_place_when_one_changes_before_it_takes_effect(
        self, office, sisters, corrected
    ):
        decide(office, consider(office, *sisters.values()))
        office.do(Act.CORRECT, sisters[corrected], "applicant")
        wait_and_carry_out(office)
        assert outcomes(office) == {
            "Mei": SPLIT, "Lan": SPLIT, "Single": ("done", None),
            corrected: ("refused", "AlreadyDecided"),
        }  # fmt: skip
        assert office.states() == {"Mei": "submitted", "Lan": "submitted", "Single": "confirmed"}
        assert office.taken() == [1]

    def test_gives_the_others_their_places_when_one_withdraws(self, office, sisters):
        decide(office, consider(office, *sisters.values()))
        office.do(Act.WITHDRAW, sisters["Lan"], "applicant")
        wait_and_carry_out(office)
        assert office.states() == {"Mei": "confirmed", "Lan": "withdrawn", "Single": "confirmed"}

    def test_refuses_all_of_a_group_that_does_not_fit(self, office, sisters):
        office.change_places(1)
        decide(office, consider(office, *sisters.values()))
        unfit = ("refused", "GroupDoesNotFit")
        assert outcomes(office) == {"Mei": unfit, "Lan": unfit, "Single": WAITS}

    def test_may_reject_one_and_take_the_other(self, office, sisters):
        decide(office, consider(office, sisters["Lan"], act=Act.REJECT))
        decide(office, consider(office, sisters["Mei"]))
        wait_and_carry_out(office)
        assert (office.states()["Mei"], office.states()["Lan"]) == ("confirmed", "rejected")

    @pytest.mark.usefixtures("sisters")
    def test_asks_as_much_for_three_groups_as_for_one(self, app, office):
        counts = []
        for many in (1, 3):
            chosen = [
                office.add(f"G{many}n{number}{name}", group_key=f"{many}-{number}")
                for number in range(many)
                for name in ("Mei", "Lan")
            ]
            with unit_of_work():
                db.session.expire_all()
            with Statements(app) as statements:
                consider(office, *chosen)
            counts.append(len(statements))
        assert counts[0] == counts[1]


class TestWhatWaits:
    def test_is_undone_for_the_whole_group(self, office, sisters):
        decide(office, consider(office, *sisters.values()))
        with unit_of_work():
            query = select(Decision.id).where(Decision.application_id == sisters["Mei"])
            ids = db.session.scalars(query).all()
            assert deciding.undo(ids, by=person("Ada"), now=office.now) == 2
        undone = ("undone", None)
        assert outcomes(office) == {"Mei": undone, "Lan": undone, "Single": WAITS}
        assert office.taken() == [1]

    def test_takes_effect_when_all_of_the_group_are_approved(self, office, sisters):
        office.change(every_partner_approves=True)
        decide(office, consider(office, *sisters.values(), by="Berta"), by="Berta")
        approve(office, sisters["Mei"], sisters["Single"], by="Bo")
        wait_and_carry_out(office)
        assert office.states() == {"Mei": "submitted", "Lan": "submitted", "Single": "confirmed"}
        assert outcomes(office)["Mei"] == WAITS
        approve(office, sisters["Lan"], by="Bo")
        wait_and_carry_out(office)
        assert set(office.states().values()) == {"confirmed"}

    def test_takes_effect_for_all_of_a_group_at_one_moment(self, office, sisters):
        decide(office, consider(office, *sisters.values()))
        wait_and_carry_out(office, limit=1)
        assert office.states() == {"Mei": "confirmed", "Lan": "confirmed", "Single": "submitted"}
