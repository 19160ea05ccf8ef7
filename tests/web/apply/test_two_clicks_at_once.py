"""Two clicks that arrive at the same moment: one answer is kept, and nobody sees an error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from registration.web.apply import begin as first_page
from registration.web.shared import access
from tests.page import held
from tests.web.apply.ground import PERSON, REST
from tests.web.apply.records import applications

CLICKS = 6
ROUNDS = 4


def at_once(app: Any, cookie: str, address: str, data: dict[str, str]) -> set[int]:
    """Post the same page from several threads of one browser; the states that came back."""
    barrier = Barrier(CLICKS)

    def click(_number: int) -> int:
        client = app.test_client()
        client.set_cookie("session", cookie)
        barrier.wait(30)
        return client.post(address, data=data).status_code

    with ThreadPoolExecutor(CLICKS) as pool:
        return set(pool.map(click, range(CLICKS)))


def cookie_of(visitor: Any) -> str:
    return visitor.client.get_cookie("session").value


def posted(visitor: Any, answers: dict[str, str]) -> dict[str, str]:
    form = next(one for one in visitor.page.all("form") if "data-answers" in one.attributes)
    return dict(held(form)) | {name.replace("__", "-"): answers[name] for name in answers}


def click_on_first_pages(app: Any, visit: Callable[[], Any]) -> list[set[int]]:
    found = []
    for _ in range(ROUNDS):
        visitor = visit()
        visitor.open("/en/programmes/party/apply")
        address = "/en/programmes/party/apply"
        found.append(at_once(app, cookie_of(visitor), address, posted(visitor, PERSON)))
    return found


def click_on_second_pages(app: Any, visit: Callable[[], Any]) -> list[set[int]]:
    found = []
    for _ in range(ROUNDS):
        visitor = visit()
        visitor.open("/en/programmes/party/apply")
        visitor.send(**PERSON)
        found.append(at_once(app, cookie_of(visitor), visitor.address, posted(visitor, REST)))
    return found


def test_clicks_on_the_first_page_make_one_draft(app, visit):
    assert click_on_first_pages(app, visit) == [{303}] * ROUNDS
    assert len(applications(app)) == ROUNDS


def test_clicks_on_a_section_keep_it_once(app, visit):
    assert click_on_second_pages(app, visit) == [{303}] * ROUNDS


@pytest.mark.parametrize("clicks", [click_on_first_pages, click_on_second_pages])
def test_without_taking_turns_somebody_would_see_an_error(app, visit, clicks, monkeypatch):
    """The negative control: SQLite's own turns do without ours, PostgreSQL does not."""
    for module in (first_page, access):
        monkeypatch.setattr(module, "one_at_a_time", lambda _name: None)
    expected = [{303}] * ROUNDS
    with app.app_context():
        takes_turns_itself = app.extensions["sqlalchemy"].engine.dialect.name == "sqlite"
    assert (clicks(app, visit) == expected) is takes_turns_itself
