"""Kinds of question that a browser makes nicer, on a phone, and as a screen reader names them."""

import pytest
from playwright.sync_api import expect

from registration.core.db import unit_of_work
from tests.browser.conftest import DESK, PHONE
from tests.browser.tour import Tour
from tests.factories import make_programme
from tests.forms.documents import long_form

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
RANKING = '[data-ranking] select[name="wishes-{}"]'


@pytest.fixture
def address(site) -> str:
    """A programme that begins with a question of each of these kinds."""
    form = long_form()
    person, *others = form["sections"]
    kinds = next(one for one in others if one["key"] == "kinds")
    with site.app.app_context(), unit_of_work():
        make_programme("kinds", form={**form, "sections": [kinds, person]})
    return "/en/programmes/kinds/apply"


@pytest.fixture
def page(new_page, address):
    page = new_page()
    page.goto(address)
    return page


def parts_in_sight(page):
    labels = page.locator("[data-address] label").all()
    return [label.inner_text().strip() for label in labels if label.is_visible()]


def order(page):
    return [one.inner_text() for one in page.locator("[data-ranking] label").all()]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(app, new_page, address, size):
    tour = Tour(app, new_page(size=size), "en")
    tour.see("kinds", address.removeprefix("/en"))
    tour.page.locator('button[name="go"][value="next"]').click()
    tour.see("kinds with errors", status=422)
    assert tour.wrong == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_each_cell_of_a_grid_is_named_by_row_and_column(new_page, address, size):
    page = new_page(size=size)
    page.goto(address)
    cell = page.get_by_role("radio", name="Talk: Yes", exact=True)
    page.locator(f'label[for="{cell.get_attribute("id")}"]').click()
    expect(cell).to_be_checked()


def test_parts_of_an_address_follow_the_country(page):
    country = page.get_by_label("Country", exact=True)
    country.select_option("DE")
    assert parts_in_sight(page) == [
        "Country", "Street and house number", "Postal code", "City or town",
    ]  # fmt: skip
    country.select_option("CN")
    assert parts_in_sight(page) == [
        "Country", "Postal code", "Province, state or region", "City or town", "District",
        "Street and house number",
    ]  # fmt: skip


def test_a_part_that_was_filled_in_stays_in_sight(page):
    page.get_by_role("textbox", name="District").fill("Mitte")
    page.get_by_label("Country", exact=True).select_option("DE")
    assert parts_in_sight(page)[-1] == "District"


def test_buttons_put_things_in_order_and_say_so(page):
    page.get_by_role("button", name="Move up: Food").click()
    page.get_by_role("button", name="Move up: Art").click()
    assert order(page) == ["Food", "Art", "Law"]
    page.get_by_role("button", name="Move up: Art").click()
    assert order(page) == ["Art", "Food", "Law"]
    expect(page.locator("[data-ranking-status]")).to_have_text("Art: rank 1")
    expect(page.get_by_role("button", name="Move up: Art")).to_be_focused()


def test_a_rank_that_is_chosen_moves_the_others(page):
    page.locator(RANKING.format("law")).select_option("1")
    page.locator(RANKING.format("art")).select_option("1")
    ranks = {key: page.locator(RANKING.format(key)).input_value() for key in ("law", "art", "food")}
    assert ranks == {"law": "2", "art": "1", "food": ""}
