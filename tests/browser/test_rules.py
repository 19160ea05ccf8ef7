"""Rules while somebody types: shown, hidden, needed and worked out at once."""

import pytest
from playwright.sync_api import expect

from registration.core.db import unit_of_work
from tests.factories import make_programme
from tests.forms.documents import choices, field, section, words

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages


@pytest.fixture
def page(site, new_page):
    beijing = {"field": "city", "is": "beijing"}
    stay = section(
        "stay",
        field("choice", "city", choices=choices("berlin", "beijing")),
        field("date", "birth_date", when=beijing),
        field("text", "guardian", when={"age": "birth_date", "on": "today", "less_than": 18}),
        field("number", "nights", required=beijing),
        field("calculated", "cost", value={"product": [{"field": "nights"}, 1000.5]}),
        field("group", "family", required=False, item=words("Person"), fields=[
            field("number", "age"),
            field("text", "school", when={"field": "age", "less_than": 18}),
        ]),
        field("calculated", "ages", value={"total": "family", "of": "age"}),
    )  # fmt: skip
    person = section(
        "person", field("name", "name", role="name"), field("email", "email", role="email")
    )
    with site.app.app_context(), unit_of_work():
        make_programme("stay", form={"key": "stay", "sections": [stay, person]})
    page = new_page()
    page.goto("/en/programmes/stay/apply")
    return page


def test_a_question_comes_into_sight_with_the_answer_that_asks_for_it(page):
    birth_date, guardian = page.locator("#field-birth_date"), page.locator("#field-guardian")
    expect(birth_date).to_be_hidden()
    page.get_by_label("Beijing", exact=True).check()
    expect(birth_date).to_be_visible()
    for part, value in (("day", "1"), ("month", "2"), ("year", "2015")):
        page.locator(f"#birth_date-{part}").fill(value)
    expect(guardian).to_be_visible()
    page.get_by_label("Berlin", exact=True).check()
    expect(guardian).to_be_hidden()


def test_whether_an_answer_is_optional_follows_the_answers(page):
    optional = page.locator("#field-nights .optional")
    expect(optional).to_be_visible()
    page.get_by_label("Beijing", exact=True).check()
    expect(optional).to_be_hidden()


def test_values_are_worked_out_while_one_types(page):
    page.get_by_label("Nights").fill("2")
    expect(page.locator("#cost")).to_have_text("2,001")
    page.get_by_role("button", name="Add: Person").click()
    page.locator("#family-0-age").fill("40")
    expect(page.locator("#field-family-0-school")).to_be_hidden()
    expect(page.locator("#ages")).to_have_text("40")
    page.locator("#family-0-age").fill("4")
    expect(page.locator("#field-family-0-school")).to_be_visible()


def test_the_server_comes_to_the_same(page):
    page.get_by_label("Berlin", exact=True).check()
    page.get_by_label("Nights").fill("2")
    page.locator('button[name="go"][value="next"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Person")
