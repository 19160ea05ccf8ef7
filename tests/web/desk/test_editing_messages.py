"""What waits is changed at the desk: words and time, but never the personal link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.mail.models import Message
from tests.records import change, look, references

HERE = "/en/desk/messages/1"
LINK = "/en/open/…"
HOSTILE = "[Click](https://evil.example) <b>Eve</b>"


@pytest.fixture
def letter(ground, sign_in):
    """Berta in front of a mail to Anna that is held back."""
    reference = references(ground)[1]
    proved = {"email": "anna@stadt.example", "email_proved_at": clock.now(), "name": HOSTILE}
    change(ground, Application, proved, reference=reference)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{reference}/letter")
    berta.send(subject__en="News", body__en="Hello **{name}**.")
    berta.send(button=("go", "send"))
    change(ground, Message, {"state": "held"}, id=1)
    berta.open(f"{HERE}/edit")
    return berta


def kept(app, *columns):
    return look(app, lambda: tuple(db.session.execute(select(*columns)).one()))


def text_on(visitor):
    [area] = visitor.page.all("textarea")
    return area.text


def typed(visitor):
    """The text as a browser has it, with its lines."""
    app = visitor.client.application
    (text,) = kept(app, Message.text)
    before, _, after = text.partition("/open/")
    return f"{before}/open/…\n{after.partition(chr(10))[2]}"


def test_its_words_are_changed_and_its_link_stays(ground, letter):
    assert LINK in text_on(letter)
    before = kept(ground, Message.text)[0]
    letter.send(subject="Other news", text=typed(letter).replace("Hello", "Good day"))
    assert "The message was changed." in letter.page.text
    subject, text, html, raw = kept(
        ground, Message.subject, Message.text, Message.html, Message.raw
    )
    assert (subject, text) == ("Other news", before.replace("Hello", "Good day"))
    link = next(line for line in text.splitlines() if "/open/" in line)
    assert f'<a href="{link}">{link}</a>' in html
    assert "<p>Good day <strong>" in html
    assert b"Subject: Other news" in raw


def test_what_an_applicant_typed_becomes_no_hidden_link_and_no_html(ground, letter):
    letter.send(text=typed(letter) + "!")
    [html] = kept(ground, Message.html)
    assert '<a href="https://evil.example">https://evil.example</a>' in html
    assert ">Click<" not in html
    assert "<b>" not in html


def test_the_history_and_the_page_tell_of_it(ground, letter):
    letter.send(subject="Other news", text=typed(letter))
    assert letter.heading == "Other news"
    letter.open(f"/en/desk/applications/{references(ground)[1]}")
    assert "A waiting mail was changed · Berta" in letter.main


@pytest.mark.parametrize(
    "broken", ["", "https://evil.example/en/open/…", "{0} {0}", "https://evil.example/?{0}"]
)
def test_the_personal_link_cannot_be_dropped_bent_or_doubled(ground, letter, broken):
    line = next(one for one in typed(letter).splitlines() if "/open/" in one)
    before = kept(ground, Message.text, Message.raw)
    changed = typed(letter).replace(line, broken.format(line))
    letter.send(text=changed)
    assert letter.status == 422
    [error] = letter.errors
    assert error.startswith("The personal link has to stay in the text just as it was")
    assert kept(ground, Message.text, Message.raw) == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"subject": ""}, "Please write a subject."),
        ({"subject": "x" * 251}, "Please use at most 250 characters in one line."),
        ({"text": " "}, "Please write what the mail should say."),
        ({"text": "x" * 20_001}, "Please use at most 20,000 characters."),
        ({"not_before": "2026-02-30T10:00"},
         "There is no such day. Please check day, month and year."),
        ({"not_before": "2026-01-01T10:00"},
         "This moment is over already. Leave the field empty to let the mail go at once."),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_and_kept(ground, letter, wrong, error):
    before = kept(ground, Message.subject, Message.text, Message.due_at)
    letter.send(**{"text": typed(letter), **wrong})
    assert (letter.status, letter.errors) == (422, [error])
    assert kept(ground, Message.subject, Message.text, Message.due_at) == before


def test_it_gets_another_time_and_loses_it_again(ground, letter):
    at = clock.now() + timedelta(days=2)
    letter.send(text=typed(letter), not_before=at.strftime("%Y-%m-%dT%H:%M"))
    assert "Not before" in letter.main
    assert "Beijing time" in letter.main
    assert kept(ground, Message.due_at)[0] > at - timedelta(hours=3)
    letter.open(f"{HERE}/edit")
    letter.send(text=typed(letter), not_before="")
    assert kept(ground, Message.due_at)[0] <= clock.now()


def test_only_the_time_changed_leaves_the_words_alone(ground, letter):
    before = kept(ground, Message.text, Message.html, Message.raw)
    letter.send(text=typed(letter), not_before="2199-01-01T10:00")
    assert kept(ground, Message.text, Message.html, Message.raw) == before


def test_one_that_left_meanwhile_is_not_changed_and_what_was_typed_is_shown(ground, letter):
    change(ground, Message, {"state": "sent", "sent_at": clock.now()}, id=1)
    letter.send(text=typed(letter).replace("Hello", "Good day"))
    assert letter.status == 409
    assert "This message cannot be changed any more" in letter.main
    assert "Good day" in text_on(letter)
    assert "Good day" not in kept(ground, Message.text)[0]
    letter.open(HERE)
    assert "Change the message" not in letter.main


def test_of_two_people_the_second_reads_what_stands_there_now(ground, letter, sign_in):
    ada = sign_in("Ada")
    ada.open(f"{HERE}/edit")
    letter.send(text=typed(letter).replace("Hello", "Good day"))
    ada.send(subject="Third news", text=typed(ada).replace("Good day", "Good evening"))
    assert ada.status == 409
    assert "Somebody else changed this message meanwhile" in ada.main
    assert "Good evening" in text_on(ada)
    assert "Good day" in kept(ground, Message.text)[0]
    ada.send(text=typed(ada).replace("Good day", "Good evening"))
    assert kept(ground, Message.subject)[0] == "Third news"


def test_one_that_may_have_arrived_already_is_not_changed(ground, letter):
    change(ground, Message, {"may_repeat": True}, id=1)
    letter.open(f"{HERE}/edit")
    assert letter.status == 409


def test_only_who_decides_about_the_programme_changes_it(ground, letter, sign_in):
    for other, status in (("Bo", 404), ("Rita", 403)):
        visitor = sign_in(other)
        visitor.open(f"{HERE}/edit")
        assert visitor.status == status


def test_the_link_to_somebody_elses_part_is_not_shown_either(ground, letter):
    change(ground, Message, {"text": "x https://stadt.example/en/invited/secret-token y"}, id=1)
    letter.open(HERE)
    assert "/en/invited/…" in letter.main
    assert "secret-token" not in letter.main
