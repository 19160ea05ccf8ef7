"""The office's own words: checked, previewed by a real applicant, sent instead of ours."""

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db
from registration.mail.models import Message
from registration.programmes.models import MailText, Programme
from tests.factories import make_programme
from tests.records import change, last_mail, look, mails, references

WORDS = "/en/desk/programmes/berlin-only/mails"
REJECTION = f"{WORDS}/rejection"
OFFER = f"{WORDS}/offer"


@pytest.fixture
def berta(sign_in):
    return sign_in("Berta")


def write(visitor, address, **typed):
    visitor.open(address)
    visitor.send(button=("go", "save"), **typed)
    return visitor


def decide(visitor, app, act, **typed):
    visitor.open(f"/en/desk/applications/{references(app)[1]}/decide/{act}")
    visitor.send(button=("go", "decide"), **typed)


def html_of_last_mail(app):
    query = select(Message.html).order_by(Message.id.desc()).limit(1)
    return look(app, lambda: db.session.scalar(query))


def kept(app):
    query = select(MailText.notice, MailText.language, MailText.subject, MailText.body)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def preview(visitor):
    return visitor.page.all("pre")[0].text


def test_the_mail_goes_out_in_the_offices_own_words(app, berta):
    write(
        berta, REJECTION, subject__en="About {programme}",
        body__en="Not this time, {reference}.\n\n**Do** come to {venue}.",
    )  # fmt: skip
    assert "Saved. Mails from now on have these words." in berta.page.text
    decide(berta, app, "reject")
    reference, text, html = references(app)[1], last_mail(app), html_of_last_mail(app)
    assert f"Not this time, {reference}.\n\n**Do** come to Town hall." in text
    assert "We are sorry" not in text
    assert f"<p>Not this time, {reference}.</p>" in html
    assert "<strong>Do</strong> come to Town hall" in html
    subjects = look(app, lambda: list(db.session.scalars(select(Message.subject))))
    assert subjects == ["About Berlin Only"]


def test_greeting_link_contact_and_imprint_are_always_added(app, berta):
    write(berta, REJECTION, body__en="Short.")
    decide(berta, app, "reject")
    text = last_mail(app)
    for ours in ("Dear Sir or Madam,", "/en/open/", "office@stadt.example", "/en/imprint"):
        assert ours in text


def test_a_language_without_own_words_has_the_built_in_ones_and_says_so(app, berta):
    write(berta, REJECTION, body__de="Leider nicht.")
    decide(berta, app, "reject")
    assert "We are sorry" in last_mail(app)
    berta.open(WORDS)
    [row] = [one.text for one in berta.page.all("tr") if "No place" in one.text]
    assert row == "No place Own words Built-in words Built-in words"


def test_a_misspelt_placeholder_is_refused_with_the_one_that_was_meant(app, berta):
    write(berta, REJECTION, body__en="Dear {nmae}, no.")
    meant = "There is no placeholder {nmae} in this mail. Did you mean {name}?"
    assert (berta.status, berta.errors) == (422, [meant])
    [typed] = [one for one in berta.page.all("textarea") if one["id"] == "body-en"]
    assert typed.text == "Dear {nmae}, no."
    assert kept(app) == []


def test_a_bracket_alone_is_refused(app, berta):
    write(berta, REJECTION, subject__en="About {programme")
    assert berta.errors == ["A curly bracket stands alone. A placeholder looks like {name}."]
    assert kept(app) == []


def test_an_offer_without_its_deadline_is_refused_and_the_page_says_why(app, berta):
    write(berta, OFFER, body__en="A place for you!")
    [error] = berta.errors
    assert error.startswith("The placeholder {offer_ends} is missing: without it nobody knows")
    write(berta, OFFER, body__en="A place for you until {offer_ends}!")
    assert kept(app) == [("offer", "en", "", "A place for you until {offer_ends}!")]


def test_what_the_coordinator_writes_when_deciding_is_never_lost(app, berta):
    write(berta, REJECTION, body__en="No.")
    decide(berta, app, "reject", note="Try <b>again</b> {name}.")
    assert "No.\n\nTry <b>again</b> {name}." in last_mail(app)
    assert "Try &lt;b&gt;again&lt;/b&gt; {name}." in html_of_last_mail(app)


def test_words_are_no_template_and_no_html(app, berta):
    write(berta, REJECTION, body__en="{% raw %} <script>x</script> ![a](https://x.example/i.png)")
    assert berta.status == 422
    write(berta, REJECTION, body__en="<script>x</script> ![a](https://x.example/i.png)")
    decide(berta, app, "reject")
    html = html_of_last_mail(app)
    assert "<script" not in html
    assert "<img" not in html


def test_a_value_is_text_and_nothing_else(app, berta):
    change(app, Programme, {"venue": {"en": "{office} **Hall** <i>"}}, slug="berlin-only")
    write(berta, REJECTION, body__en="At {venue}.")
    decide(berta, app, "reject")
    assert "At {office} **Hall** <i>." in last_mail(app)
    assert "<p>At {office} **Hall** &lt;i&gt;.</p>" in html_of_last_mail(app)


def test_words_that_cannot_be_used_any_more_give_way_to_the_built_in_ones(app, berta):
    write(berta, REJECTION, body__en="No, {reference}.")
    change(app, MailText, {"body": "No, {gone}."}, notice="rejection")
    decide(berta, app, "reject")
    assert "We are sorry" in last_mail(app)
    berta.open(WORDS)
    assert "Own words cannot be used; the built-in ones go out" in berta.main


def test_the_preview_is_of_a_real_applicant_and_keeps_nothing(app, berta):
    berta.open(REJECTION)
    assert "Dear Sir or Madam" in preview(berta)  # the address is not confirmed
    berta.send(button=("go", "preview"), body__en="Only for {reference}.")
    assert f"Only for {references(app)[1]}." in preview(berta)
    berta.send(button=("go", "preview"), body__zh="只给{reference}。", shown="zh")
    assert f"只给{references(app)[1]}。" in preview(berta)
    assert (kept(app), mails(app)) == ([], [])


def test_before_anybody_applies_the_preview_is_of_an_example(app, ground, sign_in):
    ada = sign_in("Ada")
    look(app, lambda: make_programme("empty") and None, writes=True)
    ada.open("/en/desk/programmes/empty/mails/receipt")
    assert "Dear Anna Beispiel," in preview(ada)
    assert "An example, as nobody has applied yet" in ada.main


def test_a_test_goes_to_oneself_alone_and_is_marked(app, berta):
    berta.open(REJECTION)
    berta.send(button=("go", "test"), subject__en="About {programme}", shown="en")
    assert "A test is on its way to berta@stadt.example." in berta.page.text
    query = select(Message.recipient, Message.subject)
    sent = look(app, lambda: [tuple(row) for row in db.session.execute(query)])
    assert sent == [("berta@stadt.example", "[Test] About Berlin Only")]
    assert kept(app) == []


def test_back_to_the_built_in_words(app, berta):
    write(berta, REJECTION, body__en="No.")
    berta.send(button=("go", "reset"))
    assert kept(app) == []
    acts = look(app, lambda: list(db.session.scalars(select(AuditEntry.act))))
    assert acts.count("change_mail_text") == 2


def test_another_partners_words_are_out_of_reach(app, sign_in):
    bo = sign_in("Bo")
    bo.open(REJECTION)
    assert bo.status == 404
