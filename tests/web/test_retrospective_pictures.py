"""Pictures of the Retrospective: everybody sees them while they are shown, and only then."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.files.models import StoredFile
from registration.programmes import retrospective
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import words
from tests.records import look

PAGE = "/en/programmes/summit"


@pytest.fixture
def summit(app):
    """A programme that is over, with results and three pictures, of which one has a credit."""
    colours = iter(("red", "green", "blue"))

    def make():
        now = clock.now()
        found = make_programme("summit", ends_at=now - timedelta(days=1))
        retrospective.save(found, results=words("Results"), participants=7, by="system", now=now)
        for number, colour in enumerate(colours, start=1):
            content = io.BytesIO()
            Image.new("RGB", (1600, 1000), colour).save(content, "PNG")
            retrospective.add_picture(
                found, content.getvalue(), alt=words(f"Picture {number}"),
                credit="Anna" if number == 1 else "", position=None, by="system", now=now,
            )  # fmt: skip
        make_application(found, given="Xiaoming", family="Wang", state="attended")

    look(app, make, writes=True)
    return app


def archive(app, *, shown):
    def act():
        found = db.session.scalars(select(Programme).filter_by(slug="summit")).one()
        made = retrospective.show if shown else retrospective.take_back
        made(found, by="system", now=clock.now())

    look(app, act, writes=True)


def images(visitor, address=PAGE):
    visitor.open(address)
    return visitor.page.all("main")[0].all("img")


def addresses(image):
    return [one.split()[0] for one in image["srcset"].split(", ")]


def test_pictures_have_words_sizes_and_a_place_kept_free(summit, visit):
    archive(summit, shown=True)
    eve = visit()
    found = images(eve)
    assert [one["alt"] for one in found] == ["Picture 1", "Picture 2", "Picture 3"]
    assert {(one["width"], one["height"]) for one in found} == {("1200", "750")}
    assert [one["loading"] for one in found] == ["", "lazy", "lazy"]
    assert [one.split()[1] for one in found[0]["srcset"].split(", ")] == ["480w", "1200w"]
    assert [one.text for one in eve.page.all("figcaption")] == ["Photo: Anna"]
    assert images(eve, "/de/programmes/summit")[0]["alt"] == "Picture 1 (de)"


def test_the_list_shows_the_first_picture(summit, visit):
    eve = visit()
    assert images(eve, "/en/retrospective") == []
    archive(summit, shown=True)
    [one] = images(eve, "/en/retrospective")
    assert one["alt"] == "Picture 1"
    assert "7 participants" in eve.main


def test_a_picture_is_kept_for_good_by_browsers(summit, visit):
    archive(summit, shown=True)
    eve = visit()
    for address, width in zip(addresses(images(eve)[0]), (480, 1200), strict=True):
        answer = eve.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert Image.open(io.BytesIO(answer.data)).size[0] == width
        again = eve.client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_picture_is_there_only_while_it_is_shown(summit, visit):
    archive(summit, shown=True)
    eve = visit()
    found = [address for one in images(eve) for address in addresses(one)]
    assert len(set(found)) == 6
    archive(summit, shown=False)
    assert images(eve) == []
    assert {eve.client.get(address).status_code for address in found} == {404}
    archive(summit, shown=True)
    assert {eve.client.get(address).status_code for address in found} == {200}


def test_a_file_that_is_no_picture_of_the_retrospective_is_not_there(summit, visit):
    archive(summit, shown=True)

    def hide():
        made = StoredFile(
            key="k", name="passport.jpg", kind="jpeg", size=1, sha256="a" * 64,
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(made)

    look(summit, hide, writes=True)
    for name in ("a" * 64, "b" * 64, "..%2f..%2fetc%2fpasswd"):
        assert visit().client.get(f"/pictures/{name}.jpg").status_code == 404


def test_pages_are_not_stale_and_tell_nothing_of_applications(summit, visit):
    eve = visit()
    eve.open(PAGE)
    assert eve.answer.headers["Cache-Control"] == "no-store"
    archive(summit, shown=True)
    for address in (PAGE, "/en/retrospective"):
        eve.open(address)
        assert eve.answer.headers["Cache-Control"] == "no-store"
        assert "Results" in eve.answer.text or address != PAGE
        assert "Wang" not in eve.answer.text
        assert "Xiaoming" not in eve.answer.text


def test_places_and_deadline_are_not_shown_of_what_is_over(summit, visit):
    archive(summit, shown=True)
    eve = visit()
    eve.open(PAGE)
    assert "This programme has taken place." in eve.main
    assert "Deadline for applications" not in eve.main
