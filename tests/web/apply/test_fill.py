"""Filling in: a section a page, and nothing typed is ever lost."""

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from registration.core import clock
from tests.page import held
from tests.records import references
from tests.web.apply.ground import PERSON, REST
from tests.web.apply.records import applications, mails, set_window

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def begin(visitor, slug="party", language="en"):
    visitor.open(f"/{language}/programmes/{slug}/apply")
    return visitor


def typed(visitor):
    form = next(one for one in visitor.page.all("form") if "data-answers" in one.attributes)
    return {name: value for name, value in held(form) if name != "csrf_token" and value}


def test_reading_the_first_page_makes_nothing(app, anna):
    begin(anna)
    assert anna.status == 200
    assert applications(app) == []


def test_the_first_answers_make_a_draft_and_lead_on(app, anna):
    begin(anna).send(**PERSON)
    assert anna.heading == "More"
    assert applications(app) == [("draft", "Anna Beispiel")]


def test_wrong_answers_stand_there_again_with_a_list_of_errors(app, anna):
    begin(anna).send(name__family="Beispiel", email="nonsense")
    assert anna.status == 422
    assert anna.errors == ["Please check the email address. It looks like this: name@example.org"]
    assert typed(anna) == {"name-family": "Beispiel", "email": "nonsense"}


def test_wrong_answers_are_kept_for_the_next_visit(anna):
    begin(anna).send(name__family="Beispiel", email="nonsense")
    anna.open(anna.address.replace("/programmes/party/apply", "/programmes/party"))
    begin(anna)
    address = next(a["href"] for a in anna.page.all("a") if a.text == "Go on with it")
    anna.open(address)
    anna.open(next(a["href"] for a in anna.page.all("a") if a.text.startswith("Complete")))
    assert typed(anna)["email"] == "nonsense"


def test_two_clicks_on_the_first_page_make_one_draft(app, anna):
    begin(anna)
    first = held(anna.page.all("form")[-1])
    anna.send(**PERSON)
    again = [pair for pair in first if pair[0] in {"csrf_token", "opening"}]
    anna.client.post("/en/programmes/party/apply", data=dict(again) | {"name-family": "Beispiel"})
    assert len(applications(app)) == 1


def test_a_page_without_its_token_is_shown_again_with_everything_typed(app, anna):
    begin(anna)
    answer = anna.client.post(
        "/en/programmes/party/apply", data={"name-family": "Beispiel", "opening": "x"}
    )
    assert answer.status_code == 400
    assert 'value="Beispiel"' in answer.text
    assert "Please send this page once more" in answer.text
    assert applications(app) == []


def test_a_section_without_its_token_is_shown_again_with_everything_typed(anna):
    begin(anna).send(**PERSON)
    answer = anna.client.post(anna.address, data={"diet": "other", "diet_other": "no nuts"})
    assert answer.status_code == 400
    assert 'value="no nuts"' in answer.text


def test_companions_are_added_and_removed_without_javascript(app, anna):
    begin(anna).send(button=("add", "companions"), **PERSON)
    anna.send(button=("add", "companions"), **{"companions-0-name__given": "Bob"})
    anna.send(button=("remove", "companions-1"))
    anna.send()
    assert anna.heading == "More"
    anna.send(**REST)
    assert "1. Bob" in anna.main


def test_a_beacon_on_leaving_keeps_what_was_typed(app, anna):
    begin(anna).send(**PERSON)
    data = dict(held(anna.page.all("form")[-1])) | {"diet": "other", "go": "draft"}
    answer = anna.client.post(anna.address, data=data)
    assert answer.status_code == 204
    anna.open(anna.address)
    assert typed(anna) == {"diet": "other"}


def test_a_foreign_application_is_not_found(anna, visit):
    begin(anna).send(**PERSON)
    eve = visit()
    eve.open(anna.address)
    assert eve.status == 404


@pytest.mark.parametrize("language", ["de", "en", "zh"])
def test_the_draft_follows_the_language_of_the_page(app, anna, language):
    begin(anna, language=language).send(**PERSON)
    anna.send(button=("go", "later"))
    anna.send(email="anna@stadt.example")
    assert mails(app) == [("resume", "anna@stadt.example", language)]


def test_no_application_begins_after_the_deadline(app, anna):
    set_window(app, "party", closes_at=clock.now() - timedelta(minutes=1))
    begin(anna)
    assert anna.status == 409
    assert anna.heading == "The deadline has passed"


def test_no_application_begins_before_the_window_opens(app, anna):
    set_window(app, "party", opens_at=clock.now() + timedelta(days=1))
    begin(anna)
    assert anna.status == 409
    assert anna.heading == "Applications are not open yet"


