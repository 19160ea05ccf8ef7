"""The queue in a browser: walked by keys that can be switched off, ticks kept over pages."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from registration.applications.orders import PAGE
from registration.core.db import db
from registration.programmes.models import Programme
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import Coordinator, press
from tests.factories import make_application, make_programme
from tests.records import look

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
FIRST = 'tbody tr:nth-child({}) input[name="reference"]'


@pytest.fixture
def desk(app, site, new_page):
    """Ada's page, and two pages of applications in one programme."""

    def add():
        partners = db.session.scalars(select(Programme)).first().partners
        programme = make_programme("many", partners=(), title={"en": "Many"}, places=500)
        programme.partners.extend(partners)
        for number in range(PAGE + 5):
            make_application(programme, given=f"Guest{number:03}", family="", institution="Court")

    page = new_page(size=DESK)
    Coordinator(page, "en").sign_in()
    look(app, add, writes=True)
    page.goto("/en/desk?programme=many&state=submitted&state=in_review")
    return page


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.id")


def test_keys_walk_through_the_rows_open_tick_and_lead_on(desk):
    for key, where in (("j", "Guest054"), ("j", "Guest053"), ("k", "Guest054")):
        desk.keyboard.press(key)
        assert focused(desk) == where
    desk.keyboard.press("x")
    expect(desk.locator(FIRST.format(1))).to_be_checked()
    desk.keyboard.press("d")
    expect(desk.locator("#act")).to_be_focused()
    desk.locator("tbody a").nth(2).focus()
    desk.keyboard.press("/")
    expect(desk.locator("#text")).to_be_focused()
    desk.keyboard.type("jxd?")
    expect(desk.locator("#text")).to_have_value("jxd?")
    desk.locator("tbody a").nth(2).focus()
    with desk.expect_navigation():
        desk.keyboard.press("o")
    expect(desk.locator("h1")).to_contain_text("Guest052")


def test_keys_can_be_switched_off_and_stay_off(desk):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.get_by_label("These keys are on in this browser").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.reload()
    desk.keyboard.press("j")
    assert not focused(desk).strip().startswith("Guest054")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_ticks_are_kept_from_page_to_page_and_exactly_these_are_decided(desk):
    for number in (1, 2):
        desk.locator(FIRST.format(number)).check()
    press(desk.get_by_role("link", name="Older ones"))
    desk.locator(FIRST.format(1)).check()
    expect(desk.get_by_text("Chosen: 3, of these on other pages: 2")).to_be_visible()
    press(desk.get_by_role("link", name="Newer ones"))
    expect(desk.locator(FIRST.format(2))).to_be_checked()
    desk.locator(FIRST.format(2)).uncheck()
    press(desk.get_by_role("button", name="Look at what would happen"))
    expect(desk.locator("h1")).to_contain_text("2 applications")
    desk.goto("/en/desk?programme=many&state=submitted&state=in_review")
    expect(desk.get_by_text("Chosen:")).to_be_hidden()


def test_ticks_under_other_filters_are_not_carried_along(desk):
    desk.locator(FIRST.format(1)).check()
    desk.goto("/en/desk?programme=many&text=guest000")
    desk.locator(FIRST.format(1)).check()
    press(desk.get_by_role("button", name="Look at what would happen"))
    expect(desk.locator("h1")).to_contain_text("1 application")


def test_the_queue_fits_a_phone(desk):
    folder = os.environ.get("SCREENSHOTS")
    opened = "/en/desk?programme=many&state=submitted&answer.diet=none&column=diet&sort=name"
    for name, size in (("desk", DESK), ("phone", PHONE)):
        desk.set_viewport_size(size)
        desk.goto(opened)
        for details in desk.locator("details").all():
            details.evaluate("one => { one.open = true }")
        assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if folder:
            desk.screenshot(path=Path(folder) / f"queue-{name}.png")
