"""Mail that people write to the office, as the desk reads it and what is done with it."""

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.inbox import receiving
from tests.records import Statements, look, references
from tests.web.desk.replies import PDF, QUESTION, kept, number, reply


def acts(app) -> list[tuple[str, str]]:
    query = select(AuditEntry.act, AuditEntry.about).where(AuditEntry.act.like("%received%"))
    query = query.order_by(AuditEntry.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def test_a_mail_stands_among_the_messages_and_is_read_as_text(app, juergen, sign_in, receive):
    mail = reply(Subject="<b>Visum</b>")
    mail.add_alternative("<p>Not this</p><script>alert(1)</script>", subtype="html")
    receive(mail)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{juergen}")
    assert "<b>Visum</b> Received, new From mueller@stadt.example" in berta.main
    assert "A mail was received" in berta.main
    assert "not known here" not in berta.main
    berta.open(f"/en/desk/received/{number(app)}")
    assert berta.heading == "<b>Visum</b>"
    assert QUESTION in berta.main
    assert "Not this" not in berta.main


def test_mails_in_and_out_stand_in_the_order_of_their_time(app, sent, juergen, sign_in, receive):
    receive(reply(In_Reply_To=sent, Subject="Why?"))
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{juergen}")
    [table] = [one for one in berta.page.all("table") if "Why?" in one.text]
    first, second = table.all("tbody")[0].all("tr")
    assert first.text.startswith("Why?")
    assert "Sent" in second.text


def test_an_unknown_sender_is_warned_of(app, sent, juergen, sign_in, receive):
    receive(reply(In_Reply_To=sent, From="other@elsewhere.example"))
    berta = sign_in("Berta")
    for address in (f"applications/{juergen}", f"received/{number(app)}"):
        berta.open(f"/en/desk/{address}")
        assert "The sender is not known here" in berta.main


def test_the_queue_says_where_mail_waits_until_it_is_done(app, juergen, sign_in, receive):
    receive(reply())
    berta = sign_in("Berta")
    assert berta.main.count("New mail") == 1
    berta.open("/en/desk/received")
    assert "Re: Your application" in berta.main
    berta.open(f"/en/desk/received/{number(app)}")
    berta.send(to="/done")
    assert "Received, done" in berta.main
    berta.open("/en/desk")
    assert "New mail" not in berta.main
    berta.open("/en/desk/received")
    assert "No received mail waits for you." in berta.main
    berta.open(f"/en/desk/received/{number(app)}")
    berta.send(to="/open")
    assert "Received, new" in berta.main
    assert [act for act, _ in acts(app)] == [
        "mail_received", "received_mail_done", "received_mail_reopened",
    ]  # fmt: skip


def test_only_who_decides_about_the_programme_reads_it(app, juergen, sign_in, receive):
    receive(reply())
    for name, status in (("Bo", 404), ("Rita", 403), ("Berta", 200), ("Ada", 200)):
        somebody = sign_in(name)
        somebody.open(f"/en/desk/received/{number(app)}")
        assert (name, somebody.status) == (name, status)
    rita = sign_in("Rita")
    assert "New mail" not in rita.main
    rita.open(f"/en/desk/applications/{juergen}")
    assert "Re: Your application" not in rita.main


def test_links_quoted_from_our_mails_open_nothing_at_the_desk(app, juergen, sign_in, receive):
    mail = reply()
    mail.set_content("> https://x.example/en/open/se-cr_et\n> https://x.example/en/invited/abc")
    receive(mail)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/received/{number(app)}")
    assert "/en/open/…" in berta.main
    assert [one for one in ("se-cr_et", "invited/abc") if one in berta.answer.text] == []


def test_safe_files_are_given_out_and_others_only_named(app, juergen, sign_in, receive):
    mail = reply()
    mail.add_attachment(PDF, maintype="application", subtype="x", filename="../Visum.exe")
    mail.add_attachment("<script>", subtype="html", filename="Visum.pdf")
    receive(mail)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/received/{number(app)}")
    assert berta.main.count("files of this kind are not given out here") == 1
    [link] = [one["href"] for one in berta.page.all("a") if "/files/" in one["href"]]
    answer = berta.client.get(link)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "Visum.pdf" in answer.headers["Content-Disposition"]
    for place in (1, 2):
        assert berta.client.get(link.replace("/files/0", f"/files/{place}")).status_code == 404
    assert sign_in("Bo").client.get(link).status_code == 404


def test_the_pages_take_as_many_statements_for_one_mail_as_for_three(
    app, juergen, sign_in, receive
):
    berta = sign_in("Berta")

    def statements(address):
        with Statements(app) as sent:
            berta.open(address)
        return len(sent)

    pages = ("/en/desk", "/en/desk/received", f"/en/desk/applications/{juergen}")
    receive(reply())
    first = [statements(one) for one in pages]
    receive(reply(Message_ID="<2@x>"))
    receive(reply(Message_ID="<3@x>"))
    assert [statements(one) for one in pages] == first


@pytest.fixture
def unknown(app, juergen, receive) -> int:
    receive(reply(From="stranger@elsewhere.example", Subject="Hello"))
    return number(app)


def test_who_sees_all_assigns_it_by_its_reference(app, unknown, juergen, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/received")
    assert "Mail without application 1" in ada.main
    ada.open("/en/desk/received/without-application")
    assert "Hello" in ada.main
    ada.open(f"/en/desk/received/{unknown}")
    ada.send(to="/application", reference=f" {juergen.lower().replace('-', '')} ")
    assert "The mail belongs to this application now." in ada.answer.text
    assert kept(app) == [(juergen, "stranger@elsewhere.example")]
    assert [act for act, _ in acts(app)] == ["mail_received", "received_mail_given"]
    assert "The sender is not known here" in ada.main


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA", "nonsense", "x" * 1000])
def test_a_wrong_reference_changes_nothing(app, unknown, sign_in, typed):
    ada = sign_in("Ada")
    ada.open(f"/en/desk/received/{unknown}")
    ada.send(to="/application", reference=typed)
    assert ada.status == 422
    assert "There is no application of yours with this reference." in ada.main
    assert typed in [one["value"] for one in ada.page.all("input") if one["id"] == "reference"]
    assert kept(app) == [(None, "stranger@elsewhere.example")]


def test_it_is_put_aside_and_taken_back(app, unknown, sign_in):
    ada = sign_in("Ada")
    ada.open(f"/en/desk/received/{unknown}")
    ada.send(to="/done")
    assert "There is no mail without application." in ada.main
    ada.open("/en/desk/received/without-application?aside=yes")
    assert "Hello" in ada.main
    assert acts(app)[-1] == ("received_mail_aside", f"received_mail:{unknown}")


def test_nobody_of_one_city_sees_it(app, unknown, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/received/without-application")
    assert berta.status == 403
    berta.open(f"/en/desk/received/{unknown}")
    assert berta.status == 404
    berta.open("/en/desk/received")
    assert "Mail without application" not in berta.main


def test_a_mail_moves_from_one_application_to_another(app, juergen, sign_in, receive):
    receive(reply())
    wang = references(app)[0]
    berta = sign_in("Berta")
    berta.open(f"/en/desk/received/{number(app)}")
    berta.send(to="/application", reference=wang)
    assert kept(app) == [(wang, "mueller@stadt.example")]
    assert "A mail received was assigned to this application" in berta.main
    berta.open(f"/en/desk/applications/{juergen}")
    assert "A mail received was assigned to another application" in berta.main


def test_older_mail_stands_on_the_next_page(app, ground, sign_in):
    def fill():
        for one in range(51):
            mail = reply(Message_ID=f"<{one}@x>", Subject=f"Mail {one}.")
            receiving.receive(bytes(mail), now=clock.now())

    look(app, fill, writes=True)
    ada = sign_in("Ada")
    ada.open("/en/desk/received/without-application")
    [table] = ada.page.all("tbody")
    assert (len(table.all("tr")), "Mail 0." in ada.main) == (50, False)
    ada.open(next(one["href"] for one in ada.page.all("a") if one["rel"] == "next"))
    assert [one.all("th")[0].text for one in ada.page.all("tbody")[0].all("tr")] == ["Mail 0."]
    for nonsense in ("x", "-1", "9" * 30, "²"):
        ada.open(f"/en/desk/received/without-application?before={nonsense}")
        assert ada.status == 200
