"""A visitor without JavaScript who fills in pages as they stand; every page opened is linted."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
Attributes = dict[str, str | None]


class Element:
    def __init__(self, tag: str, attributes: Attributes, parent: "Element | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    def all(self, *tags: str) -> "list[Element]":
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if child.tag in tags else []
                found += child.all(*tags)
        return found

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    def within(self, tag: str) -> "Element | None":
        element = self.parent
        while element is not None and element.tag != tag:
            element = element.parent
        return element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("root", {}, None)
        self.mistakes: list[str] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs), self.open)
        self.open.children.append(element)
        if len(dict(attrs)) != len(attrs):
            self.mistakes.append(f"<{tag}> has an attribute twice")
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.open.tag != tag:
            self.mistakes.append(f"</{tag}> closes <{self.open.tag}>")
        while self.open.parent is not None and self.open.tag != tag:
            self.open = self.open.parent
        self.open = self.open.parent or self.root

    def handle_data(self, data):
        self.open.children.append(data)


def read(html: str) -> tuple[Element, list[str]]:
    """The page as a tree, and what is wrong with it."""
    reader = _Reader()
    reader.feed(html)
    return reader.root, [*reader.mistakes, *lint(reader.root)]


def lint(root: Element) -> list[str]:
    """What every page of ours must do for readers, screen readers and the strict policy."""
    everything = root.all(*{one.tag for one in _walk(root)})
    ids = Counter(one["id"] for one in everything if one["id"])
    return [
        *(f"id {name} stands {times} times" for name, times in ids.items() if times > 1),
        *(
            []
            if len(root.all("h1")) == 1
            else [f"{len(root.all('h1'))} headings of the first level"]
        ),
        *([] if root.all("html") and root.all("html")[0]["lang"] else ["no language"]),
        *([] if root.all("title") and root.all("title")[0].text else ["no title"]),
        *(f"<{one.tag}> has a style" for one in everything if "style" in one.attributes),
        *(f"<{one.tag}> has a handler" for one in everything if _has_handler(one)),
        *("inline script" for one in root.all("script") if not one["src"]),
        *("inline style" for _ in root.all("style")),
        *(
            f"{one['for']} is labelled but not there"
            for one in root.all("label")
            if one["for"] not in ids
        ),
        *(f"{one['name']} has no label" for one in controls(root) if not _labelled(one, root)),
        *_dangling(everything, ids),
        *(f"form to {one['action']} has no token" for one in root.all("form") if not _safe(one)),
        *(
            "a link without words"
            for one in root.all("a")
            if not one.text and not one["aria-label"]
        ),
        *("a button without words" for one in root.all("button") if not one.text),
    ]


def controls(root: Element) -> list[Element]:
    found = root.all("input", "select", "textarea")
    return [one for one in found if one["type"] != "hidden" and "hidden" not in one.attributes]


def _walk(element: Element):
    for child in element.children:
        if isinstance(child, Element):
            yield child
            yield from _walk(child)


def _has_handler(one: Element) -> bool:
    return any(name.startswith("on") for name in one.attributes)


def _labelled(control: Element, root: Element) -> bool:
    labels = {one["for"] for one in root.all("label")}
    return (
        control["id"] in labels
        or bool(control["aria-label"])
        or control.within("label") is not None
    )


def _dangling(everything: list[Element], ids: Counter[str]) -> list[str]:
    return [
        f"{name} points to {target}, which is not there"
        for one in everything
        for name in ("aria-describedby", "aria-labelledby", "aria-controls")
        for target in one[name].split()
        if target not in ids
    ]


def _safe(form: Element) -> bool:
    posts = form["method"].lower() == "post"
    return not posts or any(one["name"] == "csrf_token" for one in form.all("input"))


class Visitor:
    """Somebody with a browser: ``open`` a page, ``send`` its form; redirects are followed."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.address = "/"
        self.status = 0
        self.page = Element("root", {}, None)
        self.answer: TestResponse | None = None

    def open(self, address: str) -> Element:
        return self._arrive(self.client.get(address), urldefrag(address).url)

    def send(
        self, *, button: tuple[str, str] | None = None, to: str | None = None, **typed: object
    ) -> Element:
        """Send the page's main form with what it holds, changed by ``typed`` (``_`` for ``-``)."""
        form = self._main_form(to)
        values = MultiDict(held(form))
        for name, value in typed.items():
            values.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
        if button:
            values.add(*button)
        action = urljoin(self.address, form["action"] or self.address)
        return self._arrive(self.client.post(action, data=values), action)

    def _main_form(self, to: str | None) -> Element:
        forms = [one for one in self.page.all("form") if one["method"].lower() == "post"]
        if to is not None:
            forms = [one for one in forms if to in one["action"]]
        inside = [one for one in forms if one.within("main")]
        return (inside or forms)[0]

    def _arrive(self, answer: TestResponse, address: str) -> Element:
        for _ in range(5):
            if answer.status_code not in {301, 302, 303, 307, 308}:
                break
            address = urldefrag(urljoin(address, answer.location)).url
            answer = self.client.get(address)
        self.address, self.status, self.answer = address, answer.status_code, answer
        if answer.mimetype == "text/html":
            self.page, mistakes = read(answer.text)
            assert mistakes == [], f"{address}: {mistakes}"
        return self.page

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        return self.page.all("main")[0].text

    @property
    def heading(self) -> str:
        return self.page.all("h1")[0].text

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        found = [one for one in self.page.all("div") if one["class"] == "error-summary"]
        return [line.text for one in found for line in one.all("li")]


def held(form: Element) -> list[tuple[str, str]]:
    """What a form holds as the page shows it, without its buttons."""
    found = []
    for one in form.all("input", "select", "textarea"):
        name, kind = one["name"], one["type"]
        if not name or kind == "file":
            continue
        if one.tag == "select":
            found += [(name, o["value"]) for o in one.all("option") if "selected" in o.attributes]
        elif one.tag == "textarea":
            found.append(
                (name, "".join(c for c in one.children if isinstance(c, str)).lstrip("\n"))
            )
        elif kind not in {"radio", "checkbox"} or "checked" in one.attributes:
            found.append((name, one["value"]))
    return found
