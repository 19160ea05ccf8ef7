import pytest

from registration.forms.rules.reader import holds, read_condition, read_formula
from registration.forms.rules.values import Facts

FACTS = Facts(today="2026-11-25", starts="2027-03-01", ends="2027-03-14", by="guardian")
DIET = {
    "diet": "vegan",
    "child": False,
    "topics": ["a", "b"],
    "empty": "",
    "one": 1,
    "age": 18,
    "born": "2009-03-01",
}


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
        ({"field": "diet", "one_of": ["none", "vegan"]}, True),
        ({"field": "one", "is": True}, False),
        ({"field": "born", "less_than": {"day": "starts"}}, True),
        ({"field": "age", "more_than": 17}, True),
        ({"field": "age", "at_most": 17}, False),
        ({"field": "unknown", "at_most": 17}, False),
        ({"field": "diet", "at_least": "a"}, False),
        ({"count": "topics", "at_least": 2}, True),
        ({"count": "unknown", "less_than": 1}, True),
        ({"age": "born", "on": "today", "less_than": 18}, True),
        ({"age": "born", "on": "starts", "less_than": 18}, False),
        ({"by": "guardian"}, True),
        ({"by": "applicant"}, False),
    ],
)
def test_a_condition_holds_or_not(condition, expected):
    found = read_condition(condition, never)
    assert holds(found, DIET, FACTS) is expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ({"sum": [1, {"count": "topics"}, {"field": "unknown"}]}, 3),
        ({"product": [2, {"field": "age"}]}, 36),
        ({"product": [2, {"field": "unknown"}]}, None),
        ({"quotient": [1, 0]}, None),
        ({"round": {"quotient": [{"field": "age"}, 4]}}, 5),
        ({"days": [{"day": "starts"}, {"day": "ends"}]}, 13),
        ({"day": "ends", "plus_months": 6}, "2027-09-14"),
        ({"join": [{"field": "diet"}, "meal", 2]}, "vegan meal 2"),
        ({"if": {"field": "child", "is": True}, "then": "half", "else": "full"}, "full"),
        ({"first": [{"field": "empty"}, {"field": "diet"}]}, "vegan"),
    ],
)
def test_a_formula_comes_to(formula, expected):
    assert read_formula(formula, never).value(DIET, FACTS) == expected


def test_a_total_adds_up_what_a_group_gives():
    family = {"family": [{"age": 3}, {"name": "Ben"}, {"age": 4.5}]}
    assert read_formula({"total": "family", "of": "age"}, never).value(family, FACTS) == 7.5


def test_a_month_later_than_the_31st_is_the_last_day_of_a_shorter_month():
    sooner = Facts(starts="2027-01-31")
    assert (
        read_formula({"day": "starts", "plus_months": 1}, never).value({}, sooner) == "2027-02-28"
    )


def nested(depth):
    tree = {"field": "a", "is": 1}
    for _ in range(depth):
        tree = {"not": tree}
    return tree


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
        {"field": ["diet"], "is": 1},
        {"field": "diet", "is": {"eval": "1"}},
        {"field": "diet", "is": "x" * 2001},
        {"field": "diet", "one_of": [["a"]]},
        {"by": "anybody"},
        {"age": "born", "on": "Monday", "less_than": 18},
        {"field": "born", "is": {"day": "today", "plus_days": 10**9}},
        {"field": "a", "is": {"if": {"by": "guardian"}}},
        {"field": "a", "is": {"difference": [1, 2, 3]}},
        nested(25),
        {"any": [{"field": "a", "is": 1}] * 501},
    ],
)
def test_what_is_no_condition_is_named(condition):
    problems = []
    assert read_condition(condition, problems.append) is None
    assert problems != []


def test_a_condition_knows_what_it_looks_at():
    found = read_condition(
        {"any": [{"field": "a", "is": {"field": "b"}}, {"count": "c", "is": 1}]}, never
    )
    assert found.fields == {"a", "b", "c"}


def never(reason):
    raise AssertionError(reason)
