"""Applications are spread evenly, whoever must not review what, and always in the same way."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as some

from registration.review.spreading import spread


@given(some.integers(0, 30), some.integers(1, 8), some.integers(1, 4))
def test_nobody_has_more_than_one_above_anybody_else(applications, people, each):
    everybody = range(people)
    wanted = dict.fromkeys(range(applications), each)
    pairs = spread(wanted, dict.fromkeys(wanted, everybody), dict.fromkeys(everybody, 0))
    loads = Counter(reviewer for _, reviewer in pairs)
    assert len(set(pairs)) == len(pairs) == applications * min(each, people)
    assert max(loads.values(), default=0) - min(loads[one] for one in everybody) <= 1


@given(some.data())
def test_nobody_gets_what_they_must_not_review(data):
    everybody = range(data.draw(some.integers(1, 5)))
    wanted = dict.fromkeys(range(data.draw(some.integers(0, 12))), 2)
    allowed = {one: data.draw(some.sets(some.sampled_from(everybody))) for one in wanted}
    pairs = spread(wanted, allowed, dict.fromkeys(everybody, 0))
    assert all(reviewer in allowed[application] for application, reviewer in pairs)
    teams = Counter(application for application, _ in pairs)
    assert all(teams[one] == min(2, len(allowed[one])) for one in wanted)


def test_conflicts_are_made_up_for_by_moving_what_others_have():
    """Only 1 may take the last two, so what 1 has of the others goes to those with less."""
    allowed = {1: [1, 2], 2: [1, 2], 3: [1], 4: [1]}
    pairs = spread(dict.fromkeys(allowed, 1), allowed, {1: 0, 2: 0})
    assert Counter(reviewer for _, reviewer in pairs) == {1: 2, 2: 2}


def test_an_application_moves_over_a_third_person_if_need_be():
    allowed = {1: [1], 2: [1], 3: [1, 2], 4: [2, 3], 5: [2]}
    pairs = spread(dict.fromkeys(allowed, 1), allowed, {1: 0, 2: 0, 3: 0})
    assert Counter(reviewer for _, reviewer in pairs) == {1: 2, 2: 2, 3: 1}


def test_who_has_less_already_gets_more():
    pairs = spread({1: 1, 2: 1, 3: 1}, dict.fromkeys((1, 2, 3), (1, 2)), {1: 2, 2: 0})
    assert Counter(reviewer for _, reviewer in pairs) == {2: 2, 1: 1}


def test_the_same_people_do_not_always_meet():
    everybody = range(6)
    wanted = dict.fromkeys(range(30), 3)
    pairs = spread(wanted, dict.fromkeys(wanted, everybody), dict.fromkeys(everybody, 0))
    teams = {}
    for application, reviewer in pairs:
        teams.setdefault(application, set()).add(reviewer)
    met = {frozenset((a, b)) for team in teams.values() for a in team for b in team if a != b}
    assert len(met) == 15


@given(some.permutations(range(8)))
def test_the_order_of_what_is_asked_is_of_no_matter(mixed):
    wanted = dict.fromkeys(mixed, 2)
    allowed = dict.fromkeys(mixed, (3, 1, 2))
    expected = spread(
        dict.fromkeys(range(8), 2), dict.fromkeys(range(8), (1, 2, 3)), {1: 0, 2: 0, 3: 0}
    )
    assert spread(wanted, allowed, {3: 0, 1: 0, 2: 0}) == expected
