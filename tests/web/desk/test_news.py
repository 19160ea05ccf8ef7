"""News can be refused by whoever gets them, at once and for good; other mail is never stopped."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import func, select

from registration import worker
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.mail import claims, outbox, refusals
from registration.mail.errors import NewsRefused, Unsendable
from registration.mail.models import Message, NewsRefusal
from tests.records import change, look, mail_states, mails, references

TYPED = {"subject__en": "News", "body__en": "Hello."}
SEND = ("go", "send")
ANNA = "Anna@stadt.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def anna(ground):
    """The reference of somebody who can be written to."""
    reference = references(ground)[1]
    proved = {"email": ANNA, "email_proved_at": clock.now(), "language": "en"}
    change(ground, Application, proved, reference=reference)
    return reference


def write(visitor, number=1, *, news=True):
    """A mail to all, ready to be sent."""
    visitor.open("/en/desk")
    form = next(one for one in visitor.page.all("main")[0].all("form") if one["method"] == "post")
    data = [(one["name"], one["value"]) for one in form.all("input") if one["type"] == "hidden"]
    visitor.client.post("/en/desk/mailings", data=dict(data))
    visitor.open(f"/en/desk/mailings/{number}/words")
    visitor.send(**TYPED, **({"news": "1"} if news else {}))
    return visitor


def work(app, after=timedelta()):
    while worker.queue_mailings(app, clock.now() + after):
        pass


def path(app):
    """Of the link in the newest mail."""
    (text,) = look(app, lambda: db.session.execute(select(Message.text)).all()[-1])
    found = re.search(r"https?://[^/]+(/en/news/\S+)", text)
    return found and found[1]


def refused(app):
    return look(app, lambda: list(db.session.scalars(select(NewsRefusal.address))))


def refuse(app, address=ANNA):
    look(app, lambda: refusals.refuse(address, now=clock.now()), writes=True)


def test_only_what_is_ticked_as_news_can_be_refused(ground, anna, sign_in):
    berta = write(sign_in("Berta"), news=False)
    assert "…" in berta.main
    assert "/news/" not in berta.main
    berta.send(button=SEND)
    work(ground)
    assert path(ground) is None
    raw = look(ground, lambda: db.session.scalar(select(Message.raw)))
    assert b"List-Unsubscribe" not in raw


def test_news_carry_the_link_in_text_html_and_headers(ground, anna, sign_in):
    berta = write(sign_in("Berta"))
    assert "/en/news/…" in berta.main
    assert "News: with a link by which one gets no more of them" in berta.main
    berta.send(button=SEND)
    work(ground)
    html, raw = look(
        ground, lambda: tuple(db.session.execute(select(Message.html, Message.raw)).one())
    )
    head = message_from_bytes(raw, policy=policy.default)
    assert head["List-Unsubscribe"].startswith("<http")
    assert head["List-Unsubscribe"].endswith(f"{path(ground)}>")
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f'{path(ground)}"' in html
    assert "anna" not in path(ground).lower()


def test_looking_changes_nothing_and_a_button_refuses(ground, anna, sign_in, visit):
    write(sign_in("Berta")).send(button=SEND)
    work(ground)
    somebody = visit()
    somebody.open(path(ground))
    assert "News go to anna@stadt.example" in somebody.main
    assert refused(ground) == []
    somebody.send()
    assert "We send no more news to anna@stadt.example." in somebody.main
    assert refused(ground) == ["anna@stadt.example"]
    somebody.send()
    assert "News go to anna@stadt.example" in somebody.main
    assert refused(ground) == []


def test_one_click_of_a_mail_program_needs_no_token_of_ours(ground, anna, visit):
    token = look(ground, lambda: refusals.token_for(ANNA))
    mail_program = visit().client
    assert mail_program.post(f"/en/news/{token}").status_code == 400
    assert mail_program.post(f"/en/news/{token}", data={"List-Unsubscribe": "x"}).status_code == 400
    assert refused(ground) == []
    for _ in range(2):
        assert mail_program.post(f"/en/news/{token}", data=ONE_CLICK).status_code == 200
    assert refused(ground) == ["anna@stadt.example"]
    again = mail_program.post(f"/en/news/{token}/again", data=ONE_CLICK)
    assert (again.status_code, refused(ground)) == (400, ["anna@stadt.example"])


def test_a_link_that_was_made_up_or_is_for_something_else_does_nothing(ground, anna, visit):
    token = look(ground, lambda: refusals.token_for(ANNA))
    bent = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
    for wrong in (bent, "x", "é", token[:10]):
        assert visit().client.get(f"/en/news/{wrong}").status_code == 404
        assert visit().client.post(f"/en/news/{wrong}", data=ONE_CLICK).status_code == 404
    assert refused(ground) == []


def test_who_refused_is_counted_named_and_left_out(ground, anna, sign_in):
    refuse(ground)
    berta = write(sign_in("Berta"))
    assert "0 people get it" in berta.main
    assert "Left out: Wants no news 1" in berta.main
    assert "Wants no news" in berta.page.all("tbody")[-1].text


def test_who_refuses_before_it_is_queued_is_left_out(ground, anna, sign_in):
    write(sign_in("Berta")).send(button=SEND)
    refuse(ground)
    work(ground)
    assert mails(ground) == []


def test_what_waits_is_cancelled(ground, anna, sign_in):
    write(sign_in("Berta")).send(button=SEND)
    work(ground)
    refuse(ground)
    assert mail_states(ground) == [("mailing", "cancelled")]


def test_what_was_queued_at_the_same_moment_does_not_leave(ground, anna, sign_in):
    """The message was written before the refusal was seen: the worker asks once more."""
    write(sign_in("Berta")).send(button=SEND)
    work(ground)
    entry = NewsRefusal(address="anna@stadt.example", refused_at=clock.now())
    look(ground, lambda: db.session.add(entry), writes=True)
    with ground.app_context(), unit_of_work():
        [claimed] = claims.claim("worker", limit=9, now=clock.now())
        assert claims.begin(claimed, "worker", now=clock.now()) is None
    assert mail_states(ground) == [("mailing", "cancelled")]


def test_it_is_not_sent_once_more_to_who_refused_or_to_another_address(ground, anna, sign_in):
    berta = write(sign_in("Berta"))
    berta.send(button=SEND)
    work(ground)
    change(ground, Message, {"state": "sent", "sent_at": clock.now()}, id=1)

    def resend(recipient=None):
        return outbox.resend(db.session.get_one(Message, 1), now=clock.now(), recipient=recipient)

    with pytest.raises(Unsendable):
        look(ground, lambda: resend("other@stadt.example"), writes=True)
    look(ground, resend, writes=True)
    assert look(ground, lambda: db.session.scalar(select(func.count(Message.news_to)))) == 2
    refuse(ground)
    with pytest.raises(NewsRefused):
        look(ground, resend, writes=True)
    berta.open("/en/desk/messages/1")
    berta.send()
    assert "This is news, and its recipient wants none. Nothing was sent." in berta.page.text
    assert mail_states(ground) == [("mailing", "sent"), ("mailing", "cancelled")]


def test_mail_about_the_application_is_not_stopped(ground, anna, sign_in):
    refuse(ground)
    berta = write(sign_in("Berta"), news=False)
    assert "1 person gets it" in berta.main
    berta.send(button=SEND)
    work(ground)
    assert [who for _, who, _ in mails(ground)] == [ANNA]
    assert mail_states(ground) == [("mailing", "queued")]


def test_the_desk_shows_it_at_the_applicant_and_in_the_history(ground, anna, sign_in, visit):
    token = look(ground, lambda: refusals.token_for(ANNA))
    visit().client.post(f"/en/news/{token}", data=ONE_CLICK)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{anna}")
    assert "Wants no news by mail, since" in berta.main
    assert "News by mail refused" in berta.main


def test_the_link_is_not_shown_at_the_desk(ground, anna, sign_in):
    berta = write(sign_in("Berta"))
    berta.send(button=SEND)
    work(ground)
    berta.open("/en/desk/messages/1")
    assert "/en/news/…" in berta.main
    assert path(ground) not in berta.answer.text
