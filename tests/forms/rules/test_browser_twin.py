"""The browser works out every rule as the server does."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from registration.forms.rules.reader import read_condition, read_formula
from registration.forms.rules.values import Facts
from tests.forms.rules.trees import cases

MODULE = Path(__file__).parents[3] / "static/js/rules.js"
WORK_OUT = """cases => cases.map(([condition, formula, answers, facts]) =>
    [rules.holds(condition, answers, facts), rules.value(formula, answers, facts)])"""


@pytest.fixture(scope="module")
def page(browser):
    source = base64.b64encode(MODULE.read_bytes()).decode()
    page = browser.new_page()
    page.evaluate(f"import('data:text/javascript;base64,{source}').then(m => {{ rules = m }})")
    yield page
    page.close()


def refuse(reason):
    raise AssertionError(reason)


def worked_out(condition, formula, answers, facts):
    known = Facts(**facts)
    value = read_formula(formula, refuse).value(answers, known)
    return [read_condition(condition, refuse).holds(answers, known), as_browsers_count(value)]


def as_browsers_count(value):
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(
    max_examples=100, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(many=st.lists(cases(), min_size=10, max_size=20))
def test_every_rule_comes_to_the_same_in_the_browser(page, many):
    there = page.evaluate(WORK_OUT, many)
    differing = [
        case
        for case, (held, value) in zip(many, there, strict=True)
        if worked_out(*case) != [held, as_browsers_count(value)]
    ]
    assert differing == []
