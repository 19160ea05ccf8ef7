"""The templates from which a coordinator begins a form: complete, careful with data, usable."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from registration.core.languages import LANGUAGES, text
from registration.exchange import library
from registration.forms import versions
from registration.forms.document import Document, parse
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.rules.values import Facts
from registration.forms.schema import form_schema
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_programme, make_staff
from tests.forms.documents import field, section, words
from tests.page import Visitor
from tests.records import look

templates = pytest.mark.parametrize("key", library.TEMPLATES)
HAN = re.compile("[\u4e00-\u9fff]")
# What a question about health, belief or the passport is recognised by.
DELICATE = re.compile(
    r"allerg|certificate|diet|eat\b|food|health|kitchen|medicine|belief|religio|accessible visit"
    r"|passport",
    re.IGNORECASE,
)
SAYS_NOTHING = frozenset({"declaration", "note"})
FIRST_DAY = Facts(today="2027-01-10", starts="2027-04-01", ends="2027-04-14")


def document(key: str) -> Document:
    return parse(library.document(key))


def questions(found: Document) -> Iterator[Field]:
    for asked in found.fields():
        yield asked
        yield from asked.fields if isinstance(asked, Group) else ()


def everything(asked: Document | Group) -> Iterator[Field]:
    """All questions, those in groups within groups as well."""
    for one in asked.fields() if isinstance(asked, Document) else asked.fields:
        yield one
        yield from everything(one) if isinstance(one, Group) else ()


def all_texts(raw: Any) -> Iterator[dict[str, str]]:
    """Every text of a form with its languages."""
    parts = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    if isinstance(raw, dict) and raw and set(raw) <= set(LANGUAGES):
        yield raw
    else:
        for part in parts:
            yield from all_texts(part)


def unmarked(found: Document) -> list[str]:
    """Questions about health, belief or the passport that are not marked as sensitive.

    The name is what an application goes by, whichever document it is copied from.
    """
    return [
        asked.key
        for asked in questions(found)
        if DELICATE.search(asked.question("en"))
        and not (asked.sensitive or asked.role == "name" or asked.type in SAYS_NOTHING)
    ]


def test_every_template_is_offered_and_none_lies_around():
    folder = Path(library.__file__).parent
    assert {path.stem for path in folder.glob("*.yaml")} == set(library.TEMPLATES)


@templates
def test_a_template_can_be_published_under_its_own_key(key):
    assert versions.check(key, library.document(key)).key == key


@templates
def test_a_template_fits_the_published_schema(key):
    Draft202012Validator(form_schema("https://stadt.example/schema")).validate(
        library.document(key)
    )


@templates
def test_every_text_stands_in_every_language(key):
    for found in all_texts(library.document(key)):
        assert set(found) == set(LANGUAGES), found
        assert all(one.strip() for one in found.values()), found
        assert [code for code in LANGUAGES if HAN.search(found[code])] == ["zh"], found


@templates
def test_a_template_names_neither_a_city_nor_a_year(key):
    told = "\n".join(one for found in all_texts(library.document(key)) for one in found.values())
    assert re.findall(r"Berlin|Beijing|Peking|柏林|北京|\b20[0-9]{2}\b", told) == []


@templates
def test_what_is_about_health_belief_or_the_passport_is_sensitive(key):
    assert unmarked(document(key)) == []


def test_the_full_application_of_a_host_family_asks_at_least_300_questions():
    asked = [one for one in everything(document("host_family_full")) if one.asks]
    assert len(asked) >= 300


def test_the_check_finds_a_question_about_food_that_is_not_marked():
    asked = field("text", "question", label=words("What do you eat?"))
    group = field("group", "children", item=words("Child"), fields=[asked])
    person = section(
        "person", field("name", "name", role="name"), field("email", "email", role="email"), group
    )
    assert unmarked(parse({"key": "careless", "sections": [person]})) == ["question"]


@templates
def test_voluntary_answers_about_health_rest_on_a_consent_of_their_own(key):
    asked = list(document(key).fields())
    consents = [one for one in asked if one.type == "consent" and one.when]
    consented = {name for one in consents for name in one.when.fields}
    voluntary = {
        one.key
        for one in asked
        if one.sensitive and one.required is False and one.type in {"choice", "choices", "yes_no"}
    }
    assert voluntary <= consented


@pytest.mark.parametrize("key", ["exchange", "visa"])
@pytest.mark.parametrize(
    ("born", "facts", "asked"),
    [
        ("2009-04-02", FIRST_DAY, True),
        ("2009-04-01", FIRST_DAY, False),
        ("2009-04-01", Facts(today="2027-01-10"), True),
    ],
    ids=["a day short of 18", "18 on the first day", "no first day known"],
)
def test_guardians_are_asked_for_unless_somebody_is_18_on_the_first_day(key, born, facts, asked):
    known = {"birth_date": born, "needs_visa": "needed"}
    visible = [one.key for one in document(key).visible_sections(known, facts)]
    assert bool({"guardians", "minor"} & set(visible)) is asked


def test_the_passport_is_asked_for_only_where_a_visa_may_be_needed():
    def shown(key, needs_visa):
        known = {"needs_visa": needs_visa, "birth_date": "1980-01-01"}
        return {one.key for one in document(key).visible_sections(known, FIRST_DAY)}

    assert "travel" in shown("seminar", True)
    assert "travel" not in shown("seminar", False)
    assert {"passport", "home"} <= shown("visa", "unsure")
    assert shown("visa", "not_needed") == {"person", "journey", "declarations"}


@pytest.fixture
def berta(app, visit) -> Visitor:
    """A coordinator of Berlin who begins a form."""

    def make():
        make_programme("short", partners=("berlin",))
        make_staff("Berta", RoleName.COORDINATOR, partner="berlin")

    look(app, make, writes=True)
    visitor = visit()
    visitor.open("/en/account/sign-in")
    visitor.send(email="berta@stadt.example", password=PASSWORD)
    return visitor


@pytest.mark.on_one_database
@templates
def test_a_form_begun_from_a_template_can_be_tried_out_and_published(berta, key):
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Our form", title__de="Unser Formular", title__zh="我们的表单",
               start=f"template:{key}")  # fmt: skip
    assert (berta.status, berta.heading) == (200, "Our form")
    first, *others = document(key).sections
    for asked in (first, *others):
        assert text(asked.title, "en") in berta.main
    berta.open("/en/desk/forms/our_form/try")
    assert (berta.status, berta.heading) == (200, text(first.title, "en"))
    for asked in others:
        berta.open(f"/en/desk/forms/our_form/try/{asked.key}")
        assert (berta.status, berta.heading) == (200, text(asked.title, "en"))
    berta.open("/en/desk/forms/our_form/publish")
    berta.send(programme="short")
    assert "Published as version 1." in berta.main


@pytest.mark.on_one_database
def test_a_second_guardian_is_needed_unless_one_has_sole_custody(berta):
    berta.open("/en/desk/forms/new")
    berta.send(title__en="Our form", start="template:exchange")
    berta.open("/en/desk/forms/our_form/try/guardians")
    inputs = berta.page.all("input")
    [family] = [one["name"] for one in inputs if one["name"].endswith("-family")]
    number = family.removesuffix("name-family")
    answers = {
        family: "Weber",
        f"{number}email": "weber@familie.example",
        f"{number}telephone": "+49 30 90260",
        "guardian_agrees": "yes",
    }
    answers |= {one["name"]: one["value"] for one in inputs if one["value"].startswith("yes-")}
    berta.send(sole_custody="no", **answers)
    assert berta.errors == ["Please name the second parent or guardian, too."]
    berta.send(sole_custody="yes", **answers)
    assert berta.errors == []
    assert "nothing is stored" in berta.main
