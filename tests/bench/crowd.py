"""Many applications at once, written in bulk, as a busy office would have them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from registration.applications.models import Application, SearchTerm
from registration.applications.search import TO_ALL, facet, terms_of
from registration.core.db import db, unit_of_work
from registration.core.formats import order_key
from registration.programmes.models import Programme

CHUNK = 5000
FAMILIES = (
    "Wang 王",
    "Müller",
    "Li 李",
    "Schmidt",
    "Zhang 张",
    "Yılmaz",
    "Liu 刘",
    "Nguyễn",
    "Ø",
    "Weiß",
)
GIVEN = ("Xiaoming 小明", "Anna", "Jürgen", "Mei 梅", "Lena", "Hao 浩", "Aylin", "Paul", "Jing 静")
STATES = ("submitted", "in_review", "waitlisted", "confirmed", "rejected", "withdrawn", "attended")
LANGUAGES = ("de", "en", "zh")
TOPICS = ("ip", "administrative", "civil", "criminal", "labour")
COURTS = 1009
ANSWER = """
    Ich arbeite seit zwölf Jahren als Richterin in einer Kammer für Handelssachen und möchte das
    Insolvenzrecht beider Länder vergleichen, weil immer mehr Unternehmen in beiden Städten tätig
    sind. Am Seminar reizt mich vor allem der Austausch mit Kolleginnen und Kollegen.
    我对比较法很感兴趣。
"""
RARE = 997  # each so many-th application has a name that nobody else has


def fill(
    number: int, *, now: datetime, slug: str | None = None, states: Sequence[str] = STATES
) -> None:
    """Add ``number`` applications, spread over the programmes, or in one of them, and states."""
    with unit_of_work(writes=False):
        query = select(Programme.id, Programme.form_version_id)
        query = query.where(Programme.form_version_id.is_not(None))
        if slug is not None:
            query = query.where(Programme.slug == slug)
        programmes = [tuple(row) for row in db.session.execute(query)]
    words: dict[str, list[str]] = {}
    for first in range(1, number + 1, CHUNK):
        last = min(first + CHUNK, number + 1)
        rows = [_row(one, programmes, states, now) for one in range(first, last)]
        terms = [
            {"application_id": row["id"], "term": term}
            for row in rows
            for term in {*_words(row, words), row["reference"].lower()}
        ]
        with unit_of_work():
            db.session.execute(insert(Application), rows)
            db.session.execute(insert(SearchTerm), terms)


def _row(
    number: int, programmes: list[Any], states: Sequence[str], now: datetime
) -> dict[str, Any]:
    programme_id, form_version_id = programmes[number % len(programmes)]
    state = states[number // len(programmes) % len(states)]
    sent = now - timedelta(seconds=number * 60)
    family = "Seltenheim" if number % RARE == 0 else FAMILIES[number % len(FAMILIES)]
    return {
        "id": number, "reference": f"B{number:07}", "programme_id": programme_id,
        "form_version_id": form_version_id, "state": state, "revision": 1,
        "language": LANGUAGES[number % 3],
        "email": f"person{number}@stadt.example", "name": f"{GIVEN[number % len(GIVEN)]} {family}",
        "name_key": order_key(f"{family} {GIVEN[number % len(GIVEN)]}"), "party_size": 1,
        "institution": f"Amtsgericht {number % COURTS}",
        "institution_key": f"amtsgericht {number % COURTS}", "partner_id": 1 + number % 2,
        "date_keys": [], "created_at": sent, "changed_at": sent, "submitted_at": sent,
        "waiting_since": sent if state == "waitlisted" else None,
    }  # fmt: skip


def _words(row: dict[str, Any], known: dict[str, list[str]]) -> list[str]:
    """Of the name, the institution and some 40 words of answers, and one chosen topic."""
    name, number = str(row["name"]), row["id"]
    if name not in known:
        known[name] = terms_of([name, "Amtsgericht"], [ANSWER])
    topic = facet(TO_ALL, "topics", TOPICS[number % len(TOPICS)])
    return [*known[name], topic, f"aktenzeichen{number % COURTS}"]
