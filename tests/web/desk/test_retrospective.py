"""What came of a programme is written at the desk and shown in the Retrospective, with pictures."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings
from registration.files.models import StoredFile
from registration.programmes import retrospective
from registration.programmes.models import Programme
from registration.programmes.retrospective import MOST_BYTES, MOST_PICTURES, PictureTooLarge
from registration.programmes.retrospective_models import RetrospectivePicture
from registration.programmes.windows import may_begin, may_send
from tests.factories import make_application, make_programme
from tests.forms.documents import words
from tests.records import Statements, change, look

PAGE = "/en/desk/programmes/summit/retrospective"
NEW = f"{PAGE}/pictures/new"
RESULTS = {
    "results__de": "Zwei *Ergebnisse*",
    "results__en": "Two *results*",
    "results__zh": "两项成果",
}
ALT = {"alt__de": "Zwei Tische", "alt__en": "Two tables", "alt__zh": "两张桌子"}


@pytest.fixture
def summit(ground) -> str:
    """A programme of Berlin's that is over."""

    def make():
        return make_over("summit").slug

    return look(ground, make, writes=True)


def make_over(slug, **more):
    now = clock.now()
    times = {
        "opens_at": now - timedelta(days=90), "closes_at": now - timedelta(days=60),
        "starts_at": now - timedelta(days=30), "ends_at": now - timedelta(days=20),
    }  # fmt: skip
    return make_programme(slug, partners=("berlin",), **{**times, **more})


def photo(width=1600, height=1000, kind="JPEG", colour="red", **more):
    content = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(content, kind, **more)
    return content.getvalue()


def write(visitor, *, button=None, **typed):
    visitor.open(PAGE)
    visitor.send(button=button, **{**RESULTS, **typed})
    return visitor


def show(visitor):
    return write(visitor, button=("go", "show"))


def add(visitor, content=None, **typed):
    visitor.open(NEW)
    file = (io.BytesIO(photo() if content is None else content), "Anna 2026.jpg")
    form = {"file": file, "agreed": "yes", **ALT, **typed}
    visitor.send(**{name: one for name, one in form.items() if one is not None})
    return visitor


def links(visitor):
    """The addresses of the pictures on the page at the desk."""
    visitor.open(PAGE)
    found = [
        one["href"] for one in visitor.page.all("a") if "/retrospective/pictures/" in one["href"]
    ]
    return [one for one in found if one != NEW]


def pictures(app):
    query = select(RetrospectivePicture).order_by(RetrospectivePicture.position)
    return look(app, lambda: [(one.position, one.alt["en"]) for one in db.session.scalars(query)])


def acts(app, like="%"):
    noted = select(AuditEntry).where(
        AuditEntry.about.like("programme:%"), AuditEntry.act.like(like)
    )
    rows = noted.order_by(AuditEntry.id)
    return look(app, lambda: [(one.act, one.details) for one in db.session.scalars(rows)])


def files(app):
    kept = settings.storage_folder / "files"
    return look(app, lambda: sorted(p.name for p in kept.rglob("*") if p.is_file()))


def sizes(app):
    query = select(RetrospectivePicture)
    return look(
        app, lambda: [(p.small_width, p.width, p.height) for p in db.session.scalars(query)]
    )


def public(visitor, address="/en/programmes/summit"):
    visitor.open(address)
    return visitor.main


def images(visitor):
    return visitor.page.all("main")[0].all("img")


