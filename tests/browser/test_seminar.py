"""A seminar of two cities in browsers: forty apply, three review blindly, both cities decide."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from registration.core import clock
from registration.core.settings import settings
from registration.staff.models import RoleName
from registration.workflow import deadlines
from tests.browser.conftest import DESK
from tests.browser.people import Coordinator, link_in, press
from tests.factories import make_application, make_programme, make_staff
from tests.records import look, states, taken

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
APPLICANTS, PLACES = 40, 10
REVIEWERS = ("Rita", "Ruth", "Rolf")
HERE = "/en/desk/programmes/judges"
SECRETS = ("Richter", "stadt.example")


@pytest.fixture
def judges(app, site):
    """The seminar, its forty applications, coordinators of both cities and three reviewers."""

    def make():
        programme = make_programme(
            "judges", places=PLACES, confirm_within_days=3, every_partner_approves=True
        )
        for number in range(APPLICANTS):
            make_application(programme, given=f"Nr{number:02}", family="Richter")
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
        make_staff("Bo", RoleName.COORDINATOR, partner="beijing")
        for name in REVIEWERS:
            make_staff(name, RoleName.REVIEWER)

    look(app, make, writes=True)
    settings.undo_minutes = 0
    return site


@pytest.fixture
def sign_in(new_page):
    def signed_in(name):
        page = new_page(size=DESK, javascript=False)
        Coordinator(page, "en").sign_in(name.lower())
        return page

    return signed_in


def test_forty_apply_for_ten_places(app, judges, smtp, sign_in, new_page):
    berta, bo = sign_in("Berta"), sign_in("Bo")
    _set_up_the_review(berta)
    for name in REVIEWERS:
        _review_all(sign_in(name))
    ranked = _decide_about_the_best(berta)
    _approve_all(bo)
    judges.deliver()
    assert Counter(states(app)[-APPLICANTS:]) == {"offered": PLACES, "in_review": 30}
    assert ranked == sorted(ranked, reverse=True)

    _wait_with_the_others(berta)
    _approve_all(bo)
    judges.deliver()
    offers = [mail for mail in smtp.messages if "/open/" in link_in(mail)][:PLACES]
    for mail in offers[:6]:
        _confirm(new_page(javascript=False), mail)
    assert Counter(states(app)[-APPLICANTS:]) == {"confirmed": 6, "offered": 4, "waitlisted": 30}

    with app.app_context():
        deadlines.lapse_offers(clock.now() + timedelta(days=4))
    now = Counter(states(app)[-APPLICANTS:])
    assert now == {"confirmed": 6, "lapsed": 4, "offered": 4, "waitlisted": 26}
    assert taken(app, "judges") == [PLACES]


def _set_up_the_review(page):
    page.goto(f"{HERE}/review")
    press(page.locator('main a[href$="/new"]').first)
    for number, title in enumerate(("Motivation", "Experience")):
        for language in ("de", "en", "zh"):
            page.locator(f"#criterion-{number}-title-{language}").fill(title)
    page.locator("#criterion-0-weight").fill("3")
    press(page.locator('main button:text("Save")'))
    for box in page.locator('form[action$="/assign"] input[name="reviewer"]').all():
        label = box.get_attribute("aria-label") or ""
        box.set_checked(label.removeprefix("Choose ") in REVIEWERS)
    press(page.locator('form[action$="/assign"] button'))
    assert "80 reviews assigned." in page.locator("body").inner_text()


def _review_all(page):
    """Nobody sees a name; who has the number n gets more points the smaller n is."""
    page.goto("/en/desk/reviews")
    press(page.locator("tbody a").first)
    while page.locator('button[value="send"]').count():
        main = page.locator("main").inner_text()
        assert not [secret for secret in SECRETS if secret in main]
        number = int(re.search(r"no\. (\d+)", page.locator("h1").inner_text())[1])
        points = str(5 - number % 5)
        for group in page.locator('fieldset[id^="points-"]').all():
            group.locator("label").filter(has_text=re.compile(f"^{points}$")).click()
        press(page.locator('button[value="send"]'))


def _decide_about_the_best(page):
    """Offer to those above the line; gives their means in the order of the ranking."""
    page.goto(f"{HERE}/review")
    press(page.locator("tbody a").first)
    press(page.locator('main a[href$="/ranking"]'))
    rows = page.locator("tbody tr:not(.cut)").all()
    assert page.locator("tr.cut").count() == 1
    means = [float(row.locator("td.number").nth(1).inner_text()) for row in rows]
    for row in rows[:PLACES]:
        row.locator('input[name="reference"]').check()
    page.locator("#act").select_option("offer")
    press(page.locator('form[action$="/bulk"] button'))
    assert "10 places are needed. 10 places left" in page.locator("main").inner_text()
    press(page.locator('button[value="decide"]'))
    assert "Beijing" in page.locator("main").inner_text()
    return means


def _wait_with_the_others(page):
    page.goto("/en/desk?programme=judges&state=in_review")
    page.locator("#act").select_option("waitlist")
    press(page.locator('button[name="everything"]'))
    press(page.locator('button[value="decide"]'))


def _approve_all(page):
    page.goto("/en/desk/decisions")
    press(page.locator("tbody a").first)
    for box in page.locator('input[name="decision"]').all():
        box.check()
    press(page.locator('button[value="approve"]'))


def _confirm(page, mail):
    page.goto(link_in(mail))
    press(page.locator("main form button"))
    press(page.locator('form[action$="/confirm"] button'))
