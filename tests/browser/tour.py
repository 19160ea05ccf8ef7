"""Somebody who looks at pages closely: with axe, in light and dark, from a small phone to a desk.

With SCREENSHOTS=folder each page is also kept there as pictures, to be looked at by people.
"""

import os
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

from registration import Registration
from tests.browser.people import press

NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: nothing is cut off or scrolls sideways
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > window.innerWidth"
AXE = Axe()


class Tour:
    """Notes what is wrong on each page that is seen, and which addresses were."""

    def __init__(self, app: Registration, page: Page, language: str) -> None:
        self.app = app
        self.page = page
        self.language = language
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        page.on("console", self._note)
        self.status = 0
        page.on("response", self._note_status)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def see(self, name: str, path: str | None = None, *, status: int = HTTPStatus.OK) -> None:
        """Look at the page at ``path`` below the language, or at the one that is open."""
        if path is not None:
            self.page.goto(f"/{self.language}{path}")
        if self.status != status:
            self.wrong.append(f"{name}: {self.status} instead of {status}")
        self._note_endpoint()
        size = self.page.viewport_size
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self._check(f"{name} in {scheme}")
            self._keep(name, scheme)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(NARROW)
        if self.page.evaluate(WIDER_THAN_THE_SCREEN):
            self.wrong.append(f"{name}: wider than a small phone")
        self.page.set_viewport_size(size)

    def press(self, selector: str) -> None:
        press(self.page.locator(selector).first)

    def fill(self, **typed: str) -> None:
        for name, value in typed.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def _note_endpoint(self) -> None:
        path = urlsplit(self.page.url).path
        adapter = self.app.url_map.bind("")
        method = "GET" if adapter.test(path, "GET") else "POST"
        if adapter.test(path, method):
            self.seen.add(adapter.match(path, method)[0])

    def _check(self, name: str) -> None:
        for found in AXE.run(self.page).response["violations"]:
            places = [node["html"][:200] for node in found["nodes"][:3]]
            self.wrong.append(f"{name}: {found['id']}: {found['help']}: {places}")

    def _keep(self, name: str, scheme: str) -> None:
        folder = os.environ.get("SCREENSHOTS")
        if not folder:
            return
        for kind, size in SIZES.items():
            self.page.set_viewport_size(size)
            path = Path(folder, self.language, scheme, kind, f"{name.replace(' ', '-')}.png")
            self.page.screenshot(path=path, full_page=True)

    def _note_status(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.status = response.status

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.wrong.append(f"console: {message.text}")
