"""Sensitive answers at the desk: hidden, until somebody who may opens them and leaves a trail."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from registration.applications import answers, documents, sealing
from registration.applications.models import Application, SectionAnswers
from registration.audit import trail
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, section, short_form, words
from tests.page import held
from tests.records import look

PDF = b"%PDF-1.4 an attest %%EOF"
FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("choice", "health", choices=choices("well", "ill"), sensitive=True),
    field("text", "medicine", when={"field": "health", "is": "ill"}),
    field(
        "group", "luggage", item=words("Piece"), required=False,
        fields=[field("text", "what"), field("text", "inside", sensitive=True)],
    ),
    field("file", "attest", sensitive=True, required=False),
]  # fmt: skip
FORM["sections"].append(
    section("clinic", field("text", "doctor"), when={"field": "health", "is": "ill"})
)
MORE = {
    "diet": "vegan", "health": "ill", "medicine": "Insulin", "attest": ["attest.pdf"],
    "luggage": [{"what": "Cello", "inside": "Syringe"}],
}  # fmt: skip
CLINIC = {"doctor": "Dr Mabuse"}
SECRETS = ("Ill", "Insulin", "attest.pdf", "Syringe", "Dr Mabuse")


@dataclass
class Sealed:
    """Anna's application, which only Berlin sees."""

    app: object
    address: str
    document: str

    def trail(self):
        def entries():
            acts = ("open_sensitive", "open_document")
            query = select(AuditEntry).where(AuditEntry.act.in_(acts)).order_by(AuditEntry.id)
            return [(one.act, one.actor, one.details) for one in db.session.scalars(query)]

        return look(self.app, entries)


@pytest.fixture
def sealed(app, ground):
    def make():
        programme = make_programme("sealed", partners=("berlin",), form=FORM)
        application = make_application(programme)
        fill(application, MORE, CLINIC)
        attest = answers.document_of(application).field("attest")
        kept = documents.add(
            application, attest, name="attest.pdf", content=PDF, now=clock.now()
        )  # fmt: skip
        return application.reference, kept.id

    reference, number = look(app, make, writes=True)
    address = f"/en/desk/applications/{reference}"
    return Sealed(app, address, f"{address}/documents/{number}")


def fill(application, more, clinic):
    [kept] = [one for one in application.answers if one.section == SECOND_PAGE]
    found = answers.document_of(application)
    sealing.write(kept, found.section(SECOND_PAGE).sealed, typed=[], values=more)
    if clinic:
        now = clock.now()
        answers_of = SectionAnswers(application_id=application.id, section="clinic", saved_at=now)
        sealing.write(answers_of, found.section("clinic").sealed, typed=[], values=clinic)
        application.answers.append(answers_of)


def rows(visitor):
    found = [one for one in visitor.page.all("div") if one["class"] == "summary__row"]
    return {one.all("dt")[0].text: one.all("dd")[0].text for one in found}


def opens(visitor):
    return [one.text for one in visitor.page.all("button") if "sensitive" in one.text]


def token(visitor):
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")


def test_sensitive_answers_are_hidden(sealed, sign_in):
    for who in ("Berta", "Rita", "Ada"):
        visitor = sign_in(who)
        visitor.open(sealed.address)
        assert {label: rows(visitor)[label] for label in ("Diet", "Health", "Attest")} == {
            "Diet": "Vegan", "Health": "Hidden: sensitive", "Attest": "Hidden: sensitive",
        }  # fmt: skip
        assert rows(visitor)["Luggage"] == "1. Cello Part of it is hidden."
        assert not any(secret in visitor.answer.text for secret in SECRETS)
    assert sealed.trail() == []


