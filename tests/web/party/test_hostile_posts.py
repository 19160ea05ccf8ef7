"""Whatever is posted to the pages around parts: no 5xx, nothing sent, nobody else written to."""

from tests.factories import PASSWORD
from tests.records import applications, notices
from tests.web.party.people import GERDA, fill_in, open_invitation, send_everything
from tests.web.test_hostile_posts import attack


def test_naming_others_writes_to_nobody_before_sending(ground, anna):
    attack(anna, fill_in(anna, "grant").address)
    assert notices(ground) == []
    assert applications(ground) == [("draft", "Anna Beispiel")]


def test_filling_in_a_part_sends_nothing(ground, anna, visit):
    send_everything(anna, "trip", **GERDA)
    gerda = open_invitation(ground, visit(), "gerda@familie.example")
    own = gerda.address
    for page in ("/sections/custody", "/sections/agrees"):
        attack(gerda, own + page)
    attack(visit(), "/en/invited/x")
    attack(visit(), "/en/invited/new-link")
    assert notices(ground) == ["invitation", "receipt"]
    assert applications(ground) == [("submitted", "Anna Beispiel")]


def test_the_office_harms_nothing_with_its_own_section(ground, anna, visit):
    send_everything(anna, "trip")
    ada = visit()
    ada.open("/en/account/sign-in")
    ada.send(email="ada@stadt.example", password=PASSWORD)
    attack(ada, anna.address.replace("/apply/", "/desk/applications/") + "/office/office")
    assert applications(ground) == [("submitted", "Anna Beispiel")]
