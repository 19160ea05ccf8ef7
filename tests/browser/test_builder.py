"""A coordinator writes a form in the browser, publishes it, and somebody applies by it."""

import pytest
from playwright.sync_api import expect

from registration.forms import versions
from tests.browser.conftest import DESK
from tests.browser.people import Applicant, Coordinator, press
from tests.records import look, states

pytestmark = pytest.mark.on_one_database  # a browser shows the same pages
SECTION = "person"
QUESTIONS = (
    ("telephone", "Telefon", "Telephone", "电话"),
    ("country", "Wohnsitzland", "Country of residence", "居住国家"),
    ("language", "Muttersprache", "Mother tongue", "母语"),
    ("number", "Dienstjahre", "Years", "工作年限"),
    ("long_text", "Beweggründe", "Motivation", "申请理由"),
    ("yes_no", "Brauchen Sie ein Visum?", "Do you need a visa?", "是否需要签证？"),
    ("text", "Passnummer", "Passport number", "护照号码"),
    ("choice", "Arbeitsgruppe", "Workshop", "工作坊"),
    ("group", "Begleitung", "Companions", "随行人员"),
)
WORKSHOPS = "Recht\tLaw\t法律\nVerwaltung\tAdministration\t行政\nKultur\tCulture\t文化"


class Writer:
    """Somebody at the desk who writes a form."""

    def __init__(self, page) -> None:
        self.page = page

    def begin(self, **title: str) -> None:
        self.page.goto("/en/desk/forms")
        press(self.page.get_by_role("link", name="New form"))
        self.say("title", **title)
        press(self.page.get_by_role("button", name="Begin the draft"))

    def say(self, name: str, **texts: str) -> None:
        for language, words in texts.items():
            self.page.locator(f"#{name}-{language}").fill(words)

    def add(self, to: str, kind: str, de: str, en: str, zh: str) -> None:
        press(self.page.get_by_role("link", name=to))
        self.say("label", de=de, en=en, zh=zh)
        self.page.locator(f"#type-{kind}").check()
        press(self.page.get_by_role("button", name="Add", exact=True))

    def save(self) -> None:
        press(self.page.get_by_role("button", name="Save and back to the form"))

    def open_part(self, name: str) -> None:
        press(self.page.locator("[data-outline]").get_by_role("link", name=name, exact=True))


@pytest.fixture
def writer(site, new_page):
    return signed_in(new_page(size=DESK))


def signed_in(page) -> Writer:
    Coordinator(page, "en").sign_in()
    return Writer(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no_script"])
def test_a_form_in_three_languages_is_written_published_and_answered(
    app, site, new_page, javascript
):
    writer = signed_in(new_page(size=DESK, javascript=javascript))
    page = writer.page
    writer.begin(de="Sommerakademie", en="Summer academy", zh="夏季学院")
    for kind, de, en, zh in QUESTIONS:
        writer.add("Add a question – About you", kind, de, en, zh)
        if kind == "choice":
            page.get_by_text("Paste many lines from a spreadsheet").click()
            page.locator("#choices-paste").fill(WORKSHOPS)
        writer.save()
    writer.add("Add a question to “Companions”", "name", "Name", "Name", "姓名")
    writer.save()
    writer.add("Add a question to “Companions”", "number", "Alter", "Age", "年龄")
    writer.save()
    writer.open_part("Passport number")
    press(page.get_by_role("link", name="Change the condition").first)
    page.locator("#subject").select_option(label="“Do you need a visa?”")
    if not javascript:
        press(page.get_by_role("button", name="Choose"))
    page.locator("#value").select_option(label="Yes")
    press(page.get_by_role("button", name="Add the line"))
    press(page.get_by_role("link", name="Summer academy"))
    assert "Only if: “Do you need a visa?”: Yes" in page.locator("main").inner_text()
    assert len(look(app, lambda: questions("summer_academy"))) == 0
    press(page.get_by_role("link", name="Publish …"))
    page.locator("#programme-vocational-exchange").check()
    press(page.get_by_role("button", name="Publish", exact=True))
    assert "Published as version 1." in page.locator("main").inner_text()
    assert len(look(app, lambda: questions("summer_academy"))) == 12
    for language in ("de", "zh"):
        Applicant(new_page(language=language), language).apply("vocational-exchange")
    assert states(app) == ["submitted"] * 2


def questions(key):
    found = versions.find(key)
    return [one for part in found.document["sections"] for one in part["fields"]] if found else []


def test_a_part_is_moved_with_the_keyboard_and_that_is_said(writer):
    page = writer.page
    page.goto("/en/desk/forms/judges-seminar")
    email = page.locator('[data-part="person/email"] a').first
    email.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-announcer]")).to_have_text("Email address is now at place 1 of 7.")
    expect(page.locator('[data-part="person/email"] a').first).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-announcer]")).to_have_text("It cannot move further there.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-announcer]")).to_have_text("Email address is now at place 2 of 7.")


def test_a_part_is_dragged_into_another_section_and_that_is_undone(writer):
    page = writer.page
    page.set_viewport_size({"width": 1280, "height": 1900})  # both ends of the way are in sight
    page.goto("/en/desk/forms/judges-seminar")
    grip = page.locator('[data-part="person/birth_place"] .part__handle')
    target = page.locator('[data-part="office/institution"]')
    grip.drag_to(target, target_position={"x": 50, "y": 2})
    expect(page.locator('[data-part="office/birth_place"]')).to_be_visible()
    expect(page.locator("[data-announcer]")).to_have_text("Place of birth is now at place 1 of 11.")
    press(page.get_by_role("button", name="Undo the last change"))
    expect(page.locator('[data-part="person/birth_place"]')).to_be_visible()


def test_the_preview_follows_what_is_typed(writer):
    page = writer.page
    page.goto("/en/desk/forms/judges-seminar/parts/person/birth_place")
    preview = page.frame_locator("iframe[name=preview]")
    expect(preview.get_by_label("Place of birth")).to_be_visible()
    page.locator("#label-en").fill("Town of birth")
    expect(preview.get_by_label("Town of birth")).to_be_visible()
    page.get_by_role("link", name="中文").last.click()
    expect(preview.get_by_label("出生地")).to_be_visible()
    page.reload()
    assert page.locator("#label-en").input_value() == "Place of birth"