def test_it_is_found_from_the_programme_and_from_the_list(summit, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/summit")
    assert PAGE in [one["href"] for one in berta.page.all("main")[0].all("a")]
    berta.open("/en/desk/retrospective")
    assert [one["href"] for one in berta.page.all("main")[0].all("tbody")[0].all("a")] == [PAGE]
    assert "Not shown" in berta.main


def test_a_programme_still_to_come_has_no_such_page(ground, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/berlin-only/retrospective")
    assert berta.status == 404
    berta.open("/en/desk/programmes/berlin-only")
    assert "Retrospective" not in berta.main


def test_of_a_foreign_programme_nothing_is_there_and_a_reviewer_may_not(summit, sign_in):
    bo, rita = sign_in("Bo"), sign_in("Rita")
    for who, status in ((bo, 404), (rita, 403)):
        who.open(PAGE)
        assert who.status == status
    bo.open("/en/desk/retrospective")
    assert bo.page.all("main")[0].all("tbody") == []


def test_what_is_written_is_kept_and_not_public_before_it_is_shown(summit, ground, sign_in, visit):
    berta = write(sign_in("Berta"), results__zh="", participants="")
    berta.open(PAGE)
    assert "Zwei *Ergebnisse*" in berta.main
    eve = visit()
    assert "Two results" not in public(eve)
    assert acts(ground) == [("write_retrospective", {})]


def test_it_is_shown_and_taken_back(summit, ground, sign_in, visit):
    eve, berta = visit(), sign_in("Berta")
    before = public(eve)
    write(berta, participants="42", button=("go", "show"))
    assert "Everybody can see results and pictures." in berta.main
    shown = public(eve)
    assert "Two results" in shown
    assert "Number of participants 42" in shown
    assert "42 participants" in public(eve, "/en/retrospective")
    berta.send(to="/take-back")
    assert "are not shown any more" in berta.main
    assert public(eve) == before
    assert [act for act, _ in acts(ground)] == [
        "write_retrospective", "show_in_retrospective", "take_back_from_retrospective",
    ]  # fmt: skip


def test_a_number_left_empty_is_not_shown(summit, sign_in, visit):
    show(sign_in("Berta"))
    assert "participant" not in public(visit())


def test_each_language_has_its_own_results(summit, sign_in, visit):
    show(sign_in("Berta"))
    eve = visit()
    assert "两项成果" in public(eve, "/zh/programmes/summit")
    assert "Zwei Ergebnisse" in public(eve, "/de/programmes/summit")


def test_headings_of_the_results_stand_below_theirs(summit, sign_in, visit):
    text = "# First\n\n## Second\n\n### Third"
    write(sign_in("Berta"), button=("go", "show"), results__en=text)
    eve = visit()
    public(eve)
    found = {level: [one.text for one in eve.page.all(level)] for level in ("h1", "h3", "h4")}
    assert found == {"h1": ["Summit"], "h3": ["First", "Second"], "h4": ["Third"]}


@pytest.mark.parametrize(
    ("typed", "button", "told"),
    [
        ({"results__zh": " "}, ("go", "show"), "written in all three languages."),
        ({"participants": "many"}, None, "Please give a whole number."),
        ({"participants": "0"}, None, "Please give a number from 1 to"),
        ({"results__en": "x" * 20_001}, None, "Please use at most 20,000 characters."),
    ],
)
def test_what_cannot_be_is_told_and_kept_as_typed(summit, ground, sign_in, typed, button, told):
    berta = write(sign_in("Berta"), button=button, **typed)
    assert berta.status == 422
    assert [told in one for one in berta.errors] == [True]
    assert "Zwei *Ergebnisse*" in berta.main
    assert acts(ground) == []


def test_what_is_shown_stays_complete(summit, ground, sign_in, visit):
    berta = show(sign_in("Berta"))
    write(berta, results__de="")
    assert berta.status == 422
    assert "Zwei Ergebnisse" in public(visit(), "/de/programmes/summit")


def test_nobody_overwrites_what_they_never_saw(summit, ground, sign_in):
    berta, ada = sign_in("Berta"), sign_in("Ada")
    berta.open(PAGE)
    write(ada, results__en="Three results")
    berta.send(**RESULTS)
    assert berta.status == 409
    assert "Three results" in berta.errors[0]
    assert "Two *results*" in berta.main


@pytest.mark.parametrize(
    ("states", "counted"),
    [
        (("attended", "absent", "confirmed"), "Counted from the applications: 2"),
        (("confirmed", "rejected"), "Counted from the applications: 2"),
        (("rejected",), None),
    ],
)
def test_the_number_of_those_who_came_is_offered(summit, ground, sign_in, states, counted):
    def fill():
        found = db.session.scalars(select(Programme).filter_by(slug="summit")).one()
        for state in states:
            make_application(found, state=state, party_size=2)

    look(ground, fill, writes=True)
    berta = sign_in("Berta")
    berta.open(PAGE)
    assert ("Counted from" in berta.main) == bool(counted)
    assert (counted or "") in berta.main


def test_an_archived_programme_takes_no_applications(summit, ground, sign_in, visit):
    show(sign_in("Berta"))
    later = clock.now() + timedelta(days=30)
    change(ground, Programme, {"closes_at": None, "ends_at": later}, slug="summit")

    def taken():
        found = db.session.scalars(select(Programme).filter_by(slug="summit")).one()
        now = clock.now()
        return may_begin(found, now), may_send(found, begun_at=now, now=now)

    assert look(ground, taken) == (False, False)
    eve = visit()
    public(eve)
    assert [one for one in eve.page.all("a") if one["href"].endswith("/apply")] == []
    assert "Summit" not in [one.text for one in eve.open("/en/").all("ol")]


def test_a_picture_is_kept_in_two_sizes_without_notes(summit, ground, sign_in):
    exif = Image.Exif()
    exif[0x010E] = "Anna Beispiel at home"
    berta = add(sign_in("Berta"), photo(exif=exif), credit=" Anna  Beispiel ")
    assert "Photo: Anna Beispiel" in berta.main
    assert sizes(ground) == [(480, 1200, 750)]
    for name in files(ground):
        content = next(settings.storage_folder.rglob(name)).read_bytes()
        assert b"Anna" not in content
        assert dict(Image.open(io.BytesIO(content)).getexif()) == {}
    [(act, details)] = acts(ground)
    assert (act, details["agreed"]) == ("add_picture", True)


@pytest.mark.parametrize(
    ("content", "typed", "told"),
    [
        (None, {"alt__zh": ""}, "Please fill this in in all three languages."),
        (None, {"alt__de": "x" * 501}, "Please use at most 500 characters."),
        (None, {"credit": "x" * 201}, "Please use at most 200 characters."),
        (None, {"agreed": None}, "Please tick this."),
        (None, {"position": "13"}, "Please give a number from 1 to 12."),
        (None, {"file": None}, "Please choose a picture."),
        (b"<svg onload='alert(1)'/>", {}, "This is no picture that is possible here"),
        (b"%PDF-1.4\n%%EOF", {}, "This is no picture that is possible here"),
        (photo()[:500] + b"\xff\xd9", {}, "This is no picture that is possible here"),
        (photo(400, 400), {}, "at least 480 × 240 pixels."),
    ],
)
def test_a_wrong_picture_is_told_and_nothing_kept(summit, ground, sign_in, content, typed, told):
    berta = add(sign_in("Berta"), content, **{"alt__en": "Two tables!", **typed})
    assert berta.status == 422
    assert [told in one for one in berta.errors] == [True]
    assert [one["value"] for one in berta.page.all("input") if one["id"] == "alt-en"] == [
        "Two tables!"
    ]
    assert (pictures(ground), files(ground), acts(ground)) == ([], [], [])


def test_each_problem_says_what_it_is_about(summit, sign_in):
    berta = add(sign_in("Berta"), agreed=None, alt__zh="")
    summary = berta.page.all("main")[0].all("li")
    assert [one.text for one in summary] == [
        "What can be seen: Please fill this in in all three languages.",
        "Agreement: Please tick this. Without it, the picture cannot be shown.",
    ]


def test_a_file_that_is_too_large_is_not_kept(summit, ground):
    content = photo() + b"\0" * MOST_BYTES

    def keep():
        found = db.session.scalars(select(Programme).filter_by(slug="summit")).one()
        told = {"alt": words("Two tables"), "credit": "", "position": None}
        with pytest.raises(PictureTooLarge):
            retrospective.add_picture(found, content, **told, by="system", now=clock.now())

    look(ground, keep, writes=True)
    assert (pictures(ground), files(ground)) == ([], [])


def test_there_are_twelve_pictures_at_most(summit, ground, sign_in):
    berta = sign_in("Berta")
    for _ in range(MOST_PICTURES):
        add(berta, photo(480, 240))
    assert "Add a picture" not in berta.main
    add(berta)
    told = "Picture: There are 12 pictures already. Please remove one of them first."
    assert berta.errors == [told]
    assert len(pictures(ground)) == 12


def test_pictures_are_ordered_changed_and_removed(summit, ground, sign_in):
    berta = sign_in("Berta")
    for name, place in (("One", ""), ("Two", ""), ("Three", "1")):
        add(berta, alt__en=name, position=place)
    assert pictures(ground) == [(1, "Three"), (2, "One"), (3, "Two")]
    first, second, _third = links(berta)
    berta.open(first)
    berta.send(position="3", alt__en="Third")
    assert pictures(ground) == [(1, "One"), (2, "Two"), (3, "Third")]
    berta.open(first)
    berta.send(alt__de="")
    assert berta.status == 422
    berta.open(second)
    berta.send(to="/delete")
    assert pictures(ground) == [(1, "Two"), (2, "Third")]
    assert len(files(ground)) == 4
    assert look(ground, lambda: len(db.session.scalars(select(StoredFile)).all())) == 4
    assert [act for act, _ in acts(ground, "%picture")] == [
        "add_picture", "add_picture", "add_picture", "change_picture", "remove_picture",
    ]  # fmt: skip


def test_a_picture_of_another_programme_is_not_there(summit, ground, sign_in):
    look(ground, lambda: make_over("other").slug, writes=True)
    berta = add(sign_in("Berta"))
    [link] = links(berta)
    for address in (link, f"{link}/file"):
        berta.open(address.replace("summit", "other"))
        assert berta.status == 404
    assert berta.client.get(f"{link}/file").mimetype == "image/jpeg"


def test_the_lists_take_as_many_statements_for_three_as_for_one(summit, ground, sign_in, visit):
    berta, eve = sign_in("Berta"), visit()
    show(add(berta))

    def count():
        counts = []
        for who, address in ((berta, "/en/desk/retrospective"), (eve, "/en/retrospective")):
            who.open(address)
            with Statements(ground) as made:
                who.open(address)
            counts.append(len(made))
        return counts

    one = count()

    def more():
        for slug in ("second", "third"):
            archived = make_over(slug, archived_at=clock.now())
            db.session.flush()
            first = db.session.scalars(select(RetrospectivePicture)).first()
            values = {name: getattr(first, name) for name in (
                "position", "alt", "credit", "small_id", "small_width", "large_id", "width",
                "height",
            )}  # fmt: skip
            db.session.add(RetrospectivePicture(programme_id=archived.id, **values))

    look(ground, more, writes=True)
    assert count() == one
