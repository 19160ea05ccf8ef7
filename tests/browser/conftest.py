"""The sample partnership on a live server, and people with real browsers."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from registration import Registration
from registration.core import clock
from registration.core.db import unit_of_work
from registration.sample.load import load_sample
from registration.staff.models import RoleName
from tests.factories import make_staff
from tests.live import LiveServer, served

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LOCALES = {"de": "de-DE", "en": "en-GB", "zh": "zh-CN"}
NewPage = Callable[..., Page]


@pytest.fixture
def site(app: Registration) -> Iterator[LiveServer]:
    """The sample of the first start; Ada administers it."""
    with app.app_context(), unit_of_work():
        load_sample(clock.now())
        make_staff("Ada", RoleName.ADMINISTRATOR)
    with served(app) as server:
        yield server


@pytest.fixture
def new_page(browser: Browser, site: LiveServer) -> Iterator[NewPage]:
    """A browser of one's own: a phone in English with JavaScript, if nothing else is said."""
    contexts = []

    def opened(*, language: str = "en", javascript: bool = True, size: dict = PHONE) -> Page:
        context = browser.new_context(
            base_url=site.url, locale=LOCALES[language], viewport=size,
            java_script_enabled=javascript, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
