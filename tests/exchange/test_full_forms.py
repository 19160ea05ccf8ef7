"""The longest of the templates: a coordinator publishes them, somebody fills in all of them."""

import pytest

from registration.core.languages import text
from registration.exchange import library
from registration.forms.document import Document, parse
from registration.staff.models import RoleName
from tests.exchange.filler import filled_in
from tests.factories import PASSWORD, make_programme, make_staff
from tests.page import Visitor
from tests.records import look, states

OTHERS = {
    f"{party}__{part}": typed
    for party in ("guardian", "institution", "referee")
    for part, typed in (("name", "Gerda Rat"), ("email", f"{party}@rat.example"))
}


@pytest.fixture(params=["exchange_full", "host_family_full"])
def template(request) -> str:
    return str(request.param)


@pytest.fixture
def form(template) -> Document:
    return parse(library.document(template))


@pytest.fixture
def published(app, visit, template) -> None:
    """The template has become the form of a programme, at the desk."""

    def make():
        make_programme("stay", partners=("berlin",))
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")

    look(app, make, writes=True)
    berta = visit()
    berta.open("/en/account/sign-in")
    berta.send(email="berta@stadt.example", password=PASSWORD)
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Full", title__de="Ganz", title__zh="完整", start=f"template:{template}")
    berta.open("/en/desk/forms/full/publish")
    berta.send(programme="stay")
    assert "Published as version 1." in berta.main


def fill_in(anna: Visitor, form: Document) -> None:
    anna.open("/en/programmes/stay/apply")
    for section in form.sections_by("applicant"):
        assert anna.heading == text(section.title, "en")
        anna.send(**filled_in(section.fields))
        assert anna.errors == []


@pytest.mark.usefixtures("published")
def test_who_answers_every_question_can_send_the_application(app, visit, form):
    anna = visit()
    fill_in(anna, form)
    assert anna.heading == "Who fills in their part"
    anna.send(**OTHERS)
    assert anna.heading == "Check your answers"
    anna.send()
    assert anna.heading == "Your application"
    assert states(app) == ["submitted"]
