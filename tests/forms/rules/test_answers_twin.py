"""The browser reads what was typed as the server does, so that rules see the same answers."""

import base64
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from registration.forms.document import parse
from registration.forms.fields.field import Asked
from registration.forms.wtform import section_form
from tests.factories import make_programme
from tests.forms.documents import choices, field, section, words
from tests.records import look

pytestmark = pytest.mark.on_one_database

SCRIPTS = Path(__file__).parents[3] / "static/js"
TODAY = "2026-11-25"
FORM = {"key": "typed", "sections": [
    section(
        "typed",
        field("text", "line", required=False, max=1000),
        field("long_text", "lines", required=False),
        field("number", "number", required=False),
        field("yes_no", "yes_no", required=False),
        field("declaration", "declared", required=False),
        field("choice", "radio", required=False, choices=choices("a", "b")),
        field("choice", "listed", required=False, choices=choices(*"abcdefgh")),
        field("choices", "boxes", required=False, choices=choices("a", "b", "c")),
        field("date", "day", required=False),
        field("time", "clock", required=False),
        field("rating", "rating", required=False),
        field("ranking", "wishes", required=False, choices=choices("a", "b", "c")),
        field("calculated", "more", value={"sum": [{"field": "number"}, 1]}),
        field("text", "only_if", required=False, when={"field": "yes_no", "is": True}),
        field("group", "people", required=False, min=2, item=words("Person"), fields=[
            field("text", "name", required=False), field("number", "age", required=False),
            field("time", "at", required=False, when={"field": "age", "at_least": 18}),
        ]),
    ),
    section("person", field("name", "name", role="name"), field("email", "email", role="email")),
]}  # fmt: skip
FILL_IN = """typed => {
    const form = document.querySelector("form[data-answers]");
    form.reset();
    for (const [name, values] of Object.entries(typed)) {
        for (const input of form.querySelectorAll(`[name="${name}"]`)) {
            const ticks = ["radio", "checkbox"].includes(input.type);
            if (ticks) input.checked = values.includes(input.value);
            else input.value = values[0] ?? "";
        }
    }
    const quiet = {asked() {}, needed() {}, workedOut() {}};
    const read = answers.goThrough(form, form, "", {}, JSON.parse(form.dataset.facts), quiet);
    const sent = [...new FormData(form).entries()];
    return [read, sent.filter(([, value]) => typeof value === "string")];
}"""

SPACES = st.sampled_from(["", " ", "\u3000", "\xa0", "\x1c", "\u2003 ", "\ufeff"])
SIGNS = st.text(st.sampled_from("aZé\u0301ﬁ０9-+.,:h时 \n\t\u3000\ufeff\x85\u2212"), max_size=8)
NUMBERS = (
    st.decimals(-(10**6), 10**6, places=2).map(str)
    | st.integers().map(str)
    | st.sampled_from(
        ["1,5", "\u22123", "1.2.3", "1,2,3", "+4", "0123", "1e5", "٣", "9" * 16, "-0"]
    )
)
ODD_TIMES = (
    "9 Uhr", "9:05", "0905", "905", "9h05", "9点05分", "24:00", "9:60", "９：３０", "9 uhr 5",
    "14.30 UHR",
)  # fmt: skip
TIMES = st.sampled_from(ODD_TIMES) | st.times().map(lambda time: f"{time:%H:%M}")
DIGITS = st.integers(0, 40).map(str) | st.sampled_from(["", "０１", "007", "²", "x", "-1"])
YEARS = st.integers(1890, 2210).map(str) | DIGITS


def one(texts):
    """What is typed into one input, also with white space around it."""
    return st.builds(lambda before, text, after: [before + text + after], SPACES, texts, SPACES)


def some(*keys):
    return st.lists(st.sampled_from(keys), max_size=3, unique=True)


def ticked(*keys):
    return st.lists(st.sampled_from(keys), max_size=1)


TYPED = st.fixed_dictionaries({
    "line": one(SIGNS), "lines": one(SIGNS), "number": one(NUMBERS | SIGNS),
    "yes_no": ticked("yes", "no"), "declared": ticked("yes"), "radio": ticked("a", "b"),
    "listed": ticked(*"abcdefgh"), "boxes": some("a", "b", "c"), "only_if": one(SIGNS),
    "day-day": one(DIGITS), "day-month": one(DIGITS), "day-year": one(YEARS),
    "clock": one(TIMES | SIGNS), "rating": ticked("1", "3", "5"),
    **{f"wishes-{key}": ticked("1", "2", "3") for key in "abc"},
    **{f"people-{number}-name": one(SIGNS) for number in (0, 1)},
    **{f"people-{number}-age": one(NUMBERS | st.just("")) for number in (0, 1)},
    **{f"people-{number}-at": one(TIMES) for number in (0, 1)},
})  # fmt: skip


@pytest.fixture
def page(app: Flask, client, browser):
    """The questions as they are really shown, with the script that reads them."""
    look(app, lambda: make_programme("typed", form=FORM), writes=True)
    rules = as_address((SCRIPTS / "rules.js").read_text())
    source = (SCRIPTS / "answers.js").read_text().replace("./rules.js", rules)
    page = browser.new_page(java_script_enabled=True)
    page.set_content(client.get("/en/programmes/typed/apply").text, wait_until="commit")
    page.evaluate(f"import('{as_address(source)}').then(m => {{ answers = m }})")
    yield page
    page.close()


def as_address(source):
    return f"data:text/javascript;base64,{base64.b64encode(source.encode()).decode()}"


def comparable(value):
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return {key: comparable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    return float(value) if isinstance(value, int) else value


@settings(
    max_examples=150, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(typed=TYPED)
def test_what_was_typed_means_the_same_in_the_browser(app, page, typed):
    read, sent = page.evaluate(FILL_IN, typed)
    with app.test_request_context():
        asked = Asked(language="en", today=TODAY)
        form = section_form(parse(FORM).sections[0])(MultiDict(sent), asked=asked, answers={})
        form.judge()
        wrong = {target.removeprefix("field-").split("-")[0] for target, _ in form.problems()}
        values = form.values()
    assert wrong.isdisjoint(set(read) - {"people"}), sent  # of wrong entries, the right parts count
    assert comparable(
        {key: value for key, value in read.items() if key not in wrong}
    ) == comparable(values), sent
