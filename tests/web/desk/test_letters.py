"""A coordinator writes to one person: looked at first, sent once, and known by its author."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.mail.models import Lane, Message
from registration.parties.contributions import Person, name_somebody
from registration.parties.models import Contribution
from tests.records import change, look, mails, references

TYPED = {"subject__en": "About {programme}", "body__en": "Please bring **both** forms, {name}."}
SEND = ("go", "send")
HOSTILE = "<b>Eve</b> {reference}"


@pytest.fixture
def anna(ground):
    """The reference of an applicant of ``berlin-only`` whose address is proved."""
    reference = references(ground)[1]
    proved = {"email": "anna@stadt.example", "email_proved_at": clock.now(), "name": "Anna Weiß"}
    change(ground, Application, proved, reference=reference)
    return reference


def begin(visitor, reference):
    visitor.open(f"/en/desk/applications/{reference}/letter")
    return visitor


def written(app, *columns):
    query = select(*columns).where(Message.notice == "letter").order_by(Message.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def test_it_is_shown_as_it_would_go_before_it_can_be_sent(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    assert [one.text for one in berta.page.all("main")[0].all("button")] == ["Show the preview"]
    berta.send(**TYPED)
    assert "To anna@stadt.example Subject About Berlin Only" in berta.main
    assert "Dear Anna Weiß, Please bring **both** forms, Anna Weiß." in berta.main
    assert "/en/open/… Reference:" in berta.main
    assert mails(ground) == []


def test_it_goes_in_the_fast_lane_and_stands_among_the_messages(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND)
    assert "The mail is on its way." in berta.page.text
    assert "About Berlin Only" in berta.main
    assert "A mail was written to the applicant · Berta" in berta.main
    assert mails(ground) == [("letter", "anna@stadt.example", "en")]
    [(subject, html, lane)] = written(ground, Message.subject, Message.html, Message.lane)
    assert (subject, lane) == ("About Berlin Only", Lane.PROMPT)
    assert "<p>Please bring <strong>both</strong> forms, Anna Weiß.</p>" in html


def test_its_page_says_who_wrote_it_also_when_it_is_sent_once_more(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND)
    change(ground, Message, {"state": "sent", "sent_at": clock.now()}, notice="letter")
    berta.open("/en/desk/messages/1")
    assert "Written by Berta" in berta.main
    berta.send()
    assert berta.address == "/en/desk/messages/2"
    assert "Written by Berta" in berta.main


def test_the_link_in_it_opens_the_application(ground, anna, sign_in, visit):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND)
    [(text,)] = written(ground, Message.text)
    link = next(line for line in text.splitlines() if "/open/" in line)
    applicant = visit()
    applicant.open(link[link.index("/en/") :])
    applicant.send()
    assert anna in applicant.main


def test_a_mail_of_a_person_does_not_say_that_it_is_automatic(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND)
    [(text, html, raw)] = written(ground, Message.text, Message.html, Message.raw)
    assert "automatically" not in text + html
    assert b"Auto-Submitted" not in raw
    assert "Imprint: " in text


def test_it_is_written_in_the_language_of_the_applicant(ground, sign_in):
    reference = references(ground)[0]
    proved = {"email": "wang@stadt.example", "email_proved_at": clock.now()}
    change(ground, Application, proved, reference=reference)
    berta = begin(sign_in("Berta"), reference)
    names = [one["name"] for one in berta.page.all("main")[0].all("input", "textarea")]
    assert names == ["csrf_token", "seen", "looked_at", "subject-zh", "body-zh", "files"]
    berta.send(subject__zh="通知", body__zh="{name}，您好。")
    berta.send(button=SEND)
    assert mails(ground) == [("letter", "wang@stadt.example", "zh")]


def test_sending_the_same_page_again_sends_nothing_again(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    preview = berta.page, berta.address
    berta.send(button=SEND)
    berta.page, berta.address = preview
    berta.send(button=SEND)
    assert "The mail is on its way." in berta.page.text
    assert len(mails(ground)) == 1
    assert berta.main.count("A mail was written to the applicant") == 1


def test_the_same_words_can_be_written_anew_later(ground, anna, sign_in):
    for _ in range(2):
        berta = begin(sign_in("Berta"), anna)
        berta.send(**TYPED)
        berta.send(button=SEND)
    assert len(mails(ground)) == 2


def test_words_changed_after_the_preview_are_shown_again_first(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND, body__en="Please bring nothing.")
    assert "Not sent yet: you have changed the words" in berta.main
    assert "Dear Anna Weiß, Please bring nothing." in berta.main
    assert mails(ground) == []
    berta.send(button=SEND)
    [(text,)] = written(ground, Message.text)
    assert "Please bring nothing." in text


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, ["Please write a subject.", "Please write what the mail should say."]),
        ({"subject__en": "x" * 251, "body__en": "Hello"},
         ["Please use at most 250 characters in one line."]),
        ({"subject__en": "Hello", "body__en": "x" * 10_001},
         ["Please use at most 10,000 characters."]),
        ({"subject__en": "Hello", "body__en": "Dear {nmae}"},
         ["There is no placeholder {nmae} in this mail. Did you mean {name}?"]),
        ({"subject__en": "Hello", "body__en": "The {note}"},
         ["There is no placeholder {note} in this mail. Take one from the list."]),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_and_kept(ground, anna, sign_in, typed, errors):
    berta = begin(sign_in("Berta"), anna)
    berta.send(button=SEND, **typed)
    assert (berta.status, berta.errors) == (422, errors)
    [body] = berta.page.all("textarea")
    assert body.text == typed.get("body__en", "")
    assert mails(ground) == []


def test_what_an_applicant_typed_is_text_and_nothing_else(ground, anna, sign_in):
    change(ground, Application, {"name": HOSTILE}, reference=anna)
    berta = begin(sign_in("Berta"), anna)
    berta.send(subject__en="For {name}", body__en="Hello {name}.")
    berta.send(button=SEND)
    [(subject, text, html)] = written(ground, Message.subject, Message.text, Message.html)
    assert subject == f"For {HOSTILE}"
    assert f"Hello {HOSTILE}." in text
    assert "Hello &lt;b&gt;Eve&lt;/b&gt; {reference}." in html


def test_nobody_writes_to_an_address_that_nobody_has_confirmed(ground, sign_in):
    reference = references(ground)[1]
    berta = begin(sign_in("Berta"), reference)
    assert "Nobody has confirmed the address" in berta.main
    assert berta.page.all("textarea") == []
    address = f"/en/desk/applications/{reference}/letter"
    answer = berta.client.post(address, data={"csrf_token": token(berta), "go": "send"})
    assert answer.status_code == 409
    assert mails(ground) == []


def test_without_an_address_the_page_says_so(ground, anna, sign_in):
    change(ground, Application, {"email": None}, reference=anna)
    berta = begin(sign_in("Berta"), anna)
    assert "There is no email address in this application." in berta.main


def test_only_who_decides_about_the_programme_can_write(ground, anna, sign_in):
    assert begin(sign_in("Bo"), anna).status == 404
    assert begin(sign_in("Rita"), anna).status == 403
    rita = sign_in("Rita")
    rita.open(f"/en/desk/applications/{anna}")
    assert "Write to the applicant" not in rita.main


def test_a_test_goes_to_oneself_and_nothing_to_the_applicant(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=("go", "test"))
    assert "A test is on its way to berta@stadt.example." in berta.page.text
    assert mails(ground) == [("test", "berta@stadt.example", "en")]
    berta.send(button=SEND)
    assert mails(ground)[1:] == [("letter", "anna@stadt.example", "en")]


def test_a_test_of_words_that_cannot_go_out_is_not_sent(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(button=("go", "test"), subject__en="Hello")
    assert berta.status == 422
    assert mails(ground) == []


@pytest.fixture
def gerda(ground, anna):
    """The guardian of Anna, who reads German and has begun her part; her number."""

    def add():
        application = db.session.scalars(select(Application).filter_by(reference=anna)).one()
        person = Person("Gerda Weiß", "gerda@familie.example", "de")
        made = name_somebody(application, "guardian", person, now=clock.now())
        made.state = "begun"
        db.session.flush()
        return made.id

    return look(ground, add, writes=True)


def begin_to(visitor, reference, number):
    visitor.open(f"/en/desk/applications/{reference}/letter?to={number}")
    return visitor


def test_the_page_offers_everybody_of_the_application(ground, anna, gerda, sign_in):
    berta = begin(sign_in("Berta"), anna)
    assert "To whom: Applicant · Parent or guardian (Gerda Weiß)" in berta.main
    links = [one["href"] for one in berta.page.all("a") if "letter?to=" in one["href"]]
    assert links == [
        f"/en/desk/applications/{anna}/letter?to=applicant",
        f"/en/desk/applications/{anna}/letter?to={gerda}",
    ]


def test_another_person_is_written_to_in_their_language_with_their_own_link(
    ground, anna, gerda, sign_in, visit
):
    berta = begin_to(sign_in("Berta"), anna, gerda)
    berta.send(subject__de="Zu {applicant}", body__de="Bitte ergänzen Sie Ihren Teil, {name}.")
    assert "To gerda@familie.example Subject Zu Anna Weiß" in berta.main
    assert "/de/invited/…" in berta.main
    berta.send(button=SEND)
    assert mails(ground) == [("letter_to_other", "gerda@familie.example", "de")]
    assert "A mail was written to somebody with a part in it · Berta" in berta.main
    [(text, raw)] = look(
        ground,
        lambda: [tuple(row) for row in db.session.execute(select(Message.text, Message.raw))],
    )
    assert "Gerda Weiß" in text.splitlines()[0]
    assert "Bitte ergänzen Sie Ihren Teil, Gerda Weiß." in text
    assert "/open/" not in text
    assert b"Auto-Submitted" not in raw
    link = next(line for line in text.splitlines() if "/invited/" in line)
    guardian = visit()
    guardian.open(link[link.index("/de/") :])
    guardian.send()
    assert guardian.status == 200
    berta.open("/en/desk/messages/1")
    assert "Written by Berta" in berta.main


def test_nobody_writes_to_somebody_who_was_only_named(ground, anna, gerda, sign_in):
    change(ground, Contribution, {"state": "invited"}, id=gerda)
    berta = begin_to(sign_in("Berta"), anna, gerda)
    assert "Nobody has begun the part" in berta.main
    assert berta.page.all("textarea") == []
    address = f"/en/desk/applications/{anna}/letter?to={gerda}"
    answer = berta.client.post(address, data={"csrf_token": token(berta), "go": "send"})
    assert (answer.status_code, mails(ground)) == (409, [])


def test_people_of_other_applications_are_not_found(ground, anna, gerda, sign_in):
    other = references(ground)[0]
    berta = sign_in("Berta")
    for reference, number in ((other, gerda), (anna, gerda + 1), (anna, "x")):
        assert begin_to(berta, reference, number).status == 404


def test_the_name_of_the_applicant_is_a_placeholder_for_others_alone(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(subject__en="Hello", body__en="Dear {applicant}")
    assert berta.errors == [
        "There is no placeholder {applicant} in this mail. Take one from the list."
    ]


def token(visitor):
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")
