"""What later answers hide no longer counts, wherever it was taken over; once sent, it is gone."""

import io

import pytest
from sqlalchemy import select

from registration.applications.models import Application, Document, SectionAnswers
from registration.core.db import db
from tests.factories import make_programme
from tests.forms.documents import field, section, words
from tests.records import look


@pytest.fixture
def anna_with_a_companion(app, anna):
    person = field("name", "name", role="name"), field("email", "email", role="email")
    form = {"key": "hidden", "sections": [
        section("person", *person),
        section("company", field("yes_no", "accompanied")),
        section("companions", field(
            "group", "companions", role="companions", item=words("Companion"),
            fields=[field("text", "first")],
        ), when={"field": "accompanied", "is": True}),
    ]}  # fmt: skip
    look(app, lambda: make_programme("hidden", form=form), writes=True)
    anna.open("/en/programmes/hidden/apply")
    anna.send(name__family="Beispiel", email="anna@stadt.example")
    anna.send(accompanied="yes")
    anna.send(button=("add", "companions"))
    anna.send(companions__0__first="Ben")
    return anna


def party_size(app):
    return look(app, lambda: db.session.scalar(select(Application.party_size)))


def test_a_companion_who_is_hidden_takes_no_place(app, anna_with_a_companion):
    anna = anna_with_a_companion
    assert party_size(app) == 2
    anna.open(anna.address.replace("/summary", "/sections/company"))
    anna.send(accompanied="no")
    assert party_size(app) == 1


def test_a_changed_mind_brings_the_companion_back(app, anna_with_a_companion):
    anna = anna_with_a_companion
    for answer in ("no", "yes"):
        anna.open(anna.address.replace("/summary", "/sections/company"))
        anna.open(anna.address.replace("/sections/companions", "/sections/company"))
        anna.send(accompanied=answer)
    assert party_size(app) == 2


class TestOnceItIsSent:
    """A form with a secret in a hidden question, in a group, in a file and on a hidden page."""

    @pytest.fixture
    def anna(self, app, anna):
        travels = {"field": "travels", "is": True}
        companions = field(
            "group", "companions", required=False, item=words("Companion"),
            fields=[
                field("text", "first"), field("yes_no", "drives"),
                field("text", "licence", when={"field": "drives", "is": True}),
                field("text", "secret", required=False, when=travels),
            ],
        )  # fmt: skip
        form = {"key": "secrets", "sections": [
            section(
                "person", field("name", "name", role="name"),
                field("email", "email", role="email"), field("yes_no", "travels"),
                field("date", "visa_until", when=travels, required=False),
                field("file", "visa", kinds=["pdf"], when=travels, required=False),
            ),
            section("company", companions),
            section("travel", field("text", "flight"), when=travels),
            section("rest", field("declaration", "data_read")),
        ]}  # fmt: skip
        more = {"form": form, "selection": "review"}
        look(app, lambda: make_programme("secrets", **more), writes=True)
        anna.open("/en/programmes/secrets/apply")
        anna.send(
            name__family="Beispiel", email="anna@stadt.example", travels="yes", visa=visa(),
            visa_until__day="1", visa_until__month="2", visa_until__year="2031",
        )  # fmt: skip
        for _ in range(3):
            anna.send(button=("add", "companions"))
        ben = {"first": "Ben", "drives": "yes", "licence": "SECRET-1", "secret": "SECRET-2"}
        cem = {"first": "Cem", "drives": "no", "licence": "SECRET-3", "secret": "SECRET-4"}
        anna.send(
            **{f"companions-0-{name}": value for name, value in ben.items()},
            **{f"companions-2-{name}": value for name, value in cem.items()},
        )
        anna.send(flight="SECRET-5")
        anna.send(data_read="yes")
        return anna

    def at(self, visitor, section_key):
        own = visitor.address.partition("/apply/")[2].partition("/")[0]
        visitor.open(f"/en/apply/{own}/sections/{section_key}")
        return visitor

    def stay_at_home(self, visitor):
        self.at(visitor, "person").send(travels="no")

    def test_a_draft_keeps_all_of_it_for_a_changed_mind(self, app, anna):
        self.stay_at_home(anna)
        assert secrets(app) == ["SECRET-1", "SECRET-2", "SECRET-3", "SECRET-4", "SECRET-5"]
        assert documents(app) == 1
        self.at(anna, "person").send(travels="yes")
        anna.open(anna.address.partition("/sections")[0] + "/summary")
        assert "SECRET-5" in anna.main

    def test_what_is_hidden_then_is_deleted_and_nothing_else(self, app, anna):
        self.stay_at_home(anna)
        summary(anna).send()
        assert secrets(app) == ["SECRET-1"]
        assert documents(app) == 0
        assert kept(app, "travel") is None
        assert kept(app, "company").values == {
            "companions": [
                {"first": "Ben", "drives": True, "licence": "SECRET-1"},
                {"first": "Cem", "drives": False},
            ]
        }
        assert kept(app, "person").values.keys() == {"name", "email", "travels"}
        assert not [name for name, _ in kept(app, "person").typed if name.startswith("visa")]

    def test_what_is_asked_for_stays_as_it_was_typed(self, app, anna):
        summary(anna).send()
        assert secrets(app) == ["SECRET-1", "SECRET-2", "SECRET-4", "SECRET-5"]
        assert documents(app) == 1
        assert ["visa_until-year", "2031"] in kept(app, "person").typed

    def test_a_correction_deletes_what_it_hides(self, app, anna):
        summary(anna).send()
        self.stay_at_home(anna)
        assert anna.heading == "Your application"
        assert secrets(app) == ["SECRET-1"]
        assert documents(app) == 0

    def test_what_is_refused_deletes_nothing(self, app, anna):
        self.stay_at_home(anna)
        self.at(anna, "rest").send(data_read="")
        summary(anna)
        assert secrets(app)[-1] == "SECRET-5"
        assert documents(app) == 1


def visa():
    return io.BytesIO(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"), "visa.pdf"


def summary(visitor):
    visitor.open(visitor.address.partition("/sections")[0].removesuffix("/summary") + "/summary")
    return visitor


def kept(app, section_key):
    """The answers of a section as the database holds them."""
    query = select(SectionAnswers.typed, SectionAnswers.values).filter_by(section=section_key)
    return look(app, lambda: db.session.execute(query).first())


def documents(app):
    return len(look(app, lambda: db.session.scalars(select(Document.id)).all()))


def secrets(app):
    """The secrets in the database, typed and as values, each once."""
    query = select(SectionAnswers.typed, SectionAnswers.values)
    everything = str(look(app, lambda: db.session.execute(query).all()))
    return [f"SECRET-{number}" for number in range(1, 6) if f"SECRET-{number}" in everything]
