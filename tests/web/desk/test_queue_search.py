"""Search over answers: found by what everybody at the desk may read, and by nothing else."""

import pytest
from sqlalchemy import delete, select, update

from registration.applications import forgetting, indexing
from registration.applications.models import Application, SearchTerm
from registration.applications.search import MAX_ANSWER_TERMS, MAX_TERMS
from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import choices, field, short_form, words
from tests.records import change, look
from tests.web.desk.test_queue import names

FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("text", "post"),
    field("long_text", "motivation"),
    field("choice", "diet", choices=choices("none", "vegan")),
    field("text", "illness", sensitive=True),
    field("text", "grade", visible_to=["reviewer"]),
    field("text", "club", keep=0),
    field("group", "siblings", max=2, item=words("Sibling"),
          fields=[field("text", "first"), field("text", "ailment", sensitive=True)]),
]  # fmt: skip
ANSWERS = {
    "post": "Richterin am Oberlandesgericht",
    "motivation": "Ich möchte (gern) Rheinland-Pfälzer Recht vergleichen.\n我对比较法很感兴趣。",
    "diet": "vegan", "illness": "Asthma", "grade": "excellent", "club": "Ruderverein",
    "siblings": [{"first": "Friederike", "ailment": "Masern"}],
}  # fmt: skip


@pytest.fixture
def annas(app, ground):
    def add():
        programme = make_programme("wordy", form=FORM)
        return make_application(programme, given="Anna", family="", more=ANSWERS).id

    return look(app, add, writes=True)


def found(visitor, typed):
    visitor.open(f"/en/desk?programme=wordy&text={typed}")
    return names(visitor)


@pytest.mark.parametrize(
    "typed",
    ["oberlandesgericht", "Richterin", "moechte", "mochte", "gern", "vergleichen", "pfälzer",
     "rheinland", "比较法", "感兴趣", "我对比较法很感兴趣", "Vegan (zh)", "ruderverein",
     "friederike", "anna richterin vegan"],
)  # fmt: skip
def test_words_of_answers_find_the_application(annas, sign_in, typed):
    assert found(sign_in("Berta"), typed) == ["Anna"]


@pytest.mark.parametrize("who", ["Berta", "Rita", "Ada"])
@pytest.mark.parametrize(
    "typed", ["asthma", "excellent", "masern", "=", "=diet", "==diet=vegan", "比较学", "vegan xyz"]
)
def test_what_is_not_for_everybody_finds_nothing(annas, sign_in, who, typed):
    visitor = sign_in(who)
    assert found(visitor, typed) in ([], ["Anna"] if typed == "=" else [])
    assert visitor.status == 200


@pytest.mark.parametrize("typed", ["Lǚ", "Lü", "lu", "lyu", "lv", "Wáng", "wangxiaoming", "吕"])
def test_accents_and_spellings_of_pinyin_do_not_matter(app, ground, sign_in, typed):
    def add():
        programme = make_programme("wordy")
        make_application(programme, given="", family="", native="吕王晓明")
        make_application(programme, given="Xiaoming", family="Wang")

    look(app, add, writes=True)
    assert "吕王晓明" in found(sign_in("Ada"), typed) or typed == "wangxiaoming"
    assert found(sign_in("Ada"), "Wáng") == ["Xiaoming Wang", "吕王晓明"]


def terms(app):
    return look(app, lambda: set(db.session.scalars(select(SearchTerm.term))))


def test_however_much_somebody_writes_the_index_stays_small(app, ground):
    def add():
        long = " ".join(f"word{number}" for number in range(2000))
        programme = make_programme("wordy", form=FORM)
        return make_application(programme, more={**ANSWERS, "motivation": long}).id

    number = look(app, add, writes=True)
    query = select(SearchTerm.term).where(SearchTerm.application_id == number)
    kept = look(app, lambda: db.session.scalars(query).all())
    assert 100 < len(kept) <= MAX_TERMS + MAX_ANSWER_TERMS + 20
    assert {"anna", "beispiel"} <= set(kept)


def test_answers_that_are_deleted_are_not_found_any_more(app, annas, sign_in):
    assert "ruderverein" in terms(app)
    past = clock.now().replace(year=2020)
    change(app, Programme, {"starts_at": past, "ends_at": past}, slug="wordy")
    with app.app_context():
        forgetting.run(clock.now())
    assert "ruderverein" not in terms(app)
    assert "vergleichen" in terms(app)


def test_what_was_there_before_is_indexed_by_a_command(app, annas, sign_in):
    before = terms(app)

    def forget():
        db.session.execute(delete(SearchTerm))
        db.session.execute(update(Application).values(name_key="", institution_key=""))

    look(app, forget, writes=True)
    assert found(sign_in("Ada"), "richterin") == []
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["reindex"])
    assert done.output == "Indexed 3 applications\n"
    assert terms(app) == before
    query = select(Application.name_key, Application.institution_key).order_by(Application.id)
    assert look(app, lambda: [tuple(row) for row in db.session.execute(query)]) == [
        ("wang xiaoming", ""), ("muller jurgen", "amtsgericht mitte"), ("anna", ""),
    ]  # fmt: skip


def test_a_draft_is_not_indexed_before_it_is_sent(app, ground):
    look(
        app,
        lambda: make_application(make_programme("wordy", form=FORM), state="draft"),
        writes=True,
    )
    with app.app_context():
        assert indexing.index_all() == 2
