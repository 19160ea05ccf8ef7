"""Pictures of numbers: nothing is left out, nothing overlaps, nothing leaves the picture."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from registration.figures import charts

STATES = [state for column in charts.COLUMNS for state in column]
steps_of = st.dictionaries(
    st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), st.integers(1, 5000), max_size=20
)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=400))
def test_bars_stand_side_by_side_within_the_picture(numbers):
    bars = charts.bars(numbers)
    assert len(bars) == len(numbers)
    assert all(bar.y >= 0 and bar.y + bar.height <= charts.HEIGHT + 0.02 for bar in bars)
    assert all(one.x + one.width <= other.x + 0.02 for one, other in itertools.pairwise(bars))
    assert bars[-1].x + bars[-1].width <= charts.WIDTH + 0.02


@given(steps_of)
def test_streams_lead_from_left_to_right_and_ways_back_are_not_drawn(steps):
    nodes, links = charts.flow(steps)
    at = {node.state: node.x for node in nodes}
    assert all(at[link.was] < at[link.now_is] for link in links)


@given(steps_of)
def test_states_do_not_overlap_and_stay_within_the_picture(steps):
    nodes, _ = charts.flow(steps)
    for one, other in itertools.pairwise(nodes):
        assert one.x < other.x or one.y + one.height <= other.y
    room = charts.FLOW_HEIGHT + len(STATES)  # a state that nobody sees is drawn at least one high
    assert all(node.y + node.height <= room for node in nodes)


@given(steps_of)
def test_the_streams_of_a_state_are_never_wider_than_the_state(steps):
    nodes, links = charts.flow(steps)
    for node in nodes:
        leaving = sum(link.width for link in links if link.was == node.state)
        coming = sum(link.width for link in links if link.now_is == node.state)
        assert max(leaving, coming) <= node.height + 0.02


def test_no_numbers_make_no_picture():
    assert charts.bars([]) == []
    assert charts.flow({}) == ([], [])
