"""A mail to many: who gets it is shown before, it goes once to each, and it can be stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration import worker
from registration.applications.models import Application
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.mail.models import Lane, Message
from registration.notices import mailings
from registration.notices.mailing_models import Mailing
from registration.programmes.models import Programme
from registration.staff.models import StaffMember
from tests.factories import make_application
from tests.records import Statements, change, look, mail_states, mails

HERE = "/en/desk/mailings/1"


@pytest.fixture
def many(app, ground):
    """In ``berlin-only``: Müller, unproved; three who get it, each in a language; one withdrawn."""

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="berlin-only")).one()
        for language, given in (("de", "Dora"), ("en", "Emma"), ("zh", "Zhen")):
            make_one(programme, given, language=language)
        make_one(programme, "Wim", language="de", state="withdrawn")

    look(app, add, writes=True)
    return app


def make_one(programme, given, **more):
    made = make_application(programme, given=given, email=f"{given.lower()}@stadt.example", **more)
    made.email_proved_at = clock.now()
    return made


def begin(visitor, app, **typed):
    query = select(Programme.id).where(Programme.slug == "berlin-only")
    visitor.open(f"/en/desk?programme={look(app, lambda: db.session.scalar(query))}")
    main = visitor.page.all("main")[0]
    form = next(one for one in main.all("form") if one["method"] == "post")
    data = [(one["name"], one["value"]) for one in form.all("input") if one["type"] == "hidden"]
    visitor.client.post("/en/desk/mailings", data=dict(data))  # its button has an own address
    visitor.open(f"{HERE}/words")
    visitor.send(**{"subject__en": "News of {programme}", "body__en": "Hello {name}.", **typed})
    return visitor


def rows(visitor):
    return [one.text for one in visitor.page.all("tbody")[-1].all("tr")]


def work(app, after=timedelta()):
    while worker.queue_mailings(app, clock.now() + after):
        pass


def to_many(app):
    return sorted(who for notice, who, _ in mails(app) if notice == "mailing")


def test_the_page_says_who_gets_it_and_why_others_do_not(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    assert "1 person gets it" in berta.main
    assert "Left out: The address is not confirmed 1" in berta.main
    assert "Left out: No words in this language 2" in berta.main
    assert "Left out: The application was withdrawn 1" in berta.main
    assert [row.rpartition("stadt.example ")[2] for row in rows(berta)] == [
        "The address is not confirmed",
        "No words in this language",
        "English",
        "No words in this language",
        "The application was withdrawn",
    ]
    assert to_many(many) == []


def test_it_goes_to_each_once_in_the_slower_lane(many, sign_in):
    berta = begin(sign_in("Berta"), many, subject__zh="通知", body__zh="{name}，您好。")
    assert "2 people get it" in berta.main
    berta.send(button=("go", "send"))
    assert "The mail is on its way." in berta.page.text
    work(many)
    work(many)
    assert to_many(many) == ["emma@stadt.example", "zhen@stadt.example"]
    query = select(Message.subject, Message.text, Message.lane).order_by(Message.recipient)
    english, chinese = look(many, lambda: list(db.session.execute(query)))
    assert (english.subject, english.lane) == ("News of Berlin Only", Lane.MANY)
    assert "Hello Emma Beispiel." in english.text
    assert "/en/open/" in english.text
    assert chinese.subject == "通知"


def test_others_get_the_english_words_where_that_is_chosen(many, sign_in):
    berta = begin(sign_in("Berta"), many, missing="english")
    assert "3 people get it" in berta.main
    berta.send(button=("go", "send"))
    work(many)
    languages = look(many, lambda: set(db.session.scalars(select(Message.language))))
    assert languages == {"en"}
    assert len(to_many(many)) == 3


def test_who_withdraws_before_it_is_queued_is_left_out(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    berta.send(button=("go", "send"))
    change(many, Application, {"state": "withdrawn"}, email="emma@stadt.example")
    work(many)
    assert to_many(many) == []
    berta.open(HERE)
    assert "The application was withdrawn 2" in berta.main


def test_a_scheduled_mail_waits_for_its_time_and_shows_both_clocks(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    at = clock.now() + timedelta(days=2)
    berta.send(button=("go", "send"), send_at=at.strftime("%Y-%m-%dT%H:%M"))
    assert "Berlin time" in berta.main
    assert "Beijing time" in berta.main
    work(many)
    assert to_many(many) == []
    work(many, timedelta(days=3))
    assert to_many(many) == ["emma@stadt.example"]


def test_a_cancelled_mail_does_not_leave(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    berta.send(button=("go", "send"))
    work(many)
    berta.open(HERE)
    assert "Waiting to be sent 1" in berta.main
    berta.send(button=("go", "cancel"))
    assert "Cancelled 1" in berta.main
    assert mail_states(many) == [("mailing", "cancelled")]


def test_one_cancelled_before_the_worker_came_is_never_queued(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    berta.send(button=("go", "send"))
    berta.send(button=("go", "cancel"))
    work(many)
    assert to_many(many) == []


def test_sending_twice_is_sending_once(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    token = next(one["value"] for one in berta.page.all("input") if one["name"] == "csrf_token")
    for _ in range(2):
        berta.client.post(HERE, data={"csrf_token": token, "go": "send"})
        work(many)
    assert to_many(many) == ["emma@stadt.example"]


def scheduled(visitor, app):
    begin(visitor, app)
    at = clock.now() + timedelta(days=2)
    visitor.send(button=("go", "send"), send_at=at.strftime("%Y-%m-%dT%H:%M"))
    return visitor


def test_a_scheduled_mail_leaves_in_the_words_it_was_given_last(many, sign_in):
    berta = scheduled(sign_in("Berta"), many)
    berta.open(f"{HERE}/words")
    berta.send(body__en="Good day {name}.", subject__de="Neues", body__de="Guten Tag.")
    assert "2 people get it" in berta.main
    work(many)
    assert to_many(many) == []
    work(many, timedelta(days=3))
    texts = look(many, lambda: list(db.session.scalars(select(Message.text))))
    assert [("Good day Emma" in one, "Guten Tag." in one) for one in texts].count(
        (False, False)
    ) == 0
    acts = select(AuditEntry.act).where(AuditEntry.about == "mailing:1").order_by(AuditEntry.id)
    assert look(many, lambda: list(db.session.scalars(acts))) == [
        "release_mailing", "change_mailing",
    ]  # fmt: skip


@pytest.mark.parametrize("days", [0, 5])
def test_a_scheduled_mail_gets_another_time_or_leaves_at_once(many, sign_in, days):
    berta = scheduled(sign_in("Berta"), many)
    at = clock.now() + timedelta(days=days)
    berta.send(button=("go", "reschedule"), send_at=at.strftime("%Y-%m-%dT%H:%M") if days else "")
    assert "The mail leaves at the new time." in berta.page.text
    work(many, timedelta(days=3))
    assert (to_many(many) == []) == bool(days)
    work(many, timedelta(days=6))
    assert to_many(many) == ["emma@stadt.example"]


def test_what_the_worker_has_begun_cannot_be_rewritten_and_what_was_typed_is_kept(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    berta.send(button=("go", "send"))
    berta.open(f"{HERE}/words")
    work(many)
    berta.send(body__en="Something else.")
    assert berta.status == 409
    assert "This mail cannot be changed any more" in berta.main
    assert "Something else." in berta.main
    kept = look(many, lambda: db.session.scalar(select(Mailing.texts)))
    assert kept["en"]["body"] == "Hello {name}."
    berta.open(HERE)
    assert "Change the words" not in berta.main


def test_what_was_changed_in_another_window_is_not_overwritten(many, sign_in):
    berta = begin(sign_in("Berta"), many)
    berta.open(f"{HERE}/words")
    first = berta.page, berta.address
    berta.send(body__en="The second window.")
    berta.page, berta.address = first
    berta.send(body__en="The first window.")
    assert berta.status == 409
    assert "This mail was changed in another window" in berta.main
    assert "The second window." in berta.main
    kept = look(many, lambda: db.session.scalar(select(Mailing.texts)))
    assert kept["en"]["body"] == "The second window."
    berta.send(body__en="The first window.")
    assert berta.address == HERE


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"body__en": ""}, "Please write a subject and a text, or neither."),
        (
            {"subject__en": "", "body__en": ""},
            "Please write the mail in at least one language.",
        ),
        (
            {"body__en": "{deadlin}"},
            "There is no placeholder {deadlin} in this mail. Did you mean {deadline}?",
        ),
        (
            {
                "subject__en": "", "body__en": "", "subject__de": "A", "body__de": "B",
                "missing": "english",
            },
            "You chose that others get the English words; please write them.",
        ),
    ],
)  # fmt: skip
def test_words_that_cannot_go_out_are_refused(many, sign_in, typed, error):
    berta = begin(sign_in("Berta"), many, **typed)
    assert (berta.status, berta.errors) == (422, [error])


def test_a_test_goes_to_oneself_in_each_language(many, sign_in):
    berta = begin(sign_in("Berta"), many, subject__de="Neues", body__de="Guten Tag.")
    berta.send(button=("go", "test"))
    query = select(Message.recipient, Message.subject).order_by(Message.id)
    assert [tuple(row) for row in look(many, lambda: list(db.session.execute(query)))] == [
        ("berta@stadt.example", "[Test] Neues"),
        ("berta@stadt.example", "[Test] News of Berlin Only"),
    ]


def test_nobody_else_reaches_it(many, sign_in):
    begin(sign_in("Berta"), many)
    for other in ("Bo", "Ada"):
        visitor = sign_in(other)
        visitor.open(HERE)
        assert visitor.status == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queueing_asks_no_more_often_for_more_recipients(app, ground, number):
    """Two statements for each mail that is written (link and message), and none that reads."""

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="berlin-only")).one()
        made = [make_one(programme, f"Emma{one}") for one in range(number)]
        berta = db.session.scalars(select(StaffMember).filter_by(name="Berta")).one()
        found = select(Application).where(Application.id.in_([one.id for one in made]))
        mailing = mailings.begin(found, by=berta, now=clock.now())
        mailing.texts = {"en": {"subject": "A", "body": "B"}}
        mailings.release(mailing, send_at=None, by="staff:1", now=clock.now())

    look(app, add, writes=True)
    with app.app_context(), unit_of_work(), Statements(app) as seen:
        assert mailings.queue_piece(clock.now()) == number
    assert len([one for one in seen.sent if one.startswith("SELECT")]) == 3
