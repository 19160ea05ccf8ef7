import pytest

from registration.forms.conditions import holds, problems_of

DIET = {"diet": "vegan", "child": False, "topics": ["a", "b"], "empty": ""}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, True),
        ({"field": "diet", "is": "vegan"}, True),
        ({"field": "diet", "is": "none"}, False),
        ({"field": "child", "is": False}, True),
        ({"field": "diet", "is_not": "none"}, True),
        ({"field": "unknown", "is_not": "none"}, False),
        ({"field": "topics", "includes": "b"}, True),
        ({"field": "diet", "includes": "v"}, False),
        ({"field": "diet", "filled": True}, True),
        ({"field": "empty", "filled": True}, False),
        ({"field": "unknown", "filled": False}, True),
        ({"all": [{"field": "diet", "is": "vegan"}, {"field": "child", "is": True}]}, False),
        ({"any": [{"field": "diet", "is": "vegan"}, {"field": "child", "is": True}]}, True),
        ({"not": {"field": "diet", "is": "vegan"}}, False),
    ],
)
def test_a_condition_holds_or_not(condition, expected):
    assert holds(condition, DIET) is expected


@pytest.mark.parametrize(
    "condition",
    [
        "diet",
        {},
        {"all": []},
        {"all": "diet"},
        {"field": "diet"},
        {"field": "diet", "is": 1, "is_not": 2},
        {"field": "diet", "matches": ".*"},
        {"field": "diet", "filled": "yes"},
        {"not": {"not": {"not": {"not": {"not": {"not": {"field": "a", "is": 1}}}}}}},
    ],
)
def test_what_is_no_condition_is_named(condition):
    assert list(problems_of(condition)) != []


def test_every_condition_that_holds_can_be_read():
    assert (
        list(
            problems_of({"all": [{"field": "a", "is": 1}, {"not": {"field": "b", "filled": True}}]})
        )
        == []
    )
