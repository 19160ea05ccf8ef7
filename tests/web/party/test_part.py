"""A part of somebody else's application: opened over a link, filled in, sent, read."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import update

from registration.core import clock
from registration.core.db import db
from registration.parties.models import Link
from tests.records import applications, look, mails
from tests.web.party.people import (
    fill_in_part,
    go_to,
    links_to,
    mail_to,
    open_invitation,
    post,
    wait,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_the_mail_names_who_asks_and_the_programme_and_nothing_of_the_answers(ground, gerda):
    mail = mail_to(ground, "gerda@familie.example")
    assert mail.language == "de"
    assert "Anna Beispiel" in mail.text
    assert "Trip" in mail.text
    for said in ("anna@stadt.example", "vegan", "Vegan", "Gerda"):
        assert said not in mail.text + mail.html + mail.subject


def test_looking_at_a_link_tells_nothing_and_changes_nothing(ground, gerda, visit):
    scanner = visit()
    scanner.open(links_to(ground, "gerda@familie.example")[0])
    assert "Anna" not in scanner.main
    assert scanner.heading == "Ihren Teil öffnen"


def test_the_first_page_says_what_it_is_about(gerda):
    assert gerda.heading == "Your part of an application"
    assert "Anna Beispiel asks you to fill in this part." in gerda.main
    assert [step.text for step in gerda.page.all("ol")[0].all("a")] == ["Custody", "Agrees"]
    assert "Vegan" not in gerda.main
    assert "anna@stadt.example" not in gerda.main


def test_a_part_is_filled_in_section_by_section_and_sent(ground, gerda):
    fill_in_part(gerda)
    assert gerda.heading == "Check your answers"
    assert "030 1234" in gerda.main
    gerda.send()
    assert "Your part has arrived. Thank you." in gerda.main
    assert "030 1234" in gerda.main


def test_what_is_wrong_is_said_and_kept(gerda):
    go_to(gerda, "Begin")
    gerda.send(phone="")
    assert gerda.status == 422
    assert gerda.errors == ["Please fill in “Phone”."]
    gerda.send(phone="030 1234")
    gerda.send(button=("go", "later"))
    assert gerda.heading == "Your part of an application"
    go_to(gerda, "Go on")
    assert gerda.heading == "Agrees"


def test_an_incomplete_part_is_not_sent(ground, gerda):
    summary = gerda.address + "/summary"
    gerda.open(summary)
    assert gerda.errors == ["Custody", "Agrees"]
    assert post(gerda, summary).status_code == 422
    gerda.open(gerda.address.removesuffix("/summary"))
    assert "Your part has arrived" not in gerda.main


def test_what_was_sent_can_be_read_but_not_changed(ground, gerda):
    fill_in_part(gerda).send()
    part = gerda.address
    answer = post(gerda, f"{part}/sections/custody", phone="110")
    assert (answer.status_code, answer.location) == (303, part)
    assert post(gerda, f"{part}/summary").status_code == 303
    gerda.open(part)
    assert "030 1234" in gerda.main
    assert "110" not in gerda.main


def test_a_file_is_handed_in_and_only_its_owner_gets_it(ground, gerda, anna):
    go_to(gerda, "Begin")
    answer = gerda.client.post(
        gerda.address,
        data={"csrf_token": token(gerda), "phone": "1", "proof": (BytesIO(PDF), "urteil.pdf")},
    )
    assert answer.status_code == 303
    gerda.open(gerda.address.replace("/sections/custody", "/summary"))
    link = next(a["href"] for a in gerda.page.all("a") if a.text == "urteil.pdf")
    with gerda.client.get(link) as file:
        assert file.data == PDF
    number = link.rpartition("/")[2]
    assert anna.client.get(f"{anna.address}/documents/{number}").status_code == 404
    section = f"{anna.address}/sections/person"
    assert post(anna, section, remove_file=number).status_code == 404
    with gerda.client.get(link) as file:
        assert file.status_code == 200


class TestOnlyTheirs:
    def test_another_partys_section_is_not_there(self, gerda):
        for key in ("person", "more", "office", "nothing"):
            address = f"{gerda.address}/sections/{key}"
            assert gerda.client.get(address).status_code == 404
            assert post(gerda, address, diet="none", room="7").status_code == 404

    def test_the_applicants_pages_are_not_the_guardians(self, gerda, anna):
        for page in ("", "/summary", "/others", "/sections/person", "/withdraw"):
            assert gerda.client.get(anna.address + page).status_code == 404
        assert post(gerda, f"{anna.address}/withdraw").status_code == 404

    def test_the_guardians_pages_are_not_the_applicants(self, gerda, anna):
        for page in ("", "/summary", "/sections/custody"):
            assert anna.client.get(gerda.address + page).status_code == 404
        assert post(anna, f"{gerda.address}/sections/custody", phone="1").status_code == 404
        address = f"{anna.address}/sections/custody"
        assert anna.client.get(address).status_code == 404
        assert post(anna, address, phone="1").status_code == 404

    def test_the_applicant_does_not_read_what_the_guardian_wrote(self, gerda, anna):
        fill_in_part(gerda).send()
        anna.open(anna.address)
        assert "Filled in on" in anna.main
        assert "030 1234" not in anna.main

    @pytest.mark.usefixtures("gerda")
    def test_each_link_opens_its_own_door_only(self, ground, visit):
        invited = links_to(ground, "gerda@familie.example")[0]
        stranger = visit()
        stranger.open(invited.replace("/invited/", "/open/"))
        stranger.send()
        assert stranger.status == 404
        own = mail_to(ground, "anna@stadt.example").text.split("/open/")[1].split()[0]
        stranger.open(f"/en/invited/{own}")
        stranger.send()
        assert (stranger.status, stranger.heading) == (404, "This link does not work any more")


class TestBadLinks:
    @pytest.mark.usefixtures("ground")
    @pytest.mark.parametrize("language", ["de", "en", "zh"])
    def test_a_link_that_is_none_gets_a_page_that_helps(self, visit, language):
        somebody = visit()
        somebody.open(f"/{language}/invited/no-such-link")
        somebody.send()
        assert somebody.status == 404
        assert any("/invited/new-link" in a["href"] for a in somebody.page.all("a"))

    def test_an_expired_link_opens_nothing(self, ground, gerda, visit):
        past = {"expires_at": clock.now() - timedelta(seconds=1)}
        look(ground, lambda: db.session.execute(update(Link).values(**past)), writes=True)
        other = visit()
        other.open(links_to(ground, "gerda@familie.example")[0])
        other.send()
        assert other.status == 404
        gerda.open(gerda.address)
        assert gerda.status == 404

    @pytest.mark.usefixtures("gerda")
    def test_a_new_link_goes_only_to_the_address_that_was_named(self, ground, visit):
        wait(ground)
        before = len(mails(ground))
        for address in ("gerda@familie.example", "nobody@familie.example"):
            somebody = visit()
            somebody.open("/en/invited/new-link")
            somebody.send(email=address)
            assert somebody.heading == "Please look into your mailbox"
            assert address in somebody.main
        assert mails(ground)[before:] == [("invitation", "gerda@familie.example", "de")]
        assert open_invitation(ground, visit(), "gerda@familie.example").status == 200

    @pytest.mark.usefixtures("gerda")
    def test_nobody_can_flood_a_mailbox(self, ground, visit):
        before = mails(ground)
        somebody = visit()
        somebody.open("/en/invited/new-link")
        somebody.send(email="gerda@familie.example")
        assert mails(ground) == before

    def test_on_a_shared_computer_the_part_can_be_closed(self, gerda):
        address = gerda.address
        gerda.send(to="/forget")
        gerda.open(address)
        assert gerda.status == 404


def test_a_part_of_what_was_withdrawn_is_not_needed_any_more(ground, gerda, anna):
    anna.open(f"{anna.address}/withdraw")
    anna.send()
    assert applications(ground) == [("withdrawn", "Anna Beispiel")]
    gerda.open(gerda.address)
    assert "You need not do anything." in gerda.main
    assert post(gerda, f"{gerda.address}/sections/custody", phone="1").status_code == 303


def token(visitor):
    found = [one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token"]
    return found[0]
