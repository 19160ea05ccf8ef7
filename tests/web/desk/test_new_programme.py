"""A programme is prepared at the desk, checked, opened, and applied for."""

from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Programme
from tests.records import applications, change, look

NEW = "/en/desk/programmes/new"
PAGE = "/en/desk/programmes/summer-school"
THREE = ("de", "en", "zh")


def in_three(name, words="Words"):
    return {f"{name}__{code}": f"{words} {code}" for code in THREE}


def local(**ahead):
    return (clock.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def begin(visitor, start="kind:seminar", **typed):
    visitor.open(NEW)
    title = {"title__en": "Summer school", "title__de": "Sommerschule", "title__zh": "暑期学校"}
    forms = [one["value"] for one in visitor.page.all("input") if one["name"] == "form"]
    form = forms[0] if start.startswith("programme:") else forms[1]
    visitor.send(**{**title, "start": start, "form": form, **typed})
    return visitor


def fill_words(visitor, **typed):
    visitor.open(f"{PAGE}/prepare/words")
    texts = {
        key: one
        for name in ("summary", "body", "who", "data")
        for key, one in in_three(name).items()
    }
    visitor.send(**{**texts, "contact": "school@stadt.example", **typed})


def fill_time(visitor, **typed):
    visitor.open(f"{PAGE}/prepare/time")
    dates = {
        "opens_at": local(days=-1), "closes_at": local(days=30),
        "starts_at": local(days=60), "ends_at": local(days=65),
    }  # fmt: skip
    visitor.send(**{**in_three("venue", "Town hall"), **dates, **typed})


def fill_everything(visitor):
    fill_words(visitor)
    fill_time(visitor)
    visitor.open(f"{PAGE}/prepare/places")
    visitor.send(places="20")
    choose_form(visitor)


def choose_form(visitor):
    visitor.open(f"{PAGE}/prepare/form")
    first = next(one for one in visitor.page.all("input") if one["name"] == "form")
    visitor.send(form=first["value"])


def programme(app, slug="summer-school"):
    def read():
        found = db.session.scalar(select(Programme).where(Programme.slug == slug))
        return found and (found.opened, found.title, [one.key for one in found.partners])

    return look(app, read)


def statuses(visitor, slug):
    """What the public gets at each address of a programme."""
    addresses = [
        one
        for language in THREE
        for one in (f"/{language}/programmes/{slug}", f"/{language}/programmes/{slug}/apply")
    ]
    return {visitor.client.get(address).status_code for address in addresses}


def test_a_programme_made_at_the_desk_can_be_applied_for(ground, sign_in, visit):
    berta = begin(sign_in("Berta"))
    fill_everything(berta)
    assert berta.heading == "Check and open"
    assert "Missing" not in berta.main
    berta.send()
    assert "The programme is open." in berta.page.text
    anna = visit()
    anna.open("/en/programmes/summer-school/apply")
    anna.send(name__family="Beispiel", name__given="Anna", email="anna@stadt.example")
    assert anna.status == 200
    anna.send(diet="none", data_read="yes")
    anna.send()
    assert ("submitted", "Anna Beispiel") in applications(ground)


def test_the_public_sees_nothing_of_it_before_it_opens(ground, sign_in, visit):
    fill_everything(begin(sign_in("Berta")))
    anna = visit()
    assert statuses(anna, "summer-school") == {404}
    for address in ("/en/", "/en/retrospective"):
        anna.open(address)
        assert "Summer school" not in anna.page.text
    change(ground, Programme, {"ends_at": clock.now() - timedelta(days=1)}, slug="summer-school")
    anna.open("/en/retrospective")
    assert "Summer school" not in anna.page.text
    anna.open("/en/new-link")
    token = next(one["value"] for one in anna.page.all("input") if one["name"] == "csrf_token")
    sent = anna.client.post(
        "/en/programmes/summer-school/apply", data={"csrf_token": token, "opening": "x"}
    )
    assert sent.status_code == 404


def test_the_same_addresses_answer_once_it_is_open(ground, sign_in, visit):
    berta = begin(sign_in("Berta"))
    fill_everything(berta)
    berta.send()
    assert statuses(visit(), "summer-school") == {200}


def test_the_desk_looks_at_its_page_before_it_opens(ground, sign_in):
    bo = sign_in("Bo")
    begin(sign_in("Berta"))
    bo.open(f"{PAGE}/preview")
    assert bo.heading == "Summer school"
    assert "Only the desk sees this page." in bo.main


def test_what_is_missing_is_listed_and_keeps_it_from_opening(ground, sign_in):
    berta = begin(sign_in("Berta"))
    berta.open(f"{PAGE}/check")
    assert berta.main.count("Missing:") == 5
    assert "It can be opened once nothing is missing." in berta.main
    berta.send()
    assert berta.status == 422
    assert programme(ground)[0] is False


def test_a_missing_language_keeps_it_from_opening(ground, sign_in):
    berta = begin(sign_in("Berta"))
    fill_everything(berta)
    fill_words(berta, data__zh="")
    berta.open(f"{PAGE}/check")
    assert "A text is missing in one of the languages at least." in berta.main
    berta.send()
    assert programme(ground)[0] is False


def test_a_form_that_lacks_a_language_keeps_it_from_opening(ground, sign_in):
    berta = begin(sign_in("Berta"))
    fill_everything(berta)

    def lose_a_language():
        found = db.session.scalars(select(Programme).filter_by(slug="summer-school")).one()
        document = deepcopy(found.form_version.document)
        document["sections"][0]["fields"][0]["label"]["zh"] = " "
        found.form_version.document = document

    look(ground, lose_a_language, writes=True)
    berta.open(f"{PAGE}/check")
    assert "A text of the form is missing in one of the languages at least." in berta.main
    berta.send()
    assert (berta.status, programme(ground)[0]) == (422, False)


def test_no_limit_of_places_has_to_be_meant(ground, sign_in):
    berta = begin(sign_in("Berta"))
    fill_words(berta)
    fill_time(berta)
    choose_form(berta)
    berta.send()
    assert (berta.status, programme(ground)[0]) == (422, False)
    berta.send(accept="places")
    assert (berta.status, programme(ground)[0]) == (200, True)


def test_opening_is_noted_once_when_two_open_it(ground, sign_in):
    berta, bo = begin(sign_in("Berta")), sign_in("Bo")
    fill_everything(berta)
    bo.open(f"{PAGE}/check")
    berta.send()
    bo.send()
    assert bo.status == 200
    noted = select(AuditEntry.actor).where(AuditEntry.act == "open_programme")
    assert len(look(ground, lambda: db.session.scalars(noted).all())) == 1


def test_what_another_coordinator_changed_is_not_overwritten_unseen(ground, sign_in):
    berta, bo = begin(sign_in("Berta")), sign_in("Bo")
    for one in (berta, bo):
        one.open(f"{PAGE}/prepare/words")
    bo.send(title__en="Winter school")
    berta.send(title__en="Autumn school")
    assert berta.status == 409
    assert "Winter school" in berta.errors[0]
    assert programme(ground)[1]["en"] == "Winter school"
    assert [one["value"] for one in berta.page.all("input") if one["id"] == "title-en"] == [
        "Autumn school"
    ]
    berta.send()
    assert programme(ground)[1]["en"] == "Autumn school"


def test_nothing_typed_is_lost_when_something_is_wrong(ground, sign_in):
    berta = begin(sign_in("Berta"))
    fill_time(berta, closes_at="2027-02-30T10:00", venue__de="Rathaus")
    assert (berta.status, berta.errors) == (
        422, ["Applications close: There is no such day. Please check day, month and year."],
    )  # fmt: skip
    held = {one["name"]: one["value"] for one in berta.page.all("input")}
    assert (held["closes_at"], held["venue-de"]) == ("2027-02-30T10:00", "Rathaus")


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("time", {"starts_at": "2027-03-28T02:30", "time_zone": "Europe/Berlin"},
         "The clocks are put forward in that hour, so there is no such time on that day."),
        ("time", {"starts_at": "2028-02-29T10:00", "ends_at": "2028-02-28T10:00"},
         "The end must come after the beginning."),
        ("time", {"time_zone": "Mars/Olympus"}, "Please choose one."),
        ("places", {"places": "0"}, "Please give a number from 1 to 1000000."),
        ("places", {"retention_days": ""}, "Please give a whole number."),
        ("places", {"selection": "whim"}, "Please choose one."),
        ("form", {"form": "999999"}, "Please choose one."),
        ("words", {"slug": "Summer School"},
         "Please use small letters, digits and hyphens only, at most 80."),
        ("words", {"slug": "both"}, "Another programme has this address already."),
        ("words", {"slug": "new"}, "Another programme has this address already."),
        ("words", {"contact": "nonsense"},
         "Please check the email address. It looks like this: name@example.org"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(ground, sign_in, step, typed, told):
    berta = begin(sign_in("Berta"))
    berta.open(f"{PAGE}/prepare/{step}")
    berta.send(**typed)
    assert berta.status == 422
    [said] = berta.errors
    assert said.endswith(f": {told}")


def test_a_copy_takes_over_texts_form_and_places_but_no_applications(ground, sign_in):
    berta = begin(sign_in("Berta"), "programme:both")
    fill_time(berta)
    berta.open(f"{PAGE}/check")
    assert "The number of places is not limited." not in berta.main
    assert "Please choose a form that is published." not in berta.main
    berta.open(PAGE)
    assert "Taken: 0" in berta.main
    assert len(applications(ground)) == 2


def test_a_programme_needs_a_form_from_the_beginning(ground, sign_in):
    berta = begin(sign_in("Berta"), form="")
    assert berta.errors == ["Please choose a form that is published."]
    assert programme(ground) is None


def test_a_second_programme_of_the_same_title_gets_an_address_of_its_own(ground, sign_in):
    berta = begin(begin(sign_in("Berta")))
    assert berta.address.endswith("/desk/programmes/summer-school-2/prepare/words")


def test_who_coordinates_one_city_makes_programmes_of_that_city_only(ground, sign_in):
    berta = begin(sign_in("Berta"), partner="beijing")
    assert berta.errors == ["Please choose the partners; one of them at least has to be yours."]
    assert programme(ground) is None
    begin(berta, partner=["berlin", "beijing"])
    assert programme(ground)[2] == ["berlin", "beijing"]


def test_the_programmes_of_another_city_are_not_offered_to_start_from(ground, sign_in):
    bo = begin(sign_in("Bo"), "programme:berlin-only")
    assert bo.errors[0] == "Please choose what it starts from."
    assert "Berlin Only" not in bo.main


def test_an_open_programme_keeps_its_address_its_form_and_its_rules(ground, sign_in):
    berta = sign_in("Berta")
    page = "/en/desk/programmes/both/prepare"
    for step in ("places", "form"):
        berta.open(f"{page}/{step}")
        assert berta.status == 404
    berta.open(f"{page}/words")
    berta.send(slug="other", title__en="Both cities")
    assert berta.heading == "Check and open"
    assert programme(ground, "both")[1]["en"] == "Both cities"


def test_a_reviewer_begins_nothing(ground, sign_in):
    rita = sign_in("Rita")
    rita.open(NEW)
    assert rita.status == 403