def test_whether_something_was_asked_for_after_a_hidden_answer_is_hidden_too(app, sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    ill = rows(berta)

    def recover():
        application = db.session.scalars(select(Application).order_by(Application.id.desc()))
        fill(application.first(), {**MORE, "health": "well"}, None)

    look(app, recover, writes=True)
    berta.open(sealed.address)
    assert rows(berta) == ill
    assert {"Medicine", "Doctor"} <= set(ill)


def test_a_coordinator_opens_them_once_and_that_is_in_the_trail(sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    berta.send(to="/sensitive")
    assert [secret for secret in SECRETS if secret not in berta.main] == []
    assert berta.answer.headers["Cache-Control"] == "no-store"
    [(act, actor, details)] = sealed.trail()
    assert (act, actor.partition(":")[0]) == ("open_sensitive", "staff")
    assert details == {"fields": ["health", "medicine", "luggage", "attest", "doctor"]}
    assert "Sensitive answers opened · Berta" in berta.main


def test_looking_again_hides_them(sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    berta.send(to="/sensitive")
    for address in (sealed.address, f"{sealed.address}/sensitive"):
        berta.open(address)
        assert rows(berta)["Health"] == "Hidden: sensitive"
        assert berta.address == sealed.address
    assert len(sealed.trail()) == 1


def test_reloading_the_page_hides_them_and_the_button_shows_them_again(sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    [form] = [one for one in berta.page.all("form") if one["action"].endswith("/sensitive")]
    same = dict(held(form))
    berta.send(to="/sensitive")
    assert berta.client.post(f"{sealed.address}/sensitive", data=same).status_code == 303
    assert len(sealed.trail()) == 1
    berta.open(sealed.address)
    berta.send(to="/sensitive")
    assert "Insulin" in berta.main
    assert len(sealed.trail()) == 2


@pytest.mark.parametrize("seen", ["²", "-1", "9" * 30, "x", ""])
def test_nonsense_instead_of_what_was_seen_breaks_nothing(sealed, sign_in, seen):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    berta.send(to="/sensitive", seen=seen)
    assert berta.status == 200


@pytest.mark.parametrize(("who", "status"), [("Rita", 403), ("Bo", 404)])
def test_others_cannot_open_them(sealed, sign_in, who, status):
    visitor = sign_in(who)
    visitor.open(sealed.address)
    assert opens(visitor) == []
    for address in (f"{sealed.address}/sensitive", sealed.document):
        visitor.open("/en/desk")
        data = {"csrf_token": token(visitor)}
        answer = visitor.client.post(address, data=data)
        assert answer.status_code == status
        assert not any(secret in answer.text for secret in SECRETS)
    assert visitor.client.get(sealed.document).status_code == status
    assert sealed.trail() == []


def test_there_is_no_button_where_nothing_is_hidden(app, ground, sign_in):
    query = select(Application.reference).where(Application.name == "Jürgen Müller")
    reference = look(app, lambda: db.session.scalars(query).one())
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}")
    assert opens(berta) == []


def test_a_sensitive_document_is_given_by_its_button_alone(sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.document)
    assert berta.address == sealed.address
    berta.send(to="/sensitive")
    assert "Open the document: attest.pdf" in berta.main
    berta.send(to="/documents/")
    assert berta.answer.data == PDF
    assert berta.answer.headers["Cache-Control"] == "no-store"
    assert berta.answer.headers["Content-Disposition"] == "inline; filename=attest.pdf"
    assert berta.answer.headers["Content-Security-Policy"].startswith("sandbox;")
    act, _, details = sealed.trail()[-1]
    number = int(sealed.document.rpartition("/")[2])
    assert (act, details) == ("open_document", {"fields": ["attest"], "document": number})


def test_with_a_lost_key_the_pages_say_so_in_words(sealed, sign_in):
    berta = sign_in("Berta")
    keys = known.secret_keys
    try:
        known.secret_keys = ("another key, as if ours were lost",)
        berta.open(sealed.address)
        assert (berta.status, rows(berta)["Health"]) == (200, "Hidden: sensitive")
        berta.send(to="/sensitive")
        assert rows(berta)["Health"] == "This answer cannot be read."
        assert rows(berta)["Diet"] == "Vegan"
        answer = berta.client.post(sealed.document, data={"csrf_token": token(berta)})
        assert answer.status_code == 409
        assert "This file cannot be read" in answer.text
    finally:
        known.secret_keys = keys


def test_the_history_of_an_application_holds_no_answers(app, sealed, sign_in):
    berta = sign_in("Berta")
    berta.open(sealed.address)
    berta.send(to="/sensitive")
    query = select(Application).order_by(Application.id.desc())

    def told():
        about = db.session.scalars(query).first().about
        return str([one.details for one in trail.entries_about(about)])

    assert not any(secret in look(app, told) for secret in SECRETS)
