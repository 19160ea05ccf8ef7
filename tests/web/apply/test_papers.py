"""People's papers: what they read, sign and show, and what the office sees of it."""

import io
from dataclasses import dataclass

import pytest
from PIL import Image
from sqlalchemy import select

from registration.applications import sealing
from registration.applications.models import Application, SectionAnswers
from registration.core.db import db
from registration.forms.document import parse
from registration.programmes.catalogue import forget_site
from registration.programmes.models import Institution
from tests.factories import make_partner, make_programme
from tests.forms.documents import field, long_form, section, words
from tests.forms.fields.test_passport import LINE1, LINE2, PASSPORT
from tests.forms.reading import ENGLISH, GERMAN
from tests.page import Visitor, held
from tests.records import look, references

PARTS = ["surname", "given_names", "native"]
CONSENT = parse(long_form()).field("photos")


def form():
    return {
        "key": "papers",
        "sections": [
            section(
                "person",
                field("passport_name", "name", role="name", parts=PARTS),
                field("email", "email", role="email"),
                field("institution", "office", role="institution"),
            ),
            next(one for one in long_form()["sections"] if one["key"] == "papers"),
        ],
    }  # fmt: skip


@dataclass
class Papers:
    """Anna at the papers of her application."""

    app: object
    anna: Visitor

    def values(self):
        query = select(SectionAnswers).where(SectionAnswers.section == "papers")
        return look(self.app, lambda: sealing.read(db.session.scalars(query).one()).values)

    def upload(self, content, **more):
        data = {**dict(held(self.anna.page.all("form")[-1])), **more}
        data["portrait"] = (io.BytesIO(content), "me.png")
        answer = self.anna.client.post(
            self.anna.address, data=data, content_type="multipart/form-data"
        )
        answer.request.environ["wsgi.input"].close()  # the test client keeps it on the disk
        return answer

    def stored(self):
        reference = references(self.app)[0]
        address = f"/en/apply/{reference}/documents/1"
        with self.anna.client.get(address) as answer:
            return Image.open(io.BytesIO(answer.data)).convert("RGB")


@pytest.fixture
def begun(app, anna):
    def lay():
        hall = Institution(
            key="hall", partner=make_partner("berlin"), kind="authority", name=words("Town hall")
        )
        db.session.add(hall)
        make_programme("papers", form=form())

    look(app, lay, writes=True)
    forget_site()
    anna.open("/en/programmes/papers/apply")
    return anna


@pytest.fixture
def papers(app, begun):
    begun.send(name__surname="LYU", name__native="吕", email="lyu@stadt.example", office="hall")
    assert begun.heading == "Papers"
    return Papers(app, begun)


