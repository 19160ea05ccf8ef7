"""What applicants type that is sensitive: theirs to see, and nobody's who has the database."""

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from registration.core.db import Base, db
from registration.core.settings import settings as known
from tests.factories import make_programme
from tests.forms.documents import field, section, words
from tests.page import held
from tests.records import look, mails
from tests.web.apply.test_fill import typed

PDF = b"%PDF-1.7\nquokka\n%%EOF\n"
FORM = {
    "key": "sealed",
    "sections": [
        section(
            "person",
            field("name", "name", role="name"),
            field("email", "email", role="email"),
            field("text", "illness", sensitive=True),
            field("hidden", "copy", value={"join": [{"field": "illness"}, "!"]}),
            field(
                "group", "companions", role="companions", item=words("Companion"),
                fields=[field("text", "first"), field("text", "fear", sensitive=True)],
                required=False,
            ),
        ),
        section("papers", field("file", "attest", sensitive=True, max_files=2)),
    ],
}  # fmt: skip
PERSON = {"name__given": "Anna", "email": "anna@stadt.example", "illness": "quokka flu"}
REMARK = "We store this answer encrypted; only the coordinators of the programme may open it."


@pytest.fixture
def begun(app, anna):
    look(app, lambda: make_programme("sealed", form=FORM), writes=True)
    anna.open("/en/programmes/sealed/apply")
    return anna


def upload(visitor):
    data = dict(held(visitor.page.all("form")[-1]))
    data |= {"attest": (io.BytesIO(PDF), "quokka.pdf")}
    answer = visitor.client.post(visitor.address, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client keeps it on the disk
    assert answer.status_code == 303
    visitor.open(answer.location)


def everything_kept(app) -> bytes:
    """All columns of all tables, and on SQLite the very bytes of the database and of its log."""
    found = [look(app, _all_rows).encode()]
    with app.app_context():
        place = db.engine.url.database
    if place and Path(place).is_file():
        paths = [Path(place + end) for end in ("", "-wal")]
        found += [path.read_bytes() for path in paths if path.is_file()]
    folder = known.storage_folder
    found += [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"".join(found)


def _all_rows() -> str:
    tables = Base.metadata.sorted_tables
    return str([db.session.execute(select(table)).all() for table in tables])


def test_nothing_sensitive_stands_readable_in_the_database_or_in_a_mail(app, begun):
    begun.send(button=("add", "companions"), **PERSON)
    begun.send(companions__0__first="Ben", companions__0__fear="quokkas")
    upload(begun)
    assert begun.heading == "Check your answers"
    begun.send()
    assert begun.heading == "Your application"
    assert [notice for notice, *_ in mails(app)] == ["receipt"]
    kept = everything_kept(app)
    assert b"anna@stadt.example" in kept
    assert b"quokka" not in kept


def test_a_wrong_answer_is_sealed_as_well(app, begun):
    begun.send(**{**PERSON, "email": "nonsense"})
    assert begun.status == 422
    assert b"quokka" not in everything_kept(app)
    assert b"nonsense" in everything_kept(app)


def test_applicants_see_their_own_answers(begun):
    begun.send(**PERSON)
    upload(begun)
    assert "quokka flu" in begun.main
    [link] = [one for one in begun.page.all("a") if one.text == "quokka.pdf"]
    with begun.client.get(link["href"]) as answer:
        assert answer.data == PDF
    begun.open(begun.address.replace("/summary", "/sections/person"))
    assert typed(begun)["illness"] == "quokka flu"


def test_the_form_says_what_is_kept_encrypted(begun):
    told = [one for one in begun.page.all("p") if one.text == REMARK]
    assert [one["id"] for one in told] == ["sealed-illness"]
    [control] = [one for one in begun.page.all("input") if one["name"] == "illness"]
    assert "sealed-illness" in control["aria-describedby"].split()


def test_the_form_says_what_for_and_who_sees_it(app, anna):
    asked = field(
        "text", "illness", why=words("We cook."), purpose="safety", keep=30,
        visible_to=["coordinator", "administrator"],
    )  # fmt: skip
    person = [field("name", "name", role="name"), field("email", "email", role="email")]
    form = {"key": "told", "sections": [section("person", *person, asked)]}
    look(app, lambda: make_programme("told", form=form), writes=True)
    anna.open("/en/programmes/told/apply")
    [details] = [one for one in anna.page.all("details") if one["class"] == "field__why"]
    assert [one.text for one in details.all("p")] == [
        "We cook.", "We use your answer for health and safety.",
        "Only the coordinators and the administrators see it.",
        "We delete it 30 days after the programme ends.",
    ]  # fmt: skip


def test_with_a_lost_key_the_applicant_reads_what_to_do_and_answers_anew(begun):
    begun.send(**PERSON)
    keys = known.secret_keys
    try:
        known.secret_keys = ("another key, as if ours were lost", *keys[1:])
        begun.open(begun.address.replace("/papers", "/person"))
        assert begun.status == 200
        assert "Some answers cannot be read" in begun.main
        assert "answer these questions once more: Illness" in begun.main
        begun.send(illness="none")
        begun.open(begun.address.replace("/papers", "/person"))
        assert "Some answers cannot be read" not in begun.main
        assert typed(begun)["illness"] == "none"
    finally:
        known.secret_keys = keys
