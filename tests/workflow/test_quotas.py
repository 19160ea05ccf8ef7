"""A place counts against every limit that it falls under; each is nested in the total."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from registration.core.db import db, unit_of_work
from registration.core.errors import RuleBroken
from registration.programmes.catalogue import forget_site
from registration.programmes.models import Institution, Partner, Programme, Quota
from registration.workflow import deadlines
from registration.workflow.acts import Act
from registration.workflow.engine import fill_places
from registration.workflow.errors import ProgrammeFull, QuotaTooLow
from registration.workflow.quotas import Limit, set_limits
from tests.factories import make_partner
from tests.forms.documents import city_form, short_form, words

BERLIN, BEIJING = "partner:berlin", "partner:beijing"
SCHOOL = {"key": "lotus"}


def limit(office, **more):
    """Set the limits of the programme; ``partner_berlin=2`` for two places of Berlin's."""
    wanted = {key.replace("__", ":"): one for key, one in more.items()}
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        return set_limits(
            programme,
            {key: one if isinstance(one, Limit) else Limit(one) for key, one in wanted.items()},
        )


def free(office, *, added=0):
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        return fill_places(programme, added=added, now=office.now)


def add_school():
    with unit_of_work():
        beijing = make_partner("beijing")
        db.session.add(
            Institution(key="lotus", partner=beijing, kind="school", name=words("Lotus"))
        )
    forget_site()


def left(office):
    """(key, places left) of each quota."""
    with unit_of_work(writes=False):
        return {one.key: one.left for one in db.session.scalars(select(Quota))}


class TestWhereItBelongs:
    def of(self, office, **answers):
        who = office.add("Wang", **answers)
        with unit_of_work(writes=False):
            query = select(Partner.key)
            application = office.get(who)
            partner = db.session.scalar(query.where(Partner.id == application.partner_id))
            return partner, application.quota_keys

    def test_to_the_partner_that_it_names(self, office):
        office.announce(form=city_form())
        assert self.of(office, city="berlin") == ("berlin", [BERLIN, "category:diet:none"])

    def test_else_to_the_partner_of_its_institution(self, office):
        add_school()
        office.announce(form=city_form())
        keys = [BEIJING, "institution:lotus", "category:diet:none"]
        assert self.of(office, school=SCHOOL) == ("beijing", keys)

    def test_else_to_the_only_partner_of_the_programme(self, office):
        office.announce(form=city_form(), partners=("beijing",))
        typed = {"name": "A school that is not in the list"}
        assert self.of(office, school=typed) == ("beijing", [BEIJING, "category:diet:none"])

    def test_else_to_none(self, office):
        office.announce(form=city_form())
        assert self.of(office) == (None, ["category:diet:none"])

    @pytest.mark.parametrize(
        "closed", [{"sensitive": True}, {"visible_to": ["coordinator"]}, {"keep": 30}]
    )
    def test_what_is_not_open_to_all_is_no_category(self, office, closed):
        form = city_form()
        form["sections"][1]["fields"][0] |= closed
        office.announce(form=form)
        assert self.of(office, city="berlin") == ("berlin", [BERLIN])


class TestAPlace:
    def test_counts_against_all_its_limits(self, office):
        add_school()
        office.announce(places=10, form=city_form())
        limit(
            office, total=10, partner__berlin=4, partner__beijing=5, institution__lotus=3,
            category__diet__vegan=2,
        )  # fmt: skip
        one = office.add("Wang", school=SCHOOL, diet="vegan", party_size=2)
        office.do(Act.OFFER, one)
        assert left(office) == {
            "total": 8, BERLIN: 4, BEIJING: 3, "institution:lotus": 1, "category:diet:vegan": 0,
        }  # fmt: skip
        office.do(Act.WITHDRAW, one)
        assert office.taken() == [0, 0, 0, 0, 0]

    @pytest.mark.parametrize(
        "full", [{"partner__berlin": 1}, {"category__diet__vegan": 1}, {"total": 1}]
    )
    def test_is_refused_where_one_of_them_is_full(self, office, full):
        office.announce(places=10, form=city_form())
        limit(office, **{"total": 10, **full})
        office.do(Act.OFFER, office.add("First", city="berlin", diet="vegan"))
        second = office.add("Second", city="berlin", diet="vegan")
        before = office.taken()
        with pytest.raises(ProgrammeFull):
            office.do(Act.OFFER, second)
        assert (office.state(second), office.taken()) == ("submitted", before)

    def test_of_a_full_partner_leaves_the_other_ones_free(self, office):
        office.announce(places=3, form=city_form(), selection="first_come")
        limit(office, total=3, partner__berlin=1, partner__beijing=2)
        for name, city in (("A", "berlin"), ("B", "berlin"), ("C", "beijing")):
            office.do(Act.SUBMIT, office.add(name, "draft", city=city), "applicant")
        assert office.states() == {"A": "confirmed", "B": "waitlisted", "C": "confirmed"}


