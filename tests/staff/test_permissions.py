"""Who may do what: the matrix, in Python and in queries."""

import pytest
from sqlalchemy import event, select

from registration.core.db import db
from registration.programmes.models import Programme
from registration.staff.models import RoleName
from registration.staff.permissions import Act, may, may_everywhere, visible_programmes
from tests.staff.cast import hire, make_partner, make_programme, role

ACTS = {
    RoleName.REVIEWER: {Act.SEE, Act.EXPORT},
    RoleName.COORDINATOR: {Act.SEE, Act.SEE_SENSITIVE, Act.EXPORT, Act.DECIDE, Act.BUILD},
    RoleName.ADMINISTRATOR: {
        Act.SEE,
        Act.SEE_SENSITIVE,
        Act.EXPORT,
        Act.DECIDE,
        Act.BUILD,
        Act.ADMINISTER,
    },
}


@pytest.fixture
def world():
    berlin, beijing = make_partner("berlin"), make_partner("beijing", "Asia/Shanghai")
    return {
        "berlin": berlin,
        "beijing": beijing,
        "judges": make_programme("judges", berlin, beijing),
        "pupils": make_programme("pupils", berlin),
        "guests": make_programme("guests", beijing),
        "nobodys": make_programme("nobodys"),
    }


SLUGS = ("judges", "pupils", "guests", "nobodys")
SCOPES = {
    "everywhere": ({}, set(SLUGS)),
    "partner": ({"partner": "berlin"}, {"judges", "pupils"}),
    "programme": ({"programme": "judges"}, {"judges"}),
    "programme of the partner": ({"partner": "beijing", "programme": "judges"}, {"judges"}),
    "programme of another": ({"partner": "beijing", "programme": "pupils"}, set()),
}


@pytest.mark.parametrize("name", RoleName)
@pytest.mark.parametrize("scope", SCOPES)
def test_a_role_allows_its_acts_within_its_scope_and_nothing_else(world, name, scope):
    limits, programmes = SCOPES[scope]
    person = hire("Person", role(name, **{key: world[value] for key, value in limits.items()}))
    for act in Act:
        allowed = {slug for slug in SLUGS if may(person, act, world[slug])}
        expected = programmes if act in ACTS[name] else set()
        query = select(Programme.slug).where(visible_programmes(person, act))
        assert allowed == expected
        assert set(db.session.scalars(query)) == expected
        assert may(person, act, None) is (act in ACTS[name])
        assert may_everywhere(person, act) is (scope == "everywhere" and act in ACTS[name])


def test_nobody_and_deactivated_people_may_nothing(world):
    ada = hire("Ada", role(RoleName.ADMINISTRATOR))
    ada.active = False
    for person in (None, ada, hire("Neu")):
        assert not any(may(person, act, on) for act in Act for on in (None, world["judges"]))
        assert db.session.scalars(select(Programme).where(visible_programmes(person))).all() == []


def test_several_roles_add_up(world):
    person = hire(
        "Rita",
        role(RoleName.REVIEWER, partner=world["beijing"]),
        role(RoleName.COORDINATOR, programme=world["pupils"]),
    )
    seen = db.session.scalars(select(Programme.slug).where(visible_programmes(person))).all()
    assert set(seen) == {"judges", "guests", "pupils"}
    assert not may(person, Act.DECIDE, world["judges"])
    assert may(person, Act.DECIDE, world["pupils"])


def test_an_unknown_name_of_a_role_allows_nothing(world):
    person = hire("Rita", role(RoleName.REVIEWER))
    person.roles[0].name = "emperor"
    with db.session.no_autoflush:
        assert not any(may(person, act, None) for act in Act)


@pytest.mark.parametrize("roles", [1, 3])
def test_what_is_visible_takes_one_query_however_many_roles(world, roles):
    given = [role(RoleName.REVIEWER, partner=world["berlin"]) for _ in range(roles)]
    person = hire("Rita", *given)
    db.session.flush()
    seen = []

    def count(*arguments):
        seen.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", count)
    db.session.scalars(select(Programme.id).where(visible_programmes(person))).all()
    event.remove(db.engine, "before_cursor_execute", count)
    assert len(seen) == 1
