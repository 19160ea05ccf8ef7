"""The numbers of one programme, and those of all over the years."""

from collections.abc import Sequence

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registration.applications import answers
from registration.core import clock
from registration.core.db import db
from registration.core.errors import NotFound
from registration.core.languages import say, text
from registration.figures import charts, counting
from registration.forms.fields.choice import Choice
from registration.forms.fields.choices import Choices
from registration.forms.fields.field import Field
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.staff.permissions import visible_programmes
from registration.web.desk import quotas, scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access

Counts = list[tuple[str, int]]


@blueprint.get("/desk/programmes/<slug>/figures")
@access.staff(Right.DECIDE)
def programme_figures(slug: str) -> ResponseReturnValue:
    """How the programme fills, who comes and how long it takes; to be read and to be printed."""
    found = scope.programme(slug, Right.DECIDE)
    if found.form_version_id is None:
        raise NotFound
    days, steps = counting.sent_by_day(found), counting.steps(found)
    document, reader = answers.document_for(found), scope.reader(found)
    nodes, links = charts.flow(steps)
    titles = quotas.titles(found)
    return render_template(
        "desk/figures/programme.html",
        programme=found,
        now=clock.now(),
        days=days,
        bars=charts.bars([number for _, number in days]),
        states=counting.states(found),
        steps=sorted(steps.items(), key=lambda one: -one[1]),
        nodes=nodes,
        links=links,
        quotas=[(titles.get(one.key, ""), one) for one in found.quotas],
        partners=[
            (text(one.name, g.language) if one else say(g.language, "No city"), *numbers)
            for one, *numbers in counting.partners(found)
        ],
        institutions=counting.institutions(found),
        ages=counting.ages(found, document, reader),
        questions=_questions(found),
        waited=counting.waited_for_decision(found),
        mails=counting.mails(found),
    )


@blueprint.get("/desk/figures")
@access.staff(Right.DECIDE)
def figures() -> ResponseReturnValue:
    """Programmes by year, for the yearly report of the partnership."""
    query = (
        select(Programme)
        .where(visible_programmes(access.person(), Right.DECIDE))
        .options(selectinload(Programme.quotas), selectinload(Programme.partners))
        .order_by(Programme.starts_at.desc(), Programme.id)
    )
    programmes = [one for one in db.session.scalars(query) if one.form_version_id is not None]
    numbers = counting.by_year(programmes)
    return render_template(
        "desk/figures/years.html", years=_years(programmes, numbers), now=clock.now()
    )


def _years(
    programmes: Sequence[Programme], numbers: dict[int, tuple[int, int, int]]
) -> list[tuple[int, list[tuple[Programme, tuple[int, int, int]]], tuple[int, int, int]]]:
    """(year, (programme, its numbers) …, their sums), the newest first."""
    found: dict[int, list[tuple[Programme, tuple[int, int, int]]]] = {}
    for one in programmes:
        day = one.starts_at or one.closes_at or one.opens_at
        year = day.year if day else clock.now().year
        found.setdefault(year, []).append((one, numbers.get(one.id, (0, 0, 0))))
    return [
        (year, rows, (sum(n[0] for _, n in rows), sum(n[1] for _, n in rows),
                      sum(n[2] for _, n in rows)))
        for year, rows in sorted(found.items(), reverse=True)
    ]  # fmt: skip


def _questions(found: Programme) -> list[tuple[str, Counts]]:
    """(question, (answer, how often) …) of what can be counted."""
    countable = counting.countable(answers.document_for(found), scope.reader(found))
    asked = [(field, counting.answered(found, section, field)) for section, field in countable]
    return [
        (text(field.label, g.language), _in_words(field, given)) for field, given in asked if given
    ]


def _in_words(field: Field, given: dict[str, int]) -> Counts:
    if isinstance(field, Choice | Choices):
        known = {key: text(one.label, g.language) for key, one in field.choices.items()}
    else:
        known = {"True": say(g.language, "Yes"), "False": say(g.language, "No")}
    return [(words, given[key]) for key, words in known.items() if key in given]
