"""Expressions become conditions and formulas that say exactly the same, or are refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.exchange.xlsform.rules import Known, Translator
from registration.exchange.xlsform.xpath import NotUnderstood

KNOWN = {
    "city": Known("city", "choice", choices={"B": "b", "1": "q_1"}),
    "topics": Known("topics", "choices", choices={"law": "law", "art": "art"}),
    "age": Known("age", "number"),
    "born": Known("born", "date"),
    "from": Known("arrival", "date"),
    "to": Known("departure", "date"),
    "who": Known("who", "text"),
    "ok": Known("ok", "declaration"),
    "nights": Known("nights", "calculated"),
    "kids": Known("kids", "group"),
    "kid_age": Known("kid_age", "number", group="kids"),
    "kid": Known("kid", "text", group="kids"),
}
NIGHTS = {"days": [{"field": "arrival"}, {"field": "departure"}]}


def condition(raw: str, own: str = "", **columns: str):
    return Translator(KNOWN, KNOWN.get(own), columns).condition(raw)


def formula(raw: str, own: str = ""):
    return Translator(KNOWN, KNOWN.get(own)).formula(raw)


@pytest.mark.parametrize(
    ("raw", "tree"),
    [
        ("${city} = 'B'", {"field": "city", "is": "b"}),
        ("${city} = 1", {"field": "city", "is": "q_1"}),
        ("'B' = ${city}", {"field": "city", "is": "b"}),
        ("${city} != 'B'", {"not": {"field": "city", "is": "b"}}),
        ("${city} = ''", {"field": "city", "filled": False}),
        ("${city} != ''", {"field": "city", "filled": True}),
        ("not(${city} = '')", {"field": "city", "filled": True}),
        ("${city}", {"field": "city", "filled": True}),
        ("boolean(${city})", {"field": "city", "filled": True}),
        ("selected(${city}, 'B')", {"field": "city", "is": "b"}),
        ("selected(${topics}, 'law')", {"field": "topics", "includes": "law"}),
        ("not(selected(${topics}, 'law'))", {"not": {"field": "topics", "includes": "law"}}),
        ("not(not(selected(${topics}, 'law')))", {"field": "topics", "includes": "law"}),
        (
            "${topics} = 'law'",
            {"all": [{"field": "topics", "includes": "law"}, {"count": "topics", "is": 1}]},
        ),
        ("count-selected(${topics}) > 2", {"count": "topics", "more_than": 2}),
        ("2 < count-selected(${topics})", {"count": "topics", "more_than": 2}),
        ("count(${kids}) >= 1", {"count": "kids", "at_least": 1}),
        ("count(${kid}) = 0", {"count": "kids", "is": 0}),
        ("${age} >= 18", {"field": "age", "at_least": 18}),
        ("${age} < 18.5", {"field": "age", "less_than": 18.5}),
        ("${age} = '18'", {"field": "age", "is": 18}),
        ("${nights} <= 3", {"field": "nights", "at_most": 3}),
        ("${born} < today()", {"field": "born", "less_than": {"day": "today"}}),
        ("today() > ${born}", {"field": "born", "less_than": {"day": "today"}}),
        ("${born} < '2010-01-01'", {"field": "born", "less_than": "2010-01-01"}),
        ("${born} < date('2010-01-01')", {"field": "born", "less_than": "2010-01-01"}),
        ("${from} > today() + 30", {
            "field": "arrival", "more_than": {"day": "today", "plus_days": 30},
        }),
        ("${from} > today() - 30", {
            "field": "arrival", "more_than": {"day": "today", "plus_days": -30},
        }),
        ("${to} > ${from}", {"field": "departure", "more_than": {"field": "arrival"}}),
        (
            "int((today() - ${born}) div 365.25) >= 18",
            {"age": "born", "on": "today", "at_least": 18},
        ),
        ("18 > floor((today()-${born}) div 365)", {"age": "born", "on": "today", "less_than": 18}),
        ("${ok} = 'OK'", {"field": "ok", "is": True}),
        (
            "${city} = 'B' and selected(${topics}, 'art') and ${age} > 3",
            {"all": [
                {"field": "city", "is": "b"},
                {"field": "topics", "includes": "art"},
                {"field": "age", "more_than": 3},
            ]},
        ),
        (
            "${city} = 'B' or (${age} > 3 and ${who} = 'x')",
            {"any": [
                {"field": "city", "is": "b"},
                {"all": [{"field": "age", "more_than": 3}, {"field": "who", "is": "x"}]},
            ]},
        ),
        ("true()", True),
        ("false() or false()", False),
        ("true() and ${city} = 'B'", {"field": "city", "is": "b"}),
        ("false() and ${city} = 'B'", False),
        ("not(true())", False),
    ],
)  # fmt: skip
def test_a_condition(raw, tree):
    assert condition(raw) == tree


def test_a_dot_is_the_question_itself():
    assert condition(". >= 18 and . < 100", "age") == {
        "all": [{"field": "age", "at_least": 18}, {"field": "age", "less_than": 100}]
    }
    assert condition("selected(., 'law')", "topics") == {"field": "topics", "includes": "law"}


def test_questions_of_a_repeat_see_each_other():
    assert condition("${kid_age} > 3", "kid") == {"field": "kid_age", "more_than": 3}


def test_columns_of_a_choice_are_fixed_values():
    assert condition("cities = ${city}", cities="B") == {"field": "city", "is": "b"}
    assert condition("cities = ${city}", cities="") == {"field": "city", "filled": False}
    assert condition("selected(${topics}, topic)", topic="art") == {
        "field": "topics", "includes": "art",
    }  # fmt: skip
    assert condition("kind = 'x' or cities = ${city}", kind="x", cities="B") is True
    assert condition("kind = 'x'", kind="y") is False


@pytest.mark.parametrize(
    ("raw", "tree"),
    [
        ("1", 1),
        ("'x'", "x"),
        ("${age}", {"field": "age"}),
        ("${age} + 1", {"sum": [{"field": "age"}, 1]}),
        ("1 + 2 + ${age}", {"sum": [1, 2, {"field": "age"}]}),
        ("${age} - 1", {"difference": [{"field": "age"}, 1]}),
        ("${age} * 2", {"product": [{"field": "age"}, 2]}),
        ("-${age}", {"product": [-1, {"field": "age"}]}),
        ("${age} div 2", {"quotient": [{"field": "age"}, 2]}),
        ("${to} - ${from}", NIGHTS),
        ("today() - ${born}", {"days": [{"field": "born"}, {"day": "today"}]}),
        ("today()", {"day": "today"}),
        ("today() + 7", {"day": "today", "plus_days": 7}),
        ("int((today() - ${born}) div 365.25)", {"age": "born", "on": "today"}),
        ("count(${kids})", {"count": "kids"}),
        ("count-selected(${topics})", {"count": "topics"}),
        ("sum(${kid_age})", {"total": "kids", "of": "kid_age"}),
        ("sum(${kids}/${kid_age})", {"total": "kids", "of": "kid_age"}),
        ("sum(${kids}/kid_age)", {"total": "kids", "of": "kid_age"}),
        ("round(${age} div 3, 2)", {"round": {"quotient": [{"field": "age"}, 3]}, "digits": 2}),
        ("round(${age})", {"round": {"field": "age"}, "digits": 0}),
        ("floor(${age})", {"round": {"difference": [{"field": "age"}, 0.5]}, "digits": 0}),
        ("number(${who})", {"field": "who"}),
        ("concat(${who}, '-', ${age})", {
            "join": [{"field": "who"}, "-", {"field": "age"}], "with": "",
        }),

        ("join('/', ${who}, ${age})", {"join": [{"field": "who"}, {"field": "age"}], "with": "/"}),
        ("if(${age} > 3, 'old', 'young')", {
            "if": {"field": "age", "more_than": 3}, "then": "old", "else": "young",
        }),
        ("if(true(), 1, 2)", 1),
        ("coalesce(${who}, 'nobody')", {
            "if": {"field": "who", "filled": True}, "then": {"field": "who"}, "else": "nobody",
        }),
        ("${age} > 3", {"if": {"field": "age", "more_than": 3}, "then": True, "else": False}),
    ],
)  # fmt: skip
def test_a_formula(raw, tree):
    assert formula(raw) == tree


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("${nobody} = 1", "there is no question nobody"),
        ("${city} = 'Z'", "city has no choice Z"),
        ("${age} = 'x'", "'x' is no number"),
        ("${age} + 1 > 3", "it compares no question; put the calculation into a row calculate"),
        ("1 < 2 < 3", "it compares no question; put the calculation into a row calculate"),
        ("${age}", "a number is no condition; compare it with something"),
        ("${kid_age} > 3", "kid_age is asked several times; use sum() or count()"),
        ("regex(${who}, '[a-z]+')", "regex is not known where a condition is expected"),
        (
            "string-length(${who}) > 3",
            "it compares no question; put the calculation into a row calculate",
        ),
        ("city = 'B'", "city is not known here; a question is written ${city}"),
        ("selected('B', 'B')", "selected() asks about a question"),
        ("selected(${city})", "selected() asks about a question and a choice"),
        ("not()", "not() and boolean() take one condition"),
        ("count(${city}) > 1", "count() counts a repeat"),
    ],
)
def test_what_has_no_counterpart_as_a_condition_says_why(raw, reason):
    with pytest.raises(NotUnderstood) as refused:
        condition(raw)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("pulldata('a', 'b', 'c', ${who})", "pulldata is not known here"),
        ("${age} mod 2", "mod is not known here"),
        ("${born} + 3", "days can only be added to today()"),
        ("${born} - 3", "days can only be taken from today()"),
        ("today() + ${age}", "to today() only whole numbers of days can be added"),
        ("today() + 0.5", "to today() only whole numbers of days can be added"),
        ("sum(${age})", "sum() adds up a question of a repeat"),
        ("sum(1)", "sum() asks about one question"),
        ("round(${age}, 9)", "round() keeps 0 to 6 digits"),
        ("round(1, 2, 3)", "round() needs a number and how many digits stay"),
        ("if(1, 2)", "if takes 3 values, not 2"),
        ("date('soon')", "date() needs a day like '2027-01-31'"),
        ("join(${who}, 'x')", "join() needs a text that stands between"),
        ("coalesce(1, 2)", "coalesce() asks about one question"),
        ("int(${age})", "int is not known here"),
    ],
)
def test_what_has_no_counterpart_as_a_formula_says_why(raw, reason):
    with pytest.raises(NotUnderstood) as refused:
        formula(raw)
    assert refused.value.reason == reason


words = st.sampled_from(
    ["${city}", "${topics}", "${age}", "${born}", "${kids}", "${kid_age}", "today()", ".", "'B'",
     "1", "(", ")", ",", "=", "!=", "<", ">=", "+", "-", "*", "div", "and", "or", "not(",
     "selected(", "count(", "sum(", "if(", "round(", "concat(", "int(", "coalesce(", "join(",
     "country", "''"]
)  # fmt: skip


@given(st.lists(words, max_size=14))
def test_no_expression_whatever_does_more_than_be_refused(parts):
    for translate in (condition, formula):
        with suppress(NotUnderstood):
            translate(" ".join(parts), "age")
