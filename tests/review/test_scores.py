"""Totals, normalised totals, agreement and ranks: pure functions of what reviewers gave."""

import itertools
from statistics import fmean

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from registration.review import scores
from registration.review.ranking import cut_line
from registration.review.scores import Scale

POINTS = some.integers(0, 100).map(float)
CROWD = some.lists(
    some.lists(POINTS, min_size=6, max_size=6).filter(lambda own: max(own) - min(own) > 1),
    min_size=2,
    max_size=5,
)
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): four observers, twelve units.
KRIPPENDORFF = [
    [1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3],
]  # fmt: skip


def as_totals(crowd):
    return {reviewer: dict(enumerate(own)) for reviewer, own in enumerate(crowd)}


def order(totals):
    found = scores.by_application(scores.normalised(totals))
    means = {application: fmean(own.values()) for application, own in found.items()}
    return scores.ranked(means)


def test_a_total_weighs_criteria_that_have_different_scales():
    given = [(Scale(weight=3, lowest=1, highest=5), 5), (Scale(weight=1, lowest=0, highest=10), 2)]
    assert scores.total(given) == pytest.approx(80)


@given(some.lists(some.tuples(some.integers(1, 9), some.integers(0, 10)), min_size=1, max_size=6))
def test_a_total_lies_between_nought_and_a_hundred(given):
    total = scores.total((Scale(weight, 0, 10), points) for weight, points in given)
    assert -1e-9 <= total <= 100 + 1e-9


def test_strict_and_generous_reviewers_are_made_comparable():
    totals = {1: {1: 10.0, 2: 20.0, 3: 30.0}, 2: {4: 70.0, 5: 80.0, 6: 90.0}}
    found = scores.normalised(totals)
    assert list(found[1].values()) == pytest.approx(list(found[2].values()))
    assert fmean(found[1].values()) == pytest.approx(50)


@pytest.mark.parametrize("own", [{1: 10.0, 2: 90.0}, {1: 40.0, 2: 40.0, 3: 40.0}])
def test_who_gave_few_scores_or_always_the_same_stays_raw(own):
    totals = {1: own, 2: {1: 0.0, 2: 50.0, 3: 100.0}}
    assert scores.normalised(totals)[1] == own
    assert scores.stays_raw(own.values())


@given(CROWD, some.integers(-50, 50).map(float))
def test_a_reviewer_who_is_stricter_by_a_constant_changes_no_place(crowd, constant):
    before = order(as_totals(crowd))
    shifted = [[one + constant for one in crowd[0]], *crowd[1:]]
    after = order(as_totals(shifted))
    assume(_apart(as_totals(crowd)))
    assert after == before


@given(CROWD)
def test_a_reviewer_who_uses_half_the_scale_changes_no_place(crowd):
    assume(_apart(as_totals(crowd)))
    narrow = [[50 + one / 2 for one in crowd[0]], *crowd[1:]]
    assert order(as_totals(narrow)) == order(as_totals(crowd))


@given(CROWD, some.randoms())
def test_the_order_of_rows_is_of_no_matter(crowd, chance):
    assume(_apart(as_totals(crowd)))
    totals = as_totals(crowd)
    mixed = {one: dict(_shuffled(own.items(), chance)) for one, own in totals.items()}
    assert order(dict(_shuffled(mixed.items(), chance))) == order(totals)


@given(CROWD)
def test_normalising_keeps_the_mean_of_all_totals(crowd):
    found = scores.normalised(as_totals(crowd))
    everything = [one for own in found.values() for one in own.values()]
    assert fmean(everything) == pytest.approx(fmean(one for own in crowd for one in own))


def test_nobody_scored_yet():
    assert scores.normalised({}) == {}
    assert scores.agreement([]) is None
    assert scores.ranked({}) == []


def test_alpha_is_that_of_krippendorffs_own_example():
    assert scores.agreement(KRIPPENDORFF) == pytest.approx(0.849, abs=0.0005)


def test_who_agrees_wholly_has_an_alpha_of_one():
    assert scores.agreement([[10, 10], [90, 90], [50, 50, 50]]) == 1


@pytest.mark.parametrize("units", [[[10], [20]], [[50, 50], [50, 50]]])
def test_there_is_no_alpha_where_nothing_can_be_compared(units):
    assert scores.agreement(units) is None


@given(some.lists(some.lists(POINTS, min_size=2, max_size=4), min_size=2, max_size=8))
def test_alpha_is_at_most_one_and_knows_no_order(units):
    alpha = scores.agreement(units)
    assume(alpha is not None)
    assert alpha <= 1 + 1e-9
    assert scores.agreement([unit[::-1] for unit in units[::-1]]) == pytest.approx(alpha)


def test_the_spread_of_an_application_needs_two_reviewers():
    assert scores.spread_of([40, 60]) == 10
    assert scores.spread_of([40]) is None


def test_equals_share_a_place_and_the_next_are_left_out():
    means = {7: 50.0, 3: 80.0, 5: 50.0000000001, 9: 10.0}
    assert scores.ranked(means) == [(1, 3), (2, 5), (2, 7), (4, 9)]


@pytest.mark.parametrize(
    ("sizes", "left", "line"),
    [
        ([1, 1, 1], 2, 2),
        ([1, 1, 1], 3, None),
        ([1, 1, 1], None, None),
        ([1, 1], 0, 0),
        ([0, 1, 2, 1], 2, 2),  # decided ones take nothing; a party of two does not fit any more
        ([], 5, None),
    ],
)
def test_the_line_is_where_the_places_end(sizes, left, line):
    assert cut_line(sizes, left) == line


def _apart(totals):
    """Whether no two means are so near to each other that rounding decides."""
    found = scores.by_application(scores.normalised(totals))
    means = sorted(fmean(own.values()) for own in found.values())
    gaps = [two - one for one, two in itertools.pairwise(means)]
    return all(gap > 1e-3 for gap in gaps)


def _shuffled(items, chance):
    found = list(items)
    chance.shuffle(found)
    return found