def picture(width=200, height=100):
    made = Image.new("RGB", (width, height), (255, 0, 0))
    made.paste((0, 0, 255), (width // 2, 0, width, height))
    content = io.BytesIO()
    made.save(content, "PNG")
    return content.getvalue()


def columns(app):
    query = select(Application.name, Application.institution)
    return look(app, lambda: tuple(db.session.execute(query).one()))


def test_hanzi_alone_bring_the_page_back_with_a_suggestion(begun):
    begun.send(name__native="吕小明", email="lyu@stadt.example", office="hall")
    assert begun.status == 422
    assert "the surname LYU and the given names XIAOMING" in begun.errors[0]


def test_name_and_institution_are_taken_over_as_people_read_them(app, begun):
    begun.send(name__surname="LYU", name__native="吕", email="lyu@stadt.example", office="hall")
    assert columns(app) == ("LYU (吕)", "Town hall")


def test_an_institution_that_is_not_in_the_list_is_typed(app, begun):
    begun.send(name__surname="LYU", email="lyu@stadt.example", office__name="Dorfschule Süd")
    assert columns(app) == ("LYU", "Dorfschule Süd")


def test_an_institution_that_does_not_exist_is_refused(begun):
    begun.send(name__surname="LYU", email="lyu@stadt.example", office="nonsense")
    assert begun.errors == ["Please choose one of the answers shown."]


def test_a_passport_is_checked_against_its_own_lines(papers):
    typed = {f"passport__{part}": value for part, value in PASSPORT.items()}
    typed = {name: value.replace("2034", "2035") for name, value in typed.items()}
    papers.anna.send(**typed, passport__line1=LINE1, passport__line2=LINE2)
    assert papers.anna.status == 422
    assert "say that it expires on 340228" in papers.anna.errors[0]
    papers.anna.send(**{"passport-expires-year": "2034"})
    assert papers.values()["passport"]["mrz"] == [LINE1, LINE2]


def test_a_consent_is_shown_with_the_wording_that_was_kept(papers):
    papers.anna.send(photos=CONSENT.choice("no", ENGLISH))
    assert "Not agreed" in papers.anna.main
    assert papers.values()["photos"]["wording"] == "You may **print** my picture."
    details = papers.anna.page.all("details")[0]
    assert (details.all("strong")[0].text, details.all("div")[0]["lang"]) == ("print", "en")


def test_a_consent_given_in_another_language_is_not_ticked_in_this_one(papers):
    papers.anna.send(photos=CONSENT.choice("yes", GERMAN))
    assert papers.anna.status == 422
    ticked = [one for one in papers.anna.page.all("input") if "checked" in one.attributes]
    assert ticked == []


def test_a_drawn_signature_is_shown_as_it_was_drawn(papers):
    papers.anna.send(signature="Lyu", signature__strokes="[[[1,2],[3,4]],[[5,6]]]")
    assert "Signed: Lyu" in papers.anna.main
    paths = [one["d"] for one in papers.anna.page.all("path") if one.within("dl")]
    assert paths == ["M1 2L1 2L3 4", "M5 6L5 6"]


def test_a_drawing_of_somebody_else_is_neither_kept_nor_shown(papers):
    papers.anna.send(signature="Lyu", signature__strokes='[[["<script>",2]]]')
    assert papers.anna.errors[0].startswith("The drawing could not be read.")
    assert papers.values() is None


def test_a_picture_is_cropped_to_its_middle(papers):
    assert papers.upload(picture()).status_code == 303
    kept = papers.stored()
    assert kept.size == (77, 99)
    assert (kept.getpixel((0, 50)), kept.getpixel((76, 50))) == ((255, 0, 0), (0, 0, 255))


def test_a_picture_is_cropped_as_it_was_chosen(papers):
    chosen = {"portrait-x": "500", "portrait-y": "0", "portrait-width": "360"}
    assert papers.upload(picture(), **chosen).status_code == 303
    assert papers.stored().getpixel((0, 50)) == (0, 0, 255)


@pytest.mark.parametrize("number", ["-1", "1001", "٣", "1e3", "", "x" * 2000])
def test_a_crop_that_is_nonsense_keeps_the_middle(papers, number):
    chosen = {"portrait-x": number, "portrait-y": "0", "portrait-width": "300"}
    assert papers.upload(picture(), **chosen).status_code == 303
    assert papers.stored().width == 77


def test_a_picture_too_small_is_refused_with_what_it_needs(papers):
    answer = papers.upload(picture(60, 60))
    assert answer.status_code == 422
    assert "at least 70 × 90 must be left" in answer.text


def test_what_only_begins_as_a_picture_is_refused(papers):
    answer = papers.upload(b"\x89PNG\r\n\x1a\n<script>alert(1)</script>\0\0\0\0IEND\xaeB`\x82")
    assert answer.status_code == 422
    assert "its content is no file of the kinds" in answer.text


def test_the_kept_picture_stands_on_the_page_and_can_be_removed(papers):
    papers.upload(picture())
    papers.anna.open(papers.anna.address)
    assert papers.anna.page.all("img")[0]["alt"] == "Your picture as it is kept"
    button = next(one for one in papers.anna.page.all("button") if one["name"] == "remove_file")
    papers.anna.send(button=("remove_file", button["value"]))
    assert papers.anna.page.all("img") == []