class TestALimit:
    def test_that_is_new_counts_those_who_hold_a_place(self, office):
        office.announce(places=10, form=city_form())
        for name, state in (("A", "confirmed"), ("B", "offered"), ("C", "submitted")):
            office.add(name, state, city="berlin")
        limit(office, total=10, partner__berlin=2)
        assert office.taken() == [2, 2]

    def test_that_ends_counts_nobody(self, office):
        office.announce(places=10, form=city_form())
        office.add("A", "confirmed", city="berlin")
        limit(office, total=10, partner__berlin=2)
        limit(office, total=10)
        assert office.taken() == [1]

    @pytest.mark.parametrize("known", [True, False])
    def test_below_what_is_taken_is_refused_and_changes_nothing(self, office, known):
        office.announce(places=10, form=city_form())
        for name in "AB":
            office.add(name, "confirmed", city="berlin")
        if known:
            limit(office, total=10, partner__berlin=3)
        before = left(office)
        with pytest.raises(QuotaTooLow) as refused:
            limit(office, total=12, partner__berlin=1)
        assert (refused.value.key, refused.value.taken) == (BERLIN, 2)
        assert left(office) == before

    def test_that_is_raised_lets_its_own_move_up_and_nobody_else(self, office):
        office.announce(places=9, form=city_form(), selection="first_come")
        limit(office, total=9, partner__berlin=0, partner__beijing=0)
        for name, city in (("A", "beijing"), ("B", "berlin"), ("C", "berlin")):
            office.now += office.hour
            office.add(name, "waitlisted", city=city)
        assert limit(office, total=9, partner__berlin=1, partner__beijing=0) == 1
        assert free(office) == 1
        assert office.states() == {"A": "waitlisted", "B": "offered", "C": "waitlisted"}


class TestOverbooking:
    def test_gives_so_many_places_beyond_the_limit(self, office):
        office.announce(places=1)
        limit(office, total=Limit(1, overbooking=1))
        for name in "AB":
            office.do(Act.OFFER, office.add(name))
        third = office.add("C")
        with pytest.raises(ProgrammeFull):
            office.do(Act.OFFER, third)
        assert office.taken() == [2]

    def test_is_none_where_nobody_set_it(self, office):
        office.announce(places=1)
        office.do(Act.OFFER, office.add("A"))
        with pytest.raises(ProgrammeFull):
            office.do(Act.OFFER, office.add("B"))

    def test_cannot_be_taken_back_while_it_is_used(self, office):
        office.announce(places=1)
        limit(office, total=Limit(1, overbooking=1))
        for name in "AB":
            office.do(Act.OFFER, office.add(name))
        with pytest.raises(QuotaTooLow):
            limit(office, total=1)


class TestUnusedPlaces:
    def announce(self, office, selection="review", **limits):
        office.announce(places=4, form=city_form(), selection=selection)
        returns = Limit(2, return_at=office.now + office.hour)
        limit(office, **{"total": 4, "partner__berlin": returns, "partner__beijing": 2, **limits})
        office.add("Here", "confirmed", city="berlin")
        for number in range(4):
            office.add(f"Waiting{number}", "waitlisted", city="beijing")
        for number in range(2):
            office.add(f"Settled{number}", "confirmed", city="beijing")

    @pytest.mark.parametrize("selection", ["review", "first_come"])
    def test_go_to_the_other_partner_after_the_date_and_only_once(self, office, selection):
        self.announce(office, selection)
        deadlines.return_places(office.now)
        assert "offered" not in office.states().values()
        office.now += 2 * office.hour
        assert deadlines.return_places(office.now) == 1
        assert deadlines.return_places(office.now) == 0
        assert list(office.states().values()).count("offered") == 1
        assert office.taken() == [4, 1, 3]

    def test_can_still_be_used_by_their_own_until_somebody_takes_them(self, office):
        office.announce(places=2, form=city_form())
        returns = Limit(2, return_at=office.now)
        limit(office, total=2, partner__berlin=returns, partner__beijing=0)
        deadlines.return_places(office.now)
        assert left(office) == {"total": 2, BERLIN: 2, BEIJING: 2}
        office.do(Act.OFFER, office.add("A", city="berlin"))
        office.do(Act.OFFER, office.add("B", city="beijing"))
        with pytest.raises(ProgrammeFull):
            office.do(Act.OFFER, office.add("C", city="berlin"))

    def test_stay_where_nobody_gave_a_date(self, office):
        self.announce(office, partner__berlin=2)
        office.now += 99 * office.hour
        assert deadlines.return_places(office.now) == 0


ACTS = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["offer", "withdraw", "waitlist", "decline", "reconsider", "reject"]),
)
LIMITS = st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 3), st.booleans())


@pytest.mark.on_one_database  # the database's own CHECK is tried by the races on both
@given(steps=st.lists(st.one_of(ACTS, LIMITS), max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_no_limit_is_ever_passed_and_counters_equal_rows(office, steps):
    office.announce(places=4, form=short_form(), confirm_within_days=3)
    with unit_of_work():
        programme = db.session.get_one(Programme, office.programme_id)
        set_limits(programme, {"total": Limit(4), "category:diet:vegan": Limit(2)})
    people = [
        office.add(f"P{n}", party_size=1 + n % 2, diet=("vegan", "none")[n % 3 == 0])
        for n in range(6)
    ]
    for step in steps:
        try:
            if len(step) == 2:
                who, act = step
                by = "applicant" if act == "decline" else "staff"
                office.do(Act(act), people[who], by)
            else:
                places, overbooking, vegan, limited = step
                ours = {"total": Limit(places, overbooking)}
                ours |= {"category:diet:vegan": Limit(vegan)} if limited else {}
                with unit_of_work():
                    programme = db.session.get_one(Programme, office.programme_id)
                    added = set_limits(programme, ours)
                    fill_places(programme, added=max(added, 0), now=office.now)
        except RuleBroken:
            db.session.expire_all()
        assert all(places >= 0 for places in left(office).values())
        office.taken()
        assert office.holders() == office.counted()
