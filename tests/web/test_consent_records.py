"""Whoever agreed or not keeps a record of it with the wording, and so does the office."""

import io

import pypdf
import pytest

from registration.core.languages import text
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_programme, make_staff
from tests.forms.documents import field, section, short_form
from tests.forms.reading import ENGLISH, field_of
from tests.records import look, references
from tests.web.apply.ground import PERSON, REST
from tests.web.party.people import GERDA, go_to, open_invitation

PHOTOS = {"de": "Fotos dürfen **gedruckt** werden.", "en": "Photos may be **printed**.",
          "zh": "照片可以刊印。"}  # fmt: skip
TRAVEL = {
    "de": "Unser Kind reist mit.",
    "en": "Our child travels along.",
    "zh": "孩子可以随团旅行。",
}
LINK = "Record of consents (PDF)"


def consent(key, wording, **more):
    return field("consent", key, wording=wording, may_refuse=True, required=False, **more)


def answer(wording, given):
    return field_of("consent", wording=wording, may_refuse=True).choice(given, ENGLISH)


@pytest.fixture
def ground(app):
    form = short_form()
    form["sections"] += [
        section("pictures", consent("photos", PHOTOS)),
        section("agrees", consent("travel", TRAVEL), by="guardian"),
    ]
    look(app, lambda: make_programme("trip", form=form), writes=True)
    look(app, lambda: make_programme("plain"), writes=True)
    look(app, lambda: make_staff("Ada", RoleName.ADMINISTRATOR), writes=True)
    return app


@pytest.fixture
def anna(ground, visit):
    """Anna, who does not want to be printed and has sent her application."""
    visitor = visit()
    visitor.open("/en/programmes/trip/apply")
    visitor.send(**PERSON)
    visitor.send(**REST)
    visitor.send(photos=answer(PHOTOS, "no"))
    visitor.send(**GERDA)
    visitor.send()
    assert visitor.heading == "Your application"
    return visitor


@pytest.fixture
def gerda(ground, anna, visit):
    """Her guardian, who agrees to the journey."""
    visitor = open_invitation(ground, visit(), "gerda@familie.example")
    go_to(visitor, "Begin")
    visitor.send(travel=answer(TRAVEL, "yes"))
    visitor.send()
    return visitor


@pytest.fixture
def ada(ground, gerda, visit):
    visitor = visit()
    visitor.open("/en/account/sign-in")
    visitor.send(email="ada@stadt.example", password=PASSWORD)
    visitor.open(f"/en/desk/applications/{references(ground)[0]}")
    return visitor


def paper(visitor, words=LINK):
    link = next(a["href"] for a in visitor.page.all("a") if a.text.startswith(words))
    answered = visitor.client.get(link)
    assert answered.content_type == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answered.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_applicants_keep_what_they_answered_with_its_wording(ground, anna):
    text_of = paper(anna)
    assert "Record of consents" in text_of
    assert "Anna Beispiel" in text_of
    assert references(ground)[0] in text_of
    assert "Photos may be **printed**." in text_of
    assert "Not agreed" in text_of
    assert "Our child" not in text_of


def test_guardians_keep_theirs_and_read_nothing_else(gerda):
    text_of = paper(gerda)
    assert "Parent or guardian: Gerda Beispiel" in text_of
    assert "Our child travels along." in text_of
    assert "Agreed" in text_of
    assert "Photos" not in text_of


def test_the_office_has_all_of_them_in_one_record(ada):
    text_of = paper(ada)
    assert "Photos may be **printed**." in text_of
    assert "Our child travels along." in text_of


def test_the_digest_is_that_of_the_wording(ground, anna):
    digest = field_of("consent", wording=PHOTOS).choice("no", ENGLISH).removeprefix("no-")
    assert digest in paper(anna).replace(" ", "")


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [("de", "Nachweis", "Nachweis der Einwilligungen"), ("zh", "同意记录", "同意记录")],
)
def test_the_record_is_in_the_readers_language_and_the_wording_as_it_was_read(
    anna, language, words, title
):
    anna.open(anna.address.replace("/en/", f"/{language}/"))
    text_of = paper(anna, words)
    assert title in text_of
    assert "Photos may be **printed**." in text_of
    assert text(PHOTOS, "zh") not in text_of


def test_no_record_is_offered_where_nobody_was_asked(ground, visit):
    visitor = visit()
    visitor.open("/en/programmes/plain/apply")
    visitor.send(**PERSON)
    visitor.send(**REST)
    visitor.send()
    assert LINK not in visitor.main
    visitor.open(f"{visitor.address}/consents.pdf")
    assert visitor.status == 404


def test_a_part_that_was_not_sent_has_no_record(ground, anna, visit):
    visitor = open_invitation(ground, visit(), "gerda@familie.example")
    assert LINK not in visitor.main
    visitor.open(f"{visitor.address}/consents.pdf")
    assert visitor.status == 404
