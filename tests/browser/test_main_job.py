"""The main job in a real browser: apply, approve, and the confirmation arrives."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Programme
from tests.browser.conftest import DESK
from tests.browser.people import EMAIL, Applicant, Coordinator, invites, press
from tests.records import look, states

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
PROGRAMMES = {
    "judges-seminar": "zh",
    "school-exchange": "de",
    "anniversary-reception": "en",
    "film-and-art-days": "de",
    "vocational-exchange": "en",
    "joint-projects": "de",
    "large-events-visit": "zh",
}
CONFIRMED = {
    "de": "Ihr Platz ist sicher. Wir freuen uns auf Sie.",
    "en": "Your place is certain. We look forward to seeing you.",
    "zh": "您的名额已确定，期待您的光临。",
}
SUBJECTS = {"de": "Bestätigt: ", "en": "Confirmed: ", "zh": "名额确认："}


def test_these_are_all_programmes_of_the_sample_that_take_applications(app, site):
    query = select(Programme.slug).where(Programme.form_version_id.is_not(None))
    assert sorted(look(app, lambda: list(db.session.scalars(query)))) == sorted(PROGRAMMES)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
@pytest.mark.parametrize(("slug", "language"), PROGRAMMES.items())
def test_from_the_start_page_to_the_confirmation(
    app, site, smtp, new_page, slug, language, javascript
):
    anna = Applicant(new_page(language=language, javascript=javascript), language)
    reference = anna.apply(slug)
    site.deliver()
    for mail in filter(invites, smtp.messages):
        gerda = Applicant(new_page(language=language, javascript=javascript), language)
        gerda.contribute(mail)
    ada = Coordinator(new_page(javascript=javascript, size=DESK), "en")
    if states(app) == ["submitted"]:
        ada.sign_in()
        ada.approve(reference)
        site.deliver()
    if states(app) == ["offered"]:
        anna.open_link(smtp.messages[-1])
        press(anna.page.locator('form[action$="/confirm"] button'))
        site.deliver()
    assert states(app) == ["confirmed"]
    confirmation = smtp.messages[-1]
    anna.page.goto(f"/{language}/apply/{reference}")
    assert CONFIRMED[language] in anna.page.locator("main").inner_text()
    assert [one.addr_spec for one in confirmation["To"].addresses] == [EMAIL]
    assert confirmation["Subject"].startswith(SUBJECTS[language])
    assert kinds(confirmation) == {"text/plain", "text/html", "text/calendar"}


def kinds(mail: EmailMessage) -> set[str]:
    return {part.get_content_type() for part in mail.walk() if not part.is_multipart()}
