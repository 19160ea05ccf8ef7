"""A form may say which roles see an answer at the desk; to all others it is not there."""

import pytest

from registration.applications import answers, documents, sealing
from registration.core import clock
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, short_form
from tests.records import look
from tests.web.desk.test_sensitive import rows, token

PDF = b"%PDF-1.4 marks %%EOF"
FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("text", "motive", visible_to=["reviewer", "administrator"]),
    field("file", "marks", visible_to=["reviewer"], required=False),
    field("text", "illness", visible_to=["coordinator"], sensitive=True),
]
MORE = {"diet": "vegan", "motive": "Curious", "marks": ["marks.pdf"], "illness": "Flu"}
HIDDEN, SEALED = "Hidden: for others only", "Hidden: sensitive"
SHOWN = {
    "Rita": {
        "Diet": "Vegan",
        "Motive": "Curious",
        "Marks": "marks.pdf (opens in a new tab)",
        "Illness": HIDDEN,
    },
    "Berta": {"Diet": "Vegan", "Motive": HIDDEN, "Marks": HIDDEN, "Illness": SEALED},
    "Ada": {"Diet": "Vegan", "Motive": "Curious", "Marks": HIDDEN, "Illness": HIDDEN},
}


@pytest.fixture
def addresses(app, ground):
    """Of an application, and of its document."""

    def make():
        application = make_application(make_programme("narrow", form=FORM))
        [kept] = [one for one in application.answers if one.section == SECOND_PAGE]
        sealed = answers.sealed_in(application, SECOND_PAGE)
        sealing.write(kept, sealed, typed=[], values=MORE)
        asked = answers.document_of(application).field("marks")
        now = clock.now()
        marks = documents.add(application, asked, name="marks.pdf", content=PDF, now=now)
        return application.reference, marks.id

    reference, number = look(app, make, writes=True)
    address = f"/en/desk/applications/{reference}"
    return address, f"{address}/documents/{number}"


@pytest.mark.parametrize("who", SHOWN)
def test_each_role_sees_what_is_meant_for_it(addresses, sign_in, who):
    visitor = sign_in(who)
    visitor.open(addresses[0])
    assert {label: rows(visitor)[label] for label in SHOWN[who]} == SHOWN[who]


def test_opening_sensitive_answers_opens_none_that_is_for_others(addresses, sign_in):
    berta = sign_in("Berta")
    berta.open(addresses[0])
    berta.send(to="/sensitive")
    assert {label: rows(berta)[label] for label in SHOWN["Berta"]} == {
        **SHOWN["Berta"], "Illness": "Flu",
    }  # fmt: skip
    ada = sign_in("Ada")
    ada.open(addresses[0])
    assert not [one for one in ada.page.all("button") if "sensitive" in one.text]
    data = {"csrf_token": token(ada)}
    assert "Flu" not in ada.client.post(f"{addresses[0]}/sensitive", data=data).text


@pytest.mark.parametrize(("who", "status"), [("Rita", 200), ("Berta", 403), ("Ada", 403)])
def test_a_document_for_another_role_is_not_given(addresses, sign_in, who, status):
    visitor = sign_in(who)
    with visitor.client.get(addresses[1]) as answer:
        assert answer.status_code == status
    if who != "Rita":
        data = {"csrf_token": token(visitor)}
        assert visitor.client.post(addresses[1], data=data).status_code == status
