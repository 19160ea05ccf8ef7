"""Workbooks: what is a day, a number or a text stays one, and the table can be read at once."""

from datetime import datetime

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, field, short_form
from tests.records import look
from tests.web.desk.test_export import PERSON, SENT_AT, fill, sheet

FORM = short_form()
FORM["key"] = "tour"
FORM["sections"][1]["fields"] = [
    field("date", "born", required=False),
    field("date_range", "stay", required=False),
    field("passport", "passport", required=False, sensitive=False),
    field("number", "years", required=False),
    field("number", "account", required=False),
    field("text", "room", required=False),
    field("text", "wish", required=False),
    field("yes_no", "first_time", required=False),
]
ANSWERS = {
    "born": "1981-02-03",
    "stay": {"from": "2027-05-01", "to": "2027-05-03"},
    "passport": {
        "number": "0123456", "country": "CN", "issued": "2020-01-02", "expires": "2030-01-01",
    },
    "years": 12.5, "account": 1234567890123456789, "room": "007", "first_time": True,
    "wish": "我希望参观柏林的法院。" * 20,
}  # fmt: skip


@pytest.fixture
def table(app, ground, sign_in):
    """What stands in the sheet of the programme ``tour``, by language and way of writing."""

    def make():
        application = make_application(make_programme("tour", form=FORM), now=SENT_AT)
        fill(application, PERSON, ANSWERS)

    look(app, make, writes=True)

    def opened(language="en", shown="labels"):
        berta = sign_in("Berta")
        token = next(i["value"] for i in berta.page.all("input") if i["name"] == "csrf_token")
        return sheet(
            berta.client.post(
                f"/{language}/desk/programmes/tour/answers.xlsx",
                data={"csrf_token": token, "shown": shown},
            )
        )

    return opened


def by_name(found):
    return {head.value: cell for head, cell in zip(*found.iter_rows(max_row=2), strict=True)}


def test_days_are_days_in_words_and_as_codes(table):
    cells = by_name(table(shown="codes"))
    days = {"born": "1981-02-03", "stay.to": "2027-05-03", "passport.expires": "2030-01-01"}
    for name, day in days.items():
        assert cells[name].value == datetime.fromisoformat(day)
        assert cells[name].number_format == "yyyy-mm-dd"
    cells = by_name(table("de"))
    assert cells["Born (de)"].value == datetime(1981, 2, 3)  # noqa: DTZ001  # workbooks know no zones
    assert cells["Born (de)"].number_format == "dd.mm.yyyy"


def test_the_moment_of_sending_stands_by_the_clocks_of_the_programme(table):
    sent = by_name(table("zh"))["已发送"]
    assert sent.value == datetime(2026, 11, 20, 10, 30)  # noqa: DTZ001  # workbooks know no zones
    assert sent.is_date


def test_what_only_looks_like_a_number_stays_a_text(table):
    cells = by_name(table(shown="codes"))
    texts = {"room": "007", "passport.number": "0123456", "account": "1234567890123456789"}
    for name, text in texts.items():
        assert (cells[name].value, cells[name].number_format) == (text, "@")
    assert cells["years"].value == 12.5


def test_yes_and_no_are_words_for_readers_and_values_for_programs(table):
    assert by_name(table("de"))["First time (de)"].value == "Ja"
    assert by_name(table(shown="codes"))["first_time"].value is True


def test_the_head_is_marked_stays_in_view_and_filters(table):
    found = table(shown="codes")
    head = found["A1"]
    assert head.font.bold
    assert head.fill.fgColor.rgb != found["A2"].fill.fgColor.rgb
    assert found.freeze_panes == "B2"
    assert found.auto_filter.ref == found.dimensions
    assert found.print_title_rows == "$1:$1"


def test_columns_are_as_wide_as_their_texts_and_chinese_signs_count_double(app, table):
    def rename():
        for application in db.session.scalars(select(Application)):
            [kept] = [one for one in application.answers if one.section == SECOND_PAGE]
            kept.values = {**(kept.values or {}), "room": "中国德国友好交流室"}

    narrow = table(shown="codes").column_dimensions
    look(app, rename, writes=True)
    wide = table(shown="codes").column_dimensions
    cells = by_name(table(shown="codes"))
    room, wish = cells["room"].column_letter, cells["wish"].column_letter
    assert narrow[room].width < 18 <= wide[room].width < 24
    assert wide[wish].width < 60


def test_long_texts_are_wrapped(table):
    cells = by_name(table(shown="codes"))
    assert cells["wish"].value == ANSWERS["wish"]
    assert cells["wish"].alignment.wrap_text
    assert not cells["room"].alignment.wrap_text
