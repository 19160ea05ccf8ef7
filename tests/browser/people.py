"""An applicant, others with a part, and a coordinator in a browser, whatever the form asks."""

import re
from email.message import EmailMessage

from playwright.sync_api import Locator, Page

from tests.factories import PASSWORD

PDF = {
    "name": "Lebenslauf 王.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}
BY_PART = {
    "family": "Wang",
    "given": "Xiaoming",
    "native": "王小明",
    "latin": "WANG XIAOMING",
    "day": "7",
    "month": "5",
}
EMAIL = "xiaoming@stadt.example"
GUARDIAN = "gerda@familie.example"


def press(button: Locator) -> None:
    """Press what leads to another page, and wait for that page."""
    with button.page.expect_navigation():
        button.click()


class Applicant:
    """Fills in every question that a page shows, in the order in which they stand there."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def find(self, slug: str) -> None:
        """From the start page to the first question."""
        self.page.goto(f"/{self.language}/")
        press(self.page.locator(f'main a[href="/{self.language}/programmes/{slug}"]'))
        press(self.page.locator(f'main a[href$="/programmes/{slug}/apply"]').first)

    def apply(self, slug: str) -> str:
        """From the start page to the sent application; gives its reference."""
        self.find(slug)
        while not self.page.url.endswith("/summary"):
            at = self.page.url
            if at.endswith("/others"):
                self.name_others()
            self.fill_in()
            self.go_on()
            assert self.page.url != at, self.page.locator(".error-summary").inner_text()
        press(self.page.locator("main form:not([action]) button"))
        return self.page.url.rpartition("/")[2]

    def contribute(self, mail: EmailMessage) -> None:
        """Follow the link of a mail to a part, fill it in and send it."""
        self.open_link(mail)
        press(self.page.locator('main a.button[href*="/part/"]'))
        while not self.page.url.endswith("/summary"):
            at = self.page.url
            self.fill_in()
            self.go_on()
            assert self.page.url != at, self.page.locator(".error-summary").inner_text()
        press(self.page.locator("main form:not([action]) button"))

    def name_others(self) -> None:
        """Say who fills in each part."""
        for control in self.page.locator("main input.input").all():
            kind = control.get_attribute("type")
            control.fill(GUARDIAN if kind == "email" else "Gerda Wang")

    def go_on(self) -> None:
        press(self.page.locator('button[name="go"][value="next"]'))

    def fill_in(self) -> None:
        """Answer everything on this page, with one entry in each group that may have some."""
        for group in [b.get_attribute("value") for b in self._buttons("add")]:
            if not self.page.locator(f'[name^="{group}-0-"]').count():
                press(self.page.locator(f'button[name="add"][value="{group}"]'))
        answered = set()
        controls = self.page.locator("form[data-answers]").locator("input, select, textarea")
        for control in controls.all():
            name = control.get_attribute("name") or ""
            if name not in answered and self._is_asked(control):
                answered.add(name)
                self._answer(control, name)

    def open_link(self, mail: EmailMessage) -> None:
        """Follow the link of a mail to the application."""
        self.page.goto(link_in(mail))
        press(self.page.locator("main form button"))

    def _buttons(self, name: str) -> list[Locator]:
        return self.page.locator(f'button[name="{name}"]').all()

    def _is_asked(self, control: Locator) -> bool:
        return control.get_attribute("type") != "hidden" and control.is_visible()

    def _answer(self, control: Locator, name: str) -> None:
        kind = control.get_attribute("type") or control.evaluate("one => one.tagName").lower()
        if kind in {"radio", "checkbox"}:
            control.check()
        elif kind == "select":
            control.select_option(index=1)
        elif kind == "file":
            if ".pdf" in (control.get_attribute("accept") or ""):
                control.set_input_files(PDF)
        else:
            control.fill(_words(kind, name))


class Coordinator:
    """Decides at the desk."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language

    def sign_in(self, name: str = "ada") -> None:
        self.page.goto(f"/{self.language}/account/sign-in")
        self.page.locator('input[name="email"]').fill(f"{name}@stadt.example")
        self.page.locator('input[name="password"]').fill(PASSWORD)
        press(self.page.locator("main form button").first)

    def approve(self, reference: str) -> None:
        self.page.goto(f"/{self.language}/desk")
        press(self.page.locator(f'tbody a[href*="/desk/applications/{reference}"]'))
        press(self.page.locator(f'a[href*="/{reference}/decide/offer"]'))
        press(self.page.locator('button[name="go"][value="decide"]'))


def link_in(mail: EmailMessage) -> str:
    """The personal link in the text of a mail."""
    body = mail.get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+/(?:open|invited)/\S+", body.get_content())
    assert found, body.get_content()
    return found[0]


def invites(mail: EmailMessage) -> bool:
    """Whether a mail asks somebody for their part."""
    return "/invited/" in link_in(mail)


def _words(kind: str, name: str) -> str:
    part = name.rpartition("-")[2]
    if kind == "email":
        return EMAIL
    if kind == "tel":
        return "+49 30 90260"
    if part == "year" and name != "year":
        return "2099" if "until" in name else "1990"
    if part in BY_PART:
        return BY_PART[part]
    return "3" if name in NUMBERS or name.endswith("-age") else "Beispiel 例子"


NUMBERS = {"years", "year", "years_learned", "budget"}