class TestDocuments:
    def about(self, anna):
        begin(anna, "talks").send(**{
            "name__family": "Wang", "name__native": "王", "email": "wang@stadt.example",
            "birth_date-day": "3", "birth_date-month": "5", "birth_date-year": "1980",
            "court": "Court", "city": "beijing", "nationality": "CN", "mother_tongue": "zh",
        })  # fmt: skip
        assert anna.heading == "About"
        return anna

    def upload(self, anna, content, name="cv.pdf", **more):
        data = {**dict(held(anna.page.all("form")[-1])), **more}
        data["cv"] = (io.BytesIO(content), name)
        answer = anna.client.post(anna.address, data=data, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # the test client keeps it on the disk
        anna.open(anna.address)
        return answer

    def test_a_file_is_kept_even_when_other_answers_are_wrong(self, anna):
        answer = self.upload(self.about(anna), PDF)
        assert answer.status_code == 422
        assert "cv.pdf" in anna.main

    def test_a_file_is_judged_by_its_content(self, anna):
        answer = self.upload(self.about(anna), b"MZ\x90\x00 a program", "cv.pdf")
        assert answer.status_code == 422
        assert "its content is no file of the kinds that are possible here" in answer.text
        assert "cv.pdf" not in anna.main

    def test_a_file_too_large_is_refused_with_its_limit(self, anna):
        answer = self.upload(self.about(anna), PDF + b"\0" * 1024 * 1024 + b"%%EOF")
        assert answer.status_code == 422
        assert "is larger than 1 MB" in answer.text

    def test_no_more_files_than_the_question_takes(self, anna):
        self.about(anna)
        answers = [self.upload(anna, PDF, f"{number}.pdf") for number in range(2)]
        assert all("no more files are possible" not in answer.text for answer in answers)
        assert "no more files are possible" in self.upload(anna, PDF, "3.pdf").text

    def test_a_file_can_be_removed(self, anna):
        self.upload(self.about(anna), PDF)
        button = next(one for one in anna.page.all("button") if one["name"] == "remove_file")
        anna.send(button=("remove_file", button["value"]))
        assert "cv.pdf" not in anna.main

    def test_the_name_of_a_file_is_made_harmless(self, anna):
        self.upload(self.about(anna), PDF, "../../etc/pass\x01wd.exe")
        assert "passwd.pdf" in anna.main

    def test_ones_own_document_can_be_opened_but_nobody_elses(self, anna, visit):
        self.upload(self.about(anna), PDF)
        address = anna.address.replace("/sections/about", "/documents/1")
        with anna.client.get(address) as answer:
            assert answer.data == PDF
        assert answer.headers["Content-Disposition"] == "attachment; filename=cv.pdf"
        assert visit().client.get(address).status_code == 404


def test_answers_with_parts_are_shown_on_lines_of_their_own(app, anna):
    begin(anna, "talks").send(**PERSON)
    own = f"/en/apply/{references(app)[0]}"
    first = clock.now().astimezone(ZoneInfo("Europe/Berlin")).date() + timedelta(days=20)
    stay = {
        f"stay-{end}_{part}": str(getattr(first, part))
        for end in ("from", "to")
        for part in ("day", "month", "year")
    }
    anna.open(f"{own}/sections/kinds")
    anna.send(
        interest="4", skills__talk="yes", skills__read="no", wishes__food="1", wishes__law="2",
        arrival="9 Uhr", home__country="DE", home__street="Jüdenstraße 1", home__city="Berlin",
        citizenship="D", **{**stay, "home-postal_code": "D-10178"},
    )  # fmt: skip
    assert anna.errors == []
    anna.open(f"{own}/summary")
    shown = [one.children[0] for one in anna.page.all("dd") if one.children and not one.all("a")]
    assert "Talk: Yes\nRead: No" in shown
    assert "1. Food\n2. Law" in shown
    assert "Jüdenstraße 1\n10178 Berlin\nGermany" in shown


def test_what_was_chosen_in_parts_stands_there_again_after_an_error(app, anna):
    begin(anna, "talks").send(**PERSON)
    anna.open(f"/en/apply/{references(app)[0]}/sections/kinds")
    chosen = {
        "interest": "4", "skills-talk": "yes", "wishes-law": "2", "stay-from_day": "31",
        "arrival": "25 Uhr", "home-country": "CN", "home-street": "西三环北路87号",
        "citizenship": "XXA",
    }  # fmt: skip
    anna.send(**chosen)
    assert anna.errors == [
        "Please choose an answer in each row. Still open: Read",
        "Please give rank 1, too.",
        "First day: Please give day, month and year in digits.",
        "Please give hour and minute by the 24-hour clock, for example 14:30.",
        "Please fill in “Postal code”; addresses in this country need it.",
    ]
    assert typed(anna) == chosen
