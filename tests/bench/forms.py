"""Long forms: page of the longest section and validation of all, in milliseconds of computing."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from registration import Registration, create_app
from registration.applications import drafts
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.forms.document import Document, parse
from registration.forms.fields.field import Asked
from registration.forms.wtform import section_form
from tests.bench.places import prepare
from tests.factories import make_programme
from tests.forms.documents import choices, field, section
from tests.page import Visitor

SIZES = (150, 300)
A_SECTION = 50
ROUNDS = 40
ASKED = Asked(language="en", today="2026-11-25")
Pairs = list[tuple[str, str]]


def measure() -> dict[str, Any]:
    """For forms of 150 and 300 fields, all filled in: milliseconds of page and validation."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(prepare(Path(folder)))
        for size in SIZES:
            visitor, address = _filled_in(app, long_form(size))
            found[f"milliseconds_page_of_{size}_fields"] = _milliseconds(_opening(visitor, address))
            with app.test_request_context():
                check = _validating(parse(long_form(size)))
                found[f"milliseconds_validation_of_{size}_fields"] = _milliseconds(check)
        with app.app_context():
            db.engine.dispose()
    return found


def long_form(size: int) -> dict[str, Any]:
    """A form with ``size`` questions beside name and address, 50 on a page."""
    person = section(
        "person", field("name", "name", role="name"), field("email", "email", role="email")
    )
    pages = [
        section(f"page{start}", *(_question(number) for number in range(start, start + A_SECTION)))
        for start in range(0, size, A_SECTION)
    ]
    return {"key": f"long{size}", "sections": [person, *pages]}


def _question(number: int) -> dict[str, Any]:
    """Ten kinds in turn; some depend on a question before them."""
    key = f"q{number}"
    visa = {"field": f"q{number // 10 * 10}", "is": True}
    kinds: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: field("yes_no", key),
        lambda: field("text", key, when=visa),
        lambda: field("number", key, min=0, max=1000),
        lambda: field("choice", key, choices=choices("a", "b", "c", "d")),
        lambda: field("choices", key, choices=choices("a", "b", "c", "d"), required=visa),
        lambda: field("date", key),
        lambda: field("long_text", key),
        lambda: field("telephone", key),
        lambda: field("time", key),
        lambda: field("country" if number % A_SECTION == A_SECTION - 1 else "rating", key),
    )
    return kinds[number % len(kinds)]()


def _typed(number: int, kind: str) -> Pairs:
    key = f"q{number}"
    if kind == "date":
        return [(f"{key}-day", "24"), (f"{key}-month", "11"), (f"{key}-year", "2026")]
    return [(key, TYPED[kind])]


TYPED: Mapping[str, str] = {
    "yes_no": "yes", "text": "Some words", "number": "12", "choice": "b", "choices": "c",
    "long_text": "Some words\nand more of them", "telephone": "+49 30 9026 0", "time": "14:30",
    "country": "DE", "rating": "4",
}  # fmt: skip


def _posts(document: Document) -> Iterator[tuple[str, MultiDict[str, str]]]:
    """(key, what is typed) of each page after the first."""
    for page in document.sections[1:]:
        fields = ((int(one.key[1:]), one.type) for one in page.fields)
        yield page.key, MultiDict(pair for number, kind in fields for pair in _typed(number, kind))


def _filled_in(app: Registration, form: dict[str, Any]) -> tuple[Visitor, str]:
    """Somebody who filled in all of it, and the address of its last page."""
    slug = form["key"]
    with app.app_context(), unit_of_work():
        make_programme(slug, form=form)
    visitor = Visitor(app.test_client())
    visitor.open(f"/en/programmes/{slug}/apply")
    visitor.send(name__family="Beispiel", name__given="Anna", email="anna@stadt.example")
    document = parse(form)
    with app.test_request_context(), unit_of_work():
        newest = select(Application).order_by(Application.id.desc()).limit(1)
        application = db.session.scalars(newest).one()
        for key, posted in _posts(document):
            page = _judged(document, key, posted)
            drafts.save_section(
                application, key, typed=page.typed(), values=page.values(), now=clock.now()
            )
        own = f"/en/apply/{application.reference}"
    return visitor, f"{own}/sections/{document.sections[-1].key}"


def _judged(document: Document, key: str, posted: MultiDict[str, str]) -> Any:
    page = next(one for one in document.sections if one.key == key)
    form = section_form(page)(posted, asked=ASKED, answers={})
    if not form.judge():
        raise AssertionError(form.problems())
    return form


def _opening(visitor: Visitor, address: str) -> Callable[[], None]:
    def once() -> None:
        answer = visitor.client.get(address)
        if answer.status_code != 200:
            raise AssertionError(answer.status_code)

    return once


def _validating(document: Document) -> Callable[[], None]:
    posts = list(_posts(document))

    def once() -> None:
        for key, posted in posts:
            _judged(document, key, posted)

    return once


def _milliseconds(act: Callable[[], None]) -> float:
    act()  # what is made once and kept is made here
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()  # the same whatever else the machine does
        act()
        taken.append(time.process_time() - begun)
    return round(median(taken) * 1000, 1)
